"""What the commands that make reports do; heavy imports wait until they are needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vsvanalyse.cli.scenario import FINDINGS, OK

if TYPE_CHECKING:
    from pathlib import Path

    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.reporting.plan import Page

_NAMED = 12


def list_pages(where: EditionPaths, only: Sequence[str], scenarios: Sequence[str], featured: str) -> int:
    """Print what ``only`` takes: name, VSV and title of each page."""
    from vsvanalyse.process import pipeline
    from vsvanalyse.reporting import plan

    everything = plan.make_plan(where.root, pipeline.load(where.id, where.root), (), scenarios, featured)
    for page in _kept(everything, only):
        click.echo(f"{page.name}\t{page.subject}\t{page.title}")
    return OK


def make(
    where: EditionPaths,
    only: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    featured: str = "",
    *,
    workers: int | None = None,
    cell_seconds: int | None = None,
    again: bool = False,
    executor: str = "",
    formats: str = "",
    template: Path | None = None,
) -> int:
    """Make the pages that are not there yet, or all ``again``, and say what became of them; gives the exit code."""
    from tqdm import tqdm

    from vsvanalyse.process import pipeline
    from vsvanalyse.reporting import batch, plan
    from vsvanalyse.reporting.formats import asked

    loaded = [pipeline.load(where.id, where.root)]
    everything = plan.make_plan(where.root, loaded[0], (), scenarios, featured)
    pages = _kept(everything, only)
    if not only:
        batch.clear_stale_pages(where, pages)
    with tqdm(desc="Rapporten", unit="rapport", disable=not sys.stderr.isatty()) as bar:

        def begin(stale: Sequence[tuple[Page, str]]) -> None:
            bar.reset(total=len(stale))
            for line in _why(stale, len(pages)):
                click.echo(line)

        outcomes = batch.make_reports(
            where,
            loaded.pop(),  # Not kept here: a large edition is let go of as soon as it is at hand for all.
            pages,
            workers=workers,
            everything=everything,
            cell_seconds=cell_seconds,
            again=again,
            executor=executor,
            formats=asked(formats),
            template=_template(template),
            heard=batch.Heard(begin, lambda _: bar.update()),
        )
    bad = [outcome for outcome in outcomes if outcome.status != batch.RELEASED]
    for outcome in bad:
        click.echo(f"{outcome.page.name}: {outcome.status}: {outcome.reason}", err=True)
    click.echo(f"{len(outcomes) - len(bad)} van {len(outcomes)} rapporten uitgegeven.")
    click.echo(f"Begin hier: {where.reports / 'index.html'}")
    return FINDINGS if bad else OK


def _template(path: Path | None) -> bytes:
    """Read a template and try it, before any page is made; raises TemplateError."""
    if path is None:
        return b""
    from vsvanalyse.render import pptx

    content = path.read_bytes()
    pptx.opened(content)
    return content


def let_go(where: EditionPaths) -> int:
    """Write down which figures of which VSVs leave, and say what can be sent; gives the exit code.

    Only what is there as it would be made now can leave: other pages may rest on what was released since.
    """
    import datetime

    from vsvanalyse.process import pipeline, releases
    from vsvanalyse.release import ANALYST
    from vsvanalyse.reporting import batch, plan

    data = pipeline.load(where.id, where.root)
    pages = [page for page in plan.make_plan(where.root, data) if page.audience != ANALYST]
    if waiting := batch.unready(where, data, pages):
        click.echo(
            f"Nog niet vrij te geven: {', '.join(waiting)}. Draai eerst 'vsvanalyse report {where.id}'.",
            err=True,
        )
        return FINDINGS
    groups = {year: data.vsvs_of(year) for year in data.years}
    new = releases.add(where, groups, datetime.date.today())
    for page in pages:
        click.echo(
            f"{page.audience}\t{page.subject}\t{page.folder(where) if page.subject else page.file(where)}"
        )
    click.echo(
        f"Vastgelegd in {where.released}: {new} nieuw. Een latere ronde over bijna dezelfde VSV's "
        "laat dan weg wat het verschil zou verraden."
    )
    return OK


def _why(stale: Sequence[tuple[Page, str]], count: int) -> list[str]:
    """Say in Dutch which pages are made and why, those for the same reason together."""
    told = [f"{count - len(stale)} van {count} rapporten zijn onveranderd en blijven staan."]
    for why in dict.fromkeys(reason for _, reason in stale):
        names = [page.name for page, reason in stale if reason == why]
        more = f" en nog {len(names) - _NAMED}" if len(names) > _NAMED else ""
        told.append(f"Gemaakt worden er {len(names)} ({why}): {', '.join(names[:_NAMED])}{more}.")
    return told if len(stale) < count else told[1:]


def _kept(everything: Sequence[Page], only: Sequence[str]) -> list[Page]:
    from vsvanalyse.reporting import plan

    try:
        return plan.keep(everything, only)
    except ValueError as error:
        raise click.UsageError(f"--alleen: {error}.") from error
