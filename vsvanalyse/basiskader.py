"""The VSV-basiskader as data: tasks, responsibilities, code lists, published averages, rates.

Every list is a file in ``codelists/`` that names its source, so that a list can be corrected
without touching code. This module only reads and offers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

ONBEKEND = "onbekend"
"""The label under which a line with an unreadable label keeps its euros."""

EENMALIG, STRUCTUREEL = "eenmalig", "structureel"
UREN = "uren"


@dataclass(frozen=True)
class Basiskader:
    """The code lists, one frame each; changing a frame does not change what the next reader gets.

    ``gepubliceerd`` has a row per task. ``eenmalig_jr1_ct`` and ``eenmalig_jr2_ct`` are one-off
    amounts in the first and the second year, ``structureel_ct`` is an amount per year, all in
    cents. ``tabel_ct`` = both one-offs + one structural year: the last column of the printed
    table, which is no yearly amount. ``jaar1_ct`` and onwards are the yearly amounts.
    """

    taken: pd.DataFrame
    verantwoordelijkheden: pd.DataFrame
    taak_verantwoordelijkheid: pd.DataFrame
    gepubliceerd: pd.DataFrame
    functies: pd.DataFrame
    kostensoorten: pd.DataFrame
    activiteiten: pd.DataFrame
    antwoorden: pd.DataFrame
    tariefkaart: pd.DataFrame
    indexcijfers: pd.DataFrame

    @property
    def eenmalige_taken(self) -> frozenset[str]:
        """The tasks that the published table prints as one-off."""
        eenmalig = self.gepubliceerd["eenmalig_jr1_ct"] + self.gepubliceerd["eenmalig_jr2_ct"] > 0
        return frozenset(self.gepubliceerd.loc[eenmalig, "taak"])


@cache
def read_codelist(name: str) -> pd.DataFrame:
    """Read ``codelists/<name>.csv``; text stays text, an empty cell is ``""``, ``_ct`` is int64."""
    with files("vsvanalyse").joinpath("codelists", f"{name}.csv").open(encoding="utf-8") as file:
        frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    whole = [column for column in frame if column.endswith("_ct") or column == "jaar"]
    return frame.astype(dict.fromkeys(whole, "int64"))


@cache
def _load() -> Basiskader:
    published = read_codelist("gepubliceerd")
    one_off = published["eenmalig_jr1_ct"] + published["eenmalig_jr2_ct"]
    published = published.assign(
        eenmalig_ct=one_off,
        tabel_ct=one_off + published["structureel_ct"],
        jaar1_ct=published["eenmalig_jr1_ct"] + published["structureel_ct"],
        jaar2_ct=published["eenmalig_jr2_ct"] + published["structureel_ct"],
        jaar3_ct=published["structureel_ct"],
    )
    index = read_codelist("indexcijfers")
    index = index.assign(
        mutatie_pct=pd.to_numeric(index["mutatie_pct"]), niveau=pd.to_numeric(index["niveau"])
    )
    return Basiskader(
        taken=read_codelist("taken"),
        verantwoordelijkheden=read_codelist("verantwoordelijkheden"),
        taak_verantwoordelijkheid=read_codelist("taak_verantwoordelijkheid"),
        gepubliceerd=published,
        functies=read_codelist("functies"),
        kostensoorten=read_codelist("kostensoorten"),
        activiteiten=read_codelist("activiteiten"),
        antwoorden=read_codelist("antwoorden"),
        tariefkaart=read_codelist("tariefkaart"),
        indexcijfers=index,
    )


def load() -> Basiskader:
    """Give the basiskader; the frames are the caller's own (copy-on-write)."""
    kept = _load()
    return Basiskader(**{name: frame.copy(deep=False) for name, frame in vars(kept).items()})


@cache
def codes(name: str) -> tuple[str, ...]:
    """List the codes of one code list in its own order; ``name`` is a field of `Basiskader`."""
    return tuple(getattr(_load(), name).iloc[:, 0])


@cache
def one_off_tasks() -> frozenset[str]:
    """Give the tasks that the published table prints as one-off."""
    return _load().eenmalige_taken


@cache
def task_names() -> dict[str, str]:
    """Map task code to short Dutch name."""
    taken = _load().taken
    return dict(zip(taken["taak"], taken["naam"], strict=True))


@cache
def rate_card(year: int) -> Mapping[str, int]:
    """Map functie to the rate-card rate in cents per hour for one year.

    A year after the last known one takes the last; a year before the first takes the first,
    because the source prints its first column as "t/m 2021".
    """
    card = _load().tariefkaart
    years = card["jaar"].unique()
    known = max((y for y in years if y <= year), default=min(years))
    at = card[card["jaar"] == known]
    return MappingProxyType(dict(zip(at["functie"], (int(ct) for ct in at["tarief_ct"]), strict=True)))
