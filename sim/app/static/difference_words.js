/** What B − A means in a month, in words. */
import { moment, money, plural } from "tenure/number";
import { t } from "tenure/words";

const LITTLE = 0.002; // of what A has taken in, or of what the customers are worth: a difference below this is called none

const sum = (values, month) => values.slice(0, month + 1).reduce((total, value) => total + (value ?? 0), 0);

/** The first month from which on the sign of a list stays as it is at its end; 0 if it never changes. */
export const sinceWhen = (values) => {
  const sign = Math.sign(values.at(-1) ?? 0);
  return values.findLastIndex((value) => Math.sign(value) !== sign) + 1;
};

const ofProfit = ({ a, b }, month) => {
  const [one, other] = [a.total("profit"), b.total("profit")];
  const values = one.slice(0, month + 1).map((value, at) => other[at] - value);
  const gap = values[month];
  const by = moment(month);
  const revenue = sum(a.series("revenue"), month) || 1;
  if (Math.abs(gap) < LITTLE * revenue) return [t("difference.profit_same", { by })];
  const amount = money(Math.abs(gap), b.about.currency);
  const since = sinceWhen(values);
  const key = gap > 0 ? "ahead" : "behind";
  const sentence = t(`difference.profit_${key}`, { by, amount });
  const isClear = values.slice(0, since).some((value) => Math.abs(value) >= LITTLE * revenue);
  return [sentence, ...(since > 0 && isClear ? [t(`difference.${key}_since`, { month: since })] : [])];
};

const ofEquity = ({ a, b }, month) => {
  const [one, other] = [a, b].map((film) => film.series("customer_equity")[month] ?? null);
  if (one === null || other === null) return [];
  const gap = other - one;
  if (Math.abs(gap) < LITTLE * Math.max(Math.abs(one), Math.abs(other))) return [t("difference.equity_same")];
  const amount = money(Math.abs(gap), b.about.currency);
  return [t(`difference.equity_${gap > 0 ? "more" : "less"}`, { amount })];
};

const ofCustomers = ({ a, b }, month) => {
  const more = (name) => (b.series(name)[month] ?? 0) - (a.series(name)[month] ?? 0);
  const [customers, stable] = [more("customers"), more("stability")];
  const says = (key, amount) =>
    amount === 0
      ? t(`difference.${key}_same`)
      : plural(`difference.${key}_${amount > 0 ? "more" : "fewer"}`, Math.abs(amount));
  return [t("difference.customers", { customers: says("customers", customers), stable: says("stability", stable) })];
};

const same = ({ a, b }, month) =>
  ["profit", "customers", "stability"].every((name) => {
    const other = b.series(name);
    return a
      .series(name)
      .slice(0, month + 1)
      .every((value, at) => value === other[at]);
  });

/** Sentences on the two markets in a month: who has earned more, since when, what the customers are worth and where they stand. */
export const headline = (pair, month) => {
  if (same(pair, month)) return [t("difference.equal", { by: moment(month) })];
  if (pair.a.about.currency !== pair.b.about.currency) return ofCustomers(pair, month);
  return [...ofProfit(pair, month), ...ofEquity(pair, month), ...ofCustomers(pair, month)];
};
