"""The chapter of the terms: what the words mean that a board does not use every day."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits.kinds import GROUP, Table
from vsvanalyse.exhibits.making import exhibit
from vsvanalyse.process.data import EditionData


@exhibit
def lijst(data: EditionData) -> Table:
    """Every term of the list with what it means, in the order of the alphabet."""
    listed = sorted(basiskader.rows("begrippen"), key=lambda row: row["begrip"].casefold())
    rows = pd.DataFrame([(row["begrip"], row["uitleg"]) for row in listed], columns=["begrip", "betekenis"])
    return Table(
        rows=rows.assign(wie=GROUP),
        claim=fact("Begrippen"),
        columns=("begrip", "betekenis"),
        source="Omschrijvingen van dit project.",
    )


def vormen() -> dict[str, tuple[str, ...]]:
    """Map each term to the ways in which it is written."""
    return {row["begrip"]: tuple(row["vormen"].split("|")) for row in basiskader.rows("begrippen")}


__all__ = ["lijst", "vormen"]
