"""Of which year and task the sum of all VSVs gives one of them away, and an edition without what others spent there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.edition import CLOSED
from vsvanalyse.evidence.disclosure import gives_away, hidden_columns
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import costs_by_task


@basiskader.per_lists
def thresholds() -> Mapping[str, float]:
    """Map the name of each threshold of release (list ``vrijgave``) to its number."""
    return {row["drempel"]: basiskader.number(row["waarde"]) for row in basiskader.rows("vrijgave")}


def rule() -> dict[str, float]:
    """Give the thresholds as `evidence.disclosure` takes them."""
    return {"least": thresholds()["anderen_minst"], "p": thresholds()["overheersing"]}


def by_vsv(costs: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give what each VSV spent, by the values of ``by``: VSVs × values, nought where nothing is known."""
    known = costs[["vsv", by, "bedrag_ct"]].dropna()
    # What `pivot_table` gives, in a tenth of its time: there are hundreds of such tables in an edition.
    (who, vsvs), (what, names) = (pd.factorize(known[key], sort=True) for key in ("vsv", by))
    table = np.zeros((len(vsvs), len(names)))
    np.add.at(table, (who, what), known["bedrag_ct"].to_numpy("float64"))
    return pd.DataFrame(table, columns=names)


def _unsafe(costs: pd.DataFrame, by: str) -> set[str]:
    """Name the values of ``by`` whose sum over the VSVs may not be shown beside that of all others."""
    return set(hidden_columns(by_vsv(costs, by), **rule()))


def _kinds(data: EditionData) -> tuple[pd.DataFrame, ...]:
    """Give the costs that pages tell: both kinds together, structural, and one-off; two of them give the third."""
    return data.taakkosten, data.structural_costs, data.one_off_costs


def _differences(data: EditionData, boekjaar: int) -> list[frozenset[str]]:
    """Give the VSVs in which a year differs from each earlier release of it: who reads both knows their sum."""
    now = data.vsvs_of(boekjaar)
    found = [part for year, then in data.eerder if year == boekjaar for part in (now - then, then - now)]
    return [part for part in dict.fromkeys(found) if part and now]


def sums_of(data: EditionData, costs: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """Give, by year, the costs of each group of VSVs whose sum a reader knows or can work out: all, and what differs."""
    for year in data.years:
        mine = costs[costs["boekjaar"] == year]
        yield year, mine
        for group in _differences(data, year):
            # Of who is no longer in the edition nothing is known, and it is told by its absence alone.
            yield year, mine[mine["vsv"].isin(group)] if group <= data.vsvs_of(year) else mine.head(1)


@once
def hidden_cells(data: EditionData) -> frozenset[tuple[int, str]]:
    """Give the ``(boekjaar, taak)`` of which no figure of a group may be shown, on any page of a round.

    The same tasks are hidden from everyone, because one's own page and that of the Federatie are read side by side.
    """
    found = {
        (year, task)
        for costs in _kinds(data)
        for year, sums in sums_of(data, costs)
        for task in _unsafe(sums, "taak")
    }
    everything = data.taakkosten[data.taakkosten["boekjaar"].isin(differing_years(data))]
    found |= set(everything[["boekjaar", "taak"]].itertuples(index=False, name=None))
    return frozenset((int(year), str(task)) for year, task in found)


@once
def hidden_labels(data: EditionData) -> dict[str, str]:
    """Name the tasks (by code) and responsibilities that give one VSV away, with whom each is safe together: label → name of that group."""
    found = {task: "taken" for _, task in hidden_cells(data)}
    for costs in _kinds(data):
        named = _by_responsibility(costs)
        for part in (named, *(sums for _, sums in sums_of(data, named))):
            found |= dict.fromkeys(_unsafe(part, "naam"), "verantwoordelijkheden")
    found.pop("", None)
    return found


def _by_responsibility(costs: pd.DataFrame) -> pd.DataFrame:
    """Give ``taakkosten`` with a row for each responsibility (``naam``) of a task, which holds its share."""
    shares = pd.DataFrame(
        [
            (task, name, float(share))
            for task, parts in basiskader.responsibilities().items()
            for name, share in parts.items()
        ],
        columns=["taak", "naam", "deel"],
    )
    named = costs.merge(shares, on="taak", how="left")
    return named.assign(bedrag_ct=named["bedrag_ct"].astype("Float64") * named.pop("deel").fillna(1.0))


@once
def nothing_left(data: EditionData, boekjaar: int) -> bool:
    """Say whether even the total of a year gives one VSV away: there are too few, or one of them is nearly all.

    So does the difference with the total of an earlier release.
    """
    return any(
        year == boekjaar and gives_away(costs_by_task(sums).sum(axis=1).to_numpy("float64"), **rule())
        for year, sums in sums_of(data, data.taakkosten)
    )


@once
def differing_years(data: EditionData) -> frozenset[int]:
    """Give the years of which nothing of the group may be shown because of an earlier release over almost the same VSVs."""
    return frozenset(year for year in data.years if _differences(data, year) and nothing_left(data, year))


def closed_for(data: EditionData, vsv: str) -> EditionData:
    """Give an edition as one VSV may see it beside its own: all of it, unless the VSVs agreed on ``gesloten``."""
    if data.edition.openheid != CLOSED:
        return data
    return data.hiding(vsv, hidden_cells(data))


__all__ = [
    "by_vsv",
    "closed_for",
    "differing_years",
    "hidden_cells",
    "hidden_labels",
    "nothing_left",
    "rule",
    "sums_of",
    "thresholds",
]
