"""Stage colours are told apart by colour-blind readers, and texts can be read, on light pages and on dark ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sim.report.colour import DARK, GAIN, INK, LOSS, OURS, PAPER, QUIET, STAGE, STAGE_TEXT, clear

# Machado, Oliveira & Fernandes (2009), severity 1.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light):
    xyz = TO_XYZ @ np.clip(light, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    low, high = sorted(float(linear(colour) @ TO_XYZ[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def on_dark(colour):
    return DARK.get(colour, colour)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("shown", [str, on_dark], ids=["light", "dark"])
def test_every_two_stages_can_be_told_apart(sight, shown):
    seen = [lab(SIGHT[sight] @ linear(shown(colour))) for colour in STAGE.values()]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 14


@pytest.mark.parametrize("shown", [str, on_dark], ids=["light", "dark"])
@pytest.mark.parametrize("colour", [INK, QUIET, OURS, GAIN, LOSS, *STAGE_TEXT.values()])
def test_texts_have_a_contrast_that_can_be_read(colour, shown):
    assert contrast(shown(colour), shown(PAPER)) >= 4.5


def test_transparent_colour_keeps_its_parts():
    assert clear("#56b4e9", 0.5) == "rgba(86,180,233,0.5)"
