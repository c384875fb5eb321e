"""Read files where they can do no harm: in processes of their own, with a budget of memory and seconds.

A file can abort its reader, hang it, or fill all memory, and no `try` catches that. Here it ends one process, and
is a finding; the other files go on.

Why spawned processes: a fork copies the locks of threads that it does not copy (pyarrow and a notebook's kernel leave
threads behind), and a fork server stays behind and is no help on Windows. A spawned process must import what it
uses, so the reader does without pandas: a process costs 0,1 s, as much as reading two forms.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from vsvanalyse.intake.findings import thresholds

if TYPE_CHECKING:
    from vsvanalyse.intake.reader import Registration
    from vsvanalyse.intake.received import File

_MOST_WORKERS = 8
_NO_MEMORY = 77
_swapping = threading.Lock()


def read_files(files: Sequence[File]) -> list[Registration]:
    """Read every file by itself; gives one Registration a file, in the order of the files."""
    found: dict[int, Registration] = {}
    for last in (False, True):
        left = [i for i in range(len(files)) if i not in found]
        found |= _read_in_pool({i: files[i] for i in left}, last) if left else {}
    return [found[i] for i in range(len(files))]


def _read_in_pool(files: dict[int, File], last: bool) -> dict[int, Registration]:
    """Read files; what was not reached because the pool itself broke is left out, unless this is the last try."""
    workers = min(len(files), _cores(), _MOST_WORKERS)
    seconds = thresholds()["lees_seconden"]
    pool = ProcessPool(workers, initializer=_begin, initargs=[_memory()], context=_Context())
    try:
        started = {i: pool.schedule(_read, args=file, timeout=seconds) for i, file in files.items()}
        read = {}
        for i, future in started.items():
            with suppress(*(() if last else (BrokenProcessPool,))):
                read[i] = _outcome(future, files[i], seconds)
        return read
    finally:
        # Not close(): after Ctrl-C nothing that waits is to be read.
        pool.stop()
        pool.join()


def _outcome(future: Future[Registration], file: File, seconds: float) -> Registration:
    from vsvanalyse.intake.reader import refused
    from vsvanalyse.intake.workbook import UnreadableFileError

    try:
        return future.result()
    except TimeoutError:
        reason = f"Het lezen van het bestand duurde langer dan {seconds:.0f} seconden en is afgebroken."
    except ProcessExpired as error:
        reason = (
            "Het lezen van het bestand vraagt te veel geheugen en is afgebroken."
            if error.exitcode == _NO_MEMORY
            else "Het lezen van het bestand brak af: het bestand is beschadigd, te groot of met opzet zo gemaakt."
        )
    except BrokenProcessPool:
        raise
    except BaseException as error:
        if os.environ.get("VSVANALYSE_DEBUG") or isinstance(error, KeyboardInterrupt):
            raise
        reason = f"Het lezen van het bestand ging mis ({type(error).__name__})."
    return refused(*file, UnreadableFileError("B01", reason))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    return int(thresholds()["lees_geheugen_mib"]) * 2**20


def _begin(memory: int) -> None:
    """Prepare a worker: import the reader first, then take the rest of the memory away."""
    # Threads of a linear algebra library cost more than all that the reader computes.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import vsvanalyse.intake.reader  # noqa: F401

    # A reader that aborts or panics writes about itself; the finding says it in Dutch.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # Python would handle the signal only after the hanging call; the pool then waits for it in vain.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        size = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _address_space() -> int:
    """Give what this process has of addresses already, in bytes; 0 where the system does not tell."""
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _read(*file: object) -> Registration:
    """Read one file in a worker."""
    from vsvanalyse.intake import reader

    with _alarm(2 * int(thresholds()["lees_seconden"])):
        try:
            return reader.read_file(*file)
        except MemoryError:
            # What did not fit may still be held: a next file gets a new process.
            os._exit(_NO_MEMORY)


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    """End this process after so many seconds, also when nobody is left to watch it."""
    if not hasattr(signal, "alarm"):
        yield
        return
    signal.alarm(seconds)
    yield
    signal.alarm(0)


class _Process(SpawnProcess):
    """A spawned process that knows nothing of the program that started it.

    multiprocessing runs the caller's own script again in every new process, which must then be guarded by
    ``if __name__ == "__main__"``. A script of three lines that reads a form has no such guard, and needs none.
    """

    @staticmethod
    def _Popen(process: multiprocessing.process.BaseProcess) -> object:
        with _swapping:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = types.ModuleType("__main__")
            try:
                return SpawnProcess._Popen(process)
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Process
