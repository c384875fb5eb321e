"""From the positions of a few sliders to a scenario: what the explorer works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.scenarios import sampling
from vsvanalyse.scenarios.model import (
    QUANTITIES,
    Model,
    chosen_estimator,
    country_totals,
    exact_flows,
    make_estimator,
    participants_of,
    reference_figures,
)
from vsvanalyse.scenarios.run import amounts_of_vsvs, per_birth
from vsvanalyse.scenarios.schema import (
    Correction,
    Country,
    Index,
    Measure,
    National,
    Pay,
    Reading,
    Scenario,
    Structural,
)
from vsvanalyse.scenarios.values import exactly
from vsvanalyse.scenarios.yearly import Part

PAY_FORMS = ("geregistreerd", "geen", "tariefkaart")
READINGS = ("strikt", "verwacht", "ruim")
MDO = {"volgens de rekenwijze": None, "geheel regulier": 0.0, "geheel nieuw": 1.0}
_MONEY = ("per_vsv_eur", "per_bevalling_eur")
PER_VSV_EUR, PER_BIRTH_EUR = range(0, 300_001, 25_000), (0, 50, 75, 97, 120)
"""The amounts of money that a page can show; what the shipped scenarios assume is among them."""
_GROUND: dict[str, Any] = {"reden": "Gekozen in de verkenner", "bron": "verkenner", "status": "aanname"}


@dataclass(frozen=True)
class Choices:
    """Where the sliders stand; as they begin they change nothing.

    ``correctie`` multiplies all structural costs. ``landelijk_deel`` is the part of the tasks of ``landelijk_taken`` that is no
    longer done locally, for ``landelijk_eur`` per year in the country. ``loon_pct`` and ``prijs_pct`` are yearly changes after the
    last known index figure, used when ``lopend``. Amounts in euros.
    """

    vacatiegeld: str = "geregistreerd"
    tarief_factor: float = 1.0
    correctie: float = 1.0
    landelijk_taken: tuple[str, ...] = ("T15",)
    landelijk_deel: float = 0.0
    landelijk_eur: float = 0.0
    lezing: str = "verwacht"
    mdo: str = "volgens de rekenwijze"
    raming: str = "per_vsv"
    lopend: bool = False
    loon_pct: float = 3.0
    prijs_pct: float = 2.0
    per_vsv_eur: float = 0.0
    per_bevalling_eur: float = 0.0
    peiljaar: int = 2027


@dataclass(frozen=True)
class Answer:
    """What the choices give for the country in the reference year: whole cents per quantity.

    ``interval`` has the ends of the 95 % interval of structureel, nieuw and tekort; NaN where there is none: one VSV, or a year in
    which only those that registered take part, so that nothing is ``geraamd``.
    """

    bedragen: dict[str, int]
    interval: dict[str, tuple[float, float]]
    geraamd: bool


def at_rest(base: Scenario) -> Choices:
    """Give where the sliders stand before anybody moves them: as the base has it."""
    return Choices(raming=chosen_estimator(base), peiljaar=base.peiljaar)


def scenario_of(base: Scenario, choices: Choices) -> Scenario:
    """Make the scenario that the choices describe, on top of the base; what stands neutral leaves the base as it is.

    A chosen reading goes before every reading of the base.
    """
    tasks = tuple(task for task in basiskader.codes("taken") if task not in basiskader.one_off_tasks())
    amounts: dict[str, Any] = {name: exactly(eur) for name in _MONEY if (eur := getattr(choices, name))}
    update: dict[str, object] = {
        "id": "verkenner",
        "titel": "Uw keuze",
        "peiljaar": choices.peiljaar,
    }
    if choices.raming != chosen_estimator(base):
        update["land"] = (base.land or Country(**_GROUND)).model_copy(update={"raming": choices.raming})
    if choices.correctie != 1:
        update["correctie"] = {
            **base.correctie,
            "verkenner": Correction(taken=tasks, factor=exactly(choices.correctie), **_GROUND),
        }
    if choices.vacatiegeld != "geregistreerd":
        update["vacatiegeld"] = Pay(
            vorm=choices.vacatiegeld, factor=exactly(choices.tarief_factor), **_GROUND
        )
    if choices.landelijk_deel or choices.landelijk_eur:
        update["landelijk"] = {
            **base.landelijk,
            "verkenner": National(
                taken=choices.landelijk_taken,
                kosten_eur=exactly(choices.landelijk_eur),
                lokaal_aandeel=exactly(1 - choices.landelijk_deel),
                **_GROUND,
            ),
        }
    if readings := _readings(choices, tasks):
        update["lezing"] = readings
    # Money is of its own year, so that what it pays must be too.
    if choices.lopend or (amounts and base.index is None):
        update["index"] = Index(
            ova_daarna_pct=exactly(choices.loon_pct),
            materieel_daarna_pct=exactly(choices.prijs_pct),
            **_GROUND,
        )
    if amounts:
        form = "gemengd" if len(amounts) > 1 else next(iter(amounts)).removesuffix("_eur")
        money = Structural(vorm=form, vanaf=base.van, **amounts, **_GROUND)
        update["financiering"] = base.financiering.model_copy(update={"structureel": money})
    return base.model_copy(update=update)


def positions(base: Scenario) -> Iterator[Choices]:
    """Give every combination of reading, pay and money that a page can show without working anything out, the last turning fastest."""
    places = product(READINGS, PAY_FORMS, PER_VSV_EUR, PER_BIRTH_EUR)
    for lezing, vacatiegeld, per_vsv, per_bevalling in places:
        yield replace(
            at_rest(base),
            lezing=lezing,
            vacatiegeld=vacatiegeld,
            per_vsv_eur=per_vsv,
            per_bevalling_eur=per_bevalling,
        )


def _readings(choices: Choices, tasks: tuple[str, ...]) -> dict[str, Reading]:
    found = {}
    rest = tasks
    share = MDO[choices.mdo]
    if share is not None:
        found["mdo"] = Reading(taken=("T14",), nieuw=exactly(share), **_GROUND)
        rest = tuple(task for task in tasks if task != "T14")
    if choices.lezing != "verwacht":
        found["alles"] = Reading(taken=rest, lezing=choices.lezing, **_GROUND)
    return found


def answer(model: Model, base: Scenario, choices: Choices) -> Answer:
    """Work out the choices for the country; a few milliseconds, so that a slider can follow."""
    scenario = scenario_of(base, choices)
    speaks = make_estimator(model, scenario)
    made = exact_flows(model, scenario)
    at = scenario.peil
    spread = float(speaks.spread_of(participants_of(model, scenario))[at])
    totals = country_totals(model, scenario, made, speaks)
    low, high = (float(end[at]) for end in sampling.gap_interval(model, scenario, made, speaks, totals))
    interval = {"tekort": (low, high)}
    for name in ("structureel", "nieuw"):
        middle = totals[at, QUANTITIES.index(name)]
        half = sampling.half_width(model, scenario, made, speaks, name)[at]
        interval[name] = (float(middle - half), float(middle + half))
    return Answer(reference_figures(scenario, totals), interval, bool(spread))


def new_tasks_of_vsvs(model: Model, scenario: Scenario) -> pd.DataFrame:
    """Give what each VSV needs and gets for new tasks in the reference year: ``vsv, nodig_ct, financiering_ct, tekort_ct`` (whole cents).

    What it needs has its equal part of what is arranged nationally. Money is NA where it depends on births that are unknown.
    """
    own, shared, money = amounts_of_vsvs(model, scenario, exact_flows(model, scenario))
    need = own[:, scenario.peil, Part.NEW] + shared[scenario.peil, Part.NEW]
    received = money[:, scenario.peil]
    unknown = np.isnan(model.posts.bevallingen) & per_birth(scenario)
    return pd.DataFrame(
        {
            "vsv": model.posts.vsvs,
            "nodig_ct": need,
            "financiering_ct": pd.arrays.IntegerArray(received, unknown),
            "tekort_ct": pd.arrays.IntegerArray(need - received, unknown),
        }
    )


def changed(base: Scenario, choices: Choices) -> dict[str, Measure]:
    """Give the measures by which the choices differ from the base, by name."""
    known = base.maatregelen
    return {
        name: one for name, one in scenario_of(base, choices).maatregelen.items() if known.get(name) != one
    }


def idle(
    model: Model, base: Scenario, choices: Choices, options: Mapping[str, Sequence[Any]]
) -> frozenset[str]:
    """Name the controls that change nothing as the others stand; ``options`` are the places of each, of a slider its ends.

    A control changes something when the outcome for the country differs at one of its places.
    """
    at = answer(model, base, choices)
    return frozenset(
        name
        for name, places in options.items()
        if all(answer(model, base, replace(choices, **{name: place})) == at for place in places)
    )


def neutral(choices: Choices) -> Choices:
    """Give the choices that change nothing, in the same year and prices and by the same estimator."""
    same = ("peiljaar", "raming", "lopend", "loon_pct", "prijs_pct")
    kept = replace(Choices(), **{name: getattr(choices, name) for name in same})
    return replace(kept, lopend=choices.lopend or any(getattr(choices, name) for name in _MONEY))


__all__ = [
    "MDO",
    "PAY_FORMS",
    "PER_BIRTH_EUR",
    "PER_VSV_EUR",
    "READINGS",
    "Answer",
    "Choices",
    "answer",
    "at_rest",
    "changed",
    "idle",
    "neutral",
    "new_tasks_of_vsvs",
    "positions",
    "scenario_of",
]
