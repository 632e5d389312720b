/** Who moves between the stages: ribbons from the stage before to the stage after. The stages never change places. */
import { shape } from "tenure/element";
import { calendar, count, plural } from "tenure/number";
import { t } from "tenure/words";

const PLACES = ["outside", "examination", "formation", "stability", "decline"]; // as numbered in a film
const ORDER = ["stability", "formation", "examination", "decline", "outside"].map((name) => PLACES.indexOf(name)); // from the top
const SPAN = 12; // months that are added up
const COLUMN = 0.7; // letters: width of a stage's bar

/** The moves of the last twelve months up to one, from × to; who stays in a stage does not move. */
export const movesUpTo = (film, month) => {
  const moves = Array(PLACES.length ** 2).fill(0);
  for (const flows of film.part.flows.slice(Math.max(0, month - SPAN + 1), month + 1)) {
    flows.forEach((moved, place) => {
      if (place % (PLACES.length + 1) !== 0) moves[place] += moved;
    });
  }
  return moves;
};

const leaving = (moves, from) =>
  moves.slice(from * PLACES.length, (from + 1) * PLACES.length).reduce((sum, moved) => sum + moved, 0);
const arriving = (moves, to) => PLACES.reduce((sum, _, from) => sum + moves[from * PLACES.length + to], 0);

/** For each stage the most that ever moves out of it or into it, in either market: the room that it needs. */
const rooms = ({ a, b }) => {
  const most = PLACES.map(() => [1, 1]);
  for (const film of [a, b]) {
    for (let month = 0; month < film.known; month++) {
      const moves = movesUpTo(film, month);
      PLACES.forEach((_, place) => {
        most[place][0] = Math.max(most[place][0], leaving(moves, place));
        most[place][1] = Math.max(most[place][1], arriving(moves, place));
      });
    }
  }
  return most;
};

const ribbon = (x, [top, under], [topAfter, underAfter]) => {
  const middle = (x[0] + x[1]) / 2;
  const bend = (one, other) => `C${middle} ${one.toFixed(1)} ${middle} ${other.toFixed(1)} `;
  return (
    `M${x[0]} ${top.toFixed(1)}${bend(top, topAfter)}${x[1]} ${topAfter.toFixed(1)}` +
    `V${underAfter.toFixed(1)}${bend(underAfter, under)}${x[0]} ${under.toFixed(1)}Z`
  );
};

export const flows = {
  key: "flows",

  draw(svg, { width, height, letter }, pair, side) {
    const film = pair[side];
    const gap = letter * 0.9;
    const top = letter * 1.7;
    const x = [letter * COLUMN, width - letter * COLUMN];
    const most = rooms(pair);
    const columns = [0, 1].map((column) => most.reduce((sum, both) => sum + both[column], 0));
    const scale = (height - top - letter * 0.4 - gap * (PLACES.length - 1)) / Math.max(...columns);
    svg.append(
      shape("text", { class: "mark", x: 0, y: letter }, t("charts.flows.before")),
      shape("text", { class: "mark", x: width, y: letter, "text-anchor": "end" }, t("charts.flows.after")),
    );
    const tops = [0, 1].map((column) => {
      let down = top;
      return Object.fromEntries(
        ORDER.map((place) => {
          const start = down;
          down += most[place][column] * scale + gap;
          return [place, start];
        }),
      );
    });
    const ribbons = PLACES.map((_, from) =>
      PLACES.map((_, to) => {
        const node = from === to ? null : shape("path", { class: "ribbon", style: `fill: var(--stage-${PLACES[to]})` });
        if (node) svg.append(node);
        return node;
      }),
    );
    const bars = [0, 1].map((column) =>
      PLACES.map((name, place) => {
        const bar = shape("rect", {
          x: x[column] - (column ? 0 : letter * COLUMN),
          y: tops[column][place],
          width: letter * COLUMN,
          height: 0,
          style: `fill: var(--stage-${name})`,
        });
        const label = shape("text", {
          class: "label haloed",
          x: column ? x[1] - letter * 0.5 : x[0] + letter * 0.5,
          y: tops[column][place] + Math.max(letter * 0.75, (most[place][column] * scale) / 2 + letter * 0.3),
          "text-anchor": column ? "end" : "start",
          style: name === "outside" ? "" : `fill: var(--text-${name})`,
        });
        svg.append(bar, label);
        return { bar, label, name };
      }),
    );
    return {
      at(month) {
        const moves = movesUpTo(film, month);
        const down = tops.map((column) => ({ ...column }));
        for (const from of ORDER) {
          for (const to of ORDER) {
            if (from === to) continue;
            const thick = moves[from * PLACES.length + to] * scale;
            const ends = [down[0][from], down[1][to]].map((start) => [start, start + thick]);
            ribbons[from][to].setAttribute("d", thick > 0 ? ribbon(x, ...ends) : "");
            down[0][from] += thick;
            down[1][to] += thick;
          }
        }
        bars.forEach((column, after) =>
          column.forEach(({ bar, label, name }, place) => {
            bar.setAttribute("height", Math.max(0, down[after][place] - tops[after][place]).toFixed(1));
            const amount = after ? arriving(moves, place) : leaving(moves, place);
            label.textContent = t("charts.flows.label", { stage: t(`charts.stage.${name}`), count: count(amount) });
          }),
        );
      },
    };
  },

  describe(pair, month, side) {
    const moves = movesUpTo(pair[side], month);
    const sum = (from, to) => moves[PLACES.indexOf(from) * PLACES.length + PLACES.indexOf(to)];
    const risen = sum("examination", "formation") + sum("formation", "stability") + sum("examination", "stability");
    return t("charts.flows.says", {
      month: calendar(month),
      span: plural("charts.flows.span", Math.min(SPAN, month + 1)),
      came: plural("charts.amount.customers", leaving(moves, 0)),
      left: count(arriving(moves, 0)),
      risen: count(risen),
      stable: count(arriving(moves, PLACES.indexOf("stability"))),
      fallen: count(arriving(moves, PLACES.indexOf("decline"))),
    });
  },

  numbers(pair, month, side) {
    const moves = movesUpTo(pair[side], month);
    const named = (place) => t(`charts.stage.${PLACES[place]}`);
    return {
      columns: [t("charts.flows.column"), ...ORDER.map(named)],
      rows: ORDER.map((from) => [
        named(from),
        ...ORDER.map((to) => (from === to ? null : moves[from * PLACES.length + to])),
      ]),
    };
  },
};
