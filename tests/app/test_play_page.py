"""The play page: its words, its colours, and its modules, run in a browser without a server."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from sim.app.page import STATIC, module_addresses, needed_by, page
from sim.app.palette import FILE, palette
from sim.app.words import LANGUAGES, catalogue
from tests.browser.conftest import CHROMIUM

MODULES = {
    f"tenure/{file.relative_to(STATIC).as_posix().removesuffix('.js')}": file.read_text(encoding="utf-8")
    for file in sorted(STATIC.rglob("*.js"))
}
SECTIONS = {
    "charts",
    "difference",
    "figures",
    "hood",
    "levers",
    "life",
    "play",
    "presets",
    "runs",
    "scenarios",
    "sure",
}
"""Sections of the catalogue that this page has."""
SPOKEN = re.compile(r"\b(?:t|plural)\(\s*[\"']([\w.-]+)[\"']")
IMPORTED = re.compile(r"\bfrom \"(tenure/[\w/-]+)\"")
DYNAMIC = {
    "charts.stage.": ("outside", "examination", "formation", "stability", "decline", "elsewhere"),
    "charts.type.": ("defector", "mercenary", "hostage", "loyalist"),
    "life.cause.": ("none", "natural_exit", "lapse", "price", "functional", "technical", "offer", "recommendation", "preference"),
    "life.source.": ("start", "own_search", "recommendation", "contact", "winback"),
    "sure.outcome.": ("profit", "customer_equity", "customers", "in_stability"),
}  # fmt: skip
"""Beginnings of keys that a module completes by a code of a film."""


def request_in(language: str) -> Request:
    headers = [(b"cookie", f"language={language}".encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_rendered_in_every_language(language: str) -> None:
    html = bytes(page(request_in(language), "play.html").body).decode()
    assert catalogue(language)("play.reset") in html
    assert 'id="play-pause"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_that_a_module_names_is_in_the_catalogue(language: str) -> None:
    messages = catalogue(language).messages
    named = {(module, key) for module, text in MODULES.items() for key in SPOKEN.findall(text)}
    missing = {
        (module, key)
        for module, key in named
        if key not in messages and not {f"{key}_one", f"{key}_many"} <= messages.keys()
    }
    assert named
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_film_has_a_word(language: str) -> None:
    keys = {start + code for start, codes in DYNAMIC.items() for code in codes}
    assert keys - catalogue(language).messages.keys() == set()


def test_every_imported_module_is_in_the_import_map() -> None:
    imported = {name for text in MODULES.values() for name in IMPORTED.findall(text)}
    assert imported - module_addresses().keys() == set()


@pytest.mark.parametrize(
    "dangerous", ["innerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
)
def test_no_module_makes_html_or_code_from_data(dangerous: str) -> None:
    assert [name for name, text in MODULES.items() if dangerous in text] == []


def test_page_names_all_modules_that_it_needs() -> None:
    named = set(needed_by("play/page"))
    ours = [text for name, text in MODULES.items() if name.startswith(("tenure/play/", "tenure/charts/"))]
    imported = {name for text in ours for name in IMPORTED.findall(text)}
    assert {module_addresses()[name] for name in imported} <= named


def test_palette_is_made_from_the_colours_of_the_reports() -> None:
    assert FILE.read_text(encoding="utf-8") == palette()


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[[str], Any]]:
    """Return a function that evaluates JavaScript, in which the modules can be imported by their names."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    addresses = {
        name: f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"
        for name, text in MODULES.items()
    }
    inline = {
        "importmap": json.dumps({"imports": addresses}),
        'application/json" id="words-inline': json.dumps(dict(catalogue("en").messages)).replace(
            "<", "\\u003c"
        ),
    }
    scripts = "".join(f'<script type="{kind}">{text}</script>' for kind, text in inline.items())
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = chromium.new_page()
        tab.set_content(f'<!doctype html><html lang="en"><head>{scripts}</head><body></body></html>')
        yield lambda code: tab.evaluate(f"async () => {{ {FILM} {code} }}")
        chromium.close()


FILM = """
const film = async (series, about = {}) => {
  const { Film } = await import("tenure/film");
  const months = Object.values(series)[0].length;
  const all = Object.fromEntries(Object.entries(series).map(([name, values]) => [name, [values]]));
  const empty = Array(months).fill([]);
  return new Film({
    film: "f", from: 0, until: months, about: { months, currency: "EUR", focus: 0, firms: ["Ours", "Theirs"], ...about },
    series: all, flows: empty, survival: empty, whale: empty, plane: { satisfaction: empty, loyalty: empty, state: empty },
  });
};
const life = (happened, values = {}) => ({
  place: 0, people: [{ customer: 0, from: 0 }], firm: [0, 0, 0], stage: [1, 1, 1], satisfaction: [60, 60, 60],
  trust: [30, 30, 30], happened, ...values,
});
"""
"""What the scripts below make films and lives with."""

in_browser = pytest.mark.browser


@in_browser
def test_address_holds_what_is_set(run: Callable[[str], Any]) -> None:
    setups = run("""
      const { asked, query } = await import("tenure/address");
      const moves = [{ month: 0, lever: "price", value: 1.1 }, { month: 40, lever: "targeting_rule", value: "value_uplift" }];
      const a = { scenario: "shocks/price-rise", seed: 7, customers: 500, moves: [] };
      const b = { ...a, scenario: "upload:0f3a", moves };
      const address = query({ a, b, month: 31, view: "life", place: 4 });
      return { address, set: { a, b, month: 31, view: "life", place: 4 }, back: asked(address, { seed: 1, customers: 2000 }) };
    """)
    assert setups["back"] == setups["set"]
    assert "b=upload:0f3a~price:1.1~targeting_rule@40:value_uplift" in setups["address"]


@in_browser
def test_broken_parts_of_an_address_are_left_out(run: Callable[[str], Any]) -> None:
    back = run("""
      const { asked } = await import("tenure/address");
      return asked("?a=baseline~price~:3~price@x:1~price:0.9&seed=-1&month=many", { seed: 1, customers: 2000 });
    """)
    assert back["a"]["moves"] == [{"month": 0, "lever": "price", "value": 0.9}]
    assert (back["a"]["seed"], back["month"]) == (1, 0)


@in_browser
def test_lever_is_where_it_was_moved_last(run: Callable[[str], Any]) -> None:
    values = run("""
      const { moved, valueAt } = await import("tenure/setup");
      const lever = { key: "price", default: 1, course: [[36, 1.05]] };
      let setup = moved({ scenario: "s", moves: [] }, lever, 10, 0.9);
      const untouched = { scenario: "s", moves: [] };
      return [[0, 10, 36].map((month) => valueAt(setup, lever, month)), [0, 36].map((month) => valueAt(untouched, lever, month))];
    """)
    assert values == [[1, 0.9, 0.9], [1, 1.05]]


@in_browser
def test_move_that_changes_nothing_is_left_out(run: Callable[[str], Any]) -> None:
    left = run("""
      const { moved } = await import("tenure/setup");
      const setup = { scenario: "s", moves: [] };
      const [steady, rising] = [{ key: "price", default: 1 }, { key: "price", default: 1, course: [[36, 1.05]] }];
      const back = moved(moved(setup, steady, 10, 0.9), steady, 10, 1);
      return [back.moves.length, moved(setup, rising, 10, 1).moves.length, moved(setup, rising, 40, 1.05).moves.length];
    """)
    assert left == [0, 1, 0]


@in_browser
def test_budgets_grow_with_the_market_and_prices_do_not(run: Callable[[str], Any]) -> None:
    resized = run("""
      const { resized } = await import("tenure/setup");
      const levers = [{ key: "winback", unit: "money_month" }, { key: "price", unit: "price" }];
      const moves = [{ month: 0, lever: "winback", value: 800 }, { month: 3, lever: "price", value: 1.1 }];
      return resized({ scenario: "s", seed: 1, customers: 2000, moves }, levers, 500);
    """)
    assert resized["customers"] == 500
    assert [move["value"] for move in resized["moves"]] == [200, 1.1]


@in_browser
def test_film_is_joined_from_its_parts(run: Callable[[str], Any]) -> None:
    joined = run("""
      const first = await film({ profit: [1, null, 3] }, { months: 5 });
      const rest = (await film({ profit: [4, 5] })).part;
      first.join({ ...rest, until: 5 });
      return [first.known, first.series("profit"), first.total("profit"), first.part.flows.length];
    """)
    assert joined == [5, [1, None, 3, 4, 5], [1, 1, 4, 8, 13], 5]


@in_browser
def test_headline_says_who_is_ahead_and_since_when(run: Callable[[str], Any]) -> None:
    said = run("""
      const { headline } = await import("tenure/difference_words");
      const of = (profit, customers, stability) => film({ profit, customers, stability, revenue: profit.map(() => 1000) });
      const a = await of([100, 100, 100], [50, 50, 50], [5, 5, 5]);
      const b = await of([0, 300, 12000], [50, 49, 160], [5, 5, 4]);
      return [headline({ a, b }, 0), headline({ a, b }, 2), headline({ a, b: a }, 2)].map((lines) => lines.join(" "));
    """)
    assert said == [
        "By month 0, B has earned 100 EUR less than A. Both have equally many customers, and equally many are in stability.",
        "By month 2, B has earned 12,000 EUR more than A. It was behind until month 1. "
        "B has 110 more customers, and 1 fewer is in stability.",
        "By month 2, both markets are the same to the last customer.",
    ]


@in_browser
@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (100, 900, "B has 500 EUR more than A, between 100 EUR and 900 EUR. That is more than luck."),
        (
            -900,
            -100,
            "B has 500 EUR less than A, B − A between −900 EUR and −100 EUR. That is more than luck.",
        ),
        (-100, 900, "B − A is 500 EUR, between −100 EUR and 900 EUR. That may be luck alone."),
    ],
)
def test_sureness_is_said_in_words(low: int, high: int, verdict: str, run: Callable[[str], Any]) -> None:
    estimate = -500 if high < 0 else 500
    told = json.dumps({"estimate": estimate, "low": low, "high": high, "better": 3})
    said = run(f'return (await import("tenure/play/sureness")).certainty("profit", {told}, 8, "EUR");')
    assert said == f"Profit over the whole run: {verdict} B was ahead in 3 of 8 pairs."


@in_browser
def test_leaving_one_firm_for_another_is_one_sentence(run: Callable[[str], Any]) -> None:
    told = run("""
      const { story } = await import("tenure/play/story");
      const happened = [[31, "left", 0, "price"], [31, "joined", 1, "own_search"], [31, "contact", 1, [1]], [40, "stage", 1, "stability"]];
      return story(life(happened), ["Incumbent", "Challenger"]);
    """)
    sentences = [(one["month"], [said["text"] for said in one["says"]]) for one in told]
    assert sentences == [
        (31, ["Left Incumbent over the price for Challenger."]),
        (40, ["With Challenger: now in stability."]),
    ]


@in_browser
def test_lives_part_in_the_first_month_that_differs(run: Callable[[str], Any]) -> None:
    parted = run("""
      const { partsIn } = await import("tenure/play/story");
      const one = life([[1, "incident", 0, null]]);
      const other = life([[1, "incident", 0, null]], { trust: [30, 30, 20] });
      const told = life([]);
      return [partsIn(one, other), partsIn(one, told), partsIn(one, one) === Infinity];
    """)
    assert parted == [2, 1, True]


@in_browser
def test_csv_quotes_and_does_not_start_formulas(run: Callable[[str], Any]) -> None:
    written = run("""
      const { csv } = await import("tenure/table");
      return csv({ columns: ["a", 'b "c"'], rows: [["=1+1", -3.5], ["@x,y", null], ["−", "-x"]] });
    """)
    assert written == 'a,"b ""c"""\r\n\'=1+1,-3.5\r\n"\'@x,y",\r\n−,\'-x\r\n'


@in_browser
def test_files_are_compared_key_by_key(run: Callable[[str], Any]) -> None:
    differing = run("""
      const { differing } = await import("tenure/play/yaml_keys");
      const file = (price, extra) => `name: One\\ndescription: A long text\\n  that goes on\\nfirms:\\n- name: Ours\\n  price: ${price}\\n  split:\\n    winback: 0.1\\n- name: Theirs\\n  price: 1\\nevents:\\n- month: 3\\n  firm: Ours\\n${extra}`;
      return differing(file(1, ""), file(1.2, "months: 12\\n"));
    """)
    assert differing == [["firms[Ours].price", "1", "1.2"], ["months", None, "12"]]


@in_browser
def test_player_waits_for_months_that_are_not_there_yet(run: Callable[[str], Any]) -> None:
    seen = run("""
      const { Player } = await import("tenure/player");
      const player = new Player();
      player.load(24, 12);
      player.seek(99);
      player.speed = 20;
      player.play();
      const before = [player.month, player.playing, player.waiting];
      player.learn(24);
      await new Promise((resolve) => player.addEventListener("month", resolve, { once: true }));
      const after = [player.month > 11, player.waiting];
      player.step(-Infinity);
      return [before, after, player.month, player.playing];
    """)
    assert seen == [[11, True, True], [True, False], 0, False]


@in_browser
@pytest.mark.parametrize(("text", "written"), [("-0.2", "0"), ("1234.6", "1,235"), ("-12", "−12")])
def test_counts_are_whole_and_nothing_has_no_sign(text: str, written: str, run: Callable[[str], Any]) -> None:
    assert run(f'return (await import("tenure/number")).count({text});') == written


@pytest.mark.slow
def test_levers_are_those_of_a_market_of_the_size_asked_for(browser: TestClient) -> None:
    def acquisition(query: str) -> float:
        board = browser.get(f"/api/levers?scenario=baseline{query}").json()
        return float(next(lever["default"] for lever in board["levers"] if lever["key"] == "acquisition"))

    assert acquisition("&customers=500") * 4 == acquisition("") == acquisition("&customers=2000")
    assert browser.get("/api/levers?scenario=baseline&customers=many").status_code == 422
