"""The command line: the door to everything. Heavy imports wait until a command needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import vsvanalyse
from vsvanalyse import cli_report, stop
from vsvanalyse.cli_form import form
from vsvanalyse.cli_import import import_command
from vsvanalyse.cli_scenario import FINDINGS, OK, scenario

if TYPE_CHECKING:
    import pandas as pd

    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.intake import Round

WRONG_USE, BUSY = 2, 3
EXISTING = click.Path(exists=True, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
CELL_LIMIT = click.option(
    "--celtijd", type=click.IntRange(1), help="Seconden die één cel van een notebook mag duren; anders 600."
)


class WrongUseError(Exception):
    """Something the user can put right; the message is Dutch."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(vsvanalyse.__version__, prog_name="vsvanalyse")
def cli() -> None:
    """Van registratieformulieren naar gecontroleerde cijfers, scheiding en rapporten."""


cli.add_command(form)
cli.add_command(scenario)
cli.add_command(import_command)


@cli.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--csv", "csv_file", type=ANY_PATH, help="Schrijf de bevindingen als csv.")
@click.option("--terug", "return_to", type=ANY_PATH, help="Schrijf teruggestuurde formulieren in deze map.")
@click.option("--vorige", type=EXISTING, help="Vorige inzending, bestand of map, om mee te vergelijken.")
def check(paths: Sequence[str], csv_file: Path | None, return_to: Path | None, vorige: Path | None) -> int:
    """Controleer formulieren: bestanden, mappen of een editie."""
    from vsvanalyse.intake.received import name_files, registration_files

    files: list[tuple[Path, str]] = []
    earlier: list[tuple[Path, str]] = []
    if vorige:
        earlier = registration_files(vorige) if vorige.is_dir() else [(vorige, vorige.name)]
    if len(paths) == 1 and not os.path.lexists(paths[0]):
        where = _edition(paths[0])
        read = _read_round(where)
        files = registration_files(where.forms)
    else:
        from vsvanalyse.intake import read_registrations

        for given in map(Path, paths):
            if not os.path.lexists(given):
                raise WrongUseError(f"{given} bestaat niet, en is ook geen editie.")
            inside = registration_files(given) if given.is_dir() else [(given, given.name)]
            prefix = given.as_posix() if given.is_dir() else given.parent.as_posix()
            files += [
                (path, name if len(paths) == 1 else f"{prefix}/{name}".removeprefix("./"))
                for path, name in inside
            ]
        files = name_files(files)
        read = read_registrations(files, earlier=earlier)
    _print_findings(read)
    _print_changes(read)
    if csv_file:
        from vsvanalyse.intake.export import write_csv

        click.echo(f"Bevindingen als csv: {write_csv(read.bevindingen, csv_file)}")
        _write_changes(read, csv_file.with_name(f"{csv_file.stem}_wat_veranderde.csv"))
    if return_to:
        click.echo(
            f"Teruggestuurde formulieren: {len(_write_returned(files, read, return_to))} in {return_to}"
        )
    return FINDINGS if (read.bevindingen["ernst"] == "fout").any() else OK


@cli.command()
@click.argument("editie")
def process(editie: str) -> int:
    """Lees, controleer en scheid een editie, en schrijf haar tabellen."""
    where = _edition(editie)
    _ask(where)
    read = _process(where)
    click.echo(f"{len(read.regels)} regels, {len(read.bevindingen)} bevindingen: {where.processed}")
    return OK


@cli.command()
@click.argument("editie")
@click.option("--alleen", multiple=True, help="Alleen deze pagina of dit VSV; mag vaker.")
@click.option(
    "--scenario", "scenarios", multiple=True, help="Alleen dit scenario, naast de basis; mag vaker."
)
@click.option("--uitgelicht", default="", help="Het scenario dat van dichtbij wordt bekeken.")
@click.option("--lijst", is_flag=True, help="Toon wat --alleen aanneemt en stop.")
@click.option("--tegelijk", type=click.IntRange(1, 64), help="Hoeveel rapporten tegelijk.")
@CELL_LIMIT
def report(
    editie: str,
    alleen: Sequence[str],
    scenarios: Sequence[str],
    uitgelicht: str,
    lijst: bool,
    tegelijk: int | None,
    celtijd: int | None,
) -> int:
    """Maak de rapporten van een editie."""
    from vsvanalyse import slot

    where = _edition(editie)
    if lijst:
        return cli_report.list_pages(where, alleen, scenarios, uitgelicht)
    _ask(where)
    with slot.hold(where, "vsvanalyse report"):
        return cli_report.make(where, alleen, tegelijk, celtijd, scenarios, uitgelicht)


@cli.command()
@click.argument("editie")
@click.option("--tegelijk", type=click.IntRange(1, 64), help="Hoeveel rapporten tegelijk.")
@CELL_LIMIT
def run(editie: str, tegelijk: int | None, celtijd: int | None) -> int:
    """Controleer, verwerk en rapporteer een editie in één keer."""
    from vsvanalyse import slot
    from vsvanalyse.intake.export import write_csv
    from vsvanalyse.intake.received import registration_files

    where = _edition(editie)
    _ask(where)
    with slot.hold(where, "vsvanalyse run"):
        read = _process(where)
        _print_findings(read)
        _print_changes(read)
        write_csv(read.bevindingen, where.reports / "bevindingen.csv")
        _write_changes(read, where.reports / "wat_veranderde.csv")
        _write_returned(registration_files(where.forms), read, where.reports / "teruggestuurd")
        made = cli_report.make(where, (), tegelijk, celtijd)
    return max(made, FINDINGS if (read.bevindingen["ernst"] == "fout").any() else OK)


@cli.command()
@click.option("--editie", default="voorbeeld", show_default=True, help="Naam van de editie.")
@click.option("--vsvs", default=6, show_default=True, type=click.IntRange(1, 500), help="Aantal VSV's.")
@click.option("--zaad", type=int, help="Zaad van het toeval; anders dat van de meegeleverde editie.")
@click.option("--met-fouten", is_flag=True, help="Zet in twee formulieren fouten zoals mensen die maken.")
def example(editie: str, vsvs: int, zaad: int | None, met_fouten: bool) -> int:
    """Schrijf een verzonnen voorbeeldeditie met echte formulieren."""
    from vsvanalyse import edition, slot
    from vsvanalyse.example import SEED, write_example

    where = edition.paths(editie)
    if where.raw.exists() and not _is_made_up(where):
        raise WrongUseError(f"data/raw/{editie} bestaat al en is geen voorbeeld; kies een andere naam.")
    with slot.hold(where, "vsvanalyse example"):
        forms = write_example(
            where, count=vsvs, seed=SEED if zaad is None else zaad, with_mistakes=met_fouten
        )
    click.echo(f"{len(forms)} verzonnen formulieren in {where.forms}")
    return OK


def _is_made_up(where: EditionPaths) -> bool:
    from vsvanalyse import edition

    return edition.load(where).verzonnen


def _edition(editie: str) -> EditionPaths:
    from vsvanalyse import edition

    return edition.existing(editie)


def _read_round(where: EditionPaths) -> Round:
    from vsvanalyse import pipeline

    click.echo("Lezen en controleren ...", err=True)
    return pipeline.read_round(where)


def _process(where: EditionPaths) -> Round:
    from vsvanalyse import pipeline

    click.echo("Lezen, controleren en scheiden ...", err=True)
    return pipeline.process(where)


def _ask(where: EditionPaths) -> None:
    """Ask what people still have to settle about an edition before a mean says anything."""
    from vsvanalyse import edition

    if question := edition.load(where).question:
        click.echo(f"Vraag: {question}", err=True)


def _write_returned(files: Sequence[tuple[Path, str]], read: Round, folder: Path) -> list[Path]:
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


def _print_changes(read: Round) -> None:
    from vsvanalyse.intake.changes import summary

    for one in read.herinzendingen:
        first, *others = summary(one)
        click.echo("\n    ".join([first, *others]))
    for told in read.zonder_nieuwe:
        click.echo(told)


def _write_changes(read: Round, path: Path) -> None:
    """Write what second submissions changed; without any, no file of an earlier run stays."""
    from vsvanalyse.intake.changes import changes_table
    from vsvanalyse.intake.export import write_csv

    if read.herinzendingen:
        click.echo(f"Wat veranderde als csv: {write_csv(changes_table(read.herinzendingen), path)}")
    else:
        path.unlink(missing_ok=True)


def _print_findings(read: Round, most: int = 60) -> None:
    found: pd.DataFrame = read.bevindingen
    for row in found.head(most).itertuples():
        colour = "red" if row.ernst == "fout" else "yellow"
        place = " ".join(part for part in (row.bestand, row.blad, row.cel) if part)
        click.echo(f"{click.style(row.ernst, fg=colour)} {row.regel} {place}")
        value = f" (gevonden: {row.waarde})" if row.waarde else ""
        click.echo(f"    {row.uitleg}{value}\n    → {row.wat_te_doen}")
    if len(found) > most:
        click.echo(f"... en nog {len(found) - most}; zie --csv of --terug voor alles.")
    for row in read.regelstatus[~read.regelstatus["toegepast"]].itertuples():
        click.echo(f"{row.regel} niet te controleren: {row.toelichting}.")
    errors = int((found["ernst"] == "fout").sum())
    click.echo(
        f"{len(read.registraties)} bestanden, {len(read.regels)} regels: "
        f"{errors} fout(en), {len(found) - errors} waarschuwing(en)."
    )


def _in_dutch(error: click.ClickException) -> str:
    """Write what click found wrong as Dutch."""
    if isinstance(error, click.NoSuchOption):
        near = f" Bedoelt u {error.possibilities[0]}?" if error.possibilities else ""
        return f"De optie {error.option_name} bestaat niet.{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.opts[0] if error.param else "een argument"
        return f"{name} ontbreekt."
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param else "argument"
        return f"{name} heeft een waarde die niet kan: {error.message}"
    if isinstance(error, click.UsageError) and "No such command" in error.message:
        group = error.ctx.command if error.ctx and isinstance(error.ctx.command, click.Group) else cli
        return f"Het commando bestaat niet. Kies uit {', '.join(sorted(group.commands))}."
    return error.message


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 well, 1 errors found or reports missing, 2 wrong use, 3 busy, 128 + signal stopped."""
    stop.end_cleanly_when_stopped()
    code = run_command(args)
    stop.hear_no_more()
    sys.exit(code)


def run_command(args: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; every message to a person is Dutch."""
    try:
        return cli.main(args, prog_name="vsvanalyse", standalone_mode=False) or OK
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return WRONG_USE
    except click.ClickException as error:
        click.echo(f"Fout: {_in_dutch(error)}\nHulp: vsvanalyse --help", err=True)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo(stop.MESSAGE, err=True)
        return stop.INTERRUPTED
    except WrongUseError as error:
        click.echo(f"Fout: {error}", err=True)
        return WRONG_USE
    except Exception as error:
        if os.environ.get("VSVANALYSE_DEBUG"):
            raise
        return _explain(error)


def _explain(error: Exception) -> int:
    """Turn an error of the library into a Dutch line; what was not foreseen says how to see more."""
    from vsvanalyse.basiskader import CodelistError
    from vsvanalyse.edition import EditionError
    from vsvanalyse.intake.books import MappingError
    from vsvanalyse.reporting.parameters import ParameterError
    from vsvanalyse.scenarios import ScenarioError
    from vsvanalyse.separation import RulesError
    from vsvanalyse.slot import BusyError

    if isinstance(error, BusyError):
        click.echo(f"{error}", err=True)
        return BUSY
    if isinstance(
        error, (CodelistError, EditionError, MappingError, RulesError, ParameterError, ScenarioError)
    ):
        click.echo(f"Fout: {error}", err=True)
        return WRONG_USE
    if isinstance(error, OSError):
        click.echo(
            f"Fout: {error.filename or ''}: {error.strerror or error}. Er is niets half geschreven.", err=True
        )
        return FINDINGS
    click.echo(
        f"Er ging iets mis dat niet was voorzien ({type(error).__name__}: {error}). "
        "Zet VSVANALYSE_DEBUG=1 en draai opnieuw om te zien waar.",
        err=True,
    )
    return FINDINGS
