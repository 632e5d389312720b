/** Pairs of markets that are worth seeing: buttons, and a menu on narrow screens. */
import { element } from "tenure/element";
import { source } from "tenure/source";
import { t } from "tenure/words";

const same = (one, other) =>
  one.scenario === other.scenario && JSON.stringify(one.moves) === JSON.stringify(other.moves);

export class Presets {
  #all = [];
  #pair = null;

  /** @param {HTMLElement} place  @param {(preset: object) => void} use */
  constructor(place, use) {
    Object.assign(this, { place, use });
  }

  async load() {
    this.#all = await source.presets();
    this.place.hidden = this.#all.length === 0;
    const name = ({ key }) => t(`presets.${key}.name`);
    this.buttons = this.#all.map((one) =>
      element("button", { type: "button", title: t(`presets.${one.key}.says`), click: () => this.use(one) }, name(one)),
    );
    const options = this.#all.map((one) => element("option", { value: one.key }, name(one)));
    const choose = (event) => this.use(this.#all.find(({ key }) => key === event.target.value));
    this.menu = element(
      "select",
      { "aria-label": t("play.presets"), change: choose },
      element("option", { value: "", disabled: true }, t("play.choose_preset")),
      options,
    );
    this.says = element("p", { class: "read" });
    this.place.replaceChildren(
      element("h2", {}, t("play.presets")),
      element("div", { class: "buttons" }, this.buttons),
      this.menu,
      this.says,
    );
    if (this.#pair) this.mark(this.#pair);
  }

  /** Mark the preset that a pair is. */
  mark(pair) {
    this.#pair = pair;
    if (!this.menu) return;
    const chosen = this.#all.findIndex(({ a, b }) => same(a, pair.a) && same(b, pair.b));
    this.buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === chosen)));
    this.menu.value = this.#all[chosen]?.key ?? "";
    this.says.textContent = chosen < 0 ? "" : t(`presets.${this.#all[chosen].key}.says`);
  }
}
