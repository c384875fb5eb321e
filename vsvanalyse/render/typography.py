"""What text needs at the edge: the words of the study, no line ends between a number and its sign or unit, and one apostrophe."""

from __future__ import annotations

import re

from vsvanalyse.basiskader import worded

MADE_UP = "Verzonnen voorbeeld"
"""What every picture, table and sheet of made-up figures says."""
_NBSP = "\N{NO-BREAK SPACE}"
_EDGES = re.compile(r"(?<=€) (?=\d)|(?<=[+−±]) (?=[€\d])|(?<=\d) (?=(?:%|mln|uur|×)(?!\w))|(?<=€ \d) (?=\d)")


def unbroken(text: str) -> str:
    """Write a text as it is shown: in the words of the study, with the apostrophe of print, and whole numbers with their sign and unit."""
    return _EDGES.sub(_NBSP, worded(text).replace("VSV's", "VSV’s"))
