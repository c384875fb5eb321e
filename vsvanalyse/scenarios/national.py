"""From the pilots to the country: three estimators of the mean per VSV, each with its own uncertainty.

All are linear in the costs: the mean is ``weights · y``, and its error follows from the residuals ``residuals @ y``.
Source: Cochran 1977, Sampling Techniques, ch. 2 (mean), 6 (ratio), 7 (regression), with the finite-population
correction 1 - n/N. A country whose mean size differs from the pilots' is less sure: the ratio's error grows with (X̄/x̄), the
regression's with √(1 + n (X̄ - x̄)² / Sxx) (its leverage, as for any predicted mean).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from vsvanalyse.evidence.intervals import LEVEL

KINDS = ("per_vsv", "per_bevalling", "vast_en_per_bevalling")
LABEL = {
    "per_vsv": "gemiddelde per VSV",
    "per_bevalling": "kosten per bevalling",
    "vast_en_per_bevalling": "vast deel en deel per bevalling",
}


@dataclass(frozen=True)
class Participants:
    """VSVs per calendar year: those that take part, that are in their first year, and in their second.

    ``n`` registered, out of ``country``. Who registered takes part first, and is counted; the others are estimated.
    """

    present: np.ndarray
    first: np.ndarray
    second: np.ndarray
    n: int
    country: int

    @property
    def raised(self) -> np.ndarray:
        """How many times the country's mean the total of a year holds: (Y,), all VSVs when everyone takes part."""
        others = self.country - self.n
        return self.country * np.maximum(self.present - self.n, 0) / others if others else 0.0 * self.present

    @property
    def counted(self) -> np.ndarray:
        """How many times the mean of who registered is in that total besides: (Y,), 0 when everyone takes part."""
        known = np.minimum(self.present, self.n)
        return known - self.raised * self.n / self.country


@dataclass(frozen=True)
class Estimator:
    """How the pilots speak for the country.

    ``weights`` (V,), or one row per draw of births, give the country's mean per VSV; ``residuals`` (V, V) what the estimator does not explain;
    ``df`` the degrees of freedom, 0 where no interval can be given; ``n`` the VSVs it rests on, ``country`` all.
    """

    kind: str
    weights: np.ndarray
    residuals: np.ndarray
    df: int
    n: int
    country: int

    @property
    def possible(self) -> bool:
        """Whether the estimator can be made from these VSVs."""
        return bool(np.isfinite(self.weights).all())

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Give the country's mean per VSV of ``values`` (…, V, K): shape (…, K)."""
        return np.einsum("...v,...vk->...k", self.weights, values)

    def standard_error(self, values: np.ndarray) -> np.ndarray:
        """Give the standard error of that mean, with the finite-population correction; NaN without df."""
        if self.df < 1:
            return np.full(values.shape[:-2] + values.shape[-1:], np.nan)
        rest = np.einsum("uv,...vk->...uk", self.residuals, values)
        fraction = (1 - self.n / self.country) / self.n
        return np.sqrt(fraction * (rest**2).sum(axis=-2) / self.df)

    def half_width(self, values: np.ndarray, level: float = LEVEL) -> np.ndarray:
        """Give half the width of the t-interval around the mean."""
        quantile = stats.t.ppf((1 + level) / 2, self.df) if self.df >= 1 else np.nan
        return quantile * self.standard_error(values)

    def spread(self, others: np.ndarray) -> np.ndarray:
        """Give how many errors of the country's mean the total of a group carries in which ``others`` are not in the sample.

        Such a total is off by the error of the sample's mean, k times, and by how k others differ among themselves:
        s √(k (n + k) / n). For all others this is N times the error of the mean; for none it is 0.
        """
        left = self.country - self.n
        return np.sqrt(others * (self.n + others) * self.country / left) if left else 0.0 * others

    def spread_of(self, counts: Participants) -> np.ndarray:
        """Give the same for the VSVs of each year (Y,): 0 while only who registered takes part, for they are counted."""
        return self.spread(np.where(counts.present > counts.n, counts.present - self.n, 0))

    def luck(self, normals: np.ndarray, chi2: np.ndarray) -> np.ndarray:
        """Turn normals (D, V) and chi-squares with ``df`` (D,) into what drawn pilots add to the weights (D, V).

        A mean under the weights so changed is t-distributed around its estimate with its standard error: the posterior
        of a mean under the usual non-informative prior (Gelman et al., Bayesian Data Analysis, §3.2), for all means
        together. Without df nothing varies.
        """
        if self.df < 1:
            return np.zeros(normals.shape)
        scale = math.sqrt((1 - self.n / self.country) / (self.n * self.df))
        return scale * (normals @ self.residuals) / np.sqrt(chi2 / self.df)[:, None]


def per_vsv(n: int, country: int) -> Estimator:
    """Make the mean of ``n`` pilots."""
    return Estimator("per_vsv", np.full(n, 1 / n), np.eye(n) - 1 / n, n - 1, n, country)


def estimator(kind: str, births: np.ndarray, country: int, births_in_country: np.ndarray) -> Estimator:
    """Make one of `KINDS` from the births per pilot (V,), NaN where unknown; births in the country () or one per draw.

    An estimator that needs births leaves VSVs without them out. Where it cannot be made (nobody with births; fewer
    than three, or all of one size, for the fixed part) its weights are NaN.
    """
    everyone = len(births)
    if kind == "per_vsv":
        return per_vsv(everyone, country)
    known = np.isfinite(births) & (births > 0)
    n, x = int(known.sum()), np.where(known, births, 0.0)
    wanted = np.asarray(births_in_country, dtype="float64")[..., None] / country
    # One scale for the error, also where births are drawn: that of their mean.
    middle = float(wanted.mean())
    spread = np.where(known, x - x.sum() / max(n, 1), 0.0)
    nothing = Estimator(kind, np.full(everyone, np.nan), np.zeros((everyone, everyone)), 0, n, country)
    if kind == "per_bevalling":
        if not n:
            return nothing
        residuals = (np.eye(everyone) - np.outer(x, known) / x.sum()) * known[:, None]
        residuals = residuals * (middle / (x.sum() / n))
        return Estimator(kind, wanted * known / x.sum(), residuals, n - 1, n, country)
    if n < 3 or not (spread**2).sum():
        return nothing
    slope = spread / (spread**2).sum()
    weights = known / n + (wanted - x.sum() / n) * slope
    residuals = (np.eye(everyone) - np.outer(known, known) / n - np.outer(spread, slope)) * known[:, None]
    residuals = residuals * np.sqrt(1 + n * (middle - x.sum() / n) ** 2 / (spread**2).sum())
    return Estimator(kind, weights, residuals, n - 2, n, country)
