"""An export as the content of a form; every euro and hour ends there or on a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import UREN, codes
from vsvanalyse.intake import cells
from vsvanalyse.intake.books import lines as reading
from vsvanalyse.intake.books import sift
from vsvanalyse.intake.books.lines import BookLine
from vsvanalyse.intake.books.mapping import Mapping
from vsvanalyse.intake.books.sift import Remark
from vsvanalyse.intake.books.table import mapped_tables
from vsvanalyse.intake.cells import is_blank
from vsvanalyse.intake.findings import show
from vsvanalyse.intake.form import FormContent
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.sheets import expected_cash

LIST_COLUMNS = ("blad", "rij", "in_formulier", "soort", "reden", "uren", "bedrag_ct", "inhoud")
UNKNOWN, UNREAD, NEGATIVE, DERIVED, INCOMPLETE = (
    "onbekend",
    "niet te lezen",
    "negatief",
    "tarief berekend",
    "niet volledig",
)
MUST_MEND = (UNKNOWN, UNREAD, NEGATIVE, INCOMPLETE)
"""The kinds of remarks that ask for a better mapping or export; the others are told only."""
_CORRECTION = (
    "een correctie zonder precies dezelfde tegenboeking; het formulier vraagt haar te verwerken "
    "in de regel die zij verbetert"
)
_NO_RATE = "bij dit bedrag past geen uurtarief; de uren staan niet in het formulier"
_HOUR_CODES, _COST_CODES = ("taak", "activiteit", "functie"), ("taak", "activiteit", "kostensoort", "aard")


@dataclass(frozen=True)
class Books:
    """An export as a form: what goes in it, the year, the list of what did not or needs a look, and the totals.

    ``lijst`` has the columns ``LIST_COLUMNS``; a row that is not in the form stands there once, with its
    hours and cents, a row that is in it may stand there more often. Totals are of all rows but total rows.
    """

    content: FormContent
    jaar: int
    lijst: pd.DataFrame
    bedrag_ct: int
    uren: float
    regels: int
    ongelezen_bladen: tuple[str, ...] = ()
    namen_vervangen: int = 0


def read_books(path: Path, mapping: Mapping, year: int = 0, form: Registration | None = None) -> Books:
    """Read an export with its mapping; without ``year`` the dates of the lines say which year it is.

    ``form`` is an earlier form of the same VSV, for the profile. Raises MappingError and UnreadableFileError.
    """
    tables, unread = mapped_tables(path, mapping)
    periods = [value for table in tables for value in reading.raw_periods(table, mapping)]
    year = year or reading.most_seen_year(periods, path.name)
    lines = [line for table in tables for line in reading.read_lines(table, mapping, year)]
    renamed = reading.number_people(lines)
    left_out: list[Remark] = []
    kept = sift.keep_lines(lines, mapping, year, left_out)
    kept = sift.without_reversals(kept, left_out)
    hours: list[dict[str, object]] = []
    costs: list[dict[str, object]] = []
    remarks: list[Remark] = []
    for line in kept:
        _place(line, hours, costs, remarks)
    listed = [_listed(line, "nee", *why) for line, *why in left_out]
    listed += [_listed(line, "ja", *why) for line, *why in remarks]
    out = [(line.cash_ct, line.uren) for line, kind, _ in left_out if kind != sift.TOTAL] + [
        (line.cash_ct, line.uren) for line in kept
    ]
    tasks = {line.codes["taak"] for line in kept if "taak" not in line.unknown}
    frame = pd.DataFrame(listed, columns=list(LIST_COLUMNS))
    return Books(
        content=_form_content(mapping, year, hours, costs, tasks, form),
        jaar=year,
        lijst=frame.sort_values(
            ["in_formulier", "blad", "rij"], ascending=[False, True, True], kind="stable"
        ),
        bedrag_ct=sum(ct for ct, _ in out),
        uren=float(np.nansum([hours for _, hours in out])),
        regels=len(kept),
        ongelezen_bladen=tuple(unread),
        namen_vervangen=renamed,
    )


def accounted(books: Books, made: Registration) -> tuple[int, float, int, float]:
    """Give cents and hours of the form as it is read back, and those that the list keeps out of it."""
    outside = books.lijst[(books.lijst["in_formulier"] == "nee") & (books.lijst["soort"] != sift.TOTAL)]
    unplaced = books.lijst[books.lijst["reden"] == _NO_RATE]
    return (
        int(made.regels["bedrag_ct"].sum()),
        float(made.regels["uren"].sum()),
        int(outside["bedrag_ct"].sum()),
        float(outside["uren"].sum() + unplaced["uren"].sum()),
    )


def _place(
    line: BookLine,
    hours: list[dict[str, object]],
    costs: list[dict[str, object]],
    remarks: list[Remark],
) -> None:
    """Put a line on one of the two cost sheets, and say what about it needs a look."""
    timed = line.uren == line.uren and line.uren != 0
    only_hours = "uren" in line.unread and "bedrag" not in line.unread and np.isnan(line.bedrag_ct)
    priced = _priced(line) if timed or only_hours else None
    used = _HOUR_CODES if priced else _COST_CODES
    filled: dict[str, object] = {name: line.codes[name] for name in used}
    filled["periode"] = line.periode
    filled["omschrijving"] = line.teksten["omschrijving"]
    for name, text in line.unread.items():
        remarks.append((line, UNREAD, f"{name} '{show(text.removesuffix(' ?'))}' is niet te lezen"))
    if line.periode and not re.match(r"20\d\d", line.periode):
        remarks.append((line, UNREAD, f"'{show(line.periode)}' is geen datum of periode"))
    if line.cash_ct < 0 or line.uren < 0:
        remarks.append((line, NEGATIVE, _CORRECTION))
    if priced:
        rate, share, told = priced
        remarks += [(line, *told)] if told else []
        filled["persoon"] = line.teksten["persoon"]
        filled["uren"] = line.unread.get("uren", line.uren)
        filled |= {"tarief": rate, "aandeel": share}
    else:
        if timed:
            remarks.append((line, UNREAD, _NO_RATE))
        if timed or "uren" in line.unread:
            filled["kostensoort"] = UREN
        filled["leverancier"] = line.teksten["leverancier"]
        filled["bedrag"] = line.unread.get("bedrag", line.cash_ct / 100)
    (hours if priced else costs).append({k: value for k, value in filled.items() if value not in ("", None)})
    for name in used:
        text = line.codes[name]
        if name in line.unknown and text:
            remarks.append((line, UNKNOWN, f"{name}: '{show(text)}' staat niet in de koppeling"))
        elif name in line.unknown and (priced or name in ("taak", "kostensoort")):
            remarks.append((line, UNKNOWN, f"{name} is leeg"))


def _priced(line: BookLine) -> tuple[object, object, tuple[str, str] | None] | None:
    """Give rate in euros, share and a remark, so that hours × rate × share is the amount to the cent.

    None when no rate can: then the amount goes to the other sheet.
    """
    rate_ct, share, amount = line.tarief_ct, line.aandeel, line.bedrag_ct
    if "bedrag" in line.unread:
        return line.unread["bedrag"], _or_none(share), None
    if np.isnan(amount):
        rate = line.unread.get("tarief", _or_none(rate_ct / 100))
        told = None
        if rate is None and share != 0:
            told = (INCOMPLETE, "geen tarief en geen bedrag: geef een tarief in de koppeling")
        elif np.isnan(share):
            told = (INCOMPLETE, "geen deel vergoed en geen bedrag: geef aandeel in de koppeling")
        return rate, line.unread.get("aandeel", _or_none(share)), told
    if _cash(line.uren, rate_ct, share) == amount and not np.isnan(share):
        return _or_none(rate_ct / 100), share, None
    if not np.isnan(rate_ct) and (np.isnan(share) or amount == 0):
        fitting = amount / (line.uren * rate_ct) if rate_ct else -1
        if 0 <= fitting <= 1 and _cash(line.uren, rate_ct, fitting) == amount:
            told = None if np.isnan(share) else (DERIVED, "het bedrag van de export geldt: niets vergoed")
            return rate_ct / 100, fitting, told
    if amount == 0:
        return _or_none(rate_ct / 100), 0.0, None
    part = share if share > 0 else 1.0
    exact = amount / (line.uren * part)
    rate_ct = float(np.sign(exact) * np.ceil(np.abs(exact) - 1e-9))
    fitting = min(amount / (line.uren * rate_ct), 1.0)
    if abs(rate_ct) > cells.MAX_EURO * 100 or _cash(line.uren, rate_ct, fitting) != amount:
        return None
    why = f"het bedrag van de export geldt: {show(rate_ct / 100)} euro per uur"
    fitting = part if _cash(line.uren, rate_ct, part) == amount else fitting
    return rate_ct / 100, fitting, (DERIVED, why)


def _cash(hours: float, rate_ct: float, share: float) -> float:
    return float(expected_cash(np.array([hours]), np.array([rate_ct]), np.array([share]))[0])


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else number


def _listed(line: BookLine, inside: str, kind: str, why: str) -> dict[str, object]:
    shown = [show(v) for i, v in enumerate(line.row) if not is_blank(v) and i not in line.private]
    hours = 0.0 if np.isnan(line.uren) else line.uren
    values = (line.blad, line.rij, inside, kind, why, hours, line.cash_ct, " | ".join(shown)[:300])
    return dict(zip(LIST_COLUMNS, values, strict=True))


def _form_content(
    mapping: Mapping,
    year: int,
    hours: Sequence[dict[str, object]],
    costs: Sequence[dict[str, object]],
    tasks: set[str],
    form: Registration | None,
) -> FormContent:
    """Fill the profile from the mapping, or else from an earlier form; what is of a year only for that year."""
    profile = {name: value for name, value in mapping.profiel if value not in ("", None)}
    answers = dict.fromkeys(tasks, "geregistreerd")
    if form is not None and len(form.profiel):
        old = form.profiel.iloc[0]
        lasting = ("naam", "soort", "aantal_partners", "rechtspersoon", "startjaar", "ingevuld_door")
        of_year = ("bevallingen",) if old["boekjaar"] == year else ()
        known = {
            name: old[name] for name in (*lasting, *of_year) if old[name] is not pd.NA and old[name] != ""
        }
        profile = known | profile
        if of_year:
            own = zip(form.antwoorden["taak"], form.antwoorden["antwoord"], strict=True)
            answers = {task: answer for task, answer in own if answer} | answers
    if year in mapping.bevallingen:
        profile["bevallingen"] = mapping.bevallingen[year]
    profile["boekjaar"] = year
    ordered = {task: answers[task] for task in codes("taken") if task in answers}
    return FormContent(profiel=profile, uren=hours, kosten=costs, antwoorden=ordered)
