"""Notebook parameters: what a notebook declares, and whether given values fit, before a kernel starts.

papermill itself only warns about an unknown parameter and then runs with the default.
"""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Mapping
from pathlib import Path

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list[str]": list,
}


class ParameterError(ValueError):
    """Parameters that do not fit a notebook; the message lists every mistake, in Dutch."""


def declared(notebook: Path) -> dict[str, tuple[str, object]]:
    """Read name → (type, default) from the cell tagged ``parameters``, without running it.

    Raises ParameterError when there is not exactly one such cell, or it holds anything but annotated
    assignments of literals with a type of `TYPES`.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    if len(tagged) != 1:
        raise ParameterError(f"{notebook.name}: precies één cel moet het label 'parameters' hebben.")
    found = {}
    for statement in ast.parse("".join(tagged[0]["source"])).body:
        if not (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value
        ):
            raise ParameterError(f"{notebook.name}: de parametercel mag alleen 'naam: type = waarde' hebben.")
        kind = ast.unparse(statement.annotation)
        if kind not in TYPES:
            raise ParameterError(
                f"{notebook.name}: type '{kind}' van '{statement.target.id}' is niet toegestaan."
            )
        found[statement.target.id] = (kind, ast.literal_eval(statement.value))
    return found


def check(notebook: Path, given: Mapping[str, object]) -> None:
    """Raise ParameterError unless ``given`` has exactly the declared names, each of the declared type."""
    wanted = declared(notebook)
    wrong = []
    for name, value in given.items():
        if name not in wanted:
            near = difflib.get_close_matches(name, wanted, n=1)
            wrong.append(f"onbekende parameter '{name}'" + (f", bedoelt u '{near[0]}'?" if near else ""))
        elif not _fits(value, wanted[name][0]):
            wrong.append(f"parameter '{name}' moet {wanted[name][0]} zijn, gevonden: {value!r}")
    wrong += [f"parameter '{name}' ontbreekt" for name in wanted if name not in given]
    if wrong:
        raise ParameterError("\n".join(f"{notebook.name}: {text}." for text in wrong))


def _fits(value: object, kind: str) -> bool:
    if isinstance(value, bool) and kind != "bool":
        return False
    if not isinstance(value, TYPES[kind]):
        return False
    return kind != "list[str]" or all(isinstance(item, str) for item in value)
