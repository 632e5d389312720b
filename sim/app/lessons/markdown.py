"""Markdown that is trusted with nothing: no HTML, no pictures, no links that run code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

_SCHEMES = ("http://", "https://", "mailto:", "/", "#")
"""How the address of a link may begin; anything else is shown as it is written."""


class Part(NamedTuple):
    """What stands under a heading of the second level: its title, its line (from 0), and its text."""

    title: str
    line: int
    first_line: int
    text: str


def rendered(text: str) -> Markup:
    """Return a text as HTML: paragraphs, headings from the third level on, lists, tables, emphasis, links."""
    return Markup(_parser().render(text))


def rendered_line(text: str) -> Markup:
    """Return one line as HTML, without a paragraph around it."""
    return Markup(_parser().renderInline(text))


def parts(text: str) -> Iterator[Part]:
    """Yield the parts of a text under its headings of the second level; what stands above them has no title."""
    lines = text.split("\n")
    heads = [(0, 0, "")]
    tokens = _parser().parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map:
            heads.append((token.map[0], token.map[1], tokens[number + 1].content.strip()))
    ends = [*(line for line, _, _ in heads[1:]), len(lines)]
    for (line, first, title), end in zip(heads, ends, strict=True):
        yield Part(title, line, first, "\n".join(lines[first:end]))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = _may_link  # type: ignore[method-assign, assignment]
    parser.add_render_rule("image", _in_words)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("table_open", _scrolling)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _may_link(address: str) -> bool:
    return address.lower().startswith(_SCHEMES) and not address.startswith("//")


def _in_words(
    self: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: Any
) -> str:
    """A picture is its text: it would be loaded from somewhere."""
    return str(Markup.escape(tokens[number].content))


def _link(self: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: Any) -> str:
    """A link elsewhere says nothing about where one comes from."""
    if not str(tokens[number].attrs.get("href", "")).startswith(("/", "#")):
        tokens[number].attrSet("rel", "noopener noreferrer")
        tokens[number].attrSet("target", "_blank")
    return str(self.renderToken(tokens, number, options, env))


def _scrolling(*_: Any) -> str:
    """A table that is too wide for a phone scrolls by itself, by keyboard too."""
    return '<div class="wide" tabindex="0"><table>\n'
