/** Two lines over time, of A and of B: drawn once, with a cursor. */
import { axes, boxed, extent, linear, path, ticks, years } from "tenure/charts/axes";
import { cursor } from "tenure/charts/cursor";
import { shape } from "tenure/element";
import { count, short } from "tenure/number";
import { t } from "tenure/words";

/** Draw the names A and B behind the ends of two lines, apart from each other. `ends` are {a, b} of [x, y]. */
export const named = (svg, ends, letter) => {
  const gap = letter * 1.1;
  const [first, second] = ends.a[1] <= ends.b[1] ? ["a", "b"] : ["b", "a"];
  const apart = Math.max(0, gap - (ends[second][1] - ends[first][1])) / 2;
  for (const [side, shift] of [
    [first, -apart],
    [second, apart],
  ]) {
    const [x, y] = ends[side];
    const place = { class: `label of-${side}`, x: x + letter * 0.45, y: y + shift + letter * 0.34 };
    svg.append(shape("text", place, side.toUpperCase()));
  }
};

/** Draw what `valuesOf` says of each film. */
export const lines = (svg, { width, height, letter }, pair, valuesOf, title) => {
  const box = boxed(width, height, letter, { right: 1.8, left: 4 });
  const months = Math.min(pair.a.months, pair.b.months);
  const values = { a: valuesOf(pair.a), b: valuesOf(pair.b) };
  const [low, high] = extent([...values.a, ...values.b]);
  const x = linear(0, months - 1, box.left, box.right);
  const y = linear(low, high, box.bottom, box.top);
  axes(svg, box, {
    x: {
      scale: x,
      at: years(months, box.right - box.left, letter),
      text: (month) => count(month / 12),
      title: t("charts.years"),
    },
    y: { scale: y, at: ticks(low, high), text: short, title },
  });
  for (const side of ["a", "b"])
    svg.append(shape("path", { class: `line of-${side}`, d: path(values[side].slice(0, months), x, y) }));
  const end = (side) => {
    const last = values[side].slice(0, months).findLastIndex((value) => value !== null && value !== undefined);
    return last < 0 ? [x(0), y(0)] : [x(last), y(values[side][last])];
  };
  const at = cursor(svg, box, x);
  named(svg, { a: end("a"), b: end("b") }, letter);
  return { at, timeline: { box, months } };
};
