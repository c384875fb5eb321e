"""The command line: the door to everything. Heavy imports wait until a command needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import vsvanalyse
from vsvanalyse import basiskader, code_lists, stop
from vsvanalyse.cli import check, making
from vsvanalyse.cli.books import import_command
from vsvanalyse.cli.form import form
from vsvanalyse.cli.lists import lists
from vsvanalyse.cli.rules import rules
from vsvanalyse.cli.scenario import FINDINGS, OK, scenario
from vsvanalyse.cli.trace import trace

if TYPE_CHECKING:
    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.intake import Round

WRONG_USE, BUSY = 2, 3
EXISTING = click.Path(exists=True, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
HOW = (
    click.option("--tegelijk", "workers", type=click.IntRange(1, 64), help="Hoeveel rapporten tegelijk."),
    click.option(
        "--celtijd",
        "cell_seconds",
        type=click.IntRange(1),
        help="Seconden die één cel van een notebook mag duren; anders 600.",
    ),
    click.option("--opnieuw", "again", is_flag=True, help="Maak ook opnieuw wat onveranderd is."),
    click.option(
        "--uitvoerder",
        "executor",
        default="",
        help="Laat een cluster de pagina's maken: dask://machine:poort.",
    ),
    click.option(
        "--als",
        "formats",
        default="",
        help="In welke vormen: html,pdf,pptx,xlsx. Anders alle voor de Federatie, html en pdf voor een VSV.",
    ),
    click.option(
        "--sjabloon",
        "template",
        type=EXISTING,
        help="Presentatie met de indelingen voor dia's; anders die van het huis.",
    ),
)


def with_how(command: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that makes pages, named as :func:`making.make` takes them."""
    for option in reversed(HOW):
        command = option(command)
    return command


class WrongUseError(Exception):
    """Something the user can put right; the message is Dutch."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(vsvanalyse.__version__, prog_name="vsvanalyse")
def cli() -> None:
    """Van registratieformulieren naar gecontroleerde cijfers, scheiding en rapporten."""
    code_lists.require(basiskader.PACKAGE)


cli.add_command(check.check)
cli.add_command(form)
cli.add_command(lists)
cli.add_command(rules)
cli.add_command(scenario)
cli.add_command(import_command)
cli.add_command(trace)


@cli.command()
@click.argument("map_", metavar="MAP", type=ANY_PATH)
def begin(map_: Path) -> int:
    """Maak een werkmap voor eigen registraties, buiten dit gereedschap."""
    from vsvanalyse.edition import workspace

    written, kept = workspace.begin(map_)
    for path in kept:
        click.echo(f"Bleef zoals het was: {path}")
    click.echo(f"{len(written)} bestanden geschreven. Lees {map_ / 'LEESMIJ.md'} en ga verder in {map_}.")
    return OK


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
@with_how
def report(
    editie: str,
    alleen: Sequence[str],
    scenarios: Sequence[str],
    uitgelicht: str,
    lijst: bool,
    **how: Any,
) -> int:
    """Maak de rapporten van een editie die er nog niet zijn, of waarvan iets is veranderd."""
    from vsvanalyse.process import slot

    where = _edition(editie)
    if lijst:
        return making.list_pages(where, alleen, scenarios, uitgelicht)
    _ask(where)
    with slot.hold(where, "vsvanalyse report"):
        return making.make(where, alleen, scenarios, uitgelicht, **how)


@cli.command()
@click.argument("editie")
@with_how
def run(editie: str, **how: Any) -> int:
    """Controleer, verwerk en rapporteer een editie in één keer."""
    from vsvanalyse.intake.received import registration_files
    from vsvanalyse.process import slot

    where = _edition(editie)
    _ask(where)
    with slot.hold(where, "vsvanalyse run"):
        read = _process(where)
        check.tell(read)
        check.write_findings(read, where.reports / "bevindingen.csv")
        check.write_returned_forms(registration_files(where.forms), read, where.reports / "teruggestuurd")
        made = making.make(where, **how)
    return max(made, FINDINGS if (read.bevindingen["ernst"] == "fout").any() else OK)


@cli.command()
@click.argument("editie")
def release(editie: str) -> int:
    """Leg vast dat de rapporten van een editie naar buiten gaan, zodat een latere editie niets verraadt."""
    from vsvanalyse.process import slot

    where = _edition(editie)
    with slot.hold(where, "vsvanalyse release"):
        return making.let_go(where)


@cli.command()
@click.option("--editie", default="voorbeeld", show_default=True, help="Naam van de editie.")
@click.option("--studie", default="", help="Welke verzonnen studie; anders die van de VSV's.")
@click.option(
    "--vsvs", default=0, type=click.IntRange(0, 500), help="Aantal deelnemers; anders dat van de studie."
)
@click.option("--zaad", type=int, help="Zaad van het toeval; anders dat van de meegeleverde editie.")
@click.option("--met-fouten", is_flag=True, help="Zet in twee formulieren fouten zoals mensen die maken.")
def example(editie: str, studie: str, vsvs: int, zaad: int | None, met_fouten: bool) -> int:
    """Schrijf een verzonnen voorbeeldeditie met echte formulieren."""
    from vsvanalyse import edition
    from vsvanalyse.example import FIRST, known_studies, write_example
    from vsvanalyse.faults import not_among
    from vsvanalyse.process import slot

    if studie and studie not in known_studies():
        raise WrongUseError(not_among("studie", studie, known_studies()))
    if met_fouten and studie not in ("", FIRST):
        raise WrongUseError(f"--met-fouten kan alleen bij de studie '{FIRST}'.")
    where = edition.paths(editie)
    if where.raw.exists() and not _is_made_up(where):
        raise WrongUseError(f"data/raw/{editie} bestaat al en is geen voorbeeld; kies een andere naam.")
    with slot.hold(where, "vsvanalyse example"):
        forms = write_example(where, studie=studie or FIRST, count=vsvs, seed=zaad, with_mistakes=met_fouten)
    click.echo(f"{len(forms)} verzonnen formulieren in {where.forms}")
    return OK


def _is_made_up(where: EditionPaths) -> bool:
    from vsvanalyse import edition

    return edition.load(where).verzonnen


def _edition(editie: str) -> EditionPaths:
    from vsvanalyse import edition

    return edition.opened(editie)


def _process(where: EditionPaths) -> Round:
    from vsvanalyse.process import pipeline

    click.echo("Lezen, controleren en scheiden ...", err=True)
    return pipeline.process(where)


def _ask(where: EditionPaths) -> None:
    """Ask what people still have to settle about an edition before a mean says anything."""
    from vsvanalyse import edition

    if question := edition.load(where).question:
        click.echo(f"Vraag: {question}", err=True)


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
    from vsvanalyse.edition import EditionError
    from vsvanalyse.exhibits.kinds import ExhibitError
    from vsvanalyse.intake.books import MappingError
    from vsvanalyse.process.slot import BusyError
    from vsvanalyse.render.pptx import TemplateError
    from vsvanalyse.reporting.formats import FormatError
    from vsvanalyse.reporting.parameters import ParameterError
    from vsvanalyse.reporting.plan import PlanError
    from vsvanalyse.reporting.pool import ExecutorError
    from vsvanalyse.scenarios import ScenarioError
    from vsvanalyse.scenarios.payers import PayersError
    from vsvanalyse.separation import RulesError

    if isinstance(error, BusyError):
        click.echo(f"{error}", err=True)
        return BUSY
    foreseen = (
        code_lists.CodelistError, EditionError, ExecutorError, ExhibitError, FormatError, MappingError, PayersError, RulesError, ParameterError, PlanError,
        ScenarioError, TemplateError,
    )  # fmt: skip
    if isinstance(error, foreseen):
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
