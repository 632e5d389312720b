/** Who earns the money: the profit of all customers ever served up to the cursor's month, summed from the best one on. */
import { axes, boxed, extent, linear, path, ticks } from "tenure/charts/axes";
import { named } from "tenure/charts/lines";
import { shape } from "tenure/element";
import { calendar, money, percent, short } from "tenure/number";
import { sentences } from "tenure/text";
import { t } from "tenure/words";

const profits = (whale) =>
  (whale?.curve ?? []).map((part) => (part === null || whale.total === null ? null : part * whale.total));
const peakOf = (values) =>
  values.reduce((best, value, place) => (value > (values[best] ?? -Infinity) ? place : best), 0);

export const whale = {
  key: "whale",

  draw(svg, { width, height, letter }, pair) {
    const box = boxed(width, height, letter, { right: 1.8, left: 4 });
    const everything = ["a", "b"].flatMap((side) => pair[side].part.whale.flatMap(profits));
    const [low, high] = extent(everything);
    const x = linear(0, 40, box.left, box.right);
    const y = linear(low, high, box.bottom, box.top);
    axes(svg, box, {
      x: { scale: x, at: [0, 10, 20, 30, 40], text: (place) => percent(place / 40), title: t("charts.whale.axis") },
      y: { scale: y, at: ticks(low, high), text: short, title: pair.a.about.currency },
    });
    const curve = {};
    for (const side of ["a", "b"]) svg.append((curve[side] = shape("path", { class: `line of-${side}` })));
    const labels = shape("g");
    svg.append(labels);
    return {
      at(month) {
        const ends = {};
        for (const side of ["a", "b"]) {
          const values = profits(pair[side].part.whale[month]);
          curve[side].setAttribute("d", path(values, x, y));
          ends[side] = [x(40), y(values.at(-1) ?? 0)];
        }
        labels.replaceChildren();
        named(labels, ends, letter);
      },
    };
  },

  describe({ a, b }, month) {
    const said = (film, side) => {
      const values = profits(film.part.whale[month]);
      const peak = peakOf(values);
      const total = values.at(-1) ?? 0;
      return t(total < values[peak] ? "charts.whale.side_losers" : "charts.whale.side", {
        side,
        best: money(values[8], film.about.currency),
        total: money(total, film.about.currency),
        lost: money((values[peak] ?? 0) - total, film.about.currency),
        losers: percent(1 - peak / 40),
      });
    };
    return t("charts.whale.says", { month: calendar(month), sides: sentences([said(a, "A"), said(b, "B")]) });
  },

  numbers({ a, b }, month) {
    const [one, other] = [a, b].map((film) => profits(film.part.whale[month]));
    const columns = [
      t("charts.whale.column"),
      t("charts.money_of", { side: "A", currency: a.about.currency }),
      t("charts.money_of", { side: "B", currency: b.about.currency }),
    ];
    return {
      columns,
      rows: Array.from({ length: 41 }, (_, place) => [
        percent(place / 40, 1),
        one[place] ?? null,
        other[place] ?? null,
      ]),
    };
  },
};
