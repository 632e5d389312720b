/** What a team decides: money for five lines out of one budget, and a price. */
import { element, say } from "tenure/element";
import { priced } from "tenure/game/firms";
import { count } from "tenure/number";
import { t } from "tenure/words";

export const LINES = ["acquisition", "functional", "technical", "loyalty_programme", "winback"];

export class Budget {
  #rows = new Map();

  /** @param {object} rules  @param {(decision: object) => void} changed  is called when the team has changed something */
  constructor(rules, changed) {
    Object.assign(this, { rules, changed });
    this.left = element("p", { class: "left", role: "status" });
    this.element = element(
      "div",
      { class: "budget" },
      this.left,
      LINES.map((line) => this.#row(line, 0, rules.budget, rules.money_step, (value) => count(value / 1000))),
      this.#row("price", rules.lowest_price, rules.highest_price, 1, (value) => priced(value / 100)),
    );
  }

  #row(key, min, max, step, worded) {
    const range = element("input", { type: "range", id: `line-${key}`, min, max, step, "aria-describedby": `about-${key}` });
    const shown = element("output", { for: `line-${key}` });
    range.addEventListener("input", () => {
      if (key !== "price") range.value = Math.min(Number(range.value), Number(range.value) + this.#free());
      this.#tell();
      this.changed(this.decision);
    });
    this.#rows.set(key, { range, shown, worded });
    return element(
      "div",
      { class: "row" },
      element("label", { for: `line-${key}` }, t(`game.line.${key}`)),
      range,
      shown,
      element("p", { class: "about", id: `about-${key}` }, t(`game.about.${key}`)),
    );
  }

  #free() {
    return this.rules.budget - LINES.reduce((sum, line) => sum + Number(this.#rows.get(line).range.value), 0);
  }

  /** The decision as it is set now. */
  get decision() {
    return Object.fromEntries([...this.#rows].map(([key, { range }]) => [key, Number(range.value)]));
  }

  /** Set every slider. */
  set decision(decision) {
    for (const [key, { range }] of this.#rows) range.value = decision[key];
    this.#tell();
  }

  /** Hold the sliders, or let them go. */
  set locked(isLocked) {
    for (const { range } of this.#rows.values()) range.disabled = isLocked;
    this.element.classList.toggle("locked", isLocked);
  }

  #tell() {
    for (const [key, { range, shown, worded }] of this.#rows) {
      const text = key === "price" ? worded(range.value) : t("game.thousand", { amount: worded(range.value) });
      say(shown, text);
      range.setAttribute("aria-valuetext", text);
    }
    say(this.left, t("game.left", { left: count(this.#free() / 1000), budget: count(this.rules.budget / 1000) }));
  }
}
