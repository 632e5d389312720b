/** The followed customers by satisfaction and by intention to stay: defectors, mercenaries, hostages and loyalists. */
import { axes, boxed, linear } from "tenure/charts/axes";
import { shape } from "tenure/element";
import { calendar, count, percent } from "tenure/number";
import { listed } from "tenure/text";
import { t } from "tenure/words";

const STATES = [null, "examination", "formation", "stability", "decline", "elsewhere"]; // as numbered in a film; 0 is without a firm
const QUADRANTS = ["defector", "mercenary", "hostage", "loyalist"];

/** Every dot of a month that is a customer of the firm in focus or of another firm: [satisfaction, loyalty, state] in hundredths. */
const dots = ({ part: { plane } }, month) =>
  (plane.state[month] ?? []).map((state, place) => [
    plane.satisfaction[month][place],
    plane.loyalty[month][place],
    state,
  ]);

/** The type of our customer by where the dot lies. */
const quadrant = ([satisfaction, loyalty], { satisfied, attached }) =>
  QUADRANTS[(satisfaction >= satisfied ? 1 : 0) + (loyalty >= attached ? 2 : 0)];

const isOurs = ([satisfaction, loyalty, state]) =>
  state >= 1 && state <= 4 && satisfaction !== null && loyalty !== null;

/** How many of our followed customers are of each type: {defector, mercenary, hostage, loyalist}. */
export const types = (film, month) => {
  const counts = Object.fromEntries(QUADRANTS.map((name) => [name, 0]));
  for (const dot of dots(film, month)) if (isOurs(dot)) counts[quadrant(dot, film.thresholds)]++;
  return counts;
};

export const plane = {
  key: "plane",
  legend: STATES.filter(Boolean).map((state) => [`stage-${state}`, t(`charts.stage.${state}`)]),

  draw(svg, { width, height, letter }, pair, side) {
    const film = pair[side];
    const { satisfied, attached } = film.thresholds;
    const box = boxed(width, height, letter, { right: 1.7 });
    const x = linear(0, 100, box.left, box.right);
    const y = linear(0, 100, box.bottom, box.top);
    const at = [0, 25, 50, 75, 100];
    const mark = (value) => percent(value / 100);
    axes(svg, box, {
      x: { scale: x, at, text: mark, title: t("charts.plane.satisfaction") },
      y: { scale: y, at, text: mark, title: t("charts.plane.loyalty") },
    });
    const [middle, level] = [x(satisfied), y(attached)];
    svg.append(
      shape("line", { class: "threshold", x1: middle, x2: middle, y1: box.top, y2: box.bottom }),
      shape("line", { class: "threshold", x1: box.left, x2: box.right, y1: level, y2: level }),
    );
    // A dot is a line of no length with a round cap: one path for each state is all that changes from month to month.
    const paths = STATES.map(
      (state) => state && shape("path", { class: `dots state-${state}`, style: `stroke: var(--stage-${state})` }),
    );
    svg.append(...paths.filter(Boolean));
    const corners = {
      defector: ["start", box.left, box.bottom - letter * 0.5],
      mercenary: ["end", box.right, box.bottom - letter * 0.5],
      hostage: ["start", box.left, box.top + letter],
      loyalist: ["end", box.right, box.top + letter],
    };
    const names = Object.fromEntries(
      QUADRANTS.map((name) => {
        const [anchor, along, down] = corners[name];
        const node = shape("text", {
          class: "quadrant",
          "text-anchor": anchor,
          x: along + (anchor === "end" ? -1 : 1) * letter * 0.4,
          y: down,
        });
        svg.append(node);
        return [name, node];
      }),
    );
    return {
      at(month) {
        const drawn = STATES.map(() => "");
        for (const [satisfaction, loyalty, state] of dots(film, month)) {
          if (state > 0 && satisfaction !== null && loyalty !== null)
            drawn[state] += `M${x(satisfaction).toFixed(1)} ${y(loyalty).toFixed(1)}h0`;
        }
        paths.forEach((node, state) => node?.setAttribute("d", drawn[state]));
        const counts = types(film, month);
        for (const name of QUADRANTS)
          names[name].textContent = t("charts.plane.quadrant", {
            name: t(`charts.type.${name}`),
            count: count(counts[name]),
          });
      },
    };
  },

  describe(pair, month, side) {
    const counts = types(pair[side], month);
    const all = Object.values(counts).reduce((sum, value) => sum + value, 0) || 1;
    const parts = QUADRANTS.toReversed().map((name) =>
      t("charts.plane.part", { name: t(`charts.type.${name}`), share: percent(counts[name] / all) }),
    );
    return t("charts.plane.says", { month: calendar(month), types: listed(parts) });
  },

  numbers(pair, month, side) {
    const columns = [
      t("charts.plane.place"),
      t("charts.plane.satisfaction"),
      t("charts.plane.loyalty"),
      t("charts.plane.state"),
    ];
    const rows = dots(pair[side], month).map(([satisfaction, loyalty, state], place) => [
      place + 1,
      satisfaction === null ? null : satisfaction / 100,
      loyalty === null ? null : loyalty / 100,
      t(`charts.stage.${STATES[state] ?? "outside"}`),
    ]);
    return { columns, rows };
  },
};
