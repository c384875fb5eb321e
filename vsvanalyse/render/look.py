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


@cache
def style() -> Any:
    """Give the settings of the house for matplotlib."""
    path = files("vsvanalyse").joinpath("render", "vsv.mplstyle")
    settings: Any = mpl.rc_params_from_file(str(path), use_default_template=False)
    return dict(settings)
