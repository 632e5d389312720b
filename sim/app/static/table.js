/** The numbers behind a chart, as a table that opens on demand and as CSV. */
import { element, save } from "tenure/element";
import { number, NOTHING } from "tenure/number";
import { t } from "tenure/words";

const written = (cell) => (typeof cell === "number" ? number(cell, 5) : (cell ?? NOTHING));
const quoted = (cell) => {
  const text = String(cell ?? "");
  const harmless = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text; // spreadsheets take such a text for a formula
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** Lines of CSV: a text that a spreadsheet would take for a formula is marked as text. */
export const csv = ({ columns, rows }) =>
  [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";

/** The head of a column; a nameless one is no head, which would be read out as an empty one. */
const heading = (name) => (name === "" ? element("td") : element("th", { scope: "col" }, name));

/** A table of columns and rows; the first cell of a row heads it. */
export const table = ({ columns, rows }, caption) =>
  element(
    "table",
    {},
    element("caption", { class: "unseen" }, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        columns.map(heading),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map(([head, ...cells]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, written(head)),
          cells.map((cell) => element("td", {}, written(cell))),
        ),
      ),
    ),
  );

/** A fold with a table in it, made when it is opened. */
export class Numbers {
  /** @param {string} title  @param {() => {columns: string[], rows: any[][]}} numbers */
  constructor(title, numbers) {
    this.title = title;
    this.numbers = numbers;
    this.place = element("div", {
      class: "scroll",
      tabindex: "0",
      role: "region",
      "aria-label": t("charts.numbers_of", { title }),
    });
    const button = element("button", { type: "button", class: "small", click: () => this.#save() }, t("charts.csv"));
    const summary = element("summary", { "aria-label": t("charts.numbers_of", { title }) }, t("charts.numbers"));
    this.element = element("details", { class: "numbers", toggle: () => this.refresh() }, summary, this.place, button);
  }

  /** Fill the table anew, if anybody looks at it. */
  refresh() {
    if (this.element.open) this.place.replaceChildren(table(this.numbers(), this.title));
  }

  #save() {
    const name = this.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    save(`${name}.csv`, `\ufeff${csv(this.numbers())}`, "text/csv;charset=utf-8");
  }
}
