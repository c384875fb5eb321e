"""One page per scenario: what it changes against its parent, with what holds now beside it, and what it rests on."""

from __future__ import annotations

from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits import geld, land, maatregelen, scenarios, stand
from vsvanalyse.files import write_file
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, release
from vsvanalyse.render import html
from vsvanalyse.reporting.around import exhibits_file, exhibits_text
from vsvanalyse.scenarios import load_scenarios

SCENARIO_PREFIX = "scenario_"


def write_scenario_pages(where: EditionPaths, data: EditionData) -> dict[str, tuple[str, str]]:
    """Write the documentation page of every scenario, with its exhibits as data, and remove those of scenarios that are gone.

    Gives file stem → (title, what it changes in a few words). Without any registered cost there is nothing to set a
    scenario beside: no pages.
    """
    made: dict[str, tuple[str, str]] = {}
    found = load_scenarios(where) if len(data.taakkosten) else {}
    short = scenarios.in_short(data, found)
    head = [stand.kop(data, priced=False), stand.bevindingen(data)] if found else []
    for name, one in found.items():
        stem = f"{SCENARIO_PREFIX}{name}"
        shown = [
            *head,
            maatregelen.inleiding(data, found, name),
            maatregelen.van_scenario(data, found, name),
            geld.nodig_en_geld(data, found, name),
            land.ramingen_tabel(data, found, name),
            land.jaren(data, found, name),
            land.jaren_geld(data, found, name),
            maatregelen.indexcijfers(data, found, name),
            maatregelen.opmerkingen(data, {name: one}),
            maatregelen.aannamen(data, {name: one}),
        ]
        released = [release(each, data, ANALYST) for each in shown]
        parts = [
            html.fragment("heading", title=one.titel),
            *map(html.part, released),
        ]
        page = html.page(f"{one.titel} - {data.edition.naam}", parts, up="index.html")
        write_file(where.reports / f"{stem}.html", page)
        write_file(exhibits_file(where, stem), exhibits_text([one.to_dict() for one in released]))
        made[stem] = (one.titel, short.get(name, ""))
    for path in [
        *where.reports.glob(f"{SCENARIO_PREFIX}*.html"),
        *exhibits_file(where, "x").parent.glob(f"{SCENARIO_PREFIX}*.json"),
    ]:
        if path.stem not in made:
            path.unlink()
    return made
