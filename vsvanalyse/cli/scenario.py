"""The commands for scenarios; heavy imports wait until a command needs them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vsvanalyse.basiskader import worded

if TYPE_CHECKING:
    from pathlib import Path

    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.scenarios.model import Model

OK, FINDINGS = 0, 1


@click.group()
def scenario() -> None:
    """Wat andere keuzes zouden kosten: controleer, toon of begin scenario's."""


@scenario.command("check", short_help="Controleer alle scenario's van een editie.")
@click.argument("editie")
def check_command(editie: str) -> int:
    """Controleer alle scenario's en het besluitenlogboek van een editie."""
    from vsvanalyse import edition
    from vsvanalyse.scenarios import ScenarioError, checks, load_scenarios
    from vsvanalyse.scenarios.case import all_cases

    where = edition.opened(editie)
    try:
        found = load_scenarios(where)
        model = _model(where)
        known = {} if model is None else all_cases(model, found)
        checks.require(known.values())
    except ScenarioError as error:
        click.echo(str(error))
        click.echo(f"{len(str(error).splitlines())} fout(en) in de scenario's.")
        return FINDINGS
    for name, one in found.items():
        click.echo(f"{name}: in orde ({one.titel})")
        for note in checks.remarks(known[name]) if known else ():
            click.echo(worded(f"    {note}"))
    if model is None:
        click.echo(
            f"{_no_costs(where)} De bestanden zijn in orde; met de registraties zijn zij nog niet vergeleken."
        )
    return OK


@scenario.command("show", short_help="Toon wat scenario's veranderen en kosten.")
@click.argument("editie")
@click.argument("namen", nargs=-1)
def show_command(editie: str, namen: Sequence[str]) -> int:
    """Toon wat scenario's veranderen, met wat er zonder hen geldt ernaast, en wat het land kost."""
    from vsvanalyse import edition
    from vsvanalyse.scenarios import ScenarioError, checks, document, load_scenarios
    from vsvanalyse.scenarios.case import all_cases
    from vsvanalyse.scenarios.library import chosen
    from vsvanalyse.scenarios.run import run_model

    where = edition.opened(editie)
    every = load_scenarios(where)
    chosen(every, namen)
    model = _model(where)
    if model is None:
        raise ScenarioError(_no_costs(where))
    known = all_cases(model, every)
    checks.require(known.values())
    for name in namen or every:
        one = every[name]
        told = document.as_text(one, document.changes(known[name], document.parent_of(one, every)))
        click.echo(worded(f"{told}\n\n{document.in_one_line(run_model(known[name]))}\n"))
    return OK


@scenario.command("new", short_help="Begin een nieuw scenario.")
@click.argument("editie")
@click.argument("naam")
@click.option(
    "--van", default="", help="Begin met een kopie van dit scenario (van de editie, of meegeleverd)."
)
@click.option("--na-besluiten", is_flag=True, help="Neem over wat in het besluitenlogboek staat.")
@click.option("--auteur", default="vul in", help="Wie het scenario maakt.")
def new_command(editie: str, naam: str, van: str, na_besluiten: bool, auteur: str) -> int:
    """Begin een nieuw scenario in data/raw/EDITIE/scenarios/NAAM.toml.

    NAAM heeft alleen kleine letters, cijfers en lage streepjes.
    """
    from vsvanalyse import edition
    from vsvanalyse.edition import starter
    from vsvanalyse.faults import unknown
    from vsvanalyse.process import slot
    from vsvanalyse.scenarios import ScenarioError, drafts
    from vsvanalyse.scenarios.library import add_scenario, load_decisions

    where = edition.opened(editie)
    if van and na_besluiten:
        raise ScenarioError("Kies --van of --na-besluiten, niet allebei.")
    today = datetime.date.today()
    seed = int(f"{today:%Y%m%d}")
    if na_besluiten:
        decisions = load_decisions(where)
        if not decisions:
            raise ScenarioError(f"{where.decisions.name} heeft nog geen besluiten.")
        text = drafts.after_decisions(naam, decisions, starter.BASE, auteur, today, seed)
    elif van:
        own = {path.stem: path for path in where.scenarios.glob("*.toml")}
        if van not in own and van not in starter.SHIPPED:
            raise ScenarioError(unknown("scenario", van, dict.fromkeys([*own, *starter.SHIPPED])))
        source = own[van].read_text(encoding="utf-8") if van in own else starter.template(van)
        text = drafts.copy_of(source, naam, auteur, today)
    else:
        text = drafts.empty_draft(naam, starter.BASE, auteur, today, seed)
    slot.clear_left(where)
    for path in add_scenario(where, naam, text):
        click.echo(f"Gemaakt: {path}")
    return OK


def _model(where: EditionPaths) -> Model | None:
    """Prepare the edition's costs; None when nothing that counts has been registered yet."""
    from vsvanalyse.process import pipeline
    from vsvanalyse.scenarios.model import edition_model

    data = pipeline.load(where.id, where.root)
    return None if data.taakkosten.empty else edition_model(data)


def _no_costs(where: EditionPaths) -> str:
    folder: Path = where.forms
    return f"Er zijn in {where.id} nog geen bruikbare registraties ({folder.name}/)."
