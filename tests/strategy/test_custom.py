"""A strategy of the user's own: a class in a module beside the scenario, imported only where that is allowed."""

import sys
import textwrap

import pytest

from sim.scenario.strategies import Split, StrategySettings
from sim.strategy.policies import strategy_of
from sim.strategy.view import View

OWN = """
from sim.strategy.policy import Policy

class AllIn(Policy):
    def review(self, view, shares):
        return dict.fromkeys(shares, 0.0) | {"technical": 1.0}

class Greedy(Policy):
    def review(self, view, shares):
        return dict.fromkeys(shares, 1.0)

class NotAPolicy:
    pass

number = 7
"""


def settings(kind):
    return StrategySettings(kind=kind, budget=1000.0, split=Split(acquisition=1.0))


@pytest.fixture
def folder(tmp_path):
    """Return a folder with modules of the user's, none of which stays imported."""
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


@pytest.fixture
def module(folder):
    """Return a function that writes a module and returns its name."""

    def module(text, name):
        (folder / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        return name

    return module


def test_code_is_refused_unless_it_is_allowed(folder, module):
    name = module("raise SystemExit('this ran')", "own_refused")
    with pytest.raises(ValueError, match=r'kind is "own_refused:AllIn", .* --allow-code'):
        strategy_of(settings(f"{name}:AllIn"), folder=folder)
    assert name not in sys.modules


def test_the_class_decides_what_is_spent(folder, module):
    name = module(OWN, "own_decides")
    strategy = strategy_of(settings(f"{name}:AllIn"), allow_code=True, folder=folder)
    spending = strategy.decide(View(0, 100, 400, 10)).spending
    assert (spending.technical, spending.total) == (1000.0, 1000.0)


def test_it_may_not_spend_more_than_the_budget(folder, module):
    name = module(OWN, "own_greedy")
    strategy = strategy_of(settings(f"{name}:Greedy"), allow_code=True, folder=folder)
    with pytest.raises(ValueError, match="Greedy wants to spend 5 of its budget in month 3"):
        strategy.decide(View(3, 100, 400, 10))


def test_the_folder_is_on_the_path_only_while_importing(folder, module):
    seen_on_path = "import sys\nPATH = list(sys.path)\n"
    name = module(seen_on_path + OWN, "own_path")
    before = list(sys.path)
    strategy_of(settings(f"{name}:AllIn"), allow_code=True, folder=folder)
    assert sys.path == before
    assert str(folder.resolve()) in sys.modules[name].PATH


def test_the_path_is_restored_if_the_module_fails(folder, module):
    name = module("1 / 0", "own_fails")
    before = list(sys.path)
    with pytest.raises(ValueError, match=r"own_fails cannot be imported from .*ZeroDivisionError"):
        strategy_of(settings(f"{name}:AllIn"), allow_code=True, folder=folder)
    assert sys.path == before


def test_a_module_that_is_not_there_is_named_with_where_it_was_looked_for(folder):
    with pytest.raises(ValueError, match=rf"own_missing cannot be imported from {folder}"):
        strategy_of(settings("own_missing:AllIn"), allow_code=True, folder=folder)


@pytest.mark.parametrize("name", ["NotAPolicy", "number", "Missing"])
def test_what_is_no_policy_is_refused_and_what_there_is_named(folder, module, name):
    place = module(OWN, f"own_other_{name.lower()}")
    with pytest.raises(ValueError, match=rf"{name} must be a class .* there are: AllIn, Greedy"):
        strategy_of(settings(f"{place}:{name}"), allow_code=True, folder=folder)


def test_a_module_of_the_same_name_from_another_folder_is_not_taken_for_it(folder, module):
    name = module(OWN, "own_twice")
    strategy_of(settings(f"{name}:AllIn"), allow_code=True, folder=folder)
    other = folder / "other"
    other.mkdir()
    (other / f"{name}.py").write_text(OWN, encoding="utf-8")
    with pytest.raises(ValueError, match=r"already imported from .*give .*other.* another name"):
        strategy_of(settings(f"{name}:AllIn"), allow_code=True, folder=other)


def test_an_installed_class_needs_no_folder():
    strategy = strategy_of(settings("sim.strategy.fixed:Fixed"), allow_code=True)
    assert strategy.decide(View(0, 100, 400, 10)).spending.acquisition == 1000.0
