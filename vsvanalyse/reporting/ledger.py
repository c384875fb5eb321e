"""The registered lines summed on a road of their own, for exhibits that claim to be counted."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL
from vsvanalyse.exhibits.kinds import Exhibit
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData

KEYS = ("vsv", "boekjaar", "taak")
_HALF = 0.5


class Ledger:
    """Sums of registered lines by VSV, year and task; `total` gives one, for any quantity that a column can claim."""

    def __init__(self, data: EditionData) -> None:
        lines, parts = data.counting_lines, data.counting_distribution
        undecided = (parts["klasse"] == "onbeslist") & (parts["lezing"] == "verwacht")
        amounts = {
            "bedrag": lines["bedrag_ct"],
            "structureel": lines["bedrag_ct"].where(lines["aard"] == STRUCTUREEL, 0),
            "eenmalig": lines["bedrag_ct"].where(lines["aard"] == EENMALIG, 0),
            "schaduw": lines["schaduw_ct"],
            "uren": lines["uren"],
        }
        places = [lines[key] for key in KEYS]
        self._amounts = {name: amount.groupby(places).sum() for name, amount in amounts.items()}
        self._amounts["onbeslist"] = parts[undecided].groupby(list(KEYS))["bedrag_ct"].sum()
        self._sums: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], float]] = {}

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that a column can claim to be counted in."""
        return tuple(self._amounts)

    def total(self, quantity: str, where: dict[str, object]) -> float:
        """Sum a quantity over the lines of one place: any of ``vsv, boekjaar, taak``. Raises KeyError for an unknown quantity."""
        keys = tuple(where)
        if (quantity, keys) not in self._sums:
            amount = self._amounts[quantity]
            sums = amount.groupby(level=list(keys)).sum().to_dict() if keys else {(): amount.sum()}
            self._sums[quantity, keys] = {
                key if isinstance(key, tuple) else (key,): value for key, value in sums.items()
            }
        return float(self._sums[quantity, keys].get(tuple(where.values()), 0))


@once
def ledger(data: EditionData) -> Ledger:
    """Give the ledger of an edition, summed once for all its pages."""
    return Ledger(data)


def faults(one: Exhibit, ledger: Ledger) -> Iterator[str]:
    """Say, in Dutch, which counted amounts of an exhibit are not those of the ledger, and which totals are not their parts."""
    for column, quantity in one.counted.items():
        if quantity not in ledger.quantities:
            yield f"{one.id}: kolom '{column}' noemt een onbekende grootheid '{quantity}'"
            continue
        for row in one.rows.to_dict("records"):
            value = row[column]
            # A total is held against its parts, each of which is held against the lines.
            if pd.isna(value) or row.get("totaal"):
                continue
            expected = ledger.total(quantity, _place(row))
            if abs(float(value) - expected) > _HALF:
                yield f"{one.id}: '{column}' is {value} in rij {_named(row)}, maar {expected} volgens de registraties"
    if "totaal" in one.rows and (one.rows["totaal"].astype("bool")).sum() == 1:
        yield from _totals(one)


def _totals(one: Exhibit) -> Iterator[str]:
    """Hold a total against its parts: all, or those of the rows in which every counted amount, or every amount at all, is known.

    Where a part is not told and nothing is counted there is nothing to hold the total against.
    """
    total = one.rows["totaal"].astype("bool")
    shown = [name for name in one.shown() if name.endswith("_ct")]
    known, complete = (one.rows[names].notna().all(axis=1) for names in (list(one.counted), shown))
    for column in shown:
        amounts, whole = one.rows[column].astype("Float64"), one.rows.loc[total, column].iloc[0]
        if amounts[~total].isna().any() and column not in one.counted:
            continue
        sums = [float(amounts[rows].sum()) for rows in (~total, ~total & known, ~total & complete)]
        if not pd.isna(whole) and all(abs(parts - float(whole)) > _HALF for parts in sums):
            yield f"{one.id}: het totaal van '{column}' is {whole}, maar de delen zijn samen {sums[0]}"


def _place(row: dict[str, object]) -> dict[str, object]:
    """Give the place in the ledger that a row names."""
    place = {key: row[key] for key in KEYS if row.get(key) not in (None, "") and not pd.isna(row[key])}
    if "taak" in place:
        code = str(place["taak"]).split(" ")[0]
        place["taak"] = code if code in basiskader.codes("taken") else ONBEKEND
    return place


def _named(row: dict[str, object]) -> str:
    return ", ".join(str(row[key]) for key in KEYS if row.get(key)) or "van de groep"
