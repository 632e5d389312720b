/** One lever on the page: its name, its slider or menu, its value with the unit, and what it does. */
import { element, say } from "tenure/element";
import { nameOf, ranged, sentenceOf, worded } from "tenure/levers";
import { valueAt } from "tenure/setup";
import { t } from "tenure/words";

const THUMB = 16; // pixels: the mark of the default stands where the middle of the thumb would

/** A control that calls `move(lever, value)` when it is let go. */
export class LeverControl {
  constructor(lever, { side, currency, move }) {
    Object.assign(this, { lever, currency });
    const id = `${side}-${lever.key}`;
    this.value = element("output", { for: id });
    this.control = lever.kind === "choice" ? this.#menu(id, move) : this.#slider(id, move);
    this.control.setAttribute("aria-describedby", `${id}-says`);
    const words = worded(lever, lever.default, currency);
    this.element = element(
      "div",
      { class: "lever" },
      element("label", { for: id }, nameOf(lever)),
      element("span", { class: "track" }, this.control, lever.kind === "choice" ? null : this.#mark(words)),
      lever.kind === "choice" ? null : this.value,
      element(
        "p",
        { class: "says", id: `${id}-says` },
        sentenceOf(lever),
        " ",
        this.#range(),
        element("span", { class: "unseen" }, ` ${t("play.default", { value: words })}`),
      ),
    );
  }

  /** Show the value in force in a month of a setup. `isOpen` says whether it can be moved in that month. */
  show(setup, month) {
    const value = valueAt(setup, this.lever, month);
    this.control.value = value;
    this.control.disabled = month > 0 && this.lever.group === "world";
    this.element.title = this.control.disabled ? t("play.world_from_start") : "";
    this.element.classList.toggle("moved", value !== valueAt({ ...setup, moves: [] }, this.lever, month));
    this.#say(value);
  }

  #say(value) {
    if (this.lever.kind === "choice") return;
    const words = worded(this.lever, value, this.currency);
    say(this.value, words);
    this.control.setAttribute("aria-valuetext", words);
  }

  #slider(id, move) {
    const { minimum, maximum, step } = this.lever;
    // Steps are counted here and not by the browser, which would not let a default between two steps stand.
    const nearest = (value) => {
      const own = this.lever.default;
      const stepped = Number((minimum + Math.round((value - minimum) / step) * step).toPrecision(10));
      return Math.abs(value - own) < step / 2 ? own : Math.min(maximum, stepped);
    };
    const slider = element("input", {
      id,
      type: "range",
      min: minimum,
      max: maximum,
      step: "any",
      input: () => this.#say(nearest(Number(slider.value))),
      change: () => move(this.lever, nearest(Number(slider.value))),
      keydown: (event) => {
        const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
        if (!steps) return;
        event.preventDefault();
        const value = Math.max(minimum, Math.min(maximum, Number(slider.value) + steps * step));
        slider.value = Number((minimum + Math.round((value - minimum) / step) * step).toPrecision(10));
        move(this.lever, Number(slider.value));
      },
    });
    return slider;
  }

  #range() {
    if (this.lever.kind === "choice") return null;
    return element("span", { class: "range" }, ranged(this.lever));
  }

  #mark(words) {
    const { minimum, maximum } = this.lever;
    const part = (this.lever.default - minimum) / (maximum - minimum || 1);
    const left = `left: calc(${THUMB / 2}px + (100% - ${THUMB}px) * ${part.toFixed(4)})`;
    return element("span", {
      class: "mark",
      style: left,
      title: t("play.default", { value: words }),
      "aria-hidden": "true",
    });
  }

  #menu(id, move) {
    const options = this.lever.choices.map((choice) =>
      element("option", { value: choice }, worded(this.lever, choice)),
    );
    return element("select", { id, change: (event) => move(this.lever, event.target.value) }, options);
  }
}
