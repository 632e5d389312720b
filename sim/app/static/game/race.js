/** The score of every firm over the years, as lines that end in their letters. */
import { axes, boxed, extent, linear, path, ticks } from "tenure/charts/axes";
import { element, shape } from "tenure/element";
import { nameOf } from "tenure/game/firms";
import { count, short } from "tenure/number";
import { t } from "tenure/words";

/** Heights at which labels do not lie over one another. */
const apart = (heights, gap) => {
  const order = heights.map((_, place) => place).toSorted((one, other) => heights[one] - heights[other]);
  const free = [...heights];
  order.forEach((place, rank) => {
    if (rank) free[place] = Math.max(free[place], free[order[rank - 1]] + gap);
  });
  return free;
};

/** Draw the race into a place of the page. */
export const race = (place, game) => {
  const width = place.clientWidth;
  if (!width || !game.years.length) return;
  const letter = parseFloat(getComputedStyle(place).fontSize);
  const height = Math.max(place.clientHeight, letter * 14);
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
  const box = boxed(width, height, letter, { right: 2, left: 3.8 });
  const scores = game.firms.map((_, firm) => game.years.map((year) => year[firm].equity));
  const [low, high] = extent(scores.flat());
  const x = linear(0, game.rules.rounds, box.left, box.right);
  const y = linear(low, high, box.bottom, box.top);
  const every = Array.from({ length: game.rules.rounds + 1 }, (_, year) => year);
  axes(svg, box, {
    x: { scale: x, at: every, text: String, title: t("game.years") },
    y: { scale: y, at: ticks(low, high), text: short, title: t("game.score") },
  });
  const ends = apart(scores.map((score) => y(score.at(-1))), letter * 1.15);
  game.firms.forEach((firm, number) => {
    svg.append(shape("path", { class: `line firm-${firm.letter}`, d: path(scores[number], x, y) }));
    scores[number].forEach((score, year) =>
      svg.append(shape("circle", { class: `dot firm-${firm.letter}`, cx: x(year), cy: y(score), r: letter * 0.22 })),
    );
    const at = { class: "label", x: x(game.years.length - 1) + letter * 0.6, y: ends[number] + letter * 0.35 };
    svg.append(shape("text", at, firm.letter));
  });
  const words = game.firms.map((firm, number) => `${nameOf(firm)}: ${count(scores[number].at(-1))}`).join("; ");
  place.setAttribute("aria-label", `${t("game.race")}. ${words}`);
  place.replaceChildren(svg);
};
