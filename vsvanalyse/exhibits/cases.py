"""Scenarios worked out on an edition, once for all exhibits of a page that show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import checks, comparison
from vsvanalyse.scenarios.model import Model, edition_model
from vsvanalyse.scenarios.run import Result, run_model
from vsvanalyse.scenarios.schema import Scenario


@dataclass(frozen=True)
class Case:
    """A scenario that can be a key: two that say the same are the same."""

    scenario: Scenario = field(compare=False)
    said: str


def case(scenario: Scenario) -> Case:
    """Make a scenario a key, for helpers of a chapter that are `once`."""
    return Case(scenario, scenario.model_dump_json())


def cases(scenarios: Mapping[str, Scenario]) -> tuple[tuple[str, Case], ...]:
    """Make scenarios a key, in their order."""
    return tuple((name, case(one)) for name, one in scenarios.items())


@once
def model(data: EditionData) -> Model:
    """Prepare the edition for scenarios."""
    return edition_model(data)


def obstacle(data: EditionData, scenarios: Mapping[str, Scenario]) -> str:
    """Say why scenarios cannot be worked out on these data, in Dutch; empty where they can."""
    if not scenarios:
        return "Er is geen scenario"
    if data.postkosten.empty:
        return "Er zijn nog geen kosten geregistreerd waarop een scenario kan rusten"
    wrong = [fault for one in scenarios.values() for fault in checks.faults(model(data), one)]
    return f"Een scenario is niet door te rekenen: {'; '.join(wrong)}" if wrong else ""


def result(data: EditionData, scenario: Scenario) -> Result:
    """Run one scenario; raises ScenarioError where it cannot run on these data."""
    return _result(data, case(scenario))


def results(data: EditionData, scenarios: Mapping[str, Scenario]) -> dict[str, Result]:
    """Run scenarios: id → result, in their order; raises ScenarioError."""
    return {name: result(data, one) for name, one in scenarios.items()}


def compared(data: EditionData, scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Put scenarios side by side for the country (`scenarios.comparison.compare`); raises ScenarioError."""
    return _compared(data, cases(scenarios))


@once
def _result(data: EditionData, one: Case) -> Result:
    return run_model(model(data), one.scenario)


@once
def _compared(data: EditionData, several: tuple[tuple[str, Case], ...]) -> pd.DataFrame:
    return comparison.compare(model(data), {name: one.scenario for name, one in several})


def years_together(rows: pd.DataFrame) -> pd.DataFrame:
    """Put calendar years that follow each other and say the same in one row; the column ``jaren`` names them."""
    told = rows.drop(columns="jaar").astype("object").where(rows.notna(), "").astype("str")
    group = told.ne(told.shift()).any(axis=1).cumsum()
    first, last = (rows.groupby(group)["jaar"].agg(end).astype("str") for end in ("min", "max"))
    kept = rows.groupby(group).head(1).reset_index(drop=True)
    return kept.assign(jaren=first.where(first == last, first + " tot en met " + last).to_numpy())
