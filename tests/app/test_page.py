"""Pages: languages, escaped text, the address back, files that are served and those that are not."""

import json
import re

import pytest


def test_a_page_speaks_the_language_of_the_browser_until_another_is_chosen(classroom):
    browser = classroom()
    assert '<html lang="zh">' in browser.get("/", headers={"accept-language": "zh-CN,en;q=0.5"}).text
    assert '<html lang="en">' in browser.get("/", headers={"accept-language": "fr"}).text
    browser.post("/language?to=zh&back=/")
    assert '<html lang="zh">' in browser.get("/", headers={"accept-language": "en"}).text


@pytest.mark.parametrize(
    ("back", "where"),
    [
        ("/lessons?x=1", "/lessons?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/\t/evil.example", "/%09/evil.example"),
    ],
)
def test_the_way_back_stays_in_the_classroom(browser, back, where):
    answer = browser.post("/language", params={"to": "en", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == where


def test_an_unknown_language_is_refused(browser):
    assert browser.post("/language?to=xx").status_code == 400
    assert browser.get("/words/xx.json").status_code == 404


def test_text_from_the_address_is_escaped(browser):
    page = browser.get("/", params={"a": "<script>alert(1)</script>\"'"}).text
    assert "<script>alert" not in page
    problem = browser.get("/<script>alert(1)</script>")
    assert problem.status_code == 404
    assert "<script>alert" not in problem.text


def test_every_script_of_a_page_is_a_file_or_has_the_nonce_of_this_very_answer(browser):
    one, other = browser.get("/"), browser.get("/")
    (nonce,) = re.findall(r"'nonce-([^']+)'", one.headers["content-security-policy"])
    assert f'nonce="{nonce}"' in one.text
    assert nonce not in other.text
    assert "unsafe-inline" not in one.headers["content-security-policy"].split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../page.py", "/static/%2e%2e/page.py", "/static/..%2fpage.py", "/static/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/", "/static", "/words/../frame.en.yaml",
        "/words/en.json.yaml", "/static/..\\page.py", "/static/%00", "/templates/base.html", "/state.sqlite",
    ],
)  # fmt: skip
def test_nothing_outside_of_the_static_files_is_served(browser, path):
    answer = browser.get(path)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text.split('<script type="importmap"')[0]


def test_the_import_map_names_every_module_by_a_file_that_is_served(browser):
    (text,) = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', browser.get("/").text)
    imports = json.loads(text)["imports"]
    assert "tenure/words" in imports
    for name, address in imports.items():
        answer = browser.get(address)
        assert answer.status_code == 200, name
        assert "javascript" in answer.headers["content-type"]
