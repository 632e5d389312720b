"""The lessons that come with the program."""

from __future__ import annotations

from pathlib import Path

import sim


def packaged_lessons() -> Path:
    """Return the folder of the lessons: in the installed package, or in docs of a source checkout."""
    package = Path(sim.__file__).parent
    installed = package / "lessons"
    return installed if installed.is_dir() else package.parent / "docs" / "lessons"
