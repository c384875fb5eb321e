"""Files as they must be here: written whole or not at all, and read in the encodings that Excel makes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; it gets the final name only when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.deel-{os.getpid()}{path.suffix}")
    try:
        yield half
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


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
