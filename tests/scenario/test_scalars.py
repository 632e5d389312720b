import math

import pytest

from sim.scenario.scalars import scalar_value


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "off", "y", "N", "12:30", "1_000", "0b1", "2020-01-01", "1e", ".", "+"]
)
def test_what_yaml_1_1_would_change_stays_text(text: str) -> None:
    assert scalar_value(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        (".5", 0.5),
        ("5.", 5.0),
        ("+1.5E2", 150.0),
    ],
)
def test_numbers_are_those_of_yaml_1_2(text: str, value: float) -> None:
    assert scalar_value(text) == value
    assert type(scalar_value(text)) is type(value)


@pytest.mark.parametrize("text", ["true", "True", "TRUE"])
def test_true_is_true(text: str) -> None:
    assert scalar_value(text) is True


@pytest.mark.parametrize("text", ["", "~", "null", "NULL"])
def test_null_and_nothing_are_none(text: str) -> None:
    assert scalar_value(text) is None


def test_infinity_is_read_and_left_to_the_settings_to_refuse() -> None:
    assert scalar_value(".inf") == math.inf
    assert scalar_value("-.INF") == -math.inf
    assert math.isnan(scalar_value(".nan"))  # type: ignore[arg-type]
    assert scalar_value("1e999") == math.inf


def test_an_integer_of_many_digits_costs_nothing_and_does_not_fail() -> None:
    assert scalar_value("9" * 100_000) == math.inf
    assert scalar_value("0x" + "f" * 100_000) == math.inf
    assert scalar_value("12345678901234567890") == 12345678901234567890.0
