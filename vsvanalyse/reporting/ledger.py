"""The registered lines summed on a road of their own, for exhibits that claim to be counted."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.exhibits.kinds import Exhibit
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.release.lineage import place_of

KEYS = ("vsv", "boekjaar", "taak", "functie")
_HALF = 0.5


class Ledger:
    """Sums of registered lines by VSV, year and task; `total` gives one, for any quantity that a column can claim."""

    def __init__(self, data: EditionData) -> None:
        lines = data.counting_lines
        amounts = {
            "bedrag": lines["bedrag_ct"],
            "structureel": lines["bedrag_ct"].where(lines["aard"] == STRUCTUREEL, 0),
            "eenmalig": lines["bedrag_ct"].where(lines["aard"] == EENMALIG, 0),
            "schaduw": lines["schaduw_ct"],
            "uren": lines["uren"],
        }
        places = [lines[key] for key in KEYS]
        self._amounts = {name: amount.groupby(places).sum() for name, amount in amounts.items()}
        self.rules = data.rules
        self._sums: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], float]] = {}

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that a column can claim to be counted in."""
        return tuple(self._amounts)

    def total(self, quantity: str, where: dict[str, object]) -> float:
        """Sum a quantity over the lines of one place: any of `KEYS`. Raises KeyError for an unknown quantity."""
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
    plain = {name: words for name, words in one.counted.items() if words in ledger.quantities}
    for row in one.rows.to_dict("records") if plain else ():
        place = place_of(one, row, ledger.rules)
        # A total is held against its parts, each of which is held against the lines.
        if (
            row.get("totaal")
            or not place.keys() <= {*KEYS}
            or any(len(values) != 1 for values in place.values())
        ):
            continue
        for column, quantity in plain.items():
            value = row[column]
            if pd.isna(value):
                continue
            expected = ledger.total(quantity, {key: values[0] for key, values in place.items()})
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
    counted = [name for name, words in one.counted.items() if " " not in words]
    known, complete = (one.rows[names].notna().all(axis=1) for names in (counted, shown))
    for column in shown:
        amounts, whole = one.rows[column].astype("Float64"), one.rows.loc[total, column].iloc[0]
        if amounts[~total].isna().any() and column not in counted:
            continue
        sums = [float(amounts[rows].sum()) for rows in (~total, ~total & known, ~total & complete)]
        if not pd.isna(whole) and all(abs(parts - float(whole)) > _HALF for parts in sums):
            yield f"{one.id}: het totaal van '{column}' is {whole}, maar de delen zijn samen {sums[0]}"


def _named(row: dict[str, object]) -> str:
    return ", ".join(str(row[key]) for key in KEYS if row.get(key)) or "van de groep"
