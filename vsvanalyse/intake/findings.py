"""Findings: what is wrong, where, and what to do; and the list of rules that give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache

import pandas as pd

from vsvanalyse import basiskader, contracts

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; severity and the default remedy come from the rule list by ``regel``."""

    regel: str
    bestand: str
    uitleg: str
    blad: str = ""
    cel: str = ""
    waarde: str = ""
    wat_te_doen: str = ""
    vsv: str = ""
    boekjaar: int = 0


def rules() -> pd.DataFrame:
    """Give the list of check rules: id, severity, title, reason, remedy, smallest n, blocking or not."""
    return basiskader.read_codelist("controleregels")


@cache
def _rule_index() -> pd.DataFrame:
    return rules().set_index("regel")


def severity(regel: str) -> str:
    """Say whether a rule gives a fout or a waarschuwing."""
    return _rule_index().loc[regel, "ernst"]


@cache
def thresholds() -> dict[str, float]:
    """Map threshold name to number; word lists are left out (see `words`)."""
    frame = basiskader.read_codelist("drempels")
    numbers = pd.to_numeric(frame["waarde"], errors="coerce")
    return dict(zip(frame["drempel"][numbers.notna()], numbers.dropna(), strict=True))


@cache
def words(name: str) -> str:
    """Give a word list of the thresholds as a regular expression."""
    frame = basiskader.read_codelist("drempels").set_index("drempel")
    return r"\b(?:" + frame.loc[name, "waarde"] + r")\b"


def show(value: object) -> str:
    """Write a found value as the sender typed it: Dutch decimals, no trailing zeros, one line, cut off."""
    if isinstance(value, float) and value == value:
        value = f"{value:.10g}".replace(".", ",") if abs(value) < 1e15 else value
    text = " ".join(_UNPRINTABLE.sub(" ", str(value)).split())
    return text if len(text) <= 80 else text[:77] + "..."


def to_table(found: Iterable[Finding]) -> pd.DataFrame:
    """Give findings as the table ``bevindingen``, sorted; one cell and one rule give one row."""
    rows = [asdict(finding) for finding in found]
    if not rows:
        return contracts.empty("bevindingen")
    frame = pd.DataFrame(rows)
    rule = _rule_index().loc[frame["regel"]].reset_index(drop=True)
    frame["ernst"] = rule["ernst"]
    frame["wat_te_doen"] = frame["wat_te_doen"].where(frame["wat_te_doen"] != "", rule["wat_te_doen"])
    return sort(contracts.conform(frame, "bevindingen"))


def sort(frame: pd.DataFrame) -> pd.DataFrame:
    """Order findings by file, sheet and place, and drop a second of the same cell and rule."""
    place = frame["cel"].str.extract(r"^([A-Z]*)(\d*)")
    order = pd.DataFrame(
        {
            "bestand": frame["bestand"],
            "ernst": frame["ernst"],
            "blad": frame["blad"],
            "rij": pd.to_numeric(place[1], errors="coerce").fillna(0),
            "kolom": place[0].fillna("").str.len().astype(str) + place[0].fillna(""),
            "regel": frame["regel"],
        }
    )
    frame = frame.loc[order.sort_values(list(order.columns), kind="stable").index]
    return frame.drop_duplicates(list(contracts.TABLES["bevindingen"].key)).reset_index(drop=True)


def combine(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Join tables of findings into one, in order."""
    filled = [table for table in tables if len(table)]
    return sort(pd.concat(filled, ignore_index=True)) if filled else contracts.empty("bevindingen")


def blocked_years(bevindingen: pd.DataFrame) -> pd.DataFrame:
    """List the ``vsv, boekjaar`` that a blocking finding keeps out of every mean and report."""
    blocking = _rule_index().index[_rule_index()["blokkeert"] == "ja"]
    hit = bevindingen[bevindingen["regel"].isin(blocking)]
    return hit[["vsv", "boekjaar"]].drop_duplicates().reset_index(drop=True)
