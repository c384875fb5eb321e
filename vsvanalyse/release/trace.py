"""Where a number on a page comes from: form cells, separation rules, assumptions and measures, which sum to it to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Exhibit, ExhibitError
from vsvanalyse.faults import unknown
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.process.data import EditionData
from vsvanalyse.release.lineage import DIFFERENCE, MEAN, OTHERS, VALUED, Quantity, lines_behind, place_of
from vsvanalyse.release.sources import (
    ASSUMPTION,
    CENT,
    COLUMNS,
    LINE,
    RULE,
    SOURCES,
    STEP,
    Asked,
    Rows,
    entry,
    frame_of,
    line_rows,
    rule_rows,
)
from vsvanalyse.scenarios.schema import Scenario

ROW_WORDS = "telt"
"""The column of an exhibit that says of each row what it counts, where rows differ in that."""
_ROUNDED = 5 * CENT
"""What rounding can move of one task: its five drivers are rounded so that they sum to the whole."""


class TraceError(ExhibitError):
    """A number that cannot be traced; the message is Dutch."""


@dataclass(frozen=True, repr=False)
class Trace:
    """What a number is made of: ``rows`` of `COLUMNS`, whose ``bijdrage`` sums to ``value``, in the unit of ``column`` (cents, hours)."""

    exhibit: str
    label: str
    heading: str
    column: str
    value: float
    rows: pd.DataFrame

    @property
    def ranked(self) -> pd.DataFrame:
        """The rows, what adds most first and what only explains last."""
        order = -self.rows["bijdrage"].abs().fillna(-1)
        return self.rows.loc[order.sort_values(kind="stable").index].reset_index(drop=True)

    @property
    def frame(self) -> pd.DataFrame:
        """The rows for an analyst, ranked: money in euros."""
        told, scale = self.ranked, column(self.column).scale
        return told.assign(**{name: told[name] / scale for name in ("waarde", "bijdrage")})

    def without_others(self, vsv: str) -> Trace:
        """Give it for one VSV: the lines of all others are one row, as their mean is one number."""
        others = (self.rows["vsv"] != vsv) & (self.rows["vsv"] != "")
        if not others.any():
            return self
        together = frame_of(
            [entry(STEP, "de andere VSV’s, samen", bijdrage=self.rows.loc[others, "bijdrage"].sum())]
        )
        kept = pd.concat([self.rows[~others], together], ignore_index=True)
        return replace(self, rows=kept)

    def write(self, amount: float) -> str:
        """Write an amount in the unit of the number: euros to the cent, or hours."""
        return format_euro(amount, 2) if column(self.column).scale != 1 else format_number(amount, 2)

    def __repr__(self) -> str:
        """Say which number it is, and of how many lines it is made."""
        lines = self.rows["soort"] == LINE
        forms = self.rows.loc[lines, "bestand"].nunique()
        return f"{self.exhibit}, {self.label}, {self.heading}: {self.write(self.value)} uit {int(lines.sum())} regels van {forms} formulieren"


def numbers(one: Exhibit) -> Iterator[tuple[int, str]]:
    """Give the place of every number of an exhibit that says what it counts: the row (from 0) and the column."""
    for at, row in enumerate(one.rows.to_dict("records")):
        for name in one.counted:
            if not pd.isna(row.get(name)) and _words(one, row, name):
                yield at, name


def trace(
    one: Exhibit, at: int, name: str, data: EditionData, scenarios: Mapping[str, Scenario] | None = None
) -> Trace:
    """Trace the number in row ``at`` (from 0) and column ``name`` of an exhibit of an edition.

    ``data`` is the edition as the exhibit's page sees it (`release.closed_for`). Raises TraceError where there is no such number,
    where the exhibit does not say what it counts, and where what it is made of does not sum to it.
    """
    if not 0 <= at < len(one.rows):
        raise TraceError(f"'{one.id}' heeft {len(one.rows)} rijen; rij {at + 1} is er niet.")
    if not one.counted:
        raise TraceError(f"Van '{one.id}' is geen getal te herleiden: het zegt niet wat het telt.")
    if name not in one.counted:
        raise TraceError(unknown("kolom", name, one.counted))
    row = one.rows.to_dict("records")[at]
    where = f"'{one.id}', rij {at + 1}, '{one.heading(name)}'"
    if pd.isna(row[name]):
        raise TraceError(f"{where}: er staat geen getal; het is onbekend of niet getoond.")
    rows = _of_total(one, name, row, data, scenarios or {}) if row.get("totaal") is True else None
    rows = _of_row(one, row, name, data, scenarios or {}) if rows is None else rows
    if abs(left := float(row[name]) - float(rows["bijdrage"].sum())) > CENT:
        raise TraceError(f"{where}: wat eronder ligt sluit niet aan; er is {column(name).write(left)} over.")
    return Trace(
        one.id, label(one, row), one.heading(name), name, float(row[name]), rows.reset_index(drop=True)
    )


def _words(one: Exhibit, row: Mapping[str, Any], name: str) -> str:
    words = one.counted[name]
    return str(row[ROW_WORDS] or "") if words == ROW_WORDS else words


def label(one: Exhibit, row: Mapping[str, Any]) -> str:
    """Name a row of an exhibit by its first texts."""
    shown = [str(row[name]) for name in one.shown() if isinstance(row.get(name), str) and row[name]]
    return ", ".join(dict.fromkeys(shown[:2])) or str(row.get("boekjaar") or "groep")


def _whose(one: Exhibit) -> str:
    """Name the VSV that stands beside the others: the one that an exhibit is about, or the only one in it."""
    named = set(one.rows["vsv"].dropna()) - {""} if "vsv" in one.rows else set()
    return one.subject or (str(*named) if len(named) == 1 else "")


def _of_total(
    one: Exhibit, name: str, total: Mapping[str, Any], data: EditionData, scenarios: Mapping[str, Scenario]
) -> pd.DataFrame | None:
    """Trace a total by its parts: all rows, or those that can be compared; nothing where it is another sum."""
    parts = one.rows[~one.rows["totaal"].astype("bool") & one.rows[name].notna()]
    shown = [each for each in one.shown() if each.endswith("_ct")]
    for some in (parts, parts[parts[shown].notna().all(axis=1)]):
        if len(some) and abs(float(some[name].astype("float64").sum()) - float(total[name])) <= CENT:
            found = [_of_row(one, row, name, data, scenarios) for row in some.to_dict("records")]
            told = pd.concat(found, ignore_index=True)
            return told[~told["soort"].isin((RULE, ASSUMPTION)) | ~told.duplicated()]
    return None


def _of_row(
    one: Exhibit, row: Mapping[str, Any], name: str, data: EditionData, scenarios: Mapping[str, Scenario]
) -> pd.DataFrame:
    words, value = _words(one, row, name), float(row[name])
    if not words:
        raise TraceError(f"'{one.id}' zegt niet wat '{label(one, row)}' telt.")
    place, (first, _, rest) = place_of(one, row, data.rules), words.partition(" ")
    if first in SOURCES:
        return SOURCES[first](Asked(data, scenarios, row, place, rest, value))
    quantity = Quantity.parse(words)
    lines = lines_behind(data, quantity, place, _whose(one))
    left, steps = value - float(lines["bijdrage"].sum()), []
    if quantity.stap and abs(left) > CENT:
        steps = [entry(STEP, quantity.stap, bijdrage=left)]
    elif CENT < abs(left) <= _ROUNDED * max(lines["taak"].nunique(), 1):
        steps = [entry(STEP, "afronding op hele centen per taak", bijdrage=left)]
    return pd.concat([line_rows(lines), frame_of([*steps, *rule_rows(data, lines), *_assumed(quantity)])])


def _assumed(quantity: Quantity) -> Rows:
    """Say what is assumed where lines are valued or averaged."""
    told = []
    if quantity.over in (MEAN, OTHERS, DIFFERENCE):
        told.append(
            entry(
                ASSUMPTION,
                "Gemiddelde per taak over wie haar kosten kent; gewicht is één gedeeld door hun aantal.",
            )
        )
    if quantity.waarde == VALUED:
        card = basiskader.load().tariefkaart.drop_duplicates(["bron", "status"])
        told += [
            entry(ASSUMPTION, f"Tariefkaart: {row.bron} ({row.status}, {row.datum})")
            for row in card.itertuples()
        ]
    return told


__all__ = ["COLUMNS", "ROW_WORDS", "Trace", "TraceError", "label", "numbers", "trace"]
