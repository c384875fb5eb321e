"""Propose a mapping for an export: columns and values by name and synonym, to be corrected by people."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from vsvanalyse import basiskader
from vsvanalyse.basiskader import UREN
from vsvanalyse.intake import cells, layout
from vsvanalyse.intake.books import values
from vsvanalyse.intake.books.lines import clean, read_lines, sign_of
from vsvanalyse.intake.books.mapping import CODE_FIELDS, Columns, Mapping, MappingError, value_key
from vsvanalyse.intake.books.table import BookTable, Row, column_names, header_row, mapped_tables, open_books
from vsvanalyse.intake.cells import as_text, is_blank
from vsvanalyse.money import format_euro, format_number

MOST_VALUES = 400
"""A column with more different values is text, not a label."""
_ONE_COLUMN = ("uren", "tarief", "aandeel", "bedrag", "debet", "credit", "teken", "jaar", "periode")
_LABELS = ("taak", "kostensoort", "activiteit", "functie", "aard")


class Suggestion(NamedTuple):
    """What a value of the export is taken for: field, value, code or ``""``, how it was found, lines and cents."""

    veld: str
    waarde: str
    code: str
    hoe: str
    regels: int
    bedrag_ct: int


class Proposal(NamedTuple):
    """A proposed mapping: the columns by field, what was left over, values with their code, and the file's text."""

    kolommen: dict[str, str]
    over: list[str]
    waarden: list[Suggestion]
    tekst: str


def code_for(text: str, kind: str) -> tuple[str, str]:
    """Give the code that a text means and how that was found; the longest synonym in it goes first."""
    code = cells.resolve_code(text, kind)
    if code and code != UREN:
        return code, "naam"
    code, word = cells.by_meaning(text, kind)
    return code, f"woord '{word}'" if code else ""


def _field_of(header: object) -> list[tuple[int, str]]:
    """List the fields that a header may stand for, with how sure: the whole header, or a word of it."""
    plain = layout.normalise(as_text(header)) if isinstance(header, str) else ""
    found = cells.synonyms("kolom").get(plain)
    if found:
        return [(100, found)]
    hits = [word for word in cells.synonyms("kolom") if len(word) > 2 and f" {word} " in f" {plain} "]
    return sorted(((len(word), cells.synonyms("kolom")[word]) for word in hits), reverse=True)


def propose(path: Path, vsv: str, naam: str = "") -> Proposal:
    """Propose a mapping for an export; raises MappingError when no header row can be found."""

    def score(row: Row) -> int:
        return len({found[0][1] for value in row if (found := _field_of(value))})

    sheets = open_books(path, score)
    blad, (at, best) = max(
        ((name, header_row(rows, score)) for name, rows in sheets.items()), key=lambda item: item[1][1]
    )
    if best < 2:
        raise MappingError(
            f"{path.name}: geen rij met kolomkoppen herkend. Zet boven de kolommen wat erin staat "
            "(datum, omschrijving, bedrag of uren), of schrijf zelf een koppeling."
        )
    rows = sheets[blad]
    lines = [(number, row) for number, row in enumerate(rows[at + 1 :], at + 2)]
    names = column_names(rows[at])
    columns = _columns(rows[at], lines)
    table = BookTable(blad, names, lines, {field: (i,) for field, i in columns.items()})
    mapping = _mapping(table, columns, vsv, naam)
    found = _values(mapped_tables(path, mapping)[0], mapping)
    used = set(columns.values())
    over = [
        name
        for i, name in enumerate(names)
        if i not in used and any(i < len(row) and not is_blank(row[i]) for _, row in lines)
    ]
    taken = {field: names[i] for field, i in columns.items()}
    return Proposal(taken, over, found, _as_toml(path.name, mapping, taken, over, found))


def _columns(koppen: Row, lines: Sequence[tuple[int, Row]]) -> dict[str, int]:
    """Choose a column for each field: by header, and for labels also by what the values mean."""
    ranked = sorted(
        ((sure, -i, field) for i, kop in enumerate(koppen) for sure, field in _field_of(kop)), reverse=True
    )
    chosen: dict[str, int] = {}
    for _, i, field in ranked:
        if field not in chosen and -i not in chosen.values():
            chosen[field] = -i
    if "periode" not in chosen:
        dated = [
            (_dates([row[i] for _, row in lines]), -i) for i in range(len(koppen)) if i not in chosen.values()
        ]
        if dated and max(dated)[0] >= 0.5:
            chosen["periode"] = -max(dated)[1]
    if "debet" in chosen or "credit" in chosen:
        chosen.pop("bedrag", None)
    if "bedrag" not in chosen or ("teken" in chosen and _signed(lines, chosen["bedrag"], chosen["teken"])):
        chosen.pop("teken", None)
    taken = {chosen[f] for f in chosen if f not in (*_LABELS, "leverancier")}
    for field in _LABELS if not chosen.keys() >= set(_LABELS) else ():
        free = [i for i in range(len(koppen)) if i not in taken]
        scored = [(_meaning([row[i] for _, row in lines], field), i) for i in free if field not in chosen]
        if scored and max(scored)[0] >= 0.5:
            chosen[field] = max(scored)[1]
    return chosen


def _signed(lines: Sequence[tuple[int, Row]], amount: int, sign: int) -> bool:
    """Say whether amounts have their sign already: then every credit is negative, and the sign would turn it."""
    raw = [row[amount] for _, row in lines]
    read, _ = values.read_euros(raw, values.guess_notation(raw))
    credit = [
        ct for ct, (_, row) in zip(read, lines, strict=True) if sign_of(row[sign], {}) == -1 and ct == ct
    ]
    return bool(credit) and all(ct <= 0 for ct in credit)


def _dates(column: Iterable[object]) -> float:
    """Say which share of the filled cells of a column is a day or month with its year."""
    filled = [value for value in column if not is_blank(value)]
    told = [
        as_text(values.read_period(value, "dag-maand", 0)) for value in filled if not isinstance(value, float)
    ]
    return sum(bool(re.match(r"20\d\d-\d\d", text)) for text in told) / max(len(filled), 1)


def _meaning(column: Iterable[object], field: str) -> float:
    """Say which share of the filled cells of a column has a known meaning as a code of this field."""
    texts = [as_text(value) for value in column if not is_blank(value)]
    distinct = set(texts)
    if not texts or len(distinct) > MOST_VALUES:
        return 0.0
    known = {text for text in distinct if code_for(text, field)[0]}
    return sum(text in known for text in texts) / len(texts)


def _mapping(table: BookTable, columns: dict[str, int], vsv: str, naam: str) -> Mapping:
    amounts = [v for name in _ONE_COLUMN[:6] for v in table.column(name)]
    described = {
        "profiel": {"vsv": vsv, "naam": naam},
        "lezen": {
            "getallen": values.guess_notation(amounts),
            "datums": values.guess_order(table.column("periode")),
            "omgekeerd": _mostly_negative(table.column("bedrag")),
        },
        "kolommen": {field: table.koppen[i] for field, i in columns.items()},
    }
    if not columns.keys() & {"bedrag", "debet", "credit", "uren"}:
        raise MappingError(
            f"geen kolom met bedragen of uren herkend; gevonden koppen: {', '.join(table.koppen)}. "
            "Schrijf zelf een koppeling, of noem de kolom 'bedrag' of 'uren'."
        )
    return Mapping.model_validate(described)


def _mostly_negative(amounts: Sequence[object]) -> bool:
    """Say whether an export writes costs with a minus, as a bank does."""
    read, _ = values.read_euros(amounts, values.guess_notation(amounts))
    return bool((read < 0).sum() > (read > 0).sum())


def _values(tables: Sequence[BookTable], mapping: Mapping) -> list[Suggestion]:
    """List every different value of the label columns, with its proposed code, its lines and its euros."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    shown: dict[str, str] = {}
    for table in tables:
        for line in read_lines(table, mapping, 0):
            if not line.counts or (mapping.kolommen.periode and not line.periode):
                continue
            for field in CODE_FIELDS:
                texts = [text for i in table.columns.get(field, ()) if (text := clean(line.row[i]))]
                if texts:
                    key = value_key(texts[0])
                    shown.setdefault(key, texts[0])
                    sums[field, key][0] += 1
                    sums[field, key][1] += line.cash_ct
    order = sorted(sums, key=lambda place: (CODE_FIELDS.index(place[0]), -abs(sums[place][1])))
    return [Suggestion(f, shown[key], *code_for(shown[key], f), *sums[f, key]) for f, key in order]


_HEAD = """# Koppeling van de eigen administratie van {vsv} aan het registratieformulier, gemaakt uit {file}.
# Dit is een voorstel: verbeter wat niet klopt en geef daarna hetzelfde commando nog een keer.
# Het boekjaar staat hier niet in: de koppeling geldt ook voor de export van volgend jaar.
# Wat achter een # staat, leest het programma niet.
"""
_READING = """
[lezen]
getallen = {getallen}      # "nl": 1.234,56   "en": 1,234.56
datums = {datums}   # "dag-maand": 15-3   "maand-dag": 3/15
omgekeerd = {omgekeerd}      # true: kosten staan in de export met een min
# bladen = ["Blad1"]    # anders elk blad met deze kolommen
# overslaan = ["Beginsaldo"]   # rijen met een cel met deze tekst tellen niet mee
"""
_FIXED_HEAD = """
# Wat voor elke regel geldt als de kolom leeg is of ontbreekt.
[vast]
"""
_FIXED = {
    "tarief": "75.00       # euro per uur; of per waarde, met kolommen.tarief en [waarden.tarief]",
    "aandeel": "1.0        # welk deel van de uren betaalde het VSV zelf? 0.0 tot 1.0",
    "aard": '"structureel"',
}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _as_toml(
    file: str, mapping: Mapping, columns: dict[str, str], over: Sequence[str], found: Sequence[Suggestion]
) -> str:
    """Write the mapping as a file that explains itself, with every value and what it costs beside it."""
    profile, kinds = mapping.profiel, basiskader.codes("soorten")
    parts = [_HEAD.format(vsv=profile.vsv, file=clean(file))]
    parts.append(
        f"\n[profiel]\nvsv = {_quoted(profile.vsv)}\nnaam = {_quoted(profile.naam)}\n"
        f"soort = {_quoted(kinds[0])}          # {', '.join(kinds)}\n"
        "# aantal_partners = 9\n"
        f'# rechtspersoon = "stichting"   # {", ".join(layout.RECHTSPERSONEN)}\n'
        '# startjaar = 2013\n# ingevuld_door = "controller"\n'
        "\n# Bevallingen per boekjaar, zoals 2025 = 2310.\n[bevallingen]\n"
    )
    reading = mapping.lezen
    notation, order = _quoted(reading.getallen), _quoted(reading.datums)
    turned = str(reading.omgekeerd).lower()
    parts.append(_READING.format(getallen=notation, datums=order, omgekeerd=turned))
    parts.append("\n# Welke kolom van de export wat is.\n[kolommen]\n")
    parts += [
        f"{field} = {_quoted(columns[field])}\n" if field in columns else f'# {field} = ""\n'
        for field in Columns.model_fields
    ]
    if over:
        parts.append(f"# Niet gebruikt: {clean(', '.join(map(repr, over)))}\n")
    hours = "uren" in columns
    wanted = (
        ("taak", "activiteit", "functie", "tarief", "aandeel") if hours else ("taak", "kostensoort", "aard")
    )
    parts.append(_FIXED_HEAD)
    parts += [
        f"# {field} = {_FIXED.get(field) or _quoted(code_for(_choices(field)[0], field)[0])}\n"
        for field in wanted
    ]
    for field in CODE_FIELDS:
        mine = [one for one in found if one.veld == field]
        if mine:
            known = ("\n#   " if field == "taak" else ", ").join(_choices(field))
            parts.append(f"\n# {field}, kies uit: {known}\n")
            parts.append(f'# "" is nog niet gekozen; "*" staat voor al het andere.\n[waarden.{field}]\n')
            parts += [
                f"{_quoted(one.waarde)} = {_quoted(one.code)}   # {format_number(one.regels)} regel(s), "
                f"{format_euro(one.bedrag_ct, 2)}{'; ' + clean(one.hoe) if one.hoe else '; nog te kiezen'}\n"
                for one in mine
            ]
    return "".join(parts)


def _choices(field: str) -> list[str]:
    if field == "taak":
        return [layout.task_label(code) for code in basiskader.codes("taken")]
    if field == "aard":
        return [basiskader.EENMALIG, basiskader.STRUCTUREEL]
    plural = {"functie": "functies", "kostensoort": "kostensoorten", "activiteit": "activiteiten"}[field]
    return [code for code in basiskader.codes(plural) if code != UREN]
