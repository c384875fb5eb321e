"""How an edition's own lists take the place of the package's, and how they differ from them.

``codelijsten/<lijst>.csv`` replaces a list; ``codelijsten/<lijst>.erbij.csv`` adds rows to it and corrects those with the same
key. What the package only adds to a code, such as a synonym of a task, falls away with that code.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vsvanalyse.basiskader import BEYOND, PACKAGE, Lists, Row, package_rows, parse_list
from vsvanalyse.code_lists.agreement import require
from vsvanalyse.code_lists.kinds import KINDS, lost
from vsvanalyse.faults import meant
from vsvanalyse.files import decode, reading_fault

ADDED = ".erbij"


def read_lists(folder: Path) -> Lists:
    """Read the lists of an edition, compared with each other and with those of the package.

    Raises CodelistError with every mistake at once, in Dutch.
    """
    files = sorted(file for file in folder.glob("*") if file.name[0] not in ".~") if folder.is_dir() else []
    own: dict[str, tuple[Row, ...]] = {}
    wrong: list[str] = []
    broken: set[str] = set()
    for added in (False, True):
        for file in files:
            name = file.stem.removesuffix(ADDED)
            if (name != file.stem) != added:
                continue
            if name not in KINDS or file.suffix != ".csv":
                known = meant(name.casefold(), KINDS, "Lijsten").rstrip(".")
                wrong.append(
                    f"{file.name}: zo heet geen lijst; een lijst heet <lijst>.csv of <lijst>{ADDED}.csv. {known}"
                )
                broken.add(name.casefold())
                continue
            kind = KINDS[name]
            found, faults = read_file(file, (*kind.key, *kind.needed))
            faults += [
                f"rij {number} heeft meer cellen dan kolommen; zet tekst met een puntkomma tussen aanhalingstekens"
                for number, row in enumerate(found, 2)
                if BEYOND in row
            ]
            found = tuple(row for row in found if any(row.values()))
            wrong += [f"{file.name}: {text}" for text in faults]
            if faults:
                broken.add(name)
                continue
            if added:
                before = own.get(name, _kept(name, Lists(own)))
                doubled = [*_twice(before, KINDS[name].key), *_twice(found, KINDS[name].key)]
                wrong += [f"{file.name}: {text}" for text in doubled]
                found = _merged(before, found, KINDS[name].key)
            own[name] = found
    for name, kind in KINDS.items():
        if (
            kind.follows
            and name not in own
            and len(kept := _kept(name, Lists(own))) < len(package_rows(name))
        ):
            own[name] = kept
    if not own and not wrong:
        return PACKAGE
    lists = Lists(own)
    require(lists, wrong, frozenset(broken))
    return lists


def read_file(file: Path, needed: Sequence[str]) -> tuple[tuple[Row, ...], list[str]]:
    """Read a file with these columns: its rows, and in Dutch what is wrong with the file itself; then there are no rows."""
    try:
        data = file.read_bytes()
        if data[:2] in (b"PK", b"\xff\xfe", b"\xfe\xff"):
            return (), [
                "dit is geen CSV in gewone tekst; bewaar de lijst in Excel als 'CSV UTF-8 (gescheiden door lijstscheidingsteken)'"
            ]
        columns, found = parse_list(decode(data))
    except OSError as error:
        return (), [reading_fault(error).rstrip(".")]
    except csv.Error:
        return (), [
            "niet te lezen als CSV: een cel is veel te lang, of aanhalingstekens gaan open en niet dicht"
        ]
    if twice := [column for column, count in Counter(columns).items() if count > 1]:
        return (), [f"kolom {', '.join(twice)} staat er vaker"]
    if lacking := [column for column in needed if column not in columns]:
        return (), [
            f"kolom {', '.join(lacking)} ontbreekt; er staan {', '.join(columns) or 'geen kolommen'}, met ';' ertussen"
        ]
    return found, []


def _twice(rows: tuple[Row, ...], key: tuple[str, ...]) -> list[str]:
    """Name what stands twice in rows that are going to be merged: afterwards it cannot be seen."""
    keys = Counter(tuple(row.get(column, "") for column in key) for row in rows)
    return [f"{' '.join(filter(None, one))} staat er vaker" for one, count in keys.items() if count > 1]


def _kept(name: str, lists: Lists) -> tuple[Row, ...]:
    """Give the package's rows of a list, those that point to codes that still hold."""
    rows = package_rows(name)
    return tuple(row for row in rows if not list(lost(name, row, lists))) if KINDS[name].follows else rows


def _merged(before: tuple[Row, ...], added: tuple[Row, ...], key: tuple[str, ...]) -> tuple[Row, ...]:
    """Put rows in the place of those with the same key, or behind them."""
    found = {tuple(row.get(column, "") for column in key): row for row in before}
    for row in added:
        at = tuple(row.get(column, "") for column in key)
        found[at] = {**found.get(at, {}), **row}
    return tuple(found.values())


@dataclass(frozen=True)
class State:
    """What a list in force is beside that of the package: its rows, and the keys that came, went and say something else."""

    naam: str
    rijen: int
    erbij: tuple[str, ...]
    weg: tuple[str, ...]
    anders: tuple[str, ...]
    bronnen: tuple[str, ...]
    statussen: tuple[str, ...]

    @property
    def eigen(self) -> bool:
        """Whether anything differs from the package."""
        return bool(self.erbij or self.weg or self.anders)


def states(lists: Lists) -> list[State]:
    """Say of every list how it differs from the package's, and on which sources it rests, those of most rows first."""
    return [_state(name, lists.rows(name)) for name in KINDS]


def _state(name: str, rows: tuple[Row, ...]) -> State:
    def keyed(some: tuple[Row, ...]) -> dict[str, Row]:
        return {
            " ".join(filter(None, (row.get(column, "") for column in KINDS[name].key))): row for row in some
        }

    mine, package = keyed(rows), keyed(package_rows(name))
    return State(
        name,
        len(rows),
        tuple(key for key in mine if key not in package),
        tuple(key for key in package if key not in mine),
        tuple(key for key, row in mine.items() if key in package and _said(row) != _said(package[key])),
        _most(row.get(column, "") for row in rows for column in row if column.endswith("bron")),
        _most(row.get(column, "") for row in rows for column in row if column.endswith("status")),
    )


def _said(row: Row) -> dict[str, str]:
    return {column: value for column, value in row.items() if value}


def _most(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(value for value, _ in Counter(filter(None, values)).most_common())


__all__ = ["ADDED", "State", "read_file", "read_lists", "states"]
