"""Two rounds beside each other: what changed by new tasks, by prices, by who took part, by registering, and by work.

Of structural cost only, per VSV per year. The steps are differences of means and add up to the difference between the rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from vsvanalyse import prices
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.evidence.intervals import t_interval, unknown_factor
from vsvanalyse.money import round_half_up
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import costs_by_task

STEPS = ("lijst", "prijs", "vertrokken", "registreren", "werk", "nieuw")
"""Tasks that are new on the list, prices, VSVs that no longer register, what is known, what the same VSVs spend, VSVs that are new."""


@dataclass(frozen=True)
class Rounds:
    """Two rounds compared.

    ``taken`` has a row per task of now: ``eerder_ct``, a column ``<step>_ct`` for each of `STEPS`, and ``nu_ct``; cents that add up
    in each row. ``deelnemers``: ``vsv, ronde`` (``beide``, ``alleen eerder``, ``alleen nu``). ``werk`` is the mean effect of work over the
    VSVs of both rounds in cents with its 95 % interval, NaN where one VSV or none did both. ``toelichting`` says in Dutch what could
    not be done.
    """

    taken: pd.DataFrame
    deelnemers: pd.DataFrame
    werk: tuple[float, float, float]
    toelichting: tuple[str, ...]

    @property
    def totaal(self) -> pd.Series:
        """The sums over all tasks."""
        return self.taken.drop(columns="taak").sum()

    @property
    def beide(self) -> list[str]:
        """The VSVs of both rounds."""
        return self.deelnemers.loc[self.deelnemers["ronde"] == "beide", "vsv"].tolist()


def compare_rounds(
    nu: EditionData, eerder: EditionData, translation: Mapping[str, Mapping[str, Fraction]]
) -> Rounds:
    """Compare a round with an earlier one, whose tasks become those of now by ``translation``.

    The ends are means over VSV-years in their own prices, as the pages of each round tell them; between them are means over VSVs at the
    price level of now. A VSV's cost of a task of now is unknown where that of any part of it is. Of the VSVs in both rounds, ``werk``
    (hours, rates, pay and purchases alike) is the mean difference of who knows the cost in both; what else changes in who knows a cost, or counts
    how often, is ``registreren``.
    """
    notes: list[str] = []
    level = nu.edition.prijspeil
    tasks = [row["taak"] for row in nu.lists.rows("taken")] + [ONBEKEND]
    told = costs_by_task(nu.structural_costs).mean().reindex(tasks)
    then, then_now = (_translated(_by_vsv(eerder, at, notes), translation, tasks) for at in (None, level))
    now, now_now = (_by_vsv(nu, at, notes).reindex(columns=tasks) for at in (None, level))
    both = sorted(set(then_now.index) & set(now_now.index))
    before, after = then_now.loc[both], now_now.loc[both]
    change = (after - before).mean().fillna(0.0)
    levels = [
        _told_then(eerder, translation, tasks),
        then.mean(),
        then_now.mean(),
        before.mean(),
        after.mean().fillna(0.0) - change,
        after.mean(),
        now_now.mean(),
        now.mean(),
        told,
    ]
    cents = np.array([round_half_up(one.fillna(0.0).to_numpy()) for one in levels])
    new = np.array(
        [task != ONBEKEND and not any(task in parts for parts in translation.values()) for task in tasks]
    )
    cents[1:, new] = cents[-1, new]
    by_level = dict(zip(_LEVELS, np.diff(cents, axis=0), strict=True))
    steps = {
        "lijst": np.where(new, by_level["eerste"], 0),
        "registreren": np.where(new, 0, by_level["eerste"]) + by_level["bekend"] + by_level["laatste"],
        "prijs": by_level["prijs"] + by_level["prijs_nu"],
        **{step: by_level[step] for step in ("vertrokken", "werk", "nieuw")},
    }
    table = pd.DataFrame(
        {
            "taak": tasks,
            "eerder_ct": cents[0],
            **{f"{step}_ct": steps[step] for step in STEPS},
            "nu_ct": cents[-1],
        }
    )
    rounds = dict.fromkeys(both, "beide")
    rounds |= {vsv: "alleen eerder" for vsv in then_now.index if vsv not in rounds}
    rounds |= {vsv: "alleen nu" for vsv in now_now.index if vsv not in rounds}
    people = pd.DataFrame(sorted(rounds.items()), columns=["vsv", "ronde"])
    work = _work((after - before).loc[:, ~new], nu.edition.n_land)
    return Rounds(table, people, work, tuple(dict.fromkeys(notes)))


_LEVELS = ("eerste", "prijs", "vertrokken", "bekend", "werk", "nieuw", "prijs_nu", "laatste")
"""What changes from each level of the mean to the next; the first and the last are as pages tell it, over all VSV-years."""


def _told_then(
    eerder: EditionData, translation: Mapping[str, Mapping[str, Fraction]], tasks: list[str]
) -> pd.Series:
    """Give the earlier means, as pages told them, as tasks of now; a task whose cost nobody knows adds nothing."""
    means = pd.Series(0.0, tasks)
    for old, mean in costs_by_task(eerder.structural_costs).mean().items():
        for new, part in translation.get(str(old), {ONBEKEND: Fraction(1)}).items():
            means[new] += float(part) * (0.0 if np.isnan(mean) else mean)
    return means


def _work(change: pd.DataFrame, country: int) -> tuple[float, float, float]:
    """Give the mean over VSVs of what work changed, with its 95 % interval for the country; NaN where nothing can be compared.

    Of who does not know a cost in both rounds the others' change is taken, and the interval is as much wider (`unknown_factor`).
    """
    known = change.dropna(axis="columns", how="all")
    if known.empty:
        return np.nan, np.nan, np.nan
    each = known.fillna(known.mean()).sum(axis=1).to_numpy("float64")
    low, high = t_interval(each, country)
    mean, wider = float(each.mean()), unknown_factor(known.to_numpy("float64"))
    return mean, mean + wider * (low.item() - mean), mean + wider * (high.item() - mean)


def _by_vsv(data: EditionData, level: int | None, notes: list[str]) -> pd.DataFrame:
    """Lay the structural costs of a round out as the mean over the years of each VSV: a column per task, NaN where no year is known.

    At the price level of a year, where one is given: hours follow wages, the rest the material index.
    """
    costs = data.structural_costs
    if level is None:
        wide = costs_by_task(costs)
    else:
        hours, goods = (costs_by_task(costs, name) for name in ("uren_bedrag_ct", "inkoop_ct"))
        wide = hours.mul(_factors(hours, "ova", level, notes), axis=0)
        wide += goods.mul(_factors(goods, "materieel", level, notes), axis=0)
    return wide.groupby(level="vsv").mean()


def _factors(wide: pd.DataFrame, kind: str, level: int, notes: list[str]) -> pd.Series:
    """Give the factor of each VSV-year to a price level; 1, with a note, where an index figure lacks."""
    found = {}
    for year in wide.index.unique("boekjaar"):
        try:
            found[year] = prices.index_factor(kind, int(year), level).factor
        except ValueError as error:
            found[year] = 1.0
            notes.append(f"Prijzen van {year} zijn niet naar {level} gebracht: {error}.")
    return pd.Series(wide.index.get_level_values("boekjaar").map(found), wide.index, dtype="float64")


def _translated(
    costs: pd.DataFrame, translation: Mapping[str, Mapping[str, Fraction]], tasks: list[str]
) -> pd.DataFrame:
    """Give what each VSV's earlier tasks cost as tasks of now; NaN where a part is unknown, or where no earlier task becomes it."""
    parts: dict[str, list[pd.Series]] = {}
    for old in costs:
        for new, part in translation.get(str(old), {ONBEKEND: Fraction(1)}).items():
            parts.setdefault(new, []).append(float(part) * costs[old])
    made = {new: pd.concat(some, axis=1).sum(axis=1, skipna=False) for new, some in parts.items()}
    return pd.DataFrame(made, index=costs.index).reindex(columns=tasks)


__all__ = ["STEPS", "Rounds", "compare_rounds"]
