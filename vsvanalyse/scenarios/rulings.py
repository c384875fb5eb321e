"""Choices laid out: what is new under every ruling, where each contested rule is read strictly, as proposed or widely.

A ruling is decided and not drawn, so its outcomes have a range and no interval, and counting rulings is no probability: each
counts once, whatever one thinks of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.country import QUANTITIES, of_vsvs
from vsvanalyse.scenarios.schema import Scenario

MOST = 3**7
_CHUNK = 250


@dataclass(frozen=True)
class Rulings:
    """Outcomes of rulings in the reference year, in whole cents.

    ``groepen`` are what is decided apart, each the names of its choices; ``uitspraken`` (rulings, groups) says how each is read: 0 strict, 1 as proposed,
    2 wide. ``land`` is the country by quantity (`country.QUANTITIES`), one number a ruling, ``tekort`` (rulings, VSVs) what each VSV is short of money, its equal part of
    national cost included. ``mogelijk`` is how many rulings there are; of more than `MOST` only so many are here, chosen by lot, and those
    in which everything is read one way.
    """

    scenario: Scenario
    groepen: tuple[tuple[str, ...], ...]
    uitspraken: np.ndarray
    land: dict[str, np.ndarray]
    tekort: np.ndarray
    mogelijk: int

    @property
    def alle(self) -> bool:
        """Whether every possible ruling is here."""
        return len(self.uitspraken) == self.mogelijk

    def of(self, maat: str) -> np.ndarray:
        """Give one quantity of the country, one number a ruling."""
        return self.land[maat]

    def range_of(self, maat: str) -> tuple[int, int]:
        """Give the smallest and the largest outcome of a quantity."""
        return int(self.of(maat).min()), int(self.of(maat).max())

    @property
    def genoeg(self) -> np.ndarray:
        """Mark the rulings in which the country's money suffices."""
        return self.of("tekort") <= 0

    def deciding(self) -> pd.Series:
        """Give for each group how much more often (a part of the rulings) money suffices where it is read strictly than where widely, most first."""
        enough = self.genoeg
        told = {
            group: float(enough[row == 0].mean() - enough[row == 2].mean())
            for group, row in zip(self.groepen, self.uitspraken.T, strict=True)
        }
        return pd.Series(told, dtype="float64").sort_values(ascending=False, kind="stable")


def groups(case: Case) -> tuple[tuple[str, ...], ...]:
    """Give what is decided apart: each choice by itself, but those that the scenario says are decided together.

    A choice about one-off cost alone is left out: it moves nothing that is paid every year.
    """
    once = {name for name, (_, posts) in case.contested.items() if not (posts & case.posts.structural).any()}
    names = [one.naam for one in case.choices if one.naam not in once]
    together = [
        tuple(name for name in names if name.partition(".")[2] in one)
        for one in case.scenario.onzekerheid.samen_besloten
    ]
    taken = {name for group in together for name in group}
    return (*(group for group in together if group), *((name,) for name in names if name not in taken))


def rulings(case: Case, most: int = MOST) -> Rulings:
    """Work a scenario out under every ruling, or under ``most`` of them; each is what `run.run_model` gives with those readings in its file, to the cent."""
    apart = groups(case)
    count = 3 ** len(apart)
    chosen = _all(len(apart)) if count <= most else _some(len(apart), most, case.scenario.zaad)
    parts = [_worked_out(case, apart, chosen[at : at + _CHUNK]) for at in range(0, len(chosen), _CHUNK)]
    land = {name: np.concatenate([one[name] for one, _ in parts]) for name in QUANTITIES}
    short = np.concatenate([each for _, each in parts])
    return Rulings(case.scenario, apart, chosen, land, short, count)


def _all(count: int) -> np.ndarray:
    return np.array([*product(range(3), repeat=count)], dtype="int8").reshape(3**count, count)


def _some(count: int, most: int, seed: int) -> np.ndarray:
    ends = np.repeat(np.arange(3, dtype="int8")[:, None], count, axis=1)
    drawn = np.random.default_rng(seed).integers(0, 3, (most - len(ends), count), dtype="int8")
    return np.concatenate([ends, drawn])


def _worked_out(
    case: Case, apart: tuple[tuple[str, ...], ...], chosen: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    known = {one.naam: one for one in case.choices}
    values = {}
    for group, row in zip(apart, chosen.T, strict=True):
        for name in group:
            one = known[name]
            # A rule that is read as proposed has no place between strict and wide: then the proposal itself holds.
            middle = one.verwacht if name.count(".") > 1 else np.nan
            values[name] = np.array([one.laag, middle, one.hoog])[row]
    whole = case.estimate_at(values)
    totals = whole.totals.rounded().in_year(case.peil)
    found = of_vsvs(whole.made, case.participants, case.posts.bevallingen)
    short = (found.nodig - found.geld)[..., case.peil]
    land = {name: np.broadcast_to(cents, len(chosen)) for name, cents in totals.items()}
    return land, np.broadcast_to(short, (len(chosen), case.n))


__all__ = ["MOST", "Rulings", "groups", "rulings"]
