"""The commands for scenarios; heavy imports wait until a command needs them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.scenarios.model import Model

OK, FINDINGS = 0, 1


@click.group()
def scenario() -> None:
    """Scenario's: wat andere keuzes zouden kosten."""


@scenario.command("check")
@click.argument("editie")
def check_command(editie: str) -> int:
    """Controleer alle scenario's en het besluitenlogboek van een editie."""
    from vsvanalyse.scenarios import ScenarioError, checks, load_scenarios

    where = _edition(editie)
    try:
        found = load_scenarios(where)
        model = _model(where)
        if faults := [fault for one in found.values() for fault in checks.faults(model, one)]:
            raise ScenarioError("\n".join(faults))
    except ScenarioError as error:
        click.echo(str(error))
        click.echo(f"{len(str(error).splitlines())} fout(en) in de scenario's.")
        return FINDINGS
    for name, one in found.items():
        click.echo(f"{name}: in orde ({one.titel})")
        for note in checks.hits_nothing(model, one):
            click.echo(f"    {note}")
    return OK


@scenario.command("show")
@click.argument("editie")
@click.argument("namen", nargs=-1)
def show_command(editie: str, namen: Sequence[str]) -> int:
    """Toon wat scenario's veranderen, met wat er nu geldt ernaast, en wat het land kost."""
    import pandas as pd

    from vsvanalyse.scenarios import document, load_scenarios
    from vsvanalyse.scenarios.run import run_model

    where = _edition(editie)
    every = load_scenarios(where)
    chosen = load_scenarios(where, list(namen)) if namen else every
    model = _model(where)
    for name, one in chosen.items():
        if namen and name not in namen:
            continue
        table = document.changes(model, one, document.parent_of(one, every))
        click.echo(document.as_text(one, table))
        result = run_model(model, one)
        peil = result.peil
        new, low, high = (peil[f"nieuw{end}_ct"] for end in ("", "_laag", "_hoog"))
        sure = "" if pd.isna(low) else f" (95 %-interval {_millions(low)} tot {_millions(high)})"
        click.echo(
            f"\nHele land in {one.peiljaar}, geraamd uit {result.n} van {result.land} VSV's: structureel "
            f"{_millions(peil['structureel_ct'])}, waarvan nieuw {_millions(new)}{sure}; tekort {_millions(peil['tekort_ct'])} per jaar."
        )
        for note in result.toelichting:
            click.echo(f"  {note}")
        click.echo()
    return OK


@scenario.command("new")
@click.argument("editie")
@click.argument("naam")
@click.option(
    "--van", default="", help="Begin met een kopie van dit scenario (van de editie, of meegeleverd)."
)
@click.option("--na-besluiten", is_flag=True, help="Neem over wat in het besluitenlogboek staat.")
@click.option("--auteur", default="vul in", help="Wie het scenario maakt.")
def new_command(editie: str, naam: str, van: str, na_besluiten: bool, auteur: str) -> int:
    """Begin een nieuw scenario in data/raw/EDITIE/scenarios/."""
    from vsvanalyse import starter
    from vsvanalyse.scenarios import ScenarioError, drafts, load_scenarios
    from vsvanalyse.scenarios.library import load_decisions
    from vsvanalyse.scenarios.schema import is_id
    from vsvanalyse.store import write_file

    where = _edition(editie)
    if not is_id(naam):
        raise ScenarioError(
            f"'{naam}' is geen naam voor een scenario: gebruik kleine letters, cijfers en lage streepjes."
        )
    target = where.scenarios / f"{naam}.toml"
    today = datetime.date.today()
    seed = int(f"{today:%Y%m%d}")
    if target.exists():
        raise ScenarioError(f"{target.name} bestaat al; kies een andere naam.")
    own = where.scenarios / f"{van}.toml"
    if na_besluiten:
        decisions = load_decisions(where)
        if not decisions:
            raise ScenarioError(f"{where.decisions.name} heeft nog geen besluiten.")
        text = drafts.after_decisions(naam, decisions, starter.BASE, auteur, today, seed)
    elif van:
        if van not in starter.SHIPPED and not own.is_file():
            raise ScenarioError(f"Scenario '{van}' bestaat niet; kies uit {', '.join(starter.SHIPPED)}.")
        source = own.read_text(encoding="utf-8") if own.is_file() else starter.template(van)
        text = drafts.copy_of(source, naam, today)
    else:
        text = drafts.empty_draft(naam, starter.BASE, auteur, today, seed)
    write_file(target, text)
    try:
        load_scenarios(where)
    except ScenarioError as error:
        target.unlink()
        raise ScenarioError(f"Niet gemaakt, want het zou niet kloppen:\n{error}") from error
    click.echo(f"Gemaakt: {target}")
    return OK


def _millions(cents: float) -> str:
    from vsvanalyse.money import format_euro_millions

    return format_euro_millions(float(cents))


def _edition(editie: str) -> EditionPaths:
    from vsvanalyse import edition

    where = edition.paths(editie)
    edition.load(where)
    return where


def _model(where: EditionPaths) -> Model:
    from vsvanalyse import pipeline
    from vsvanalyse.scenarios.model import edition_model

    return edition_model(pipeline.load(where.id, where.root))
