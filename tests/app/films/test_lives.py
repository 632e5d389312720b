from typing import Any

import numpy as np
import pandas as pd

from sim.app.films.lives import CAUSES, SOURCES
from sim.behaviour import choice


def told(made: Any, kind: str) -> list[tuple[Any, ...]]:
    """Return what the lives say of one kind: customer, month, firm, detail."""
    found = []
    for life in made.lives["customers"]:
        starts = [person["from"] for person in life["people"]]
        for month, what, firm, detail in life["happened"]:
            if what == kind:
                # Who leaves the category does so as the person before the one who takes the place a month later.
                person = life["people"][np.searchsorted(starts, month, side="right") - 1]
                found.append((person["customer"], month, firm, detail))
    return sorted(found, key=str)


def test_every_code_stands_for_a_cause_or_a_source_of_the_model() -> None:
    assert (len(CAUSES), len(SOURCES)) == (len(choice.CAUSES), len(choice.SOURCES))
    assert CAUSES[choice.TECHNICAL] == "technical"
    assert SOURCES[choice.WINBACK] == "winback"


def test_lives_tell_who_joined_and_left_as_the_relationships_do(made: Any) -> None:
    firms = made.opening["about"]["firms"]
    spells = made.tables["relationships"]
    followed = {person["customer"] for life in made.lives["customers"] for person in life["people"]}
    spells = spells[spells["customer_id"].isin(followed)]
    left = spells[spells["ended"]]
    names = dict(zip(choice.CAUSES, CAUSES, strict=True)) | dict(zip(choice.SOURCES, SOURCES, strict=True))
    expected = [
        (spell.customer_id, spell.end_month, firms.index(spell.firm), names[spell.cause])
        for spell in left.itertuples()
    ]
    assert told(made, "left") == sorted(expected, key=str)
    # A customer who joined in the last month of somebody's place is in the panel as well.
    began = spells[spells["start_month"] >= 0]
    expected = [
        (
            s.customer_id,
            s.start_month,
            firms.index(s.firm),
            dict(zip(choice.SOURCES, SOURCES, strict=True))[s.source],
        )
        for s in began.itertuples()
    ]
    assert told(made, "joined") == sorted(expected, key=str)


def test_lives_feel_what_the_panel_says(made: Any) -> None:
    panel = made.tables["panel"].sort_values(["month"], kind="stable")
    places = len(made.lives["customers"])
    for name in (
        "satisfaction",
        "trust",
        "procedural",
        "financial",
        "relational",
        "expertise",
        "share_of_wallet",
    ):
        values = (panel[name].to_numpy(float) * 100).reshape(-1, places)
        for place, life in enumerate(made.lives["customers"]):
            assert life[name] == [None if v != v else round(v) for v in values[:, place]]
    people = panel["customer_id"].to_numpy().reshape(-1, places)
    for place, life in enumerate(made.lives["customers"]):
        assert [p["customer"] for p in life["people"]] == list(pd.unique(people[:, place]))


def test_lives_tell_incidents_words_and_contacts_of_the_panel(made: Any) -> None:
    panel = made.tables["panel"]
    for kind, happened in (
        ("incident", panel["incident"].astype(bool)),
        ("praised", panel["said"] > 0),
        ("warned", panel["said"] < 0),
        ("win-back", panel["winback_contact"]),
        ("contact", panel["contacted"] > 0),
    ):
        expected = sorted(zip(panel["customer_id"][happened], panel["month"][happened], strict=True))
        assert sorted(moment[:2] for moment in told(made, kind)) == expected
        assert len(expected) > 0
    assert sum(len(moment[3]) for moment in told(made, "contact")) == panel["contacted"].sum()


def test_lives_tell_every_new_stage_within_a_relationship(made: Any) -> None:
    panel = made.tables["panel"].sort_values(["customer_id", "month"])
    before = panel.groupby("customer_id").shift()
    within = (panel["firm"] == before["firm"]) & (panel["tenure"] > 0) & (before["tenure"] < panel["tenure"])
    moved = panel[within & (panel["stage"].astype(str) != before["stage"].astype(str))]
    expected = sorted(zip(moved["customer_id"], moved["month"], moved["stage"].astype(str), strict=True))
    assert sorted((c, m, stage) for c, m, _, stage in told(made, "stage")) == expected


def test_the_same_place_is_the_same_person_in_both_markets(made: Any) -> None:
    assert [life["place"] for life in made.lives["customers"]] == list(range(0, 400, 2))
