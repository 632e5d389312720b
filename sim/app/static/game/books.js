/** What happened to a firm in the last year, and why: its books and its market research. */
import { element } from "tenure/element";
import { badge, nameOf } from "tenure/game/firms";
import { count, decimal, percent, signed } from "tenure/number";
import { t } from "tenure/words";

const bars = (title, counts, worded) => {
  const rows = Object.entries(counts).filter(([, people]) => people > 0).toSorted((one, other) => other[1] - one[1]);
  const most = Math.max(1, ...rows.map(([, people]) => people));
  return element(
    "div",
    { class: "bars" },
    element("h3", {}, title),
    rows.length ? null : element("p", {}, t("game.none")),
    element(
      "ul",
      {},
      rows.map(([name, people]) =>
        element(
          "li",
          {},
          element("span", { class: "what" }, worded(name)),
          element("span", { class: "bar", style: `--part: ${people / most}`, "aria-hidden": "true" }),
          element("span", { class: "people" }, count(people)),
        ),
      ),
    ),
  );
};

const share = (value) => percent(value, 1);
const inPoints = (value) => t("figures.points", { value: decimal(value * 100, 1) });
const code = (name) => name.replace(/[^a-z]+/g, "_");

/** The figures of the last year, each with its change since the year before. */
const figures = (now, before) => {
  const shares = ["satisfaction", "trust", "kept", "share", "functional", "technical"];
  const stable = (year) => (year?.customers ? year.stages.stability / year.customers : null);
  const rows = [
    ["score", now.equity / 1000, before && before.equity / 1000, count],
    ["customers", now.customers, before?.customers, count],
    ["profit", now.profit / 1000, before && before.profit / 1000, count],
    ...shares.map((name) => [name, now[name], before?.[name], share, inPoints]),
    ["stable", stable(now), stable(before), share, inPoints],
  ];
  return element(
    "dl",
    { class: "figures" },
    rows.map(([name, value, old, worded, change = worded]) =>
      element(
        "div",
        {},
        element("dt", {}, t(`game.figure.${name}`)),
        element("dd", {}, worded(value), before ? element("small", {}, ` ${signed(value - old, change)}`) : null),
      ),
    ),
  );
};

/** Everything that a team is told about its last year. */
export const books = (game) => {
  const years = game.own.books;
  const now = years.at(-1);
  const firmOf = (name) => {
    const firm = game.firms.find(({ letter }) => letter === name);
    return firm ? element("span", {}, badge(firm), nameOf(firm)) : t("game.nobody_else");
  };
  return [
    figures(now, years.at(-2)),
    element(
      "div",
      { class: "why" },
      bars(t("game.why_left"), now.lost, (name) => t(`game.cause.${code(name)}`)),
      bars(t("game.where_went"), now.gone, firmOf),
      bars(t("game.how_came"), now.joined, (name) => t(`game.source.${code(name)}`)),
      bars(t("game.where_from"), now.won, firmOf),
    ),
  ];
};
