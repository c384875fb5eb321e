"""What a year of the country, and of a VSV, is told in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios.yearly import Parts

QUANTITIES = ("structureel", "nieuw", "eenmalig", "financiering", "tekort")
"""What a year of the country is told in: structural cost and its new part (national arrangements included), one-off
cost of VSVs that begin (apart), structural and temporary money, and the gap = new - money."""


@dataclass(frozen=True)
class Totals:
    """The country by calendar year, (…, Y) each, by `QUANTITIES`."""

    structureel: np.ndarray
    nieuw: np.ndarray
    eenmalig: np.ndarray
    financiering: np.ndarray

    @property
    def tekort(self) -> np.ndarray:
        """What is short of money; of rounded figures, so that what is shown adds up."""
        return self.nieuw - self.financiering

    def rounded(self) -> Totals:
        """Give whole cents."""
        return replace(self, **{name: round_half_up(array) for name, array in vars(self).items()})

    def in_year(self, at: int) -> dict[str, np.ndarray]:
        """Give every quantity in one year, by its place."""
        return {name: getattr(self, name)[..., at] for name in QUANTITIES}

    def stacked(self) -> np.ndarray:
        """Give one array, the quantities last: (…, Y, `QUANTITIES`)."""
        return np.stack(np.broadcast_arrays(*(getattr(self, name) for name in QUANTITIES)), axis=-1)


@dataclass(frozen=True)
class OfVsvs:
    """Whole cents of each VSV: ``eigen`` cost (…, V, Y), its equal part of ``landelijk`` cost (…, Y), and ``geld`` (…, V, Y)."""

    eigen: Parts
    landelijk: Parts
    geld: np.ndarray

    @property
    def nodig(self) -> np.ndarray:
        """What new tasks cost, the part of national cost included: (…, V, Y)."""
        return self.eigen.new + self.landelijk.new[..., None, :]
