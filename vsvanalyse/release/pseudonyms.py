"""An exhibit in which the VSVs see each other under pseudonym: no name, no size, and no order that links."""

from __future__ import annotations

import json
import re

from vsvanalyse.columns import SIZE, column
from vsvanalyse.exhibits.kinds import OTHER, Exhibit, from_dict, to_dict
from vsvanalyse.process.data import EditionData

SIZES_HIDDEN = "De andere VSV’s staan hier niet: hun omvang zou zeggen wie zij zijn."


def tells_size(one: Exhibit) -> bool:
    """Say whether rows of others in an exhibit tell how large these are, or give it by subtraction: that is known of everyone."""
    return (one.rows["wie"] == OTHER).any() and any(column(name).tells_of == SIZE for name in one.rows)


def under_pseudonym(one: Exhibit, data: EditionData, subject: str = "") -> Exhibit:
    """Give an exhibit with the codes and the names of all but ``subject`` replaced, and others in the order of their pseudonyms."""
    renamed = {vsv: name for vsv, name in data.schuilnamen.items() if vsv != subject}
    known = renamed | {data.name(vsv): name for vsv, name in renamed.items()}
    either = "|".join(
        re.escape(json.dumps(name, ensure_ascii=False)[1:-1]) for name in sorted(known, key=len, reverse=True)
    )
    found = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])")
    told = json.dumps(to_dict(_ordered(one, renamed)), ensure_ascii=False)
    spoken = found.sub(lambda hit: known[json.loads(f'"{hit[0]}"')], told)
    return from_dict(json.loads(spoken))


def _ordered(one: Exhibit, renamed: dict[str, str]) -> Exhibit:
    """Put the rows of others that follow each other by code in the order of their pseudonyms; an order by amount tells nothing."""
    rows = one.rows
    if "vsv" not in rows:
        return one
    others = rows["wie"].eq(OTHER) & rows["vsv"].isin(list(renamed))
    order = rows.index.to_numpy().copy()
    labels = [name for name in rows if rows[name].dtype == "str" and name not in ("vsv", "wie", "tekst")]
    for _, mine in rows[others].groupby(labels or [others[others]], dropna=False, sort=False):
        if mine["vsv"].is_monotonic_increasing:
            order[rows.index.get_indexer(mine.index)] = (
                mine["vsv"].map(renamed).sort_values(kind="stable").index
            )
    return one.with_(rows=rows.loc[order].reset_index(drop=True))


__all__ = ["SIZES_HIDDEN", "tells_size", "under_pseudonym"]
