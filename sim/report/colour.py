"""Colours for light pages, and what each becomes on dark ones.

A figure is made with the light colours; the page replaces them by the dark ones when the reader's system is dark.
Stage colours were chosen for colour-blind readers: their smallest distance (CIE Lab, Machado 2009) stays above 15
for all three kinds. Nothing is told by colour alone.
"""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#1c2127"
QUIET = "#59626d"
FAINT = "#8b939d"
GRID = "#e9e8e4"
AXIS = "#b9bdc2"

OURS = "#5a2a83"
OURS_BAND = "rgba(90,42,131,0.16)"
OURS_DOT = "rgba(90,42,131,0.42)"
RIVAL = "#7b838c"
RIVAL_BAND = "rgba(123,131,140,0.14)"
GAIN = "#00805d"
LOSS = "#b8402a"
COST = "#aab0b7"
VEIL = "rgba(255,255,255,0.8)"
"""Behind words that lie over dots."""
FLOW = "rgba(110,118,128,0.26)"

STAGE = {
    "none": "#bbbbbb",
    "examination": "#56b4e9",
    "formation": "#0072b2",
    "stability": "#009e73",
    "decline": "#e69f00",
    "left": "#444444",
}
STAGE_TEXT = {
    "none": "#6a6a6a",
    "examination": "#1a73a8",
    "formation": "#005a8e",
    "stability": "#00734f",
    "decline": "#8f6000",
    "left": "#3b3b3b",
}
"""Stage colours dark enough to read as text."""

DARK = {
    PAPER: "#1a1d22",
    INK: "#eceae5",
    QUIET: "#a9b0b8",
    FAINT: "#7f8791",
    GRID: "#2c3138",
    AXIS: "#59616b",
    OURS: "#c39bf0",
    OURS_BAND: "rgba(195,155,240,0.22)",
    OURS_DOT: "rgba(195,155,240,0.5)",
    RIVAL: "#949ca6",
    RIVAL_BAND: "rgba(148,156,166,0.18)",
    GAIN: "#3ecf9f",
    LOSS: "#ff8a70",
    COST: "#626a74",
    VEIL: "rgba(26,29,34,0.8)",
    FLOW: "rgba(160,168,178,0.28)",
    STAGE["none"]: "#6b7078",
    STAGE["left"]: "#c9c9c9",
    STAGE_TEXT["none"]: "#b5b5b5",
    STAGE_TEXT["examination"]: "#7cc8f2",
    STAGE_TEXT["formation"]: "#5fb0e8",
    STAGE_TEXT["stability"]: "#3fcf9d",
    STAGE_TEXT["decline"]: "#f2b632",
    STAGE_TEXT["left"]: "#d5d5d5",
}
"""Light colour → dark colour; a colour that is not here serves both."""


def clear(colour: str, opacity: float = 0.1) -> str:
    """Return a `#rrggbb` colour as a transparent one."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


for _light in (GAIN, INK, LOSS):
    DARK[clear(_light)] = clear(DARK[_light], 0.14)
