"""Under which pseudonym the VSVs of an edition see each other: ``data/raw/sleutel.csv``, which stays with the analyst."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator, Sequence
from itertools import count, product
from string import ascii_uppercase

from vsvanalyse.edition import EditionError, EditionPaths
from vsvanalyse.files import decode, write_file

_COLUMNS = ("editie", "vsv", "schuilnaam")


def read(where: EditionPaths) -> dict[str, str]:
    """Give the pseudonym of each VSV of an edition that has one; raises EditionError, in Dutch, for a list that cannot be read."""
    return {row["vsv"]: row["schuilnaam"] for row in _rows(where) if row["editie"] == where.id}


def complete(where: EditionPaths, vsvs: Sequence[str]) -> dict[str, str]:
    """Give every VSV of an edition a pseudonym, those without one by chance, and write down which; gives them all."""
    known = read(where)
    missing = [vsv for vsv in vsvs if vsv not in known]
    if missing:
        free = (name for name in _names() if name not in known.values())
        # As many again to choose from, so that who came later is not told by a later letter.
        choice = [next(free) for _ in range(2 * len(missing))]
        secrets.SystemRandom().shuffle(choice)
        known |= dict(zip(missing, choice, strict=False))
        others = [row for row in _rows(where) if row["editie"] != where.id]
        rows = [
            *others,
            *({"editie": where.id, "vsv": vsv, "schuilnaam": known[vsv]} for vsv in sorted(known)),
        ]
        lines = [";".join(_COLUMNS), *(";".join(row[name] for name in _COLUMNS) for row in rows)]
        write_file(where.key, "\n".join(lines) + "\n", "utf-8-sig")
    return known


def _rows(where: EditionPaths) -> list[dict[str, str]]:
    if not where.key.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(decode(where.key.read_bytes())), delimiter=";"))
    names = [(row.get("editie"), row.get("schuilnaam")) for row in rows]
    for number, row in enumerate(rows, 2):
        if not all(row.get(name) for name in _COLUMNS) or names.count(names[number - 2]) > 1:
            raise EditionError(
                f"{where.key.name}, regel {number}: 'editie', 'vsv' en 'schuilnaam' moeten er staan, en een schuilnaam maar één keer "
                "per editie. Herstel de regel; anders krijgt een VSV een andere naam dan het had."
            )
    return rows


def _names() -> Iterator[str]:
    """Give ``VSV A``, ``VSV B``, … without an end."""
    for length in count(1):
        for letters in product(ascii_uppercase, repeat=length):
            yield f"VSV {''.join(letters)}"


__all__ = ["complete", "read"]
