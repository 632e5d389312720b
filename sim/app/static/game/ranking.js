/** The table after a round: rank, movement, score, and what is public of every firm. */
import { element } from "tenure/element";
import { badge, nameOf, priced } from "tenure/game/firms";
import { count, percent } from "tenure/number";
import { t } from "tenure/words";

const movement = (rose) => {
  const [sign, key] = rose > 0 ? ["▲", "up"] : rose < 0 ? ["▼", "down"] : ["＝", "same"];
  const text = t(`game.moved_${key}`, { places: Math.abs(rose) });
  return element("span", { class: `moved ${key}`, title: text }, `${sign}${rose ? Math.abs(rose) : ""}`, unseen(text));
};
const unseen = (text) => element("span", { class: "unseen" }, ` ${text}`);

/** The table of the last year that is over; `own` is the number of the firm to mark, or null. */
export const ranking = (game, own = null) => {
  const year = game.years.at(-1);
  if (!year) return element("p", {}, t("game.no_results"));
  const order = year.map((row, place) => ({ ...row, place })).toSorted((one, other) => one.rank - other.rank);
  const columns = ["rank", "moved", "firm", "score", "customers", "share", "price", "tested"];
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": t("game.ranking") },
    element(
      "table",
      { class: "ranking" },
      element("caption", { class: "unseen" }, t("game.ranking")),
      element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col" }, t(`game.column.${name}`))))),
      element(
        "tbody",
        {},
        order.map((row) =>
          element(
            "tr",
            { class: row.place === own ? "own" : null },
            element("td", {}, String(row.rank)),
            element("td", {}, movement(row.rose)),
            element("th", { scope: "row" }, badge(game.firms[row.place]), nameOf(game.firms[row.place])),
            element("td", { class: "score" }, count(row.equity / 1000)),
            element("td", {}, count(row.customers)),
            element("td", {}, percent(row.share)),
            element("td", {}, priced(row.price)),
            element("td", {}, count(row.tested * 100)),
          ),
        ),
      ),
    ),
  );
};
