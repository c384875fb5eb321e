"""How many VSVs take part in each calendar year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from vsvanalyse.scenarios.lever import Lever, Measure, Stage
from vsvanalyse.scenarios.national import Participants
from vsvanalyse.scenarios.values import Count

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case


class Participation(Measure):
    """How many VSVs take part per calendar year; a year in between keeps the last number before it.

    Before the first year only the pilots take part. Who begins pays its one-off costs in its first and second year.
    """

    vsvs: dict[Annotated[int, Field(ge=2000, le=2100)], Count] = Field(min_length=1)


def participants(one: Participation | None, jaren: tuple[int, ...], n: int, country: int) -> Participants:
    """Count the participating VSVs per calendar year.

    Without participation everyone in the country takes part and nobody begins. A VSV that leaves and comes back
    does not found itself again; one that leaves after its first year has no second.
    """
    years = [jaren[0] - 1, *jaren]
    if one is None:
        none = np.zeros(len(jaren), dtype=int)
        return Participants(np.full(len(jaren), country), none, none, n, country)
    given = sorted(one.vsvs.items())
    present = np.array([next((count for year, count in reversed(given) if year <= y), n) for y in years])
    earlier = max([n, *[count for year, count in given if year < years[0]]])
    begin = np.diff(np.maximum.accumulate(np.concatenate([[earlier], present])))
    return Participants(present[1:], begin[1:], np.minimum(begin[:-1], present[1:]), n, country)


def _faults(case: Case, own: Mapping[str, Participation]) -> Iterator[str]:
    for name, one in own.items():
        for year, count in sorted(one.vsvs.items()):
            if count > case.country:
                yield f"'{name}.vsvs.{year}' is {count}, maar het land heeft {case.country} VSV's"


LEVER = Lever(
    kind="deelname",
    schema=Participation,
    stage=Stage.TAKING_PART,
    subject="Deelnemende VSV's",
    tell=lambda one: ", ".join(f"{year}: {count}" for year, count in sorted(one.vsvs.items())),
    without=lambda case, one: f"{case.country} VSV's in elk jaar, niemand begint",
    faults=_faults,
    row=("participation", "how many VSVs take part from which year"),
    block="""\
[deelname]
vsvs = { 2024 = 40, 2026 = 71 }
""",
)
