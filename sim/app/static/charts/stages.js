/** Customers by stage, month by month, stacked; the areas are drawn once, the cursor moves over them. */
import { axes, boxed, extent, linear, ticks, years } from "tenure/charts/axes";
import { cursor } from "tenure/charts/cursor";
import { shape } from "tenure/element";
import { calendar, count, percent, plural, short } from "tenure/number";
import { listed } from "tenure/text";
import { t } from "tenure/words";

/** From the floor up: those who are furthest first, so that the floor of the chart is what the firm can count on. */
export const STAGES = ["stability", "formation", "examination", "decline"];

const stacked = (film) => {
  const floors = [Array(film.known).fill(0)];
  for (const stage of STAGES)
    floors.push(film.series(stage).map((value, month) => floors.at(-1)[month] + (value ?? 0)));
  return floors;
};

const monthsOf = ({ a, b }) => Math.min(a.months, b.months);

export const stages = {
  key: "stages",

  draw(svg, { width, height, letter }, pair, side) {
    const box = boxed(width, height, letter, { right: 7.8 });
    const months = monthsOf(pair);
    const [low, high] = extent([...pair.a.series("customers"), ...pair.b.series("customers")]);
    const x = linear(0, months - 1, box.left, box.right);
    const y = linear(low, high, box.bottom, box.top);
    axes(svg, box, {
      x: {
        scale: x,
        at: years(months, box.right - box.left, letter),
        text: (month) => count(month / 12),
        title: t("charts.years"),
      },
      y: { scale: y, at: ticks(low, high), text: short, title: t("charts.customers") },
    });
    const floors = stacked(pair[side]);
    const last = pair[side].known - 1;
    let lowest = Infinity;
    const labels = shape("g");
    STAGES.forEach((stage, place) => {
      const up = floors[place + 1].map((value, month) => `${x(month).toFixed(1)} ${y(value).toFixed(1)}`);
      const back = floors[place].map((value, month) => `${x(month).toFixed(1)} ${y(value).toFixed(1)}`).reverse();
      svg.append(
        shape("path", { class: "area", d: `M${up.concat(back).join("L")}Z`, style: `fill: var(--stage-${stage})` }),
      );
      const middle = y((floors[place][last] + floors[place + 1][last]) / 2) + letter * 0.34;
      lowest = Math.min(middle, lowest - letter * 1.15);
      const at = { class: "label", x: x(last) + letter * 0.5, y: lowest, style: `fill: var(--text-${stage})` };
      labels.append(shape("text", at, t(`charts.stage.${stage}`)));
    });
    const at = cursor(svg, box, x);
    svg.append(labels);
    return { at, timeline: { box, months } };
  },

  describe(pair, month, side) {
    const film = pair[side];
    const customers = film.series("customers")[month];
    return t("charts.stages.says", {
      month: calendar(month),
      customers: plural("charts.amount.customers", customers),
      stages: listed(
        STAGES.map((stage) =>
          t("charts.stages.part", {
            stage: t(`charts.stage.${stage}`),
            share: percent(film.series(stage)[month] / (customers || 1)),
          }),
        ),
      ),
    });
  },

  numbers(pair, month, side) {
    const film = pair[side];
    const columns = [t("charts.month"), ...STAGES.map((stage) => t(`charts.stage.${stage}`)), t("charts.customers")];
    const names = [...STAGES, "customers"];
    return {
      columns,
      rows: film.series("customers").map((_, at) => [at, ...names.map((name) => film.series(name)[at])]),
    };
  },
};
