"""Files as they must be here: written whole or not at all, and read in the encodings that Excel makes."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HALF_FILES = ".*.deel-*"
"""The pattern of the names of what is not ready; the number behind it is that of the process that made it."""
_unfinished: set[Path] = set()


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Give a hidden name beside a path, for what is not ready; what still has that name afterwards goes."""
    half = path.with_name(f".{path.name}.deel-{os.getpid()}")
    _unfinished.add(half)
    try:
        yield half
    finally:
        _remove(half)
        _unfinished.discard(half)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; it gets the final name only when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(path) as half:
        yield half
        os.replace(half, path)


def write_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file whole or not at all."""
    with whole(path) as half:
        half.write_text(text, encoding=encoding, newline="\n")
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    with whole(path) as half:
        half.write_bytes(content)
    return path


def discard_unfinished() -> None:
    """Remove what this process has not finished; for a process that is about to end.

    Again until it is gone: another thread of this process may write into a folder while it is removed.
    """
    for _ in range(50):
        left = [half for half in tuple(_unfinished) if half.exists()]
        if not left:
            return
        for half in left:
            _remove(half)


def clear_half_files(found: Iterable[Path]) -> None:
    """Remove of these paths the half files whose process no longer lives."""
    for path in found:
        maker = re.search(r"\.deel-(\d+)$", path.name)
        if maker and path not in _unfinished and not _lives(int(maker[1])):
            _remove(path)


def _lives(pid: int) -> bool:
    import psutil

    # A number can come back: what an earlier process with the number of this one left is not of this one.
    if pid == os.getpid():
        return False
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def decode(data: bytes) -> str:
    """Read text as UTF-8, with or without byte-order mark, or else as cp1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def reading_fault(error: OSError) -> str:
    """Say in Dutch why a file cannot be read."""
    kinds = {
        FileNotFoundError: "bestaat niet",
        IsADirectoryError: "is een map",
        PermissionError: "geen toegang",
    }
    reason = (
        "verwijst naar zichzelf" if error.errno == errno.ELOOP else kinds.get(type(error), error.strerror)
    )
    return f"niet te lezen ({reason})."
