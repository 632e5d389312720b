"""Random valid scenarios, made from the declarations of the settings, survive dumping and loading."""

from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sim.scenario import Scenario, dump_scenario, load_scenario, scenario_hash
from sim.scenario.customers import Customers
from sim.scenario.firms import Change, FirmSettings
from sim.scenario.market import MarketSettings
from sim.scenario.setting import Settings
from sim.scenario.strategies import LINES, StrategySettings

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def settings_data(kind: type[Settings], only: set[str] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for data of a settings class, with any of its keys left out that may be."""
    if kind is StrategySettings:
        return _strategies()
    fields = {
        name: _values(field) for name, field in kind.model_fields.items() if only is None or name in only
    }
    required = {name: fields.pop(name) for name in [*fields] if kind.model_fields[name].is_required()}
    return st.fixed_dictionaries(required, optional=fields)


def _strategies() -> st.SearchStrategy[dict[str, Any]]:
    shares = st.fixed_dictionaries({}, optional={line: st.floats(0, 0.2) for line in LINES})
    rates = st.fixed_dictionaries({}, optional={line: st.floats(0, 100) for line in LINES})
    money = st.floats(0, 1e9) | st.integers(0, 10**6)
    return st.fixed_dictionaries({"budget": money, "split": shares}) | st.fixed_dictionaries(
        {"per_head": rates}
    )


def _values(field: FieldInfo) -> st.SearchStrategy[Any]:
    annotation: Any = field.annotation
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        return settings_data(annotation)
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    bounds = {
        name: value
        for rule in field.metadata
        for name in ("ge", "gt", "le", "lt")
        if (value := getattr(rule, name, None)) is not None
    }
    low, high = bounds.get("ge", bounds.get("gt", 0)), bounds.get("le", bounds.get("lt", 1000))
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(low, high)
    if annotation is float:
        return st.floats(low, high, exclude_min="gt" in bounds, exclude_max="lt" in bounds)
    return TEXT


FIRMS = st.lists(settings_data(FirmSettings), min_size=1, max_size=3, unique_by=lambda firm: firm["name"])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    data = draw(
        st.fixed_dictionaries(
            {"name": TEXT, "firms": FIRMS},
            optional={
                "description": TEXT,
                "currency": TEXT,
                "months": st.integers(1, 1200),
                "discount_rate": st.floats(0, 10),
                "seasonality": st.lists(st.floats(0, 100), min_size=12, max_size=12),
                "market": settings_data(MarketSettings),
                "customers": settings_data(
                    Customers, only=set(draw(st.sets(st.sampled_from([*Customers.model_fields]), max_size=3)))
                ),
                "segments": st.lists(
                    st.fixed_dictionaries(
                        {
                            "name": TEXT,
                            "share": st.floats(0.01, 0.3),
                            "customers": settings_data(Customers, only={"trust", "value"}),
                        }
                    ),
                    max_size=3,
                    unique_by=lambda segment: segment["name"],
                ),
            },
        )
    )
    firm = st.sampled_from([firm["name"] for firm in data["firms"]])
    changes = settings_data(Change, only={"price", "quality", "strategy", "targeting"}).filter(bool)
    data["events"] = draw(
        st.lists(st.fixed_dictionaries({"month": st.just(0), "firm": firm, "set": changes}), max_size=3)
    )
    try:
        return Scenario.model_validate(data)
    except ValidationError:
        assume(False)
        raise


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_a_dumped_scenario_loads_back_equal(scenario: Scenario) -> None:
    Path("dumped.yaml").write_text(dump_scenario(scenario), encoding="utf-8")
    loaded = load_scenario("dumped.yaml")
    assert loaded == scenario
    assert loaded.customers_by_segment() == scenario.customers_by_segment()
    assert [e.set.model_fields_set for e in loaded.events] == [
        e.set.model_fields_set for e in scenario.events
    ]
    assert scenario_hash(loaded) == scenario_hash(scenario)
    assert dump_scenario(loaded) == dump_scenario(scenario)
