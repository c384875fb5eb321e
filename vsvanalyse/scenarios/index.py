"""The prices of calendar years under a scenario: known figures first, then the scenario's own assumption."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from vsvanalyse import prices
from vsvanalyse.scenarios.levers import Values, number
from vsvanalyse.scenarios.schema import Index, Scenario

_KINDS = {"ova": "ova_daarna_pct", "materieel": "materieel_daarna_pct"}


@lru_cache(maxsize=64)
def index_figures(index: Index | None, first: int, last_year: int) -> dict[str, pd.DataFrame]:
    """Give per kind of price the figures from ``first`` + 1 to the last year: ``jaar, mutatie_pct, status, bron, na``.

    ``na`` marks years after the last known figure, which have status ``aanname`` and the scenario's own percentage.
    Raises ValueError, in Dutch, for a year without figure and for a mixture of two series.
    """
    if index is None:
        return {}
    own = pd.DataFrame(
        [{**f.model_dump(), "mutatie_pct": f.pct} for f in index.cijfers],
        columns=["soort", "jaar", "mutatie_pct", "status", "bron", "reeks"],
    )
    found, faults = {}, []
    for kind, after in _KINDS.items():
        known = prices.best_figures(kind, series=index.reeks, provisional=index.voorlopig, own=own)
        known = known[known["jaar"].between(first + 1, last_year)]
        last = int(known["jaar"].max()) if len(known) else first
        missing = sorted(set(range(first + 1, last + 1)) - set(known["jaar"]))
        growth = getattr(index, after)
        twice = (
            own.loc[(own["soort"] == kind) & own.duplicated(["soort", "jaar"]), "jaar"] if len(own) else []
        )
        if len(twice):
            faults.append(f"twee eigen cijfers voor '{kind}' in {', '.join(map(str, twice))}")
        if missing:
            faults.append(f"geen indexcijfer '{kind}' voor {', '.join(map(str, missing))}")
        if last < last_year and growth is None:
            faults.append(
                f"geen indexcijfer '{kind}' voor {last + 1} tot en met {last_year}; zet '{after}' bij [index]"
            )
        if faults:
            continue
        try:
            prices.chain(known)
        except ValueError as error:
            faults.append(str(error))
        later = pd.DataFrame({"jaar": range(last + 1, last_year + 1)}).assign(
            mutatie_pct=growth.verwacht if growth else 0.0, status="aanname", bron=index.bron, na=True
        )
        found[kind] = pd.concat([known.assign(na=False), later], ignore_index=True)[list(later)]
    if faults:
        raise ValueError("\n".join(faults))
    return found


@lru_cache(maxsize=64)
def _steps(index: Index | None, first: int, last_year: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Give by which factor each of those years' prices rise, and which are after the last known figure."""
    table = index_figures(index, first, last_year)[kind]
    return 1 + table["mutatie_pct"].to_numpy("float64") / 100, table["na"].to_numpy("bool")


class Prices:
    """Price factors between years for people and for goods, under one scenario's index."""

    def __init__(self, scenario: Scenario, first: int) -> None:
        self.scenario, self.first = scenario, first
        self.figures = index_figures(scenario.index, first, scenario.tot)

    def levels(self, values: Values) -> np.ndarray:
        """Give the price level of every year from ``first`` on, 1 in ``first``: shape (…, years, 2)."""
        years = self.scenario.tot - self.first + 1
        if not self.figures:
            return np.ones((years, 2))
        parts = []
        for kind, after in _KINDS.items():
            steps, later = _steps(self.scenario.index, self.first, self.scenario.tot, kind)
            growth = getattr(self.scenario.index, after)
            if growth is not None:
                drawn = 1 + number(values, f"index.{after}", growth) / 100
                steps = np.where(later, drawn[..., None], steps)
            parts.append(np.cumprod(steps, axis=-1))
        both = np.stack(np.broadcast_arrays(*parts), axis=-1)
        return np.concatenate([np.ones((*both.shape[:-2], 1, 2)), both], axis=-2)

    def factors(self, values: Values, from_years: np.ndarray) -> np.ndarray:
        """Give factors from each price year to each calendar year: (…, from, Y, 2)."""
        levels = self.levels(values)
        to = np.array(self.scenario.jaren) - self.first
        start = np.asarray(from_years) - self.first
        return levels[..., None, to, :] / levels[..., start, None, :]
