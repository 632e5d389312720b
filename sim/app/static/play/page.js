/** The page of play: what is set, what is shown, and the player that goes through it. */
import { asked, query } from "tenure/address";
import { element, found, say } from "tenure/element";
import { count, ordinal } from "tenure/number";
import { Hood } from "tenure/play/hood";
import { Inputs } from "tenure/play/inputs";
import { Life } from "tenure/play/life";
import { Market } from "tenure/play/market";
import { Markets } from "tenure/play/markets";
import { Presets } from "tenure/play/presets";
import { Run } from "tenure/play/run";
import { Runs } from "tenure/play/runs";
import { Sureness } from "tenure/play/sureness";
import { tabs } from "tenure/play/tabs";
import { Transport } from "tenure/play/transport";
import { Player } from "tenure/player";
import { equalPairs, resized } from "tenure/setup";
import { source } from "tenure/source";
import { t } from "tenure/words";

const START = { seed: 1, customers: 2000 };
const empty = (scenario) => ({ scenario, ...START, moves: [] });
const RESTING = 120; // milliseconds
const prefersStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

const request = source.saved
  ? { month: source.saved.month, view: "markets", place: null }
  : asked(location.search, START);
const pair =
  source.saved?.pair ??
  (request.a ? { a: request.a, b: request.b } : { a: empty("baseline"), b: empty("retention-first") });

const player = new Player();
const inputs = new Inputs(pair);
const current = new Run();
let films = null; // {a, b}: what is on the screen
let awaited = null; // the month that the address asks for, until it is known
let resting = 0; // timer: the cursor has rested long enough to say in words what is shown
let shown = null; // the setups of what is on the screen

const problem = found("problem");
const fail = (error) => {
  say(problem, error.message);
  problem.hidden = false;
  found("status").hidden = true;
};

const sureness = new Sureness(
  () => shown,
  () => films.b.about.currency,
  fail,
);
const markets = new Markets(player, sureness);
const life = new Life(player, fail, (place) => ((request.place = place), remember()));
const hood = new Hood({
  fail,
  player,
  films: () => films,
  shown: () => shown,
  use: (side, scenario) => inputs.side(side, { ...inputs.pair[side], scenario, moves: [] }),
});
const views = { markets, life, hood };
const runs = new Runs(found("runs"), (one) => (inputs.set(one), run()));
const sides = Object.fromEntries(
  ["a", "b"].map((side) => [
    side,
    new Market(side, { change: (setup) => inputs.side(side, setup), cursor: () => player.month, fail }),
  ]),
);
found("markets-settings").append(sides.a.element, sides.b.element);
const presets = new Presets(found("presets"), (one) => {
  const { seed, customers } = inputs.pair.a;
  const of = ({ scenario, moves }) => ({ scenario, seed, customers, moves });
  inputs.set({ a: of(one.a), b: of(one.b) }, { isStart: true });
  run();
});

/** Keep what is on the screen in the address. */
function remember() {
  if (source.saved) return;
  const { view, place } = request;
  const month = awaited ?? (player.playing || player.month === 0 ? null : player.month);
  history.replaceState(null, "", query({ ...inputs.pair, month, view, place: view === "life" ? place : null }));
  for (const button of document.querySelectorAll(".language button")) {
    const address = new URL(button.formAction);
    address.searchParams.set("back", location.pathname + location.search);
    button.formAction = address;
  }
}

/** Say whether what is on the screen is what is set. */
function compare() {
  const isStale = shown !== null && !equalPairs(shown, inputs.pair);
  found("outputs").classList.toggle("stale", isStale);
  found("stale").hidden = !isStale;
  found("undo").disabled = !inputs.canUndo;
  found("run").classList.toggle("main", isStale);
  found("seed").value = inputs.pair.a.seed;
  const size = String(inputs.pair.a.customers);
  const sizes = found("customers");
  if (![...sizes.options].some(({ value }) => value === size))
    sizes.append(element("option", { value: size }, count(Number(size))));
  sizes.value = size;
  presets.mark(inputs.pair);
}

inputs.addEventListener("change", () => {
  sides.a.show(inputs.pair.a);
  sides.b.show(inputs.pair.b);
  compare();
  remember();
});

/** Compute what is set, show its first year as soon as it is there, and play on while the rest arrives. */
async function run({ month = 0, isFirst = false } = {}) {
  const setups = inputs.pair;
  if (!isFirst) reveal();
  problem.hidden = true;
  player.pause();
  awaited = month > 0 ? month : null;
  wait(t("play.computing"));
  const told = {
    onLine: (place) => wait(place > 0 ? t("play.in_line", { place: ordinal(place) }) : t("play.computing")),
    onOpened(pair) {
      [films, shown] = [pair, setups];
      sureness.forget();
      wait(months() > known() ? t("play.first_year") : "");
      show();
      player.load(months(), known());
      if (month > 0) player.seek(month);
      else if (!prefersStill) player.play();
    },
    onCompleted(pair) {
      show();
      player.learn(known());
      awaited = null;
      if (month > 0) player.seek(month);
      else if (prefersStill) player.seek(Infinity);
      if (!source.saved) runs.add(setups, pair);
      wait("");
    },
  };
  await current.start(setups, told).catch(fail);
}

/** Say what is waited for; an empty text ends it. */
function wait(text) {
  say(found("status"), text);
  found("status").hidden = text === "";
  if (films === null) say(markets.headline, text);
}

/** Bring the charts into sight, if the settings fill the screen. */
function reveal() {
  const top = found("views").getBoundingClientRect().top;
  if (top > innerHeight * 0.6 || top < -innerHeight)
    found("views").scrollIntoView({ behavior: prefersStill ? "auto" : "smooth" });
}

const months = () => Math.min(films.a.months, films.b.months);
const known = () => Math.min(films.a.known, films.b.known, months());

function show() {
  for (const view of Object.values(views)) view.show(films, shown);
  views[request.view]?.at(player.month);
  tell();
  compare();
}

function tell() {
  if (films === null || player.playing) return;
  views[request.view]?.tell();
}

player.addEventListener("month", () => {
  views[request.view]?.at(player.month);
  if (!player.playing) {
    clearTimeout(resting);
    resting = setTimeout(() => (tell(), remember()), RESTING);
  }
});
player.addEventListener("state", () => {
  found("outputs").classList.toggle("playing", player.playing);
  if (!player.playing) {
    tell();
    remember();
  }
});

const reset = () => {
  inputs.reset();
  run();
};
new Transport(player, { run: () => run(), reset });
const choose = tabs(found("views"), (name) => {
  request.view = name;
  views[name].open?.(request.place);
  if (films) {
    views[name].at(player.month);
    tell();
  }
  remember();
});

found("undo").addEventListener("click", () => inputs.undo());
found("run-stale").addEventListener("click", () => run());
found("seed").addEventListener("change", (event) => {
  const seed = Math.min(2 ** 31 - 1, Math.max(0, Math.round(Number(event.target.value)) || 0));
  const { a, b } = inputs.pair;
  inputs.set({ a: { ...a, seed }, b: { ...b, seed } });
  compare();
});
found("customers").addEventListener("change", async (event) => {
  const customers = Number(event.target.value);
  const { a, b } = inputs.pair;
  const of = async (setup) => resized(setup, (await source.board(setup)).levers, customers);
  try {
    inputs.set({ a: await of(a), b: await of(b) });
  } catch (error) {
    fail(error);
  }
});
found("shared").disabled = Boolean(source.saved);

inputs.dispatchEvent(new Event("change"));
choose(request.view);
run({ month: request.month ?? 0, isFirst: true });
presets.load().catch(fail);
