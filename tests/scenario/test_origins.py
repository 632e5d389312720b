from sim.scenario import load_with_places
from sim.scenario.origins import origins


def test_every_value_has_the_line_that_it_comes_from(write) -> None:
    write("base.yaml", "months: 60\nfirms:\n  - name: A\n    price: 0.9\n    quality: {technical: 0.5}\n")
    text = "extends: base.yaml\nfirms:\n  - name: A\n    price: 1.1\nsurvey:\n  months:\n    - 5\n    - 6\n"
    loaded = load_with_places(write("child.yaml", text), ["warm_up=3"])
    found = {origin.path: (origin.value, origin.origin) for origin in origins(loaded)}
    assert found["months"] == (60, "base.yaml:1")
    assert found["warm_up"] == (3, "--set:1")
    assert found["firms[A].price"] == (1.1, "child.yaml:4")
    assert found["firms[A].quality.technical"] == (0.5, "base.yaml:5")
    assert found["firms[A].quality.functional"] == (0.64, "default")
    assert found["customers.trust.gain"] == (0.14, "default")
    assert found["survey.months"] == ([5, 6], "child.yaml:6")


def test_firms_that_no_file_names_are_defaults(write) -> None:
    found = {o.path: o.origin for o in origins(load_with_places(write("mine.yaml", "months: 12\n")))}
    assert found["firms[Firm].price"] == "default"


def test_of_segments_and_events_only_what_is_written_is_there(write) -> None:
    segments = "segments: [{name: a, share: 0.2, customers: {trust: {gain: 0.3}}}]\n"
    text = segments + "events: [{month: 3, set: {demand: 2}}]\n"
    found = [o.path for o in origins(load_with_places(write("mine.yaml", text)))]
    assert [path for path in found if path.startswith("segments")] == [
        "segments[a].name",
        "segments[a].share",
        "segments[a].customers.trust.gain",
    ]
    assert [path for path in found if path.startswith("events")] == [
        "events[0].month",
        "events[0].set.demand",
    ]
