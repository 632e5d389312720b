/** Predicted numbers as dots over the slider's range, equal ones on one another; with what was measured as a line. */
import { linear, ticks } from "tenure/charts/axes";
import { shape } from "tenure/element";
import { short } from "tenure/number";
import { t } from "tenure/words";

const FOOT = 3.2;
const DOT = 0.9;
const HEAD = 1.8;

/** The columns of dots: a number's column, and how many lie below it. */
const stacked = ({ numbers, low, high }, columns) => {
  const heights = new Map();
  return numbers.map((value) => {
    const column = Math.round(((value - low) / (high - low)) * columns);
    const below = heights.get(column) ?? 0;
    heights.set(column, below + 1);
    return { column, below };
  });
};

const columnsIn = (width) => Math.max(10, Math.floor((width - 3) / DOT));

export const dots = {
  /** How high the drawing is, in lines of text. */
  lines: (measure, width) => FOOT + HEAD + DOT * Math.max(4, ...stacked(measure, columnsIn(width)).map(({ below }) => below + 1)),

  draw(svg, { width, height, letter }, measure) {
    const { low, high, measured, unit } = measure;
    const columns = columnsIn(width / letter);
    const [left, right, bottom] = [letter * 1.5, width - letter * 1.5, height - letter * FOOT];
    const x = linear(low, high, left, right);
    svg.append(shape("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }));
    for (const at of ticks(low, high, Math.max(2, width / letter / 6))) {
      svg.append(shape("text", { class: "mark", x: x(at), y: bottom + letter * 1.3, "text-anchor": "middle" }, `${short(at)}${unit === "percent" ? "%" : ""}`));
    }
    svg.append(shape("text", { class: "mark", x: right, y: bottom + letter * 2.6, "text-anchor": "end" }, t("lessons.number_predicted")));
    for (const { column, below } of stacked(measure, columns)) {
      const along = left + (column / columns) * (right - left);
      svg.append(shape("circle", { class: "dot", cx: along, cy: bottom - letter * DOT * (below + 0.5), r: letter * DOT * 0.42 }));
    }
    if (measured === null) return;
    const at = x(Math.min(high, Math.max(low, measured)));
    svg.append(
      shape("line", { class: "cursor", x1: at, x2: at, y1: letter * HEAD, y2: bottom }),
      shape("text", { class: "label", x: at, y: letter * 1.2, "text-anchor": at > width * 0.7 ? "end" : at < width * 0.3 ? "start" : "middle" }, t("lessons.measured")),
    );
  },

  numbers({ numbers }) {
    const counts = new Map();
    for (const value of numbers) counts.set(value, (counts.get(value) ?? 0) + 1);
    return { columns: [t("lessons.number_predicted"), t("lessons.predictions")], rows: [...counts].toSorted(([one], [other]) => one - other) };
  },
};
