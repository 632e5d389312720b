/** What the reader has set: the two setups, how they were before (undo), and where Reset leads. */
import { equalPairs } from "tenure/setup";

const MOST_UNDONE = 50;

/** Event `change` when the setups have changed. */
export class Inputs extends EventTarget {
  #before = [];

  /** @param {{a: object, b: object}} pair */
  constructor(pair) {
    super();
    this.pair = pair;
    this.start = pair;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  /** Replace the pair; `isStart` makes it the state to which Reset leads. */
  set(pair, { isStart = false } = {}) {
    if (isStart) this.start = pair;
    if (equalPairs(pair, this.pair)) return;
    this.#before = [...this.#before, this.pair].slice(-MOST_UNDONE);
    this.pair = pair;
    this.dispatchEvent(new Event("change"));
  }

  /** Replace one side. */
  side(name, setup) {
    this.set({ ...this.pair, [name]: setup });
  }

  undo() {
    if (!this.canUndo) return;
    this.pair = this.#before.at(-1);
    this.#before = this.#before.slice(0, -1);
    this.dispatchEvent(new Event("change"));
  }

  reset() {
    this.set(this.start);
  }
}
