"""Dutch names and values of a scenario's numbers, for charts and tables."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import in_words
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.comparison import END, INTERACTION, START
from vsvanalyse.scenarios.inputs import SAMPLING
from vsvanalyse.scenarios.lever import CHANCE
from vsvanalyse.scenarios.measures import lever_named
from vsvanalyse.scenarios.measures.land import BIRTHS
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import short_subject

STEP = {START: "Basis", END: "Scenario", INTERACTION: "Samen anders dan opgeteld"}
_DATA = {BIRTHS: "Bevallingen in het land"}


def measure_label(scenario: Scenario, name: str) -> str:
    """Name a measure, a step of the bridge, or an assumption that comes with the data."""
    fixed = {**STEP, **_DATA}
    return fixed[name] if name in fixed else short_subject(scenario.maatregelen[name])


def input_label(case: Case, name: str) -> str:
    """Name an uncertain number: what is contested by its rule and task, a number of a measure by what that is about."""
    if name == SAMPLING:
        pilots = f"de {in_words(case.n)} pilots op de andere VSV’s lijken"
        return f"Of {pilots}" if case.n > 1 else "Of de ene pilot op de andere VSV’s lijkt"
    lever = lever_named(name)
    measure, _, field = name.rpartition(".")
    if measure not in case.scenario.maatregelen:
        posts = case.posts
        tasks = sorted(set(posts.taak[(posts.regel == field) | (posts.taak == field)]))
        names = basiskader.task_names()
        return f"{lever.subject}: {', '.join(names.get(task, task) for task in tasks)} ({field})"
    text = lever.numbers[field].name
    return (
        text[:1].upper() + text[1:] if lever.by_itself else f"{measure_label(case.scenario, measure)}, {text}"
    )


def input_kind(name: str) -> str:
    """Tell what makes a number uncertain (`lever.CHOICE`, `CHANCE`, `ASSUMPTION`); which VSVs registered is chance."""
    return CHANCE if name == SAMPLING else lever_named(name).nature


def input_value(name: str, value: float, *, low: bool) -> str:
    """Write the value of an uncertain number with its unit; ``low`` tells which end it is."""
    if name == SAMPLING:
        return "laag" if low else "hoog"
    number = lever_named(name).numbers.get(name.rpartition(".")[2])
    return number.write(value) if number else "streng" if low else "ruim"


def with_labels(rows: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Add ``naam`` and ``soort`` (`input_kind`) to rows about inputs, and ``laag_tekst, hoog_tekst`` where they have values."""
    found = rows.assign(
        naam=[input_label(case, name) for name in rows["invoer"]],
        soort=[input_kind(name) for name in rows["invoer"]],
    )
    if {"laag", "hoog"} <= set(rows):
        for end in ("laag", "hoog"):
            found[f"{end}_tekst"] = [
                input_value(name, value, low=end == "laag")
                for name, value in zip(rows["invoer"], rows[end], strict=True)
            ]
    return found
