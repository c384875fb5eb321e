"""The VSV-basiskader as data: tasks, responsibilities, code lists, published averages, rates.

Every list is a file in ``codelists/`` that names its source, so that a list can be corrected
without touching code; an edition can put lists of its own in their place (`using`). This module only reads and
offers the lists in force. pandas waits until a frame is asked for: a process that reads one file needs the codes only.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, wraps
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, str]
"""A row of a list as text, by column; an empty cell is ``""``."""
P = ParamSpec("P")
T = TypeVar("T")

ONBEKEND = "onbekend"
"""The label under which a line with an unreadable label keeps its euros."""

UNKNOWN_TASK = "Onbekende taak"
"""How that label is called where names of tasks stand."""

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
        """The tasks that are one-off."""
        return one_off_tasks()


@dataclass(frozen=True)
class Lists:
    """The lists that hold: those of the package, but for the ones in ``own``; equal when they say the same."""

    own: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        """Take the mark by which lists are told apart; plain rows can be handed to another process."""
        plain = {name: tuple(dict(row) for row in rows) for name, rows in self.own.items()}
        object.__setattr__(self, "own", plain)
        told = repr(sorted((name, [sorted(row.items()) for row in rows]) for name, rows in self.own.items()))
        object.__setattr__(self, "mark", hashlib.sha256(told.encode()).hexdigest() if self.own else "")

    def __eq__(self, other: object) -> bool:
        """Whether the other lists say the same."""
        return isinstance(other, Lists) and self.mark == other.mark

    def __hash__(self) -> int:
        """Hash what the lists say."""
        return hash(self.mark)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Give the rows of a list."""
        return self.own[name] if name in self.own else package_rows(name)


BEYOND = "(te veel)"
"""Where cells stand that a row has beyond the columns of its list."""


def number(text: str) -> float:
    """Read a number of a list, with a decimal comma or point; raises ValueError for what is none, and for one without end."""
    found = float(text.replace(",", "."))
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def fraction(text: str) -> Fraction:
    """Read a share exactly: ``"0,5"`` or ``"1/3"``; raises ValueError for what is none."""
    return Fraction(text.replace(",", "."))


def parse_list(text: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Read the text of a list: its columns, and its rows; a cell that a row lacks is ``""``, cells beyond the columns stand in `BEYOND`."""
    text = text.removeprefix("\ufeff")
    if text[:4].casefold() == "sep=":  # How Excel says with what cells are parted.
        text = text.partition("\n")[2]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", restval="", restkey=BEYOND)
    read = tuple(
        {key: (";".join(value) if key == BEYOND else value).strip() for key, value in row.items()}
        for row in reader
    )
    return tuple(reader.fieldnames or ()), read


@cache
def package_columns(name: str) -> tuple[str, ...]:
    """Give the columns of the package's own list."""
    return _package_list(name)[0]


def package_rows(name: str) -> tuple[Row, ...]:
    """Give the rows of the package's own list."""
    return _package_list(name)[1]


@cache
def _package_list(name: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    text = files("vsvanalyse").joinpath("codelists", f"{name}.csv").read_text(encoding="utf-8")
    columns, read = parse_list(text)
    return columns, tuple(MappingProxyType(row) for row in read)


PACKAGE = Lists()
"""The lists of the package itself."""
_in_force = PACKAGE


def in_force() -> Lists:
    """Give the lists that hold in this process now."""
    return _in_force


def put_in_force(lists: Lists) -> None:
    """Let lists hold from now on in this process, such as in a notebook that opened an edition."""
    global _in_force
    _in_force = lists


@contextmanager
def using(lists: Lists) -> Iterator[None]:
    """Let lists hold for as long as this lasts; whatever held before holds again afterwards."""
    before = in_force()
    put_in_force(lists)
    try:
        yield
    finally:
        put_in_force(before)


def per_lists(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function of hashable arguments makes of the lists in force, for each of the lists apart."""
    kept: dict[tuple[Hashable, ...], T] = {}

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (_in_force.mark, args, *kwargs.items())
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]

    return asked


def rows(name: str) -> tuple[Row, ...]:
    """Give the rows of a list in force as text."""
    return _in_force.rows(name)


@per_lists
def read_codelist(name: str) -> pd.DataFrame:
    """Give a list in force as a frame; text stays text, an empty cell is ``""``, ``_ct`` is int64."""
    import pandas as pd

    found = rows(name)
    columns = list(found[0]) if found else list(package_columns(name))
    frame = pd.DataFrame(list(found), columns=columns, dtype="str")
    whole = [column for column in frame if column.endswith("_ct") or column == "jaar"]
    return frame.astype(dict.fromkeys(whole, "int64"))


@per_lists
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
    figures = {
        name: [number(text) if text else math.nan for text in index[name]]
        for name in ("mutatie_pct", "niveau")
    }
    index = index.assign(**figures).astype(dict.fromkeys(figures, "float64"))
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


@per_lists
def codes(name: str) -> tuple[str, ...]:
    """List the codes of one code list in its own order; ``name`` is a field of `Basiskader`."""
    return tuple(next(iter(row.values())) for row in rows(name))


@per_lists
def one_off_tasks() -> frozenset[str]:
    """Give the tasks that are one-off."""
    return frozenset(row["taak"] for row in rows("taken") if row["aard"] == EENMALIG)


@per_lists
def task_names() -> dict[str, str]:
    """Map task code to short Dutch name."""
    return {row["taak"]: row["naam"] for row in rows("taken")}


@per_lists
def responsibilities() -> Mapping[str, Mapping[str, Fraction]]:
    """Map task code to its responsibilities: name → the share of the task, which sum to 1."""
    names = {row["verantwoordelijkheid"]: row["naam"] for row in rows("verantwoordelijkheden")}
    found: dict[str, dict[str, Fraction]] = {}
    for row in rows("taak_verantwoordelijkheid"):
        found.setdefault(row["taak"], {})[names[row["verantwoordelijkheid"]]] = fraction(row["aandeel"])
    return MappingProxyType(found)


@per_lists
def index_weights(kind: str) -> Mapping[str, Fraction]:
    """Map the indices that a kind of price follows to their shares, which sum to 1."""
    told = {row["soort"]: fraction(row["aandeel"]) for row in rows("indexgewichten") if row["prijs"] == kind}
    return MappingProxyType(told or {kind: Fraction(1)})


@per_lists
def _word_pattern() -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    """Give what finds the words of the list ``woorden`` in a text, longest first, and what stands for each; None without words."""
    here: dict[str, str] = {}
    for row in rows("woorden"):
        word, other = row["woord"], row["hier"]
        here |= {_capital(word): _capital(other), word: other}
    if not here:
        return None
    either = "|".join(map(re.escape, sorted(here, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), here


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def worded(text: str) -> str:
    """Write a text of this package in the words of the study at hand (list ``woorden``): ``"per VSV"`` as ``"per netwerk"``."""
    found = _word_pattern()
    if found is None:
        return text
    pattern, here = found

    def put(word: re.Match[str]) -> str:
        before = text[: word.start()].rstrip(" *#-\n")
        begins = not before or before[-1] in ".?!"
        return _capital(here[word[0]]) if begins and word[0][:1].isupper() else here[word[0]]

    return pattern.sub(put, text)


@per_lists
def rate_card(year: int) -> Mapping[str, int]:
    """Map functie to the rate-card rate in cents per hour for one year.

    A year after the last known one of a function takes that; a year before the first takes the first,
    because the source prints its first column as "t/m 2021".
    """
    known: dict[str, dict[int, int]] = {}
    for row in rows("tariefkaart"):
        known.setdefault(row["functie"], {})[int(row["jaar"])] = int(row["tarief_ct"])
    return MappingProxyType(
        {
            functie: rates[max((y for y in rates if y <= year), default=min(rates))]
            for functie, rates in known.items()
        }
    )
