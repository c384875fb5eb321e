"""How the house looks: its colours, fills and settings for matplotlib."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import matplotlib as mpl

FOCUS, GREY, LIGHT, DARK, INK, WARN = "#0B6E99", "#7F8B92", "#DCE2E5", "#3C474D", "#1F2A30", "#B3261E"
FILL: dict[str, dict[str, Any]] = {
    "vol": {"facecolor": FOCUS, "edgecolor": FOCUS},
    "grijs": {"facecolor": GREY, "edgecolor": GREY},
    "licht": {"facecolor": LIGHT, "edgecolor": DARK},
    "gearceerd": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "////"},
    "gestreept": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "||||"},
    "gekruist": {"facecolor": "white", "edgecolor": DARK, "hatch": "xx"},
    "omlijnd": {"facecolor": "white", "edgecolor": FOCUS, "linewidth": 1.4},
}


WIDE, NARROW = 7.2, 3.35
"""How wide a picture is, in inches: as a page, or as half of it and as a phone."""
SMALLEST = 9.0
"""No letter is smaller, in points."""


@cache
def style(width: float = WIDE) -> Any:
    """Give the settings of the house for matplotlib, for pictures of a width."""
    path = files("vsvanalyse").joinpath("render", "vsv.mplstyle")
    settings: Any = mpl.rc_params_from_file(str(path), use_default_template=False)
    return {**settings, "figure.figsize": (width, width / 2)}
