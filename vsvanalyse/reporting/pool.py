"""Workers that make pages: warm processes of this machine, or those of a cluster that reaches the same folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager

from pebble import ProcessExpired, ProcessPool

from vsvanalyse import workers
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting import jobs
from vsvanalyse.reporting.around import Made
from vsvanalyse.reporting.jobs import Job

CLUSTER = "dask://"
_BY_THE_CLOCK = "Timeout ("
"""How Python begins to tell that it ended itself because a cell took too long."""
Submit = Callable[[Job], "Future[Made]"]


class ExecutorError(ValueError):
    """An address of workers that leads nowhere; the message is Dutch."""


def opened(address: str, size: int) -> AbstractContextManager[Submit]:
    """Give what makes a page in a worker: of this machine, ``size`` of them, or of the cluster at an address ``dask://host:port``.

    Raises ExecutorError for another kind of address, and where nobody answers.
    """
    if not address:
        return _local(size)
    if not address.startswith(CLUSTER):
        raise ExecutorError(f"Onbekende uitvoerder '{address}'. Geef {CLUSTER}machine:poort, of niets.")
    return _cluster(address.removeprefix(CLUSTER))


@contextmanager
def _local(size: int) -> Iterator[Submit]:
    """Start so many processes; one that ends is replaced by another."""
    pool = ProcessPool(
        size,
        initializer=workers.begin,
        initargs=[jobs.MAKER, jobs.MEMORY],
        context=workers.Context(),
    )
    try:
        yield lambda job: pool.schedule(jobs.make, args=[job])
    finally:
        # Not close(): after Ctrl-C nothing that waits is to be made.
        pool.stop()
        pool.join()


@contextmanager
def _cluster(place: str) -> Iterator[Submit]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ExecutorError("Een cluster vraagt 'pip install vsvanalyse[cluster]'.") from error
    try:
        client = Client(f"tcp://{place}", timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExecutorError(f"Op {CLUSTER}{place} antwoordt geen cluster.") from error
    with client, client.get_executor(pure=False) as executor:
        yield lambda job: executor.submit(jobs.make, job)


def outcome(job: Job, data: EditionData, future: Future[Made]) -> Made:
    """Give what a worker made, or the page that says why its worker ended."""
    try:
        return future.result()
    except ProcessExpired:
        for process in {one["proces"] for one in jobs.trail(job)}:
            workers.end_all(process)
        return _ended(job, data)
    except Exception as error:
        # A cluster has errors of its own for a worker that ended; one page must never stop the others.
        return _ended(job, data, f"{type(error).__name__}: {error}")


def _ended(job: Job, data: EditionData, log: str = "") -> Made:
    from vsvanalyse.reporting import work

    return work.failed(job, data, f"{work.place(job)} {_why(job)}", log)


def _why(job: Job) -> str:
    watch = job.trail.with_suffix(".einde")
    if watch.is_file() and watch.read_text(errors="replace").startswith(_BY_THE_CLOCK):
        return f"duurde langer dan {job.cell_seconds} seconden. Maak de cel lichter, of geef met --celtijd meer tijd."
    return "is onverwacht gestopt, misschien doordat het geheugen vol was."
