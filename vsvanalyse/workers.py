"""Processes that work for this one: they know nothing of its script, and end when it ends.

Never forked from this process: a fork copies the locks of threads that it does not copy, and pyarrow and a notebook's kernel
leave threads behind.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import types
from contextlib import suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from vsvanalyse.stop import starting

_THREADS = "OPENBLAS_NUM_THREADS"
"""Threads of a linear algebra library cost more than all that is computed here."""


def cores() -> int:
    """Give how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limit_memory(room: int) -> None:
    """Let this process have so many bytes more than it has now; where the system knows no such limit there is none."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        size = _address_space() + room
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def give_back_memory() -> None:
    """Give what is no longer used back to the system, so that other processes can have it."""
    import pyarrow

    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def begin(module: str, room: int) -> None:
    """Prepare a process that works for this one: import a module, have ``room`` bytes of memory, and end when this one ends.

    What a worker leaves running ends with it. Nothing that libraries write about themselves reaches a terminal.
    """
    os.environ[_THREADS] = "1"
    if hasattr(os, "setsid"):
        os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    # Python would handle the signal only after a hanging call; the pool then waits for it in vain.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # When it is there jsonschema builds a grammar of international addresses with it, a third of all that a worker loads; no notebook has one.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    importlib.import_module(module)
    limit_memory(room)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    end_all(os.getpid())
    os._exit(1)


def end_all(worker: int) -> None:
    """End a worker that called `begin`, and all that it started and that still runs."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(worker, signal.SIGKILL)


def _address_space() -> int:
    """Give what this process has of addresses already, in bytes; 0 where the system does not tell."""
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


class _Process(SpawnProcess):
    """A spawned process that knows nothing of the program that started it.

    multiprocessing runs the caller's own script again in every new process, which must then be guarded by
    ``if __name__ == "__main__"``. A script of three lines that reads a form has no such guard, and needs none.
    """

    @staticmethod
    def _Popen(process: multiprocessing.process.BaseProcess) -> Any:
        with starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = types.ModuleType("__main__")
            try:
                return SpawnProcess._Popen(process)
            finally:
                sys.modules["__main__"] = main


class Context(SpawnContext):
    """What a pool starts its processes with."""

    Process = _Process
