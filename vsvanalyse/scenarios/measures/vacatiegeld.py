"""Pay policy: who is paid for hours, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import model_validator

from vsvanalyse.money import format_euro
from vsvanalyse.scenarios.lever import GROUND, Control, Lever, Measure, Named, Stage, Values, number, slider
from vsvanalyse.scenarios.posts import Costs
from vsvanalyse.scenarios.telling import euros, factor, in_euro, ranged
from vsvanalyse.scenarios.values import Amount, Factor, exactly, fault

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario

UNPAID = "het werk blijft, onbetaald"
REGISTERED = "geregistreerd"
PAY = {
    REGISTERED: "zoals geregistreerd",
    "geen": f"geen vacatiegeld ({UNPAID})",
    "tariefkaart": "volgens de tariefkaart",
}
"""How the forms that a reader can choose from are called."""


class Pay(Measure):
    """Who is paid for hours: as registered, no vacatiegeld, all hours at the rate card, or at most an hourly rate.

    ``functies``: the functions that get vacatiegeld, or all (wages too). ``factor`` scales the rate card.
    ``maximum_eur`` caps what a VSV pays on average per paid hour of a task (and separation rule).
    """

    vorm: Literal["geregistreerd", "geen", "tariefkaart", "maximum"]
    functies: Literal["vacatiegeld", "alle"] = "vacatiegeld"
    factor: Factor = exactly(1.0)
    maximum_eur: Amount | None = None

    @model_validator(mode="after")
    def _maximum(self) -> Pay:
        if (self.vorm == "maximum") != (self.maximum_eur is not None):
            raise fault("heeft 'maximum_eur' nodig bij vorm 'maximum', en alleen dan")
        if self.vorm != "tariefkaart" and self.factor != exactly(1.0):
            raise fault("kan 'factor' alleen bij vorm 'tariefkaart' hebben")
        if self.functies == "alle" and self.vorm != "tariefkaart":
            raise fault("kan 'functies = \"alle\"' alleen bij vorm 'tariefkaart' hebben")
        return self


def _pay(costs: Costs, own: Mapping[str, Pay], values: Values) -> Costs:
    """Pay hours as the policy says; unpaid hours too by the rate card, and wages only when it is for all functions."""
    for name, one in own.items():
        if one.vorm == "geen":
            return replace(costs, vacatie=np.zeros_like(costs.vacatie))
        if one.vorm == "tariefkaart":
            scale = number(values, f"{name}.factor", one.factor)[..., None, None]
            loon = costs.loon_kaart * scale if one.functies == "alle" else costs.loon
            return replace(costs, vacatie=costs.vacatie_kaart * scale, loon=loon)
        # The schema asks for a maximum with that form, and allows none with another.
        if one.maximum_eur is not None:
            maximum = 100 * number(values, f"{name}.maximum_eur", one.maximum_eur)
            return replace(
                costs, vacatie=np.minimum(costs.vacatie, costs.vacatie_uren * maximum[..., None, None])
            )
    return costs


def _tell(one: Pay) -> str:
    who = "alle functies" if one.functies == "alle" else "functies met vacatiegeld"
    return {
        REGISTERED: PAY[REGISTERED],
        "geen": f"geen vacatiegeld: {UNPAID}; loon en inkoop blijven",
        "tariefkaart": f"elk uur van {who} volgens de tariefkaart, × {ranged(one.factor, factor)}",
        "maximum": f"hoogstens {in_euro(one.maximum_eur)} per betaald uur" if one.maximum_eur else "",
    }[one.vorm]


def still_done(scenario: Scenario) -> str:
    """Say what goes on while a scenario no longer counts its cost; empty where nothing does."""
    policy = LEVER.one(scenario)
    return UNPAID if policy is not None and policy.vorm == "geen" else ""


def _without(case: Case, one: Pay) -> str:
    posts = case.posts
    mean = posts.mean_per_vsv(posts.costs.vacatie * posts.structural)
    return f"zoals geregistreerd: gemiddeld {format_euro(mean)} vacatiegeld per VSV per jaar"


def _controls(case: Case, scenarios: Sequence[Scenario]) -> Iterator[Control]:
    yield Control(
        "vacatiegeld", "Vacatiegeld", REGISTERED, tuple((form, form) for form in PAY), shown=tuple(PAY)
    )
    yield slider("tarief_factor", "Tariefkaart ×", 1.0, (0.5, 1.5), 0.05, factor)


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Pay]:
    form = choices["vacatiegeld"]
    if form == REGISTERED:
        return {}
    card = {"factor": exactly(choices["tarief_factor"])} if form == "tariefkaart" else {}
    return {"vacatiegeld": Pay(vorm=form, **card, **GROUND)}


LEVER = Lever(
    kind="vacatiegeld",
    schema=Pay,
    stage=Stage.PAY,
    subject="Vergoeding van uren",
    tell=_tell,
    without=_without,
    effect=_pay,
    at_rest=lambda one: one.vorm == REGISTERED,
    numbers={"factor": Named("factor", factor), "maximum_eur": Named("maximum", euros)},
    controls=lambda *_: [
        Control(
            "vacatiegeld", "Vacatiegeld", REGISTERED, tuple(zip(PAY, PAY, strict=True)), shown=tuple(PAY)
        ),
        slider("tarief_factor", "Tariefkaart ×", 1.0, (0.5, 1.5), 0.05, factor),
    ],
    chosen=_chosen,
    row=("pay policy", "as registered, none, a rate card, a maximum per hour"),
    block="""\
[vacatiegeld]                     # geregistreerd, geen, tariefkaart of maximum (met maximum_eur per uur)
vorm = "tariefkaart"
""",
)
