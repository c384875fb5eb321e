"""What came in: the totals of a round, and what was answered for each task."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.contracts import NO_ANSWER

_SUMS = ["structureel_ct", "eenmalig_ct", "bedrag_ct", "schaduw_ct", "uren"]


def together(totals: pd.DataFrame) -> pd.DataFrame:
    """Sum the VSVs of each year: ``boekjaar, n``, their sums, ``n_onbekend, laag_ct, hoog_ct``.

    ``totals`` comes from `overview.one_off_and_structural`. ``n_onbekend`` counts the VSVs with a task whose cost is unknown;
    ``hoog_ct`` is missing when nobody knows what some task cost, because then there is no upper bound.
    """
    years = totals.groupby("boekjaar")
    sums = years[[*_SUMS, "laag_ct"]].sum()
    sums["hoog_ct"] = years["hoog_ct"].agg(lambda high: high.sum(skipna=False))
    sums["n"] = years["vsv"].nunique()
    sums["n_onbekend"] = (totals["onbekend"] != "").groupby(totals["boekjaar"]).sum()
    return sums.reset_index()[["boekjaar", "n", *_SUMS, "n_onbekend", "laag_ct", "hoog_ct"]]


def answers(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Give of every VSV, year and task what is known: ``vsv, boekjaar, taak, antwoord, onbekend``.

    ``antwoord`` is why the cost is unknown (one of `contracts.UNKNOWN`), else what was answered; `contracts.NO_ANSWER` also
    where lines say what no answer says. ``onbekend`` marks the unknown costs. Costs without a task have no answer and no row.
    """
    rows = taakkosten[taakkosten["taak"] != ONBEKEND]
    told = rows["antwoord"].where(rows["onbekend"] == "", rows["onbekend"])
    told = told.where(told != "", NO_ANSWER)
    found = rows[["vsv", "boekjaar", "taak"]].assign(antwoord=told, onbekend=rows["onbekend"] != "")
    return found.sort_values(["vsv", "boekjaar", "taak"], ignore_index=True)


def answers_per_task(told: pd.DataFrame) -> pd.DataFrame:
    """Count the answers of `answers` per task: ``taak, antwoord, aantal``; every task with every answer that occurs."""
    counts = told.groupby(["taak", "antwoord"]).size().unstack(fill_value=0)
    return counts.stack().rename("aantal").reset_index()


__all__ = ["answers", "answers_per_task", "together"]
