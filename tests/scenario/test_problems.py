import pickle
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load_scenario
from sim.scenario.problems import MOST_PROBLEMS, Problems, visible
from sim.scenario.source import Source


def text_of(path: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return str(caught.value)


def test_problems_look_like_this(write) -> None:
    write("base.yaml", "customers:\n  satisfaction:\n    start: 6\n")
    text = """
    extends: base.yaml
    firms:
      - name: Incumbent
        strategy:
          splt: {acquisition: 0.4}
    """
    assert text_of(write("child.yaml", text)) == (
        """\
error: unknown key "splt"
 --> child.yaml:5:7   (firms[Incumbent].strategy.splt)
  |
5 |       splt: {acquisition: 0.4}
  |       ^^^^
  = help: did you mean "split"? valid here: budget, cells, kind, per_head, policy_period, reaction, shift, split, stage_blind, stages, steps

error: start is 6, but must be at most 1
 --> base.yaml:3:12   (customers.satisfaction.start)
  |
3 |     start: 6
  |            ^
  = help: Satisfaction of customers at the start (share), 0..1
  = note: used by child.yaml, which extends base.yaml

child.yaml: 2 problems, nothing was run"""
    )


def test_the_margin_is_as_wide_as_the_line_number(write) -> None:
    text = text_of(write("mine.yaml", "# comment\n" * 11 + "mnths: 3\n"))
    assert "\n --> mine.yaml:12:1   (mnths)\n   |\n12 | mnths: 3\n   | ^^^^^\n  = help: " in text
    assert text.endswith("mine.yaml: 1 problem, nothing was run")


def test_a_missing_file_has_no_line(write) -> None:
    write("x.yaml", "")
    assert text_of("y.yaml").startswith('error: there is no file "y.yaml"\n --> y.yaml\n  = help: ')


def test_carets_stand_under_wide_and_combining_characters(write) -> None:
    text = text_of(write("mine.yaml", "{name: 顧客é, months: abc}\n"))
    line, carets = text.splitlines()[3:5]
    assert line == "1 | {name: 顧客é, months: abc}"
    assert carets == "  | " + " " * (len("{name: 1234e, months: ")) + "^^^"


def test_tabs_and_invisible_characters_are_written_out(write) -> None:
    text = text_of(write("mine.yaml", 'name: "a\u202eb\u200b"\nmonths:\t"\u00a0"\n'))
    line, carets = text.splitlines()[3:5]
    assert line == r'2 | months:    "\xa0"'
    assert carets == "  | " + " " * 11 + "^" * 6


def test_a_very_long_line_is_shown_around_the_place(write) -> None:
    text = text_of(
        write("mine.yaml", "{name: " + "x" * 190 + ", months: abc, description: " + "y" * 900 + "}\n")
    )
    line, carets = text.splitlines()[3:5]
    assert len(line) < 130
    assert line[carets.index("^") :].startswith("abc")
    assert line.startswith("1 | …")
    assert line.endswith("…")


@pytest.mark.parametrize(
    "text",
    [
        '"\\e[31mred": 1\n',
        '{name: "\\e]0;title\\a", months: "\\e[2J"}\n',
        'firms: [{name: "\\e[1mA", prize: 3}]\n',
        'extends: "\\e[31m.yaml"\n',
        'firms: [{name: A}]\nevents: [{month: 3, firm: "\\e[31m\\u202e", set: {price: 1}}]\n',
        "months: \x1b[31m\n",
        "name: \u202eabc\nmonths: \u202eabc\n",
    ],
)
def test_nothing_that_would_steer_the_terminal_is_shown(text: str, write) -> None:
    shown = text_of(write("mine.yaml", text))
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_a_file_name_that_would_steer_the_terminal_is_written_out() -> None:
    path = Path("a\x1b[31m\nb.yaml")
    path.write_text("months: 0\n")
    shown = text_of(path)
    assert r" --> a\x1b[31m\nb.yaml:1:9   (months)" in shown
    assert shown.endswith(r"a\x1b[31m\nb.yaml: 1 problem, nothing was run")


def test_visible_text_stays_as_it_is() -> None:
    assert visible("Käufer → 顧客 é") == "Käufer → 顧客 é"


def test_thousands_of_problems_are_counted_and_not_all_shown(write) -> None:
    path = write("mine.yaml", "".join(f"key{n}: 1\n" for n in range(20_000)))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == MOST_PROBLEMS
    assert caught.value.problems[0].line == 1
    assert "\n\n… and 19,950 more\n\nmine.yaml: 20,000 problems, nothing was run" in str(caught.value)


def test_an_error_survives_the_way_between_processes(write) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write("mine.yaml", "months: 0\nmnths: 1\n"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(again, ValueError)
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


def test_the_same_problem_at_the_same_place_is_shown_once() -> None:
    problems, place = Problems("mine.yaml"), Source("mine.yaml", "a: 1").place(0, 0, 0, 1)
    problems.add("twice", place)
    problems.add("twice", place)
    assert len(problems.error().problems) == 1
