"""The registered costs as arrays on which levers work: rows are VSV-years, columns are posts.

A post is a task × separation rule × one-off or structural. Cents are whole numbers held in float64, exact
up to 2⁵³ (ninety billion euro).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import STRUCTUREEL
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.money import round_half_up

_AMOUNTS = ("vacatie", "loon", "inkoop", "vacatie_kaart", "loon_kaart")


@dataclass(frozen=True)
class Costs:
    """Cents per row × post, with leading axes for draws where a lever is uncertain.

    ``vacatie`` and ``loon`` are cash for hours of functions with and without vacatiegeld, ``inkoop`` the rest;
    ``*_kaart`` all those hours at the rate card; ``vacatie_uren`` the paid hours; ``aandeel`` the part of a
    cell's cost that is a new VSV task, 0..1.
    """

    vacatie: np.ndarray
    loon: np.ndarray
    inkoop: np.ndarray
    vacatie_kaart: np.ndarray
    loon_kaart: np.ndarray
    vacatie_uren: np.ndarray
    aandeel: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The cash of each cell."""
        return self.vacatie + self.loon + self.inkoop

    def corrected(self, factor: np.ndarray) -> Costs:
        """Multiply what was registered, hours and cash alike; ``factor`` is (…, 1 or R, P)."""
        names = (*_AMOUNTS, "vacatie_uren")
        return replace(self, **{name: getattr(self, name) * factor for name in names})

    def kept(self, share: np.ndarray) -> Costs:
        """Keep a share of the cash of each post, (…, 1, P)."""
        return replace(self, vacatie=self.vacatie * share, loon=self.loon * share, inkoop=self.inkoop * share)

    def rounded(self) -> Costs:
        """Give every amount rounded to whole cents, half away from zero."""
        return replace(
            self, **{name: round_half_up(getattr(self, name)).astype("float64") for name in _AMOUNTS}
        )


@dataclass(frozen=True)
class Posts:
    """Base costs with what rows and columns mean.

    ``rows`` has ``vsv, boekjaar``; ``taak, regel, aard`` say what each post is. ``nieuw`` maps a reading to cents per cell,
    ``regel_aandeel`` to the rule's own share per post, for posts that cost nobody anything.
    ``average`` (V × R) gives a VSV's mean per year over its own years. ``first, second`` (V × R) pick its one-off
    costs of year 1 and of year 2. ``bevallingen`` per VSV is the mean over its years, NaN where unknown.
    ``aangevuld`` (R × P) marks the cells of tasks whose cost is unknown: they hold the mean of those who know it, so that they
    move no mean. ``onzekerder`` is by how much the standard error of a mean grows because fewer VSVs carry those tasks.
    """

    rows: pd.DataFrame
    taak: np.ndarray
    regel: np.ndarray
    aard: np.ndarray
    costs: Costs
    nieuw: dict[str, np.ndarray]
    regel_aandeel: dict[str, np.ndarray]
    vsvs: tuple[str, ...]
    average: np.ndarray
    first: np.ndarray
    second: np.ndarray
    bevallingen: np.ndarray
    aangevuld: np.ndarray
    onzekerder: float
    toelichting: tuple[str, ...]

    # What follows from these alone is asked for every draw and every place of a slider, so it is worked out once.
    @cached_property
    def structural(self) -> np.ndarray:
        """Which posts come back every year."""
        return self.aard == STRUCTUREEL

    @cached_property
    def jaren(self) -> np.ndarray:
        """The registered year of each row: (R,)."""
        return self.rows["boekjaar"].to_numpy()

    @property
    def prijsjaar(self) -> int:
        """The last year of registration, whose prices amounts of a scenario have when it does not say otherwise."""
        return int(self.jaren.max())

    @cached_property
    def nieuw_aandeel(self) -> dict[str, np.ndarray]:
        """The new part of each registered cell (R × P) by reading, 0..1."""
        total = self.costs.total
        return {one: new_share(total, self.nieuw[one], self.regel_aandeel[one]) for one in LEZINGEN}

    @cached_property
    def betwist(self) -> dict[str, np.ndarray]:
        """The posts of each rule, or of each task where rules are unknown, that the readings are not at one about: its name → a mask."""
        strict, _, wide = (self.nieuw[lezing].sum(axis=0) for lezing in LEZINGEN)
        labels = np.where(self.regel != "", self.regel, self.taak)
        return {str(label): labels == label for label in sorted(set(labels[wide != strict]))}

    def mean_per_vsv(self, cells: np.ndarray) -> float:
        """Give the mean of the VSVs, per year, of amounts per cell (R × P)."""
        return float((self.average @ cells.sum(axis=1)).mean())

    def of(self, tasks: tuple[str, ...] = (), rules: tuple[str, ...] = ()) -> np.ndarray:
        """Mark the posts of these tasks or rules."""
        if (found := self._marked.get((tasks, rules))) is None:
            found = np.isin(self.taak, tasks) | (np.isin(self.regel, rules) & (self.regel != ""))
            found.flags.writeable = False
            self._marked[tasks, rules] = found
        return found

    @cached_property
    def _marked(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], np.ndarray]:
        return {}


def new_share(total: np.ndarray, new: np.ndarray, otherwise: np.ndarray | float = 0.0) -> np.ndarray:
    """Give the new part of each cell; without cost the share of its post over all rows, or else ``otherwise``."""
    pooled = total.sum(axis=0)
    empty = np.broadcast_to(np.asarray(otherwise, dtype="float64"), pooled.shape).copy()
    share = np.divide(new.sum(axis=0), pooled, out=empty, where=pooled != 0)
    return np.divide(new, total, out=np.broadcast_to(share, total.shape).copy(), where=total != 0)
