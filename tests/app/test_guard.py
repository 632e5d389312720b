"""What every request passes: host, origin, size, time, budget; and the headers of every answer."""

import asyncio

import pytest
from starlette.testclient import TestClient

from sim.app.application import application, refused
from sim.app.guard import HEADERS, Guard
from sim.app.limits import Limits

EVERYWHERE = [
    "/",
    "/words/en.json",
    "/static/words.js",
    "/api/presets",
    "/api/nothing",
    "/nothing",
]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_headers_that_keep_strangers_out(browser, address):
    answer = browser.get(address)
    assert {name.lower() for name in HEADERS} <= set(answer.headers)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "unsafe-eval" not in answer.headers["content-security-policy"]


def test_the_api_and_pages_are_not_stored_while_files_named_by_their_content_are_kept_for_ever(browser):
    assert browser.get("/api/presets").headers["cache-control"] == "no-store"
    assert browser.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get("/static/words.js?v=1").headers["cache-control"]
    assert browser.get("/static/words.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "192.168.1.7:8080", "[::1]:8080"]
)
def test_addresses_and_the_names_of_the_machine_are_answered(browser, host):
    assert browser.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_other_host_names_are_refused_because_a_page_elsewhere_may_have_been_pointed_here(browser, host):
    assert browser.get("/api/presets", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8080"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8080"},
    ],
)
def test_posts_from_pages_elsewhere_are_refused(browser, headers):
    answer = browser.post("/api/films", json={"scenario": "baseline"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["key"] == "problem.wrong_origin"
    assert browser.post("/language?to=zh", headers=headers, follow_redirects=False).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://127.0.0.1:8080"}, {"sec-fetch-site": "same-origin", "origin": "null"}]
)
def test_posts_from_the_classroom_itself_pass(browser, headers):
    assert browser.post("/language?to=en", headers=headers, follow_redirects=False).status_code == 303


def test_a_body_that_is_too_long_is_refused_before_it_is_read(browser):
    most = Limits().body
    answer = browser.post("/api/uploads", content=b"#" * (most + 1))
    assert (answer.status_code, answer.json()["error"]["values"]) == (413, {"most": most})


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_long(browser):
    def pieces():
        for _ in range(10):
            yield b"#" * 10_000

    assert browser.post("/api/uploads", content=pieces()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30, "x"])
def test_a_length_that_is_none_is_refused(browser, length):
    assert browser.post("/api/films", content=b"", headers={"content-length": length}).status_code == 413


def test_a_body_that_does_not_come_is_given_up(classroom):
    browser = classroom(slow_seconds=0.05)
    sent = []

    async def slow():
        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"content-length", b"9")]
        scope = {
            "type": "http", "method": "POST", "path": "/api/films", "raw_path": b"/api/films", "query_string": b"",
            "headers": headers, "scheme": "http", "server": ("127.0.0.1", 80), "client": ("1.1.1.1", 1),
            "http_version": "1.1", "root_path": "",
        }  # fmt: skip

        async def receive():
            await asyncio.sleep(60)

        async def send(message):
            sent.append(message)

        await browser.app(scope, receive, send)

    browser.portal.call(slow)
    assert sent[0]["status"] == 408


def test_a_session_has_a_budget_of_requests(classroom, another):
    browser = classroom(requests_at_once=5, requests_per_second=0.001)
    statuses = [browser.get("/api/presets").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert another(browser).get("/api/presets").status_code == 200
    assert browser.get("/static/words.js").status_code == 200


def test_one_address_may_open_only_so_many_sessions(classroom, another):
    browser = classroom(sessions_per_hour=2)
    browser.get("/")
    browser.get("/")
    assert another(browser).get("/").status_code == 200
    answer = another(browser).get("/api/presets")
    assert (answer.status_code, answer.json()["error"]["key"]) == (429, "problem.too_many_sessions")
    assert browser.get("/").status_code == 200


def test_an_error_that_nobody_foresaw_is_a_refusal_without_any_inside(browser, caplog):
    async def broken(scope, receive, send):
        raise RuntimeError("secret")

    sent = []

    async def ask():
        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/static/x", "query_string": b"", "server": ("127.0.0.1", 1),
                 "headers": [(b"host", b"127.0.0.1")], "scheme": "http", "app": browser.app}  # fmt: skip
        await Guard(broken, Limits(), (), refused)(scope, None, send)

    browser.portal.call(ask)
    assert sent[0]["status"] == 500
    assert b"secret" not in b"".join(message.get("body", b"") for message in sent)
    assert "secret" in caplog.text


def test_a_host_name_that_the_classroom_was_told_is_answered(tmp_path):
    with TestClient(
        application(tmp_path / "s.sqlite", 1, names=["Class.example"]), "http://class.example:8080"
    ) as browser:
        assert browser.get("/api/presets").status_code == 200
        own = {"origin": "http://class.example:8080"}
        assert browser.post("/language?to=en", headers=own, follow_redirects=False).status_code == 303
        assert browser.get("/api/presets", headers={"host": "other.example"}).status_code == 421
