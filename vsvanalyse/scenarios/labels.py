"""Dutch names and values of a scenario's numbers, for charts and tables."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro, format_number, in_words
from vsvanalyse.scenarios.comparison import END, INTERACTION, START
from vsvanalyse.scenarios.model import Model
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty.inputs import SAMPLING
from vsvanalyse.scenarios.words import short_subject

_FIELD = {
    "kosten_eur": "kosten per jaar",
    "lokaal_aandeel": "wat lokaal blijft",
    "nieuw": "hoeveel nieuw is",
    "factor": "factor",
    "bedrag_eur": "bedrag",
    "maximum_eur": "maximum",
    "ova_daarna_pct": "loonstijging na het laatste cijfer",
    "materieel_daarna_pct": "prijsstijging na het laatste cijfer",
    "bevallingen": "bevallingen in het land",
    "per_vsv_eur": "bedrag per VSV",
    "per_bevalling_eur": "bedrag per bevalling",
}
STEP = {START: "Basis", END: "Scenario", INTERACTION: "Samen anders dan opgeteld"}
_DATA = {"land.bevallingen": "Bevallingen in het land"}


def measure_label(scenario: Scenario, name: str) -> str:
    """Name a measure, a step of the bridge, or an assumption that comes with the data."""
    fixed = {**STEP, **_DATA}
    return fixed[name] if name in fixed else short_subject(scenario.maatregelen[name])


def input_label(model: Model, scenario: Scenario, name: str) -> str:
    """Name an uncertain number: a reading by its rule and task, a lever by what it is about."""
    if name == SAMPLING:
        pilots = f"de {in_words(model.n)} pilots op de andere VSV’s lijken"
        return f"Of {pilots}" if model.n > 1 else "Of de ene pilot op de andere VSV’s lijkt"
    kind, _, rest = name.partition(".")
    if kind == "lezing" and "." not in rest:
        tasks = sorted(set(model.posts.taak[(model.posts.regel == rest) | (model.posts.taak == rest)]))
        names = basiskader.task_names()
        return f"Wat nieuw is: {', '.join(names.get(task, task) for task in tasks)} ({rest})"
    measure, _, field = name.rpartition(".")
    if measure in ("index", "land") or measure.startswith("financiering"):
        text = _FIELD[field]
        return text[:1].upper() + text[1:]
    return f"{measure_label(scenario, measure)}, {_FIELD[field]}"


CHOICE, CHANCE, ASSUMPTION = "keuze", "toeval", "aanname"


def input_kind(name: str) -> str:
    """Tell what makes a number uncertain: somebody decides it, it comes as it comes, or it is assumed.

    A reading is decided; which VSVs registered and how prices rise is chance.
    """
    kind = name.partition(".")[0]
    return CHOICE if kind == "lezing" else CHANCE if kind in (SAMPLING, "index") else ASSUMPTION


def input_value(name: str, value: float, *, low: bool) -> str:
    """Write the value of an uncertain number with its unit; ``low`` tells which end it is."""
    field = name.rpartition(".")[2]
    if name == SAMPLING:
        return "laag" if low else "hoog"
    if name.startswith("lezing.") and name.count(".") == 1:
        return "streng" if low else "ruim"
    if field.endswith("_eur"):
        return format_euro(100 * value)
    if field.endswith("_pct"):
        return f"{format_number(value, 1)} %"
    if field in ("lokaal_aandeel", "nieuw"):
        return f"{format_number(100 * value)} %"
    return format_number(value, 0 if field == "bevallingen" else 2)


def with_labels(rows: pd.DataFrame, model: Model, scenario: Scenario) -> pd.DataFrame:
    """Add ``naam`` and ``soort`` (`input_kind`) to rows about inputs, and ``laag_tekst, hoog_tekst`` where they have values."""
    found = rows.assign(
        naam=[input_label(model, scenario, name) for name in rows["invoer"]],
        soort=[input_kind(name) for name in rows["invoer"]],
    )
    if {"laag", "hoog"} <= set(rows):
        for end in ("laag", "hoog"):
            found[f"{end}_tekst"] = [
                input_value(name, value, low=end == "laag")
                for name, value in zip(rows["invoer"], rows[end], strict=True)
            ]
    return found
