/** The line of one life: firm and stage as bands, satisfaction and trust as lines, what happened as signs. */
import { axes, boxed, linear, path, years } from "tenure/charts/axes";
import { cursor } from "tenure/charts/cursor";
import { shape } from "tenure/element";
import { calendar, count, percent } from "tenure/number";
import { t } from "tenure/words";

const STAGES = [null, "examination", "formation", "stability", "decline"]; // as numbered in a life
/** Signs of what happened; the words are in the story beside. */
export const SIGNS = { incident: "✕", praised: "▲", warned: "▼", "win-back": "↩", left: "⇥", joined: "●", person: "✶" };

const LETTER = 0.58; // mean width of a letter, in sizes of the letters
const SHORTEST = 4; // letters below which a name says nothing

/** Stretches of equal values: [{value, from, until}]. */
const stretches = (values) => {
  const found = [];
  values.forEach((value, month) => {
    if (found.at(-1)?.value === value) found.at(-1).until = month + 1;
    else found.push({ value, from: month, until: month + 1 });
  });
  return found;
};

export const life_line = {
  key: "life_line",

  draw(svg, { width, height, letter }, pair, side) {
    const { life, film } = pair[side];
    const months = life.firm.length;
    const box = boxed(width, height, letter, { right: 7.4, top: 5.8 });
    const x = linear(0, months - 1, box.left, box.right);
    const y = linear(0, 100, box.bottom, box.top);
    axes(svg, box, {
      x: {
        scale: x,
        at: years(months, box.right - box.left, letter),
        text: (month) => count(month / 12),
        title: t("charts.years"),
      },
      y: { scale: y, at: [0, 50, 100], text: (value) => percent(value / 100) },
    });
    const band = (down, { from, until }, style, text, title) => {
      const [left, right] = [x(from), x(Math.min(until, months - 1))];
      svg.append(
        shape(
          "rect",
          { class: "band", x: left, width: Math.max(1, right - left), y: down, height: letter * 1.5, style },
          shape("title", {}, title),
        ),
      );
      const room = Math.floor((right - left - letter * 0.8) / (letter * LETTER)); // letters
      if (room < SHORTEST) return;
      const written = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
      svg.append(shape("text", { class: "in-band", x: left + letter * 0.4, y: down + letter * 1.1 }, written));
    };
    for (const stretch of stretches(life.firm)) {
      if (stretch.value === null) continue;
      const name = film.about.firms[stretch.value];
      const colour = stretch.value === film.focus ? "--ours-soft" : "--faint";
      band(letter * 0.1, stretch, `fill: var(${colour}); stroke: var(--axis)`, name, name);
    }
    for (const stretch of stretches(life.stage)) {
      const stage = STAGES[stretch.value];
      if (stage) band(letter * 1.8, stretch, `fill: var(--stage-${stage})`, "", t(`charts.stage.${stage}`));
    }
    for (const [month, kind] of life.happened) {
      if (!SIGNS[kind]) continue;
      svg.append(
        shape(
          "text",
          { class: `sign ${kind}`, x: x(month), y: letter * 4.5, "text-anchor": "middle" },
          SIGNS[kind],
          shape("title", {}, t(`life.sign.${kind.replaceAll("-", "_")}`)),
        ),
      );
    }
    const ends = ["satisfaction", "trust"].map((name) => {
      const values = life[name];
      svg.append(shape("path", { class: `line feeling-${name}`, d: path(values, x, y) }));
      const last = values.findLastIndex((value) => value !== null);
      return { name, down: y(values[last] ?? 50) };
    });
    ends.sort((one, other) => one.down - other.down);
    ends[1].down = Math.max(ends[1].down, ends[0].down + letter * 1.15);
    for (const { name, down } of ends)
      svg.append(
        shape(
          "text",
          { class: "label", x: box.right + letter * 0.5, y: down + letter * 0.34 },
          t(`charts.life_line.${name}`),
        ),
      );
    return { at: cursor(svg, { ...box, top: letter * 0.2 }, x), timeline: { box, months } };
  },

  describe(pair, month, side) {
    const { life, film } = pair[side];
    const firm = life.firm[month];
    if (firm === null || firm === undefined) return t("charts.life_line.says_none", { month: calendar(month) });
    return t("charts.life_line.says", {
      month: calendar(month),
      firm: film.about.firms[firm],
      stage: t(`charts.stage.${STAGES[life.stage[month]] ?? "outside"}`),
      satisfaction: percent(life.satisfaction[month] / 100),
      trust: percent(life.trust[month] / 100),
    });
  },

  numbers(pair, month, side) {
    const { life, film } = pair[side];
    const names = ["satisfaction", "expectation", "trust", "expertise", "share_of_wallet"];
    const columns = [
      t("charts.month"),
      t("charts.life_line.firm"),
      t("charts.plane.state"),
      ...names.map((name) => t(`charts.life_line.${name}`)),
      t("charts.life_line.profit"),
    ];
    const part = (value) => (value === null || value === undefined ? null : value / 100);
    const rows = life.firm.map((firm, at) => [
      at,
      firm === null ? null : film.about.firms[firm],
      STAGES[life.stage[at]] ? t(`charts.stage.${STAGES[life.stage[at]]}`) : null,
      ...names.map((name) => part(life[name]?.[at])),
      life.profit[at],
    ]);
    return { columns, rows };
  },
};
