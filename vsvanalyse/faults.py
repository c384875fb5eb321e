"""Mistakes in files that people write, as Dutch sentences: file, key, value found, and what may stand there."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from vsvanalyse.files import decode, reading_fault

_NEAR = 0.6
"""How like a known name must be, from 0 to 1, to be taken for what was meant."""
_BOUNDS = {
    "greater_than_equal": ("ge", "moet minstens {} zijn"),
    "greater_than": ("gt", "moet groter dan {} zijn"),
    "less_than_equal": ("le", "mag hoogstens {} zijn"),
    "less_than": ("lt", "moet kleiner dan {} zijn"),
}
_DUTCH = {
    "missing": "ontbreekt",
    "bool_type": "moet true of false zijn",
    "int_type": "moet een heel getal zijn",
    "int_parsing": "moet een heel getal zijn",
    "int_from_float": "moet een heel getal zijn",
    "float_type": "moet een getal zijn",
    "float_parsing": "moet een getal zijn",
    "finite_number": "moet een gewoon getal zijn",
    "string_type": "moet tekst tussen aanhalingstekens zijn",
    "tuple_type": "moet een lijst zijn, tussen rechte haken",
    "dict_type": "moet een tabel zijn, zoals { naam = waarde }",
    "model_type": "moet een tabel zijn",
    "model_attributes_type": "moet een tabel zijn",
    "bool_parsing": "moet true of false zijn",
    "too_short": "mag niet leeg zijn",
    "date_type": "moet een datum zijn, zoals 2026-11-23 zonder aanhalingstekens",
    "date_from_datetime_parsing": "moet een datum zijn, zoals 2026-11-23",
    "date_parsing": "moet een datum zijn, zoals 2026-11-23",
}


def dutch_faults(error: ValidationError, file: str, model: type[BaseModel]) -> list[str]:
    """Write every mistake as a Dutch sentence with file, key, value found and what may stand there."""
    lines = []
    for one in error.errors(include_url=False):
        place = [str(part) for part in one["loc"] if part != "[key]"]
        key = ".".join(place)
        kind, context = one["type"], one.get("ctx", {})
        found = _found(one["input"])
        if kind == "extra_forbidden":
            lines.append(f"{file}: {unknown('sleutel', key, _keys_at(model, place[:-1]), place[-1])}")
            continue
        if kind == "nederlands":
            text = one["msg"]
        elif kind == "literal_error":
            choices = context["expected"].replace(" or ", ", ")
            text = f"moet één zijn van {choices}"
        elif kind in _BOUNDS:
            name, words = _BOUNDS[kind]
            text = words.format(_number(context[name]))
            text = "mag niet negatief zijn" if text == "moet minstens 0 zijn" else text
        else:
            text = _DUTCH.get(kind, "heeft een ongeldige waarde")
            found = "" if kind == "missing" else found
        lines.append(f"{file}: '{key}' {text}{found}." if key else f"{file}: het scenario {text}.")
    return lines


def _found(value: object) -> str:
    """Show a value as it stands in the file; a table or list says nothing that the key does not."""
    if isinstance(value, (dict, list, tuple)) or value is None:
        return ""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    text = f"'{text}'" if isinstance(value, str) else text
    return f" (gevonden: {text if len(text) <= 60 else text[:59] + '…'})"


def _number(value: float) -> str:
    if not float(value).is_integer():
        return f"{value:g}".replace(".", ",")
    return f"{value:,.0f}".replace(",", ".") if abs(value) >= 10_000 else f"{value:.0f}"


def unknown(what: str, name: str, known: Iterable[str], last: str = "") -> str:
    """Say that a name is unknown, with the nearest known one, or else all of them."""
    known = list(known)
    near = difflib.get_close_matches(last or name, known, n=1, cutoff=_NEAR)
    hint = f"bedoelt u '{near[0]}'?" if near else f"kies uit {', '.join(known)}."
    return f"{what} '{name}' is onbekend; {hint}"


def not_among(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is unknown, with all that are known (`meant`): for few and short names that somebody types."""
    return f"{what} '{name}' is onbekend. {meant(name, known)}"


def meant(name: str, known: Iterable[str], lead: str = "Bekend") -> str:
    """Name all that are known, the one that was meant most likely first; capitals make no difference for that.

    Which one it was is asked only where one is nearer than any other.
    """
    near = {one: difflib.SequenceMatcher(None, name.casefold(), one.casefold()).ratio() for one in known}
    names = sorted(near, key=lambda one: -near[one])
    likely = [one for one in names if near[one] >= _NEAR and near[one] == near[names[0]]]
    hint = f"Bedoelt u '{likely[0]}'? " if len(likely) == 1 else ""
    return f"{hint}{lead}: {', '.join(names) or 'geen enkele'}."


def _keys_at(model: type[BaseModel], place: list[str]) -> list[str]:
    """List the keys that may stand at a place of the file; names that the writer chooses are skipped."""
    here: Any = model
    for part in place:
        if not (isinstance(here, type) and issubclass(here, BaseModel)):
            break
        if part not in here.model_fields:
            continue
        annotation = here.model_fields[part].annotation
        inner = [a for a in _flat(annotation) if isinstance(a, type) and issubclass(a, BaseModel)]
        here = inner[0] if inner else None
    if not (isinstance(here, type) and issubclass(here, BaseModel)):
        return []
    return [name for name in here.model_fields if name != "eigen"]


def _flat(annotation: Any) -> list[Any]:
    inner = get_args(annotation)
    return [annotation] if not inner else [leaf for part in inner for leaf in _flat(part)]


def toml_fault(error: Exception) -> str:
    """Say in Dutch that a file is no valid TOML, where, and what usually is the matter.

    ``error`` is what tomllib raised: a TOMLDecodeError, or another ValueError or RecursionError for a monstrous file.
    """
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    where = f", op regel {place[1]}, kolom {place[2]}" if place else ""
    return (
        f"dit is geen geldig TOML{where}. Let op: tekst staat tussen aanhalingstekens, getallen hebben een punt en geen "
        "duizendtallen (schrijf 900_000), aanhalingstekens zijn recht, en elke [tabel] en elke sleutel komt één keer voor."
    )


class TomlError(ValueError):
    """A file that cannot be read as TOML; the message is a Dutch clause."""


class Written(float):
    """A number with a point that keeps how it was written: ``900.000`` may be meant as nine hundred thousand."""

    text: str

    def __new__(cls, text: str) -> Written:
        """Read the number and keep its text."""
        made = super().__new__(cls, text)
        made.text = text
        return made


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file, in UTF-8 or in the encoding that Windows gives; raises TomlError."""
    try:
        return tomllib.loads(decode(path.read_bytes()), parse_float=Written)
    except OSError as error:
        raise TomlError(reading_fault(error)) from error
    except (ValueError, RecursionError) as error:
        raise TomlError(toml_fault(error)) from error
