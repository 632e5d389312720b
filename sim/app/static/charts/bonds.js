/** What leaving would cost one customer: procedural, financial and relational switching costs, stacked. */
import { axes, boxed, extent, linear, ticks, years } from "tenure/charts/axes";
import { cursor } from "tenure/charts/cursor";
import { shape } from "tenure/element";
import { calendar, count, number } from "tenure/number";
import { t } from "tenure/words";

const BONDS = { procedural: "--rival", financial: "--stage-decline", relational: "--ours" };
const part = (value) => (value ?? 0) / 100;
const sumOf = (life) =>
  life.procedural.map((_, month) => Object.keys(BONDS).reduce((sum, name) => sum + part(life[name][month]), 0));

export const bonds = {
  key: "bonds",

  draw(svg, { width, height, letter }, pair, side) {
    const { life } = pair[side];
    const months = life.firm.length;
    const box = boxed(width, height, letter, { right: 7 });
    const [low, high] = extent([...sumOf(pair.a.life), ...sumOf(pair.b.life)]);
    const x = linear(0, months - 1, box.left, box.right);
    const y = linear(low, high, box.bottom, box.top);
    axes(svg, box, {
      x: {
        scale: x,
        at: years(months, box.right - box.left, letter),
        text: (month) => count(month / 12),
        title: t("charts.years"),
      },
      y: { scale: y, at: ticks(low, high), text: (value) => number(value, 2), title: t("charts.bonds.axis") },
    });
    const floor = Array(months).fill(0);
    let label = Infinity;
    for (const [name, colour] of Object.entries(BONDS)) {
      const under = floor.map((value, month) => `${x(month).toFixed(1)} ${y(value).toFixed(1)}`);
      const before = floor.at(-1);
      life[name].forEach((value, month) => (floor[month] += part(value)));
      const over = floor.map((value, month) => `${x(month).toFixed(1)} ${y(value).toFixed(1)}`);
      svg.append(
        shape("path", {
          class: "area",
          d: `M${over.concat(under.reverse()).join("L")}Z`,
          style: `fill: var(${colour})`,
        }),
      );
      label = Math.min(y((before + floor.at(-1)) / 2) + letter * 0.34, label - letter * 1.15);
      svg.append(shape("text", { class: "label", x: box.right + letter * 0.5, y: label }, t(`charts.bonds.${name}`)));
    }
    return { at: cursor(svg, box, x), timeline: { box, months } };
  },

  describe(pair, month, side) {
    const { life } = pair[side];
    if (life.procedural[month] === null || life.procedural[month] === undefined)
      return t("charts.bonds.says_none", { month: calendar(month) });
    const values = Object.fromEntries(Object.keys(BONDS).map((name) => [name, number(part(life[name][month]), 2)]));
    return t("charts.bonds.says", { month: calendar(month), ...values });
  },

  numbers(pair, month, side) {
    const { life } = pair[side];
    const names = Object.keys(BONDS);
    return {
      columns: [t("charts.month"), ...names.map((name) => t(`charts.bonds.${name}`))],
      rows: life.firm.map((_, at) => [
        at,
        ...names.map((name) => (life[name][at] === null ? null : part(life[name][at]))),
      ]),
    };
  },
};
