"""One page per scenario: what it changes against its parent, with what holds now beside it, and what it rests on."""

from __future__ import annotations

from vsvanalyse.edition import EditionPaths
from vsvanalyse.files import write_file
from vsvanalyse.presentation import pages, scenario_figures, scenario_tables
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting import html
from vsvanalyse.scenarios import comparison, document, load_scenarios
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.run import run_model

SCENARIO_PREFIX = "scenario_"


def write_scenario_pages(where: EditionPaths, data: EditionData) -> dict[str, tuple[str, str]]:
    """Write the documentation page of every scenario and remove those of scenarios that are gone.

    Gives file stem → (title, what it changes in a few words). Without any registered cost there is nothing to set a
    scenario beside: no pages.
    """
    made: dict[str, tuple[str, str]] = {}
    if len(data.taakkosten):
        scenarios, model = load_scenarios(where), edition_model(data)
        change = comparison.compare(model, scenarios).set_index("scenario")["nieuw_verschil_ct"]
        for name, one in scenarios.items():
            stem = f"{SCENARIO_PREFIX}{name}"
            result = run_model(model, one)
            changes = document.changes(model, one, document.parent_of(one, scenarios))
            parts = [
                pages.heading(data, "Scenario", priced=False),
                pages.unread_notice(data),
                scenario_tables.scenario_heading(one, scenarios),
                scenario_tables.changes_table(changes),
                scenario_figures.money_and_need(result).of(data.edition),
                scenario_tables.estimators_table(result),
                scenario_tables.years_table(result),
                scenario_tables.index_table(result),
                scenario_tables.assumptions_table(result),
            ]
            body = "".join(part._repr_html_() for part in parts)
            body += '<p><a href="index.html">Terug naar het overzicht</a></p>'
            write_file(
                where.reports / f"{stem}.html", html.plain_page(f"{one.titel} - {data.edition.naam}", body)
            )
            cents = int(change[name])
            made[stem] = (one.titel, f"({signed(cents, scenario_figures.millions)} nieuw)" if cents else "")
    for path in where.reports.glob(f"{SCENARIO_PREFIX}*.html"):
        if path.stem not in made:
            path.unlink()
    return made
