import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import application, main
from sim.scenario import packaged_scenarios

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Tenure:
    """Runs a command in this process and returns exit code, stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        code = stopped.value.code
        return (code if isinstance(code, int) else 0, *self.capsys.readouterr())


@pytest.fixture
def tenure(capsys: pytest.CaptureFixture[str]) -> Tenure:
    return Tenure(capsys)


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_validate_says_ok_for_every_right_file(tenure: Tenure) -> None:
    write("mine.yaml", "months: 12\n")
    assert tenure("validate", "mine.yaml", "baseline") == (0, "ok mine.yaml\nok baseline\n", "")


def test_validate_shows_what_is_wrong_and_goes_on(tenure: Tenure) -> None:
    write("bad.yaml", "months: 0\n")
    write("good.yaml", "months: 12\n")
    code, out, err = tenure("validate", "bad.yaml", "good.yaml", "nowhere.yaml")
    assert code == 2
    assert out == "ok good.yaml\n"
    assert "error: months is 0, but must be at least 1\n --> bad.yaml:1:9   (months)\n" in err
    assert 'error: there is no file "nowhere.yaml"' in err


def test_validate_knows_set(tenure: Tenure) -> None:
    write("mine.yaml", "months: 12\n")
    assert tenure("validate", "mine.yaml", "--set", "months=24")[0] == 0
    code, _, err = tenure("validate", "mine.yaml", "--set", "warm_up=2", "--set", "mnths=24")
    assert code == 2
    assert " --> --set:2:1   (mnths)" in err


def test_validate_for_machines_lists_files_and_problems(tenure: Tenure) -> None:
    write("bad.yaml", "months: 0\n")
    code, out, err = tenure("validate", "--json", "baseline", "bad.yaml")
    good, bad = json.loads(out)
    assert (code, err) == (2, "")
    assert good == {"file": "baseline", "ok": True, "problems": []}
    assert bad["ok"] is False
    assert bad["problems"][0]["message"] == "months is 0, but must be at least 1"
    assert (bad["problems"][0]["line"], bad["problems"][0]["column"]) == (1, 9)


def test_colours_are_for_terminals_only(tenure: Tenure, monkeypatch: pytest.MonkeyPatch) -> None:
    write("bad.yaml", "months: 0\n")
    plain = tenure("validate", "bad.yaml")[2]
    assert "\x1b" not in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    coloured = tenure("validate", "bad.yaml")[2]
    assert "\x1b[1;31merror:\x1b[0m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in tenure("validate", "bad.yaml")[2]


def test_explain_tells_what_a_key_means(tenure: Tenure) -> None:
    code, out, _ = tenure("explain", "customers.trust.gain")
    assert code == 0
    assert out == (
        "customers.trust.gain\n  Gain from a good encounter\n  kind    a number\n  unit    1/encounter\n"
        "  bounds  0..1\n  default 0.14\n"
    )


@pytest.mark.parametrize(
    "key", ["firms.price", "firms.Incumbent.price", "firms[Incumbent].price", "firms[0].price"]
)
def test_explain_knows_keys_of_firms_with_and_without_a_name(key: str, tenure: Tenure) -> None:
    assert tenure("explain", key)[1].startswith("firms.price\n  Price, list price being 1\n")


def test_explain_lists_the_keys_of_a_group(tenure: Tenure) -> None:
    assert (
        "  keys    budget, cells, kind, per_head, policy_period, reaction, shift, split, stage_blind, stages, steps\n"
        in tenure("explain", "firms.strategy")[1]
    )


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("customers.trust.gian", "customers.trust.gain"),
        ("loss_aversion", "customers.satisfaction.loss_aversion"),
        ("mnths", "months"),
    ],
)
def test_explain_finds_the_nearest_key(key: str, nearest: str, tenure: Tenure) -> None:
    code, out, err = tenure("explain", key)
    assert (code, out) == (2, "")
    assert err.startswith(f'error: there is no key and no file "{key}"\n  = help: did you mean "{nearest}"? ')


def test_explain_prints_every_final_value_with_its_line(tenure: Tenure) -> None:
    write("base.yaml", "months: 60\n")
    write("mine.yaml", "extends: base.yaml\nwarm_up: 6\n")
    code, out, _ = tenure("explain", "mine.yaml", "--set", "followed=7")
    rows = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["months", "60", "base.yaml:1"] in rows
    assert ["warm_up", "6", "mine.yaml:2"] in rows
    assert ["followed", "7", "--set:1"] in rows
    assert ["customers.trust.gain", "0.14", "default"] in rows


def test_explain_for_machines(tenure: Tenure) -> None:
    key = json.loads(tenure("explain", "customers.trust.gain", "--json")[1])
    assert (key["key"], key["unit"], key["default"]) == ("customers.trust.gain", "1/encounter", "0.14")
    rows = json.loads(tenure("explain", "baseline", "--json")[1])
    assert {"key": "customers.trust.gain", "value": 0.14, "from": "default"} in rows


def test_explain_shows_what_is_wrong_with_a_file(tenure: Tenure) -> None:
    write("bad.yaml", "months: 0\n")
    code, out, err = tenure("explain", "bad.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("error: months is 0, but must be at least 1\n --> bad.yaml:1:9")
    assert tenure("explain", "nowhere.yaml")[0] == 2


def test_what_is_explained_cannot_steer_the_terminal(tenure: Tenure) -> None:
    write("mine.yaml", 'name: "\\e[31mred"\nfirms: [{name: "\\e[1m"}]\n')
    for arguments in (
        ("explain", "mine.yaml"),
        ("explain", "\x1b[31m"),
        ("validate", "\x1b[31m"),
        ("new", "\x1b[31m"),
    ):
        _, out, err = tenure(*arguments)
        assert "\x1b" not in out + err


def test_schema_prints_the_checked_in_schema(tenure: Tenure) -> None:
    code, out, _ = tenure("schema")
    assert code == 0
    assert out == (packaged_scenarios()["baseline"].parent / "scenario.schema.json").read_text(
        encoding="utf-8"
    )


def test_scenarios_lists_every_packaged_one_with_a_sentence(tenure: Tenure) -> None:
    code, out, _ = tenure("scenarios")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(packaged_scenarios())
    assert "baseline " in out
    assert "Three firms compete for customers with equal prices and equal quality.\n" in out
    rows = json.loads(tenure("scenarios", "--json")[1])
    assert [row["name"] for row in rows] == list(packaged_scenarios())


def test_new_writes_a_scenario_that_is_right(tenure: Tenure) -> None:
    code, out, _ = tenure("new", "my-market")
    assert code == 0
    assert out.startswith("wrote my-market.yaml")
    assert tenure("validate", "my-market.yaml")[0] == 0
    assert 'name: "my market"' in Path("my-market.yaml").read_text(encoding="utf-8")


def test_new_writes_over_a_file_only_with_force(tenure: Tenure) -> None:
    write("mine.yaml", "precious")
    code, _, err = tenure("new", "mine.yaml")
    assert code == 2
    assert 'error: there is a file "mine.yaml" already\n  = help: --force writes over it' in err
    assert Path("mine.yaml").read_text() == "precious"
    assert tenure("new", "mine", "--force")[0] == 0
    assert Path("mine.yaml").read_text() != "precious"


@pytest.mark.parametrize("name", ["../mine", "a/b", "", ".", "..", ".yaml", "a\x1bb", "a:b"])
def test_new_writes_nowhere_else(name: str, tenure: Tenure) -> None:
    code, _, err = tenure("new", name)
    assert code == 2
    assert "cannot be the name of a file" in err
    assert not list(Path("..").glob("mine.yaml"))


def test_new_says_when_it_cannot_write(tenure: Tenure) -> None:
    assert tenure("new", "x" * 300)[0] == 2


@pytest.mark.parametrize(
    "arguments", [["valdate"], ["validate"], ["validate", "--nonsense"], ["--nonsense"], ["explain"]]
)
def test_wrong_use_is_wrong_input(arguments: list[str], tenure: Tenure) -> None:
    code, _, err = tenure(*arguments)
    assert code == 2
    assert "Usage: tenure" in err


def test_an_interrupted_command_ends_with_130(tenure: Tenure, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.scenario.load_scenario", interrupt)
    assert tenure("validate", "baseline")[0] == 130


def test_any_other_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("sim.scenario.load_scenario", fail)
    with pytest.raises(ValueError, match="a bug"):
        main(["validate", "baseline"])


def test_only_the_command_that_is_called_is_imported() -> None:
    assert [command.name for command in application(["validate", "x"]).registered_commands] == ["validate"]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["validate", "baseline"], ["schema"], ["scenarios"], ["validate", "no"]]
)
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom sim.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'numba', 'mesa', 'pandas', 'scipy', 'plotly', 'pyarrow'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_front_door_is_the_same_command_and_no_traceback_gets_out() -> None:
    write("bad.yaml", "a: &a [*a]\n")
    front_door = [sys.executable, str(REPOSITORY / "run.py")]
    done = subprocess.run([*front_door, "validate", "bad.yaml"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: the alias *a stands inside what it names, without end")


def test_a_terminal_without_unicode_is_no_reason_to_fail() -> None:
    write("bad.yaml", "extends: bad.yaml\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    front_door = [sys.executable, str(REPOSITORY / "run.py")]
    done = subprocess.run(
        [*front_door, "validate", "bad.yaml"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_version_is_told(tenure: Tenure) -> None:
    code, out, _ = tenure("--version")
    assert code == 0
    assert out.startswith("tenure")


@pytest.mark.parametrize("command", [["run", "baseline"], ["compare", "baseline", "retention-first"]])
def test_a_market_can_be_tried_in_another_size(tenure, command):
    code, out, _ = tenure(*command, "--customers", "2000", "--dry-run")
    assert code == 0
    assert "2000 customers" in out


def test_a_size_that_does_not_fit_is_refused_in_one_sentence(tenure):
    code, _, err = tenure("run", "baseline", "--customers", "8", "--dry-run")
    assert code == 2
    assert err.startswith("error: 8 customers do not fit:")
