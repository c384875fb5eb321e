"""Numbers that stay whole at the edge: no line ends between a number and its sign or unit."""

from __future__ import annotations

import re

_NBSP = "\N{NO-BREAK SPACE}"
_EDGES = re.compile(r"(?<=€) (?=\d)|(?<=[+−±]) (?=[€\d])|(?<=\d) (?=(?:%|mln|uur|×)(?!\w))|(?<=€ \d) (?=\d)")


def unbroken(text: str) -> str:
    """Put a space that does not break between a number and its sign or unit."""
    return _EDGES.sub(_NBSP, text)
