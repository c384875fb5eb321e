"""What was released before: of which year figures of which VSVs together, in ``data/raw/vrijgaven.csv``.

Two means over almost the same VSVs give away those in which they differ, so a release must know the earlier ones, of this edition
and of others.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping

from vsvanalyse.edition import EditionError, EditionPaths
from vsvanalyse.files import decode, write_file

_COLUMNS = ("datum", "editie", "boekjaar", "vsvs")
Sets = tuple[tuple[int, frozenset[str]], ...]


def read(where: EditionPaths) -> Sets:
    """Give the year and the VSVs of every release so far, of any edition in this workspace, each once and in a fixed order.

    Raises EditionError, in Dutch, for a list that cannot be read.
    """
    path = where.released
    if not path.is_file():
        return ()
    rows = list(csv.DictReader(io.StringIO(decode(path.read_bytes())), delimiter=";"))
    found = set()
    for number, row in enumerate(rows, 2):
        year, vsvs = (row.get("boekjaar") or "").strip(), (row.get("vsvs") or "").split()
        if not year.isdigit() or not vsvs:
            raise EditionError(
                f"{path.name}, regel {number}: 'boekjaar' moet een jaar zijn en 'vsvs' codes met een spatie ertussen. "
                "Herstel de regel; zonder dit overzicht is niet te zeggen wat er vrijgegeven mag worden."
            )
        found.add((int(year), frozenset(vsvs)))
    return tuple(sorted(found, key=lambda one: (one[0], sorted(one[1]))))


def add(where: EditionPaths, groups: Mapping[int, frozenset[str]], today: datetime.date) -> int:
    """Write down that figures of these groups, by year, are released; gives how many of them were not yet there."""
    known = set(read(where))
    new = [(year, vsvs) for year, vsvs in sorted(groups.items()) if (year, vsvs) not in known]
    path = where.released
    text = decode(path.read_bytes()) if path.is_file() else ";".join(_COLUMNS) + "\n"
    lines = [";".join((today.isoformat(), where.id, str(year), " ".join(sorted(vsvs)))) for year, vsvs in new]
    if lines:
        write_file(path, text.rstrip("\n") + "\n" + "\n".join(lines) + "\n", "utf-8-sig")
    return len(new)
