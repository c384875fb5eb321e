"""Structural money from a year on, by one of five rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from vsvanalyse.money import format_euro
from vsvanalyse.scenarios.funding import Money
from vsvanalyse.scenarios.lever import GROUND, Lever, Measure, Named, Paying, Stage, Values, number, slider
from vsvanalyse.scenarios.measures.index import Prices
from vsvanalyse.scenarios.telling import euros, expected, in_euro
from vsvanalyse.scenarios.values import Amount, Year, exactly, fault
from vsvanalyse.scenarios.yearly import Yearly

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario

RULE_LABEL = {
    "per_vsv": "gelijk bedrag per VSV",
    "per_bevalling": "bedrag per bevalling",
    "gemengd": "deels per VSV, deels per bevalling",
    "registratie": "naar eigen kosten, met een maximum",
    "norm": "norm per taak die het VSV doet",
}
WAY = {
    "per_vsv": "een gelijk bedrag per VSV",
    "per_bevalling": "een bedrag per bevalling",
    "gemengd": "een bedrag per VSV en een bedrag per bevalling",
    "registratie": "geld naar eigen kosten tot een maximum",
    "norm": "een norm per taak die een VSV doet",
}
"""How money is divided, as it stands in a sentence behind ``bij``."""
PER_VSV_EUR, PER_BIRTH_EUR = range(0, 300_001, 25_000), (0, 50, 75, 97, 120)
"""The amounts of money that a page can show; what the shipped scenarios assume is among them."""
_NEEDED = {
    "per_vsv": ("per_vsv_eur",),
    "per_bevalling": ("per_bevalling_eur",),
    "gemengd": ("per_bevalling_eur", "per_vsv_eur"),
    "registratie": ("maximum_eur",),
    "norm": (),
}


class Structural(Measure):
    """Structural money from a year on, by one of five rules.

    Per VSV; per birth; mixed (both); the VSV's own cost of new tasks up to a maximum; or by norm: for each task
    that a VSV does, the mean of the VSVs that do it. Amounts are euros of ``vanaf``, each year the same unless
    ``geindexeerd``: then they follow the OVA from that year on.
    """

    vanaf: Year = 2027
    vorm: Literal["per_vsv", "per_bevalling", "gemengd", "registratie", "norm"]
    per_vsv_eur: Amount | None = None
    per_bevalling_eur: Amount | None = None
    maximum_eur: Amount | None = None
    geindexeerd: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _amounts(self) -> Structural:
        needed = _NEEDED[self.vorm]
        given = {
            n for n in ("per_vsv_eur", "per_bevalling_eur", "maximum_eur") if getattr(self, n) is not None
        }
        if given != {*needed}:
            raise fault(
                f"heeft bij vorm '{self.vorm}' precies nodig: {', '.join(needed)}"
                if needed
                else f"heeft bij vorm '{self.vorm}' geen bedrag; haal weg: {', '.join(sorted(given))}"
            )
        return self


def money(
    own: Mapping[str, Structural],
    values: Values,
    price: Prices,
    cost: Yearly,
    norms: Sequence[tuple[np.ndarray, np.ndarray]],
) -> Money:
    """Give the structural money; ``cost`` is what VSVs spend, ``norms`` their norms (…, V, years) per stretch of years."""
    years = np.array(price.jaren)
    nothing, of_each = np.zeros(len(years)), np.zeros((len(cost.pick), len(years)))
    if not own:
        return Money(nothing, nothing, of_each)
    ((measure, rule),) = own.items()
    begun = years >= rule.vanaf
    grown = begun.astype("float64")
    if rule.geindexeerd:
        start = min(max(rule.vanaf, price.first), price.jaren[-1])
        grown = np.where(begun, price.factors(values, np.array([start])).people[..., 0, :], 0.0)

    def yearly(name: str) -> np.ndarray:
        interval = getattr(rule, name)
        if interval is None:
            return nothing
        return 100 * number(values, f"{measure}.{name}", interval)[..., None] * grown

    if rule.vorm == "registratie":
        maximum = np.where(begun, yearly("maximum_eur"), 0.0)
        return Money(nothing, nothing, np.clip(cost.per_vsv.new, 0, maximum[..., None, :]), maximum)
    if rule.vorm == "norm":
        shape = np.broadcast_shapes(*(part.shape[:-1] for _, part in norms))
        of_each = np.zeros((*shape, len(years)))
        for at, part in norms:
            of_each[..., at] = part
        of_each = np.where(begun, of_each, 0.0)
    by_birth = rule.per_bevalling_eur is not None
    return Money(yearly("per_vsv_eur"), yearly("per_bevalling_eur"), of_each, needs_births=by_birth)


def _remarks(case: Case, own: Mapping[str, Structural]) -> Iterator[str]:
    unknown = int(np.isnan(case.posts.bevallingen).sum())
    if unknown and any(one.per_bevalling_eur is not None for one in own.values()):
        yield f"Van {unknown} VSV's zijn de bevallingen onbekend; hun geld per bevalling staat als een streepje."


def _tell(one: Structural) -> str:
    amounts = [
        in_euro(value) + text
        for value, text in (
            (one.per_vsv_eur, " per VSV"),
            (one.per_bevalling_eur, " per bevalling"),
            (one.maximum_eur, " hoogstens"),
        )
        if value is not None
    ]
    grown = ", stijgt mee met de lonen" if one.geindexeerd else ""
    return f"{RULE_LABEL[one.vorm]}{': ' * bool(amounts)}{' en '.join(amounts)} per jaar vanaf {one.vanaf}{grown}"


def _amount(one: Structural) -> str:
    if one.maximum_eur:
        return f"geld naar eigen kosten (hoogstens {expected(one.maximum_eur)} per VSV)"
    parts = [(one.per_vsv_eur, "per VSV"), (one.per_bevalling_eur, "per bevalling")]
    told = [f"{expected(value)} {per}" for value, per in parts if value and value.verwacht]
    return " en ".join(told) or ("geld volgens een norm per taak" if one.vorm == "norm" else format_euro(0))


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Structural]:
    amounts: dict[str, Any] = {name: exactly(choices[name]) for name in _NEEDED["gemengd"] if choices[name]}
    if not amounts:
        return {}
    form = next(form for form, needed in _NEEDED.items() if {*needed} == {*amounts})
    return {"financiering.structureel": Structural(vorm=form, vanaf=base.van, **amounts, **GROUND)}


LEVER = Lever(
    kind="financiering.structureel",
    schema=Structural,
    stage=Stage.FUNDING,
    subject="Structureel geld",
    tell=_tell,
    without=lambda case, one: "geen",
    price_years=lambda one: [one.vanaf] if one.geindexeerd else [],
    remarks=_remarks,
    by_itself=True,
    numbers={
        "per_vsv_eur": Named("bedrag per VSV", euros, tips="geld"),
        "per_bevalling_eur": Named("bedrag per bevalling", euros, tips="geld"),
        # It tips at the cost of the dearest VSV, and those that registered do not tell what the dearest of the others costs.
        "maximum_eur": Named("maximum", euros, tips="geld", spread=False),
    },
    paying=Paying(
        structural=lambda one: True,
        pays_in=lambda one, year: one.vanaf <= year,
        amount=_amount,
        way=lambda one: WAY[one.vorm],
    ),
    controls=lambda *_: [
        slider("per_vsv_eur", "Geld per VSV", 0.0, (0, 400_000), 5_000, euros, PER_VSV_EUR),
        slider("per_bevalling_eur", "Geld per bevalling", 0.0, (0, 200), 1, euros, PER_BIRTH_EUR),
    ],
    chosen=_chosen,
    row=("structural money", "per VSV, per birth, by own cost or by norm; in euros of the year itself"),
    block="""\
[financiering.structureel]
vorm = "per_vsv"                  # of per_bevalling, gemengd, registratie, norm
per_vsv_eur = 200_000
""",
)
