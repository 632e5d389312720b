/** One of the two markets on the page: its scenario, what is moved in it and from when, and its levers. */
import { element, say } from "tenure/element";
import { GROUPS, nameOf, worded } from "tenure/levers";
import { LeverControl } from "tenure/play/lever";
import { SCENARIOS, scenarioName, scenarioSays } from "tenure/play/scenarios";
import { moved, without } from "tenure/setup";
import { source } from "tenure/source";
import { t } from "tenure/words";

const OPEN = ["price", "acquisition", "functional", "loyalty_programme", "switching_costs"]; // levers that are always in sight
const INSTEAD = ["technical", "winback", "budget", "word_of_mouth", "rival_price"]; // where a scenario has not all of them

const inSight = (levers) => {
  const keys = levers.map(({ key }) => key);
  return [...OPEN, ...INSTEAD].filter((key) => keys.includes(key)).slice(0, OPEN.length);
};

export class Market {
  #board = null;
  #built = ""; // scenario and size whose levers are there
  #controls = [];
  #from = 0;

  /** @param {string} side  @param {{change: (setup: object) => void, cursor: () => number, fail: (error: Error) => void}} page */
  constructor(side, page) {
    Object.assign(this, { side, page });
    const name = side.toUpperCase();
    this.menu = element("select", {
      "aria-label": t("play.scenario_of", { side: name }),
      change: () => this.#choose(this.menu.value),
    });
    this.about = element("p", { class: "about", tabindex: "0" });
    this.chips = element("ul", { class: "chips", "aria-label": t("play.moves_of", { side: name }) });
    this.from = element("input", {
      type: "number",
      min: 0,
      value: 0,
      inputmode: "numeric",
      "aria-label": t("play.from_of", { side: name }),
      change: () => this.#act(Number(this.from.value)),
    });
    const atCursor = element(
      "button",
      { type: "button", class: "small", click: () => this.#act(page.cursor()) },
      t("play.from_cursor"),
    );
    const when = element(
      "div",
      { class: "from" },
      element("label", {}, t("play.from"), " ", this.from),
      source.saved ? null : atCursor,
    );
    this.levers = element("div", { class: "levers" });
    this.more = element("details", { class: "more", hidden: true });
    this.fold = element(
      "details",
      {
        class: "settings",
        open: matchMedia(side === "a" ? "(min-width: 760px) and (max-width: 1199px)" : "(min-width: 760px)").matches,
      },
      element("summary", {}, t("play.levers")),
      when,
      this.levers,
      this.more,
    );
    this.element = element(
      "fieldset",
      { class: `panel market side-${side}`, disabled: Boolean(source.saved) },
      element("legend", { class: "unseen" }, t("play.market", { side: name })),
      element(
        "div",
        { class: "which" },
        element("span", { class: `badge ${side}`, "aria-hidden": "true" }, name),
        this.menu,
      ),
      this.about,
      this.chips,
      this.fold,
    );
  }

  /** Show a setup: levers are built anew only if its scenario is another one. */
  async show(setup) {
    this.setup = setup;
    this.#menu(setup.scenario);
    try {
      const board = await source.board(setup);
      if (this.setup !== setup) return;
      const wanted = `${setup.scenario} ${setup.customers}`;
      if (this.#built !== wanted) this.#build(board);
      this.#built = wanted;
      this.#update();
    } catch (error) {
      this.page.fail(error);
    }
  }

  #choose(scenario) {
    this.page.change({ ...this.setup, scenario, moves: [] });
  }

  #act(month) {
    const last = (this.#board?.months ?? 1) - 1;
    this.#from = Math.max(0, Math.min(last, Math.round(month) || 0));
    this.#update();
  }

  #menu(scenario) {
    const group = (key, names) =>
      element(
        "optgroup",
        { label: t(`play.group.${key}`) },
        names.map((name) => element("option", { value: name }, scenarioName(name))),
      );
    const isListed = Object.values(SCENARIOS).flat().includes(scenario);
    this.menu.replaceChildren(
      ...(isListed ? [] : [element("option", { value: scenario }, scenarioName(scenario))]),
      ...Object.entries(SCENARIOS).map(([key, names]) => group(key, names)),
    );
    this.menu.value = scenario;
  }

  #build(board) {
    this.#board = board;
    this.#from = 0;
    this.from.max = board.months - 1;
    const move = (lever, value) =>
      this.page.change(moved(this.setup, lever, lever.group === "world" ? 0 : this.#from, value));
    this.#controls = board.levers.map(
      (lever) => new LeverControl(lever, { side: this.side, currency: board.currency, move }),
    );
    const open = inSight(board.levers);
    const ofGroup = (group) => this.#controls.filter(({ lever }) => lever.group === group && !open.includes(lever.key));
    this.levers.replaceChildren(...open.map((key) => this.#controls.find(({ lever }) => lever.key === key).element));
    this.more.hidden = false;
    this.more.replaceChildren(
      element("summary", {}, t("play.more_levers")),
      ...GROUPS.filter((group) => ofGroup(group).length > 0).map((group) =>
        element(
          "section",
          {},
          element("h3", {}, t(`play.group.${group}`, { rival: board.rival ?? "" })),
          ofGroup(group).map((control) => control.element),
        ),
      ),
    );
  }

  #update() {
    if (this.#board === null) return;
    this.from.value = this.#from;
    say(this.about, scenarioSays(this.setup.scenario, this.#board));
    for (const control of this.#controls) control.show(this.setup, this.#from);
    this.chips.replaceChildren(...this.#given(), ...this.setup.moves.map((move) => this.#chip(move)));
    this.chips.hidden = this.chips.childElementCount === 0;
  }

  /** What the scenario itself moves, where the reader does not. */
  #given() {
    const isMoved = (key, month) => this.setup.moves.some((move) => move.lever === key && move.month <= month);
    return this.#board.levers.flatMap((lever) =>
      (lever.course ?? [])
        .filter(([month]) => !isMoved(lever.key, month))
        .map(([month, value]) => {
          const values = { lever: nameOf(lever), value: worded(lever, value, this.#board.currency), month };
          return element("li", { class: "given" }, t("play.given", values));
        }),
    );
  }

  #chip({ month, lever: key, value }) {
    const lever = this.#board.levers.find((one) => one.key === key);
    const values = {
      lever: lever ? nameOf(lever) : key,
      value: lever ? worded(lever, value, this.#board.currency) : String(value),
      month,
    };
    const text = t(month === 0 ? "play.move" : "play.move_from", values);
    const remove = element(
      "button",
      {
        type: "button",
        "aria-label": t("play.remove_move", { move: text }),
        click: () => this.page.change(without(this.setup, key, month)),
      },
      "×",
    );
    return element("li", {}, text, source.saved ? null : remove);
  }
}
