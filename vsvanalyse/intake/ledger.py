"""All registrations of one round together: what the checks look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import pandas as pd

from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.intake import layout, records
from vsvanalyse.intake.findings import Finding, more, show, thresholds
from vsvanalyse.intake.records import Registration


@dataclass(frozen=True)
class Expectation:
    """What an edition says of the forms it gets; without one, year and origin are not checked."""

    jaren: tuple[int, ...]
    verzonnen: bool


_INSTEAD = {"bedrag": "uren"}
"""Where a finding goes that is about a column which the sheet lacks: the form computes the cost of hours itself."""


@dataclass(frozen=True)
class Ledger:
    """The lines, profiles and answers of every file, what was not read, and where each field stands in its file."""

    regels: pd.DataFrame
    profielen: pd.DataFrame
    antwoorden: pd.DataFrame
    ongelezen: pd.DataFrame
    plaatsen: dict[str, dict[tuple[str, str], str]]
    verwacht: Expectation | None = None

    @cached_property
    def uren(self) -> pd.DataFrame:
        """The lines of hours, by their place in ``regels``."""
        return self.regels[self.regels["kostensoort"] == UREN]

    @cached_property
    def task_costs(self) -> pd.DataFrame:
        """The cost of each task that was read whole: ``boekjaar, taak, vsv, bedrag_ct``; only costs above 0."""
        key = ["boekjaar", "taak", "vsv"]
        counted = (self.regels["taak"] != ONBEKEND) & (self.regels["bedrag_ct"] > 0)
        lines = self.regels.loc[counted, [*key, "bedrag_ct"]]
        if len(self.ongelezen):
            unread = pd.MultiIndex.from_frame(self.ongelezen[key])
            lines = lines[~pd.MultiIndex.from_frame(lines[key]).isin(unread)]
        return lines.groupby(key, as_index=False)["bedrag_ct"].sum()

    def cell(self, bestand: str, blad: str, veld: str, rij: object = "") -> str:
        """Name the cell of a field, with the row for a field that is a column; ``""`` when unknown."""
        places = self.plaatsen.get(bestand, {})
        place = places.get((blad, veld)) or places.get((blad, _INSTEAD.get(veld, veld)), "")
        return f"{place}{rij}" if place else ""

    def at_lines(
        self, lines: pd.DataFrame, regel: str, veld: str, uitleg: Callable[[pd.Series], str]
    ) -> list[Finding]:
        """Give a finding at one field of each of these lines."""
        values = {"tarief": "tarief_ct", "bedrag": "bedrag_ct", "aandeel": "aandeel_vergoed"}
        found = []
        by_file = lines.groupby("bron_bestand", sort=False)
        most = int(thresholds()["bevindingen_per_regel"])
        for _, line in by_file.head(most).iterrows():
            blad = layout.UREN_BLAD if line["kostensoort"] == UREN else layout.KOSTEN_BLAD
            value = line[values.get(veld, veld)]
            if veld in ("tarief", "bedrag") and value is not pd.NA:
                value = value / 100
            found.append(
                Finding(
                    regel,
                    line["bron_bestand"],
                    uitleg(line),
                    line["bron_blad"],
                    self.cell(line["bron_bestand"], blad, veld, line["bron_rij"]),
                    show(float(value)) if isinstance(value, (int, float)) else show(value),
                    vsv=line["vsv"],
                    boekjaar=int(line["boekjaar"]),
                )
            )
        # A row at a time is slow, and nobody reads a hundred thousand of them.
        left = by_file.size() - most
        like = {finding.bestand: finding for finding in found}
        return found + [more(like[bestand], {regel: n}) for bestand, n in left[left > 0].items()]

    def at_profile(self, regel: str, profile: pd.Series, blad: str, veld: str, uitleg: str) -> Finding:
        """Give a finding at one question of Profiel or Akkoord."""
        value = "" if profile[veld] is pd.NA else profile[veld]
        return Finding(
            regel,
            profile["bron_bestand"],
            uitleg,
            blad,
            self.cell(profile["bron_bestand"], blad, veld),
            show(value),
            vsv=profile["vsv"],
            boekjaar=int(profile["boekjaar"]),
        )

    def at_task(self, regel: str, vsv: str, boekjaar: int, taak: str, waarde: str, uitleg: str) -> Finding:
        """Give a finding at the answer for one task on Volledigheid, of the form of this VSV and year."""
        blad = layout.VOLLEDIGHEID_BLAD
        files = (
            table.loc[(table["vsv"] == vsv) & (table["boekjaar"] == boekjaar), "bron_bestand"]
            for table in (self.profielen, self.regels)
        )
        bestand = next(chain.from_iterable(files), "")
        cell = self.cell(bestand, blad, taak)
        return Finding(regel, bestand, uitleg, blad if cell else "", cell, waarde, vsv=vsv, boekjaar=boekjaar)


def build(registrations: Sequence[Registration], verwacht: Expectation | None = None) -> Ledger:
    """Put registrations together, in the order in which they are given."""
    return Ledger(
        records.lines_table([part for r in registrations for part in r.line_parts]),
        records.profiles_table([row for r in registrations for row in r.profile_rows]),
        records.answers_table([part for r in registrations for part in r.answer_parts]),
        records.unread_table(unread_rows(registrations)),
        {r.bestand: r.plaatsen for r in registrations},
        verwacht,
    )


def unread_rows(registrations: Sequence[Registration]) -> list[dict[str, object]]:
    """Give the rows of ``ongelezen``: what files could not be read of, and each cost sheet that a VSV-year has in no file."""
    read: dict[tuple[str, int], set[str]] = {}
    forms: dict[tuple[str, int], str] = {}
    for one in registrations:
        of = (one.vsv, one.boekjaar)
        read.setdefault(of, set()).update(blad for blad, _ in one.plaatsen)
        if one.profile_rows:
            forms.setdefault(of, one.bestand)
    absent = [
        {"vsv": vsv, "boekjaar": year, "bestand": bestand, "blad": sheet.name, "cel": "", "soort": "blad", "taak": "", "waarde": ""}
        for (vsv, year), bestand in forms.items()
        for sheet in layout.COST_SHEETS
        if sheet.name not in read[vsv, year]
    ]  # fmt: skip
    return [*(row for r in registrations for row in r.unread_rows), *absent]
