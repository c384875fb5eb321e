"""The data dictionary: title, unit, format and meaning of every column of every table and exhibit, each said once."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import pandas as pd

from vsvanalyse.money import (
    format_about,
    format_euro,
    format_euro_millions,
    format_number,
    format_percent,
    signed,
)

NOTHING = "–"
"""What stands where a value is missing: unknown is not zero."""


ONE, QUARTILE, SIZE = "één VSV", "kwartiel", "omvang"


@dataclass(frozen=True)
class Column:
    """One column: how it is headed, its unit, how its values are written, and what they mean, in Dutch.

    ``tells_of`` is `ONE` where a value is that of one VSV or gives it by subtraction, `QUARTILE` where it is that of few when there are few, `SIZE` where it tells how
    large a VSV is, which everybody knows.
    """

    name: str
    title: str
    unit: str
    format: str
    meaning: str
    tells_of: str = ""

    @property
    def number(self) -> bool:
        """Whether values are numbers: right-aligned, and numbers in a workbook."""
        return self.format not in ("tekst", "code")

    def write(self, value: object) -> str:
        """Write a value the Dutch way; a dash where it is missing."""
        if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
            return NOTHING
        return FORMATS[self.format](value)

    @property
    def scale(self) -> float:
        """What a value is divided by to stand in the unit of the column: cents to euros."""
        return 100.0 if self.unit == "euro" else 1.0


FORMATS: dict[str, Callable[..., str]] = {
    "tekst": str,
    "code": str,
    "jaar": lambda value: str(int(value)),
    "euro": format_euro,
    "verschil": signed,
    "ongeveer": format_about,
    "mln": format_euro_millions,
    "mln_verschil": lambda value: signed(value, format_euro_millions),
    "getal": format_number,
    "getal1": lambda value: format_number(value, 1),
    "getal2": lambda value: format_number(value, 2),
    "procent": format_percent,
    "procent1": lambda value: format_percent(value, 1),
    "procent_verschil": lambda value: signed(value, format_percent),
    "mutatie": lambda value: f"{format_number(value, 2)} %",
    "ja_nee": lambda value: "ja" if value else "nee",
}
"""How values are written; a new way of writing is one row here."""


@cache
def dictionary() -> dict[str, Column]:
    """Read ``columns.csv``: name → column. Raises ValueError for a name that stands twice or an unknown format."""
    text = files("vsvanalyse").joinpath("columns.csv").read_text(encoding="utf-8")
    rows = [Column(*row) for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]]
    names = [row.name for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"columns.csv: twee keer dezelfde kolom: {', '.join(twice)}")
    if strange := sorted({row.tells_of for row in rows} - {"", ONE, QUARTILE, SIZE}):
        raise ValueError(f"columns.csv: onbekend bij toont: {', '.join(strange)}")
    if wrong := sorted({row.format for row in rows} - set(FORMATS)):
        raise ValueError(f"columns.csv: onbekende opmaak: {', '.join(wrong)}")
    return {row.name: row for row in rows}


@cache
def column(name: str) -> Column:
    """Give what the dictionary says of a column; ``bedrag_ct@2021`` is ``bedrag_ct`` with ``2021`` behind its title.

    Raises KeyError, in Dutch, for a column that the dictionary lacks.
    """
    base, _, suffix = name.partition("@")
    try:
        found = dictionary()[base]
    except KeyError:
        raise KeyError(f"kolom '{base}' staat niet in columns.csv") from None
    title = f"{found.title} {suffix}" if suffix else found.title
    return replace(found, name=name, title=title)
