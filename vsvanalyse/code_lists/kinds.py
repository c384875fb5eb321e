"""What each code list must have, and to which other lists it points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vsvanalyse.basiskader import Lists, Row


@dataclass(frozen=True)
class Kind:
    """What a list must have: ``key`` columns, ``needed`` ones, ``points`` of a column to the list that defines its codes.

    ``whole`` are columns in which every code of that list must occur. The codes of a ``fixed`` list are known to code: an
    edition may change what a row says, and not which rows there are. Package rows of a list that ``follows`` fall away with
    the codes that they point to. What stands in a ``unique`` column stands there once.
    """

    key: tuple[str, ...]
    needed: tuple[str, ...] = ()
    points: dict[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    fixed: bool = False
    follows: bool = False
    may_be_empty: bool = False
    unique: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "taken": Kind(("taak",), ("naam", "omschrijving", "aard", "bron"), unique=("naam",)),
    "verantwoordelijkheden": Kind(("verantwoordelijkheid",), ("naam", "bron"), unique=("naam",)),
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
    "indexgewichten": Kind(("prijs", "soort"), ("aandeel", "status", "bron", "datum")),
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
    "materialiteit": Kind(
        ("maat",),
        ("naam", "oranje", "rood", "tekst_oranje", "tekst_rood", "bron", "status", "datum"),
        fixed=True,
    ),
    "begrippen": Kind(("begrip",), ("vormen", "uitleg", "bron", "status")),
    "woorden": Kind(("woord",), ("hier",), may_be_empty=True),
    "synoniemen": Kind(("woord", "soort"), ("code", "bron"), follows=True, may_be_empty=True),
    "financiers": Kind(
        ("financier", "taken", "regels", "van"),
        ("tot", "klasse", "deel", "plafond_eur", "plafond_per", "plafond_voor", "bron", "status", "datum"),
        follows=True,
        may_be_empty=True,
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


def codes_of(lists: Lists, name: str) -> list[str]:
    """List the codes of a list, its first key, in its own order."""
    return [row[KINDS[name].key[0]] for row in lists.rows(name)]


def lost(name: str, row: Row, lists: Lists) -> Iterator[tuple[str, str, str]]:
    """Give the codes of a row that the list they point to does not have: column, code, that list."""
    if name == "synoniemen":
        target = _SYNONYMS.get(row["soort"])
        if target and row["code"] not in codes_of(lists, target):
            yield "code", row["code"], target
    elif name == "financiers":
        known = codes_of(lists, "taken")
        yield from (
            ("taken", task, "taken") for task in row["taken"].replace(",", " ").split() if task not in known
        )
    for column, target in KINDS[name].points.items():
        if row.get(column) and row[column] not in codes_of(lists, target):
            yield column, row[column], target


__all__ = ["KINDS", "Kind", "codes_of", "lost"]
