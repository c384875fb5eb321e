"""Of which year and task the sum of all VSVs gives one of them away, and an edition without what others spent there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.contracts import LEZINGEN, class_column
from vsvanalyse.edition import CLOSED
from vsvanalyse.evidence.disclosure import gives_away, hidden_columns
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import costs_by_task


@cache
def thresholds() -> Mapping[str, float]:
    """Map the name of each threshold of release (list ``vrijgave``) to its number."""
    return {row["drempel"]: float(row["waarde"]) for row in basiskader.rows("vrijgave")}


def rule() -> dict[str, float]:
    """Give the thresholds as `evidence.disclosure` takes them."""
    return {"least": thresholds()["anderen_minst"], "p": thresholds()["overheersing"]}


def _unsafe(costs: pd.DataFrame, by: str, column: str = "bedrag_ct") -> set[str]:
    """Name the values of ``by`` whose sum over the VSVs may not be shown beside that of all others."""
    table = costs.pivot_table(index="vsv", columns=by, values=column, aggfunc="sum")
    return set(hidden_columns(table, **rule()))


def _kinds(data: EditionData) -> tuple[pd.DataFrame, ...]:
    """Give the costs that pages tell: both kinds together, structural, and one-off; two of them give the third."""
    return data.taakkosten, data.structural_costs, data.one_off_costs


@once
def hidden_cells(data: EditionData) -> frozenset[tuple[int, str]]:
    """Give the ``(boekjaar, taak)`` of which no figure of a group may be shown, on any page of a round.

    The same tasks are hidden from everyone, because one's own page and that of the Federatie are read side by side.
    """
    return frozenset(
        (year, task)
        for costs in _kinds(data)
        for year in data.years
        for task in _unsafe(costs[costs["boekjaar"] == year], "taak")
    )


@once
def hidden_labels(data: EditionData) -> dict[str, str]:
    """Name what a row of a group may be about that gives one VSV away, with whom it is safe together: label → name of that group.

    Labels are codes of tasks, names of responsibilities, and codes of separation rules; a rule is asked within each task,
    because the total of that task is told too.
    """
    kader = basiskader.load()
    duties = kader.taak_verantwoordelijkheid.merge(kader.verantwoordelijkheden, on="verantwoordelijkheid")
    duty = duties.set_index("taak")["naam"]
    found = {task: "taken" for _, task in hidden_cells(data)}
    for costs in _kinds(data):
        names = _unsafe(costs.assign(naam=costs["taak"].map(duty)), "naam")
        found |= dict.fromkeys(names, "verantwoordelijkheden")
    for (task, _), costs in data.postkosten.groupby(["taak", "aard"]):
        for column in ("bedrag_ct", *(class_column("nieuw", lezing) for lezing in LEZINGEN)):
            found |= dict.fromkeys(_unsafe(costs, "regel", column), str(task))
    found.pop("", None)
    return found


@once
def nothing_left(data: EditionData, boekjaar: int) -> bool:
    """Say whether even the total of a year gives one VSV away: there are too few, or one of them is nearly all."""
    costs = data.taakkosten[data.taakkosten["boekjaar"] == boekjaar]
    return gives_away(costs_by_task(costs).sum(axis=1).to_numpy("float64"), **rule())


def closed_for(data: EditionData, vsv: str) -> EditionData:
    """Give an edition as one VSV may see it beside its own: all of it, unless the VSVs agreed on ``gesloten``."""
    if data.edition.openheid != CLOSED:
        return data
    return data.hiding(vsv, hidden_cells(data))


__all__ = ["closed_for", "hidden_cells", "hidden_labels", "nothing_left", "rule", "thresholds"]
