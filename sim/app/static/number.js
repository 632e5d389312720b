/** Numbers, money and months as the reader's language writes them. */
import { language, t } from "tenure/words";

const locale = language === "zh" ? "zh-CN" : "en";
const made = new Map();
const formatted = (value, options) => {
  const key = JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.NumberFormat(locale, options));
  const text = made.get(key).format(value);
  return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", ""); // nothing is never less than nothing
};

/** What stands where there is no number. */
export const NOTHING = "–";
const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** A number of so many significant digits at most (at first three). */
export const number = (value, digits = 3, options = {}) =>
  known(value) ? formatted(value, { maximumSignificantDigits: digits, ...options }) : NOTHING;

/** A number with always so many digits behind the point, for columns and for what is set. */
export const decimal = (value, digits) =>
  known(value) ? formatted(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }) : NOTHING;

/** A whole number, as of customers. */
export const count = (value) => (known(value) ? formatted(Math.round(value) || 0, {}) : NOTHING);

/** A short number for an axis: 12K, 1.2万. */
export const short = (value) => formatted(value || 0, { notation: "compact", maximumSignificantDigits: 3 });

/** A share in per cent: 0.123 → 12%. `always` keeps the digits behind the point where they are zeros. */
export const percent = (value, digits = 0, { always = false } = {}) =>
  known(value)
    ? formatted(value, { style: "percent", minimumFractionDigits: always ? digits : 0, maximumFractionDigits: digits })
    : NOTHING;

/** Money, rounded to three digits, with the label of the scenario's currency behind it. */
export const money = (value, currency) => (known(value) ? `${number(value)} ${currency}`.trim() : NOTHING);

/** Any of them with its sign, for differences; nothing gained and nothing lost has none. */
export const signed = (value, format) => (known(value) && value > 0 ? `+${format(value)}` : format(value));

/** A month with its year; months are counted as in scenario files: 0 is the first of year 1. */
export const calendar = (month) => t("play.calendar", { month, year: Math.floor(month / 12) + 1 });

/** A moment in a sentence: the end of a year where it is one. */
export const moment = (month) =>
  (month + 1) % 12 === 0 ? t("play.by_year", { year: (month + 1) / 12 }) : t("play.by_month", { month });

/** A message in its form for one or for many: `key_one`, `key_many`, by the value of `count`. */
export const plural = (key, amount, values = {}) =>
  t(`${key}_${Math.round(amount) === 1 ? "one" : "many"}`, { count: count(amount), ...values });

/** A place in line: first, second, third … */
export const ordinal = (place) => t(place <= 9 ? `play.ordinal_${place}` : "play.ordinal", { place });
