"""The door of intake: one file, or all files of a round, read and checked."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import pandas as pd

from vsvanalyse import contracts
from vsvanalyse.basiskader import UREN
from vsvanalyse.intake import changes, findings, ledger
from vsvanalyse.intake.checks import FORM_CHECKS
from vsvanalyse.intake.findings import Finding
from vsvanalyse.intake.group_checks import GROUP_CHECKS
from vsvanalyse.intake.isolated import read_files
from vsvanalyse.intake.ledger import Expectation
from vsvanalyse.intake.received import name_files, twin_names
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.resubmission import Resubmission


@dataclasses.dataclass(frozen=True)
class Round:
    """All registrations of a round: contract tables, and which rules could be applied.

    ``regels`` = registratieregels; ``antwoorden`` has ``vsv, boekjaar, taak, antwoord``; ``ongelezen`` is the account of
    what was not read, cell by cell;
    ``regelstatus`` says of each rule whether it could fire here and how often it did. ``herinzendingen`` compares
    forms with those they replace, and ``zonder_nieuwe`` says which could not be.
    """

    regels: pd.DataFrame
    profielen: pd.DataFrame
    antwoorden: pd.DataFrame
    ongelezen: pd.DataFrame
    bevindingen: pd.DataFrame
    regelstatus: pd.DataFrame
    registraties: tuple[Registration, ...]
    herinzendingen: tuple[Resubmission, ...] = ()
    zonder_nieuwe: tuple[str, ...] = ()


def read_registration(path: str | Path, name: str | None = None) -> Registration:
    """Read and check one form (.xlsx, .xlsm) or CSV twin.

    Gives an object with ``regels`` (contract registratieregels), ``profiel`` (profielen, one row or
    none), ``antwoorden``, ``ongelezen`` and ``bevindingen``. Bad input gives findings and never raises.
    """
    (registration,) = read_files(name_files([(Path(path), name or Path(path).name)]))
    one = ledger.build([registration])
    checked = chain.from_iterable(check(one) for check in FORM_CHECKS.values())
    return dataclasses.replace(
        registration,
        found=(*registration.found, *checked),
        unread_rows=tuple(ledger.unread_rows([registration])),
    )


def read_registrations(
    files: Iterable[tuple[Path, str]],
    expected: Expectation | None = None,
    earlier: Sequence[tuple[Path, str]] = (),
) -> Round:
    """Read and check files given as (path, name in findings), by themselves and against each other.

    ``earlier`` are submissions that some of them replace: compared by VSV and year, an identical one is finding B16.
    """
    read = tuple(read_files(name_files(files)))
    results, alone = changes.compare_all(read, earlier)
    together = ledger.build(read, expected)
    checks = (*FORM_CHECKS.values(), *GROUP_CHECKS.values())
    told = findings.cap(
        chain(
            *(registration.found for registration in read),
            *(check(together) for check in checks),
            _twin_names(read),
            changes.identical_findings(results),
        )
    )
    found = findings.to_table(told)
    profiles = together.profielen.drop_duplicates(["vsv", "boekjaar"])
    return Round(
        regels=together.regels,
        profielen=contracts.conform(profiles, "profielen"),
        antwoorden=together.antwoorden.drop_duplicates(["vsv", "boekjaar", "taak"], ignore_index=True),
        ongelezen=together.ongelezen,
        bevindingen=found,
        regelstatus=rule_status(together, told, bool(results)),
        registraties=read,
        herinzendingen=tuple(results),
        zonder_nieuwe=tuple(alone),
    )


def _twin_names(read: Sequence[Registration]) -> list[Finding]:
    """B15: no two files would get the same name when they are sent back."""
    twins = twin_names(registration.bestand for registration in read)
    text = "Teruggestuurd zou dit bestand dezelfde naam krijgen als '{}'; het krijgt een nummer."
    return [
        Finding("B15", r.bestand, text.format(twins[r.bestand]), vsv=r.vsv, boekjaar=r.boekjaar)
        for r in read
        if r.bestand in twins
    ]


def rule_status(together: ledger.Ledger, told: Sequence[Finding], compared: bool) -> pd.DataFrame:
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
    if not compared:
        reasons["B16"] = "er is geen vorige inzending om mee te vergelijken"
    if years < 2:
        reasons["G03"] = "geen VSV heeft twee jaren"
    if not (regels["kostensoort"] == UREN).any():
        reasons |= dict.fromkeys(("R01", "R05", "R08", "R10"), "er zijn geen urenregels")
    status = findings.rules()[["regel", "ernst", "titel", "reden", "vanaf_vsv"]].copy()
    for regel, least in zip(status["regel"], status["vanaf_vsv"].astype(int), strict=True):
        if n < least:
            reasons[regel] = f"daarvoor zijn registraties van minstens {least} VSV's over één jaar nodig"
    status["toelichting"] = status["regel"].map(reasons).fillna("")
    status["toegepast"] = status["toelichting"] == ""
    cells = {(finding.bestand, finding.blad, finding.cel, finding.regel) for finding in told}
    counts = Counter(regel for *_, regel in cells)
    for finding in told:
        counts.update(dict(finding.meer))
    status["aantal"] = status["regel"].map(counts).fillna(0)
    return contracts.conform(status, "regelstatus")


__all__ = [
    "Expectation",
    "Registration",
    "Round",
    "read_registration",
    "read_registrations",
]
