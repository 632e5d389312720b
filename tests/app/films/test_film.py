import json
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import special

from sim.app.films import work
from sim.app.films.composing import scenario_of
from sim.app.films.film import OPENING, SERIES, SPENDS, film_part, significant
from sim.app.films.recorder import LONGEST, Recorder, survival, whale
from sim.app.films.setup import Setup
from sim.clv.survival import KaplanMeier


def joined_series(made: Any, name: str) -> list[list[float | None]]:
    pairs = zip(made.opening["series"][name], made.rest["series"][name], strict=True)
    return [first + later for first, later in pairs]


@pytest.mark.parametrize("name", SERIES)
def test_the_series_are_those_of_the_months_table(made: Any, name: str) -> None:
    months = made.tables["months"]
    months = months.assign(spending=months[list(SPENDS)].sum(axis=1))
    for firm, told in zip(made.opening["about"]["firms"], joined_series(made, name), strict=True):
        own = months[months["firm"] == firm].sort_values("month")[name].astype(float)
        assert told == [significant(value) for value in own]


def test_the_parts_meet_and_cover_all_months(made: Any) -> None:
    assert (made.opening["from"], made.opening["until"]) == (0, OPENING)
    assert (made.rest["from"], made.rest["until"]) == (OPENING, made.scenario.months)
    for part in (made.opening, made.rest):
        months = part["until"] - part["from"]
        told = [part["flows"], part["survival"], part["whale"], *part["plane"].values()]
        assert [len(one) for one in told] == [months] * len(told)
        assert part["film"] == made.setup.film


def test_flows_of_the_focus_firm_add_up_to_its_customers(made: Any) -> None:
    flows = np.array(made.opening["flows"] + made.rest["flows"]).reshape(-1, 5, 5)
    for stage, name in enumerate(("examination", "formation", "stability", "decline"), start=1):
        assert flows[:, :, stage].sum(axis=1).tolist() == joined_series(made, name)[0]
    assert flows[:, 0, 1:].sum(axis=1).tolist() == joined_series(made, "joined")[0]
    assert flows[:, 1:, 0].sum(axis=1).tolist() == joined_series(made, "lost")[0]
    assert (flows[1:, 1:].sum(axis=(1, 2)) == flows[:-1, :, 1:].sum(axis=(1, 2))).all()
    assert not flows[:, 0, 0].any()


def test_the_last_survival_curve_is_the_product_limit_of_the_relationships(made: Any) -> None:
    own = made.tables["relationships"]
    own = own[own["firm"] == made.scenario.firms[0].name]
    entry = np.maximum(-1 - own["start_month"].to_numpy(int), 0)
    months = own["months"].to_numpy(int)
    fitted = KaplanMeier.fit(months, own["ended"], entry)
    expected = np.round(fitted.survival(np.arange(LONGEST + 1)) * 1000)
    assert made.rest["survival"][-1] == expected.tolist()


def test_survival_is_unknown_beyond_the_longest_tenure_and_after_everybody_left() -> None:
    curve = survival(np.array([0, 0]), np.array([3, 5]), 1)
    assert curve[:6].tolist() == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5]
    assert np.isnan(curve[6:]).all()
    early = survival(np.array([0, -11]), np.array([2, 9]), 1)
    assert early[:2].tolist() == [1.0, 1.0]
    assert np.isnan(early[2:]).all()
    assert np.isnan(survival(np.zeros(0, int), np.zeros(0, int), 0)).all()


def test_the_last_whale_curve_is_the_profit_of_the_customers_ever_served(made: Any) -> None:
    own = made.tables["relationships"]
    own = own[own["firm"] == made.scenario.firms[0].name]
    each = own.groupby("customer_id")["profit"].sum().sort_values(ascending=False)
    last = made.rest["whale"][-1]
    assert last["total"] == significant(each.sum())
    assert last["curve"][-1] == 1
    best = each.iloc[: len(each) // 4].sum() / each.sum()
    assert last["curve"][10] == pytest.approx(best, abs=0.01)
    assert max(last["curve"]) == pytest.approx(each[each > 0].sum() / each.sum(), abs=0.01)


def test_a_whale_curve_takes_the_relationships_of_a_customer_together() -> None:
    total, curve = whale(np.array([5.0, -1.0, 2.0]), np.array([7, 7, 9]))
    assert total == 6.0
    assert (curve[20], curve[40]) == (4.0, 6.0)


def test_the_plane_shows_the_people_of_the_panel(made: Any) -> None:
    panel = made.tables["panel"]
    focus = made.scenario.firms[0].name
    bonds = panel[["procedural", "financial", "relational"]].sum(axis=1, skipna=False)
    intention = special.expit(panel["relative_value"] + bonds) * 100
    stage = panel["stage"].cat.codes.where(panel["firm"] == focus, 5).where(panel["firm"].notna(), 0)
    for name, values in (
        ("satisfaction", panel["satisfaction"] * 100),
        ("loyalty", intention),
        ("state", stage),
    ):
        told = [value for month in made.opening["plane"][name] + made.rest["plane"][name] for value in month]
        assert told == [None if value != value else round(value) for value in values]


def test_a_film_that_was_handed_over_is_the_film_lived_straight_through(made: Any) -> None:
    recorder = Recorder(made.scenario, made.setup.seed)
    recorder.live_until(made.scenario.months)
    part = film_part(made.setup, made.scenario, recorder, OPENING, made.scenario.months)
    assert json.loads(json.dumps(part)) == made.rest


def test_films_of_equal_setups_are_equal_to_the_byte() -> None:
    setup = Setup.of({"scenario": "baseline", "customers": 200})
    assert work.open_film(setup).opening == work.open_film(setup).opening


def test_a_scenario_shorter_than_a_year_has_an_empty_rest() -> None:
    setup = Setup.of({"scenario": "upload:x", "customers": 200})
    opened = work.open_film(setup, "extends: baseline\nmonths: 5\n")
    scenario, recorder = pickle.loads(opened.state)
    assert recorder.months == scenario.months == 5
    assert work.finish_film(setup, opened.state).rest


def test_two_setups_of_one_seed_share_the_past() -> None:
    past = []
    for moves in ([], [{"month": 0, "lever": "price", "value": 0.8}]):
        setup = Setup.of({"scenario": "baseline", "customers": 200, "moves": moves})
        recorder = Recorder(scenario_of(setup), setup.seed)
        while recorder.market.month < 0:
            recorder.market.step()
        past.append(recorder.market.crowd.columns)
    for one, other in zip(*past, strict=True):
        assert one.tobytes() == other.tobytes()
