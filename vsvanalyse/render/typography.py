"""What text needs at the edge: no line ends between a number and its sign or unit, and one apostrophe."""

from __future__ import annotations

import re

MADE_UP = "Verzonnen voorbeeld"
"""What every picture, table and sheet of made-up figures says."""
_NBSP = "\N{NO-BREAK SPACE}"
_EDGES = re.compile(r"(?<=€) (?=\d)|(?<=[+−±]) (?=[€\d])|(?<=\d) (?=(?:%|mln|uur|×)(?!\w))|(?<=€ \d) (?=\d)")


def unbroken(text: str) -> str:
    """Put a space that does not break between a number and its sign or unit, and write the apostrophe of print."""
    return _EDGES.sub(_NBSP, text.replace("VSV's", "VSV’s"))
