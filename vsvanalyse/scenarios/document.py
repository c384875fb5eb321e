"""What a scenario changes against its parent, in words, with the value that holds now beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.money import format_euro, format_euro_millions, format_number
from vsvanalyse.scenarios.levers import apply_levers
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.model import Model, country_size
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.schema import (
    Correction,
    Country,
    Index,
    Measure,
    National,
    Participation,
    Pay,
    Reading,
    Scenario,
)
from vsvanalyse.scenarios.words import subject, told


def changes(model: Model, scenario: Scenario, parent: Scenario | None) -> pd.DataFrame:
    """List the measures that differ from the parent: ``maatregel, wat, uitgangspunt, waarde, reden, bron, status``.

    ``uitgangspunt`` is what holds in the parent on these data, ``waarde`` what the scenario makes of it.
    """
    rows = []
    known = parent.maatregelen if parent else {}
    for name in (n for n in scenario.maatregelen if n in scenario.eigen):
        one = scenario.maatregelen[name]
        before = told(known[name]) if name in known else _now(model, parent or scenario, one)
        rows.append((name, subject(one), before, told(one), one.reden, one.bron, one.status))
    columns = ["maatregel", "wat", "uitgangspunt", "waarde", "reden", "bron", "status"]
    return pd.DataFrame(rows, columns=columns)


def _now(model: Model, parent: Scenario, one: Measure) -> str:
    """Say what holds on these data while the measure is not there."""
    posts = model.posts
    if isinstance(one, Correction | National | Reading):
        rules = one.regels if isinstance(one, Reading) else ()
        aard = one.aard if isinstance(one, Correction) else "structureel"
        mask = posts.of(one.taken, rules) & (posts.aard == aard)
        costs = apply_levers(posts, parent, {}, frozenset(), exact=True)
        mean = float((posts.average @ (costs.total * mask).sum(axis=1)).mean())
        text = f"gemiddeld {format_euro(mean)} per VSV per jaar"
        if isinstance(one, National):
            text += f", {format_euro_millions(mean * country_size(model, parent))} in het land"
        if isinstance(one, Reading):
            new = float((posts.average @ (costs.total * costs.aandeel * mask).sum(axis=1)).mean())
            text += f", waarvan {format_number(100 * new / mean)} % nieuw" if mean else ""
        return text
    if isinstance(one, Pay):
        costs = posts.costs.vacatie * posts.structural
        mean = float((posts.average @ costs.sum(axis=1)).mean())
        return f"zoals geregistreerd: gemiddeld {format_euro(mean)} vacatiegeld per VSV per jaar"
    if isinstance(one, Index):
        years = np.unique(posts.rows["boekjaar"])
        return f"prijzen van de registratie ({' en '.join(map(str, years))}), in elk jaar gelijk"
    if isinstance(one, Participation):
        return f"{country_size(model, parent)} VSV's in elk jaar, niemand begint"
    if isinstance(one, Country):
        return f"{model.country} VSV's, {format_number(model.births)} bevallingen, raming: {LABEL['per_vsv']}"
    return "geen"


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
    prices = f"prijzen van {scenario.peiljaar}" if scenario.index else "prijzen van de registratie"
    lines = [
        f"Hele land in {scenario.peiljaar}, {prices}, geraamd uit {result.groep} ({result.land} in het land): structureel "
        f"{millions(peil['structureel_ct'])}, waarvan nieuw {millions(peil['nieuw_ct'])}{sure}; geld "
        f"{millions(peil['financiering_ct'])}, tekort {millions(peil['tekort_ct'])} per jaar."
    ]
    return "\n".join([*lines, *(f"  {note}" for note in result.toelichting)])
