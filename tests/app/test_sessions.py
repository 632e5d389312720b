"""Sessions: who is who, what can be made up, and who is the teacher."""

import pytest

from sim.app.limits import Limits
from sim.app.problem import Refusal
from sim.app.sessions import Bucket, Budgets, Sessions


def cookies(answer):
    return answer.headers.get_list("set-cookie")


def test_a_browser_gets_one_cookie_that_scripts_cannot_read_and_keeps_it(classroom):
    browser = classroom()
    (cookie,) = cookies(browser.get("/"))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert cookies(browser.get("/")) == []


def test_files_that_are_the_same_for_everybody_make_no_session(classroom):
    assert cookies(classroom().get("/static/words.js")) == []


@pytest.mark.parametrize("value", ["Ann", "Ann.", ".", "Ann.0123", "Ännchen.é"])
def test_a_made_up_name_is_nobody_and_gets_a_new_one(classroom, value):
    browser = classroom()
    name = browser.app.state.sessions.cookie
    answer = browser.get("/", headers={"cookie": f"{name}={value}".encode()})
    assert len(cookies(answer)) == 1


def test_the_cookie_of_another_classroom_is_nobodys(tmp_path, classroom):
    browser = classroom()
    browser.get("/")
    (value,) = browser.cookies.values()
    stranger = Sessions("another secret", "key", Limits())
    assert stranger.cookie != browser.app.state.sessions.cookie
    name, _, signature = value.partition(".")
    assert stranger._signature(name) != signature


def test_names_are_long_and_random():
    sessions = Sessions("secret", "key", Limits())
    names = {sessions.new("1.1.1.1") for _ in range(50)}
    assert len(names) == 50
    assert min(map(len, names)) >= 20


def test_the_teachers_page_opens_with_the_key_and_with_nothing_else(classroom, another):
    browser = classroom()
    key = browser.app.state.teacher_key
    assert len(key) >= 32
    assert browser.get("/teacher").status_code == 403
    assert browser.get("/teacher?key=").status_code == 403
    assert browser.get("/teacher?key=é").status_code == 403
    assert browser.get(f"/teacher?key={key[:-1]}").status_code == 403
    redirected = browser.get(f"/teacher?key={key}", follow_redirects=False)
    assert (redirected.status_code, redirected.headers["location"]) == (303, "/teacher")
    assert browser.get("/teacher").status_code == 200
    assert key not in browser.get("/teacher").text
    assert another(browser).get("/teacher").status_code == 403


def test_a_made_up_cookie_makes_nobody_a_teacher(classroom):
    browser = classroom()
    sessions = browser.app.state.sessions
    for value in ("1", "true", browser.app.state.teacher_key):
        answer = browser.get("/teacher", headers={"cookie": f"{sessions.teacher_cookie}={value}"})
        assert answer.status_code == 403


def test_the_teacher_stays_the_teacher_when_the_server_starts_again(classroom):
    first = classroom()
    first.get(f"/teacher?key={first.app.state.teacher_key}")
    kept = dict(first.cookies)
    first.__exit__(None, None, None)
    second = classroom()
    second.cookies = kept
    answer = second.get("/teacher")
    assert (answer.status_code, cookies(answer)) == (200, [])


def test_a_bucket_is_filled_again_with_time():
    bucket = Bucket(size=2, rate=1.0, level=2, filled=0.0)
    bucket.filled -= 0
    assert [Bucket.full(2, 0.0).take() for _ in range(1)] == [True]
    full = Bucket.full(2, 100.0)
    assert [full.take(), full.take(), full.take()] == [True, True, False]
    full.filled -= 0.011
    assert full.take()
    full.filled -= 3600
    assert [full.take(), full.take(), full.take()] == [True, True, False]


def test_budgets_forget_who_was_unseen_for_longest():
    budgets = Budgets(1, 0.0, most=2)
    assert budgets.take("Ann")
    assert budgets.take("Bob")
    assert not budgets.take("Ann")
    budgets.take("Cid")
    assert len(budgets) == 2
    assert not budgets.take("Ann")
    assert budgets.take("Bob")


def test_a_refusal_survives_the_way_between_processes():
    import pickle

    refusal = pickle.loads(pickle.dumps(Refusal(409, "key", text="as it is", name="Ann")))
    assert (refusal.status, refusal.as_json()) == (
        409, {"error": {"key": "key", "values": {"name": "Ann"}, "text": "as it is"}}
    )  # fmt: skip


def test_one_address_cannot_drive_out_the_uploads_of_all_others():
    limits = Limits()
    sessions = Sessions("secret", "key", limits)
    most = limits.uploads_of_address_per_hour
    assert most < limits.uploads
    for number in range(most):
        upload_from(sessions, f"session {number // limits.uploads_per_hour}", "10.0.0.9")
    with pytest.raises(Refusal):
        upload_from(sessions, "one more session", "10.0.0.9")
    upload_from(sessions, "student", "10.0.0.7")


def upload_from(sessions, name, address):
    sessions.spend(name, address)
    sessions.spend_upload(name)


def test_thirty_students_behind_one_address_can_upload_eight_scenarios_each():
    sessions = Sessions("secret", "key", Limits())
    for student in range(30):
        for _ in range(8):
            upload_from(sessions, f"student {student}", "10.0.0.1")
