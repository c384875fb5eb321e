"""One page per scenario: what it changes against its parent, with what holds now beside it, and what it rests on."""

from __future__ import annotations

from vsvanalyse import store
from vsvanalyse.edition import EditionPaths
from vsvanalyse.presentation import pages, scenario_tables
from vsvanalyse.reporting import html
from vsvanalyse.scenarios import document, load_scenarios
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.store import EditionData

SCENARIO_PREFIX = "scenario_"


def write_scenario_pages(where: EditionPaths, data: EditionData) -> dict[str, str]:
    """Write the documentation page of every scenario and remove those of scenarios that are gone.

    Gives file stem → title. Without any registered cost there is nothing to set a scenario beside: no pages.
    """
    made: dict[str, str] = {}
    if len(data.taakkosten):
        scenarios, model = load_scenarios(where), edition_model(data)
        for name, one in scenarios.items():
            stem = f"{SCENARIO_PREFIX}{name}"
            result = run_model(model, one)
            changes = document.changes(model, one, document.parent_of(one, scenarios))
            parts = [
                pages.heading(data, one.titel),
                scenario_tables.scenario_heading(one),
                scenario_tables.changes_table(changes),
                scenario_tables.estimators_table(result),
                scenario_tables.years_table(result),
                scenario_tables.index_table(result),
                scenario_tables.assumptions_table(result),
                pages.notes(result.toelichting),
            ]
            body = "".join(part.markup for part in parts)
            store.write_file(
                where.reports / f"{stem}.html", html.plain_page(f"{one.titel} - {data.edition.naam}", body)
            )
            made[stem] = one.titel
    for path in where.reports.glob(f"{SCENARIO_PREFIX}*.html"):
        if path.stem not in made:
            path.unlink()
    return made
