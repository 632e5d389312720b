"""The game over its API: what each may do and see, and what happens when things go wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

LIONS = {
    "acquisition": 80_000, "functional": 130_000, "technical": 170_000, "loyalty_programme": 50_000,
    "winback": 70_000, "price": 97,
}  # fmt: skip


def test_a_game_goes_from_its_code_to_its_winner(room: Any) -> None:
    teacher, lions, _owls = room.game()
    for round in (1, 2, 3):
        teacher.post("start", round=round)
        assert lions.post("decision", round=round, decision=LIONS).json() == {"firm": 0}
        teacher.post("close", round=round)
        seen = room.until(teacher, "shown")
        assert len(seen["years"]) == round + 1
    assert seen["over"]
    assert sorted(firm["rank"] for firm in seen["years"][-1]) == [1, 2, 3]
    assert seen["all"]["decisions"][0][1:] == [LIONS] * 3


def test_the_rank_follows_customer_equity_and_the_movement_is_the_difference_of_ranks(room: Any) -> None:
    teacher, _, _ = room.game()
    seen = room.play(teacher, 1)
    before, after = seen["years"]
    best = max(range(3), key=lambda firm: after[firm]["equity"])
    assert after[best]["rank"] == 1
    assert [row["rose"] for row in after] == [
        b["rank"] - a["rank"] for b, a in zip(before, after, strict=True)
    ]


def test_a_team_that_does_not_answer_keeps_its_last_decision(room: Any) -> None:
    teacher, lions, _ = room.game()
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    teacher.post("close", round=1)
    room.until(teacher, "shown")
    room.play(teacher, 2)
    room.play(teacher, 3)
    everything = lions.see()["all"]
    assert everything["decisions"][0][3] == LIONS
    assert everything["handed_in"][0] == [False, True, False, False]
    assert everything["decisions"][2][3] == lions.see()["all"]["decisions"][2][0]


def test_nobody_sees_the_move_of_another_team_before_the_game_is_over(room: Any) -> None:
    teacher, lions, owls = room.game()
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    stranger = room.person(teacher.code)
    for phase in ("deciding", "shown"):
        for person in (owls, teacher, stranger):
            seen = person.see()
            assert seen["firms"][0]["handed_in"] is (phase == "deciding")
            text = json.dumps(seen)
            assert "130000" not in text
            assert "170000" not in text
            if person is not owls:
                assert seen["own"] is None
            for name in ("years.csv", "scenario.yaml"):
                answer = person.client.get(f"/api/game/{teacher.code}/{name}")
                assert answer.status_code == 409
                assert answer.json()["error"]["key"] == "game.wrong.not_over"
            assert person.client.get(f"/game/{teacher.code}/final").status_code == 409
        teacher.post("close", round=1)
        room.until(teacher, "shown")
    assert stranger.see()["years"][1][0]["price"] == 0.97, "the price is public once the year is over"
    assert set(stranger.see()["years"][1][0]) == {
        "rank", "rose", "equity", "customers", "share", "price", "tested",
    }  # fmt: skip


def test_a_team_sees_its_own_books_and_no_others(room: Any) -> None:
    teacher, lions, owls = room.game()
    room.play(teacher, 1)
    ours, theirs = lions.see()["own"], owls.see()["own"]
    assert (ours["firm"], theirs["firm"]) == (0, 1)
    assert ours["books"] != theirs["books"]
    assert ours["invite"] != theirs["invite"]
    assert theirs["invite"] not in json.dumps(lions.see())


def test_nobody_acts_for_a_team_without_its_cookie(room: Any) -> None:
    teacher, lions, _ = room.game()
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    stranger = room.person(teacher.code)
    for person in (stranger, teacher):
        answer = person.post("decision", round=1, decision=LIONS | {"price": 130})
        assert answer.status_code == 403
    forged = room.person(teacher.code)
    for cookie in lions.client.cookies.jar:
        name, _, signature = cookie.value.partition(".")
        forged.client.cookies.set(cookie.name, f"{name}x.{signature}")
    assert forged.post("decision", round=1, decision=LIONS | {"price": 130}).status_code == 403
    assert forged.post("decision", round=1, decision=LIONS | {"price": 130}, firm=0).status_code == 403
    assert lions.see()["own"]["decision"]["price"] == 97


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("", {"name": "Mine", "teams": 3}),
        ("start", {"round": 1}),
        ("close", {"round": 1}),
        ("again", {}),
        ("dismiss", {"firm": 1}),
    ],
)
def test_only_the_teacher_leads_the_game(room: Any, what: str, data: dict[str, Any]) -> None:
    teacher, lions, _ = room.game()
    before = teacher.see()
    for person in (lions, room.person(teacher.code)):
        answer = person.post(what, **data)
        assert answer.status_code == 403
        assert answer.json()["error"]["key"] == "problem.teacher_only"
    assert teacher.see() == before


def test_a_decision_is_changed_until_the_round_closes_and_not_afterwards(room: Any) -> None:
    teacher, lions, _ = room.game()
    assert lions.post("decision", round=1, decision=LIONS).status_code == 409, "the round has not begun"
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    lions.post("decision", round=1, decision=LIONS | {"price": 105})
    assert lions.see()["own"]["decision"]["price"] == 105
    teacher.post("close", round=1)
    assert lions.post("decision", round=1, decision=LIONS).status_code == 409
    room.until(teacher, "shown")
    teacher.post("start", round=2)
    late = lions.post("decision", round=1, decision=LIONS)
    assert late.status_code == 409, "a decision for the round before does not count for this one"
    assert lions.see()["own"]["handed_in"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"functional": 160_000 + 350_000},
        {"functional": 160_000},
        {"functional": -10_000},
        {"functional": 5},
        {"functional": 10_000.5},
        {"functional": True},
        {"functional": "10000"},
        {"functional": None},
        {"price": 69},
        {"price": 131},
        {"price": 0.9},
        {"bribes": 10_000},
    ],
)
def test_an_impossible_decision_is_refused_and_changes_nothing(room: Any, change: dict[str, Any]) -> None:
    teacher, lions, _ = room.game()
    teacher.post("start", round=1)
    answer = lions.post("decision", round=1, decision=LIONS | change)
    assert answer.status_code == 422
    assert answer.json()["error"]["key"].startswith("game.wrong.")
    assert not lions.see()["own"]["handed_in"]


def test_a_round_closes_by_itself_when_its_time_is_over(room: Any) -> None:
    teacher, lions, _ = room.game()
    now = 1_000_000.0
    room.app.state.game_rounds.clock = lambda: now
    teacher.post("start", round=1, minutes=5)
    assert lions.see()["closes"] == now + 300
    now += 299
    assert lions.post("decision", round=1, decision=LIONS).status_code == 200
    now += 1
    assert lions.post("decision", round=1, decision=LIONS).status_code == 409
    room.until(lions, "shown")
    assert lions.see()["own"]["decisions"][1] == LIONS


def test_a_year_that_could_not_be_computed_is_tried_again_and_nothing_is_lost(
    room: Any, workers: Any
) -> None:
    teacher, lions, _ = room.game()
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    workers.broken = True
    teacher.post("close", round=1)
    assert room.until(lions, "failed")["own"]["decision"] == LIONS
    assert teacher.post("start", round=2).status_code == 409
    workers.broken = False
    assert teacher.post("again").status_code == 200
    assert room.until(teacher, "shown")["round"] == 1
    assert lions.see()["own"]["decisions"][1] == LIONS
    assert teacher.post("again").status_code == 409


def test_a_look_costs_nothing_while_nothing_happens(room: Any) -> None:
    teacher, lions, owls = room.game()
    address = f"/api/game/{teacher.code}"
    tag = lions.client.get(address).headers["etag"]
    again = lions.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert owls.client.get(address, headers={"If-None-Match": tag}).status_code == 200, "another's view"
    teacher.post("start", round=1)
    assert lions.client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_second_device_joins_with_the_code_of_the_team(room: Any) -> None:
    teacher, lions, _ = room.game()
    invite = lions.see()["own"]["invite"]
    phone = room.person(teacher.code)
    assert phone.client.post("/api/games/find", json={"typed": invite.lower()}).json() == {
        "code": teacher.code
    }
    teacher.post("start", round=1)
    assert phone.post("decision", round=1, decision=LIONS).json() == {"firm": 0}
    assert lions.see()["own"]["decision"] == LIONS
    wrong = phone.client.post("/api/games/find", json={"typed": teacher.code + "-ABCDEF"})
    assert wrong.status_code == 404


def test_a_code_is_found_however_it_is_typed(room: Any) -> None:
    teacher, _, _ = room.game()
    somebody = room.person()
    for typed in (teacher.code, teacher.code.lower(), f" {teacher.code[:2]} {teacher.code[2:]} "):
        assert somebody.client.post("/api/games/find", json={"typed": typed}).json()["code"] == teacher.code
    for typed in ("", "0O1I", "AAAA" if teacher.code != "AAAA" else "BBBB", "A" * 5, None, 7):
        answer = somebody.client.post("/api/games/find", json={"typed": typed})
        assert answer.status_code == 404
        assert answer.json()["error"]["key"] == "game.wrong.code"


def test_names_are_unique_and_seats_are_limited(room: Any) -> None:
    teacher, lions, _ = room.game()
    other = room.person(teacher.code)
    assert other.post("join", name=" lions ").json()["error"]["key"] == "game.wrong.taken"
    for name in ("", "  ", "x" * 25, "two\x00lines", None, 5):
        assert other.post("join", name=name).json()["error"]["key"] == "game.wrong.name"
    assert other.post("join", name="<b>Foxes</b>").json() == {"firm": 2}
    assert room.person(teacher.code).post("join", name="Bears").json()["error"]["key"] == "game.wrong.full"
    assert lions.post("join", name="Tigers").json() == {"firm": 0}, "who has a team keeps it"


def test_names_are_what_a_projector_shows(room: Any) -> None:
    teacher, _, _ = room.game()
    other = room.person(teacher.code)
    for name in ("\u202esnoil", "Li\u200bons", "\u3164", "\u2800", "x" + "\u0301" * 5, "\ufdfa" * 24):
        assert other.post("join", name=name).json()["error"]["key"] == "game.wrong.name"
    for twin in ("ＬＩＯＮＳ", "𝐋ions"):
        assert other.post("join", name=twin).json()["error"]["key"] == "game.wrong.taken"
    assert other.post("join", name="Nguyễn ที่ 一组 ❤️").json() == {"firm": 2}


def test_the_teacher_frees_a_firm_whose_name_does_not_belong_on_a_projector(room: Any) -> None:
    teacher, lions, _ = room.game()
    teacher.post("start", round=1)
    lions.post("decision", round=1, decision=LIONS)
    assert teacher.post("dismiss", firm=0).status_code == 200
    assert lions.see()["own"] is None
    assert lions.post("join", name="Cubs").json() == {"firm": 0}
    assert lions.see()["own"]["decision"] == LIONS, "what the firm decided stays"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"name": "", "teams": 3}, "game.wrong.name"),
        ({"name": "Spring", "teams": 2}, "game.wrong.teams"),
        ({"name": "Spring", "teams": 7}, "game.wrong.teams"),
        ({"name": "Spring", "teams": 3, "seed": 0}, "game.wrong.seed"),
        ({"name": "Spring", "teams": 3, "seed": 1.5}, "game.wrong.seed"),
    ],
)
def test_a_game_that_cannot_be_is_refused(room: Any, data: dict[str, Any], key: str) -> None:
    answer = room.person(teacher=True).post("", **data)
    assert answer.status_code == 422
    assert answer.json()["error"]["key"] == key


def test_every_page_of_a_game_opens_in_both_languages_and_escapes_its_name(room: Any) -> None:
    teacher = room.person(teacher=True)
    teacher.code = teacher.post("", name="<i>Spring</i>", teams=3).json()["code"]
    room.until(teacher, "shown")
    for round in (1, 2, 3):
        room.play(teacher, round)
    for language in ("en", "zh"):
        teacher.client.cookies.set("language", language)
        for address in ("", "/table", "/final"):
            answer = teacher.client.get(f"/game/{teacher.code.lower()}{address}")
            assert answer.status_code == 200
            assert "<i>Spring" not in answer.text
        assert "&lt;i&gt;Spring" in teacher.client.get("/game").text
    assert teacher.client.get("/game/2222").status_code == 404


def test_a_class_takes_the_years_home(room: Any) -> None:
    teacher, lions, _ = room.game(teams=("=1+1", "Owls"))
    for round in (1, 2, 3):
        room.play(teacher, round)
    table = lions.client.get(f"/api/game/{teacher.code}/years.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 4 * 3
    assert lines[1].startswith("0,A,'=1+1,")
    text = lions.client.get(f"/api/game/{teacher.code}/scenario.yaml").text
    assert "name: A =1+1" in text
