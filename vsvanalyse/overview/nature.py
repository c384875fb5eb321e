"""Costs by what the lists say of their nature: direct or indirect, fixed or variable. Only where a list says so."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.basiskader import STRUCTUREEL, Lists
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import of_known_tasks, task_means

NATURES = (ATTRIBUTION, BEHAVIOUR) = ("toerekening", "gedrag")
"""Direct or indirect; fixed, in steps, or variable."""
UNTOLD = "niet ingedeeld"


def are_told(lists: Lists) -> bool:
    """Whether any list says of anything what its nature is."""
    rows = [row for name in ("taken", "kostensoorten") for row in lists.rows(name)]
    return any(row.get(nature) for row in rows for nature in NATURES)


def mean_by_nature(data: EditionData) -> pd.DataFrame:
    """Mean structural cost per VSV-year by ``toerekening`` and ``gedrag``: ``structureel_ct``, floats in cents.

    What the cost type says goes before what the task says; what neither says is ``niet ingedeeld``. The rows sum to the mean of all tasks.
    """
    lines = data.counting_lines
    known = of_known_tasks(lines[lines["aard"] == STRUCTUREEL], data.structural_costs)
    count = task_means(data.structural_costs)["n"].reindex(known["taak"]).to_numpy()
    told = {nature: _nature(known, nature, data.lists) for nature in NATURES}
    amounts = known.assign(**told, structureel_ct=known["bedrag_ct"] / count)
    return amounts.groupby([*NATURES], as_index=False)["structureel_ct"].sum()


def _nature(lines: pd.DataFrame, nature: str, lists: Lists) -> pd.Series:
    by_type, by_task = (
        lines[column]
        .map({row[column]: row.get(nature, "") for row in lists.rows(name)})
        .fillna("")
        .astype("str")
        for column, name in (("kostensoort", "kostensoorten"), ("taak", "taken"))
    )
    return by_type.where(by_type != "", by_task).replace("", UNTOLD)


__all__ = ["ATTRIBUTION", "BEHAVIOUR", "NATURES", "UNTOLD", "are_told", "mean_by_nature"]
