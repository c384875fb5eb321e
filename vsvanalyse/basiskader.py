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


class CodelistError(ValueError):
    """Code lists that contradict each other; the message is Dutch and names every disagreement, with both lists."""


_AGREE = (
    ("taak", "taken", "gepubliceerd", True),
    ("taak", "taken", "taak_verantwoordelijkheid", True),
    ("verantwoordelijkheid", "verantwoordelijkheden", "taak_verantwoordelijkheid", True),
    ("functie", "functies", "tariefkaart", True),
    ("regel", "controleregels", "drempels", False),
)
"""Column, list that defines it, list that uses it, and whether the second must hold all of the first."""
_UNIQUE = {
    "taken": "taak",
    "gepubliceerd": "taak",
    "taak_verantwoordelijkheid": "taak",
    "functies": "functie",
}


def check_codelists() -> None:
    """Compare the code lists with each other, both ways; raises CodelistError with every disagreement at once.

    A task that stands in one list only would vanish from a sum over the other without a word.
    """
    wrong = []
    for name, column in _UNIQUE.items():
        codes = read_codelist(name)[column]
        wrong += [
            f"{name}.csv: {column} '{code}' staat er twee keer" for code in codes[codes.duplicated()].unique()
        ]
    for column, defining, using, whole in _AGREE:
        known, used = (list(dict.fromkeys(read_codelist(name)[column])) for name in (defining, using))
        wrong += [
            f"{column} '{c}' staat in {using}.csv, maar niet in {defining}.csv"
            for c in used
            if c not in known
        ]
        if whole:
            wrong += [
                f"{column} '{c}' staat in {defining}.csv, maar niet in {using}.csv"
                for c in known
                if c not in used
            ]
    if wrong:
        raise CodelistError("\n".join(f"{text}." for text in wrong))


@cache
def read_codelist(name: str) -> pd.DataFrame:
    """Read ``codelists/<name>.csv``; text stays text, an empty cell is ``""``, ``_ct`` is int64."""
    with files("vsvanalyse").joinpath("codelists", f"{name}.csv").open(encoding="utf-8") as file:
        frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    whole = [column for column in frame if column.endswith("_ct") or column == "jaar"]
    return frame.astype(dict.fromkeys(whole, "int64"))


@cache
def _load() -> Basiskader:
    check_codelists()
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
