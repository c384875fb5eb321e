"""Temporary money: a programme of some years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from pydantic import model_validator

from vsvanalyse.scenarios.lever import Lever, Measure, Named, Paying, Stage, Values, number
from vsvanalyse.scenarios.telling import euros, expected, in_euro
from vsvanalyse.scenarios.values import Amount, Year, fault

_KIND = {"structureel": "structurele", "eenmalig": "eenmalige"}


class Programme(Measure):
    """Temporary money per participating VSV and year, for structural or for one-off costs; euros of the year itself."""

    van: Year = 2024
    tot: Year = 2026
    per_vsv_eur: Amount
    dekt: Literal["structureel", "eenmalig"] = "structureel"

    @model_validator(mode="after")
    def _order(self) -> Programme:
        if self.van > self.tot:
            raise fault(f"eindigt ({self.tot}) voordat het begint ({self.van})")
        return self


def per_vsv(own: Mapping[str, Programme], jaren: tuple[int, ...], values: Values) -> np.ndarray:
    """Give the temporary money per participating VSV in cents per calendar year: (…, Y)."""
    years = np.array(jaren)
    paid = np.zeros(len(years))
    for name, one in own.items():
        amount = 100 * number(values, f"{name}.per_vsv_eur", one.per_vsv_eur)
        paid = paid + np.where((years >= one.van) & (years <= one.tot), amount[..., None], 0.0)
    return paid


def structural(own: Mapping[str, Programme]) -> dict[str, Programme]:
    """Give the programme where it is for structural cost."""
    return {name: one for name, one in own.items() if one.dekt == "structureel"}


LEVER = Lever(
    kind="financiering.programma",
    schema=Programme,
    stage=Stage.FUNDING,
    subject="Tijdelijk programma",
    tell=lambda one: (
        f"{in_euro(one.per_vsv_eur)} per VSV per jaar, {one.van} tot en met {one.tot}, voor {_KIND[one.dekt]} kosten"
    ),
    without=lambda case, one: "geen",
    by_itself=True,
    numbers={"per_vsv_eur": Named("bedrag per VSV", euros)},
    paying=Paying(
        structural=lambda one: one.dekt == "structureel",
        pays_in=lambda one, year: one.van <= year <= one.tot,
        amount=lambda one: f"{expected(one.per_vsv_eur)} per VSV uit het programma",
        way=lambda one: "programmageld",
    ),
    row=("temporary money", "per VSV for some years, in euros of the year itself"),
    block="""\
[financiering.programma]
per_vsv_eur = 50_000              # van = 2024, tot = 2026
""",
)
