"""Make the pages of an edition that are not there yet: in parallel, going on after a failure, with a manifest at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsvanalyse import basiskader
from vsvanalyse.edition import EditionPaths
from vsvanalyse.files import unfinished, write_bytes, write_file
from vsvanalyse.process import slot
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import VSV
from vsvanalyse.reporting import guard, identity, parameters
from vsvanalyse.reporting.around import (
    FAILED,
    HELD,
    RELEASED,
    Made,
    Outcome,
    exhibits_file,
    returned,
    stand_in,
    write_index,
    write_manifest,
    write_workbooks,
)
from vsvanalyse.reporting.crate import write_crate
from vsvanalyse.reporting.formats import CALLED, XLSX, formats_for
from vsvanalyse.reporting.identity import Journal, Record
from vsvanalyse.reporting.plan import Page
from vsvanalyse.reporting.scenario_pages import SCENARIO_PREFIX, write_scenario_pages
from vsvanalyse.scenarios import load_scenarios
from vsvanalyse.workers import cores, give_back_memory

if TYPE_CHECKING:
    from vsvanalyse.reporting.pool import Submit

CELL_SECONDS = 600


@dataclass(frozen=True)
class Heard:
    """What a run tells while it goes on: how many pages it makes and why, and what became of each."""

    begin: Callable[[Sequence[tuple[Page, str]]], object] = lambda _: None
    tick: Callable[[Outcome], object] = lambda _: None


def check_parameters(pages: Sequence[Page]) -> None:
    """Raise ParameterError for the first page whose parameters do not fit, before anything runs."""
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
    again: bool = False,
    executor: str = "",
    formats: Sequence[str] = (),
    template: bytes = b"",
    heard: Heard = Heard(),
) -> list[Outcome]:
    """Make the pages, the index and the manifest in ``reports/<editie>/``, and give what became of each, in their order.

    A page that is there, made from the same, is not made ``again`` unless asked. ``everything`` are all pages of the edition when
    ``pages`` are only some; the index keeps those made earlier. A cell of a notebook that takes longer than ``cell_seconds``,
    default ten minutes, fails. ``formats`` are those to make of every page (`formats`); by default what its audience gets; ``template`` is that of slides. Pages are made by processes of this machine, or by an ``executor`` (`pool.opened`).

    Raises ParameterError, BusyError and ExecutorError before anything is made. A page that fails, or that the guard does not
    release, gets a page that says so, and its traceback goes to ``logboek/``.
    """
    check_parameters(pages)
    with slot.hold(where, "vsvanalyse report"), basiskader.using(data.lists):
        made_from = identity.sources(where, data)
        journal = Journal(where)
        forms = {page.name: formats_for(page.audience, formats) for page in pages}
        wanted = {page.name: identity.parts(page, made_from, forms[page.name], template) for page in pages}
        before = journal.records
        stale = [
            page for page in pages if again or not _stands(where, before.get(page.name), wanted[page.name])
        ]
        why = {page.name: identity.changed(wanted[page.name], before.get(page.name)) for page in stale}
        heard.begin([(page, "gevraagd" if again else why[page.name]) for page in stale])
        if stale:
            # What runs notebooks takes longer to import than to find that nothing has changed.
            from vsvanalyse.reporting import group, pool

            size = min(workers or cores(), len(stale))
            with pool.opened(executor, size) as submit, _scratch(where, executor) as scratch:
                at_hand = _at_hand(where, data, scratch)
                # What is at hand is in memory that all share; the edition as it was read can go.
                data = group.read(at_hand)
                give_back_memory()
                limit = cell_seconds or CELL_SECONDS
                for made in _made(where, data, stale, wanted, forms, template, at_hand, limit, submit):
                    _write(where, made, wanted[made.outcome.page.name], journal)
                    heard.tick(made.outcome)
        return _close(where, data, pages, everything or pages, made_from, journal, formats)


def unready(where: EditionPaths, data: EditionData, pages: Sequence[Page]) -> list[str]:
    """Name the pages that are not there, not released, or made from something else than they would be made from now.

    In which forms a page was made is for whoever made it to say.
    """
    made_from, records = identity.sources(where, data), Journal(where).records
    found = []
    for page in pages:
        record = records.get(page.name)
        forms = {"vormen": record.delen.get("vormen", "")} if record else {}
        if not _stands(where, record, identity.parts(page, made_from) | forms):
            found.append(page.name)
    return found


def _stands(where: EditionPaths, record: Record | None, now: Mapping[str, str]) -> bool:
    """Whether a page is there, released, and made from what it would be made from now."""
    return (
        record is not None
        and record.status == RELEASED
        and record.delen == now
        and identity.whole(where, record)
    )


@contextmanager
def _scratch(where: EditionPaths, executor: str) -> Iterator[Path]:
    """Give a folder for what a run needs only while it lasts; a cluster must reach it."""
    with unfinished(where.processed if executor else slot.scratch(where)) as folder:
        folder.mkdir(mode=0o700, parents=True)
        yield folder


def _at_hand(where: EditionPaths, data: EditionData, scratch: Path) -> Path:
    """Write what all pages rest on, once worked out."""
    from vsvanalyse.reporting import group

    group.work_out(data, load_scenarios(where) if len(data.taakkosten) else {})
    return group.write(data, scratch / "editie.pickle")


def _made(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    wanted: Mapping[str, Mapping[str, str]],
    forms: Mapping[str, tuple[str, ...]],
    template: bytes,
    at_hand: Path,
    cell_seconds: int,
    submit: Submit,
) -> Iterator[Made]:
    """Give each page as it comes, to be written here: whoever stops a run stops this process, so that it leaves no half file."""
    from vsvanalyse.reporting import pool
    from vsvanalyse.reporting.jobs import Job

    started = {}
    for page in pages:
        _remove(where, page)
        mark = identity.digest(wanted[page.name])[: identity.SHORT]
        trail = at_hand.with_name(f"{page.name}.jsonl")
        job = Job(page, where, at_hand, trail, cell_seconds, mark, forms[page.name], template)
        started[submit(job)] = job
    for future in _as_they_end(set(started)):
        # Taken out, so that a page that was written is not kept until the last.
        yield pool.outcome(started.pop(future), data, future)


def _as_they_end(pending: set[Future[Made]]) -> Iterator[Future[Made]]:
    """Give each future when it is done."""
    while pending:
        # Ctrl-C does not wake a thread that waits without end, on Windows.
        done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
        while done:
            yield done.pop()


def _remove(where: EditionPaths, page: Page) -> None:
    """Remove what an earlier run told of a page beside the page itself."""
    for kind in ("log", "ipynb"):
        (where.reports / "logboek" / f"{page.name}.{kind}").unlink(missing_ok=True)
    (where.reports / "notebooks" / f"{page.name}.ipynb").unlink(missing_ok=True)
    for end in CALLED:
        page.file(where).with_name(page.name + end).unlink(missing_ok=True)
    exhibits_file(where, page.name).unlink(missing_ok=True)


def _write(where: EditionPaths, made: Made, parts: Mapping[str, str], journal: Journal) -> None:
    for path, content in made.files.items():
        if isinstance(content, bytes):
            write_bytes(path, content)
        else:
            write_file(path, content)
    one = made.outcome
    files = identity.hashes(where, made.files)
    journal.add(Record(one.page.name, one.page.parameters, one.status, one.reason, parts, files, made.own))


def _close(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    everything: Sequence[Page],
    made_from: dict[str, Any],
    journal: Journal,
    formats: Sequence[str],
) -> list[Outcome]:
    """Write what stands around the pages, with what became of those of earlier runs; give the outcomes of these in order."""
    outcomes = {
        page.name: _told(page, journal.records[page.name])
        for page in everything
        if page.name in journal.records and page.file(where).is_file()
    }
    of_vsvs = {one.page.subject: name for name, one in outcomes.items() if one.page.subject}
    alike = guard.shared_figures({vsv: journal.records[name].eigen for vsv, name in of_vsvs.items()})
    for vsv, reason in alike.items():
        name = of_vsvs[vsv]
        told = stand_in(where, outcomes[name].page, data, HELD, f"de controle houdt het tegen: {reason}.")
        _remove(where, told.outcome.page)
        _write(where, told, journal.records[name].delen, journal)
        outcomes[name] = told.outcome
    known = list(outcomes.values())
    records = [journal.records[one.page.name] for one in known]
    sent_back = returned(where)
    delen = {
        "rond": identity.digest(
            [made_from, sent_back, [*formats], [(one.naam, one.status, one.mark) for one in records]]
        )
    }
    around = journal.around
    if around is None or around.delen != delen or not identity.whole(where, around):
        annexed = [
            one.page
            for one in known
            if one.status == RELEASED and XLSX in formats_for(one.page.audience, formats)
        ]
        made = write_workbooks(where, data, annexed, delen["rond"][: identity.SHORT])
        scenarios = write_scenario_pages(where, data)
        made += [write_index(where, data, known, scenarios, sent_back)]
        made += [
            path
            for stem in scenarios
            for path in (where.reports / f"{stem}.html", exhibits_file(where, stem))
        ]
        around = Record("rond", {}, RELEASED, "", delen, identity.hashes(where, made))
    write_manifest(where, made_from, [one.page.notebook for one in known], records, around)
    write_crate(where, data, made_from, records, around)
    journal.close()
    return [outcomes[page.name] for page in pages]


def _told(page: Page, record: Record) -> Outcome:
    return Outcome(replace(page, parameters=dict(record.parameters)), record.status, record.reden)


def clear_stale_pages(where: EditionPaths, pages: Sequence[Page]) -> None:
    """Remove pages of earlier runs that this edition no longer has."""
    wanted = {page.file(where) for page in pages} | {where.reports / "index.html"}
    for path in where.reports.glob("*.html"):
        if path not in wanted and not path.name.startswith(SCENARIO_PREFIX):
            path.unlink()
    for folder in (where.reports / VSV).glob("*"):
        if folder not in {path.parent for path in wanted}:
            shutil.rmtree(folder)


__all__ = [
    "FAILED",
    "HELD",
    "RELEASED",
    "Heard",
    "Outcome",
    "check_parameters",
    "clear_stale_pages",
    "make_reports",
]
