"""A made-up study as data: who registers, how they work on each task, and the lists that the study has of its own.

A study is a folder in ``studies/``: ``studie.toml``, and where it differs from the package ``codelijsten/``, ``scenarios/`` and
``besluiten.toml``. All of it is invented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

FIRST = "vsv"
"""The study that is made where none is asked for."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Purchase(_Told):
    """What is bought for a task, in how many invoices a year."""

    kostensoort: str
    leverancier: str
    omschrijving: str
    facturen: int


class TaskProfile(_Told):
    """How organisations spend on a task: shares of hours per function and per activity, meetings a year, purchases.

    ``inkoop`` is the share of the task's cash that is bought; ``bijeenkomsten`` are meetings a year. ``gemiddeld_eur`` is the mean
    cost in a year, where no published table says it; ``jaren`` how many of the first years have any cost, 0 for all.
    ``inkoop_activiteit`` names for a kind of organisation the activity of what it buys.
    """

    omschrijving: str
    functies: Mapping[str, float]
    activiteiten: Mapping[str, float]
    bijeenkomsten: int
    inkoop: float
    inkopen: tuple[Purchase, ...]
    gemiddeld_eur: int = 0
    jaren: int = 0
    inkoop_activiteit: Mapping[str, str] = Field(default_factory=dict)


class Organisation(_Told):
    """One made-up organisation: its size, and what makes it differ from the others.

    ``uren_factor``, ``tarief_factor`` and ``inkoop_factor`` multiply the plain task profile;
    ``vergoed`` is the paid share of hours of who is not always paid; ``antwoorden`` has the tasks without cost.
    """

    code: str
    naam: str
    soort: str
    omvang: int
    partners: int
    rechtspersoon: str
    startjaar: int
    uren_factor: float
    tarief_factor: float
    vergoed: float
    inkoop_factor: float
    antwoorden: Mapping[str, str] = Field(default_factory=dict)


class Size(_Told):
    """How large organisations are: the middle, the spread of logarithms, the ends, and the ordinary size of which costs are planned."""

    midden: float
    spreiding: float
    minst: int
    hoogstens: int
    gewoon: float


class More(_Told):
    """Who join when more are asked for than the study names: the second kind every ninth time."""

    code: str
    naam: str
    soorten: tuple[str, ...]
    omvang: Size


class Study(_Told):
    """A made-up study."""

    naam: str
    toelichting: str
    zaad: int
    jaren: tuple[int, ...]
    prijspeil: int
    n_land: int
    n_land_bron: str
    pilots_bron: str
    gepubliceerd: Mapping[str, Any] = Field(default_factory=dict)
    alleen: tuple[str, ...]
    betaald: tuple[str, ...]
    meer: More
    deelnemer: tuple[Organisation, ...]
    taak: Mapping[str, TaskProfile]
    vorige: str = ""
    map: Path = Path()

    def number(self, task: str) -> int:
        """Give the place of a task among those of the study, from 1."""
        return list(self.taak).index(task) + 1


def _folder() -> Path:
    return Path(str(files("vsvanalyse"))) / "example" / "studies"


def known_studies() -> list[str]:
    """Name the studies that come with the package."""
    return sorted(path.parent.name for path in _folder().glob("*/studie.toml"))


@cache
def load_study(name: str = FIRST) -> Study:
    """Read a study that comes with the package."""
    folder = _folder() / name
    told = tomllib.loads((folder / "studie.toml").read_text(encoding="utf-8"))
    return Study.model_validate({**told, "map": folder})


__all__ = ["FIRST", "Organisation", "Purchase", "Study", "TaskProfile", "known_studies", "load_study"]
