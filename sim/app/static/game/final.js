/** The page after the game: what every firm decided over the years, beside what came of it. */
import { element, found, say } from "tenure/element";
import { LINES } from "tenure/game/budget";
import { badge, nameOf, priced } from "tenure/game/firms";
import { race } from "tenure/game/race";
import { problem } from "tenure/game/status";
import { count, percent } from "tenure/number";
import { ask } from "tenure/request";
import { t } from "tenure/words";

const code = document.querySelector("[data-code]").dataset.code;
const thousand = (value) => count(value / 1000);
const COLUMNS = [
  ...LINES.map((line) => [`line.${line}`, (decision) => thousand(decision[line])]),
  ["column.price", (decision) => priced(decision.price / 100)],
  ["column.score", (_, year) => thousand(year.equity)],
  ["column.customers", (_, year) => count(year.customers)],
  ["figure.profit", (_, year) => thousand(year.profit)],
  ["figure.kept", (_, year) => percent(year.kept)],
  ["figure.satisfaction", (_, year) => percent(year.satisfaction)],
  ["figure.stable", (_, year) => percent(year.customers ? year.stages.stability / year.customers : null)],
];

const course = (game, firm) => {
  const { decisions, handed_in, books } = game.all;
  const name = nameOf(game.firms[firm]);
  const row = (decision, year) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, String(year), handed_in[firm][year] || !year ? null : element("span", { title: t("game.kept_last") }, " *")),
      COLUMNS.map(([, worded]) => element("td", {}, worded(decision, books[firm][year]))),
    );
  return element(
    "section",
    { class: "panel" },
    element("h2", {}, badge(game.firms[firm]), `${game.years.at(-1)[firm].rank}. ${name}`),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
      element(
        "table",
        {},
        element("caption", { class: "unseen" }, name),
        element("thead", {}, element("tr", {}, [["column.year"], ...COLUMNS].map(([key]) => element("th", { scope: "col" }, t(`game.${key}`))))),
        element("tbody", {}, decisions[firm].map(row)),
      ),
    ),
  );
};

try {
  const { data: game } = await ask(`/api/game/${code}`);
  const order = game.firms.map((_, firm) => firm).toSorted((one, other) => game.years.at(-1)[one].rank - game.years.at(-1)[other].rank);
  say(found("winner"), t("game.winner", { team: nameOf(game.firms[order[0]]) }));
  found("courses").replaceChildren(...order.map((firm) => course(game, firm)));
  race(found("race"), game);
  new ResizeObserver(() => race(found("race"), game)).observe(found("race"));
} catch (error) {
  problem(error);
}
