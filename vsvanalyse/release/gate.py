"""What an exhibit may show to whom: an exhibit goes in, and what may leave comes out, as another type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from vsvanalyse.columns import ONE, QUARTILE, column
from vsvanalyse.edition import MUTUAL, OPEN
from vsvanalyse.evidence.claims import Claim, fact
from vsvanalyse.evidence.sentences import FAR_AHEAD, listed
from vsvanalyse.exhibits.kinds import (
    OTHER,
    OWN,
    Bars,
    Chart,
    Dots,
    Exhibit,
    ExhibitError,
    Explorer,
    Table,
    from_dict,
    to_dict,
)
from vsvanalyse.process.data import HIDDEN, EditionData
from vsvanalyse.release.cells import differing_years, hidden_labels, thresholds
from vsvanalyse.release.pseudonyms import SIZES_HIDDEN, tells_size, under_pseudonym
from vsvanalyse.release.readings import nothing_told, rounded_to, told_together
from vsvanalyse.release.rounding import rounded

AUDIENCES = (ANALYST, FEDERATION, PUBLIC, VSV) = ("analist", "federatie", "publiek", "vsv")
_ALONE = "De cijfers van elk VSV apart staan hier niet: die zijn niet voor anderen (openheid: {})."
_OF_ONE = "Niet getoond: {}, want dat is het bedrag van één VSV."
_FEW = "Niet getoond: {}, want te weinig VSV’s, of vooral één, bepalen dat bedrag."
_TOGETHER = "Niet apart getoond: {}, want te weinig VSV’s, of vooral één, bepalen het bedrag van één daarvan."
_ALL = ("alle bedragen", "alles van")
_AND = " en "
_PLACES = ("boekjaar", "jaar", "n", "n_anderen")
"""Numbers that tell where a row stands, and nothing of anybody's cost."""


@dataclass(frozen=True)
class Released:
    """An exhibit as it may be seen by an audience. Only `release` makes one, or `read` of what was released before."""

    exhibit: Exhibit
    audience: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data, from which `read` makes it again."""
        return {**to_dict(self.exhibit), "audience": self.audience}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Released:
        """Make it again; raises ExhibitError, in Dutch, for what is no exhibit that was released."""
        if data.get("audience") not in AUDIENCES:
            raise ExhibitError("een exhibit zegt niet voor wie het is; toon het met pagina.toon")
        return cls(from_dict(data), data["audience"])


def release(one: Exhibit, data: EditionData, audience: str, subject: str = "") -> Released:
    """Give what an audience may see of an exhibit: a VSV (``subject``), the Federatie, the public, or the analyst, who sees all.

    ``data`` is the whole edition. Where its VSVs agreed on ``openbaar`` all is there; on ``onderling``, the VSVs and the Federatie see
    each VSV under pseudonym. Otherwise of others than the subject nothing is left but figures of a
    group that give nobody away: rows of one other go, and so do values that are one VSV's (a minimum, a range) and rows of a
    task or rule whose sum is mostly one VSV's. The title stays when it counts or ranks and names nobody; otherwise it says
    what the exhibit is about. Raises ExhibitError when the exhibit is about another VSV than the page.
    """
    if subject and one.subject not in ("", subject):
        raise ExhibitError(f"'{one.id}' gaat over {one.subject}, maar de pagina over {subject}")
    seen = _seen(one, data, audience, subject)
    return Released(seen.first_rows() if isinstance(seen, Table) else seen, audience)


def _seen(one: Exhibit, data: EditionData, audience: str, subject: str) -> Exhibit:
    """Give what an audience may see, before a table is cut to its first rows: what is told together may come first."""
    if audience == ANALYST or data.edition.openheid == OPEN:
        return one
    if data.edition.openheid == MUTUAL and audience != PUBLIC:
        seen = _without_others(one, SIZES_HIDDEN, data) if tells_size(one) else one
        return under_pseudonym(seen, data, subject)
    seen = _without_one(_without_others(one, _ALONE.format(data.edition.openheid), data))
    # On the page of one VSV the edition itself lacks what others spent on a task of few (`cells.closed_for`).
    tasks = {} if audience == VSV else hidden_labels(data)
    less = _without_few(seen, data, {**tasks, **(told_together(data) or {})})
    return rounded(less, rounded_to(data), _about(one))


def _without_others(one: Exhibit, why: str, data: EditionData) -> Exhibit:
    """Leave out the rows of one other, and a title that may be about it."""
    others = one.rows["wie"] == OTHER
    if not others.any():
        return one
    left = one.rows[~others].reset_index(drop=True)
    if "totaal" in left:
        left["totaal"] = False  # Its parts are gone.
    return _told_less(one.with_(rows=left), why, data)


def _without_one(one: Exhibit) -> Exhibit:
    """Leave out the columns whose values are those of one VSV; a quartile of many is not."""
    told = one.rows["n"].dropna() if "n" in one.rows else ()
    few = {ONE} if max(told, default=0) >= thresholds()["kwartielen_minst"] else {ONE, QUARTILE}
    gone = [name for name in one.rows if name in one.of_one or column(name).tells_of in few]
    if not gone or one.rows.empty:
        return one
    named = [f"‘{one.heading(name)}’" for name in gone if name in one.shown()]
    rows = one.rows.assign(**dict.fromkeys(gone, pd.NA))
    if isinstance(one, Table):
        rows = one.rows.drop(columns=gone)
        one = one.with_(columns=tuple(name for name in one.columns if name not in gone))
    return one.with_(rows=rows, note=_and(one.note, _told(_OF_ONE, named)), alt="")


def _without_few(one: Exhibit, data: EditionData, labels: Mapping[str, str]) -> Exhibit:
    """Put rows that rest on a group together, or blank them, where the task, rule or year gives one VSV away."""
    numbers = [
        name
        for name in one.rows
        if name not in (*_PLACES, *getattr(one, "controls", ()))
        and column(name).number
        and column(name).format != "ja_nee"
    ]
    if "n" not in one.rows or not numbers:
        return one
    few = pd.Series(
        [_few(row, data, labels) for row in one.rows.to_dict("records")], one.rows.index, dtype="object"
    )
    if not few.any():
        return one
    less, blanked = one, few
    if isinstance(one, Table | Bars) and all(name.endswith("_ct") for name in numbers):
        together = _safe_together(few, labels)
        less, blanked = _together(one, together, numbers), few.mask(together != "", "")
        blanked = blanked.loc[less.rows.index]
    less = _last(_blank(less, blanked, numbers), blanked, numbers)
    hidden = {*one.rows.loc[few != "", numbers].astype("float64").to_numpy().ravel()}
    gone = [*dict.fromkeys(blanked[blanked != ""])]
    apart = [label for label in dict.fromkeys(few[few != ""]) if label not in gone]
    why = _and(_told(_TOGETHER, apart), _told(_FEW, gone))
    left = blanked.loc[less.rows.index] == ""
    if isinstance(one, Dots) and left.any():
        less = less.with_(rows=less.rows[left.to_numpy()])
    less = less.with_(claim=_without_hidden(one, (hidden | {-value for value in hidden}) - {0}))
    return less.with_(rows=less.rows.reset_index(drop=True), note=_and(one.note, why), alt="")


def _without_hidden(one: Exhibit, hidden: set[float]) -> Claim:
    """Give the claim where none of its numbers is hidden; of one that names what moves most, without what is hidden and far from that."""
    claim = one.claim
    shown = {name: value for name, value in claim.more.items() if value not in hidden}
    gone = [value for name, value in claim.more.items() if name not in shown]
    if not ({claim.estimate, claim.low, claim.high} & hidden or gone):
        return claim
    if claim.form == "voorop" and shown and FAR_AHEAD * max(gone, default=0.0) <= max(shown.values()):
        return replace(claim, more=shown)
    return _about(one)


def _safe_together(few: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Give of each row the group with which it is safe, where all of that group is there; else nothing."""
    groups = few.map({"": "", **labels}).fillna("")
    whole = {
        group
        for group in set(groups) - {""}
        if {label for label, its in labels.items() if its == group} <= set(few[groups == group])
    }
    return groups.where(groups.isin(whole), "")


def _few(row: Mapping[Any, Any], data: EditionData, labels: Mapping[str, str]) -> str:
    """Name what a row is about when it rests on a group and gives one VSV of it away; nothing when it does not."""
    n, total = row["n"], row.get("totaal") is True
    if (pd.isna(n) and not total) or (row["wie"] == OWN and n <= 1):
        return ""
    years = {year for year in data.years if nothing_told(data, year)}
    year = row.get("boekjaar")
    # A figure over all years holds that of a year that may not be told beside an earlier release.
    of_all = years == set(data.years) or bool(differing_years(data))
    if years and (year in years if not pd.isna(year) else of_all):
        return _ALL[0] if len(years) == len(data.years) else f"{_ALL[1]} {year}"
    return next((text for text in _labels(row) if text in labels), "")


def _labels(row: Mapping[Any, Any]) -> list[str]:
    """Give what a row may be about: each of its texts, and every code in it; a total is about more than what it names."""
    texts = [value for value in row.values() if isinstance(value, str)]
    if row.get("totaal") is True:
        return texts
    return [one for text in texts for one in (text, *re.findall(r"\w+", text))]


def _blank(one: Exhibit, few: pd.Series, numbers: list[str]) -> Exhibit:
    """Take the numbers out of rows, and what is written beside them."""
    rows = one.rows.astype(dict.fromkeys(numbers, "Float64"))
    rows.loc[few != "", numbers] = pd.NA
    if isinstance(one, Chart) and one.text_column:
        rows.loc[few != "", one.text_column] = HIDDEN if isinstance(one, Bars) else ""
    if isinstance(one, Explorer):
        rows.loc[few != "", "zin"] = HIDDEN
    return one.with_(rows=rows)


def _last(one: Exhibit, few: pd.Series, numbers: list[str]) -> Exhibit:
    """Put blanked rows below the others where these go from large to small: their place would tell between what they are."""
    if not _ranked(one.rows.loc[few == "", numbers[0]]):
        return one
    return one.with_(rows=one.rows.loc[(few != "").sort_values(kind="stable").index])


_RANKED = 2


def _together(one: Exhibit, groups: pd.Series, numbers: list[str]) -> Exhibit:
    """Make one row of the rows of each group that is only safe together.

    Where rows go from large to small it stands by its size in a table, and below all others in a chart, whose title may rank these.
    """
    rows, by = one.rows.copy(), next((name for name in numbers if _ranked(one.rows[name])), "")
    for group in dict.fromkeys(groups[groups != ""]):
        mine = rows[(groups == group).reindex(rows.index)]
        first = mine.index[0]
        for name in mine:
            told = [*dict.fromkeys(mine[name].dropna())]
            if name in numbers:
                rows.loc[first, name] = mine[name].sum(min_count=1)
            elif name not in ("wie", *_PLACES) and len(told) > 1:
                rows.loc[first, name] = (_AND if name in one.shown()[:2] else "; ").join(map(str, told))
        if isinstance(one, Bars) and one.text_column and len(mine) > 1:
            rows.loc[first, one.text_column] = f"{column(one.value).write(rows.loc[first, one.value])} samen"
        rows = rows.drop(index=mine.index[1:])
    if by and isinstance(one, Table):
        rows = rows.sort_values(by, ascending=False, kind="stable")
    elif by:
        rows = rows.loc[(groups[rows.index] != "").sort_values(kind="stable").index]
    return one.with_(rows=rows)


def _ranked(values: pd.Series) -> bool:
    """Say whether numbers go from large to small."""
    known = values.dropna()
    return known.is_monotonic_decreasing and known.nunique() >= _RANKED


def _told_less(one: Exhibit, why: str, data: EditionData) -> Exhibit:
    """Say in the note what is not shown, and keep the title only where that tells nothing of one VSV."""
    claim = one.claim if one.subject or _tells_nobody(one.claim, data) else _about(one)
    return one.with_(claim=claim, note=_and(one.note, why), alt="")


def _about(one: Exhibit) -> Claim:
    """Give a title that tells no amount: the exhibit's own for this, or what it is about."""
    text = one.closed or one.about or "Deze cijfers zijn niet voor anderen"
    return fact(f"Voorlopig: {text}" if one.claim.provisional else text)


def _tells_nobody(claim: Claim, data: EditionData) -> bool:
    """Say whether a claim only counts or ranks, and names no VSV: no amount of it can be that of one."""
    said = claim.sentence()
    if any(name in said for vsv in data.vsvs for name in (vsv, data.name(vsv))):
        return False
    if claim.provisional or (claim.first and claim.more):
        return False
    return (claim.estimate is None and not claim.more) or claim.unit == "aantal"


def _told(template: str, names: list[str]) -> str:
    return template.format(listed(names)) if names else ""


def _and(*sentences: str) -> str:
    return " ".join(one for one in sentences if one)


__all__ = ["ANALYST", "AUDIENCES", "FEDERATION", "PUBLIC", "VSV", "Released", "release"]
