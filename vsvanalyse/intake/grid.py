"""The grid of a sheet: how columns are named."""

from __future__ import annotations


def column_letter(number: int) -> str:
    """Name a column by its 1-based number: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
