/** A customer's story: the codes of what happened, month by month, as sentences. */
import { plural } from "tenure/number";
import { listed } from "tenure/text";
import { t } from "tenure/words";

/** What shows an opinion or a turn; the rest is said only to readers who want everything. */
const TURNS = new Set(["joined", "left", "stage", "incident", "praised", "warned", "win-back", "person"]);

const firmName = (firms, firm) => (firm === null ? t("life.no_firm") : (firms[firm] ?? "?"));
const codeKey = (code) => code.replaceAll("-", "_");

/** What happened in one month as sentences; leaving one firm for another is one sentence. */
const sentences = (happened, firms) => {
  const left = happened.find(([, kind]) => kind === "left");
  const joined = happened.find(([, kind]) => kind === "joined");
  return happened.flatMap((one) => {
    const [, kind, firm, detail] = one;
    const named = firmName(firms, firm);
    if (kind === "left" && joined) {
      const values = { from: named, to: firmName(firms, joined[2]), cause: t(`life.cause.${detail}`) };
      return [{ kind, text: t(joined[3] === "winback" ? "life.won_back" : "life.moved", values) }];
    }
    if (kind === "joined" && left) return [];
    if (kind === "left")
      return [
        {
          kind,
          text: t(detail === "natural_exit" ? "life.ended" : "life.left", {
            firm: named,
            cause: t(`life.cause.${detail}`),
          }),
        },
      ];
    if (kind === "joined")
      return [{ kind, text: t("life.joined", { firm: named, source: t(`life.source.${detail}`) }) }];
    if (kind === "stage") return [{ kind, text: t("life.stage", { firm: named, stage: t(`charts.stage.${detail}`) }) }];
    if (kind === "contact") {
      const all = listed((Array.isArray(detail) ? detail : [firm]).map((place) => firmName(firms, place)));
      return [{ kind, text: t("life.contact", { firms: all }) }];
    }
    return [{ kind, text: t(`life.${codeKey(kind)}`, { firm: named }) }];
  });
};

/** The months of a life in which something happened: [{month, says: [{kind, text}]}]. */
export const story = (life, firms, { everything = false } = {}) => {
  const months = Map.groupBy(
    life.happened.filter(([, kind]) => everything || TURNS.has(kind)),
    ([month]) => month,
  );
  return [...months]
    .map(([month, happened]) => ({ month, says: sentences(happened, firms) }))
    .filter(({ says }) => says.length > 0);
};

const COMPARED = ["firm", "stage", "satisfaction", "trust"];

/** The first month in which two lives of the same place differ; Infinity if they never do. */
export const partsIn = (one, other) => {
  const byMonth = (life) => Map.groupBy(life.happened, ([month]) => month);
  const [first, second] = [byMonth(one), byMonth(other)];
  const months = Math.min(one.firm.length, other.firm.length);
  for (let month = 0; month < months; month++) {
    if (COMPARED.some((name) => one[name][month] !== other[name][month])) return month;
    if (JSON.stringify(first.get(month)) !== JSON.stringify(second.get(month))) return month;
  }
  return Infinity;
};

const times = (life, wanted) => life.happened.filter(([, kind, , detail]) => wanted(kind, detail)).length;

/** How much there is to tell of a place: many kinds of happenings, moves, a return, lives that part, and time with the firm in focus. */
export const richness = (one, other, focus) => {
  const kinds = new Set([...one.happened, ...other.happened].map(([, kind]) => kind)).size;
  const moves = Math.min(4, times(one, (kind) => kind === "left") + times(other, (kind) => kind === "left"));
  const returns =
    times(one, (kind, detail) => kind === "joined" && detail === "winback") +
    times(other, (kind, detail) => kind === "joined" && detail === "winback");
  const differ = new Set(one.firm.filter((firm, month) => firm !== other.firm[month])).size > 0;
  const newcomers = one.people.length + other.people.length - 2;
  const ours = one.firm.filter((firm) => firm === focus).length > one.firm.length / 3;
  return (ours ? 4 : 0) + kinds * 2 + moves + Math.min(returns, 2) * 2 + (differ ? 4 : 0) - newcomers * 2;
};

/** What one reads of a place in a list. */
export const summary = (place, one, other) => {
  const moves = (life) => times(life, (kind) => kind === "left");
  const parted = partsIn(one, other);
  return t(parted === Infinity ? "life.in_list_same" : "life.in_list", {
    number: place + 1,
    a: plural("life.moves", moves(one)),
    b: plural("life.moves", moves(other)),
    month: parted,
  });
};
