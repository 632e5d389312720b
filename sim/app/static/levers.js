/** Levers: what can be moved in a scenario, how far and in which unit, as the server tells; and how a value reads. */
import { decimal, number, percent, signed } from "tenure/number";
import { t } from "tenure/words";

/** The groups of levers, in the order of the page. */
export const GROUPS = ["firm", "rival", "world"];

/** The name of a lever; those of another firm say whose they are. */
export const nameOf = (lever) => t(`levers.${lever.key}.name`, { firm: lever.firm ?? "" });

/** What a lever does, in one sentence. */
export const sentenceOf = (lever) => t(`levers.${lever.key}.says`, { firm: lever.firm ?? "" });

const FORMATS = {
  share: (value) => percent(value, 1),
  price: (value) => t("levers.unit.price", { value: decimal(value, 2) }),
  factor: (value) => t("levers.unit.factor", { value: decimal(value, 2) }),
  quality: (value) => signed(value, (part) => number(part, 3)),
};

/** From where to where a lever can be moved, without the unit, which stands at its value. */
export const ranged = (lever) => {
  const [low, high] = [lever.minimum, lever.maximum].map((value) =>
    lever.unit === "share" ? percent(value) : number(value, 5),
  );
  return t("play.range", { low, high });
};

/** A value of a lever as the reader reads it: with its unit, or as the word of a choice. */
export const worded = (lever, value, currency) => {
  if (lever.kind === "choice") return t(`levers.${lever.key}.${value}`);
  if (lever.unit in FORMATS) return FORMATS[lever.unit](value);
  return t(`levers.unit.${lever.unit}`, { value: number(value, 5), currency });
};
