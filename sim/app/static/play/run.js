/** A run of both markets: their first years, then the rest. A newer run replaces the one that is awaited. */
import { equal } from "tenure/setup";
import { source } from "tenure/source";

export class Run {
  #current = new AbortController();

  /**
   * Order both films of a pair of setups; equal setups make one film. Throws what the server refuses.
   * @param {{onLine: (place: number|null) => void, onOpened: (films: object) => void, onCompleted: (films: object) => void}} told
   */
  async start(setups, { onLine, onOpened, onCompleted }) {
    this.#current.abort();
    const { signal } = (this.#current = new AbortController());
    const waiting = { signal, onLine };
    const both = async (of) => {
      const [a, b] = await Promise.all([of("a"), equal(setups.a, setups.b) ? null : of("b")]);
      return { a, b: b ?? a };
    };
    try {
      const films = await both((side) => source.opened(setups[side], waiting));
      onOpened(films);
      await both((side) => source.completed(films[side], waiting));
      onCompleted(films);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
