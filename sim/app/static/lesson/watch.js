/** The run as it is lived: stages of A and B month by month, with one cursor; the same films as in Play. */
import { Figure } from "tenure/charts/figure";
import { stages } from "tenure/charts/stages";
import { element, say } from "tenure/element";
import { count } from "tenure/number";
import { content } from "tenure/lesson/content";
import { Player } from "tenure/player";
import { source } from "tenure/source";
import { t } from "tenure/words";

const SPEED = 20;
const prefersStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Watch {
  #player = new Player();
  #figures;

  /** @param {HTMLElement} place where the charts and their cursor are put */
  constructor(place) {
    const { a, b } = content.setups;
    this.setups = { a, b: b ?? a };
    const seek = (month) => (this.#player.pause(), this.#player.seek(month));
    this.#figures = (b ? ["a", "b"] : ["a"]).map((side) => new Figure(stages, { side, seek }));
    this.button = element("button", { type: "button", click: () => this.#player.toggle() }, t("play.pause"));
    this.time = element("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": t("play.time") });
    this.time.addEventListener("input", () => seek(Number(this.time.value)));
    this.now = element("output", {});
    this.#player.speed = SPEED;
    this.#player.addEventListener("month", () => this.#at());
    this.#player.addEventListener("state", () => this.#state());
    place.replaceChildren(
      element("div", { class: "two" }, this.#figures.map((figure) => figure.element)),
      element("p", { class: "cursor-bar" }, this.button, this.time, this.now),
    );
  }

  /** Fetch the films and play them; resolves when the cursor has reached the end, or rests. */
  async played() {
    const films = await this.#both((side) => source.opened(this.setups[side]));
    const months = Math.min(films.a.months, films.b.months);
    const known = () => Math.min(films.a.known, films.b.known, months);
    const show = () => this.#figures.forEach((figure) => figure.show(films));
    show();
    this.#player.load(months, known());
    if (!prefersStill()) this.#player.play();
    await this.#both((side) => source.completed(films[side]));
    show();
    this.#player.learn(known());
    if (prefersStill()) this.#player.seek(Infinity);
    await this.#resting();
  }

  #resting() {
    return new Promise((done) => {
      const look = () => this.#player.playing || done();
      this.#player.addEventListener("state", look);
      look();
    });
  }

  async #both(of) {
    const [a, b] = await Promise.all([of("a"), content.setups.b ? of("b") : null]);
    return { a, b: b ?? a };
  }

  #at() {
    const { month } = this.#player;
    this.time.value = month;
    say(this.now, t("play.now", { month: count(month), year: Math.floor(month / 12) + 1 }));
    this.time.setAttribute("aria-valuetext", this.now.textContent);
    for (const figure of this.#figures) figure.at(month);
  }

  #state() {
    const { playing, months } = this.#player;
    this.time.max = Math.max(months - 1, 1);
    say(this.button, t(playing ? "play.pause" : "play.play"));
    this.#at();
    if (!playing) for (const figure of this.#figures) figure.tell();
  }
}
