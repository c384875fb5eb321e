"""Two rounds beside each other: what changed by another list of tasks, by prices, by who took part, by registering, and by work.

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
from vsvanalyse.evidence.intervals import t_interval
from vsvanalyse.money import round_half_up
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import costs_by_task

STEPS = ("lijst", "prijs", "vertrokken", "registreren", "werk", "nieuw")
"""Another list of tasks, prices, VSVs that no longer register, what is known now or no longer, work, VSVs that are new."""


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

    All at the price level of now, but for the two ends, which are as registered. A VSV's cost of a task of now is unknown where that of any
    part of it is. Of the VSVs in both rounds, ``werk`` is the mean difference of who knows the cost in both, and ``registreren`` the rest.
    """
    notes: list[str] = []
    level = nu.edition.prijspeil
    tasks = [row["taak"] for row in nu.lists.rows("taken")] + [ONBEKEND]
    then, then_now = _by_vsv(eerder, None, notes), _by_vsv(eerder, level, notes)
    now, now_now = _by_vsv(nu, None, notes), _by_vsv(nu, level, notes)
    means = pd.Series(0.0, tasks)
    for old, mean in then.mean().items():
        for new, part in translation.get(str(old), {ONBEKEND: Fraction(1)}).items():
            means[new] += float(part) * (0.0 if np.isnan(mean) else mean)
    listed, priced = (_translated(costs, translation, tasks) for costs in (then, then_now))
    now, now_now = (costs.reindex(columns=tasks) for costs in (now, now_now))
    both = sorted(set(priced.index) & set(now_now.index))
    before, after = priced.loc[both], now_now.loc[both]
    change = (after - before).mean().fillna(0.0)
    levels = [
        means,
        listed.mean(),
        priced.mean(),
        before.mean(),
        after.mean().fillna(0.0) - change,
        after.mean(),
        now_now.mean(),
        now.mean(),
    ]
    cents = [pd.Series(round_half_up(one.fillna(0.0).to_numpy()), tasks) for one in levels]
    table = pd.DataFrame({"taak": tasks, "eerder_ct": cents[0].to_numpy()})
    for step, first, second in zip(STEPS, cents[:-2], cents[1:-1], strict=True):
        table[f"{step}_ct"] = (second - first).to_numpy()
    # Prices of the years of now, where they are not those of its level, belong to prices too.
    table["prijs_ct"] += (cents[-1] - cents[-2]).to_numpy()
    table["nu_ct"] = cents[-1].to_numpy()
    rounds = dict.fromkeys(both, "beide")
    rounds |= {vsv: "alleen eerder" for vsv in priced.index if vsv not in rounds}
    rounds |= {vsv: "alleen nu" for vsv in now_now.index if vsv not in rounds}
    people = pd.DataFrame(sorted(rounds.items()), columns=["vsv", "ronde"])
    return Rounds(table, people, _work(after - before, nu.edition.n_land), tuple(dict.fromkeys(notes)))


def _work(change: pd.DataFrame, country: int) -> tuple[float, float, float]:
    """Give the mean over VSVs of what work changed, with its interval; what a VSV does not know in both rounds is as with the others."""
    each = change.fillna(change.mean()).sum(axis=1).to_numpy("float64")
    if not len(each):
        return np.nan, np.nan, np.nan
    low, high = t_interval(each, country)
    return float(each.mean()), float(low.item()), float(high.item())


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
