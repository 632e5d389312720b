"""The colours of the charts as custom properties of CSS, light and dark, made from those of the reports.

`python -m sim.app.palette` writes `static/palette.css`; a test holds that it is up to date.
"""

from __future__ import annotations

from sim.app.page import STATIC
from sim.report import colour

FILE = STATIC / "palette.css"

COLOURS = {
    "gain": colour.GAIN,
    "loss": colour.LOSS,
    "grid": colour.GRID,
    "axis": colour.AXIS,
    "flow": colour.FLOW,
    "veil": colour.VEIL,
    "stage-outside": colour.STAGE["none"],
    "stage-elsewhere": colour.STAGE["left"],
} | {
    f"{kind}-{stage}": colours[stage]
    for kind, colours in (("stage", colour.STAGE), ("text", colour.STAGE_TEXT))
    for stage in ("examination", "formation", "stability", "decline")
}
"""Name of a custom property → its colour on light pages."""


def palette() -> str:
    """Return the style sheet."""
    light = "".join(f"  --{name}: {value};\n" for name, value in COLOURS.items())
    dark = "".join(f"    --{name}: {colour.DARK.get(value, value)};\n" for name, value in COLOURS.items())
    return (
        "/* Made from sim/report/colour.py by python -m sim.app.palette: change it there. */\n"
        f":root {{\n{light}}}\n@media (prefers-color-scheme: dark) {{\n  :root {{\n{dark}  }}\n}}\n"
    )


if __name__ == "__main__":
    FILE.write_text(palette(), encoding="utf-8")
