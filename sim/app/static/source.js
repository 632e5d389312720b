/**
 * Where films come from: the classroom's server, or the page itself if it was saved with its films in it.
 * Both have the same face; `waiting` is {signal, onLine}: when to give up, and who hears our place in line.
 */
import { Film } from "tenure/film";
import { unpacked } from "tenure/packing";
import { ask, read } from "tenure/request";

const BETWEEN_QUESTIONS = 150; // milliseconds; the server itself waits up to a second before it says "not yet"

const WHEN_FULL = 1500; // milliseconds before we knock again at a line that is full
const FULL = 503;

const later = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

/** Ask; while the line is full, knock again. */
const admitted = async (address, options = {}, { signal, onLine = () => {} } = {}) => {
  for (;;) {
    try {
      return await ask(address, options);
    } catch (error) {
      if (error.status !== FULL) throw error;
      onLine(null);
      await later(WHEN_FULL, signal);
    }
  }
};

/** Ask again and again until the answer is there. Rejects when the signal aborts, or the server refuses. */
const awaited = async (address, options = {}, waiting = {}) => {
  for (;;) {
    const { status, data } = await admitted(address, options, waiting);
    waiting.signal?.throwIfAborted();
    if (status === 200) return data;
    waiting.onLine?.(data?.in_line ?? null);
    await later(BETWEEN_QUESTIONS, waiting.signal);
  }
};

class Server {
  saved = null;
  #boards = new Map();

  /** What there is to move in a market of a size: {name, description, months, currency, firms, levers}; asked for once. */
  board({ scenario, customers }) {
    const query = `scenario=${encodeURIComponent(scenario)}&customers=${customers}`;
    if (!this.#boards.has(query)) {
      const asked = admitted(`/api/levers?${query}`).then(({ data }) => data);
      this.#boards.set(query, asked);
      asked.catch(() => this.#boards.delete(query));
    }
    return this.#boards.get(query);
  }

  /** Pairs of markets that are worth seeing: [{key, a, b}]. */
  async presets() {
    return (await ask("/api/presets")).data.presets;
  }

  /** Order the film of a setup, and return it when its first year is there. */
  async opened(setup, waiting) {
    const { data } = await admitted("/api/films", { method: "POST", json: setup }, waiting);
    return new Film(await awaited(`/api/films/${data.film}/opening`, {}, waiting));
  }

  /** Wait for the months after the first year, and join them. */
  async completed(film, waiting) {
    if (film.known < film.months) film.join(await awaited(`/api/films/${film.id}/rest`, {}, waiting));
    return film;
  }

  /** The followed customers of a film, month by month. */
  async lives(film, waiting) {
    return (await awaited(`/api/films/${film.id}/lives`, {}, waiting)).customers;
  }

  /** The scenario file of a film, with only what differs from a packaged one, or whole. */
  yaml(film, { whole = false } = {}) {
    return read(`/api/films/${film.id}/yaml${whole ? "?whole=1" : ""}`);
  }

  /** Intervals of B − A over several seeds. */
  sure(a, b, waiting) {
    return awaited("/api/sure", { method: "POST", json: { a, b } }, waiting);
  }

  /** Hand in a scenario of one's own; returns its name for setups. */
  async upload(text) {
    return (await ask("/api/uploads", { method: "POST", text })).data.scenario;
  }
}

/** The films in a saved page: {pair, month, sides: {a: {part, lives, yaml, whole, board}, b}}. */
class SavedPage {
  constructor(saved) {
    this.saved = saved;
    this.films = { a: new Film(saved.sides.a.part), b: new Film(saved.sides.b.part) };
  }

  #side(film) {
    return film === this.films.a ? this.saved.sides.a : this.saved.sides.b;
  }

  async board({ scenario }) {
    return scenario === this.saved.pair.a.scenario ? this.saved.sides.a.board : this.saved.sides.b.board;
  }

  async presets() {
    return [];
  }

  async opened(setup) {
    return setup === this.saved.pair.a ? this.films.a : this.films.b;
  }

  async completed(film) {
    return film;
  }

  async lives(film) {
    return this.#side(film).lives;
  }

  async yaml(film, { whole = false } = {}) {
    return whole ? this.#side(film).whole : this.#side(film).yaml;
  }
}

const kept = document.getElementById("saved");
export const source = kept ? new SavedPage(await unpacked(kept.textContent)) : new Server();
