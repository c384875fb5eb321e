"""Draws of a scenario: the same digits for one seed, however they are divided over chunks and processes.

Draws come in blocks of a fixed size. Every block and every input has a random stream of its own, derived from
the seed, the input's name and the block's number, and a block is always computed by itself; a chunk is only a number of blocks
handed over together. Two scenarios with one seed share the draws of which VSVs were pilots and of the inputs that they
have in common (as far as those are not tied to others by a correlation), so that their difference has little noise of
its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.country import QUANTITIES, Luck
from vsvanalyse.scenarios.inputs import SAMPLING, Input
from vsvanalyse.scenarios.lever import Values
from vsvanalyse.scenarios.measures.lezing import PROPOSED
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.schema import Scenario

BLOCK = 100


@dataclass(frozen=True)
class Draws:
    """Drawn totals of the country in cents: ``waarden`` (draws, years, quantities), floats."""

    scenario: Scenario
    jaren: tuple[int, ...]
    maten: tuple[str, ...]
    waarden: np.ndarray

    def of(self, maat: str, jaar: int | None = None) -> np.ndarray:
        """Give the draws of one quantity in one year (default: the reference year): shape (draws,)."""
        at = self.jaren.index(self.scenario.peiljaar if jaar is None else jaar)
        return self.waarden[:, at, self.maten.index(maat)]

    def interval(self, maat: str, level: float = 0.95, jaar: int | None = None) -> tuple[float, float]:
        """Give the central interval of a quantity."""
        tail = (1 - level) / 2
        low, high = np.quantile(self.of(maat, jaar), [tail, 1 - tail])
        return float(low), float(high)


def stream(seed: int, name: str, block: int) -> np.random.Generator:
    """Give the random stream of one input in one block."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), block])


def draw_inputs(
    inputs: tuple[Input, ...], factor: np.ndarray, seed: int, block: int, size: int = BLOCK
) -> dict[str, np.ndarray]:
    """Draw every input once per draw through a Gaussian copula; ``factor`` is its lower Cholesky factor."""
    if not inputs:
        return {}
    normals = np.stack([stream(seed, one.naam, block).standard_normal(size) for one in inputs])
    return {one.naam: one.from_normal(z) for one, z in zip(inputs, factor @ normals, strict=True)}


def simulate(
    case: Case,
    draws: int | None = None,
    *,
    lezing: str = PROPOSED,
    chunk: int = 10_000,
    executor: Executor | None = None,
) -> Draws:
    """Draw the country's totals; ``draws`` is rounded up to whole blocks of 100.

    Uncertain are the intervals of levers, and which VSVs happened to be pilots. What is new is decided and not drawn: every
    contested rule is read as ``lezing`` says, and the draws of all readings share their chance.
    ``chunk`` and ``executor``, which draws the chunks, change the time and the memory it takes, not one digit.
    """
    scenario, decided = case.scenario, ruling(case, lezing)
    wanted = scenario.onzekerheid.trekkingen if draws is None else draws
    blocks = -(-wanted // BLOCK)
    step = max(1, chunk // BLOCK)
    pieces = [range(start, min(start + step, blocks)) for start in range(0, blocks, step)]
    each = executor.map if executor else map
    parts = each(_piece, [(case, decided, piece) for piece in pieces])
    return Draws(scenario, scenario.jaren, QUANTITIES, np.concatenate(list(parts)))


def ruling(case: Case, lezing: str) -> dict[str, np.ndarray]:
    """Give the value of everything that is to be decided under a reading; as proposed is what holds without a value."""
    if lezing == PROPOSED:
        return {}
    end = {"strikt": "laag", "ruim": "hoog"}[lezing]
    return {one.naam: np.array(getattr(one, end)) for one in case.choices}


def _piece(work: tuple[Case, Values, range]) -> np.ndarray:
    return np.concatenate(list(_blocks(*work)))


def _blocks(case: Case, decided: Values, blocks: range) -> Iterator[np.ndarray]:
    scenario, inputs = case.scenario, case.uncertain
    factor = np.linalg.cholesky(case.correlation) if inputs else np.zeros((0, 0))
    founding = case.speaks("per_vsv")
    for block in blocks:
        values = {**decided, **draw_inputs(inputs, factor, scenario.zaad, block)}
        found = case.estimate_at(values, exact=False)
        if scenario.onzekerheid.steekproef:
            luck = Luck(*(_luck(case, one, block) for one in (found.speaks, founding)))
            found = replace(found, luck=luck)
        yield np.broadcast_to(found.totals.stacked(), (BLOCK, len(scenario.jaren), len(QUANTITIES)))


def _luck(case: Case, speaks: Estimator, block: int) -> np.ndarray:
    rng = stream(case.scenario.zaad, SAMPLING, block)
    normals = rng.standard_normal((BLOCK, case.n))
    # Half a chi-square with df degrees of freedom is a gamma with shape df/2; df may be 0, with nothing to draw.
    chi2 = 2 * rng.standard_gamma(max(speaks.df, 1) / 2, BLOCK)
    return speaks.luck(normals, chi2)


__all__ = ["BLOCK", "Draws", "draw_inputs", "ruling", "simulate", "stream"]
