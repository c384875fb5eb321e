"""Costs of registered rows in calendar years. All of it is linear, so the country needs no figure per VSV."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Price(IntEnum):
    """Which prices a cost follows; its place on the axis of people and goods."""

    PEOPLE = 0
    GOODS = 1


class Part(IntEnum):
    """Which part of a cost: all of it, or what is a new VSV task; its place on the axis of all and new."""

    ALL = 0
    NEW = 1


@dataclass(frozen=True)
class Stretch:
    """The calendar years ``at`` (Y, bool) in which the same costs hold.

    ``sums`` (…, R, 2, 2): cents per row, people and goods, all and new. ``factors`` (…, B, years, 2) bring the
    prices of each registered year to each of these calendar years.
    """

    at: np.ndarray
    sums: np.ndarray
    factors: np.ndarray


@dataclass(frozen=True)
class Yearly:
    """A yearly flow of money.

    ``pick`` (V, R) makes a VSV's figure of its rows; ``price_year`` (R,) tells which of the B registered years a row has.
    """

    pick: np.ndarray
    price_year: np.ndarray
    stretches: tuple[Stretch, ...]

    def per_vsv(self) -> np.ndarray:
        """Give cents per VSV and calendar year, all and new: (…, V, Y, 2)."""
        parts = []
        for one in self.stretches:
            factors = one.factors[..., self.price_year, :, :]
            flat = sum(one.sums[..., :, None, kind, :] * factors[..., kind, None] for kind in Price)
            wide = flat.reshape(*flat.shape[:-2], -1)
            parts.append((self.pick @ wide).reshape(*flat.shape[:-3], len(self.pick), *flat.shape[-2:]))
        return self._joined(parts)

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """Give the weighted sum over VSVs, ``weights`` (…, V): cents per calendar year, all and new: (…, Y, 2)."""
        rows = weights @ self.pick
        parts = []
        for one in self.stretches:
            by_year = [
                np.einsum("...r,...rkc->...kc", rows[..., mine], one.sums[..., mine, :, :])
                for mine in (self.price_year == b for b in range(one.factors.shape[-3]))
            ]
            parts.append(
                sum(
                    np.einsum("...kc,...yk->...yc", cost, one.factors[..., b, :, :])
                    for b, cost in enumerate(by_year)
                )
            )
        return self._joined(parts)

    def _joined(self, parts: list[np.ndarray]) -> np.ndarray:
        if len(parts) == 1:
            return parts[0]
        shape = np.broadcast_shapes(*(part.shape[:-2] for part in parts))
        whole = np.empty((*shape, len(self.stretches[0].at), 2))
        for one, part in zip(self.stretches, parts, strict=True):
            whole[..., one.at, :] = part
        return whole
