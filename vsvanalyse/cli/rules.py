"""The commands for rule tables; heavy imports wait until a command needs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vsvanalyse.cli.scenario import OK

if TYPE_CHECKING:
    from vsvanalyse.exhibits.kinds import Exhibit
    from vsvanalyse.process.data import EditionData
    from vsvanalyse.separation import Rules

_TABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """Wat een andere tabel met scheidingsregels verschuift, en welke tabel uit de besluiten volgt."""


@rules.command("diff", short_help="Toon welke euro's verschuiven met een andere regeltabel.")
@click.argument("editie")
@click.argument("andere", type=_TABLE)
@click.option("--van", type=_TABLE, help="Vergelijk met deze tabel; anders met die van de editie.")
def diff_command(editie: str, andere: Path, van: Path | None) -> int:
    """Toon welke euro's van klasse veranderen als ANDERE geldt, per regel en per VSV, in elke lezing.

    ANDERE is een bestand met dezelfde kolommen als scheidingsregels.csv.
    """
    from vsvanalyse.separation import load_rules

    _tell(_edition(editie), load_rules(andere), load_rules(van) if van else None)
    return OK


@rules.command("next", short_help="Schrijf de regeltabel die uit de besluiten volgt.")
@click.argument("editie")
@click.argument("uit", type=click.Path(dir_okay=False, path_type=Path))
def next_command(editie: str, uit: Path) -> int:
    """Schrijf in UIT de regeltabel waarin elk besluit over een lezing geldt, en toon wat er verschuift."""
    from vsvanalyse import edition
    from vsvanalyse.files import write_file
    from vsvanalyse.scenarios import load_scenarios
    from vsvanalyse.scenarios.decided_rules import as_text, next_rules
    from vsvanalyse.scenarios.library import load_decisions

    data = _edition(editie)
    where = edition.paths(editie)
    made = next_rules(data.rules, load_decisions(where), load_scenarios(where))
    write_file(uit, as_text(made.table).to_csv(sep=";", index=False, lineterminator="\n"))
    click.echo(f"Gemaakt: {uit}")
    _tell(data, made)
    return OK


def _edition(editie: str) -> EditionData:
    from vsvanalyse import edition
    from vsvanalyse.process import pipeline

    where = edition.opened(editie)
    return pipeline.load(where.id, where.root)


def _tell(data: EditionData, andere: Rules, van: Rules | None = None) -> None:
    from vsvanalyse.exhibits import regeltabellen

    one = regeltabellen.per_regel(data, andere, van)
    click.echo(f"{one.title}.")
    if one.rows.empty:
        return
    for each in (one, regeltabellen.per_vsv(data, andere, van)):
        click.echo(f"\n{each.about}.")
        for line in _lines(each):
            click.echo(line)
    click.echo("\nHier staan bedragen van VSV's: voor de analist, niet om door te sturen.")


def _lines(one: Exhibit) -> list[str]:
    """Write the rows of an exhibit under their headings, columns apart by a tab."""
    columns = [[one.heading(name), *one.text(name)] for name in one.shown()]
    return ["\t".join(row) for row in zip(*columns, strict=True)]
