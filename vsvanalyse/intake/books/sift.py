"""Which rows of an export are lines of the form: not totals, not another year, not pairs that cancel."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from vsvanalyse.intake.books.lines import BookLine
from vsvanalyse.intake.books.mapping import Mapping, value_key
from vsvanalyse.intake.cells import as_text, is_blank
from vsvanalyse.intake.findings import show

TOTAL, SKIPPED, OTHER_YEAR, EMPTY, REVERSED = (
    "totaalregel",
    "overslaan",
    "buiten het boekjaar",
    "zonder bedrag en uren",
    "tegengeboekt",
)
Remark = tuple[BookLine, str, str]
"""A line, what kind of remark it is, and why."""
_TOTAL_WORD = re.compile(
    r"\W*(?:(?:sub|eind|generaal|grand|sub-|eind-)\s*)?(?:tota+l|totals|totalen|som|sum|saldo)\b"
)


def keep_lines(
    lines: Sequence[BookLine], mapping: Mapping, year: int, left_out: list[Remark]
) -> list[BookLine]:
    """Keep the rows that are lines of this year; put total rows and others on the list with the reason."""
    skip = {value_key(text) for text in mapping.lezen.overslaan}
    dated = bool(mapping.kolommen.periode)
    kept = []
    blad = None
    for line in lines:
        if line.blad != blad:
            totals = _Totals()
            blad = line.blad
        filled = [as_text(value) for value in line.row if not is_blank(value)]
        if not filled:
            continue
        if not line.counts:
            left_out.append((line, EMPTY, "op deze rij staat geen bedrag en geen aantal uren"))
        elif hit := next((text for text in filled if value_key(text) in skip), None):
            left_out.append((line, SKIPPED, f"'{show(hit)}' staat in de koppeling bij lezen.overslaan"))
        elif told := totals.of(line, dated):
            left_out.append((line, TOTAL, told))
        else:
            totals.add(line)
            seen = re.match(r"20\d\d", str(line.periode))
            if seen and int(seen[0]) != year:
                left_out.append((line, OTHER_YEAR, f"{line.periode} valt buiten het boekjaar {year}"))
            else:
                kept.append(line)
    return kept


class _Totals:
    """Recognises total rows of one sheet: by their word, and by being the sum of rows above."""

    def __init__(self) -> None:
        self.cash, self.hours, self.rows, self.unread = 0, 0.0, 0, False
        self.starts = [(0, 0.0, 0)]

    def add(self, line: BookLine) -> None:
        self.cash += line.cash_ct
        self.hours += 0 if np.isnan(line.uren) else line.uren
        self.rows += 1
        self.unread |= bool(line.unread)

    def of(self, line: BookLine, dated: bool) -> str:
        """Say why a row is a total row, or ``""``; a row that may be a real line is never one."""
        texts = [text for value in line.row if isinstance(value, str) and (text := value.strip())]
        words = [t for t in texts if not re.fullmatch(r"[\d\s.,:€$()%+-]*", t)]
        labelled = bool(words) and bool(_TOTAL_WORD.match(words[0].casefold()))
        if not (labelled or line.only_numbers) or (dated and re.match(r"20\d\d", line.periode)):
            return ""
        if self.adds_up(line, 1 if labelled else 2):
            self.starts.append((self.cash, self.hours, self.rows))
            return (
                "de som van de regels erboven"
                if labelled
                else "zonder tekst, en de som van de regels erboven"
            )
        if labelled and len(words) == 1 and dated:
            self.starts.append((self.cash, self.hours, self.rows))
            why = (
                "boven deze rij is niet alles te lezen"
                if self.unread
                else "zij is NIET de som van de regels erboven"
            )
            return f"'{show(words[0])}' zonder datum; {why}"
        return ""

    def adds_up(self, line: BookLine, least: int) -> bool:
        """Say whether a row is the sum of at least so many rows right above it, since some earlier total or all."""
        cash = None if np.isnan(line.bedrag_ct) else int(line.bedrag_ct)
        hours = None if np.isnan(line.uren) else line.uren
        return not line.unread and any(
            (cash is None or self.cash - ct == cash)
            and (hours is None or abs(self.hours - started - hours) < 1e-6)
            and self.rows - rows >= least
            for ct, started, rows in self.starts
        )


def without_reversals(lines: Sequence[BookLine], left_out: list[Remark]) -> list[BookLine]:
    """Take out pairs that cancel exactly: same labels, same supplier or text, opposite amount and hours."""
    groups: dict[tuple[object, ...], dict[bool, list[BookLine]]] = defaultdict(lambda: {True: [], False: []})
    for line in lines:
        hours = 0.0 if np.isnan(line.uren) else line.uren
        if line.unread or (not line.cash_ct and not hours) or line.cash_ct * hours < 0:
            continue
        who = line.teksten["leverancier"] or line.teksten["omschrijving"]
        same = (*line.codes.values(), who, line.teksten["persoon"], abs(line.cash_ct), abs(hours))
        if who or line.teksten["persoon"]:
            groups[same][line.cash_ct < 0 or hours < 0].append(line)
    gone = set()
    for sides in groups.values():
        for minus, plus in zip(sides[True], sides[False], strict=False):
            gone |= {id(minus), id(plus)}
            left_out.append((minus, REVERSED, f"heft rij {plus.rij} precies op; samen € 0"))
            left_out.append((plus, REVERSED, f"wordt door rij {minus.rij} precies opgeheven; samen € 0"))
    return [line for line in lines if id(line) not in gone]
