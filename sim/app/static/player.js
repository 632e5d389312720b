/** The player: a cursor over the months of a run, and a clock that moves it. */

/** Months a second that the reader can choose from. */
export const SPEEDS = [1, 2, 5, 10, 20];

/**
 * Plays the months that are known. Events: `month` when the cursor has moved, `state` when it plays, pauses or waits.
 * While it plays and the next month is not yet known it waits, and goes on by itself.
 */
export class Player extends EventTarget {
  months = 0;
  known = 0;
  month = 0;
  speed = 5;
  playing = false;
  #last = 0;
  #frame = 0;

  /** Take up a run of so many months, of which some are known; the cursor goes to the first. */
  load(months, known) {
    this.pause();
    Object.assign(this, { months, known, month: 0 });
    this.#tell("state");
    this.#tell("month");
  }

  /** More months have become known. */
  learn(known) {
    this.known = known;
    this.#tell("state");
  }

  get waiting() {
    return this.playing && this.month >= this.known - 1 && this.known < this.months;
  }

  get atEnd() {
    return this.months > 0 && this.month >= this.months - 1;
  }

  play() {
    if (this.playing || this.months === 0) return;
    if (this.atEnd) this.seek(0);
    this.playing = true;
    this.#last = performance.now();
    performance.clearMeasures("frame");
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
    this.#tell("state");
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#frame);
    this.#tell("state");
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Stop, and go some months on or back. */
  step(months) {
    this.pause();
    this.seek(this.month + months);
  }

  /** Go to a month, as near as what is known allows. */
  seek(month) {
    const reached = Math.max(0, Math.min(Math.round(month), this.known - 1));
    if (reached === this.month) return;
    this.month = reached;
    this.#tell("month");
  }

  #tick(now) {
    if (!this.playing) return;
    const due = Math.floor(((now - this.#last) * this.speed) / 1000);
    if (due > 0) {
      this.#last = this.waiting ? now : this.#last + (due * 1000) / this.speed;
      const begun = performance.now();
      this.seek(this.month + due);
      performance.measure("frame", { start: begun });
    }
    if (this.atEnd) this.pause();
    else this.#frame = requestAnimationFrame((later) => this.#tick(later));
  }

  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
