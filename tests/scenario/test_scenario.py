import pytest
from pydantic import ValidationError

from sim.scenario import Scenario


def test_a_scenario_made_in_python_is_judged_by_the_same_checks() -> None:
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(
            {
                "months": 10,
                "firms": [{"name": "A"}, {"name": "A"}],
                "events": [{"month": 60, "firm": "B", "set": {"price": 1.0}}],
            }
        )
    assert [error["loc"] for error in caught.value.errors()] == [
        ("firms", 1, "name"),
        ("events", 0, "firm"),
        ("events", 0, "month"),
    ]


def test_default_surveys_beyond_the_run_are_left_out() -> None:
    assert Scenario().survey.months == (60, 84, 108)
    assert Scenario(months=84).survey.months == (60,)
    assert Scenario(months=12).survey.months == ()


def test_segments_change_the_customers_and_everyone_else_comes_first() -> None:
    scenario = Scenario.model_validate(
        {
            "customers": {"trust": {"gain": 0.2}},
            "segments": [{"name": "experts", "share": 0.3, "customers": {"trust": {"loss": 0.5}}}],
        }
    )
    customers = scenario.customers_by_segment()
    assert list(customers) == ["everyone", "experts"]
    assert customers["experts"].trust.gain == 0.2
    assert customers["experts"].trust.loss == 0.5
    assert customers["everyone"].trust.loss == 0.42
