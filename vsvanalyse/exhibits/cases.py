"""Scenarios worked out on an edition, once for all exhibits of a page that show them, and how they are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import pandas as pd

from vsvanalyse.evidence.intervals import tells
from vsvanalyse.exhibits.making import Nothing, once
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import checks, comparison
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.measures.vacatiegeld import still_done
from vsvanalyse.scenarios.model import Model, edition_model
from vsvanalyse.scenarios.run import Result, run_model
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import tells_another_past

T = TypeVar("T")
Scenarios = Mapping[str, Scenario]


@once
def model(data: EditionData) -> Model:
    """Prepare the edition for scenarios."""
    return edition_model(data)


@once
def case(data: EditionData, scenario: Scenario) -> Case:
    """Give a scenario on the edition; what follows from it is worked out once."""
    return Case(model(data), scenario)


def all_of(data: EditionData, scenarios: Scenarios) -> dict[str, Case]:
    """Give scenarios on the edition: id → case, in their order."""
    return {name: case(data, one) for name, one in scenarios.items()}


def obstacle(data: EditionData, scenarios: Scenarios) -> str:
    """Say why scenarios cannot be worked out on these data, in Dutch; empty where they can."""
    if not scenarios:
        return "Er is geen scenario"
    if data.postkosten.empty:
        return "Er zijn nog geen kosten geregistreerd waarop een scenario kan rusten"
    wrong = [fault for one in all_of(data, scenarios).values() for fault in checks.faults(one)]
    return f"Een scenario is niet door te rekenen: {'; '.join(wrong)}" if wrong else ""


def able(data: EditionData, scenarios: Scenarios) -> Model:
    """Give the edition prepared for scenarios that can be worked out on it; raises `Nothing` where they cannot."""
    if reason := obstacle(data, scenarios):
        raise Nothing(reason)
    return model(data)


def featured(data: EditionData, scenarios: Scenarios, naam: str) -> Case:
    """Give the scenario to look at closely (`comparison.featured`) on the edition; raises `Nothing` where none can."""
    able(data, scenarios)
    return case(data, comparison.featured(scenarios, naam))


@once
def worked_out(data: EditionData, analysis: Callable[..., T], *scenarios: Scenario, **options: str) -> T:
    """Work an analysis of cases out once; raises ScenarioError where the scenarios cannot run on these data."""
    return analysis(*(case(data, one) for one in scenarios), **options)


def result(data: EditionData, scenario: Scenario) -> Result:
    """Run one scenario; raises ScenarioError."""
    return worked_out(data, run_model, scenario)


def results(data: EditionData, scenarios: Scenarios) -> dict[str, Result]:
    """Run scenarios: id → result, in their order; raises ScenarioError."""
    return {name: result(data, one) for name, one in scenarios.items()}


@once
def compared(data: EditionData, scenarios: Scenarios) -> pd.DataFrame:
    """Put scenarios side by side for the country (`comparison.compare`), with titles that differ; raises ScenarioError."""
    rows = comparison.compare(all_of(data, scenarios))
    return rows.assign(titel=distinct(rows["titel"]))


def years_together(rows: pd.DataFrame) -> pd.DataFrame:
    """Put calendar years that follow each other and say the same in one row; the column ``jaren`` names them."""
    told = rows.drop(columns="jaar").astype("object").where(rows.notna(), "").astype("str")
    group = told.ne(told.shift()).any(axis=1).cumsum()
    first, last = (rows.groupby(group)["jaar"].agg(end).astype("str") for end in ("min", "max"))
    kept = rows.groupby(group).head(1).reset_index(drop=True)
    return kept.assign(jaren=first.where(first == last, first + " tot en met " + last).to_numpy())


def in_prices(rows: pd.DataFrame, column: str, prijzen: str) -> tuple[pd.DataFrame, str, str]:
    """Keep the rows in one price base, the one asked for or else the commonest; name it, and what is in another."""
    kept = prijzen or str(rows[column].value_counts(sort=False).idxmax())
    others = rows.loc[rows[column] != kept, ["titel", column]]
    told = "; ".join(f"{titel} ({prices})" for titel, prices in others.itertuples(index=False))
    without = f" In andere prijzen, en daarom niet hierbij: {told}." if told else ""
    return rows[rows[column] == kept].reset_index(drop=True), kept, without


def reference_year(rows: pd.DataFrame, column: str = "peiljaar") -> str:
    """Name the reference year or years of scenarios."""
    return " en ".join(str(year) for year in sorted(set(rows[column])))


def clear_ends(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Give ``laag, hoog`` of the interval of a cost where it says something; no cost is below zero."""
    low, middle, high = (rows[f"{quantity}{end}_ct"].astype("Float64") for end in ("_laag", "", "_hoog"))
    clear = tells(low, middle, high)
    return pd.DataFrame({"laag": low.clip(lower=0).where(clear), "hoog": high.where(clear)})


def quoted(scenario: Scenario) -> str:
    """Name a scenario in a sentence."""
    return f"‘{scenario.titel}’"


def distinct(names: Iterable[str]) -> list[str]:
    """Number names that are alike, so that each has a place of its own in a chart."""
    listed = list(names)
    counts = [listed[: i + 1].count(name) for i, name in enumerate(listed)]
    return [f"{name} ({count})" if count > 1 else name for name, count in zip(listed, counts, strict=True)]


def all_counted(data: EditionData, scenario: Scenario) -> bool:
    """Whether only VSVs that registered take part in the reference year, so that nothing of the country is estimated."""
    asked = case(data, scenario)
    return bool(asked.participants.present[asked.peil] <= asked.n)


def since_ever(scenario: Scenario) -> str:
    """Say of a scenario that is shown by year that it is worked out as if its choices always held, where they have no first year."""
    first = scenario.jaren[0]
    return (
        f" Elk jaar is gerekend alsof {quoted(scenario)} altijd al gold, ook {first}."
        if tells_another_past(scenario)
        else ""
    )


def goes_on(*scenarios: Scenario) -> str:
    """Say under which scenarios work is no longer paid and is done all the same."""
    return "".join(f" Bij {quoted(one)}: {text}." for one in scenarios if (text := still_done(one)))


__all__ = [
    "Scenarios",
    "T",
    "able",
    "all_counted",
    "all_of",
    "case",
    "clear_ends",
    "compared",
    "distinct",
    "featured",
    "goes_on",
    "in_prices",
    "model",
    "obstacle",
    "quoted",
    "reference_year",
    "result",
    "results",
    "since_ever",
    "worked_out",
    "years_together",
]
