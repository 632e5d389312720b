/** The address holds what is on the screen, so that a reload loses nothing and a link shares it. */
import { equal } from "tenure/setup";

const plain = (text) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");

/** A side as text: `retention-first~price:1.1~price@40:0.9`. */
export const written = (setup) =>
  [plain(setup.scenario)]
    .concat(
      setup.moves.map(
        ({ month, lever, value }) => `${plain(lever)}${month ? `@${month}` : ""}:${plain(String(value))}`,
      ),
    )
    .join("~");

const worth = (text) => {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** A side from its text; parts that cannot be read are left out. */
export const read = (text, seed, customers) => {
  const [scenario, ...parts] = text.split("~");
  const moves = parts.flatMap((part) => {
    const match = /^([^:@]+)(?:@(\d+))?:(.*)$/.exec(part);
    return match ? [{ month: Number(match[2] ?? 0), lever: match[1], value: worth(match[3]) }] : [];
  });
  return { scenario, seed, customers, moves };
};

const whole = (text, otherwise) => (/^\d+$/.test(text ?? "") ? Number(text) : otherwise);

/** What an address asks for: `{a, b, month, view, place}`; a and b are null where it names no market. */
export const asked = (query, { seed, customers }) => {
  const places = new URLSearchParams(query);
  seed = whole(places.get("seed"), seed);
  customers = whole(places.get("customers"), customers);
  const side = (name) => (places.get(name) ? read(places.get(name), seed, customers) : null);
  return {
    a: side("a") ?? side("b"),
    b: side("b") ?? side("a"),
    month: places.has("month") ? whole(places.get("month"), 0) : null,
    view: places.get("view") ?? "markets",
    place: places.has("place") ? whole(places.get("place"), 0) : null,
  };
};

/** The query of an address that asks for this. */
export const query = ({ a, b, month = null, view = "markets", place = null }) => {
  const parts = [`seed=${a.seed}`, `customers=${a.customers}`, `a=${written(a)}`];
  if (!equal(a, b)) parts.push(`b=${written(b)}`);
  if (view !== "markets") parts.push(`view=${view}`);
  if (place !== null) parts.push(`place=${place}`);
  if (month !== null) parts.push(`month=${month}`);
  return `?${parts.join("&")}`;
};
