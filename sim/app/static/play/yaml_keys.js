/** What differs between two scenario files, key by key. Reads the plain block style that the server writes, nothing more. */

const indent = (line) => line.length - line.trimStart().length;

/** The keys of a file with their values: `firms[Incumbent].price` → `1.1`. */
export const keys = (text) => {
  const found = new Map();
  const path = []; // [{depth, name}]
  const counts = new Map();
  let last = null;
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    let depth = indent(line);
    let rest = line.trim();
    const isItem = rest.startsWith("- ");
    const pair = /^(?:- )?((?:"[^"]*"|'[^']*'|[\w ./-]+?)):(?: (.*))?$/.exec(rest);
    if (!isItem && !pair) {
      if (last !== null) found.set(last, `${found.get(last)} ${rest}`.trim()); // a long text that goes on
      continue;
    }
    if (isItem) {
      // A list may stand as deep as its key: the key stays, the item before goes.
      while (path.length && (path.at(-1).depth > depth || (path.at(-1).depth === depth && path.at(-1).item)))
        path.pop();
      const list = path.map(({ name }) => name).join(".");
      const place = counts.get(list) ?? 0;
      counts.set(list, place + 1);
      const name = /^- name: (.*)$/.exec(rest)?.[1] ?? String(place + 1);
      path.push({ depth, name: `[${name}]`, item: true });
      depth += 2;
      rest = rest.slice(2);
      if (!pair) {
        last = path.map(({ name: part }) => part).join(".");
        found.set(last, rest);
        continue;
      }
    }
    while (path.length && path.at(-1).depth >= depth) path.pop();
    path.push({ depth, name: pair[1] });
    last = path.map(({ name }) => name).join(".");
    found.set(last, pair[2] ?? "");
  }
  return new Map(
    [...found].filter(([, value]) => value !== "").map(([key, value]) => [key.replaceAll(".[", "["), value]),
  );
};

/** The keys in which two files differ: [[key, value in one or null, value in the other or null]]. */
export const differing = (one, other) => {
  const [first, second] = [keys(one), keys(other)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .map((key) => [key, first.get(key) ?? null, second.get(key) ?? null])
    .filter(([, before, after]) => before !== after);
};
