/** The messages of the reader's language, as loaded from the catalogue of the page. */
const address = document.getElementById("words")?.href;
const messages = address ? await (await fetch(address)).json() : JSON.parse(document.getElementById("words-inline").textContent);

/** The language of the page: `en` or `zh`. */
export const language = document.documentElement.lang;

/** Return a message with its `{places}` filled; a key that is missing shows itself, so that a test can find it. */
export const t = (key, values = {}) =>
  (messages[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
