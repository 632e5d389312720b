/**
 * A figure on the page: title, how to read it, the drawing, what it says now in words, and its numbers as a table.
 *
 * A chart is a module with
 *   key                            of its messages: its title and how to read it
 *   legend                         names of the colours that are not named in the drawing: [[custom property, words]], or none
 *   draw(svg, size, pair, side)    draws once; returns {at, timeline}: at(month) is called for every frame and must be cheap;
 *                                  timeline {box, months} is there if the x axis is the months: a click then moves the cursor
 *   describe(pair, month, side)    what it says in that month, in words
 *   numbers(pair, month, side)     {columns, rows} of what it shows
 * where pair is {a, b} of films, side is `a`, `b` or undefined for charts of both, and size {width, height, letter} in pixels.
 * Only figures that are on the screen follow the cursor.
 */
import { element, say, shape } from "tenure/element";
import { scrubbed } from "tenure/charts/cursor";
import { Numbers } from "tenure/table";
import { t } from "tenure/words";

const NONE = { columns: [], rows: [] };

const legend = (names) =>
  element(
    "ul",
    { class: "legend" },
    names.map(([colour, words]) =>
      element("li", {}, element("span", { class: "swatch", style: `background: var(--${colour})` }), words),
    ),
  );

const figures = new WeakMap();
const watcher = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => figures.get(target)?.seen(isIntersecting)),
  { rootMargin: "120px" },
);
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => figures.get(target)?.sized()));

export class Figure {
  #pair = null;
  #at = null;
  #month = 0;
  #isSeen = false;
  #isStale = true;
  #width = 0;

  /** @param {object} chart  @param {{side?: string, seek?: Function, level?: string}} options */
  constructor(chart, { side, seek, level = "h3" } = {}) {
    Object.assign(this, { chart, side, seek });
    const title = t(`charts.${chart.key}.title`);
    this.title = side ? t("charts.of_side", { side: side.toUpperCase(), title }) : title;
    this.drawing = element("div", { class: "drawing", role: "img", "aria-label": this.title });
    this.words = element("p", { class: "in-words" });
    this.table = new Numbers(this.title, () => (this.#pair ? chart.numbers(this.#pair, this.#month, side) : NONE));
    this.element = element(
      "article",
      { class: `panel chart${side ? ` side-${side}` : ""}` },
      element(level, {}, side ? element("span", { class: `badge ${side}` }, side.toUpperCase()) : null, title),
      element("p", { class: "read" }, t(`charts.${chart.key}.read`)),
      chart.legend ? legend(chart.legend) : null,
      this.drawing,
      this.words,
      this.table.element,
    );
    figures.set(this.drawing, this);
    watcher.observe(this.drawing);
    sizes.observe(this.drawing);
  }

  /** Show a pair of films. */
  show(pair) {
    this.#pair = pair;
    this.#isStale = true;
    this.#draw();
  }

  /** Follow the cursor. */
  at(month) {
    this.#month = month;
    if (this.#isSeen && this.#at) this.#at(month);
  }

  /** Say in words what is shown now; done when the player rests, not for every frame. */
  tell() {
    if (this.#pair === null) return;
    const words = this.chart.describe(this.#pair, this.#month, this.side);
    say(this.words, words);
    this.drawing.setAttribute("aria-label", `${this.title}. ${words}`);
    this.table.refresh();
  }

  seen(isSeen) {
    this.#isSeen = isSeen;
    if (isSeen) this.#draw();
  }

  sized() {
    if (Math.abs(this.drawing.clientWidth - this.#width) < 1) return;
    this.#isStale = true;
    this.#draw();
  }

  #draw() {
    const width = this.drawing.clientWidth;
    if (this.#pair === null || width === 0 || !this.#isSeen) return;
    if (this.#isStale) {
      this.#isStale = false;
      this.#width = width;
      const letter = parseFloat(getComputedStyle(this.drawing).fontSize);
      const height = this.drawing.clientHeight;
      const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
      const { at, timeline } = this.chart.draw(svg, { width, height, letter }, this.#pair, this.side);
      if (timeline && this.seek) scrubbed(svg, timeline, this.seek);
      this.#at = at;
      this.drawing.replaceChildren(svg);
    }
    this.#at(this.#month);
  }
}
