/** The bar with which a run is played: buttons, speed, the slider of time, and the keys. */
import { element, found, say } from "tenure/element";
import { count } from "tenure/number";
import { SPEEDS } from "tenure/player";
import { t } from "tenure/words";

const TAKES_KEYS = "input:not([type=range]), select, textarea, [contenteditable]";
const TAKES_ARROWS = "input, [role=tab], .scroll, pre";
const TAKES_SPACE = "button, a, summary, [role=button]";

export class Transport {
  /** @param {Player} player  @param {{run: Function, reset: Function}} actions */
  constructor(player, actions) {
    this.player = player;
    this.play = found("play-pause");
    this.time = found("time");
    this.now = found("now");
    this.spoken = found("spoken");
    this.speed = found("speed");
    this.speed.append(
      ...SPEEDS.map((speed) => element("option", { value: speed }, t("play.speed_value", { count: count(speed) }))),
    );
    this.speed.value = player.speed;
    const clicks = {
      "play-pause": () => player.toggle(),
      step: () => player.step(1),
      back: () => player.step(-1),
      run: actions.run,
      reset: actions.reset,
    };
    for (const [id, click] of Object.entries(clicks)) found(id).addEventListener("click", click);
    this.time.addEventListener("input", () => (player.pause(), player.seek(Number(this.time.value))));
    this.speed.addEventListener("change", () => (player.speed = Number(this.speed.value)));
    player.addEventListener("month", () => this.#month());
    player.addEventListener("state", () => this.#state());
    document.addEventListener("keydown", (event) => this.#key(event, actions));
  }

  #month() {
    const { month, months } = this.player;
    this.time.value = month;
    say(this.now, t("play.now", { month: count(month), year: Math.floor(month / 12) + 1 }));
    this.time.setAttribute("aria-valuetext", this.now.textContent);
    found("back").disabled = month === 0;
    found("step").disabled = month >= this.player.known - 1;
    if (!this.player.playing && months) this.#speak();
  }

  #state() {
    const { playing, waiting, known, months } = this.player;
    this.time.max = Math.max(months - 1, 1);
    this.time.style.setProperty("--known", months > 1 ? (known - 1) / (months - 1) : 0);
    this.play.classList.toggle("playing", playing);
    say(this.play.querySelector(".word"), t(playing ? "play.pause" : "play.play"));
    this.play.disabled = months === 0;
    found("waiting").hidden = !waiting;
    this.#month();
  }

  /** Say the month to those who listen, once the cursor rests. */
  #speak() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => say(this.spoken, this.now.textContent), 400);
  }

  #key(event, actions) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest(TAKES_KEYS)) return;
    if (event.key === " " && event.target.closest(TAKES_SPACE)) return;
    const { player } = this;
    const keys = {
      " ": () => player.toggle(),
      ArrowRight: () => player.step(event.shiftKey ? 12 : 1),
      ArrowLeft: () => player.step(event.shiftKey ? -12 : -1),
      Home: () => player.step(-Infinity),
      End: () => player.step(Infinity),
      r: actions.run,
      R: actions.run,
    };
    if (!(event.key in keys)) return;
    if (/^(Home|End|Arrow)/.test(event.key) && event.target.closest(TAKES_ARROWS)) return;
    event.preventDefault();
    keys[event.key]();
  }
}
