"""Rows on their way to a contract table: kept as plain columns, made into a frame once.

A frame for each sheet of each form would cost more than reading the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from vsvanalyse.intake.findings import Finding, to_table

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Sequence[Any] | np.ndarray]
ANSWER_TYPES = {"vsv": "str", "boekjaar": "int64", "taak": "str", "antwoord": "str"}


@dataclass(frozen=True)
class Registration:
    """One file, read: its lines, profile, answers and findings, what was not read, and where each field stands.

    ``regels``, ``profiel`` (one row or none) and ``ongelezen`` keep the contracts ``registratieregels``, ``profielen``
    and ``ongelezen``; ``antwoorden`` has ``vsv, boekjaar, taak, antwoord``. ``plaatsen`` maps (sheet, field) to a
    column letter, or to a whole cell for the questions on Profiel, Akkoord and Volledigheid. ``vsv`` and ``boekjaar`` say
    whose it is, by its profile or else by its name; an unknown year is 0.
    """

    bestand: str
    vsv: str = ""
    boekjaar: int = 0
    found: tuple[Finding, ...] = ()
    plaatsen: dict[tuple[str, str], str] = field(default_factory=dict)
    line_parts: tuple[Columns, ...] = ()
    profile_rows: tuple[dict[str, Any], ...] = ()
    answer_parts: tuple[Columns, ...] = ()
    unread_rows: tuple[dict[str, Any], ...] = ()

    @cached_property
    def bevindingen(self) -> pd.DataFrame:
        """What is wrong with the file."""
        return to_table(self.found)

    @cached_property
    def regels(self) -> pd.DataFrame:
        """The registered lines."""
        return lines_table(self.line_parts)

    @cached_property
    def profiel(self) -> pd.DataFrame:
        """The profile."""
        return profiles_table(self.profile_rows)

    @cached_property
    def antwoorden(self) -> pd.DataFrame:
        """The answers on Volledigheid."""
        return answers_table(self.answer_parts)

    @cached_property
    def ongelezen(self) -> pd.DataFrame:
        """The places with money or hours that were not read."""
        return unread_table(self.unread_rows)


def length(columns: Columns) -> int:
    """Count the rows of one part."""
    return len(next(iter(columns.values())))


def lines_table(parts: Sequence[Columns]) -> pd.DataFrame:
    """Make ``registratieregels`` of parts, one after the other."""
    return _stack([part for part in parts if length(part)], _types("registratieregels"))


def profiles_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Make ``profielen`` of rows, one a form."""
    return _stack([{name: [value] for name, value in row.items()} for row in rows], _types("profielen"))


def answers_table(parts: Sequence[Columns]) -> pd.DataFrame:
    """Make the table of answers on Volledigheid: ``vsv, boekjaar, taak, antwoord``."""
    return _stack([part for part in parts if length(part)], ANSWER_TYPES)


def unread_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Make ``ongelezen`` of rows, one a place that holds money or hours and was not read."""
    return _stack([{name: [value] for name, value in row.items()} for row in rows], _types("ongelezen"))


def _types(table: str) -> Mapping[str, str]:
    from vsvanalyse.contracts import TABLES

    return TABLES[table].columns


def _stack(parts: Sequence[Columns], types: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    columns = {}
    for name, dtype in types.items():
        pieces = [part[name] for part in parts]
        arrays = [piece for piece in pieces if isinstance(piece, np.ndarray)]
        whole = bool(pieces) and len(arrays) == len(pieces)
        values = np.concatenate(arrays) if whole else list(chain.from_iterable(pieces))
        columns[name] = pd.Series(
            values, dtype="float64" if dtype == "Int64" and isinstance(values, np.ndarray) else dtype
        )
    return pd.DataFrame(columns).astype(dict(types))
