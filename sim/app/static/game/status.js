/** Where a game stands, in words, with the time that is left. */
import { found, say } from "tenure/element";
import { t } from "tenure/words";

/** Say in the page's status line where a game stands; `polling` knows the server's clock. */
export const status = (game, polling) => {
  const values = { round: game.round, rounds: game.rules.rounds };
  const key = game.over ? "over" : game.phase === "shown" && game.round === 0 ? "lobby" : game.phase;
  say(found("status"), t(`game.status.${key}`, values));
  found("status").classList.toggle("problem", game.phase === "failed");
  clock(game, polling);
};

let timer = 0;
const clock = (game, polling) => {
  clearInterval(timer);
  const node = found("clock");
  node.hidden = game.phase !== "deciding" || game.closes === null;
  if (node.hidden) return;
  const tick = () => {
    const left = Math.max(0, Math.ceil(game.closes - Date.now() / 1000 - polling.ahead));
    say(node, `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    node.setAttribute("aria-label", t("game.time_left", { minutes: Math.floor(left / 60), seconds: left % 60 }));
  };
  tick();
  timer = setInterval(tick, 500);
};

/** Say what went wrong, or nothing. */
export const problem = (error) => {
  const node = found("problem");
  node.hidden = error === null;
  say(node, error === null ? "" : error.key ? error.message : t("game.offline"));
};
