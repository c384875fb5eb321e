"""The uncertain numbers of a scenario: their names, their distributions, how they move together; and apart from them what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np
from scipy import special

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.lever import CHOICE
from vsvanalyse.scenarios.measures import lever_named

_NORMALS = np.linspace(-8.5, 8.5, 4001)
SAMPLING = "steekproef"
"""The name of the uncertainty that comes from having few pilots."""


@dataclass(frozen=True)
class Input:
    """One uncertain number: ``laag`` ≤ ``verwacht`` ≤ ``hoog``; ``verdeling`` is ``pert`` or ``driehoek``."""

    naam: str
    laag: float
    verwacht: float
    hoog: float
    verdeling: str = "pert"

    def from_normal(self, z: np.ndarray) -> np.ndarray:
        """Turn standard normals into values; by a table, exact to a hundred-thousandth of the range."""
        return np.interp(z, _NORMALS, self._table)

    @cached_property
    def _table(self) -> np.ndarray:
        return self.quantile(special.ndtr(_NORMALS))

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Give the value below which a part ``u`` of the distribution lies."""
        if self.laag == self.hoog:
            return np.full_like(np.asarray(u, dtype="float64"), self.verwacht)
        shape = {"pert": pert_quantile, "driehoek": triangular_quantile}[self.verdeling]
        return shape(np.asarray(u, dtype="float64"), self.laag, self.verwacht, self.hoog)


def pert_quantile(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Quantile of the PERT distribution: a beta on [low, high] with mean (low + 4 mode + high) / 6.

    α = 1 + 4 (mode - low) / (high - low), β = 1 + 4 (high - mode) / (high - low) (Malcolm et al. 1959; Vose 2008,
    Risk Analysis).
    """
    width = high - low
    alpha, beta = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
    return low + width * special.betaincinv(alpha, beta, u)


def triangular_quantile(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Quantile of the triangular distribution."""
    width = high - low
    left = (mode - low) / width
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u < left, rising, falling)


def uncertain_inputs(case: Case) -> tuple[Input, ...]:
    """List what is uncertain, sorted by name: intervals with a width. What is decided is in `choices`."""
    return tuple(one for one in _with_width(case) if lever_named(one.naam).nature != CHOICE)


def choices(case: Case) -> tuple[Input, ...]:
    """List what is to be decided, sorted by name: rules whose readings differ, and readings of a measure that leave a range.

    The value of a rule runs from 0, the strict reading, to 1, the wide one; the proposed reading lies between. A choice has a
    range and no distribution: it is never drawn.
    """
    found = [Input(name, 0.0, min(max(place, 0.0), 1.0), 1.0) for name, (place, _) in case.contested.items()]
    found += [one for one in _with_width(case) if lever_named(one.naam).nature == CHOICE]
    return tuple(sorted(found, key=lambda one: one.naam))


def _with_width(case: Case) -> list[Input]:
    how = case.scenario.onzekerheid.verdeling
    found = [
        Input(name, one.laag, one.verwacht, one.hoog, how)
        for name, one in case.numbers.items()
        if not one.zeker
    ]
    return sorted(found, key=lambda one: one.naam)


def correlation(case: Case, inputs: tuple[Input, ...]) -> np.ndarray:
    """Give the correlation matrix of the Gaussian copula, in the order of ``inputs``.

    Raises ValueError, in Dutch, when the stated correlations cannot all hold (the matrix is not positive definite).
    """
    matrix = np.eye(len(inputs))
    for together in case.scenario.onzekerheid.samenhang:
        hit = [i for i, one in enumerate(inputs) if any(fnmatchcase(one.naam, p) for p in together.invoer)]
        for i in hit:
            for j in hit:
                if i != j:
                    matrix[i, j] = together.rho
    if len(inputs) and np.linalg.eigvalsh(matrix).min() <= 1e-10:
        raise ValueError(
            "de samenhangen ('onzekerheid.samenhang') kunnen niet samen waar zijn; maak rho kleiner"
        )
    return matrix


__all__ = [
    "SAMPLING",
    "Input",
    "choices",
    "correlation",
    "pert_quantile",
    "triangular_quantile",
    "uncertain_inputs",
]
