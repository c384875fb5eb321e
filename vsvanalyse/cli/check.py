"""The command that checks forms, and what it tells: a summary first, then errors, then warnings by rule."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vsvanalyse.cli.scenario import FINDINGS, OK

if TYPE_CHECKING:
    from vsvanalyse.intake import Round
    from vsvanalyse.intake.received import File

MOST_ERRORS = 60
"""How many errors the console shows; the CSV and the returned forms have all of them."""


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Schrijf de bevindingen als csv.")
@click.option(
    "--terug",
    "return_to",
    type=click.Path(path_type=Path),
    help="Schrijf teruggestuurde formulieren in deze map.",
)
@click.option(
    "--vorige",
    type=click.Path(exists=True, path_type=Path),
    help="Vorige inzending, bestand of map, om mee te vergelijken; een editie heeft daarvoor de map vervangen.",
)
def check(paths: Sequence[str], csv_file: Path | None, return_to: Path | None, vorige: Path | None) -> int:
    """Controleer formulieren: bestanden, mappen of een editie. Van een editie komen alle bevindingen ook in een csv."""
    if len(paths) == 1 and not os.path.lexists(paths[0]):
        if vorige:
            raise click.UsageError(
                "Een editie wordt vergeleken met wat in haar map vervangen/ staat, niet met --vorige."
            )
        files, read, csv_file = _check_edition(paths[0], csv_file)
    else:
        files, read = _check_files(paths, vorige)
    tell(read)
    if csv_file:
        write_findings(read, csv_file)
    if return_to:
        made = write_returned_forms(files, read, return_to)
        click.echo(f"Teruggestuurde formulieren: {len(made)} in {return_to}")
    return FINDINGS if (read.bevindingen["ernst"] == "fout").any() else OK


def _check_edition(editie: str, csv_file: Path | None) -> tuple[list[File], Round, Path]:
    from vsvanalyse import edition
    from vsvanalyse.intake.received import registration_files
    from vsvanalyse.process import pipeline
    from vsvanalyse.separation import RulesError, load_rules

    where = edition.opened(editie)
    try:
        if where.rules.is_file():
            load_rules(where.rules)
    except RulesError as error:
        click.echo(f"Let op, hiermee is de editie nog niet te verwerken:\n{error}", err=True)
    click.echo("Lezen en controleren ...", err=True)
    return (
        registration_files(where.forms),
        pipeline.read_round(where),
        csv_file or where.reports / "bevindingen.csv",
    )


def _check_files(paths: Sequence[str], vorige: Path | None) -> tuple[list[File], Round]:
    from vsvanalyse.intake import read_registrations
    from vsvanalyse.intake.received import name_files, registration_files

    files: list[File] = []
    for given in map(Path, paths):
        if not os.path.lexists(given):
            raise click.UsageError(f"{given} bestaat niet, en is ook geen editie.")
        _use_lists_around(given)
        inside = registration_files(given) if given.is_dir() else [(given, given.name)]
        prefix = given.as_posix() if given.is_dir() else given.parent.as_posix()
        files += [
            (path, name if len(paths) == 1 else f"{prefix}/{name}".removeprefix("./"))
            for path, name in inside
        ]
    files = name_files(files)
    earlier = (
        registration_files(vorige)
        if vorige and vorige.is_dir()
        else [(vorige, vorige.name)]
        if vorige
        else []
    )
    return files, read_registrations(files, earlier=earlier)


def _use_lists_around(path: Path) -> None:
    """Let the lists hold of the edition in whose folder a file stands, if it does."""
    from vsvanalyse import basiskader
    from vsvanalyse.code_lists import read_lists
    from vsvanalyse.edition import EDITION_FILE, LISTS_FOLDER

    around = (folder for folder in path.resolve().parents if (folder / EDITION_FILE).is_file())
    if found := next(around, None):
        basiskader.put_in_force(read_lists(found / LISTS_FOLDER))


def tell(read: Round) -> None:
    """Print what must be mended first: counts per file and per rule, every error, warnings by rule, what changed."""
    from vsvanalyse.intake import summary
    from vsvanalyse.money import format_euro, plural

    found = read.bevindingen
    files = summary.per_file(read.regels, read.ongelezen, found, [one.bestand for one in read.registraties])
    by_rule = summary.per_rule(found)
    width = max([len(name) for name in files["bestand"]], default=0)
    click.echo(f"{'Bestand':{width}}  Fouten  Waarschuwingen  Niet gelezen  Gelezen")
    for row in files.itertuples():
        amount = format_euro(row.gelezen_ct)
        click.echo(
            f"{row.bestand:{width}}  {row.fouten:6}  {row.waarschuwingen:14}  {row.ongelezen:12}  {amount}"
        )
    if len(by_rule):
        click.echo("\nRegel  Hoe vaak  Wat")
    for row in by_rule.itertuples():
        click.echo(f"{row.regel:5}  {row.aantal:8}  {row.titel} ({row.ernst})")
    errors = found[found["ernst"] == "fout"]
    if len(errors):
        click.echo(f"\n{click.style('FOUTEN', fg='red')}: verbeter deze eerst")
    for row in errors.head(MOST_ERRORS).itertuples():
        place = " ".join(part for part in (row.bestand, row.blad, row.cel) if part)
        value = f" (gevonden: {row.waarde})" if row.waarde else ""
        click.echo(f"{row.regel} {place}\n    {row.uitleg}{value}\n    → {row.wat_te_doen}")
    if len(errors) > MOST_ERRORS:
        click.echo(
            f"... en nog {plural(len(errors) - MOST_ERRORS, 'fout', 'fouten')}, in de csv en de teruggestuurde formulieren."
        )
    warnings = by_rule[by_rule["ernst"] != "fout"]
    if len(warnings):
        click.echo(f"\n{click.style('WAARSCHUWINGEN', fg='yellow')}: kijk of het klopt")
    for row in warnings.itertuples():
        click.echo(f"{row.regel} {row.titel}: {row.aantal} keer\n    {row.plaatsen}\n    → {row.wat_te_doen}")
    left = (
        read.regelstatus[~read.regelstatus["toegepast"]]
        .groupby("toelichting", sort=False)["regel"]
        .agg(", ".join)
    )
    for why, names in left.items():
        click.echo(f"Niet te controleren: {names}; {why}.")
    _tell_changes(read)
    click.echo(
        f"{plural(len(files), 'bestand', 'bestanden')}, {plural(len(read.regels), 'regel', 'regels')}: "
        f"{plural(len(errors), 'fout', 'fouten')}, "
        f"{plural(len(found) - len(errors), 'waarschuwing', 'waarschuwingen')}, "
        f"{plural(len(read.ongelezen), 'plaats', 'plaatsen')} met geld of uren niet gelezen."
    )


def _tell_changes(read: Round) -> None:
    from vsvanalyse.intake.changes import summary

    for one in read.herinzendingen:
        first, *others = summary(one)
        click.echo("\n    ".join([first, *others]))
    for told in read.zonder_nieuwe:
        click.echo(told)


def write_findings(read: Round, path: Path) -> None:
    """Write all findings as CSV, and beside it what second submissions changed; without any, no old file of that stays."""
    from vsvanalyse.intake.changes import changes_table
    from vsvanalyse.intake.export import write_csv

    click.echo(f"Bevindingen als csv: {write_csv(read.bevindingen, path)}")
    changed = path.with_name(f"{path.stem}_wat_veranderde.csv")
    if read.herinzendingen:
        click.echo(f"Wat veranderde als csv: {write_csv(changes_table(read.herinzendingen), changed)}")
    else:
        changed.unlink(missing_ok=True)


def write_returned_forms(files: Sequence[File], read: Round, folder: Path) -> list[Path]:
    """Write the form of every file that has a finding or replaces another; one without loses that of an earlier run."""
    from vsvanalyse.intake.received import returned_names
    from vsvanalyse.intake.returned import write_returned

    made = []
    targets = returned_names(name for _, name in files)
    changed = {one.nu: one for one in read.herinzendingen}
    for path, name in files:
        mine = read.bevindingen[read.bevindingen["bestand"] == name]
        target = folder / targets[name]
        if len(mine) or name in changed:
            made.append(write_returned(path, mine, target, changed.get(name)))
        else:
            target.unlink(missing_ok=True)
    return made
