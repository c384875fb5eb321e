"""What a scenario changes against its parent, in words, with the value that holds now beside it."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.money import format_euro_millions
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.measures import lever_of
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import subject, told


def changes(case: Case, parent: Scenario | None) -> pd.DataFrame:
    """List the measures that differ from the parent: ``maatregel, wat, uitgangspunt, waarde, reden, bron, status``.

    ``uitgangspunt`` is what holds in the parent on these data, ``waarde`` what the scenario makes of it.
    """
    rows = []
    known, scenario = parent.maatregelen if parent else {}, case.scenario
    before_it = Case(case.model, parent) if parent else case
    for name, one in scenario.maatregelen.items():
        if name not in scenario.eigen:
            continue
        before = told(known[name]) if name in known else lever_of(one).without(before_it, one)
        rows.append((name, subject(one), before, told(one), one.reden, one.bron, one.status))
    columns = ["maatregel", "wat", "uitgangspunt", "waarde", "reden", "bron", "status"]
    return pd.DataFrame(rows, columns=columns)


def as_text(scenario: Scenario, table: pd.DataFrame) -> str:
    """Write a scenario's page as plain text, for the command line."""
    lines = [scenario.titel, "=" * len(scenario.titel), scenario.toelichting, ""]
    lines.append(
        f"{scenario.id}, bouwt voort op: {scenario.ouder or 'niets'}; {scenario.auteur}, {scenario.datum:%d-%m-%Y}; zaad {scenario.zaad}"
    )
    if table.empty:
        lines.append("Verandert niets.")
    for row in table.itertuples():
        lines += [
            "",
            f"{row.wat}  [{row.maatregel}]",
            f"  zonder: {row.uitgangspunt}",
            f"  met:    {row.waarde}",
            f"  reden:  {row.reden}",
            f"  bron:   {row.bron} ({row.status})",
        ]
    return "\n".join(lines)


def parent_of(scenario: Scenario, scenarios: dict[str, Scenario]) -> Scenario | None:
    """Give the parent of a scenario; None for the base. Raises ScenarioError when it is not among them."""
    if not scenario.ouder:
        return None
    if scenario.ouder not in scenarios:
        raise ScenarioError(f"{scenario.id}.toml: ouder '{scenario.ouder}' is niet geladen.")
    return scenarios[scenario.ouder]


def in_one_line(result: Result) -> str:
    """Say what the country costs in the reference year, with its interval, its prices and the remarks."""
    peil, scenario = result.peil, result.scenario
    low, high = peil["nieuw_laag_ct"], peil["nieuw_hoog_ct"]

    def millions(cents: float) -> str:
        return format_euro_millions(float(cents))

    sure = "" if pd.isna(low) else f" (95 %-interval {millions(low)} tot {millions(high)})"
    lines = [
        f"Hele land in {scenario.peiljaar}, {prices_at(scenario)}, geraamd uit {result.groep} ({result.land} in het land): structureel "
        f"{millions(peil['structureel_ct'])}, waarvan nieuw {millions(peil['nieuw_ct'])}{sure}; geld "
        f"{millions(peil['financiering_ct'])}, tekort {millions(peil['tekort_ct'])} per jaar."
    ]
    return "\n".join([*lines, *(f"  {note}" for note in result.toelichting)])
