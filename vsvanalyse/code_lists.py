"""How an edition's own lists take the place of the package's, and whether all lists agree with each other.

``codelijsten/<lijst>.csv`` replaces a list; ``codelijsten/<lijst>.erbij.csv`` adds rows to it and corrects those with the same
key. What the package only adds to a code, such as a synonym of a task, falls away with that code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from vsvanalyse.basiskader import EENMALIG, PACKAGE, STRUCTUREEL, UREN, Lists, Row, package_rows, parse_list
from vsvanalyse.faults import meant, not_among
from vsvanalyse.files import decode, reading_fault

ADDED = ".erbij"


class CodelistError(ValueError):
    """Lists that cannot be read or contradict each other; the message is Dutch and names every mistake with its list."""


@dataclass(frozen=True)
class Kind:
    """What a list must have: ``key`` columns, ``needed`` ones, ``points`` of a column to the list that defines its codes.

    ``whole`` are columns in which every code of that list must occur. The codes of a ``fixed`` list are known to code: an
    edition may change what a row says, and not which rows there are. Package rows of a list that ``follows`` fall away with
    the codes that they point to.
    """

    key: tuple[str, ...]
    needed: tuple[str, ...] = ()
    points: dict[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    fixed: bool = False
    follows: bool = False
    may_be_empty: bool = False


KINDS: dict[str, Kind] = {
    "taken": Kind(("taak",), ("naam", "omschrijving", "aard", "bron")),
    "verantwoordelijkheden": Kind(("verantwoordelijkheid",), ("naam", "bron")),
    "taak_verantwoordelijkheid": Kind(
        ("taak", "verantwoordelijkheid"),
        ("aandeel", "status", "bron", "datum"),
        {"taak": "taken", "verantwoordelijkheid": "verantwoordelijkheden"},
        ("taak", "verantwoordelijkheid"),
    ),
    "functies": Kind(("functie",), ("omschrijving", "vergoeding", "vergoeding_status", "vergoeding_bron")),
    "activiteiten": Kind(("activiteit",), ("omschrijving",)),
    "kostensoorten": Kind(("kostensoort",), ("naam", "omschrijving")),
    "soorten": Kind(("soort",), ("omschrijving",)),
    "tariefkaart": Kind(
        ("functie", "jaar"), ("tarief_ct", "status", "bron", "datum"), {"functie": "functies"}, ("functie",)
    ),
    "indexcijfers": Kind(("soort", "jaar", "status", "reeks"), ("mutatie_pct", "niveau", "bron")),
    "gepubliceerd": Kind(
        ("taak",),
        ("eenmalig_jr1_ct", "eenmalig_jr2_ct", "structureel_ct", "bron"),
        {"taak": "taken"},
        ("taak",),
        may_be_empty=True,
    ),
    "land": Kind(("grootheid", "jaar"), ("waarde", "status", "bron")),
    "controleregels": Kind(
        ("regel",), ("ernst", "titel", "reden", "wat_te_doen", "vanaf_vsv", "blokkeert"), fixed=True
    ),
    "drempels": Kind(
        ("drempel",), ("regel", "waarde", "eenheid", "bron"), {"regel": "controleregels"}, fixed=True
    ),
    "vrijgave": Kind(("drempel",), ("waarde", "reden", "bron", "status"), fixed=True),
    "begrippen": Kind(("begrip",), ("vormen", "uitleg", "bron", "status")),
    "woorden": Kind(("woord",), ("hier",), may_be_empty=True),
    "synoniemen": Kind(("woord", "soort"), ("code", "bron"), follows=True, may_be_empty=True),
    "financiers": Kind(
        ("financier", "taken", "regels", "van"), ("klasse", "deel", "bron", "status"), follows=True, may_be_empty=True
    ),
    "scheidingsregels": Kind(
        ("regel",),
        ("nieuw_strikt", "nieuw_verwacht", "nieuw_ruim", "rest_klasse", "motivering", "bron", "status"),
        {"taak": "taken", "activiteit": "activiteiten", "kostensoort": "kostensoorten", "functie": "functies"},
        follows=True,
        may_be_empty=True,
    ),
    "voorbeeldregels": Kind(
        ("verhaal",),
        ("taak", "kostensoort"),
        {"taak": "taken", "activiteit": "activiteiten", "functie": "functies", "kostensoort": "kostensoorten"},
        follows=True,
        may_be_empty=True,
    ),
}  # fmt: skip
"""The lists that an edition can have of its own."""

_SYNONYMS = {
    "taak": "taken",
    "activiteit": "activiteiten",
    "functie": "functies",
    "kostensoort": "kostensoorten",
}
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,11}")
_ONE_OF = {
    "aard": (EENMALIG, STRUCTUREEL),
    "vergoeding": ("vacatiegeld", "loon"),
    "ernst": ("fout", "waarschuwing"),
    "blokkeert": ("ja", "nee"),
}
_FILLED = ("naam", "bron", "status")


def read_lists(folder: Path) -> Lists:
    """Read the lists of an edition, compared with each other and with those of the package.

    Raises CodelistError with every mistake at once, in Dutch.
    """
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    own: dict[str, tuple[Row, ...]] = {}
    wrong: list[str] = []
    broken: set[str] = set()
    for added in (False, True):
        for file in files:
            name = file.stem.removesuffix(ADDED)
            if (name != file.stem) != added:
                continue
            if name not in KINDS:
                wrong.append(f"{file.name}: zo heet geen lijst. {meant(name, KINDS, 'Lijsten')}".rstrip("."))
                continue
            found, faults = _read(file, name)
            wrong += [f"{file.name}: {text}" for text in faults]
            if faults:
                broken.add(name)
                continue
            if added:
                before = own.get(name, _kept(name, Lists(own)))
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


def require(lists: Lists, more: Sequence[str] = (), broken: frozenset[str] = frozenset()) -> None:
    """Raise CodelistError with ``more`` and all that `disagreements` finds."""
    if wrong := [*more, *disagreements(lists, broken)]:
        raise CodelistError("\n".join(f"{text}." for text in wrong))


def _read(file: Path, name: str) -> tuple[tuple[Row, ...], list[str]]:
    """Read one file: its rows, and what is wrong with the file itself."""
    try:
        columns, found = parse_list(decode(file.read_bytes()))
    except OSError as error:
        return (), [reading_fault(error)]
    kind = KINDS[name]
    lacking = [column for column in (*kind.key, *kind.needed) if column not in columns]
    if lacking:
        return (), [
            f"kolom {', '.join(lacking)} ontbreekt; er staan {', '.join(columns) or 'geen kolommen'}, met ';' ertussen"
        ]
    return tuple(row for row in found if any(row.values())), []


def _kept(name: str, lists: Lists) -> tuple[Row, ...]:
    """Give the package's rows of a list, those that point to codes that still hold."""
    rows = package_rows(name)
    return tuple(row for row in rows if not list(_lost(name, row, lists))) if KINDS[name].follows else rows


def _merged(before: tuple[Row, ...], added: tuple[Row, ...], key: tuple[str, ...]) -> tuple[Row, ...]:
    """Put rows in the place of those with the same key, or behind them."""
    found = {tuple(row.get(column, "") for column in key): row for row in before}
    for row in added:
        at = tuple(row.get(column, "") for column in key)
        found[at] = {**found.get(at, {}), **row}
    return tuple(found.values())


def _codes(lists: Lists, name: str) -> list[str]:
    return [row[KINDS[name].key[0]] for row in lists.rows(name)]


def _lost(name: str, row: Row, lists: Lists) -> Iterator[tuple[str, str, str]]:
    """Give the codes of a row that the list they point to does not have: column, code, that list."""
    if name == "synoniemen":
        target = _SYNONYMS.get(row["soort"])
        if target and row["code"] not in _codes(lists, target):
            yield "code", row["code"], target
    elif name == "financiers":
        known = _codes(lists, "taken")
        yield from (
            ("taken", task, "taken") for task in row["taken"].replace(",", " ").split() if task not in known
        )
    for column, target in KINDS[name].points.items():
        if row.get(column) and row[column] not in _codes(lists, target):
            yield column, row[column], target


def disagreements(lists: Lists, broken: frozenset[str] = frozenset()) -> list[str]:
    """List everything in which lists contradict themselves or each other, both ways; ``broken`` lists are left out.

    A task that stands in one list only would vanish from a sum over the other without a word.
    """
    told = []
    for name in KINDS:
        if name in broken:
            continue
        told += [f"{name}.csv: {text}" for text in _of_one(name, lists)]
        told += _across(name, lists, broken)
    for check, names in _TOGETHER:
        if not broken & set(names):
            told += check(lists)
    return list(dict.fromkeys(told))


def _of_one(name: str, lists: Lists) -> Iterator[str]:
    kind, rows = KINDS[name], lists.rows(name)
    if not rows and not kind.may_be_empty:
        yield "de lijst is leeg"
    counts = Counter(tuple(row.get(column, "") for column in kind.key) for row in rows)
    told = {at: ", ".join(f"{c} '{v}'" for c, v in zip(kind.key, at, strict=True) if v) for at in counts}
    yield from (f"{told[at]} staat er vaker" for at, count in counts.items() if count > 1)
    for row in rows:
        where = told[tuple(row.get(column, "") for column in kind.key)]
        if not row.get(kind.key[0]):
            yield f"een rij heeft geen {kind.key[0]}"
            continue
        yield from (f"{where}: {column} is leeg" for column in _FILLED if row.get(column, "-") == "")
        for column, value in row.items():
            may_lack = not value and column not in (*kind.key, *kind.needed)
            if not may_lack and (fault := _value_fault(column, value)):
                yield f"{where}: {fault}"
    if kind.fixed:
        mine, known = _codes(lists, name), _codes(PACKAGE, name)
        yield from (f"{kind.key[0]} '{code}' kent dit gereedschap niet" for code in mine if code not in known)
        yield from (f"{kind.key[0]} '{code}' ontbreekt" for code in known if code not in mine)


def _value_fault(column: str, value: str) -> str:
    """Say what is wrong with a value by the name of its column; empty when nothing is."""
    if column in _ONE_OF and value not in _ONE_OF[column]:
        return not_among(column, value, _ONE_OF[column]).rstrip(".")
    if column.endswith("_ct") and not value.isdecimal():
        return f"{column} '{value}' is geen heel aantal centen"
    if column == "jaar" and not re.fullmatch(r"20\d\d", value):
        return f"jaar '{value}' is geen jaartal"
    if column == "aandeel" and share(value) is None:
        return f"aandeel '{value}' is geen getal tussen 0 en 1"
    if column in ("mutatie_pct", "niveau", "vanaf_vsv") and value and _number(value) is None:
        return f"{column} '{value}' is geen getal"
    return ""


def share(text: str) -> Fraction | None:
    """Read a share above 0, at most 1, exactly: ``"0,5"`` or ``"1/3"``; None for what is none."""
    try:
        found = Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
    return found if 0 < found <= 1 else None


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _across(name: str, lists: Lists, broken: frozenset[str]) -> Iterator[str]:
    kind, rows = KINDS[name], lists.rows(name)
    for row in rows:
        yield from (
            f"{_word(column, target)} '{code}' staat in {name}.csv, maar niet in {target}.csv"
            for column, code, target in _lost(name, row, lists)
            if target not in broken
        )
    for column in kind.whole if rows else ():
        target = kind.points[column]
        used = {row[column] for row in rows}
        yield from (
            f"{column} '{code}' staat in {target}.csv, maar niet in {name}.csv"
            for code in _codes(lists, target)
            if code not in used and target not in broken
        )


def _word(column: str, target: str) -> str:
    return KINDS[target].key[0] if column in ("code", "taken") else column


def _task_codes(lists: Lists) -> Iterator[str]:
    codes = sorted(_codes(lists, "taken"), key=str.casefold)
    for code in codes:
        if not _CODE.fullmatch(code):
            yield f"taken.csv: taak '{code}' is geen code: een letter en dan letters en cijfers, hoogstens twaalf"
    for one, other in pairwise(codes):
        if one != other and other.casefold().startswith(one.casefold()):
            yield f"taken.csv: taak '{one}' is ook het begin van '{other}'; geef codes die even lang zijn, zoals T01 en T10"


def _shares(lists: Lists) -> Iterator[str]:
    sums: dict[str, Fraction] = {}
    for row in lists.rows("taak_verantwoordelijkheid"):
        sums[row["taak"]] = sums.get(row["taak"], Fraction(0)) + (share(row["aandeel"]) or Fraction(0))
    for task, whole in sums.items():
        if whole != 1:
            together = f"{float(whole):.3g}".replace(".", ",")
            yield f"taak_verantwoordelijkheid.csv: de aandelen van taak '{task}' zijn samen {together}; zij horen samen 1 te zijn"


def _one_off(lists: Lists) -> Iterator[str]:
    kinds = {row["taak"]: row["aard"] for row in lists.rows("taken")}
    for row in lists.rows("gepubliceerd"):
        once = any(row[f"eenmalig_jr{year}_ct"] not in ("0", "") for year in (1, 2))
        yearly = row["structureel_ct"] not in ("0", "")
        aard = kinds.get(row["taak"])
        if (once and aard == STRUCTUREEL) or (yearly and aard == EENMALIG):
            yield f"taak '{row['taak']}' is in taken.csv {aard}, maar heeft in gepubliceerd.csv {'eenmalige' if once else 'structurele'} kosten"


def _hours(lists: Lists) -> Iterator[str]:
    if UREN not in _codes(lists, "kostensoorten"):
        yield f"kostensoorten.csv: kostensoort '{UREN}' ontbreekt; zo heten de kosten van tijd"


def _thresholds(lists: Lists) -> Iterator[str]:
    for name in ("drempels", "vrijgave"):
        package = {row["drempel"]: row["waarde"] for row in package_rows(name)}
        for row in lists.rows(name):
            if _number(package.get(row["drempel"], "")) is not None and _number(row["waarde"]) is None:
                yield f"{name}.csv: drempel '{row['drempel']}' is '{row['waarde']}'; dat is geen getal"


_TOGETHER: tuple[tuple[Callable[[Lists], Iterator[str]], tuple[str, ...]], ...] = (
    (_task_codes, ("taken",)),
    (_shares, ("taak_verantwoordelijkheid",)),
    (_one_off, ("taken", "gepubliceerd")),
    (_hours, ("kostensoorten",)),
    (_thresholds, ("drempels", "vrijgave")),
)


__all__ = ["ADDED", "KINDS", "CodelistError", "Kind", "disagreements", "read_lists", "share"]
