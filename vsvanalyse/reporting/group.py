"""What rests on everyone and is the same on every page: worked out once, and handed to whoever makes pages."""

from __future__ import annotations

import mmap
import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits import betaalbeleid, cases, eigen_geld
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.release.cells import hidden_cells, hidden_labels
from vsvanalyse.release.readings import nothing_told, rounded_to
from vsvanalyse.reporting.ledger import ledger
from vsvanalyse.scenarios.schema import Scenario

_ALIGNED = 64
_handed: dict[Path, EditionData] = {}


def work_out(data: EditionData, scenarios: Mapping[str, Scenario]) -> None:
    """Work out on an edition what every page of it shows or rests on; it is kept in ``data.results``.

    Also over the lines without an error, where there are any: a provisional sentence says both.
    """
    ledger(data)
    sound = data.without_errors()
    for edition in (data,) if sound is data else (data, sound):
        _ = edition.structural_costs, edition.one_off_costs, edition.at_stake_ct, edition.errors
        hidden_cells(edition)
        hidden_labels(edition)
        betaalbeleid.valued(edition)
        for year in edition.years:
            nothing_told(edition, year)
        rounded_to(edition)
        if scenarios and not cases.obstacle(edition, scenarios):
            eigen_geld.of_everyone(edition, scenarios)


def write(data: EditionData, path: Path) -> Path:
    """Write an edition with all that was worked out on it, for `read` in another process.

    What is large stands apart in one file, so that all processes that read it share its memory.
    """
    buffers: list[pickle.PickleBuffer] = []
    small = pickle.dumps(data, protocol=pickle.HIGHEST_PROTOCOL, buffer_callback=buffers.append)
    # Another run of this process may have written, and read, the same path before.
    _mapped.cache_clear()
    places = []
    with _large(path).open("wb") as file:
        for buffer in buffers:
            file.seek(-file.tell() % _ALIGNED, os.SEEK_CUR)
            raw = buffer.raw()
            places.append((file.tell(), raw.nbytes))
            file.write(raw)
        file.truncate(file.tell() + 1)  # An empty file cannot be mapped.
    path.write_bytes(pickle.dumps((places, small)))
    return path


def read(path: Path) -> EditionData:
    """Read what `write` wrote: each time anew, so that nothing that one page does to it reaches another."""
    places, small = pickle.loads(path.read_bytes())
    mapped = _mapped(_large(path))
    made: EditionData = pickle.loads(small, buffers=[mapped[at : at + size] for at, size in places])
    return made


@lru_cache(maxsize=1)
def _mapped(path: Path) -> memoryview:
    """Give a file as memory that nobody can write to, once for all pages that this process makes."""
    with path.open("rb") as file:
        if os.name == "nt":  # There a file that is mapped cannot be removed.
            return memoryview(file.read())
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _large(path: Path) -> Path:
    return path.with_suffix(".groot")


@contextmanager
def handed(data: EditionData, where: EditionPaths) -> Iterator[None]:
    """Let notebooks that open this edition have it as it is, and not read it again."""
    _handed[where.raw.resolve()] = data
    try:
        yield
    finally:
        del _handed[where.raw.resolve()]


def edition_data(where: EditionPaths) -> EditionData:
    """Give the edition that was handed here, or read it (`process.pipeline.load`)."""
    return _handed.get(where.raw.resolve()) or pipeline.load(where.id, where.root)


__all__ = ["edition_data", "handed", "read", "work_out", "write"]
