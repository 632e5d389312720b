/** "How sure is that?": the same two markets with several seeds, and whether their difference is more than luck. */
import { element } from "tenure/element";
import { count, money, number, ordinal, percent } from "tenure/number";
import { source } from "tenure/source";
import { sentences } from "tenure/text";
import { t } from "tenure/words";

const FORMATS = {
  profit: money,
  customer_equity: money,
  customers: count,
  in_stability: (value) => t("figures.points", { value: number(value * 100, 2) }),
};

/** One sentence on an outcome of B − A: its estimate, its interval, and whether it is more than luck. */
export const certainty = (name, { estimate, low, high, better }, pairs, currency) => {
  const written = (value) => FORMATS[name](value, currency);
  if (estimate === null || low === null) return t("sure.unknown", { outcome: t(`sure.outcome.${name}`) });
  if (low === 0 && high === 0) return t("sure.same", { outcome: t(`sure.outcome.${name}`) });
  const verdict = low > 0 ? "more" : high < 0 ? "less" : "luck";
  const values = {
    low: written(low),
    high: written(high),
    estimate: written(verdict === "less" ? -estimate : estimate),
  };
  const said = t(`sure.${verdict}`, { ...values, outcome: t(`sure.outcome.${name}`) });
  return sentences([said, t("sure.pairs", { better: count(better), pairs: count(pairs) })]);
};

export class Sureness {
  #asked = 0;

  /** @param {() => {a: object, b: object}} shown the setups of what is on the screen  @param {(error: Error) => void} fail */
  constructor(shown, currency, fail) {
    this.button = element(
      "button",
      { type: "button", click: () => this.#ask(shown(), currency()).catch(fail) },
      t("sure.ask"),
    );
    this.answer = element("div", { class: "answer", "aria-live": "polite" });
    this.element = element("div", { class: "sureness", hidden: Boolean(source.saved) }, this.button, this.answer);
  }

  /** What was answered was about other markets. */
  forget() {
    this.#asked++;
    this.answer.replaceChildren();
    this.button.disabled = false;
  }

  async #ask({ a, b }, currency) {
    const asked = ++this.#asked;
    this.button.disabled = true;
    const wait = element("p", {}, t("sure.waiting"));
    this.answer.replaceChildren(wait);
    try {
      const onLine = (place) =>
        (wait.textContent = place > 0 ? t("play.in_line", { place: ordinal(place) }) : t("sure.waiting"));
      const { pairs, level, outcomes } = await source.sure(a, b, { onLine });
      if (asked !== this.#asked) return;
      const sentences = Object.entries(outcomes).map(([name, outcome]) =>
        element("li", {}, certainty(name, outcome, pairs, currency)),
      );
      const note = t("sure.how", { pairs: count(pairs), level: percent(level) });
      this.answer.replaceChildren(element("ul", {}, sentences), element("p", { class: "read" }, note));
    } catch (error) {
      this.answer.replaceChildren();
      if (asked === this.#asked) throw error;
    } finally {
      if (asked === this.#asked) this.button.disabled = false;
    }
  }
}
