"""All forms of a round from one list of VSVs; every mistake in the list is said before any form is written."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.intake.cells import as_text
from vsvanalyse.intake.csvfile import read_csv_rows
from vsvanalyse.intake.form import FormContent
from vsvanalyse.intake.reader import is_code
from vsvanalyse.intake.received import registration_files
from vsvanalyse.intake.registration import read_registration
from vsvanalyse.intake.workbook import UnreadableFileError

COLUMNS = ("vsv", "naam", "soort", "vorig")
"""Of the list; only ``vsv`` is required. ``vorig`` is the path of last year's form, seen from the list."""


class ListError(Exception):
    """A list of VSVs with mistakes in it; the message is Dutch and says all of them."""


@dataclass(frozen=True)
class ListedVsv:
    """One row of the list: whose form is to be made."""

    rij: int
    vsv: str
    naam: str
    soort: str
    vorig: Path | None


@dataclass
class FormRound:
    """The forms to be made by file name, and for which VSVs there are no totals of last year."""

    forms: dict[str, FormContent] = field(default_factory=dict)
    zonder_vorig: list[str] = field(default_factory=list)


def plan_round(path: Path, year: int, earlier: Path | None = None) -> FormRound:
    """Read the list (CSV with a header) and give the forms of a year.

    ``earlier`` is a folder with last year's forms, matched by VSV-code. Raises ListError with every mistake.
    """
    faults: list[str] = []
    listed = _read(path, faults)
    counts = Counter(row.vsv for row in listed)
    faults += [f"VSV-code {vsv} staat er {n} keer." for vsv, n in counts.items() if n > 1]
    totals = _totals(_forms_in(earlier) if earlier else (), year - 1, faults)
    for row in listed:
        if row.vorig and not row.vorig.is_file():
            faults.append(f"Rij {row.rij}: het formulier van vorig jaar ({row.vorig}) bestaat niet.")
        elif row.vorig:
            own: list[str] = []
            mine = _totals([(row.vorig, row.vorig.name)], year - 1, own)
            if row.vsv not in mine:
                own = own or [f"{row.vorig.name} is geen formulier van {row.vsv} over {year - 1}."]
            faults += [f"Rij {row.rij}: {fault}" for fault in own]
            totals |= mine
    if faults:
        raise ListError("\n".join([f"{path.name} klopt niet; er is geen formulier gemaakt.", *faults]))
    made = FormRound()
    for row in listed:
        profile = {"vsv": row.vsv, "naam": row.naam or None, "soort": row.soort, "boekjaar": year}
        made.forms[f"{row.vsv}_{year}.xlsx"] = FormContent(
            profiel=profile, vorig_jaar_ct=totals.get(row.vsv, {})
        )
        if row.vsv not in totals:
            made.zonder_vorig.append(row.vsv)
    return made


def last_year(path: Path) -> dict[str, int]:
    """Give the total in cents per task of one form."""
    return _sums(read_registration(path).regels)


def _sums(regels: pd.DataFrame) -> dict[str, int]:
    sums = regels.groupby("taak")["bedrag_ct"].sum()
    return {task: int(ct) for task, ct in sums.items()}


def _read(path: Path, faults: list[str]) -> list[ListedVsv]:
    try:
        rows = read_csv_rows(path)
    except UnreadableFileError as error:
        raise ListError(f"{path.name}: {error.uitleg}") from error
    heads = [as_text(value).casefold() for value in rows[0]]
    for head in heads:
        if head and head not in COLUMNS:
            near = difflib.get_close_matches(head, COLUMNS, n=1)
            hint = f" Bedoelt u '{near[0]}'?" if near else f" Bekend zijn {', '.join(COLUMNS)}."
            faults.append(f"De kolom '{head}' is niet bekend.{hint}")
    if "vsv" not in heads:
        raise ListError("\n".join([f"{path.name}: de kolom 'vsv' ontbreekt.", *faults]))
    listed, kinds = [], basiskader.codes("soorten")
    for number, row in enumerate(rows[1:], 2):
        given = {head: as_text(value) for head, value in zip(heads, row, strict=True)}
        if not any(given.values()):
            continue
        vsv = given["vsv"].upper()
        if not is_code(vsv):
            faults.append(
                f"Rij {number}: '{vsv}' is geen VSV-code: gebruik letters, cijfers en streepjes, hoogstens 20."
            )
        kind = given.get("soort", "").casefold() or kinds[0].casefold()
        if kind not in map(str.casefold, kinds):
            faults.append(f"Rij {number}: soort '{given['soort']}' is niet {' of '.join(kinds)}.")
        kind = next((one for one in kinds if one.casefold() == kind), kinds[0])
        before = path.parent / given["vorig"] if given.get("vorig") else None
        listed.append(ListedVsv(number, vsv, given.get("naam", ""), kind, before))
    if not listed:
        faults.append("Er staat geen enkel VSV in.")
    return listed


def _forms_in(folder: Path) -> list[tuple[Path, str]]:
    return [
        (path, name) for path, name in registration_files(folder) if path.suffix.lower() in (".xlsx", ".xlsm")
    ]


def _totals(files: Iterable[tuple[Path, str]], year: int, faults: list[str]) -> dict[str, dict[str, int]]:
    """Map VSV to its total per task, from its form of that year; forms of other years are passed over."""
    found: dict[str, dict[str, int]] = {}
    names: dict[str, list[str]] = defaultdict(list)
    for path, name in files:
        registration = read_registration(path, name)
        if registration.profiel.empty:
            faults.append(f"{name} is niet te lezen als formulier van vorig jaar.")
            continue
        vsv, boekjaar = registration.profiel[["vsv", "boekjaar"]].iloc[0]
        if int(boekjaar) == year:
            names[vsv].append(name)
            found[vsv] = _sums(registration.regels)
    for vsv, several in names.items():
        if len(several) > 1:
            faults.append(f"Van {vsv} zijn er meer formulieren over {year}: {', '.join(several)}.")
    return found
