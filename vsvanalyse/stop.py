"""Being stopped: whoever stops a command is rid of it at once, and of everything that it started."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from types import FrameType

from vsvanalyse.files import discard_unfinished

MESSAGE = "Afgebroken; er is niets half geschreven."
BY_SIGNAL = 128
"""Exit codes of a command that was stopped begin here: 130 for Ctrl-C, 143 for a request to end, 129 for a closed terminal."""
INTERRUPTED = BY_SIGNAL + signal.SIGINT
starting = threading.RLock()
"""Held by who starts a process in a thread; a stop takes it for good, so that none is born after it counted its children."""
_heard: list[int] = []


def end_cleanly_when_stopped() -> None:
    """Let Ctrl-C, a request to end and a closing terminal end this process, its children and its half files.

    What was already told to take no notice of them (``nohup``) keeps doing so. Nothing is raised: an exception could come in
    the middle of anything, and be caught there.
    """
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    _heard[:] = [number for number in known if signal.getsignal(number) != signal.SIG_IGN]
    me = os.getpid()

    def stop(number: int, _frame: FrameType | None) -> None:
        # A worker that was forked off has the same handler, but the files and children are not its own.
        if os.getpid() == me:
            hear_no_more()
            starting.acquire(timeout=1)
            _kill_children()
            discard_unfinished()
            with suppress(OSError):
                os.write(2, f"{os.linesep if os.isatty(2) else ''}{MESSAGE}{os.linesep}".encode())
        os._exit(BY_SIGNAL + number)

    for number in _heard:
        signal.signal(number, stop)


def hear_no_more() -> None:
    """Take no notice of them any more: all is done, and Python itself would end with another exit code."""
    for number in _heard:
        signal.signal(number, signal.SIG_IGN)


def _kill_children() -> None:
    """Kill every descendant, again until there is none: a thread may just have started another."""
    import psutil

    for _ in range(10):
        children = psutil.Process().children(recursive=True)
        if not children:
            return
        for child in children:
            with suppress(psutil.Error):
                child.kill()
        psutil.wait_procs(children, timeout=0.1)
