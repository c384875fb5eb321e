"""The prices of calendar years: known figures first, then the scenario's own assumption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, Field

from vsvanalyse import prices
from vsvanalyse.basiskader import per_lists
from vsvanalyse.money import format_number
from vsvanalyse.scenarios.lever import (
    CHANCE,
    GROUND,
    PAID,
    Control,
    Lever,
    Measure,
    Named,
    Stage,
    Values,
    number,
    slider,
)
from vsvanalyse.scenarios.telling import percentage, plain
from vsvanalyse.scenarios.values import STRICT, Growth, Told, Year, exactly
from vsvanalyse.scenarios.yearly import ByPrice

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario


class Figure(BaseModel):
    """One index figure that goes before the package's own."""

    model_config = STRICT
    soort: Literal["ova", "materieel"]
    jaar: Year
    pct: float = Field(gt=-100, le=100, allow_inf_nan=False, strict=True)
    status: Literal["definitief", "voorlopig", "aanname"]
    bron: Told
    reeks: Literal["", "cep", "mev"] = ""


class Index(Measure):
    """Prices of each calendar year: OVA for people, the material index for the rest.

    ``*_daarna_pct`` is the yearly change after the last known figure, an assumption. ``voorlopig = false``
    leaves provisional figures out.
    """

    reeks: Literal["cep", "mev"] = "cep"
    voorlopig: bool = Field(default=True, strict=True)
    ova_daarna_pct: Growth | None = None
    materieel_daarna_pct: Growth | None = None
    cijfers: tuple[Figure, ...] = ()


_AFTER = {"ova": "ova_daarna_pct", "materieel": "materieel_daarna_pct"}


@per_lists
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
    for kind, after in _AFTER.items():
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


@per_lists
def _steps(index: Index | None, first: int, last_year: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Give by which factor each of those years' prices rise, and which are after the last known figure."""
    table = index_figures(index, first, last_year)[kind]
    return 1 + table["mutatie_pct"].to_numpy("float64") / 100, table["na"].to_numpy("bool")


class Prices:
    """Price factors between years for people and for goods, from ``first`` on, for the calendar years ``jaren``.

    Raises ValueError, in Dutch, where figures are missing or mixed.
    """

    def __init__(self, index: Index | None, first: int, jaren: tuple[int, ...]) -> None:
        self.index, self.first, self.jaren = index, first, jaren
        self.figures = index_figures(index, first, jaren[-1])

    def _levels(self, kind: str, values: Values) -> np.ndarray:
        """Give the price level of every year, 1 in the first: (…, years)."""
        if self.index is None:
            return np.ones(self.jaren[-1] - self.first + 1)
        steps, later = _steps(self.index, self.first, self.jaren[-1], kind)
        growth = getattr(self.index, _AFTER[kind])
        if growth is not None:
            drawn = 1 + number(values, f"index.{_AFTER[kind]}", growth) / 100
            steps = np.where(later, drawn[..., None], steps)
        risen = np.cumprod(steps, axis=-1)
        return np.concatenate([np.ones((*risen.shape[:-1], 1)), risen], axis=-1)

    def factors(self, values: Values, from_years: np.ndarray) -> ByPrice:
        """Give factors from each price year to each calendar year: (…, from, Y) each."""
        to, start = np.array(self.jaren) - self.first, np.asarray(from_years) - self.first
        levels = np.broadcast_arrays(*(self._levels(kind, values) for kind in _AFTER))
        return ByPrice(*(one[..., None, to] / one[..., start, None] for one in levels))


def _faults(case: Case, own: Mapping[str, Index]) -> Iterator[str]:
    try:
        _ = case.prices if own else None
    except ValueError as error:
        yield from (f"'index': {line}" for line in str(error).splitlines())


def _remarks(case: Case, own: Mapping[str, Index]) -> Iterator[str]:
    for name, one in own.items():
        for after in _AFTER.values():
            value = getattr(one, after)
            if value is not None and 0 < abs(value.verwacht) < 0.2:
                yield (
                    f"'{name}.{after}' is {format_number(value.verwacht, 2)} procent per jaar; bedoelt u "
                    f"{format_number(100 * value.verwacht)}?"
                )


def _tell(one: Index) -> str:
    parts = ["prijzen van elk kalenderjaar"]
    if one.ova_daarna_pct:
        parts.append(f"na het laatste cijfer lonen {plain(one.ova_daarna_pct, ' %')} per jaar")
    if one.materieel_daarna_pct:
        parts.append(f"overig {plain(one.materieel_daarna_pct, ' %')} per jaar")
    return ", ".join(parts)


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Index]:
    if not choices["lopend"] and not (choices[PAID] and LEVER.one(base) is None):
        return {}
    people, goods = (exactly(choices[name]) for name in ("loon_pct", "prijs_pct"))
    return {"index": Index(ova_daarna_pct=people, materieel_daarna_pct=goods, **GROUND)}


LEVER = Lever(
    kind="index",
    schema=Index,
    stage=Stage.PRICES,
    subject="Prijzen",
    tell=_tell,
    without=lambda case, one: (
        f"prijzen van de registratie ({' en '.join(map(str, np.unique(case.posts.jaren)))}), in elk jaar gelijk"
    ),
    faults=_faults,
    remarks=_remarks,
    may_rest=True,
    nature=CHANCE,
    by_itself=True,
    numbers={
        "ova_daarna_pct": Named("loonstijging na het laatste cijfer", percentage),
        "materieel_daarna_pct": Named("prijsstijging na het laatste cijfer", percentage),
    },
    controls=lambda *_: [
        Control("lopend", "Prijzen van dat jaar", False, (("nee", False), ("ja", True)), "vinkje"),
        slider("loon_pct", "Loonstijging per jaar", 3.0, (0, 8), 0.1, percentage),
        slider("prijs_pct", "Prijsstijging per jaar", 2.0, (0, 8), 0.1, percentage),
    ],
    chosen=_chosen,
    row=("prices", "known index figures, and how prices rise after the last of them"),
    block="""\
[index]                           # prijzen van elk kalenderjaar
ova_daarna_pct = 3.0
materieel_daarna_pct = 2.0
""",
)
