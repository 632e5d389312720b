"""The sections of a lesson's text: which there are, and what their headings are called."""

from __future__ import annotations

from collections.abc import Mapping

from sim.app.lessons.markdown import parts
from sim.scenario.nearest import did_you_mean
from sim.scenario.problems import Problems
from sim.scenario.source import Place, Source
from sim.scenario.tree import shortened

ABOUT, EXPLANATION, HANDOUT, KEY = "about", "explanation", "handout", "key"
HEADINGS = {
    ABOUT: ("What it is about", "课程内容"),
    EXPLANATION: ("What happened and why", "结果与原因"),
    HANDOUT: ("Handout", "讲义"),
    KEY: ("Answer key", "教师答案"),
}
"""Section → its heading in English and in Chinese; either may stand in a file of any language."""
_BY_HEADING = {title.casefold(): section for section, titles in HEADINGS.items() for title in titles}


def sections(body: Source, problems: Problems) -> Mapping[str, tuple[str, int]]:
    """Return the text of every section, and the line of the body (from 0) in which it begins; note what is wrong."""
    found: dict[str, tuple[str, int]] = {}
    for part in parts("\n".join(body.lines)):
        place = body.place(part.line, 0)
        if not part.title:
            _refuse_text_above(part.text, body, problems)
        elif (section := _BY_HEADING.get(part.title.casefold())) is None:
            help = (
                did_you_mean(part.title, _valid(), "valid here")
                + "; headings within a section begin with ###"
            )
            problems.add(f'unknown section "{shortened(part.title)}"', place, help=help)
        elif section in found:
            problems.add(f'the section "{part.title}" is there twice', place, help="keep one of them")
        elif not part.text.strip():
            problems.add(f'the section "{part.title}" is empty', place)
        else:
            found[section] = (part.text, part.first_line)
    return found


def note_missing(found: Mapping[str, object], end: Place, problems: Problems) -> None:
    """Note the sections that are not there."""
    for section, titles in HEADINGS.items():
        if section not in found:
            help = f"write a line  ## {titles[0]}  (or  ## {titles[1]})  and its text below it"
            problems.add(f'the lesson has no section "{titles[0]}"', end, help=help)


def _refuse_text_above(text: str, body: Source, problems: Problems) -> None:
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            help = f"sections: {', '.join(f'## {title}' for title in _valid())}"
            problems.add("there is text above the first section", body.place(number, 0), help=help)
            return


def _valid() -> list[str]:
    return [title for titles in HEADINGS.values() for title in titles]
