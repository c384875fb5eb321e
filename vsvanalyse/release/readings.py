"""Which separation rules may only be told together: their shares are public, so what is new tells of which rules a cost is made.

Of a group is told what each task costs, and how much of all cost is new, or another class, in every reading. Each is a sum of what
was spent under each rule a known number of times, and who has enough of such sums can work out each rule. So a rule whose amount is one
VSV's is told together with rules that count alike, of as few tasks as it takes until no such amount follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.evidence.disclosure import follows, gives_away
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.release.cells import by_vsv, hidden_cells, nothing_left, rule, sums_of, thresholds

_SHARES = [f"nieuw_{lezing}" for lezing in LEZINGEN]
_COUNTS = [*_SHARES, "rest_klasse"]
"""How a rule counts: what is new in each reading, and what the rest is."""


@dataclass(frozen=True)
class _Posts:
    """Costs of one kind: ``table`` has a row a task and rule with how that counts; ``spent`` are VSVs × those rows, in cents, of each set of VSVs that sums are told of."""

    table: pd.DataFrame
    spent: tuple[np.ndarray, ...]

    def exposed(self, together: pd.Series, hidden: Collection[str]) -> set[str]:
        """Name the tasks of which an amount that gives one VSV away follows, where rules with one value in ``together`` are told as one."""
        tasks = self.table["taak"]
        told = self._told(together, hidden)
        found: set[str] = set()
        for spent in self.spent:
            unsafe = np.array([gives_away(column, **rule()) for column in spent.T], dtype=bool)
            asked = np.vstack([np.eye(len(unsafe))[unsafe], _each(tasks) * unsafe])
            for known in asked[follows(told, asked)]:
                if gives_away(spent @ known, **rule()):
                    found |= set(tasks[known > 0])
        return found

    def _told(self, together: pd.Series, hidden: Collection[str]) -> np.ndarray:
        """Give how often each row is in each sum that is told: tasks, classes by reading, and rules."""
        tasks = self.table["taak"]
        shares = self.table[_SHARES].to_numpy("float64").T
        classes = _each(self.table["rest_klasse"])
        rests = [(1 - share) * klasse for share in shares for klasse in classes]
        rules = self.table["regel"].map(together)
        return np.vstack([_each(tasks.mask(tasks.isin(hidden), "")), shares, *rests, _each(rules)])


def _each(names: pd.Series) -> np.ndarray:
    """Give for each name which rows have it: names × rows, one or nought."""
    return pd.get_dummies(names).to_numpy("float64").T


def _posts(data: EditionData) -> Iterator[_Posts]:
    """Give the costs of each kind: structural, and one-off."""
    how = data.rules.table.set_index("regel")[_COUNTS]
    for _, costs in data.postkosten[data.postkosten["regel"] != ""].groupby("aard"):
        costs = costs.assign(naam=costs["taak"] + " " + costs["regel"])
        table = costs.drop_duplicates("naam").set_index("naam")[["taak", "regel"]].join(how, on="regel")
        sums = (costs, *(each for _, each in sums_of(data, costs)))
        spent = (by_vsv(one, "naam").reindex(columns=table.index, fill_value=0.0) for one in sums)
        yield _Posts(table, tuple(one.to_numpy() for one in spent))


@once
def told_together(data: EditionData) -> dict[str, str] | None:
    """Name the rules that may only be told together: rule → name of its group; nothing at all where even the totals of classes tell one VSV's amount."""
    posts, hidden = [*_posts(data)], {task for _, task in hidden_cells(data)}
    rules = data.rules.table.set_index("regel")
    alike = rules[_COUNTS].astype("str").agg(" ".join, axis=1)
    alone = pd.Series(rules.index, rules.index)

    def exposed(together: pd.Series) -> set[str]:
        return {task for one in posts for task in one.exposed(together, hidden)}

    if not (first := exposed(alone)):
        return {}
    for tasks in _wider(data, first):
        together = alone.mask(rules["taak"].isin(tasks), alike)
        if not exposed(together):
            sizes = together.map(together.value_counts())
            return {str(rule): str(name) for rule, name in together[sizes > 1].items()}
    return None


def _wider(data: EditionData, tasks: set[str]) -> Iterator[set[str]]:
    """Give these tasks with each other one, the cheapest first, then with ever more of them."""
    costs = data.taakkosten.groupby("taak")["bedrag_ct"].sum().sort_values(kind="stable")
    others = [task for task in costs.index if task not in tasks]
    yield from (tasks | {other} for other in others)
    yield from (tasks | set(others[:count]) for count in range(2, len(others) + 1))


def nothing_told(data: EditionData, boekjaar: int) -> bool:
    """Say whether of a year no amount of the group may be told: its total, or what classes come to, is that of one VSV."""
    return nothing_left(data, boekjaar) or told_together(data) is None


@once
def rounded_to(data: EditionData) -> float:
    """Give the cents to which amounts for the country are rounded; 0 where they may be told exactly.

    A scenario that moves one task tells how much of that task is new, and so the rule that may not be told alone. An amount is rounded
    so far that what it tells of that rule is nowhere near it: half a step is several times what the p% rule allows one to know.
    """
    rules = told_together(data) or {}
    costs = data.postkosten[data.postkosten["regel"].isin(rules)]
    spent = by_vsv(costs, "regel")
    years = len(data.profielen)
    unsafe = [spent[name].sum() / years for name in spent if gives_away(spent[name].to_numpy(), **rule())]
    if not unsafe:
        return 0.0
    needed = 2 * _TIMES * rule()["p"] * max(unsafe) * data.edition.n_land
    size = 10.0 ** np.floor(np.log10(needed))
    return max(
        min(step * size for step in (1, 2, 5, 10) if step * size >= needed),
        100 * thresholds()["afronding_land"],
    )


_TIMES = 3
"""How often over an amount is hidden by rounding: several rounded amounts together tell more than each."""

__all__ = ["nothing_told", "rounded_to", "told_together"]
