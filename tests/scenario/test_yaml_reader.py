import time
import tracemalloc

import pytest

from sim.scenario import ScenarioError, load_scenario
from sim.scenario.problems import Problems
from sim.scenario.source import Source
from sim.scenario.tree import plain
from sim.scenario.yaml_reader import DEEPEST, MOST_VALUES, read_yaml


def read(text: str) -> object:
    problems = Problems("mine.yaml")
    node = read_yaml(Source("mine.yaml", text), problems)
    if problems:
        raise problems.error()
    return None if node is None else plain(node)


def error(text: str):
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return caught.value.problems[0]


def test_quoted_and_block_scalars_are_text() -> None:
    assert read("a: 'no'\nb: \"1e-3\"\nc: |\n  12\n") == {"a": "no", "b": "1e-3", "c": "12\n"}


def test_a_key_that_is_there_twice_is_refused_with_both_lines() -> None:
    problem = error("market:\n  customers: 5\n  unattached: 0.1\n  customers: 6\n")
    assert problem.message == 'the key "customers" is there twice'
    assert (problem.line, problem.column, problem.path) == (4, 3, "market.customers")
    assert problem.note == "the first is in line 2"


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!str", "!local", "!", "!<tag:x,2000:y>"]
)
def test_tags_are_refused_and_never_executed(tag: str) -> None:
    problem = error(f"months: 12\nname: {tag} x\n")
    assert problem.message.startswith("the tag !") or problem.message.startswith("the tag tag:")
    assert (problem.line, problem.column) == (2, 7)


@pytest.mark.parametrize("text", ["a: !!python/name:os.system {}", "a: !!set {x, y}", "!!omap [a: 1]"])
def test_tags_of_groups_and_lists_are_refused_too(text: str) -> None:
    assert "is not allowed" in error(text).message


def test_merge_keys_are_refused_clearly() -> None:
    problem = error("a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n")
    assert problem.message == "merge keys (<<) are not understood here"
    assert (problem.line, problem.column, problem.path) == (3, 3, "b.<<")


def test_an_alias_stands_for_what_its_anchor_holds() -> None:
    assert read("a: &quality {functional: 0.6}\nb: *quality\nc: [&n 3, *n]\n") == {
        "a": {"functional": 0.6},
        "b": {"functional": 0.6},
        "c": [3, 3],
    }


def test_an_alias_without_anchor_is_an_error() -> None:
    problem = error("a: 1\nb: *nobody\n")
    assert problem.message == "the alias *nobody names nothing"
    assert (problem.line, problem.column) == (2, 4)


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: {c: *a}}", "&a [[[*a]]]"])
def test_an_alias_inside_what_it_names_is_an_error(text: str) -> None:
    assert "stands inside what it names" in error(text).message


def bomb(levels: int, width: int) -> str:
    lines = [f"a0: &a0 [{','.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_a_bomb_of_aliases_costs_neither_time_nor_memory() -> None:
    text = bomb(levels=12, width=9)
    assert len(text) < 1000
    tracemalloc.start()
    began = time.process_time()
    problem = error(text)
    seconds, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.message == f"this file expands to more than {MOST_VALUES:,} values"
    assert seconds < 1
    assert peak < 5_000_000


def test_a_deep_bomb_of_aliases_is_too_deep() -> None:
    text = "a0: &a0 [1]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 40))
    assert error(text).message == f"this is nested more than {DEEPEST} levels deep"


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_deep_nesting_is_an_error_and_no_recursion(text: str) -> None:
    problem = error(text)
    by_us, by_libyaml = f"this is nested more than {DEEPEST} levels deep", "exceeded maximum nesting depth"
    assert problem.message == by_us or by_libyaml in problem.message  # newer parsers give up before we do
    assert str(DEEPEST) in problem.message + problem.help
    assert problem.line == 1


def test_a_file_of_many_values_is_refused() -> None:
    assert "values" in error("a: [" + "1," * 120_000 + "]").message


def test_a_second_document_is_refused_where_it_begins() -> None:
    problem = error("a: 1\n---\nb: 2\n")
    assert problem.message == "a scenario is one document, but another begins here"
    assert (problem.line, problem.column) == (2, 1)


def test_one_document_may_have_its_marks() -> None:
    assert read("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}


@pytest.mark.parametrize("text", ["{a: 1}: 2", "? [1]\n: 2", "{[a]: 1}"])
def test_a_key_that_is_a_group_or_list_is_refused(text: str) -> None:
    assert error(text).message == "a key must be plain text"


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("1: a\ntrue: b\n~: c\n") == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize(
    ("text", "line", "help"),
    [
        ("a: 1\n\tb: 2\n", 2, "spaces, not"),
        ("a: b: c\n", 1, "needs quotes"),
        ("a: [1, 2\nb: 3\n", 2, "brackets"),
        ("a: 'x\nb: 3\n", 3, "not closed"),
        ("a: 1\n  b: 2\n", 2, "check the indentation"),
        ("a: @x\n", 1, "needs quotes"),
        ("a:\n- 1\n b: 2\n", 3, ""),
        ("a: %x\n", 1, "needs quotes"),
        ("%FOO\n", 1, ""),
    ],
)
def test_what_is_not_yaml_is_shown_where_it_goes_wrong(text: str, line: int, help: str) -> None:
    problem = error(text)
    assert problem.message.startswith("this is not YAML: ")
    assert problem.line == line
    assert help in problem.help


def test_an_open_bracket_is_traced_to_its_line() -> None:
    assert error("a: 1\nb: [1, 2\nc: 3\n").note == "while parsing a flow sequence that begins in line 2"


def test_what_a_tag_or_a_twin_hides_does_not_hide_other_problems(problems) -> None:
    found = problems("months: 0\nmonths: 12\nname: !!str x\nwarmup: 3\n")
    assert [(p.line, p.message) for p in found] == [
        (1, "months is 0, but must be at least 1"),
        (2, 'the key "months" is there twice'),
        (3, "the tag !!str is not allowed"),
        (4, 'unknown key "warmup"'),
    ]


def test_the_parser_in_pure_python_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch, write) -> None:
    import yaml

    monkeypatch.setattr("sim.scenario.yaml_reader._PARSER", yaml.SafeLoader)
    scenario = load_scenario("baseline")
    monkeypatch.undo()
    assert scenario == load_scenario("baseline")
