"""Uncertain numbers: their distributions, and how they move together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np
from scipy import special

from vsvanalyse.scenarios.schema import Together

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


def correlation(inputs: tuple[Input, ...], stated: Iterable[Together]) -> np.ndarray:
    """Give the correlation matrix of the Gaussian copula, in the order of ``inputs``.

    Raises ValueError, in Dutch, when the stated correlations cannot all hold (the matrix is not positive definite).
    """
    matrix = np.eye(len(inputs))
    for together in stated:
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
    "SAMPLING", "Input", "correlation", "pert_quantile", "triangular_quantile",
]  # fmt: skip
