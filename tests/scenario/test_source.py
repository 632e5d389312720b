import os
import threading
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load_scenario


def only_problem(path: str | Path):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (problem,) = caught.value.problems
    return problem


def test_a_missing_file_is_named_with_the_nearest_and_the_packaged_ones(write) -> None:
    write("market.yaml", "months: 12")
    problem = only_problem("markt.yaml")
    assert problem.message == 'there is no file "markt.yaml"'
    assert problem.file == "markt.yaml"
    assert problem.line is None
    assert problem.help == 'did you mean "market.yaml"? `tenure scenarios` lists the packaged ones'


def test_a_misspelt_packaged_name_finds_the_nearest() -> None:
    assert only_problem("basline").help.startswith('did you mean "baseline"?')


def test_a_packaged_name_is_found_by_its_last_part_too() -> None:
    assert only_problem("hotel").help.startswith('did you mean "industries/hotel"?')
    assert only_problem("hotl.yaml").help.startswith('did you mean "industries/hotel"?')


def test_what_is_like_nothing_is_answered_with_where_to_look() -> None:
    help = only_problem("qqqqqqqqqqqq").help
    assert help == "it is neither a file nor a packaged scenario; `tenure scenarios` lists the packaged ones"


def test_a_missing_folder_is_a_missing_file() -> None:
    assert only_problem("nowhere/mine.yaml").message == 'there is no file "nowhere/mine.yaml"'


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "mine\udcff.yaml"])
def test_what_cannot_be_a_path_is_a_missing_file(path: str) -> None:
    assert only_problem(path).message.startswith("there is no file")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert only_problem(tmp_path).message == f'"{tmp_path}" is a folder, but must be a file'


def test_a_file_that_may_not_be_read_says_so(write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("mine.yaml", "months: 12")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    problem = only_problem(path)
    monkeypatch.undo()
    assert problem.message == '"mine.yaml" may not be read by you'


def test_any_other_failure_to_read_gives_its_reason(write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("mine.yaml", "months: 12")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("builtins.open", fail)
    problem = only_problem(path)
    monkeypatch.undo()
    assert problem.message == '"mine.yaml" cannot be read: input/output error'


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_does_not_wait_for_a_writer() -> None:
    os.mkfifo("pipe.yaml")
    caught: list[object] = []
    reader = threading.Thread(target=lambda: caught.append(only_problem("pipe.yaml").message), daemon=True)
    reader.start()
    reader.join(timeout=5)
    assert caught == ['"pipe.yaml" is not an ordinary file']


def test_a_file_that_is_not_utf_8_is_shown_with_the_place_of_the_first_wrong_byte() -> None:
    Path("latin.yaml").write_bytes("name: Käufer\nmonths: 12".encode("latin-1"))
    problem = only_problem("latin.yaml")
    assert problem.message == "the file is not UTF-8 text: found the byte 0xe4"
    assert (problem.line, problem.column) == (1, 8)
    assert "UTF-8" in problem.help


def test_utf_16_is_refused_and_a_byte_order_mark_is_not() -> None:
    Path("wide.yaml").write_bytes("months: 12".encode("utf-16"))
    assert only_problem("wide.yaml").message.startswith("the file is not UTF-8 text")
    Path("marked.yaml").write_bytes(b"\xef\xbb\xbfmonths: 12")
    assert load_scenario("marked.yaml").months == 12


def test_a_huge_file_is_refused_unread() -> None:
    with open("huge.yaml", "wb") as file:
        file.truncate(10_000_000_000)
    assert only_problem("huge.yaml").message == '"huge.yaml" is larger than 1,000,000 bytes'


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing here\n", "---\n", "null\n"])
def test_an_empty_file_is_told_apart_from_a_default_scenario(text: str, write) -> None:
    problem = only_problem(write("mine.yaml", text))
    assert problem.message == "the file is empty"
    assert "tenure new" in problem.help


@pytest.mark.parametrize(
    ("text", "what"), [("- 1\n", "a list"), ("hello\n", "a single value"), ("3\n", "a single value")]
)
def test_a_top_level_that_is_not_keys_and_values_is_refused(text: str, what: str, write) -> None:
    problem = only_problem(write("mine.yaml", text))
    assert problem.message == f"the file holds {what}, but a scenario is keys and values"
    assert (problem.line, problem.column) == (1, 1)


def test_a_control_character_is_shown_by_its_number_at_its_place(write) -> None:
    problem = only_problem(write("mine.yaml", "months: 12\nname: a\x1b[31mb\n"))
    assert problem.message == "the character U+001B is not allowed in YAML"
    assert (problem.line, problem.column) == (2, 8)
    assert "\x1b" not in str(problem)


def test_lines_are_counted_as_the_yaml_parser_counts_them(write) -> None:
    Path("mine.yaml").write_bytes("name: 'a\u2028b'\r\nmonths: x\rwarm_up: y\n".encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario("mine.yaml")
    assert [(p.line, p.column) for p in caught.value.problems] == [(3, 9), (4, 10)]
