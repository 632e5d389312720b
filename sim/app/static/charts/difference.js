/** What B has earned more than A since the first month: above the line B is ahead, below it A. */
import { axes, boxed, extent, linear, path, ticks, years } from "tenure/charts/axes";
import { cursor } from "tenure/charts/cursor";
import { shape } from "tenure/element";
import { calendar, count, money, short, signed } from "tenure/number";
import { t } from "tenure/words";

/** The profit of B less that of A, summed up to each month that both know. */
export const ahead = ({ a, b }) => {
  const [one, other] = [a.total("profit"), b.total("profit")];
  return one.slice(0, other.length).map((value, month) => other[month] - value);
};

export const difference = {
  key: "difference",

  draw(svg, { width, height, letter }, pair) {
    const box = boxed(width, height, letter, { left: 4.4, right: 1.2 });
    const months = Math.min(pair.a.months, pair.b.months);
    const values = ahead(pair);
    const [low, high] = extent(values);
    const x = linear(0, months - 1, box.left, box.right);
    const y = linear(low, high, box.bottom, box.top);
    axes(svg, box, {
      x: {
        scale: x,
        at: years(months, box.right - box.left, letter),
        text: (month) => count(month / 12),
        title: t("charts.years"),
      },
      y: {
        scale: y,
        at: ticks(low, high),
        text: (value) => signed(value, short),
        title: t("charts.difference.axis", { currency: pair.b.about.currency }),
      },
    });
    for (const [name, side] of [
      ["gain", Math.max],
      ["loss", Math.min],
    ]) {
      const edge = path(
        values.map((value) => side(value, 0)),
        x,
        y,
      );
      svg.append(
        shape("path", { class: `area ${name}`, d: `${edge}L${x(values.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z` }),
      );
    }
    svg.append(shape("path", { class: "line of-b", d: path(values, x, y) }));
    return { at: cursor(svg, box, x), timeline: { box, months } };
  },

  describe(pair, month) {
    const values = ahead(pair).slice(0, month + 1);
    const written = (value) => signed(value, (amount) => money(amount, pair.b.about.currency));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return t("charts.difference.says", {
      month: calendar(month),
      now: written(values[month]),
      low: written(low),
      low_month: values.indexOf(low),
      high: written(high),
      high_month: values.indexOf(high),
    });
  },

  numbers(pair) {
    const [a, b] = [pair.a.total("profit"), pair.b.total("profit")];
    return {
      columns: [
        t("charts.month"),
        t("charts.difference.of", { side: "A" }),
        t("charts.difference.of", { side: "B" }),
        t("charts.difference.column"),
      ],
      rows: ahead(pair).map((value, month) => [month, a[month], b[month], value]),
    };
  },
};
