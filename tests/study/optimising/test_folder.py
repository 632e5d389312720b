"""The folder of an optimisation: what the data dictionary says, and a scenario that can be run as it stands."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sim.scenario import load_scenario
from sim.scenario.scenario import Scenario
from sim.study.folder import FolderError, check_folder
from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.folder import owner_of, runs_folder, write_optimum
from sim.study.optimising.optimum import optimise
from sim.study.optimising.probe import Probe
from sim.study.optimising.question import Budget, Question
from sim.study.optimising.space import Parts

DICTIONARY = Path(__file__).parents[3] / "docs" / "data-dictionary.md"
TABLES = ("candidates", "finalists", "held_out")
OWN = Parts(0.2, 0.2, 0.2, 0.2, 0.2, 0.0)
EVIL = "Us\nmonths: 3\n# & <b>"


def sections():
    """Return names and types of everything that is listed, by the name in the heading."""
    _, _, text = DICTIONARY.read_text("utf-8").partition("\n# What `tenure optimise` writes\n")
    text, _, _ = text.partition("\n# ")
    found = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        name = re.match(r"(?:Table|File) `([^`]+)`", part)
        found[name[1]] = re.findall(r"^- `([^`]+)`(?: \((\w+)[^)]*\))?: \S", part, flags=re.MULTILINE)
    return found


SECTIONS = sections()


@pytest.fixture
def question():
    split = {name: value for name, value in OWN._asdict().items() if name != "kept"}
    firms = [{"name": EVIL, "strategy": {"budget": 500.0, "split": split}}, {"name": "Them"}]
    return Question.of(
        Scenario.model_validate({"name": EVIL, "months": 12, "firms": firms}), outcome="firm_value"
    )


@pytest.fixture
def optimum(question, known):
    probe = Probe(Budget(500.0, OWN, True), Parts(0.5, 0.2, 0.1, 0.1, 0.1, 0.0))
    return optimise(question, probe, known(), candidates=16, seeds=Seeds(6, 10), seed=1)


@pytest.fixture
def folder(optimum, question, tmp_path):
    folder = tmp_path / "optimise-mine"
    command = "tenure optimise mine.yaml --firm 'Us\nmonths: 3'"
    write_optimum(optimum, question, folder, "mine", command, lambda told: told["again"], seconds=1.0)
    return folder


def test_every_file_is_in_the_dictionary_and_no_other(folder):
    files = {f"{name}.parquet" for name in TABLES}
    files |= {"summary.json", "manifest.json", "report.html", "scenario.yaml", "optimised.yaml"}
    assert {file.name for file in folder.iterdir()} == files
    assert list(SECTIONS) == [*TABLES, "summary.json", "manifest.json"]


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_are_as_stated(name, folder):
    def kind(values):
        return "string" if pd.api.types.is_string_dtype(values) else str(values.dtype)

    table = pd.read_parquet(folder / f"{name}.parquet")
    assert [(column, kind(table[column])) for column in table] == SECTIONS[name]


@pytest.mark.parametrize("name", ["summary.json", "manifest.json"])
def test_keys_are_as_stated(name, folder):
    content = json.loads((folder / name).read_text("utf-8"))
    assert list(content) == [key for key, _ in SECTIONS[name]]


def test_the_optimised_scenario_loads_and_differs_in_the_strategy_alone(folder, question, optimum):
    before, after = load_scenario(folder / "scenario.yaml"), load_scenario(folder / "optimised.yaml")
    assert before == question.scenario
    strategy = after.firms[0].strategy
    assert (strategy.kind, strategy.budget) == ("optimised", 500.0)
    assert strategy.split == optimum.parts.split()
    assert after.firms[1:] == before.firms[1:]
    told = {"firms", "name", "description"}
    assert after.model_dump(exclude=told) == before.model_dump(exclude=told)
    assert after.name.endswith(", optimised")
    assert after.months == 12


def test_the_file_says_what_it_is_and_text_cannot_leave_its_comment(folder):
    text = (folder / "optimised.yaml").read_text("utf-8")
    comments = text.partition("\n\n")[0].splitlines()
    assert comments[0].startswith("# The best split found for firm value: +")
    assert "10 replications that the search never saw" in comments[0]
    assert all(line.startswith("# ") for line in comments)


def test_the_page_is_told_how_to_live_the_judged_replications_again(folder):
    again = (folder / "report.html").read_text("utf-8")
    assert again.startswith("tenure compare ")
    assert again.endswith("--replications 10 --seed 1")


def test_a_folder_of_another_firm_is_not_overwritten(folder):
    check_folder(folder, owner_of("mine", EVIL), force=False, key="optimised")
    with pytest.raises(FolderError, match="holds the best split of"):
        check_folder(folder, owner_of("mine", "Them"), force=False, key="optimised")
    check_folder(folder, owner_of("mine", "Them"), force=True, key="optimised")
    with pytest.raises(FolderError, match="holds the best split of"):
        check_folder(folder, "mine", force=False)


def test_runs_are_kept_beside_the_folder():
    assert runs_folder(Path("outputs/optimise-mine")) == Path("outputs/optimise-mine.runs")


def test_without_a_better_split_the_scenario_stays_and_the_file_says_so(question, known, best, tmp_path):
    own = Parts.of({name: round(value, 3) for name, value in best._asdict().items() if name != "kept"})
    firm = question.scenario.firms[0]
    strategy = firm.strategy.model_copy(update={"split": own.split()})
    firms = (firm.model_copy(update={"strategy": strategy}), *question.scenario.firms[1:])
    question = Question.of(question.scenario.model_copy(update={"firms": firms}), outcome="firm_value")
    found = optimise(
        question, Probe(Budget(500.0, own, True), None), known(), candidates=16, seeds=Seeds(6, 10)
    )
    write_optimum(found, question, tmp_path / "out", "mine", "tenure optimise mine.yaml", lambda told: "")
    text = (tmp_path / "out" / "optimised.yaml").read_text("utf-8")
    assert text.startswith(
        "# No split was found that is better for firm value: this is the scenario as it was."
    )
    assert load_scenario(tmp_path / "out" / "optimised.yaml").firms == question.scenario.firms
