"""The country to which the pilots are raised, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from vsvanalyse.money import format_number
from vsvanalyse.scenarios.lever import GROUND, Control, Lever, Measure, Named, Stage, Values, number
from vsvanalyse.scenarios.national import KINDS, LABEL
from vsvanalyse.scenarios.telling import count, plain
from vsvanalyse.scenarios.values import MOST_VSVS, Positive, exactly

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario

DEFAULT_ESTIMATOR, BIRTHS = "per_vsv", "land.bevallingen"


class Country(Measure):
    """The country to which pilots are raised, and how: per VSV, per birth, or a fixed part and a part per birth."""

    vsvs: Annotated[int, Field(ge=1, le=MOST_VSVS, strict=True)] | None = None
    bevallingen: Positive | None = None
    raming: Literal["per_vsv", "per_bevalling", "vast_en_per_bevalling"] = "per_vsv"


def births(scenario: Scenario, values: Values, known: float) -> np.ndarray:
    """Give the births in the country, or those that are ``known`` where the scenario names none; shape () or (draws,)."""
    one = LEVER.one(scenario)
    return number(values, BIRTHS, (one and one.bevallingen) or exactly(known))


def vsvs(scenario: Scenario, known: int) -> int:
    """Give how many VSVs there are in the country, or those that are ``known`` where the scenario does not say."""
    one = LEVER.one(scenario)
    return (one and one.vsvs) or known


def chosen_estimator(scenario: Scenario) -> str:
    """Give the kind of estimator that a scenario asks for."""
    one = LEVER.one(scenario)
    return one.raming if one else DEFAULT_ESTIMATOR


def _faults(case: Case, own: Mapping[str, Country]) -> Iterator[str]:
    if not case.speaks().possible:
        yield f"'land.raming' is '{case.raming}', maar te weinig VSV's hebben een aantal bevallingen"


def _tell(one: Country) -> str:
    parts = [f"raming: {LABEL[one.raming]}"]
    if one.vsvs:
        parts.append(f"{one.vsvs} VSV's")
    if one.bevallingen:
        parts.append(f"{plain(one.bevallingen)} bevallingen")
    return ", ".join(parts)


def _controls(case: Case, scenarios: Sequence[Scenario]) -> Iterator[Control]:
    possible = tuple((LABEL[kind], kind) for kind in KINDS if case.speaks(kind).possible)
    yield Control("raming", "Raming", case.raming, possible)


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Country]:
    if choices["raming"] == chosen_estimator(base):
        return {}
    return {"land": (LEVER.one(base) or Country(**GROUND)).model_copy(update={"raming": choices["raming"]})}


LEVER = Lever(
    kind="land",
    schema=Country,
    stage=Stage.COUNTRY,
    subject="Raming voor het land",
    tell=_tell,
    without=lambda case, one: (
        f"{case.model.country} VSV's, {format_number(case.model.births)} bevallingen, raming: {LABEL[DEFAULT_ESTIMATOR]}"
    ),
    faults=_faults,
    may_rest=True,
    by_itself=True,
    numbers={"bevallingen": Named("bevallingen in het land", count)},
    controls=_controls,
    chosen=_chosen,
    row=("country", "how many VSVs and births, and how few speak for all"),
    block="""\
[land]
raming = "per_bevalling"          # of per_vsv, vast_en_per_bevalling
""",
)
