"""Whatever a file holds, loading it gives a scenario or a ScenarioError, and never anything else."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load_scenario, packaged_scenarios
from sim.scenario.reference import all_keys

HARSH = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
BASELINE = packaged_scenarios()["baseline"].read_bytes()
KEYS = st.sampled_from(sorted({key.path[-1] for key in all_keys()} | {"extends", "<<", ""})) | st.text(
    max_size=3
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["A", "fixed"])
)
DATA = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def loads_or_is_refused(content: bytes, overrides: Sequence[str] = ()) -> None:
    Path("mine.yaml").write_bytes(content)
    refused = None
    try:
        assert isinstance(load_scenario("mine.yaml", overrides), Scenario)
    except ScenarioError as error:
        refused = error
    if refused is not None:
        assert refused.problems
        assert all(character.isprintable() or character == "\n" for character in str(refused))
        assert str(refused).endswith("nothing was run")


@HARSH
@given(st.binary(max_size=200))
@example(b"\x00")
@example(b"\xff\xfe")
@example(b"&a [*a]")
@example(b"? ")
@example(b"- - - ? - :")
@example(b"{" * 60)
@example(b"!<" + b"x" * 50)
@example(b"%TAG ! tag:x,2000:\n---\na: !y 1")
def test_random_bytes_are_refused(content: bytes) -> None:
    loads_or_is_refused(content)


@HARSH
@given(st.text("{}[]:,-&*!|>'\"%@`?#\n\t \\ab1.~<=", max_size=60))
def test_random_signs_of_yaml_are_refused(text: str) -> None:
    loads_or_is_refused(text.encode())


@HARSH
@given(st.dictionaries(KEYS, DATA, max_size=6))
def test_random_yaml_is_refused(data: dict[str, object]) -> None:
    loads_or_is_refused(yaml.safe_dump(data, allow_unicode=True).encode())


@HARSH
@given(st.data())
def test_a_scenario_with_a_piece_cut_out_or_put_in_loads_or_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(BASELINE)))
    end = data.draw(st.integers(start, min(len(BASELINE), start + 60)))
    piece = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"- ", b": ", b"\n", b"  ", b"{", b"]", b"*a ", b"&a "])
    )
    loads_or_is_refused(BASELINE[:start] + piece + BASELINE[end:])


@HARSH
@given(st.lists(st.text(max_size=30) | st.builds("{}={}".format, KEYS, st.text(max_size=10)), max_size=3))
def test_random_overrides_are_refused(overrides: list[str]) -> None:
    loads_or_is_refused(BASELINE, overrides)


@HARSH
@given(st.text(max_size=20))
def test_random_names_in_extends_are_refused(name: str) -> None:
    loads_or_is_refused(yaml.safe_dump({"extends": name}, allow_unicode=True).encode())


def test_a_bare_name_is_a_packaged_scenario() -> None:
    assert load_scenario("baseline").name == "Baseline"


def test_a_file_goes_before_a_packaged_name_and_a_folder_does_not(write) -> None:
    Path("baseline").mkdir()
    assert load_scenario("baseline").name == "Baseline"
    Path("baseline").rmdir()
    write("baseline", "name: Mine\n")
    assert load_scenario("baseline").name == "Mine"


def test_an_empty_group_is_a_scenario_of_defaults(write) -> None:
    assert load_scenario(write("mine.yaml", "{}")) == Scenario()


def test_a_number_without_a_point_is_a_number(write) -> None:
    assert (
        load_scenario(write("mine.yaml", "discount_rate: 0\nfirms: [{name: A, price: 1}]")).firms[0].price
        == 1.0
    )


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_may_be_text_or_a_path(kind: type, write) -> None:
    assert load_scenario(kind(write("mine.yaml", "months: 12"))).months == 12
