/** Looks at a game every two seconds; an answer that has not changed costs next to nothing. */
import { Refused } from "tenure/request";

const SECONDS = 2;

export class Polling {
  #tag = null;
  #timer = 0;

  /**
   * @param {string} code of the game
   * @param {(game: object) => void} seen  is called when the game has changed
   * @param {(problem: ?Error) => void} told  is called with what went wrong, and with null when all is well again
   */
  constructor(code, seen, told) {
    Object.assign(this, { code, seen, told });
    /** Seconds by which the server's clock is ahead of this one. */
    this.ahead = 0;
  }

  /** Look now, and again and again. */
  async look() {
    clearTimeout(this.#timer);
    try {
      const headers = this.#tag ? { "If-None-Match": this.#tag } : {};
      const answer = await fetch(`/api/game/${this.code}`, { headers, cache: "no-store" });
      const date = Date.parse(answer.headers.get("Date"));
      if (date) this.ahead = (date - Date.now()) / 1000;
      if (answer.status === 200) {
        this.#tag = answer.headers.get("ETag");
        this.seen(await answer.json());
      } else if (answer.status !== 304) throw new Refused(answer.status, (await answer.json()).error);
      this.told(null);
    } catch (problem) {
      this.told(problem);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), SECONDS * 1000);
  }
}
