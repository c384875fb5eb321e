"""What measures are called and what they set, in Dutch; one name for a thing wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.scenarios.lever import Measure, Paying, Stage
from vsvanalyse.scenarios.measures import at, lever_of, measures_of
from vsvanalyse.scenarios.schema import Scenario, with_measures
from vsvanalyse.scenarios.telling import expected
from vsvanalyse.scenarios.values import Interval, exactly


def told(one: Measure) -> str:
    """Say what a measure sets, in Dutch."""
    return lever_of(one).tell(one)


def subject(one: Measure) -> str:
    """Say what a measure is about, in Dutch."""
    return _with_tasks(one, [f"{task} {basiskader.task_names()[task]}" for task in tasks_of(one)])


def short_subject(one: Measure) -> str:
    """Say what a measure is about in a few words: one task by name, several by code."""
    tasks = tasks_of(one)
    return _with_tasks(one, [basiskader.task_names()[tasks[0]]] if len(tasks) == 1 else list(tasks))


def tasks_of(one: Measure) -> tuple[str, ...]:
    """Give the tasks that a measure is about; some are about none."""
    return getattr(one, "taken", ())


def _with_tasks(one: Measure, tasks: list[str]) -> str:
    about = [*tasks, *getattr(one, "regels", ())]
    return ": ".join(filter(None, (lever_of(one).subject, ", ".join(about))))


def tells_another_past(scenario: Scenario) -> bool:
    """Whether a scenario changes what years before it cost: a correction, a pay policy or a reading has no first year."""
    return any(
        lever_of(one).stage <= Stage.NEW and not hasattr(one, "vanaf") and not lever_of(one).at_rest(one)
        for one in measures_of(scenario).values()
    )


def has_money(scenario: Scenario) -> bool:
    """Whether the scenario has money for structural costs in some year; without it a gap says only what is needed."""
    return any(pays.structural(one) for _, one, pays in _paying(scenario))


def money_of(scenario: Scenario, year: int) -> str:
    """Say what money for structural cost a scenario has in a year: ``"€ 225.000 per VSV"``; empty without money.

    Amounts are those of the year in which the money begins.
    """
    return " en ".join(pays.amount(one) for _, one, pays in _paying(scenario, year))


def way_of_dividing(scenario: Scenario, year: int) -> str:
    """Name how a scenario divides money in a year, with its status and range: ``"een gelijk bedrag per VSV (aanname € 225.000)"``."""
    return " en ".join(
        f"{pays.way(one)} ({one.status}{_amounts(one)})" for _, one, pays in _paying(scenario, year)
    )


def with_amounts(scenario: Scenario, end: str) -> Scenario:
    """Give a scenario with the lowest (``laag``) or highest (``hoog``) assumed amounts of money."""
    return with_measures(
        scenario,
        {
            name: one.model_copy(
                update={field: exactly(getattr(value, end)) for field, value in _amounts_of(one)}
            )
            for name, one, _ in _paying(scenario)
        },
    )


def _paying(scenario: Scenario, year: int | None = None) -> Iterator[tuple[str, Measure, Paying]]:
    """Give the measures that pay, or those that pay structural cost in a year."""
    for lever in at(Stage.FUNDING):
        for name, one in lever.of(scenario).items():
            pays = lever.paying
            if pays and (year is None or (pays.structural(one) and pays.pays_in(one, year))):
                yield name, one, pays


def _amounts_of(one: Measure) -> list[tuple[str, Interval]]:
    return [(field, value) for field, value in one if isinstance(value, Interval)]


def _amounts(one: Measure) -> str:
    values = [value for _, value in _amounts_of(one)]
    spans = [_span(value) for value in values if not value.zeker]
    return f" {'; '.join([' en '.join(map(expected, values)), *spans])}" if values else ""


def _span(value: Interval) -> str:
    """Write the ends of an assumed amount as they were assumed: ``"€ 175.000 tot 275.000"``."""
    return f"{format_euro(100 * value.laag)} tot {format_number(value.hoog)}"
