/** A measure on the page: its title and headline, a chart or a table, what it says in words, and its numbers. */
import { element, shape } from "tenure/element";
import { bars } from "tenure/lesson/bars";
import { dots } from "tenure/lesson/dots";
import { lines } from "tenure/lesson/lines";
import { look } from "tenure/lesson/series";
import { Numbers, table } from "tenure/table";
import { t } from "tenure/words";

const CHARTS = { bars, dots, lines };
const drawings = new WeakMap();
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => drawings.get(target)?.()));

/** A drawing of a measure, made anew when its width changes. */
const drawing = (measure) => {
  const chart = CHARTS[measure.kind];
  const place = element("div", { class: "drawing", role: "img", "aria-label": `${t("lessons.chart", { title: measure.title })}. ${measure.description}` });
  let drawn = 0;
  drawings.set(place, () => {
    const width = place.clientWidth;
    if (width === 0 || Math.abs(width - drawn) < 1) return;
    drawn = width;
    const letter = parseFloat(getComputedStyle(place).fontSize);
    const height = Math.round(letter * chart.lines(measure, width / letter));
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
    chart.draw(svg, { width, height, letter }, measure);
    place.style.height = `${height}px`;
    place.replaceChildren(svg);
  });
  sizes.observe(place);
  return place;
};

/** The legend of a chart with several series; a single one is named by the title. */
const legend = (measure) =>
  (measure.series ?? []).length < 2
    ? null
    : element(
        "ul",
        { class: "legend" },
        measure.series.map(({ label, side }, place) =>
          element("li", {}, element("span", { class: `swatch ${look(side, place)}`, "aria-hidden": "true" }), label),
        ),
      );

/** Return the article that shows a measure. */
export const figure = (measure) => {
  const isDrawn = measure.kind in CHARTS;
  const chart = isDrawn ? CHARTS[measure.kind] : null;
  const rows = measure.kind === "table" ? { columns: ["", ...measure.columns], rows: measure.rows.map(({ label, cells }) => [label, ...cells]) } : null;
  return element(
    "article",
    { class: `panel measure ${measure.kind}` },
    element("h3", {}, measure.title),
    measure.headline && element("p", { class: "headline" }, measure.headline),
    measure.figures.length
      ? element("dl", { class: "figures" }, measure.figures.map(({ label, text }) => element("div", {}, element("dt", {}, label), element("dd", {}, text))))
      : null,
    isDrawn ? [legend(measure), drawing(measure)] : null,
    rows ? element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": measure.title }, table(rows, measure.title)) : null,
    measure.notes.map((note) => element("p", { class: "note" }, note)),
    isDrawn ? new Numbers(measure.title, () => chart.numbers(measure)).element : null,
  );
};
