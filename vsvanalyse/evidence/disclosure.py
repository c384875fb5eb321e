"""What a sum over few gives away about one of them, and what must then be hidden.

The threshold and the p% rule of Hundepool and others (2012), Statistical Disclosure Control, Wiley, chapter 4: a sum is unsafe
when one who contributes to it, and so knows a part, can work out the largest other part to within p percent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def gives_away(parts: np.ndarray, *, least: float, p: float) -> bool:
    """Say whether a sum of parts, one a contributor, gives one of them away to another.

    ``parts`` is (contributors,), NaN where nothing was contributed; a sign does not matter. Unsafe is: fewer than ``least``
    others contribute beside the one who looks, or what is left of the sum without the one who looks and without the largest
    other is less than ``p`` times that largest. The second largest sees most, so only it is asked. Nothing gives nothing away.
    """
    sizes = np.sort(np.abs(parts[np.isfinite(parts) & (parts != 0)]))[::-1]
    if not len(sizes):
        return False
    return len(sizes) - 1 < least or float(sizes[2:].sum()) < p * float(sizes[0])


def hidden_columns(table: pd.DataFrame, *, least: float, p: float) -> list[str]:
    """Name the columns of contributors × cells whose sum may not be shown beside the sum of all.

    First those that give one contributor away. What the total minus everything that is shown leaves is the sum of these, so
    while that gives someone away the smallest other column is hidden with them.
    """
    values = np.nan_to_num(table.to_numpy("float64"))
    hidden = np.array([gives_away(column, least=least, p=p) for column in values.T], dtype=bool)
    sizes = np.abs(values).sum(axis=0)
    for at in np.argsort(sizes, kind="stable"):
        if not hidden.any() or not gives_away(values[:, hidden].sum(axis=1), least=least, p=p):
            break
        if sizes[at] > 0:
            hidden[at] = True
    return [name for name, hide in zip(table, hidden, strict=True) if hide]


def follows(told: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Say of each sum in ``asked`` whether it can be worked out from the sums that are told.

    Both are (sums, unknowns): how often each unknown amount is in a sum. A sum follows when it is a sum of multiples of those told,
    that is when it lies in the space of their rows.
    """
    _, sizes, rows = np.linalg.svd(told, full_matrices=False)
    space = rows[sizes > _NONE * max(sizes, default=0.0)]
    left = asked - asked @ space.T @ space
    found: np.ndarray = np.abs(left).max(axis=1, initial=0.0) <= _NONE
    return found


_NONE = 1e-9

__all__ = ["follows", "gives_away", "hidden_columns"]
