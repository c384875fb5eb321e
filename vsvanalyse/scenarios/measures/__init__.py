"""The levers, one file each: what it asks in a scenario file, what it does, and all that is said of it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pydantic import BaseModel

from vsvanalyse.scenarios.lever import Lever, Measure, Stage

LEVERS: tuple[Lever[Any], ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{found.name}").LEVER for found in iter_modules(__path__)),
        key=lambda lever: (lever.stage, lever.kind),
    )
)
"""In the order in which they work."""
ORDER = tuple(dict.fromkeys(lever.kind.partition(".")[0] for lever in LEVERS))
"""Their keys in a scenario file."""
_OF_SCHEMA = {lever.schema: lever for lever in LEVERS}


def lever_of(one: Measure) -> Lever[Any]:
    """Give the lever of a measure."""
    return _OF_SCHEMA[type(one)]


def lever_named(name: str) -> Lever[Any]:
    """Give the lever of a measure, or of a number of one, by name: ``landelijk.ict``, ``landelijk.ict.kosten_eur``."""
    return next(lever for lever in LEVERS if f"{name}.".startswith(f"{lever.kind}."))


@cache
def at(stage: Stage) -> tuple[Lever[Any], ...]:
    """Give the levers of a stage."""
    return tuple(lever for lever in LEVERS if lever.stage == stage)


def measures_of(scenario: BaseModel) -> dict[str, Measure]:
    """Give every measure of a scenario under its name, in the order in which they work."""
    return {name: one for lever in LEVERS for name, one in lever.of(scenario).items()}
