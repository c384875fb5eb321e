"""Read files where they can do no harm: in processes of their own, with a budget of memory and seconds.

A file can abort its reader, hang it, or fill all memory, and no `try` catches that. Here it ends one process, and
is a finding; the other files go on.

A worker must import what it uses, so the reader does without pandas: a process costs 0,1 s, as much as reading two forms.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from vsvanalyse import basiskader, workers
from vsvanalyse.intake.findings import thresholds

if TYPE_CHECKING:
    from pathlib import Path

    from vsvanalyse.intake.received import File
    from vsvanalyse.intake.records import Registration

_MOST_WORKERS = 8
_NO_MEMORY = 77
_PATIENCE = 5
"""How many times as long reading may take by the clock as by the processor: other programs want it too."""
_FULL = "Het lezen van het bestand vraagt te veel geheugen en is afgebroken."
_BROKE = "Het lezen van het bestand brak af: het bestand is beschadigd, te groot of met opzet zo gemaakt."
_NO_SECONDS = -signal.SIGPROF if hasattr(signal, "SIGPROF") else None
T = TypeVar("T")


def read_files(files: Sequence[File]) -> list[Registration]:
    """Read every file by itself; gives one Registration a file, in the order of the files."""
    from vsvanalyse.intake.reader import refused
    from vsvanalyse.intake.workbook import UnreadableFileError

    read: dict[int, Registration] = {}
    for last in (False, True):
        left = [i for i in range(len(files)) if i not in read]
        if not left:
            break
        with _pool(len(left)) as start:
            started = {i: start(_read, files[i]) for i in left}
            for i, future in started.items():
                try:
                    read[i] = _result(future)
                except UnreadableFileError as error:
                    read[i] = refused(*files[i], error)
                except BrokenProcessPool:
                    # The pool itself broke: what it did not come to has a second chance.
                    if last:
                        read[i] = refused(*files[i], UnreadableFileError("B01", _BROKE))
    return [read[i] for i in range(len(files))]


def call(function: Callable[..., T], *args: object) -> T:
    """Call a function that opens a file, by itself; raises UnreadableFileError where that ended its process.

    The function and its arguments must be importable; an UnreadableFileError of its own comes through.
    """
    with _pool(1) as start:
        return _result(start(function, args))


class _Start(Protocol):
    """Starts a function in a worker."""

    def __call__(self, function: Callable[..., T], args: Sequence[object]) -> Future[T | _Fault]: ...


@contextmanager
def _pool(tasks: int) -> Iterator[_Start]:
    """Give what starts a function in a worker; afterwards no worker is left."""
    size = min(tasks, workers.cores(), _MOST_WORKERS)
    memory = int(thresholds()["lees_geheugen_mib"]) * 2**20
    pool = ProcessPool(
        size,
        initializer=_begin,
        initargs=[memory, basiskader.in_force()],
        context=workers.Context(),
    )

    seconds = _seconds()

    def start(function: Callable[..., T], args: Sequence[object]) -> Future[T | _Fault]:
        guarded: Callable[..., T | _Fault] = _guarded
        return pool.schedule(guarded, args=(seconds, function, *args), timeout=_clock_seconds(seconds))

    try:
        yield start
    finally:
        # Not close(): after Ctrl-C nothing that waits is to be read.
        pool.stop()
        pool.join()


def _begin(memory: int, lists: basiskader.Lists) -> None:
    """Prepare a process that reads files by the lists in force here."""
    workers.begin("vsvanalyse.intake.reader", memory)
    basiskader.put_in_force(lists)


def _result(future: Future[T | _Fault]) -> T:
    """Wait for what a worker gives; raises UnreadableFileError with the reason why it gave nothing."""
    from vsvanalyse.intake.workbook import UnreadableFileError

    slow = f"Het lezen van het bestand duurde langer dan {_seconds():.0f} seconden en is afgebroken."
    try:
        result = future.result()
    except TimeoutError:
        reason = slow
    except ProcessExpired as error:
        reason = {_NO_MEMORY: _FULL, _NO_SECONDS: slow}.get(error.exitcode, _BROKE)
    else:
        if not isinstance(result, _Fault):
            return result
        if isinstance(result.error, UnreadableFileError):
            raise result.error
        reason = f"Het lezen van het bestand ging mis ({result.error})."
    raise UnreadableFileError("B01", reason)


def _seconds() -> float:
    return thresholds()["lees_seconden"]


def _clock_seconds(seconds: float) -> float:
    """Give the time by the clock for so many seconds of the processor; it is all there is without such a timer."""
    return seconds * _PATIENCE if hasattr(signal, "setitimer") else seconds


def _read(path: Path, name: str) -> Registration:
    from vsvanalyse.intake.reader import read_file

    return read_file(path, name)


@dataclass(frozen=True)
class _Fault:
    """What went wrong in a worker: an UnreadableFileError, or only the kind of another error.

    An error of any kind need not survive the way back, and one that does not would break the pool.
    """

    error: Exception | str


def _guarded(seconds: float, function: Callable[..., T], *args: object) -> T | _Fault:
    """Call a function in a worker, for at most so many seconds of its processor."""
    from vsvanalyse.intake.workbook import UnreadableFileError

    with _budget(seconds):
        try:
            return function(*args)
        except MemoryError:
            # What did not fit may still be held: a next file gets a new process.
            os._exit(_NO_MEMORY)
        except UnreadableFileError as error:
            return _Fault(error)
        except BaseException as error:  # A panic of the Rust reader is no Exception.
            return _Fault(type(error).__name__)


@contextmanager
def _budget(seconds: float) -> Iterator[None]:
    """End this process after so many seconds of its processor, or long after by the clock if nobody watches it.

    Of the processor, because a machine that is busy with something else would have sound files refused. Both
    signals end a process at once, also in the middle of a call that never comes back.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 2 * _clock_seconds(seconds))
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.setitimer(signal.ITIMER_PROF, 0)
