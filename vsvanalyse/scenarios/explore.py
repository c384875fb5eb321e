"""From the positions of a few sliders to a scenario: what the explorer works on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vsvanalyse import basiskader
from vsvanalyse.scenarios import sampling
from vsvanalyse.scenarios.model import (
    QUANTITIES,
    Model,
    country_totals,
    exact_flows,
    make_estimator,
    participants_of,
    reference_figures,
)
from vsvanalyse.scenarios.schema import (
    Correction,
    Country,
    Index,
    National,
    Pay,
    Reading,
    Scenario,
    Structural,
)
from vsvanalyse.scenarios.values import exactly

PAY_FORMS = ("geregistreerd", "geen", "tariefkaart")
READINGS = ("strikt", "verwacht", "ruim")
MDO = {"volgens de rekenwijze": None, "geheel regulier": 0.0, "geheel nieuw": 1.0}
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


def scenario_of(base: Scenario, choices: Choices) -> Scenario:
    """Make the scenario that the choices describe, on top of the base; what stands neutral leaves the base as it is.

    A chosen reading goes before every reading of the base.
    """
    tasks = tuple(task for task in basiskader.codes("taken") if task not in basiskader.one_off_tasks())
    update: dict[str, object] = {
        "id": "verkenner",
        "titel": "Uw keuze",
        "peiljaar": choices.peiljaar,
        "land": (base.land or Country(**_GROUND)).model_copy(update={"raming": choices.raming}),
    }
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
    if choices.lopend:
        update["index"] = Index(
            ova_daarna_pct=exactly(choices.loon_pct),
            materieel_daarna_pct=exactly(choices.prijs_pct),
            **_GROUND,
        )
    if choices.per_vsv_eur or choices.per_bevalling_eur:
        money = Structural(
            vorm="gemengd",
            vanaf=base.van,
            per_vsv_eur=exactly(choices.per_vsv_eur),
            per_bevalling_eur=exactly(choices.per_bevalling_eur),
            **_GROUND,
        )
        update["financiering"] = base.financiering.model_copy(update={"structureel": money})
    return base.model_copy(update=update)


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


def neutral(choices: Choices) -> Choices:
    """Give the choices that change nothing, in the same year and prices and by the same estimator."""
    same = ("peiljaar", "raming", "lopend", "loon_pct", "prijs_pct")
    return replace(Choices(), **{name: getattr(choices, name) for name in same})


__all__ = ["MDO", "PAY_FORMS", "READINGS", "Answer", "Choices", "answer", "neutral", "scenario_of"]
