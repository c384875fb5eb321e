"""Findings: what is wrong, where, and what to do; and the list of rules that give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from vsvanalyse import basiskader

if TYPE_CHECKING:
    import pandas as pd

_Place = tuple[str, str, str]
_COUNTED = re.compile(r"(\d+) van ([A-Z]\d+)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; severity and the default remedy come from the rule list by ``regel``.

    ``meer`` is of B14 only: how many more findings of which rule this file has.
    """

    regel: str
    bestand: str
    uitleg: str
    blad: str = ""
    cel: str = ""
    waarde: str = ""
    wat_te_doen: str = ""
    vsv: str = ""
    boekjaar: int = 0
    meer: tuple[tuple[str, int], ...] = ()


def rules() -> pd.DataFrame:
    """Give the list of check rules: id, severity, title, reason, remedy, smallest n, blocking or not."""
    table = basiskader.read_codelist("controleregels")
    told = {
        name: [basiskader.worded(text) for text in table[name]] for name in ("titel", "reden", "wat_te_doen")
    }
    return table.assign(**told)


@basiskader.per_lists
def _rule_index() -> pd.DataFrame:
    return rules().set_index("regel")


def severity(regel: str) -> str:
    """Say whether a rule gives a fout or a waarschuwing."""
    return _rule_index().loc[regel, "ernst"]


@basiskader.per_lists
def thresholds() -> dict[str, float]:
    """Map threshold name to number; word lists are left out (see `words`)."""
    numbers = {}
    for row in basiskader.rows("drempels"):
        with suppress(ValueError):
            numbers[row["drempel"]] = basiskader.number(row["waarde"])
    return numbers


@basiskader.per_lists
def words(name: str) -> str:
    """Give a word list of the thresholds as a regular expression."""
    found = next(row["waarde"] for row in basiskader.rows("drempels") if row["drempel"] == name)
    return rf"\b(?:{found})\b"


def show(value: object) -> str:
    """Write a found value as the sender typed it: Dutch decimals, no trailing zeros, one line, cut off."""
    if isinstance(value, float) and value == value:
        value = f"{value:.10g}".replace(".", ",") if abs(value) < 1e15 else value
    text = " ".join(_UNPRINTABLE.sub(" ", str(value)).split())
    return text if len(text) <= 80 else text[:77] + "..."


def more(like: Finding, counts: Mapping[str, int]) -> Finding:
    """Say (B14) of the file of a finding how many findings of which rules are not in the list."""
    told = ", ".join(f"{count} van {regel}" for regel, count in sorted(counts.items()))
    text = f"Niet in deze lijst: nog {told}. Van elke regel staan de eerste {_most()} in de lijst."
    return Finding(
        "B14", like.bestand, text, vsv=like.vsv, boekjaar=like.boekjaar, meer=tuple(sorted(counts.items()))
    )


def not_listed(bevindingen: pd.DataFrame) -> Counter[str]:
    """Count the findings of each rule that are told (`more`) but not listed."""
    counts: Counter[str] = Counter()
    for text in bevindingen.loc[bevindingen["regel"] == "B14", "uitleg"]:
        listed, _ = text.split(". ", 1)
        for count, regel in _COUNTED.findall(listed):
            counts[regel] += int(count)
    return counts


def _most() -> int:
    return int(thresholds()["bevindingen_per_regel"])


def cap(found: Iterable[Finding]) -> list[Finding]:
    """Keep the first findings of each rule and file, and count the others in one finding (B14) for that file.

    No rule disappears from a file, so neither does a file's last error or what blocks it.
    """
    kept: list[Finding] = []
    seen: Counter[tuple[str, str]] = Counter()
    cut: dict[str, Counter[str]] = {}
    last: dict[str, Finding] = {}
    for finding in found:
        key = finding.bestand, finding.regel
        seen[key] += 1
        if finding.meer:
            cut.setdefault(finding.bestand, Counter()).update(dict(finding.meer))
        elif seen[key] > _most():
            cut.setdefault(finding.bestand, Counter())[finding.regel] += 1
        else:
            kept.append(finding)
            continue
        last[finding.bestand] = finding
    return kept + [more(last[bestand], counts) for bestand, counts in cut.items()]


def to_table(found: Iterable[Finding]) -> pd.DataFrame:
    """Give findings as the table ``bevindingen``, sorted; one cell and one rule give one row."""
    import pandas as pd

    from vsvanalyse import contracts

    rows = [asdict(finding) for finding in cap(found)]
    if not rows:
        return contracts.empty("bevindingen")
    frame = pd.DataFrame(rows)
    rule = _rule_index().loc[frame["regel"]].reset_index(drop=True)
    frame["ernst"] = rule["ernst"]
    frame["wat_te_doen"] = frame["wat_te_doen"].where(frame["wat_te_doen"] != "", rule["wat_te_doen"])
    for name in ("uitleg", "wat_te_doen"):
        frame[name] = [basiskader.worded(text) for text in frame[name]]
    return sort(contracts.conform(frame, "bevindingen"))


def sort(frame: pd.DataFrame) -> pd.DataFrame:
    """Order findings by file, sheet and place, and drop a second of the same cell and rule."""
    import pandas as pd

    from vsvanalyse import contracts

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


def blocked_years(bevindingen: pd.DataFrame) -> pd.DataFrame:
    """List the ``vsv, boekjaar`` that a blocking finding keeps out of every mean and report."""
    blocking = _rule_index().index[_rule_index()["blokkeert"] == "ja"]
    hit = bevindingen[bevindingen["regel"].isin(blocking)]
    return hit[["vsv", "boekjaar"]].drop_duplicates().reset_index(drop=True)


def lines_with_errors(regels: pd.DataFrame, bevindingen: pd.DataFrame) -> pd.Series:
    """Mark the lines that a finding of severity fout points at."""
    return _among(regels.index, _stand_at(regels), _found_at(bevindingen[bevindingen["ernst"] == "fout"]))


def errors_on(bevindingen: pd.DataFrame, regels: pd.DataFrame) -> pd.Series:
    """Mark the findings of severity fout that point at one of these lines."""
    pointing = _among(bevindingen.index, _found_at(bevindingen), _stand_at(regels))
    return pointing & (bevindingen["ernst"] == "fout")


def cost_of_errors(regels: pd.DataFrame, bevindingen: pd.DataFrame) -> int:
    """Sum the cents of the lines that a finding of severity fout points at."""
    return int(regels.loc[lines_with_errors(regels, bevindingen), "bedrag_ct"].sum())


def _found_at(bevindingen: pd.DataFrame) -> Iterator[_Place]:
    """Give file, sheet and row of every finding; the row is missing where it is about no cell."""
    row = bevindingen["cel"].str.extract(r"(\d+)$")[0]
    return zip(bevindingen["bestand"], bevindingen["blad"], row, strict=True)


def _stand_at(regels: pd.DataFrame) -> Iterator[_Place]:
    """Give file, sheet and row of every line."""
    return zip(regels["bron_bestand"], regels["bron_blad"], regels["bron_rij"].astype("str"), strict=True)


def _among(index: pd.Index, places: Iterable[_Place], others: Iterable[_Place]) -> pd.Series:
    import pandas as pd

    known = set(others)
    return pd.Series([place in known for place in places], index, dtype="bool")
