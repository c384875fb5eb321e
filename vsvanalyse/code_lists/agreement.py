"""Whether code lists agree with themselves and with each other, both ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from vsvanalyse.basiskader import (
    EENMALIG,
    PACKAGE,
    STRUCTUREEL,
    UNKNOWN_TASK,
    UREN,
    Lists,
    fraction,
    number,
    package_rows,
)
from vsvanalyse.code_lists.kinds import KINDS, codes_of, lost
from vsvanalyse.faults import not_among


class CodelistError(ValueError):
    """Lists that cannot be read or contradict each other; the message is Dutch and names every mistake with its list."""


_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,11}")
_ONE_OF = {
    "aard": (EENMALIG, STRUCTUREEL),
    "vergoeding": ("vacatiegeld", "loon"),
    "ernst": ("fout", "waarschuwing"),
    "blokkeert": ("ja", "nee"),
    "toerekening": ("direct", "indirect"),
    "gedrag": ("vast", "halfvast", "variabel"),
    "reeks": ("", "cep", "mev"),
}
_PRICES = ("ova", "materieel")
_LEAST_RATE_CT = 100
_FILLED = ("naam", "bron", "status")


def require(lists: Lists, more: Sequence[str] = (), broken: frozenset[str] = frozenset()) -> None:
    """Raise CodelistError with ``more`` and all that `disagreements` finds."""
    if wrong := [*more, *disagreements(lists, broken)]:
        raise CodelistError("\n".join(f"{text}." for text in wrong))


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
    for column in kind.unique:
        names = Counter(row[column].casefold() for row in rows)
        yield from (
            f"{column} '{row[column]}' staat er vaker, of is de naam voor wat geen taak heeft"
            for row in rows
            if names[row[column].casefold()] > 1 or row[column].casefold() == UNKNOWN_TASK.casefold()
        )
    if kind.fixed:
        mine, known = codes_of(lists, name), codes_of(PACKAGE, name)
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
    if column in ("mutatie_pct", "vanaf_vsv") or (column == "niveau" and value):
        return "" if _number(value) is not None else f"{column} '{value}' is geen getal"
    if column == "tarief_ct" and int(value) < _LEAST_RATE_CT:
        return f"tarief_ct '{value}' is minder dan een euro per uur; schrijf centen"
    return ""


def share(text: str) -> Fraction | None:
    """Read a share above 0, at most 1, exactly: ``"0,5"`` or ``"1/3"``; None for what is none."""
    try:
        found = fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return found if 0 < found <= 1 else None


def not_whole(whose: str, name: str, whole: Fraction) -> str:
    """Say of whom the shares do not sum to 1, and to what they do."""
    together = f"{float(whole):.3g}".replace(".", ",")
    return f"de aandelen van {whose} '{name}' zijn samen {together}; zij horen samen 1 te zijn"


def _number(text: str) -> float | None:
    try:
        return number(text)
    except ValueError:
        return None


def _across(name: str, lists: Lists, broken: frozenset[str]) -> Iterator[str]:
    kind, rows = KINDS[name], lists.rows(name)
    for row in rows:
        yield from (
            f"{_word(column, target)} '{code}' staat in {name}.csv, maar niet in {target}.csv"
            for column, code, target in lost(name, row, lists)
            if target not in broken
        )
    for column in kind.whole if rows else ():
        target = kind.points[column]
        used = {row[column] for row in rows}
        yield from (
            f"{column} '{code}' staat in {target}.csv, maar niet in {name}.csv"
            for code in codes_of(lists, target)
            if code not in used and target not in broken
        )


def _word(column: str, target: str) -> str:
    return KINDS[target].key[0] if column in ("code", "taken") else column


def _task_codes(lists: Lists) -> Iterator[str]:
    codes = sorted(codes_of(lists, "taken"), key=str.casefold)
    for code in codes:
        if not _CODE.fullmatch(code):
            yield f"taken.csv: taak '{code}' is geen code: een letter en dan letters en cijfers, hoogstens twaalf"
    for one, other in pairwise(codes):
        if one != other and other.casefold().startswith(one.casefold()):
            yield f"taken.csv: taak '{one}' is ook het begin van '{other}'; geef codes die even lang zijn, zoals K01 en K10"


def _shares(lists: Lists) -> Iterator[str]:
    for name, whose in (("taak_verantwoordelijkheid", "taak"), ("indexgewichten", "prijs")):
        sums: dict[str, Fraction] = {}
        for row in lists.rows(name):
            sums[row[whose]] = sums.get(row[whose], Fraction(0)) + (share(row["aandeel"]) or Fraction(0))
        for one, whole in sums.items():
            if whole != 1:
                yield f"{name}.csv: {not_whole(whose, one, whole)}"


def _indices(lists: Lists) -> Iterator[str]:
    known = {row["soort"] for row in lists.rows("indexcijfers")}
    for row in lists.rows("indexcijfers"):
        if row["status"] not in ("definitief", "voorlopig"):
            yield f"indexcijfers.csv: status '{row['status']}' van {row['soort']} {row['jaar']} is niet definitief of voorlopig"
    for row in lists.rows("indexgewichten"):
        if row["prijs"] not in _PRICES:
            yield f"indexgewichten.csv: prijs '{row['prijs']}' is niet één van {', '.join(_PRICES)}"
        if row["soort"] not in known:
            yield f"soort '{row['soort']}' staat in indexgewichten.csv, maar niet in indexcijfers.csv"


def _one_off(lists: Lists) -> Iterator[str]:
    kinds = {row["taak"]: row["aard"] for row in lists.rows("taken")}
    for row in lists.rows("gepubliceerd"):
        once = any(row[f"eenmalig_jr{year}_ct"] not in ("0", "") for year in (1, 2))
        yearly = row["structureel_ct"] not in ("0", "")
        aard = kinds.get(row["taak"])
        if (once and aard == STRUCTUREEL) or (yearly and aard == EENMALIG):
            yield f"taak '{row['taak']}' is in taken.csv {aard}, maar heeft in gepubliceerd.csv {'eenmalige' if once else 'structurele'} kosten"


def _hours(lists: Lists) -> Iterator[str]:
    if UREN not in codes_of(lists, "kostensoorten"):
        yield f"kostensoorten.csv: kostensoort '{UREN}' ontbreekt; zo heten de kosten van tijd"


def _thresholds(lists: Lists) -> Iterator[str]:
    for name in ("drempels", "vrijgave"):
        package = {row["drempel"]: row["waarde"] for row in package_rows(name)}
        for row in lists.rows(name):
            value = _number(row["waarde"])
            if _number(package.get(row["drempel"], "")) is not None and value is None:
                yield f"{name}.csv: drempel '{row['drempel']}' is '{row['waarde']}'; dat is geen getal"
            elif name == "vrijgave" and value is not None and value <= 0:
                yield f"{name}.csv: drempel '{row['drempel']}' is '{row['waarde']}'; hij hoort boven 0 te zijn, anders blijft niets verborgen"


def _materiality(lists: Lists) -> Iterator[str]:
    for row in lists.rows("materialiteit"):
        amber, red = (_number(row[name]) for name in ("oranje", "rood"))
        if amber is None or red is None or not 0 < amber < red:
            yield f"materialiteit.csv: maat '{row['maat']}': oranje '{row['oranje']}' en rood '{row['rood']}' horen getallen boven 0 te zijn, rood het grootst"


def _land(lists: Lists) -> Iterator[str]:
    rows = lists.rows("land")
    for name in ("vsvs", "bevallingen"):
        if not any(row["grootheid"] == name for row in rows):
            yield f"land.csv: grootheid '{name}' ontbreekt"
    for row in rows:
        if not row["waarde"].isdecimal() or not int(row["waarde"]):
            yield f"land.csv: waarde '{row['waarde']}' van {row['grootheid']} {row['jaar']} is geen heel getal; schrijf 61000 voor duizendtallen"


def _words(lists: Lists) -> Iterator[str]:
    """What stands for a word may not change a number, and a word of one letter stands in too many others."""
    for row in lists.rows("woorden"):
        if len(row["woord"]) < 2 or re.search(r"(?<!\w)\d|[€%]", f"{row['woord']} {row['hier']}"):
            yield f"woorden.csv: woord '{row['woord']}' is te kort, of er staat een getal in"


def _examples(lists: Lists) -> Iterator[str]:
    for row in lists.rows("voorbeeldregels"):
        hours = row["kostensoort"] == UREN
        for column in ("uren", "tarief_eur", "deel_vergoed_pct") if hours else ("bedrag_eur",):
            if not re.fullmatch(r"\d[\d.]*(,\d+)?", row.get(column, "")):
                yield f"voorbeeldregels.csv: {column} '{row.get(column, '')}' is geen getal, bij '{row['verhaal'][:40]}'"


_TOGETHER: tuple[tuple[Callable[[Lists], Iterator[str]], tuple[str, ...]], ...] = (
    (_task_codes, ("taken",)),
    (_shares, ("taak_verantwoordelijkheid", "indexgewichten")),
    (_indices, ("indexgewichten", "indexcijfers")),
    (_one_off, ("taken", "gepubliceerd")),
    (_hours, ("kostensoorten",)),
    (_thresholds, ("drempels", "vrijgave")),
    (_materiality, ("materialiteit",)),
    (_land, ("land",)),
    (_words, ("woorden",)),
    (_examples, ("voorbeeldregels",)),
)


__all__ = ["CodelistError", "disagreements", "require", "share"]
