"""Make all pages of an edition: in parallel, going on after a failure, with a manifest at the end."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import nbformat

from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits.kinds import ExhibitError
from vsvanalyse.files import unfinished, write_file
from vsvanalyse.process import slot, store
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, VSV
from vsvanalyse.render import html
from vsvanalyse.reporting import document, execution, guard, parameters
from vsvanalyse.reporting.around import (
    FAILED,
    HELD,
    RELEASED,
    Outcome,
    exhibits_file,
    failure_page,
    write_index,
    write_manifest,
    write_workbooks,
)
from vsvanalyse.reporting.plan import Page
from vsvanalyse.reporting.scenario_pages import SCENARIO_PREFIX, write_scenario_pages


def check_parameters(pages: Sequence[Page]) -> None:
    """Raise ParameterError for the first page whose parameters do not fit, before any kernel starts."""
    for page in pages:
        parameters.check(page.notebook, page.parameters)


def make_reports(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    *,
    workers: int | None = None,
    everything: Sequence[Page] = (),
    cell_seconds: int | None = None,
    tick: Callable[[Outcome], object] = lambda _: None,
) -> list[Outcome]:
    """Make the pages, the index and the manifest in ``reports/<editie>/``; ``tick`` hears of each page done.

    ``everything`` are all pages of the edition when ``pages`` are only some; the index keeps those made earlier. A cell of
    a notebook that takes longer than ``cell_seconds``, default ten minutes, fails.

    Raises ParameterError and BusyError before anything runs. A page that fails, or that the guard does not
    release, gets a page that says so, and its traceback goes to ``logboek/``.
    """
    check_parameters(pages)
    with slot.hold(where, "vsvanalyse report"):
        workers = workers or min(len(pages), os.cpu_count() or 1) or 1
        outcomes = _make_all(where, data, pages, workers, cell_seconds or execution.CELL_SECONDS, tick)
        return _close(where, data, pages, everything or pages, outcomes)


def _make_all(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    workers: int,
    cell_seconds: int,
    tick: Callable[[Outcome], object],
) -> list[Outcome]:
    """Make the pages in threads, and write each here: whoever stops a run stops this thread, so that it leaves no half file."""
    for page in pages:
        (where.reports / "logboek" / f"{page.name}.log").unlink(missing_ok=True)
        exhibits_file(where, page.name).unlink(missing_ok=True)
    outcomes = []
    with unfinished(slot.scratch(where)) as scratch, ThreadPoolExecutor(workers) as pool:
        scratch.mkdir(mode=0o700)
        pending = {pool.submit(_make, where, data, page, scratch, cell_seconds) for page in pages}
        try:
            while pending:
                # Ctrl-C does not wake a thread that waits without end, on Windows.
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for outcome, made in (one.result() for one in done):
                    for path, text in made.items():
                        write_file(path, text)
                    outcomes.append(outcome)
                    tick(outcome)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return outcomes


def _close(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    everything: Sequence[Page],
    outcomes: list[Outcome],
) -> list[Outcome]:
    """Write the index and the manifest, with what became of the pages of earlier runs; give these outcomes in order."""
    order = {page.name: i for i, page in enumerate(pages)}
    used = _scenario_hash(where)
    outcomes = [replace(one, scenarios=used) for one in outcomes]
    outcomes.sort(key=lambda outcome: order[outcome.page.name])
    earlier = [o for o in _earlier(where, everything) if o.page.name not in order]
    places = {page.name: i for i, page in enumerate(everything)}
    known = sorted([*outcomes, *earlier], key=lambda outcome: places[outcome.page.name])
    write_workbooks(where, data, [one.page for one in known if one.status == RELEASED])
    write_index(where, data, known, write_scenario_pages(where, data))
    write_manifest(where, known)
    return outcomes


def _scenario_hash(where: EditionPaths) -> str:
    """Hash all scenario files and decisions together."""
    text = json.dumps(store.scenario_hashes(where), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _earlier(where: EditionPaths, pages: Sequence[Page]) -> list[Outcome]:
    """Give what became of the pages of an earlier run that are still there."""
    manifest = where.reports / "manifest.json"
    if not manifest.is_file():
        return []
    told = {r["naam"]: r for r in json.loads(manifest.read_text(encoding="utf-8"))["rapporten"]}
    return [
        Outcome(
            replace(page, parameters=told[page.name]["parameters"]),
            told[page.name]["status"],
            told[page.name]["reden"],
            told[page.name].get("scenarios", ""),
        )
        for page in pages
        if page.name in told and page.file(where).is_file()
    ]


def _make(
    where: EditionPaths, data: EditionData, page: Page, scratch: Path, cell_seconds: int
) -> tuple[Outcome, dict[Path, str]]:
    """Give what becomes of one page, and the text of each file that it consists of."""
    log = where.reports / "logboek" / f"{page.name}.log"
    title = f"{page.title} - {data.edition.naam}"
    # What is sent to a VSV leads nowhere.
    up = "" if page.subject else "index.html"

    def without(status: str, reason: str, told: str = "") -> tuple[Outcome, dict[Path, str]]:
        made = {page.file(where): failure_page(title, reason, data.edition.verzonnen, up=up)}
        return Outcome(page, status, reason), made | ({log: told} if told else {})

    try:
        executed = execution.execute(
            page.notebook, page.parameters, where.root, scratch / f"{page.name}.json", cell_seconds
        )
        shown = document.exhibits(executed)
        text = html.page(title, document.parts(executed, sent=page.audience != ANALYST), up=up)
    except execution.NotebookError as error:
        return without(FAILED, str(error), f"{error}\n{error.shown}\n")
    except ExhibitError as error:
        return without(FAILED, f"{error}.", f"{error}\n")
    except Exception as error:
        # Anything may go wrong in a notebook; one VSV's report must never stop the others.
        reason = f"het maken is mislukt; de technische reden staat in logboek/{log.name}."
        return without(FAILED, reason, f"{type(error).__name__}: {error}\n")
    told = [one.exhibit for one in shown]
    wrong = [f"'{one.exhibit.id}' is voor {one.audience}" for one in shown if one.audience != page.audience]
    if wrong := wrong or guard.faults(text, told, data, page.subject, totals=page.totals):
        return without(HELD, "de controle van de uitkomst houdt het tegen: " + "; ".join(wrong) + ".")
    return Outcome(page, RELEASED), {
        page.file(where): text,
        exhibits_file(where, page.name): document.write(shown),
        where.reports / "notebooks" / f"{page.name}.ipynb": nbformat.writes(executed) + "\n",
    }


def clear_stale_pages(where: EditionPaths, pages: Sequence[Page]) -> None:
    """Remove pages of earlier runs that this edition no longer has."""
    wanted = {page.file(where) for page in pages} | {where.reports / "index.html"}
    for path in where.reports.glob("*.html"):
        if path not in wanted and not path.name.startswith(SCENARIO_PREFIX):
            path.unlink()
    for folder in (where.reports / VSV).glob("*"):
        if folder not in {path.parent for path in wanted}:
            shutil.rmtree(folder)
