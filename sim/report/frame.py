"""The frame of every page: one file that needs nothing else, with its style, its script and how it was made."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import plotly

from sim.report.chart import Chart, View
from sim.report.colour import DARK
from sim.report.text import clean


def framed(template: str, provenance: Mapping[str, Any], words: Mapping[str, str], **content: Any) -> str:
    """Return a page that needs no network.

    template: its file; provenance: how it was made, and under `command` what makes it again; words: the entries of
    provenance that the page shows, in their order, and how it calls them; content: what else the template asks for.
    Whatever text is given is escaped.
    """
    return (
        templates()
        .get_template(template)
        .render(
            provenance=[
                (word, clean(str(provenance[key]))) for key, word in words.items() if key in provenance
            ],
            command=clean(str(provenance.get("command", ""))),
            style=static("page.css"),
            script=static("page.js"),
            dark=json.dumps(DARK),
            plotly=packed_plotly(),
            **content,
        )
    )


@cache
def packed_plotly() -> str:
    """Return plotly's own JavaScript, as it came with the package, gzipped and in base64."""
    code = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    return base64.b64encode(gzip.compress(code, 9, mtime=0)).decode("ascii")


def figure_json(view: View, *, narrow: bool = False) -> str:
    """Return a figure as JSON that may stand inside a script element, empty if there is no such figure."""
    figure = view.narrow if narrow else view.figure
    if figure is None:
        return ""
    parts = json.loads(figure.to_json())
    if narrow and parts["data"] == json.loads(view.figure.to_json())["data"]:
        del parts["data"]
    # Written again without escapes for thin spaces and foreign letters, which would double the size of hover texts.
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def static(name: str) -> str:
    """Return the text of a file that every page carries: its style, its script."""
    return (resources.files("sim.report") / "static" / name).read_text(encoding="utf-8")


@cache
def templates() -> jinja2.Environment:
    """Return the templates of the pages, which escape whatever they are given."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["figure"] = figure_json
    environment.tests["chart"] = lambda item: isinstance(item, Chart)
    return environment
