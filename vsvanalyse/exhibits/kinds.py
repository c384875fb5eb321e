"""The kinds of exhibit: frozen, with a tidy frame whose columns are in the data dictionary, and a claim as title.

Every row of a frame tells in ``wie`` whose it is: the group (of ``n``), own, or one other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from vsvanalyse.columns import column
from vsvanalyse.evidence.claims import Claim

WHOSE = (GROUP, OWN, OTHER) = ("groep", "eigen", "ander")


class ExhibitError(ValueError):
    """Data that are no exhibit; the message is Dutch."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Exhibit:
    """What all kinds share.

    ``id`` is chapter and name (``scheiding.lezingen``), which `making.exhibit` gives. ``rows`` is the tidy frame, money in cents. ``claim`` gives the title; ``about``
    is the line below it (what, unit, year, n, price base), ``note`` the caveat, ``alt`` what there is to be seen, made of the rows where
    it is empty. ``subject`` is the VSV that it is about, ``""`` for the group. ``counted`` says in words what columns count
    (`release.lineage`, `release.sources`; ``telt`` where each row says so itself), ``of_one`` the columns that tell of one VSV though the dictionary
    does not say so (``tells_of``). ``closed`` is the title for who may not see another VSV, where that of ``claim`` tells of one. Raises ExhibitError when a column is not in the dictionary, or
    ``wie`` is missing or says something unknown.
    """

    kind: ClassVar[str] = ""
    id: str = ""
    claim: Claim
    rows: pd.DataFrame
    about: str = ""
    note: str = ""
    alt: str = ""
    source: str = ""
    subject: str = ""
    made_up: bool = False
    counted: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    of_one: tuple[str, ...] = ()
    closed: str = ""

    def __post_init__(self) -> None:
        if "wie" not in self.rows:
            raise ExhibitError(f"{self.id}: de kolom 'wie' ontbreekt; zij zegt van wie een rij is")
        if strange := sorted(set(self.rows["wie"]) - set(WHOSE)):
            told = ", ".join(map(str, strange))
            raise ExhibitError(f"{self.id}: 'wie' zegt {told}; kies uit {', '.join(WHOSE)}")
        if not self.rows.columns.is_unique:
            raise ExhibitError(f"{self.id}: een kolom staat er twee keer")
        for name in self.rows:
            column(name)
        missing = [name for name in self.shown() if name not in self.rows]
        if missing and self.rows.empty:
            object.__setattr__(self, "rows", self.rows.reindex(columns=[*self.rows.columns, *missing]))
        elif missing:
            raise ExhibitError(f"{self.id}: kolommen ontbreken: {', '.join(missing)}")

    def shown(self) -> tuple[str, ...]:
        """Give the columns that a reader gets to see, in order."""
        return tuple(name for name in self.rows if name != "wie")

    @property
    def title(self) -> str:
        """The sentence of the claim."""
        return self.claim.sentence()

    @property
    def frame(self) -> pd.DataFrame:
        """The rows for an analyst: readable headings, money in euros."""
        scales = {name: column(name).scale for name in self.shown()}
        return pd.DataFrame(
            {
                self.heading(name): self.rows[name]
                if scale == 1
                else self.rows[name].astype("Float64") / scale
                for name, scale in scales.items()
            }
        )

    def heading(self, name: str) -> str:
        """Give the heading of a column: the exhibit's own, or the dictionary's."""
        return self.headings.get(name) or column(name).title

    def text(self, name: str) -> list[str]:
        """Write the values of a column as the dictionary says."""
        return [column(name).write(value) for value in self.rows[name]]

    def with_(self, **changes: Any) -> Self:
        """Give the exhibit with some fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table(Exhibit):
    """A table of ``columns`` in order; rows of which ``totaal`` is True are set apart.

    Each row of ``cards`` is something to decide on, and is shown as a card where a table has no room. Of more than ``most`` rows, where
    that is given, only the first are shown, and the note says so; it is cut when it is released.
    """

    kind: ClassVar[str] = "tabel"
    columns: tuple[str, ...] = ()
    cards: bool = False
    most: int = 0

    def shown(self) -> tuple[str, ...]:
        """Give the columns of the table."""
        return self.columns

    def first_rows(self) -> Self:
        """Give it cut to what it shows."""
        if not self.most or len(self.rows) <= self.most:
            return self
        note = f"{self.note} De eerste {self.most} van {len(self.rows)}.".strip()
        return self.with_(rows=self.rows.head(self.most), note=note)


def _extent(values: pd.DataFrame) -> tuple[float, float]:
    """Give between what numbers lie, nought included."""
    known = values.to_numpy("float64", na_value=np.nan)
    return float(np.nanmin(known, initial=0.0)), float(np.nanmax(known, initial=0.0))


def _some(options: list[Any]) -> list[Any]:
    """Give at most four of the places of a control, from its first to its last."""
    return [options[round(at)] for at in np.linspace(0, len(options) - 1, min(len(options), 4))]


_TURNED_ALONE = "Op het scherm is elke combinatie te kiezen; hier staat wat elke keuze alleen doet."


@dataclass(frozen=True, kw_only=True, eq=False)
class Explorer(Table):
    """A table that a reader moves through: the first ``controls`` of its columns choose a row, the others are what that gives.

    Every combination of choices is one row, the last control turning fastest; ``start`` is the row to begin at. ``bars`` are the
    columns drawn, all on one axis (`limits`), in the looks of ``styles``; ``ends`` the columns of their intervals. The column ``zin`` says what a row comes to.
    """

    kind: ClassVar[str] = "verkenner"
    controls: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    start: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        told = [*self.rows[list(self.controls)].itertuples(index=False, name=None)]
        if told and told != [*product(*map(self.options, self.controls))]:
            raise ExhibitError(f"{self.id}: niet elke combinatie van keuzes staat er één keer, in volgorde")

    def options(self, name: str) -> list[Any]:
        """Give what a control can stand at, in order."""
        return [*dict.fromkeys(self.rows[name])]

    def limits(self) -> tuple[float, float]:
        """Give the ends of the axis: nought, and all that is drawn at any choice."""
        names = [*self.bars, *(end for name in self.bars for end in self.ends.get(name, ()))]
        return _extent(self.rows[names])

    def on_paper(self) -> Table:
        """Give what a page that does not move can show: the row to begin at first, then each control turned alone, to a few of its places."""
        begin = self.rows.iloc[[self.start]]
        turned = sum(self.rows[name] != begin[name].iloc[0] for name in self.controls)
        few = [self.rows[name].isin(_some(self.options(name))) for name in self.controls]
        rows = pd.concat([begin, self.rows[(turned == 1) & np.logical_and.reduce(few)]], ignore_index=True)
        same = {one.name: getattr(self, one.name) for one in fields(Table)}
        changed = {
            "rows": rows,
            "columns": (*self.controls, *self.bars),
            "note": f"{self.note} {_TURNED_ALONE}",
        }
        return Table(**{**same, **changed})


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart(Exhibit):
    """What the drawn kinds share: ``label`` names a place, ``value`` its number; ``series`` which of several.

    ``low`` and ``high`` are the ends of a line of uncertainty. ``text`` is written beside a mark, else its value. ``styles`` is
    how each series looks, by the names of `render.drawing`; ``focus`` are the labels (or series) in the highlighted colour. ``axis`` names the axis of numbers;
    ``reach`` are values that it holds whatever is drawn, so that pictures that are compared have one scale.
    """

    label: str = ""
    value: str = ""
    series: str = ""
    low: str = ""
    high: str = ""
    text_column: str = ""
    styles: Mapping[str, str] = field(default_factory=dict)
    focus: tuple[str, ...] = ()
    axis: str = ""
    reach: tuple[float, ...] = ()

    def shown(self) -> tuple[str, ...]:
        """Give the columns that are drawn."""
        named = (self.label, self.series, self.value, self.low, self.high)
        return tuple(dict.fromkeys(name for name in named if name))

    def beside(self) -> list[str]:
        """Write what stands beside each mark."""
        return self.text(self.text_column or self.value)

    def extent(self) -> tuple[float, float]:
        """Give between what its marks lie, none of them stacked, nought included, in the unit of the value."""
        return _extent(self.rows[[name for name in (self.value, self.low, self.high) if name]])

    def described(self) -> str:
        """Say what there is to be seen, from the rows: the alt text where none is given."""
        if self.rows.empty:
            return f"{self.title}; er is niets getekend."
        nothing = [""] * len(self.rows)
        named = self.text(self.series) if self.series else nothing
        ends = self._ends() if self.low and self.high else nothing
        parts = [
            " ".join(part for part in told if part)
            for told in zip(self.text(self.label), named, self.text(self.value), ends, strict=True)
        ]
        more = len(parts) - _MOST_TOLD
        return f"{self.kind.capitalize()}: {'; '.join(parts[:_MOST_TOLD])}{f'; en nog {more}' if more > 0 else ''}."

    def _ends(self) -> list[str]:
        """Write the ends of each line of uncertainty; nothing where there is none."""
        known = self.rows[self.low].notna() & self.rows[self.high].notna()
        return [
            f"({low} tot {high})" if told else ""
            for low, high, told in zip(self.text(self.low), self.text(self.high), known, strict=True)
        ]


_MOST_TOLD = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class Bars(Chart):
    """Horizontal bars, in the order of the rows: one a label, stacked by series, or beside each other by series.

    ``mark`` is a column with a place to strike through the bars of a label, such as the mean of the others. ``sure`` is a column that
    says of which rows the number can be told: of another only the line of uncertainty is drawn, for a bar would claim a number.
    """

    kind: ClassVar[str] = "staven"
    layout: str = "enkel"
    mark: str = ""
    mark_text: str = ""
    sure: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.layout not in ("enkel", "gestapeld", "naast"):
            raise ExhibitError(f"{self.id}: onbekende opbouw '{self.layout}'")

    def has_bar(self) -> np.ndarray:
        """Mark the rows of which a bar is drawn."""
        return self.rows[self.sure].to_numpy("bool") if self.sure else np.ones(len(self.rows), dtype=bool)


@dataclass(frozen=True, kw_only=True, eq=False)
class Dots(Chart):
    """Dots on a line per label; ``joined`` draws a line between the series of a label, ``zero`` one at nought."""

    kind: ClassVar[str] = "stippen"
    joined: bool = False
    zero: bool = False
    sides: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Bridge(Chart):
    """Steps from one amount to another; the column ``soort`` says begin, stap or eind, and a step is written with its sign."""

    kind: ClassVar[str] = "brug"

    def text(self, name: str) -> list[str]:
        """Write the values of a column; amounts of steps with their sign."""
        texts = super().text(name)
        if name != self.value:
            return texts
        rises = (self.rows["soort"] == "stap") & (self.rows[name].astype("float64") > 0)
        return [f"+ {text.lstrip('+ ')}" if up else text for text, up in zip(texts, rises, strict=True)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines(Chart):
    """Lines, points or bars over ``label``, numbers or places in order; low and high are a band around a line.

    ``each`` is a column that parts a series into lines of its own that look alike, such as one for every VSV.
    """

    kind: ClassVar[str] = "lijnen"
    label_axis: str = ""
    each: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Matrix(Chart):
    """A sign in each cell of ``label`` × ``series``; ``signs`` maps a value to its sign, ``signs_text`` to what that means."""

    kind: ClassVar[str] = "rooster"
    signs: Mapping[str, str]
    signs_text: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Text(Exhibit):
    """Paragraphs (column ``tekst``), with no title of their own; ``soort`` is gewoon, let-op, kop, titel (the page's own) or verzonnen."""

    kind: ClassVar[str] = "tekst"


KINDS: dict[str, type[Exhibit]] = {
    one.kind: one for one in (Table, Explorer, Bars, Dots, Bridge, Lines, Matrix, Text)
}


def _plain(values: pd.Series) -> list[Any]:
    """Give the values of a column as plain Python, what is missing as None."""
    return [None if gone else value for value, gone in zip(values.tolist(), values.isna(), strict=True)]


def to_dict(one: Exhibit) -> dict[str, Any]:
    """Give an exhibit as plain data, from which `from_dict` makes it again: its rows as records, missing values as None."""
    names = [each.name for each in fields(one) if each.name not in ("rows", "claim")]
    values = [_plain(one.rows[name]) for name in one.rows]
    rows = [dict(zip(one.rows, row, strict=True)) for row in zip(*values, strict=True)]
    types = {name: str(dtype) for name, dtype in one.rows.dtypes.items()}
    data = {"kind": one.kind, **{name: getattr(one, name) for name in names}}
    if isinstance(one, Chart):
        data["alt"] = one.alt or one.described()
    return {**data, "title": one.title, "claim": one.claim.to_dict(), "rows": rows, "dtypes": types}


def from_dict(data: Mapping[str, Any]) -> Exhibit:
    """Make an exhibit again; raises ExhibitError, in Dutch, for an unknown kind or missing parts."""
    if data.get("kind") not in KINDS:
        raise ExhibitError(f"onbekend soort exhibit '{data.get('kind')}', kies uit {', '.join(KINDS)}")
    kind = KINDS[data["kind"]]
    try:
        types = data["dtypes"]
        frame = pd.DataFrame(data["rows"], columns=list(types)).astype(types)
        names = {each.name for each in fields(kind)} & data.keys() - {"rows", "claim"}
        given: dict[str, Any] = {
            name: tuple(data[name]) if isinstance(data[name], list) else data[name] for name in names
        }
        return kind(rows=frame, claim=Claim.from_dict(data["claim"]), **given)
    except (KeyError, TypeError) as error:
        raise ExhibitError(f"dit is geen heel exhibit van soort '{data['kind']}': {error}") from error
