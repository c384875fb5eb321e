"""What tells a chapter in brief: the exhibits that the report for the meeting and the chapter's own page share."""

from __future__ import annotations

from collections.abc import Mapping

from vsvanalyse.exhibits import (
    aandelen,
    aansluiting,
    betaalbeleid,
    geld,
    omslag,
    onzekerheid,
    scheiding,
    stand,
    uitspraken,
    variantie,
    verdeling,
)
from vsvanalyse.exhibits import scenarios as vergelijking
from vsvanalyse.exhibits.kinds import Exhibit
from vsvanalyse.exhibits.making import numbered
from vsvanalyse.overview import nature
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import has_money

Several = tuple[Exhibit, ...]
Scenarios = Mapping[str, Scenario]


def nieuw(data: EditionData) -> Several:
    """How much is a new VSV task, counted in three ways."""
    return (
        stand.rekenwijzen(data),
        scheiding.lezingen(data),
        scheiding.lezingen_tabel(data),
        stand.onbekend(data),
    )


def agenda(data: EditionData) -> Several:
    """What the meeting has to decide: the rules, the largest stake first."""
    return scheiding.agenda(data), scheiding.regels(data)


def waardoor(data: EditionData, boekjaar: int) -> Several:
    """What makes VSVs differ, and how much each cause counts."""
    return variantie.bijdragen(data, boekjaar), aandelen.oorzaken(data, boekjaar)


def beleid(data: EditionData, boekjaar: int) -> Several:
    """The same work valued three ways: is it pay policy or is it work?"""
    return betaalbeleid.vsvs(data, boekjaar), betaalbeleid.tabel(data, boekjaar)


def keuzes(data: EditionData, scenarios: Scenarios) -> Several:
    """What other choices would cost, side by side, and what money there is."""
    return (
        vergelijking.verschillen(data, scenarios),
        vergelijking.vergelijking(data, scenarios),
        *geld_per_prijspeil(data, scenarios),
        geld.beginners(data, scenarios),
    )


def geld_per_prijspeil(data: EditionData, scenarios: Scenarios) -> Several:
    """What money there is against what is needed, in each of the price bases that scenarios with money have."""
    bases = dict.fromkeys(prices_at(one) for one in scenarios.values() if has_money(one))
    found = [geld.geld_per_scenario(data, scenarios, base) for base in bases]
    return numbered(found)


def zekerheid(data: EditionData, scenarios: Scenarios, naam: str = "") -> Several:
    """How sure the featured scenario is: what is decided beside chance, and what budget sufficed."""
    return (
        uitspraken.bereik(data, scenarios, naam),
        onzekerheid.budget(data, scenarios, naam),
    )


def waarvan(data: EditionData, scenarios: Scenarios, naam: str = "") -> Several:
    """What moves the featured scenario most, and where it tips."""
    return onzekerheid.gevoeligheid(data, scenarios, naam), omslag.punten(data, scenarios, naam)


def verdeeld(data: EditionData, scenarios: Scenarios) -> Several:
    """Who gets more or less than it costs, under each way of dividing the same money."""
    return verdeling.regels(data, scenarios), verdeling.regels_tabel(data, scenarios)


def indelingen(data: EditionData) -> Several:
    """Costs by responsibility, and by their nature where the lists tell it."""
    told = [scheiding.toerekening(data)] if nature.are_told(data.lists) else []
    return scheiding.verantwoordelijkheden(data), *told


def gepubliceerd(data: EditionData) -> Several:
    """Whether the registrations meet the published table, where there is one."""
    if not aansluiting.has_table(data):
        return (aansluiting.toelichting(data),)
    return (
        aansluiting.toelichting(data),
        aansluiting.brug(data),
        aansluiting.per_taak(data),
        aansluiting.tabel(data),
    )


__all__ = [
    "Scenarios",
    "Several",
    "agenda",
    "beleid",
    "geld_per_prijspeil",
    "gepubliceerd",
    "indelingen",
    "keuzes",
    "nieuw",
    "verdeeld",
    "waardoor",
    "zekerheid",
]
