"""Workers that make pages: warm processes of this machine, or those of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from pebble import ProcessExpired, ProcessPool

from vsvanalyse import workers
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting import work
from vsvanalyse.reporting.work import Job, Made

_BY_THE_CLOCK = "Timeout ("
"""How Python begins to tell that it ended itself because a cell took too long."""
Submit = Callable[[Job], "Future[Made]"]


@contextmanager
def local(size: int) -> Iterator[Submit]:
    """Give what makes a page in one of so many processes of this machine; one that ends is replaced by another."""
    pool = ProcessPool(
        size, initializer=workers.begin, initargs=[work.__name__, work.MEMORY], context=workers.Context()
    )
    try:
        yield lambda job: pool.schedule(work.make, args=[job])
    finally:
        # Not close(): after Ctrl-C nothing that waits is to be made.
        pool.stop()
        pool.join()


def outcome(job: Job, data: EditionData, future: Future[Made]) -> Made:
    """Give what a worker made, or the page that says why its worker ended."""
    try:
        return future.result()
    except ProcessExpired:
        for process in {one["proces"] for one in work.trail(job)}:
            workers.end_all(process)
        return work.failed(job, data, f"{work.place(job)} {_why(job)}")


def _why(job: Job) -> str:
    watch = job.trail.with_suffix(".einde")
    if watch.is_file() and watch.read_text(errors="replace").startswith(_BY_THE_CLOCK):
        return f"duurde langer dan {job.cell_seconds} seconden. Maak de cel lichter, of geef met --celtijd meer tijd."
    return "is onverwacht gestopt, misschien doordat het geheugen vol was."
