/** A page that needs no server: this page with its modules, its words and the two films inside. */
import { packed } from "tenure/packing";
import { source } from "tenure/source";
import { language, t } from "tenure/words";

const ENTRY = "tenure/play/page";
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'";

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.text();
};

/** A text as a data: URL of a module. */
const dataAddress = (text) => {
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:text/javascript;base64,${btoa(binary)}`;
};

/** The modules that the page needs, as an import map of data: URLs. */
const modules = async () => {
  const { imports } = JSON.parse(document.querySelector("script[type=importmap]").textContent);
  const texts = new Map();
  const take = async (name) => {
    if (texts.has(name)) return;
    texts.set(name, "");
    const text = await fetched(imports[name]);
    texts.set(name, text);
    await Promise.all([...text.matchAll(/\bfrom "(tenure\/[\w/-]+)"/g)].map(([, needed]) => take(needed)));
  };
  await take(ENTRY);
  return { imports: Object.fromEntries([...texts].map(([name, text]) => [name, dataAddress(text)])) };
};

const side = async (film, setup) => {
  const [lives, yaml, whole, board] = await Promise.all([
    source.lives(film),
    source.yaml(film),
    source.yaml(film, { whole: true }),
    source.board(setup),
  ]);
  return { part: { ...film.part, until: film.known }, lives, yaml, whole, board };
};

/** Texts in a script element must not end it. */
const inScript = (data) => JSON.stringify(data).replaceAll("<", "\\u003c");

/** Return the HTML of the page with two films in it. Everything that came from data is in JSON, never in HTML. */
export const savedPage = async ({ pair, films, month }) => {
  const [a, b, imports, here] = await Promise.all([
    side(films.a, pair.a),
    side(films.b, pair.b),
    modules(),
    fetched(location.href),
  ]);
  const page = new DOMParser().parseFromString(here, "text/html");
  const styles = await Promise.all(
    [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => fetched(link.getAttribute("href"))),
  );
  const words = await fetched(document.getElementById("words").href);
  const saved = await packed({ pair, month, sides: { a, b } });
  const main = page.querySelector("main");
  return [
    `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">',
    `<title>${t("hood.saved_title")}</title>`,
    `<style>${styles.join("\n")}</style>`,
    `<script type="importmap">${inScript(imports)}</script>`,
    `<script type="application/json" id="words-inline">${inScript(JSON.parse(words))}</script>`,
    `<script type="application/gzip" id="saved">${saved}</script>`,
    `</head>\n<body class="saved">\n<header class="frame"><span class="name">${t("frame.name")}</span></header>`,
    main.outerHTML,
    `<script type="module">import "${ENTRY}";</script>\n</body>\n</html>\n`,
  ].join("\n");
};
