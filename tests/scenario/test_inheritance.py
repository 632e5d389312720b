from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load_scenario

BASE = """
name: Base
months: 60
customers:
  trust: {gain: 0.2, loss: 0.5}
firms:
  - name: Incumbent
    price: 1.1
    strategy: {budget: 100, split: {acquisition: 0.5, functional: 0.5}}
  - name: Challenger
events:
  - {month: 10, firm: Challenger, set: {price: 0.9}}
  - {month: 20, firm: Challenger, set: {price: 1.0}}
"""


def only_problem(path: str | Path):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (problem,) = caught.value.problems
    return problem


def test_groups_merge_key_by_key_firms_by_name_and_other_lists_are_replaced(write) -> None:
    write("base.yaml", BASE)
    child = write(
        "child.yaml",
        """
        extends: base.yaml
        name: Child
        customers: {trust: {gain: 0.3}}
        firms:
          - name: Newcomer
          - name: Incumbent
            strategy: {split: {acquisition: 0.25}}
        events:
          - {month: 30, firm: Newcomer, set: {price: 0.8}}
        """,
    )
    scenario = load_scenario(child)
    assert (scenario.name, scenario.months) == ("Child", 60)
    assert (scenario.customers.trust.gain, scenario.customers.trust.loss) == (0.3, 0.5)
    assert [firm.name for firm in scenario.firms] == ["Incumbent", "Challenger", "Newcomer"]
    assert scenario.firms[0].price == 1.1
    split = scenario.firms[0].strategy.split
    assert split is not None
    assert (split.acquisition, split.functional) == (0.25, 0.5)
    assert [event.month for event in scenario.events] == [30]


def test_segments_merge_by_name_so_that_a_child_may_leave_out_the_share(write) -> None:
    write("base.yaml", "segments: [{name: experts, share: 0.3}, {name: others, share: 0.2}]")
    child = write(
        "child.yaml", "extends: base.yaml\nsegments: [{name: others, customers: {trust: {gain: 0.3}}}]"
    )
    segments = load_scenario(child).segments
    assert [(s.name, s.share) for s in segments] == [("experts", 0.3), ("others", 0.2)]
    assert segments[1].customers.trust.gain == 0.3


def test_a_chain_of_files_is_followed_each_relative_to_the_one_that_names_it(write) -> None:
    write("scenarios/base.yaml", "months: 60\nwarm_up: 6\nfollowed: 7")
    write("scenarios/lessons/middle.yaml", "extends: ../base.yaml\nwarm_up: 5")
    child = write("scenarios/lessons/one/child.yaml", "extends: ../middle.yaml\nmonths: 50")
    scenario = load_scenario(child)
    assert (scenario.months, scenario.warm_up, scenario.followed) == (50, 5, 7)


def test_a_problem_in_an_extended_file_points_there_and_names_the_chain(write) -> None:
    write("base.yaml", "customers:\n  satisfaction:\n    start: 6\n")
    write("middle.yaml", "extends: base.yaml\n")
    problem = only_problem(write("child.yaml", "extends: middle.yaml\nmonths: 50\n"))
    assert (problem.file, problem.line, problem.column) == ("base.yaml", 3, 12)
    assert problem.note == "used by child.yaml, which extends middle.yaml, which extends base.yaml"


def test_a_wrong_value_that_a_child_replaces_is_no_problem(write) -> None:
    write("base.yaml", "months: 0\n")
    assert load_scenario(write("child.yaml", "extends: base.yaml\nmonths: 12\n")).months == 12


def test_the_problems_of_the_file_asked_for_come_first_and_all_are_shown(write) -> None:
    write("base.yaml", "months: 0\nfollwed: 3\n")
    child = write("child.yaml", "extends: base.yaml\n\n\n\n\nwarm_up: -1\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(child)
    assert [(p.file, p.line) for p in caught.value.problems] == [
        ("child.yaml", 6),
        ("base.yaml", 1),
        ("base.yaml", 2),
    ]


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        ({"child.yaml": "child.yaml"}, "child.yaml → child.yaml"),
        ({"child.yaml": "./sub/../child.yaml"}, "child.yaml → child.yaml"),
        ({"child.yaml": "b.yaml", "b.yaml": "child.yaml"}, "child.yaml → b.yaml → child.yaml"),
        (
            {"child.yaml": "b.yaml", "b.yaml": "c.yaml", "c.yaml": "b.yaml"},
            "child.yaml → b.yaml → c.yaml → b.yaml",
        ),
    ],
)
def test_a_circle_is_shown_where_it_closes(files: dict[str, str], circle: str, write) -> None:
    write("sub/x.yaml", "")
    for name, extended in files.items():
        write(name, f"months: 12\nextends: {extended}\n")
    problem = only_problem("child.yaml")
    assert problem.message == "this scenario extends itself"
    assert problem.help == f"break the circle {circle}"
    assert (problem.line, problem.column) == (2, 10)
    assert problem.file == list(files)[-1]


def test_a_link_in_a_circle_is_a_circle(write) -> None:
    write("child.yaml", "extends: link.yaml\n")
    Path("link.yaml").symlink_to("child.yaml")
    assert only_problem("child.yaml").message == "this scenario extends itself"
    Path("loop.yaml").symlink_to("loop.yaml")
    assert "cannot be read" in only_problem("loop.yaml").message


def test_a_very_long_chain_is_refused(write) -> None:
    for number in range(30):
        write(f"s{number}.yaml", f"extends: s{number + 1}.yaml\n")
    assert only_problem("s0.yaml").message == "more than 20 files extend one another"


@pytest.mark.parametrize(
    "extended", ["../secret.yaml", "sub/../../secret.yaml", "link.yaml", "folder/secret.yaml"]
)
def test_a_path_that_leaves_the_folder_is_refused_links_included(
    extended: str, write, tmp_path: Path
) -> None:
    write("secret.yaml", "name: secret\n")
    write("mine/sub/x.yaml", "")
    Path("mine/link.yaml").symlink_to(tmp_path / "secret.yaml")
    Path("mine/folder").symlink_to(tmp_path)
    problem = only_problem(write("mine/child.yaml", f"extends: {extended}\n"))
    assert problem.message == f'"{extended}" leads out of the scenario\'s folder'
    assert (problem.file, problem.line, problem.column) == ("mine/child.yaml", 1, 10)
    assert "secret" not in problem.excerpt.replace(extended, "")


def test_an_absolute_path_is_refused_even_into_the_folder(write, tmp_path: Path) -> None:
    write("base.yaml", "months: 12\n")
    problem = only_problem(write("child.yaml", f"extends: {tmp_path / 'base.yaml'}\n"))
    assert "leads out of the scenario's folder" in problem.message


def test_the_folder_is_the_outermost_one_called_scenarios(write) -> None:
    write("scenarios/base.yaml", "months: 12\n")
    write("outside.yaml", "months: 12\n")
    assert (
        load_scenario(write("scenarios/questions/scenarios/x.yaml", "extends: ../../base.yaml\n")).months
        == 12
    )
    problem = only_problem(write("scenarios/questions/y.yaml", "extends: ../../outside.yaml\n"))
    assert "leads out" in problem.message


def test_a_file_that_is_not_there_is_a_problem_of_the_file_that_names_it(write) -> None:
    write("base.yaml", "months: 12\n")
    problem = only_problem(write("child.yaml", "months: 12\nextends: bse.yaml\n"))
    assert problem.message == 'there is no file "bse.yaml"'
    assert (problem.file, problem.line, problem.column) == ("child.yaml", 2, 10)
    assert problem.help == 'did you mean "base.yaml"?'


def test_a_folder_cannot_be_extended(write) -> None:
    write("base/x.yaml", "")
    assert (
        only_problem(write("child.yaml", "extends: base\n")).message
        == '"base" is a folder, but must be a file'
    )


@pytest.mark.parametrize("extended", ["[a.yaml, b.yaml]", "{a: b}", "3", "", "null", '""'])
def test_extends_must_name_one_file(extended: str, write) -> None:
    problem = only_problem(write("child.yaml", f"extends: {extended}\n"))
    assert problem.message == "extends must be the name of one file"
    assert (problem.line, problem.column) == (1, 1)


@pytest.mark.parametrize("extended", [r'"a\0b"', "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused(extended: str, write) -> None:
    problem = only_problem(write("child.yaml", f"extends: {extended}\n"))
    assert problem.line == 1


def test_an_extended_file_that_is_no_yaml_or_no_text_or_empty_is_shown_itself(write) -> None:
    child = write("child.yaml", "extends: base.yaml\n")
    write("base.yaml", "months: [1\n")
    problem = only_problem(child)
    assert (problem.file, problem.line) == ("base.yaml", 2)
    assert problem.note.endswith("used by child.yaml, which extends base.yaml")
    Path("base.yaml").write_bytes(b"name: \xff\n")
    problem = only_problem(child)
    assert (problem.file, problem.line, problem.column) == ("base.yaml", 1, 7)
    assert problem.note == "used by child.yaml, which extends base.yaml"
    write("base.yaml", "")
    problem = only_problem(child)
    assert (problem.file, problem.message) == ("base.yaml", "the file is empty")
    assert problem.note == "used by child.yaml, which extends base.yaml"


def test_two_firms_with_one_name_in_one_file_are_a_problem_and_not_merged(write, problems) -> None:
    text = "firms:\n  - {name: A, price: 1.1}\n  - name: B\n  - {name: A, price: 1.2}\n"
    (problem,) = problems(text)
    assert problem.message == 'two firms are called "A"'
    assert (problem.line, problem.column, problem.path) == (4, 12, "firms[A].name")
    write("base.yaml", "firms: [{name: A}]\n")
    (problem,) = problems(f"extends: base.yaml\n{text}")
    assert (problem.line, problem.column) == (5, 12)


def test_a_packaged_scenario_is_extended_by_its_bare_name(write) -> None:
    scenario = load_scenario(write("mine.yaml", "extends: quality-dip\nmonths: 100\n"))
    assert scenario.months == 100
    assert [event.month for event in scenario.events] == [36]
    assert [firm.name for firm in scenario.firms] == ["Incumbent", "Challenger", "Follower"]


def test_extends_is_no_setting_of_a_scenario(write) -> None:
    write("base.yaml", "months: 12\n")
    assert not hasattr(load_scenario(write("child.yaml", "extends: base.yaml\n")), "extends")
