/** The key figures of A, of B, and what B has more, in the month of the cursor. */
import { element, say } from "tenure/element";
import { count, decimal, NOTHING, number, percent, signed } from "tenure/number";
import { t } from "tenure/words";

const amount = (value) => number(value, 4); // one digit more than the difference has, so that the row adds up
const gain = (value) => number(value, 3);
const points = (value, digits) => t("figures.points", { value: decimal(value * 100, digits) });
const share = { as: (value) => percent(value, 1, { always: true }), apart: (value) => points(value, 1) };

/** Name → how it is written, how a difference of it is, and how it is read from a film if it is no series of it. */
const FIGURES = {
  customers: { as: count },
  stability: { as: count },
  profit: { as: amount, apart: gain },
  profit_total: { as: amount, apart: gain, of: (film) => film.total("profit") },
  customer_equity: { as: amount, apart: gain },
  retention_rate: { as: (value) => percent(value, 2, { always: true }), apart: (value) => points(value, 2) },
  satisfaction: share,
  trust: share,
  switching_cost: { as: (value) => decimal(value, 2) },
  share_of_wallet: share,
};

export class KeyFigures {
  #pair = null;

  constructor() {
    const head = ["A", "B", t("figures.difference")].map((name) => element("th", { scope: "col" }, name));
    const corner = element("th", { scope: "col" }, element("span", { class: "unseen" }, t("figures.figure")));
    this.cells = {};
    this.heads = {};
    const rows = Object.keys(FIGURES).map((name) => {
      const cells = (this.cells[name] = ["a", "b", "difference"].map((side) => element("td", { class: `of-${side}` })));
      this.heads[name] = element("th", { scope: "row", title: t(`figures.${name}.says`) }, t(`figures.${name}`));
      return element("tr", {}, this.heads[name], cells);
    });
    this.element = element(
      "table",
      { class: "figures" },
      element("caption", { class: "unseen" }, t("figures.caption")),
      element("thead", {}, element("tr", {}, corner, head)),
      element("tbody", {}, rows),
    );
  }

  show({ a, b }) {
    // Totals are summed once: they are read in every frame.
    this.values = Object.fromEntries(
      Object.entries(FIGURES).map(([name, { of = (film) => film.series(name) }]) => [name, [a, b].map(of)]),
    );
    this.#pair = { a, b };
    const currency = [...new Set([a.about.currency, b.about.currency])].join(" / ");
    for (const [name, { as }] of Object.entries(FIGURES)) {
      say(
        this.heads[name],
        as === amount ? t("figures.in_money", { figure: t(`figures.${name}`), currency }) : t(`figures.${name}`),
      );
    }
  }

  at(month) {
    if (this.#pair === null) return;
    const currencies = [this.#pair.a.about.currency, this.#pair.b.about.currency];
    for (const [name, { as, apart = as }] of Object.entries(FIGURES)) {
      const [one, other] = this.values[name].map((values) => values[month] ?? null);
      const [a, b, difference] = this.cells[name];
      say(a, as(one));
      say(b, as(other));
      const comparable = one !== null && other !== null && (as !== amount || currencies[0] === currencies[1]);
      say(difference, comparable ? signed(other - one, (value) => apart(value)) : NOTHING);
    }
  }
}
