/** The projector's page: the code, the teams, the table after each round, and the teacher's buttons. */
import { element, found, say } from "tenure/element";
import { badge, nameOf } from "tenure/game/firms";
import { Polling } from "tenure/game/polling";
import { race } from "tenure/game/race";
import { ranking } from "tenure/game/ranking";
import { problem, status } from "tenure/game/status";
import { ask } from "tenure/request";
import { t } from "tenure/words";

const code = document.querySelector("[data-code]").dataset.code;
let game = null;

const act = async (what, json = {}) => {
  try {
    await ask(`/api/game/${code}/${what}`, { method: "POST", json });
    await polling.look();
  } catch (error) {
    problem(error);
  }
};

const seat = (firm, number) => {
  const ready = game.phase === "deciding" && firm.team;
  const state = ready ? t(firm.handed_in ? "game.ready" : "game.thinking") : "";
  const dismiss = () => confirm(t("game.dismiss_sure", { team: firm.team })) && act("dismiss", { firm: number });
  return element(
    "li",
    { class: firm.handed_in ? "ready" : null },
    badge(firm),
    element("span", { class: "team" }, firm.team ?? t("game.free")),
    element("span", { class: "state" }, state),
    game.teacher && firm.team
      ? element("button", { type: "button", class: "small", click: dismiss, "aria-label": t("game.dismiss", { team: firm.team }), title: t("game.dismiss", { team: firm.team }) }, "×")
      : null,
  );
};

const seen = (news) => {
  game = news;
  status(game, polling);
  found("lobby").classList.toggle("small", game.round > 0);
  found("seats").replaceChildren(...game.firms.map(seat));
  const isOpen = game.phase === "deciding";
  found("start").hidden = found("limit").hidden = !(game.phase === "shown" && !game.over);
  found("close").hidden = !isOpen;
  found("again").hidden = game.phase !== "failed";
  say(found("start"), t("game.start", { round: game.round + 1 }));
  say(found("close"), t("game.close", { round: game.round }));
  found("lead").hidden = !game.teacher;
  found("final").hidden = !game.over;
  found("results").hidden = game.years.length === 0;
  if (game.over) {
    const winners = game.firms.filter((_, firm) => game.years.at(-1)[firm].rank === 1).map(nameOf);
    say(found("winner"), t("game.winner", { team: winners.join(", ") }));
  }
  found("winner").hidden = !game.over;
  if (game.years.length) {
    say(found("year-title"), t("game.after_year", { year: game.years.length - 1 }));
    found("ranking").replaceChildren(ranking(game));
    race(found("race"), game);
  }
};

const polling = new Polling(code, seen, problem);
new ResizeObserver(() => game && race(found("race"), game)).observe(found("race"));
found("start").addEventListener("click", () => {
  const minutes = Number(found("minutes").value);
  act("start", { round: game.round + 1, ...(minutes ? { minutes } : {}) });
});
found("close").addEventListener("click", () => act("close", { round: game.round }));
found("again").addEventListener("click", () => act("again"));
polling.look();
