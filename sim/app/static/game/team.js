/** A team's page: join, decide, and read what came of it. */
import { found, say } from "tenure/element";
import { books } from "tenure/game/books";
import { Budget } from "tenure/game/budget";
import { badge, nameOf } from "tenure/game/firms";
import { Polling } from "tenure/game/polling";
import { ranking } from "tenure/game/ranking";
import { problem, status } from "tenure/game/status";
import { ask } from "tenure/request";
import { t } from "tenure/words";

const code = document.querySelector("[data-code]").dataset.code;
const keptAs = (game) => `game ${code} ${game.own.firm} ${game.round}`;
let game = null;
let budget = null;
let shownRound = null;
let isChanging = false;

const act = async (what, json) => {
  try {
    await ask(`/api/game/${code}/${what}`, { method: "POST", json });
    problem(null);
    await polling.look();
    return true;
  } catch (error) {
    problem(error);
    return false;
  }
};

/** Show the decision: locked once it is handed in, until the team wants to change it. */
const decide = () => {
  const isOpen = game.phase === "deciding";
  found("decide").hidden = !isOpen;
  if (!isOpen) {
    shownRound = null;
    return;
  }
  budget ??= new Budget(game.rules, (decision) => sessionStorage.setItem(keptAs(game), JSON.stringify(decision)));
  if (!budget.element.isConnected) found("sliders").replaceChildren(budget.element);
  const isHandedIn = game.own.handed_in && !isChanging;
  if (shownRound !== game.round || isHandedIn) {
    const kept = isHandedIn ? null : sessionStorage.getItem(keptAs(game));
    budget.decision = kept ? JSON.parse(kept) : game.own.decision;
    shownRound = game.round;
  }
  budget.locked = isHandedIn;
  found("hand-in").hidden = isHandedIn;
  found("change").hidden = !isHandedIn;
  say(found("decided"), t(isHandedIn ? "game.handed_in" : game.own.handed_in ? "game.changing" : "game.not_handed_in"));
};

const seen = (news) => {
  if (game?.round !== news.round || game?.phase !== news.phase) isChanging = false;
  game = news;
  status(game, polling);
  const isIn = game.own !== null;
  found("join").hidden = isIn || game.over;
  found("firm").hidden = !isIn;
  found("final").hidden = !game.over;
  found("ranking").replaceChildren(ranking(game, game.own?.firm ?? null));
  if (!isIn) {
    found("decide").hidden = found("year").hidden = true;
    return;
  }
  const firm = game.firms[game.own.firm];
  found("firm-name").replaceChildren(badge(firm), nameOf(firm));
  say(found("invite"), game.own.invite);
  decide();
  found("year").hidden = game.own.books.length === 0;
  if (game.own.books.length) {
    say(found("year-title"), t("game.last_year", { year: game.own.books.length - 1 }));
    found("books").replaceChildren(...books(game));
  }
};

const polling = new Polling(code, seen, problem);
found("join-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act("join", { name: new FormData(event.target).get("name") });
});
found("hand-in").addEventListener("click", async () => {
  isChanging = false;
  if (await act("decision", { round: game.round, decision: budget.decision })) {
    sessionStorage.removeItem(keptAs(game));
    found("change").focus();
  }
});
found("change").addEventListener("click", () => {
  isChanging = true;
  decide();
  found("line-acquisition").focus();
});
polling.look();
