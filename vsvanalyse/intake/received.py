"""What came in: list the files of a folder, name them as text, and open them without trusting them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path

from vsvanalyse.files import reading_fault
from vsvanalyse.intake.findings import thresholds

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|]')
_BYTES = {chr(0xDC00 + byte) for byte in range(0x80, 0x100)}
_FORMS = (".xlsx", ".xlsm", ".csv")
File = tuple[Path, str]
"""A file, and how it is called in findings."""


def registration_files(folder: Path) -> list[File]:
    """List the files of a folder as (path, name relative to it), sorted; editors' lock files are skipped.

    Whatever else has a name there is listed too (another suffix, a folder called x.xlsx, a link to nothing, a
    folder that cannot be opened), so that it becomes a finding instead of vanishing.
    """
    found: list[Path] = []

    def closed(error: OSError) -> None:
        if Path(error.filename) != folder:
            found.append(Path(error.filename))

    for place, folders, files in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not _skipped(name)]
        odd = (n for n in folders if n.lower().endswith(_FORMS) or os.path.islink(os.path.join(place, n)))
        found += [Path(place, name) for name in (*odd, *files) if not _skipped(name)]
    named = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    return name_files((path, name) for name, path in named)


def _skipped(name: str) -> bool:
    return name.startswith((".", "~$"))


def name_files(files: Iterable[File]) -> list[File]:
    """Give every file a name that is text and that no other file has."""
    taken: set[str] = set()
    return [(path, unique(as_plain(name), taken)) for path, name in files]


def as_plain(name: str) -> str:
    """Write a file name as one line of text: what is no character is shown as its code."""
    return _NO_TEXT.sub(lambda found: rf"\x{ord(found[0]) - (0xDC00 if found[0] in _BYTES else 0):02x}", name)


def unique(name: str, taken: set[str]) -> str:
    """Give a name that differs from those taken in more than case, and take it."""
    stem, dot, suffix = name.rpartition(".")
    number, made = 1, name
    while made.casefold() in taken:
        number += 1
        made = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
    taken.add(made.casefold())
    return made


def odd_name(name: str) -> str:
    """Say in Dutch what is odd about a file name; nothing when it is an ordinary one."""
    most = int(thresholds()["bestandsnaam_bytes"])
    if as_plain(name) != name:
        return "De naam van dit bestand bevat tekens die geen gewone tekst zijn."
    if len(name.encode()) > most:
        return f"De naam van dit bestand is te lang: {len(name)} tekens. Het teruggestuurde bestand krijgt een kortere."
    return ""


def returned_names(names: Iterable[str]) -> dict[str, str]:
    """Name the returned form of each file after the file that came in, no two the same.

    A folder becomes part of the name; a name is cut so that any disk can hold it.
    """
    taken: set[str] = set()
    return {name: unique(_returned_name(name), taken) for name in names}


def _returned_name(name: str) -> str:
    stem = _NO_FILE_NAME.sub("_", name).lstrip("._").removesuffix(".xlsx")
    most = int(thresholds()["bestandsnaam_bytes"])
    return f"{stem.encode()[:most].decode(errors='ignore')}_bevindingen.xlsx"


def twin_names(names: Iterable[str]) -> dict[str, str]:
    """Map each name whose returned form could be taken for that of an earlier one to that earlier one."""
    first: dict[str, str] = {}
    return {
        name: other
        for name in names
        if (other := first.setdefault(_returned_name(name).casefold(), name)) != name
    }


def open_regular(path: Path) -> BufferedReader:
    """Open a file to read its bytes; raises OSError for what is no ordinary file, and never waits for one."""
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        number = errno.EISDIR if stat.S_ISDIR(kind) else errno.EINVAL
        raise OSError(number, "geen gewoon bestand", str(path))
    return open(handle, "rb")


def read_regular(path: Path, limit: int) -> bytes:
    """Read a file, at most one byte more than the limit; raises OSError as `open_regular` does."""
    with open_regular(path) as file:
        return file.read(limit + 1)


def fingerprint(path: Path) -> str:
    """Hash one file; what cannot be read has its reason for a fingerprint, so that it is noticed once it can."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return reading_fault(error)
