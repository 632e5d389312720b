"""The API of play: films in two parts, levers, files, uploads, sureness; and what it refuses."""

import gzip
import json
import time

import pytest
import yaml

from sim.app.films.pair import PAIRS
from sim.app.play.routes import file_name

SMALL = {"scenario": "baseline", "customers": 200}


def awaited(ask):
    """Ask until the answer is there; return it, and the places in line told meanwhile."""
    places, until = [], time.monotonic() + 180
    while time.monotonic() < until:
        answer = ask()
        if answer.status_code != 202:
            return answer, places
        places.append(answer.json()["in_line"])
    raise TimeoutError


def film(browser, **setup):
    answer = browser.post("/api/films", json=SMALL | setup)
    assert answer.status_code == 200, answer.text
    return answer.json()["film"]


def part(browser, name, which):
    answer, _ = awaited(lambda: browser.get(f"/api/films/{name}/{which}"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-encoding"] == "gzip"
    return answer.json()


@pytest.mark.slow
def test_a_film_comes_in_two_parts_and_its_lives(browser):
    name = film(browser, moves=[{"month": 3, "lever": "price", "value": 1.2}])
    opening, rest, lives = (part(browser, name, which) for which in ("opening", "rest", "lives"))
    assert (opening["film"], opening["from"], opening["until"]) == (name, 0, 12)
    assert (rest["from"], rest["until"]) == (12, opening["about"]["months"])
    assert opening["series"]["price"][0][2:4] == [1, 1.2]
    assert len(lives["customers"]) == opening["about"]["followed"]


@pytest.mark.slow
def test_equal_setups_are_one_film_and_computed_once_whoever_asks(browser, another):
    name = film(browser, seed=5)
    begun, _ = awaited(lambda: browser.get(f"/api/films/{name}/rest"))
    other = another(browser)
    assert film(other, seed=5.0, moves=[]) == name
    before = len(browser.app.state.films)
    assert other.get(f"/api/films/{name}/rest").content == begun.content
    assert len(browser.app.state.films) == before
    assert film(other, seed=6) != name


@pytest.mark.slow
def test_a_program_that_does_not_unpack_gets_the_film_unpacked(browser):
    name = film(browser)
    told = part(browser, name, "opening")
    answer = browser.get(f"/api/films/{name}/opening", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert json.loads(answer.content) == told


@pytest.mark.slow
def test_a_second_part_that_was_forgotten_is_made_again(browser):
    name = film(browser, seed=8)
    rest = part(browser, name, "rest")
    browser.app.state.films.forget(f"{name}/rest")
    assert part(browser, name, "rest") == rest


@pytest.mark.slow
def test_levers_come_with_what_a_page_shows_of_a_scenario(browser):
    answer = browser.get("/api/levers?scenario=retention-first")
    board = answer.json()
    assert board["months"] == 120
    assert {lever["group"] for lever in board["levers"]} == {"firm", "rival", "world"}


@pytest.mark.slow
def test_the_scenario_file_is_a_download_with_a_harmless_name(browser):
    name = film(browser, moves=[{"month": 0, "lever": "price", "value": 1.2}])
    short, whole = (browser.get(f"/api/films/{name}/yaml{query}") for query in ("", "?whole=1"))
    assert short.headers["content-disposition"] == 'attachment; filename="baseline.yaml"'
    assert short.headers["content-type"].startswith("text/yaml")
    assert yaml.safe_load(short.text)["extends"] == "baseline"
    assert len(whole.text) > len(short.text)


def test_no_name_of_a_scenario_can_leave_the_name_of_a_file():
    for name in (
        'a"; filename="evil.exe',
        "../../etc/passwd",
        "upload:0f",
        "x" * 500,
        "客户",
        "a\r\nSet-Cookie: b",
    ):
        made = file_name(name)
        assert made.removesuffix(".yaml").replace("-", "").isalnum()
        assert made.isascii()
        assert len(made) <= 65


@pytest.mark.slow
def test_an_upload_is_run_like_any_scenario_and_kept_by_its_content(browser, another):
    text = "extends: baseline\nname: <b>Mine</b>\nmonths: 13\n"
    name = browser.post("/api/uploads", content=text).json()["scenario"]
    assert name.startswith("upload:")
    assert browser.post("/api/uploads", content=text).json()["scenario"] == name
    told = part(another(browser), film(another(browser), scenario=name), "opening")
    assert (told["about"]["name"], told["about"]["months"]) == ("<b>Mine</b>", 13)
    assert browser.get("/api/levers", params={"scenario": name}).json()["months"] == 13


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("months: 12\nfoo: 2\n", 'unknown key "foo"'),
        ("extends: /etc/passwd\n", "leads out"),
        ("extends: ../secret.yaml\n", ""),
        ("!!python/object/apply:os.system ['true']\n", ""),
        ("a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", ""),
        ("extends: baseline\nfirms: [{name: Incumbent, strategy: {kind: custom, code: 'x:y'}}]\n", ""),
        ("[" * 20_000, ""),
        ("\0", ""),
    ],
    ids=["key", "absolute", "outside", "tag", "bomb", "code", "deep", "null"],
)
def test_an_upload_that_is_no_scenario_is_refused_with_what_the_loader_says(browser, text, says):
    answer = browser.post("/api/uploads", content=text)
    error = answer.json()["error"]
    assert (answer.status_code, error["key"]) == (422, "films.upload_wrong")
    assert error["text"].startswith("error: ")
    assert says in error["text"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("extends: baseline\nmonths: 241\n", "films.too_many_months"),
        ("extends: baseline\nwarm_up: 121\n", "films.too_much_warm_up"),
        (
            "extends: baseline\nfirms: [" + ", ".join(f"{{name: F{n}}}" for n in range(9)) + "]\n",
            "films.too_many_firms",
        ),
    ],
    ids=["months", "warm-up", "firms"],
)
def test_an_upload_that_is_too_large_is_refused(browser, text, key):
    answer = browser.post("/api/uploads", content=text)
    assert (answer.status_code, answer.json()["error"]["key"]) == (422, key)


@pytest.mark.slow
def test_uploads_of_a_session_and_of_all_are_limited_and_the_longest_unused_goes_first(classroom, another):
    browser = classroom(uploads_per_hour=3, uploads=2)
    texts = [f"extends: baseline\nmonths: {months}\n" for months in (12, 13, 14)]
    names = [browser.post("/api/uploads", content=text).json()["scenario"] for text in texts]
    refused = browser.post("/api/uploads", content=texts[0])
    assert (refused.status_code, refused.json()["error"]["key"]) == (429, "problem.too_many_uploads")
    gone = browser.post("/api/films", json={"scenario": names[0]})
    assert (gone.status_code, gone.json()["error"]["key"]) == (404, "films.upload_gone")
    assert another(browser).post("/api/films", json={"scenario": names[2]}).status_code == 200


@pytest.mark.slow
def test_sureness_is_told_of_eight_pairs_and_once_for_all(browser):
    # Months are few so that sixteen runs are quick.
    name = browser.post("/api/uploads", content="extends: baseline\nmonths: 6\nwarm_up: 2\n").json()[
        "scenario"
    ]
    a = SMALL | {"scenario": name}
    b = a | {"moves": [{"month": 0, "lever": "price", "value": 1.5}]}
    answer, _ = awaited(lambda: browser.post("/api/sure", json={"a": a, "b": b}))
    told = answer.json()
    assert told["pairs"] == PAIRS
    assert told["outcomes"]["customers"]["high"] < 0
    began = time.monotonic()
    assert browser.post("/api/sure", json={"a": a, "b": b}).json() == told
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("setup", "status", "key"),
    [
        ({"customers": 5001}, 422, "films.customers"),
        ({"customers": -1}, 422, "films.customers"),
        ({"customers": "2000"}, 422, "films.customers"),
        ({"customers": 1e300}, 422, "films.customers"),
        ({"seed": True}, 422, "films.seed"),
        ({"scenario": 7}, 422, "films.no_scenario"),
        ({"scenario": "x" * 200}, 422, "films.no_scenario"),
        ({"scenario": "upload:../../etc"}, 404, "films.upload_gone"),
        ({"moves": [{}] * 41}, 422, "films.too_many_moves"),
        ({"moves": {"a": 1}}, 422, "films.moves_list"),
        ({"moves": [{"month": 0, "lever": {"a": 1}, "value": 1}]}, 422, "films.move_wrong"),
        ({"__class__": "x"}, 422, "films.unknown_key"),
    ],
)
def test_a_setup_that_is_none_is_refused_before_any_work(browser, setup, status, key):
    answer = browser.post("/api/films", json=SMALL | setup)
    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setup", "key"),
    [
        ({"scenario": "../../etc/passwd"}, "films.unknown_scenario"),
        ({"moves": [{"month": 0, "lever": "<script>", "value": 1}]}, "films.unknown_lever"),
        ({"moves": [{"month": 0, "lever": "price", "value": 99}]}, "films.value_range"),
        ({"moves": [{"month": 500, "lever": "price", "value": 1}]}, "films.month_too_late"),
    ],
)
def test_a_setup_that_does_not_fit_its_scenario_is_refused_when_it_is_composed(browser, setup, key):
    name = film(browser, **setup)
    answer, _ = awaited(lambda: browser.get(f"/api/films/{name}/opening"))
    assert (answer.status_code, answer.json()["error"]["key"]) == (422, key)


@pytest.mark.parametrize("name", ["0" * 20, "..", "%2e%2e", "x" * 3000, "<script>"])
def test_a_film_that_nobody_posted_is_not_there(browser, name):
    for which in ("opening", "rest", "lives", "yaml"):
        answer = browser.get(f"/api/films/{name}/{which}")
        assert answer.status_code == 404
        assert set(answer.json()) == {"error"}


@pytest.mark.parametrize(
    "body", [{}, {"a": SMALL}, {"a": SMALL, "b": []}, {"a": SMALL, "b": SMALL | {"seed": 2}}]
)
def test_a_pair_that_is_none_is_refused(browser, body):
    assert browser.post("/api/sure", json=body).status_code == 422


def test_one_session_cannot_fill_the_line_for_the_others(classroom, another):
    browser = classroom(unfinished=3)
    statuses = [browser.post("/api/films", json=SMALL | {"seed": seed}).status_code for seed in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert another(browser).post("/api/films", json=SMALL | {"seed": 9}).status_code == 200


def test_presets_name_two_sides(browser):
    presets = browser.get("/api/presets").json()["presets"]
    assert {"key", "a", "b"} == set(presets[0])


def test_parts_are_gzip_that_anybody_can_open():
    from sim.app.films.film import packed

    assert json.loads(gzip.decompress(packed({"客": 1}))) == {"客": 1}


@pytest.mark.slow
def test_levers_are_those_of_the_size_that_is_shown(browser):
    def most(customers):
        board = browser.get(f"/api/levers?scenario=baseline&customers={customers}").json()
        return next(lever["maximum"] for lever in board["levers"] if lever["key"] == "acquisition")

    assert most(4000) > most(400)
    for customers in ("x", "-5", "9" * 40, "٣", "5001"):
        refused = browser.get("/api/levers", params={"scenario": "baseline", "customers": customers})
        assert (refused.status_code, refused.json()["error"]["key"]) == (422, "films.customers")
