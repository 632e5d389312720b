"""Hostile bodies: whatever is not a JSON object of finite numbers is one clear refusal."""

import pytest

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"1", b"null", b'"x"', b"\xff\xfe", b"[" * 30_000, b'{"a":' * 10_000, b'{"seed": NaN}',
        b'{"seed": Infinity}', b'{"seed": 1e999}', b'{"seed": ' + b"9" * 20_000 + b"}", b'{"a": "\xed\xa0\x80"}',
        b'{"scenario": "\\ud800"}',
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_not_a_json_object_is_refused(browser, body):
    answer = browser.post("/api/films", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["key"]) == (400, "problem.not_json")


def test_another_kind_of_content_is_refused(browser):
    answer = browser.post(
        "/api/films", content=b'{"scenario": "baseline"}', headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"", b"  \n", b"\xff\xfea", b"\xc3"])
def test_an_upload_that_is_no_text_is_refused(browser, body):
    answer = browser.post("/api/uploads", content=body)
    assert (answer.status_code, answer.json()["error"]["key"]) == (400, "problem.not_text")
