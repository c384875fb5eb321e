"""One writer at a time on an edition; whoever comes second hears who holds it.

The operating system holds the lock, so that one left by a run that was killed never blocks.
"""

from __future__ import annotations

import datetime
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vsvanalyse.edition import EditionPaths
from vsvanalyse.files import HALF_FILES, clear_half_files

if sys.platform == "win32":
    import msvcrt

    def _lock(slot: int) -> None:
        # Nobody can read a byte that is locked there, so the locked one stands far behind the text.
        os.lseek(slot, 1 << 30, os.SEEK_SET)
        msvcrt.locking(slot, msvcrt.LK_NBLCK, 1)

    def _unlock(slot: int) -> None:
        os.lseek(slot, 1 << 30, os.SEEK_SET)
        msvcrt.locking(slot, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(slot: int) -> None:
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(slot: int) -> None:
        fcntl.flock(slot, fcntl.LOCK_UN)


_POLL = 0.1
_held: dict[Path, int] = {}


class BusyError(Exception):
    """Somebody else is writing to the edition; the message is Dutch and says who."""


@contextmanager
def hold(where: EditionPaths, command: str, patience: float = 0) -> Iterator[None]:
    """Be the only process that writes to an edition, and clear the half files that earlier ones left there.

    Within one process it may be held again. Raises BusyError when another process still holds it after ``patience`` seconds.
    """
    path = where.processed.with_name(f".{where.id}.slot")
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    slot = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _take(slot, where, time.monotonic() + patience)
        _held[path] = slot
        _write(slot, f"{os.getpid()}\n{command}\n{datetime.datetime.now():%d-%m-%Y %H:%M}")
        clear_left(where)
        yield
    finally:
        if _held.pop(path, None) is not None:
            _write(slot, "")
            _unlock(slot)
        os.close(slot)


def clear_left(where: EditionPaths) -> None:
    """Remove the half files that runs which no longer live left of an edition."""
    own, passing = f".{where.id}.deel-*", f".{scratch(where).name}.deel-*"
    clear_half_files(where.processed.parent.glob(own))
    clear_half_files(scratch(where).parent.glob(passing))
    for folder in (where.raw, where.reports):
        clear_half_files(folder.rglob(HALF_FILES))


def scratch(where: EditionPaths) -> Path:
    """Give the path of what a run needs only while it lasts, outside everything that is kept."""
    return Path(tempfile.gettempdir()) / f"vsvanalyse-{where.id}"


def _take(slot: int, where: EditionPaths, until: float) -> None:
    while True:
        try:
            return _lock(slot)
        except (BlockingIOError, PermissionError):
            pid, command, since = [*_read(slot).split("\n"), "", ""][:3]
        if pid in _parents():
            raise BusyError(
                f"De invoer van editie '{where.id}' is veranderd terwijl dit werd gemaakt. Draai opnieuw."
            )
        if time.monotonic() >= until:
            who = (
                f"{command} (proces {pid}) werkt eraan sinds {since}"
                if pid
                else "een andere opdracht werkt eraan"
            )
            raise BusyError(f"Editie '{where.id}' is bezet: {who}. Wacht tot dat klaar is, of stop het.")
        time.sleep(_POLL)


def _parents() -> set[str]:
    """Give who started this process: the one above it, or for whom that one did."""
    above = multiprocessing.parent_process()
    return {str(os.getppid()), str(above.pid) if above else ""} - {""}


def _read(slot: int) -> str:
    os.lseek(slot, 0, os.SEEK_SET)
    return os.read(slot, 1000).decode("utf-8", errors="replace")


def _write(slot: int, text: str) -> None:
    os.lseek(slot, 0, os.SEEK_SET)
    os.ftruncate(slot, 0)
    os.write(slot, text.encode())


def _let_go() -> None:
    """A worker that was forked off would hold the lock for as long as it lives."""
    for slot in _held.values():
        os.close(slot)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
