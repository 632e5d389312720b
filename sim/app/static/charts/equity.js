/** Customer equity: what all customers together are worth to the firm, month by month, in A and in B. */
import { lines } from "tenure/charts/lines";
import { calendar, money, signed } from "tenure/number";
import { t } from "tenure/words";

export const equity = {
  key: "equity",

  draw(svg, size, pair) {
    return lines(svg, size, pair, (film) => film.series("customer_equity"), pair.a.about.currency);
  },

  describe({ a, b }, month) {
    const [one, other] = [a.series("customer_equity")[month], b.series("customer_equity")[month]];
    const label = b.about.currency;
    return t("charts.equity.says", {
      month: calendar(month),
      a: money(one, a.about.currency),
      b: money(other, label),
      difference: signed(other - one, (value) => money(value, label)),
    });
  },

  numbers({ a, b }) {
    const [one, other] = [a.series("customer_equity"), b.series("customer_equity")];
    return {
      columns: [t("charts.month"), "A", "B", t("charts.difference.column")],
      rows: one.map((value, month) => [
        month,
        value,
        other[month],
        other[month] === null || value === null ? null : other[month] - value,
      ]),
    };
  },
};
