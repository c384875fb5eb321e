"""Costs of registered rows in calendar years. All of it is linear, so the country needs no figure per VSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Parts:
    """An amount and the part of it that is a new VSV task, of one shape."""

    whole: np.ndarray
    new: np.ndarray

    def each(self, change: Callable[[np.ndarray], np.ndarray]) -> Parts:
        """Do the same with both."""
        return Parts(change(self.whole), change(self.new))

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.whole + other.whole, self.new + other.new)

    def __mul__(self, factor: np.ndarray) -> Parts:
        return Parts(self.whole * factor, self.new * factor)


@dataclass(frozen=True)
class ByPrice:
    """What follows the prices of people, and what those of goods."""

    people: np.ndarray
    goods: np.ndarray


@dataclass(frozen=True)
class Stretch:
    """The calendar years ``at`` (Y, bool) in which the same costs hold.

    ``people`` and ``goods`` (…, R): cents per row. ``factors`` (…, B, years) bring the prices of each registered year to each
    of these calendar years.
    """

    at: np.ndarray
    people: Parts
    goods: Parts
    factors: ByPrice

    # One array each, so that a draw needs few operations; only this module knows what stands where in them.
    @cached_property
    def _cents(self) -> np.ndarray:
        cells = (self.people.whole, self.people.new, self.goods.whole, self.goods.new)
        stacked = np.stack(np.broadcast_arrays(*cells), axis=-1)
        return stacked.reshape(*stacked.shape[:-1], 2, 2).astype("float64")

    @cached_property
    def _rates(self) -> np.ndarray:
        return np.stack((self.factors.people, self.factors.goods), axis=-1)


@dataclass(frozen=True)
class Yearly:
    """A yearly flow of money.

    ``pick`` (V, R) makes a VSV's figure of its rows; ``price_year`` (R,) tells which of the B registered years a row has.
    """

    pick: np.ndarray
    price_year: np.ndarray
    stretches: tuple[Stretch, ...]

    @cached_property
    def per_vsv(self) -> Parts:
        """Cents per VSV and calendar year: (…, V, Y)."""
        parts = []
        for one in self.stretches:
            rates = one._rates[..., self.price_year, :, :]
            flat = sum(one._cents[..., :, None, kind, :] * rates[..., kind, None] for kind in range(2))
            wide = flat.reshape(*flat.shape[:-2], -1)
            parts.append((self.pick @ wide).reshape(*flat.shape[:-3], len(self.pick), *flat.shape[-2:]))
        return self._joined(parts)

    def weighted(self, weights: np.ndarray) -> Parts:
        """Give the weighted sum over VSVs, ``weights`` (…, V): cents per calendar year (…, Y)."""
        rows = weights @ self.pick
        parts = []
        for one in self.stretches:
            by_year = [
                np.einsum("...r,...rkc->...kc", rows[..., mine], one._cents[..., mine, :, :])
                for mine in self._rows_of
            ]
            parts.append(
                sum(
                    np.einsum("...kc,...yk->...yc", cost, one._rates[..., b, :, :])
                    for b, cost in enumerate(by_year)
                )
            )
        return self._joined(parts)

    @cached_property
    def _rows_of(self) -> list[np.ndarray]:
        return [self.price_year == b for b in range(self.stretches[0]._rates.shape[-3])]

    def _joined(self, parts: list[np.ndarray]) -> Parts:
        if len(parts) == 1:
            (whole,) = parts
        else:
            shape = np.broadcast_shapes(*(part.shape[:-2] for part in parts))
            whole = np.empty((*shape, len(self.stretches[0].at), 2))
            for one, part in zip(self.stretches, parts, strict=True):
                whole[..., one.at, :] = part
        return Parts(whole[..., 0], whole[..., 1])
