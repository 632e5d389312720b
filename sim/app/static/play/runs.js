/** The last runs: what was set, and how it came out; each can be brought back. */
import { element } from "tenure/element";
import { money, NOTHING, signed } from "tenure/number";
import { scenarioName } from "tenure/play/scenarios";
import { equalPairs } from "tenure/setup";
import { listed } from "tenure/text";
import { t } from "tenure/words";

const MOST = 10;
const PLACE = "tenure-runs";

const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE)) ?? [];
  } catch {
    return []; // no storage, or something else in it: the list begins anew
  }
};

const moveInWords = ({ lever, value, month }) => {
  const name = t(`levers.${lever}.name`, { firm: t("play.the_rival") });
  return t(month === 0 ? "play.move" : "play.move_from", { lever: name, value, month });
};

const sideInWords = ({ scenario, moves }) => {
  const name = scenarioName(scenario);
  if (moves.length === 0) return name;
  return t("runs.with_moves", { name, moves: listed(moves.map(moveInWords)) });
};

export class Runs {
  #runs = kept();

  /** @param {(pair: object) => void} restore */
  constructor(list, restore) {
    Object.assign(this, { list, restore });
    this.#draw();
  }

  /** Remember a run; an equal one moves to the top. */
  add(pair, films) {
    const [a, b] = [films.a, films.b].map((film) => film.total("profit").at(-1));
    const difference =
      films.a.about.currency === films.b.about.currency
        ? signed(b - a, (value) => money(value, films.a.about.currency))
        : NOTHING;
    const others = this.#runs.filter((run) => !equalPairs(run.pair, pair));
    this.#runs = [{ pair, difference }, ...others].slice(0, MOST);
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(this.#runs));
    } catch {
      // Without storage the list lasts until the page is left.
    }
    this.#draw();
  }

  #draw() {
    const items = this.#runs.map(({ pair, difference }) => {
      const words = t("runs.run", { a: sideInWords(pair.a), b: sideInWords(pair.b), seed: pair.a.seed, difference });
      return element(
        "li",
        {},
        element("button", { type: "button", class: "plain", click: () => this.restore(pair) }, words),
      );
    });
    this.list.replaceChildren(...items);
    this.list.closest("details").hidden = items.length === 0;
  }
}
