/** Bars lying side by side, one row for every name: long names stand above their bars and are never cut. */
import { extent, linear, ticks } from "tenure/charts/axes";
import { shape } from "tenure/element";
import { number, short } from "tenure/number";
import { look, numbersOf, titleOf } from "tenure/lesson/series";

const HEAD = 1.4;
const NAME = 1.5;
const BAR = 1.25;
const GAP = 0.75;
const FOOT = 3.2;

const rowHeight = ({ series }) => NAME + BAR * series.length + GAP;

/** Numbers as they stand at bars: all with as many decimals as the largest needs for three digits. */
const written = (measure) => {
  const largest = Math.max(0, ...numbersOf(measure).map((value) => Math.abs(value ?? 0)));
  const isWhole = numbersOf(measure).every((value) => value === null || Number.isInteger(value));
  const decimals = isWhole || largest === 0 ? 0 : Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(largest))));
  return (value) => number(value, 6, { maximumSignificantDigits: undefined, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
};

export const bars = {
  /** How high the drawing is, in lines of text. */
  lines: (measure) => HEAD + rowHeight(measure) * measure.bars.length + FOOT,

  draw(svg, { width, height, letter }, measure) {
    const [low, high] = extent(numbersOf(measure));
    const room = letter * 3.6;
    const x = linear(low, high, low < 0 ? room : letter * 0.5, width - room);
    const bottom = height - letter * FOOT;
    const text = written(measure);
    svg.append(shape("text", { class: "mark", x: letter * 0.5, y: letter }, measure.x.label));
    const isWhole = numbersOf(measure).every((value) => value === null || Number.isInteger(value));
    for (const at of ticks(low, high).filter((place) => !isWhole || Number.isInteger(place))) {
      svg.append(
        shape("line", { class: at === 0 ? "axis" : "grid", x1: x(at), x2: x(at), y1: letter * HEAD, y2: bottom }),
        shape("text", { class: "mark", x: x(at), y: bottom + letter * 1.3, "text-anchor": "middle" }, short(at)),
      );
    }
    svg.append(shape("text", { class: "mark", x: width - letter * 0.3, y: bottom + letter * 2.6, "text-anchor": "end" }, titleOf(measure.y)));
    measure.bars.forEach((name, row) => {
      const top = letter * (HEAD + row * rowHeight(measure));
      svg.append(shape("text", { class: "haloed", x: x(Math.max(low, 0)) + (low < 0 ? -room + letter : 0), y: top + letter * 1.15 }, name));
      measure.series.forEach(({ y, side }, place) => {
        const value = y[row];
        const above = top + letter * (NAME + BAR * place);
        if (value === null) return;
        const [start, end] = [x(0), x(value)].toSorted((one, other) => one - other);
        svg.append(
          shape("rect", { class: `bar ${look(side, place)}`, x: start, y: above, width: Math.max(end - start, 1), height: letter * (BAR - 0.2) }),
          shape(
            "text",
            { class: "value", x: value < 0 ? start - letter * 0.3 : end + letter * 0.3, y: above + letter * 0.88, "text-anchor": value < 0 ? "end" : "start" },
            text(value),
          ),
        );
      });
    });
  },

  numbers: ({ x, y, bars: names, series }) => ({
    columns: [x.label, ...series.map(({ label }) => (y.mark ? `${label} (${y.mark})` : label))],
    rows: names.map((name, row) => [name, ...series.map((one) => one.y[row])]),
  }),
};
