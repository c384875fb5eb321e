"""The door of intake: one file, or all files of a round, read and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from vsvanalyse import contracts
from vsvanalyse.basiskader import UREN
from vsvanalyse.intake import changes, findings, ledger
from vsvanalyse.intake.checks import FORM_CHECKS
from vsvanalyse.intake.group_checks import GROUP_CHECKS
from vsvanalyse.intake.ledger import Expectation
from vsvanalyse.intake.reader import Registration, read_file
from vsvanalyse.intake.resubmission import Resubmission


@dataclasses.dataclass(frozen=True)
class Round:
    """All registrations of a round: contract tables, and which rules could be applied.

    ``regels`` = registratieregels; ``antwoorden`` has ``vsv, boekjaar, taak, antwoord``;
    ``regelstatus`` says of each rule whether it could fire here and how often it did. After `with_earlier`,
    ``herinzendingen`` compares forms with those they replace, and ``zonder_nieuwe`` says which could not be.
    """

    regels: pd.DataFrame
    profielen: pd.DataFrame
    antwoorden: pd.DataFrame
    bevindingen: pd.DataFrame
    regelstatus: pd.DataFrame
    registraties: tuple[Registration, ...]
    herinzendingen: tuple[Resubmission, ...] = ()
    zonder_nieuwe: tuple[str, ...] = ()


def read_registration(path: str | Path, name: str | None = None) -> Registration:
    """Read and check one form (.xlsx, .xlsm) or CSV twin.

    Gives an object with ``regels`` (contract registratieregels), ``profiel`` (profielen, one row or
    none), ``antwoorden`` and ``bevindingen``. Bad input gives findings and never raises.
    """
    registration = read_file(Path(path), name)
    one = ledger.build([registration])
    checked = [findings.to_table(check(one)) for check in FORM_CHECKS.values()]
    return dataclasses.replace(
        registration, bevindingen=findings.combine([registration.bevindingen, *checked])
    )


def read_registrations(files: Iterable[tuple[Path, str]], expected: Expectation | None = None) -> Round:
    """Read and check files given as (path, name in findings), by themselves and against each other."""
    read = tuple(read_file(path, name) for path, name in files)
    together = ledger.build(read, expected)
    tables = [registration.bevindingen for registration in read]
    for check in (*FORM_CHECKS.values(), *GROUP_CHECKS.values()):
        tables.append(findings.to_table(check(together)))
    found = findings.combine(tables)
    profiles = together.profielen.drop_duplicates(["vsv", "boekjaar"])
    return Round(
        regels=together.regels,
        profielen=contracts.conform(profiles, "profielen"),
        antwoorden=together.antwoorden.drop_duplicates(["vsv", "boekjaar", "taak"], ignore_index=True),
        bevindingen=found,
        regelstatus=rule_status(together, found),
        registraties=read,
    )


def with_earlier(read: Round, earlier: Sequence[tuple[Path, str]]) -> Round:
    """Compare a round with earlier submissions, by VSV and year; an identical one becomes finding B16."""
    results, alone = changes.compare_all(read.registraties, earlier)
    found = findings.combine([read.bevindingen, changes.identical_findings(results)])
    is_b16 = read.regelstatus["regel"] == "B16"
    status = read.regelstatus.assign(
        toelichting=read.regelstatus["toelichting"].mask(is_b16 & bool(results), ""),
        toegepast=read.regelstatus["toegepast"] | (is_b16 & bool(results)),
        aantal=read.regelstatus["aantal"].mask(is_b16, (found["regel"] == "B16").sum()),
    )
    return dataclasses.replace(
        read,
        bevindingen=found,
        regelstatus=contracts.conform(status, "regelstatus"),
        herinzendingen=tuple(results),
        zonder_nieuwe=tuple(alone),
    )


def registration_files(folder: Path) -> list[tuple[Path, str]]:
    """List the files of a folder as (path, name relative to it), sorted; editors' lock files are skipped.

    Files with another suffix are listed too, so that they become a finding instead of vanishing.
    """
    paths = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
    return sorted(((p, p.relative_to(folder).as_posix()) for p in paths), key=lambda pair: pair[1])


def rule_status(together: ledger.Ledger, found: pd.DataFrame) -> pd.DataFrame:
    """Say of each rule whether it could fire on this round, why not, and how often it did."""
    regels = together.regels
    n = together.regels.groupby("boekjaar")["vsv"].nunique().max() if len(regels) else 0
    years = together.regels.groupby("vsv")["boekjaar"].nunique().max() if len(regels) else 0
    reasons = {}
    if not (regels["persoon"] != "").any():
        reasons["R09"] = "geen enkel formulier geeft nummers van personen"
    if together.verwacht is None:
        reasons["B08"] = reasons["B09"] = "alleen bij een editie"
    elif together.verwacht.verzonnen:
        reasons["B09"] = "deze editie is zelf verzonnen"
    reasons["B16"] = "er is geen vorige inzending om mee te vergelijken"
    if years < 2:
        reasons["G03"] = "geen VSV heeft twee jaren"
    if not (regels["kostensoort"] == UREN).any():
        reasons |= dict.fromkeys(("R01", "R05", "R08", "R10"), "er zijn geen urenregels")
    status = findings.rules()[["regel", "ernst", "titel", "reden", "vanaf_vsv"]].copy()
    for regel, least in zip(status["regel"], status["vanaf_vsv"].astype(int), strict=True):
        if n < least:
            reasons[regel] = f"kan niet vuren bij {n} VSV's, vanaf {least}"
    status["toelichting"] = status["regel"].map(reasons).fillna("")
    status["toegepast"] = status["toelichting"] == ""
    status["aantal"] = status["regel"].map(found["regel"].value_counts()).fillna(0)
    return contracts.conform(status, "regelstatus")


__all__ = [
    "Expectation",
    "Registration",
    "Round",
    "read_registration",
    "read_registrations",
    "registration_files",
    "with_earlier",
]
