"""Whether what is open in a round is large enough to matter to who signs for it: green, amber or red (list ``materialiteit``)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import ONBEKEND, STRUCTUREEL, number
from vsvanalyse.overview.reconciliation import reconcile_edition
from vsvanalyse.process.data import EditionData

JUDGEMENTS = (GREEN, AMBER, RED) = ("groen", "oranje", "rood")


def judged(data: EditionData) -> pd.DataFrame:
    """Judge each measure of the list: ``maat, naam, aandeel, oranje, rood, oordeel, tekst``, the worst first.

    ``aandeel`` is what is open as part of the whole; ``tekst`` what who signs should know or wait for, empty where all is well. A measure
    that the round does not have, such as that of a published table, has no row. Raises ValueError where no registration counts.
    """
    if data.taakkosten.empty:
        raise ValueError("Er zijn geen registraties die meetellen.")
    found = []
    for row in data.lists.rows("materialiteit"):
        share = _SHARES[row["maat"]](data)
        if np.isnan(share):
            continue
        amber, red = (number(row[name]) for name in (AMBER, RED))
        judgement = GREEN if share < amber else AMBER if share < red else RED
        text = "" if judgement == GREEN else row[f"tekst_{judgement}"]
        found.append((row["maat"], row["naam"], share, amber, red, judgement, text))
    table = pd.DataFrame(found, columns=["maat", "naam", "aandeel", AMBER, RED, "oordeel", "tekst"])
    return table.sort_values(
        "oordeel", key=lambda told: -told.map(JUDGEMENTS.index), kind="stable", ignore_index=True
    )


def _of_table(data: EditionData) -> float:
    """Give what the reconciliation leaves unexplained, of the published total; NaN without a published table."""
    if not data.lists.rows("gepubliceerd"):
        return np.nan
    total = reconcile_edition(data).total
    whole = abs(float(total["gepubliceerd_ct"]))
    return abs(float(total["onverklaard_ct"])) / whole if whole else np.nan


def _blocked(data: EditionData) -> float:
    """Give the part of the VSV-years received that counts in no mean."""
    counting = len(data.taakkosten[["vsv", "boekjaar"]].drop_duplicates())
    return len(data.geblokkeerd) / (counting + len(data.geblokkeerd))


def _absent(data: EditionData) -> float:
    """Give the part of the pilot set without any registration that counts; NaN without a pilot set."""
    pilots = set(data.edition.pilots.vsvs)
    return len(pilots - set(data.vsvs)) / len(pilots) if pilots else np.nan


def _unknown(data: EditionData) -> float:
    """Give the part of the structural tasks, over all VSV-years, whose cost is unknown."""
    rows = data.taakkosten[data.taakkosten["taak"].isin(recurring := _recurring(data))]
    return float((rows["onbekend"] != "").mean()) if recurring else np.nan


def _recurring(data: EditionData) -> list[str]:
    return [row["taak"] for row in data.lists.rows("taken") if row["aard"] == STRUCTUREEL]


def _undecided(data: EditionData) -> float:
    lines = data.counting_distribution
    open_ = (lines["klasse"] == "onbeslist") & (lines["lezing"] == "verwacht")
    return _of_money(data, float(lines.loc[open_, "bedrag_ct"].abs().sum()))


def _of_money(data: EditionData, cents: float) -> float:
    whole = float(data.counting_lines["bedrag_ct"].abs().sum())
    return cents / whole if whole else 0.0


_SHARES: dict[str, Callable[[EditionData], float]] = {
    "telt_niet_mee": _blocked,
    "zonder_registratie": _absent,
    "aansluiting": _of_table,
    "fouten": lambda data: _of_money(data, data.at_stake_ct),
    "onbekend": _unknown,
    "zonder_taak": lambda data: _of_money(
        data, float(data.counting_lines.loc[data.counting_lines["taak"] == ONBEKEND, "bedrag_ct"].abs().sum())
    ),
    "onbeslist": _undecided,
}


__all__ = ["AMBER", "GREEN", "JUDGEMENTS", "RED", "judged"]
