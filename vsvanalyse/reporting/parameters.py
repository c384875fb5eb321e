"""Notebook parameters: what a notebook declares, and whether given values fit, before a kernel starts.

papermill itself only warns about an unknown parameter and then runs with the default.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import json
from collections.abc import Mapping, Sequence
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
    return _declared_in("".join(tagged[0]["source"]), notebook.name)


def _declared_in(source: str, where: str) -> dict[str, tuple[str, object]]:
    found = {}
    for statement in ast.parse(source).body:
        if not (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value
        ):
            raise ParameterError(f"{where}: de parametercel mag alleen 'naam: type = waarde' hebben.")
        kind = ast.unparse(statement.annotation)
        if kind not in TYPES:
            raise ParameterError(f"{where}: type '{kind}' van '{statement.target.id}' is niet toegestaan.")
        found[statement.target.id] = (kind, ast.literal_eval(statement.value))
    return found


def check(notebook: Path, given: Mapping[str, object]) -> None:
    """Raise ParameterError unless all that is ``given`` is declared, and of the declared type; the rest keeps its default."""
    if wrong := _misfits(declared(notebook), given):
        raise ParameterError("\n".join(f"{notebook.name}: {text}." for text in wrong))


_INJECTED = "# Parameters"
"""How papermill begins the cell with given parameters."""


def check_session(cells: Sequence[str]) -> None:
    """Raise ParameterError when a cell that papermill put in gives what the cell with parameters before it does not declare.

    papermill puts its cell right behind the one it overrides; given straight to papermill, a name with a typing error would
    leave the default in force and make another page than was asked for.
    """
    for before, cell in itertools.pairwise(cells):
        if not cell.lstrip().startswith(_INJECTED):
            continue
        given = {
            target.id: ast.literal_eval(line.value)
            for line in ast.parse(cell).body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name)
        }
        if wrong := _misfits(_declared_in(before, "dit notebook"), given):
            raise ParameterError("\n".join(f"{text}." for text in wrong))


def _misfits(wanted: Mapping[str, tuple[str, object]], given: Mapping[str, object]) -> list[str]:
    wrong = []
    for name, value in given.items():
        if name not in wanted:
            near = difflib.get_close_matches(name, wanted, n=1)
            wrong.append(f"onbekende parameter '{name}'" + (f", bedoelt u '{near[0]}'?" if near else ""))
        elif not _fits(value, wanted[name][0]):
            wrong.append(f"parameter '{name}' moet {wanted[name][0]} zijn, gevonden: {value!r}")
    return wrong


def _fits(value: object, kind: str) -> bool:
    if isinstance(value, bool) and kind != "bool":
        return False
    if not isinstance(value, TYPES[kind]):
        return False
    return not isinstance(value, list) or all(isinstance(item, str) for item in value)
