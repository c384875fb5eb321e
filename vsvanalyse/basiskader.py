"""The VSV-basiskader as data: tasks, responsibilities, code lists, published averages, rates.

Every list is a file in ``codelists/`` that names its source, so that a list can be corrected
without touching code. This module only reads and offers them. pandas waits until a frame is asked
for: a process that reads one file needs the codes only.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        return one_off_tasks()


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Read ``codelists/<name>.csv`` as rows of text; an empty cell is ``""``."""
    text = files("vsvanalyse").joinpath("codelists", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(io.StringIO(text), delimiter=";"))


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
        counts = Counter(row[column] for row in rows(name))
        wrong += [f"{name}.csv: {column} '{c}' staat er vaker" for c, count in counts.items() if count > 1]
    for column, defining, using, whole in _AGREE:
        known, used = (dict.fromkeys(row[column] for row in rows(name)) for name in (defining, using))
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
    """Give ``codelists/<name>.csv`` as a frame; text stays text, an empty cell is ``""``, ``_ct`` is int64."""
    import pandas as pd

    frame = pd.DataFrame(list(rows(name)), dtype="str")
    whole = [column for column in frame if column.endswith("_ct") or column == "jaar"]
    return frame.astype(dict.fromkeys(whole, "int64"))


@cache
def _load() -> Basiskader:
    import pandas as pd

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
    return tuple(next(iter(row.values())) for row in rows(name))


@cache
def one_off_tasks() -> frozenset[str]:
    """Give the tasks that the published table prints as one-off."""
    once = ("eenmalig_jr1_ct", "eenmalig_jr2_ct")
    return frozenset(row["taak"] for row in rows("gepubliceerd") if any(int(row[year]) for year in once))


@cache
def task_names() -> dict[str, str]:
    """Map task code to short Dutch name."""
    return {row["taak"]: row["naam"] for row in rows("taken")}


@cache
def responsibilities() -> Mapping[str, str]:
    """Map task code to the name of its responsibility, this project's proposal; a task without one is not in it."""
    names = {row["verantwoordelijkheid"]: row["naam"] for row in rows("verantwoordelijkheden")}
    return MappingProxyType(
        {row["taak"]: names[row["verantwoordelijkheid"]] for row in rows("taak_verantwoordelijkheid")}
    )


@cache
def rate_card(year: int) -> Mapping[str, int]:
    """Map functie to the rate-card rate in cents per hour for one year.

    A year after the last known one takes the last; a year before the first takes the first,
    because the source prints its first column as "t/m 2021".
    """
    card = rows("tariefkaart")
    years = [int(row["jaar"]) for row in card]
    known = max((y for y in years if y <= year), default=min(years))
    return MappingProxyType(
        {row["functie"]: int(row["tarief_ct"]) for row in card if int(row["jaar"]) == known}
    )
