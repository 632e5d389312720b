/** The view of one life: a customer's story in A and in B, month by month, with the same cursor. */
import { bonds } from "tenure/charts/bonds";
import { Figure } from "tenure/charts/figure";
import { life_line, SIGNS } from "tenure/charts/life_line";
import { element, found, say } from "tenure/element";
import { calendar, count, number, percent } from "tenure/number";
import { partsIn, richness, story, summary } from "tenure/play/story";
import { source } from "tenure/source";
import { t } from "tenure/words";

const TELLING = 3; // hundredths of satisfaction in one month that are worth a sentence

export class Life {
  #films = null;
  #lives = null; // {a, b}: place → life
  #order = []; // places, the most telling first
  #rows = [];
  #place = null;
  #isOpen = false;

  /** @param {Player} player  @param {(error: Error) => void} fail  @param {(place: number) => void} chosen */
  constructor(player, fail, chosen) {
    Object.assign(this, { player, fail, chosen });
    const seek = (month) => (player.pause(), player.seek(month));
    this.seek = seek;
    this.charts = [life_line, bonds].flatMap((chart) => ["a", "b"].map((side) => new Figure(chart, { side, seek })));
    found("life-charts").append(...this.charts.map((figure) => figure.element));
    found("life-signs").append(
      ...Object.entries(SIGNS).map(([kind, sign]) =>
        element(
          "li",
          {},
          element("span", { class: `sign ${kind}`, "aria-hidden": "true" }, sign),
          ` ${t(`life.sign.${kind.replaceAll("-", "_")}`)}`,
        ),
      ),
    );
    this.menu = found("life-customer");
    this.menu.addEventListener("change", () => this.choose(Number(this.menu.value)));
    found("life-previous").addEventListener("click", () => this.#turn(-1));
    found("life-next").addEventListener("click", () => this.#turn(1));
    found("life-everything").addEventListener("change", () => this.#tellStory());
  }

  /** The films have changed: their lives are fetched when somebody looks. */
  show(films) {
    const isSame = this.#films?.a === films.a && this.#films?.b === films.b && this.#lives !== null;
    this.#films = films;
    if (isSame) return;
    this.#lives = null;
    if (this.#isOpen) this.#fetch();
  }

  open(place) {
    this.#isOpen = true;
    if (place !== null && this.#place === null) this.#place = place;
    if (this.#films && this.#lives === null) this.#fetch();
  }

  at(month) {
    if (this.#lives === null) return;
    for (const chart of this.charts) chart.at(month);
    for (const { row, from } of this.#rows) row.classList.toggle("future", from > month);
    const current = this.#rows.findLast(({ from }) => from <= month)?.row;
    for (const { row } of this.#rows) row.toggleAttribute("data-current", row === current);
  }

  tell() {
    if (this.#lives !== null) for (const chart of this.charts) chart.tell();
  }

  /** Show the customer of a place. */
  choose(place) {
    if (this.#lives === null) return;
    const known = this.#lives.a.has(place) && this.#lives.b.has(place);
    this.#place = known ? place : this.#order[0];
    this.menu.value = this.#place;
    const pair = Object.fromEntries(
      ["a", "b"].map((side) => [side, { film: this.#films[side], life: this.#lives[side].get(this.#place) }]),
    );
    for (const chart of this.charts) chart.show(pair);
    this.#tellStory();
    this.at(this.player.month);
    this.tell();
    this.chosen(this.#place);
  }

  async #fetch() {
    const films = this.#films;
    const status = found("life-status");
    status.hidden = false;
    try {
      const [a, b] = await Promise.all([films.a, films.b].map((film) => source.lives(film)));
      if (films !== this.#films) return;
      const byPlace = (lives) => new Map(lives.map((life) => [life.place, life]));
      this.#lives = { a: byPlace(a), b: byPlace(b) };
      this.#fill();
      this.choose(this.#place ?? this.#order[0]);
      found("life-content").hidden = false;
    } catch (error) {
      this.fail(error);
    } finally {
      status.hidden = films === this.#films;
    }
  }

  #fill() {
    const { a, b } = this.#lives;
    const places = [...a.keys()].filter((place) => b.has(place));
    const worth = new Map(places.map((place) => [place, richness(a.get(place), b.get(place), this.#films.a.focus)]));
    this.#order = places.toSorted((one, other) => worth.get(other) - worth.get(one) || one - other);
    this.menu.replaceChildren(
      ...this.#order.map((place) => element("option", { value: place }, summary(place, a.get(place), b.get(place)))),
    );
  }

  #turn(step) {
    const at = this.#order.indexOf(this.#place);
    this.choose(this.#order[(at + step + this.#order.length) % this.#order.length]);
  }

  #tellStory() {
    if (this.#lives === null) return;
    const [one, other] = ["a", "b"].map((side) => this.#lives[side].get(this.#place));
    const parted = partsIn(one, other);
    const options = { everything: found("life-everything").checked };
    const told = {
      a: story(one, this.#films.a.about.firms, options),
      b: story(other, this.#films.b.about.firms, options),
    };
    say(
      found("life-parting"),
      parted === Infinity
        ? t("life.never_part")
        : parted === 0
          ? t("life.part_at_once")
          : t("life.part", { month: parted }),
    );
    const months = [
      ...new Set([...told.a, ...told.b].map(({ month }) => month).concat(parted === Infinity ? [] : [parted])),
    ].toSorted((first, second) => first - second);
    this.#rows = months.map((month) => ({
      from: month,
      row: this.#row(month, month < parted, told, { a: one, b: other }, month === parted),
    }));
    found("life-story").replaceChildren(...this.#rows.map(({ row }) => row));
    this.at(this.player.month);
  }

  #row(month, isShared, told, lives, isParting) {
    const when = element(
      "button",
      { type: "button", class: "plain when", title: calendar(month), click: () => this.seek(month) },
      t("life.month", { month: count(month) }),
    );
    const cell = (sides) => {
      const says = told[sides[0]].find((one) => one.month === month)?.says ?? [];
      const badges = sides.map((side) => element("span", { class: `badge ${side}` }, side.toUpperCase()));
      const lines = says.map(({ kind, text }) => element("p", { class: `happened ${kind}` }, text));
      if (lines.length === 0) lines.push(element("p", { class: "nothing" }, t("life.nothing")));
      return element(
        "div",
        { class: `told ${sides.join("-")}` },
        element("span", { class: "badges" }, badges),
        element("div", {}, lines, this.#felt(lives[sides[0]], month)),
      );
    };
    const cells = isShared ? [cell(["a", "b"])] : [cell(["a"]), cell(["b"])];
    return element("li", { class: isParting ? "parting" : "" }, when, cells);
  }

  #felt(life, month) {
    // Who has just left feels as the month before told: the figures of the month are those of the new beginning.
    const hasLeft = month > 0 && life.firm[month] !== life.firm[month - 1];
    const at = hasLeft ? month - 1 : month;
    const [now, before] = [life.satisfaction[at], life.satisfaction[at - 1]];
    if (now === null || now === undefined) return null;
    const change = before === null || before === undefined ? 0 : now - before;
    const course = Math.abs(change) < TELLING ? "felt" : change > 0 ? "felt_better" : "felt_worse";
    const key = hasLeft ? "felt_before" : course;
    const costs = (life.procedural[at] + life.financial[at] + life.relational[at]) / 100;
    const values = {
      satisfaction: percent(now / 100),
      before: percent(before / 100),
      trust: percent(life.trust[at] / 100),
      costs: number(costs, 2),
    };
    return element("p", { class: "felt" }, t(`life.${key}`, values));
  }
}
