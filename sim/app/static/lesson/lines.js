/** Lines over one axis, each with a pattern of its own; where a number is missing the line is broken. */
import { axes, boxed, extent, linear, path, ticks } from "tenure/charts/axes";
import { shape } from "tenure/element";
import { short } from "tenure/number";
import { look, numbersOf, titleOf } from "tenure/lesson/series";

/** Where lines of several series are known: their places on the x axis, each once. */
const placesOf = ({ series }) => [...new Set(series.flatMap(({ x }) => x))].toSorted((one, other) => one - other);

/** Marks on an axis of months: whole years, or half ones where there are few. */
const marksOf = ({ unit }, low, high, room) => {
  if (unit !== "months") return ticks(low, high, room);
  const step = [1, 2, 3, 6, 12, 24, 60].find((months) => (high - low) / months <= room) ?? 120;
  return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, place) => (Math.ceil(low / step) + place) * step);
};

export const lines = {
  /** How high the drawing is, in lines of text. */
  lines: (_, width) => Math.min(20, Math.max(15, width / 2.4)),

  draw(svg, { width, height, letter }, measure) {
    const box = boxed(width, height, letter, { left: 3.4 });
    const places = placesOf(measure);
    const [first, last] = [places[0] ?? 0, places.at(-1) ?? 1];
    const [low, high] = extent(numbersOf(measure));
    const x = linear(first, last, box.left, box.right);
    const y = linear(low, high, box.bottom, box.top);
    const room = Math.max(2, Math.floor((box.right - box.left) / (letter * 4)));
    axes(svg, box, {
      x: { scale: x, at: marksOf(measure.x, first, last, room), text: short, title: measure.x.label },
      y: { scale: y, at: ticks(low, high), text: short, title: titleOf(measure.y) },
    });
    measure.series.forEach((series, place) => {
      const across = (index) => x(series.x[index]);
      svg.append(shape("path", { class: `line ${look(series.side, place)}`, d: path(series.y, across, y) }));
    });
  },

  numbers(measure) {
    const { x, y, series } = measure;
    const known = series.map((one) => new Map(one.x.map((place, index) => [place, one.y[index]])));
    return {
      columns: [x.label, ...series.map(({ label }) => (y.mark ? `${label} (${y.mark})` : label))],
      rows: placesOf(measure).map((place) => [place, ...known.map((values) => values.get(place) ?? null)]),
    };
  },
};
