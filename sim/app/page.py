"""Pages: templates with the words of the reader's language, and the modules of the browser by their bare names."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sim.app.words import LANGUAGES, catalogue, spoken

STATIC = Path(str(resources.files("sim.app") / "static"))
LANGUAGE_COOKIE = "language"


def page(request: Request, template: str, *, status: int = 200, **content: Any) -> HTMLResponse:
    """Return a page in the reader's language; whatever text is given is escaped.

    content: what the template asks for besides `t`, `language`, `languages`, `static`, `needed`, `teacher`, `nonce`,
    and `modules`.
    """
    language = language_of(request)
    nonce = secrets.token_urlsafe(16)
    html = (
        templates()
        .get_template(template)
        .render(
            t=catalogue(language),
            language=language,
            languages=LANGUAGES,
            path=request.url.path,
            here=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
            static=address_of,
            needed=needed_by,
            words=words_address(language),
            modules=json.dumps({"imports": module_addresses()}),
            nonce=nonce,
            teacher=getattr(request.state, "is_teacher", False),
            **content,
        )
    )
    answer = HTMLResponse(html, status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return answer


def language_of(request: Request) -> str:
    """Return the language that the reader chose, else the first that the browser accepts and we speak."""
    return spoken(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))


def address_of(name: str) -> str:
    """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
    file = STATIC / name
    return f"/static/{name}?v={_digest_of(file, file.stat().st_mtime_ns)}"


def words_address(language: str) -> str:
    """Return the address of a catalogue for the browser."""
    return f"/words/{language}.json?v={_digest(words_json(language))}"


@cache
def words_json(language: str) -> bytes:
    """Return all messages of a language as JSON."""
    return json.dumps(dict(catalogue(language).messages), ensure_ascii=False).encode()


def module_addresses() -> dict[str, str]:
    """Return the import map: `tenure/NAME` for every module `static/**/NAME.js`."""
    names = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))
    return {f"tenure/{name.removesuffix('.js')}": address_of(name) for name in names}


def needed_by(module: str) -> list[str]:
    """Return the addresses of all modules that `tenure/MODULE` imports, and of itself.

    A page that names them lets the browser fetch them at once, not level by level as it reads one after the other.
    """
    found: dict[str, None] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += _IMPORTED.findall((STATIC / f"{name}.js").read_text(encoding="utf-8"))
    return [address_of(f"{name}.js") for name in found]


_IMPORTED = re.compile(r"^(?:import|export) .*?from \"tenure/([\w/-]+)\";$", re.MULTILINE | re.DOTALL)


@cache
def _digest_of(file: Path, changed: int) -> str:
    """Return the digest of a file; it is read again when the file has changed."""
    return _digest(file.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def templates() -> jinja2.Environment:
    """Return the templates of the classroom, which escape whatever they are given."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("sim.app", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
