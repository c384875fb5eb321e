"""Rows on their way to a contract table: kept as plain columns, made into a frame once.

A frame for each sheet of each form would cost more than reading the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Sequence[object] | np.ndarray]
ANSWER_TYPES = {"vsv": "str", "boekjaar": "int64", "taak": "str", "antwoord": "str"}


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
        if pieces and all(isinstance(piece, np.ndarray) for piece in pieces):
            values: object = np.concatenate(pieces)
        else:
            values = list(chain.from_iterable(pieces))
        columns[name] = pd.Series(
            values, dtype="float64" if dtype == "Int64" and isinstance(values, np.ndarray) else dtype
        )
    return pd.DataFrame(columns).astype(dict(types))
