"""The chapter of what is asked of a VSV: cells to check, tasks to complete, an agreement to give."""

from __future__ import annotations

from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import Text
from vsvanalyse.exhibits.making import exhibit, task_name
from vsvanalyse.exhibits.stand import HEADING, PLAIN, WARNING, paragraphs
from vsvanalyse.intake.layout import AKKOORD_BLAD
from vsvanalyse.money import plural
from vsvanalyse.process.data import EditionData

MOST = 2
"""How many cells are named; the list in the report has them all."""


@exhibit
def aan_vsv(data: EditionData, vsv: str) -> Text:
    """What one VSV is asked to do, the most pressing first."""
    told = [
        (WARNING, _agree(data, vsv)),
        (PLAIN, _complete(data, vsv)),
        *((PLAIN, text) for text in _cells(data, vsv)),
    ]
    asked = [pair for pair in told if pair[1]]
    nothing = [(PLAIN, "Niets: uw registratie is heel, en uw bestuur heeft haar bevestigd.")]
    return paragraphs("Wat wij van u vragen", [(HEADING, "Wat wij van u vragen"), *(asked or nothing)], vsv)


def _agree(data: EditionData, vsv: str) -> str:
    mine = data.profielen[data.profielen["vsv"] == vsv].sort_values("boekjaar")
    open_ = mine[(mine["akkoord_door"] == "") | (mine["akkoord_datum"] == "")]
    if open_.empty:
        return ""
    years = listed([str(year) for year in open_["boekjaar"]])
    return f"Laat uw bestuur de cijfers over {years} bevestigen op het blad Akkoord."


def _complete(data: EditionData, vsv: str) -> str:
    costs = data.taakkosten
    open_ = costs[(costs["vsv"] == vsv) & (costs["onbekend"] != "")]
    tasks = list(dict.fromkeys(task_name(task) for task in open_["taak"]))
    return f"Vul de kosten in van {listed(tasks)}; die zijn nu onbekend." if tasks else ""


def _cells(data: EditionData, vsv: str) -> list[str]:
    """Say of the cells with findings what is wrong and what to do, errors first; `_agree` asks for the board's agreement."""
    found = data.bevindingen[(data.bevindingen["vsv"] == vsv) & (data.bevindingen["blad"] != AKKOORD_BLAD)]
    found = found.sort_values(["ernst", "bestand"], kind="stable")
    told = [
        f"{' '.join(filter(None, (row.bestand, row.blad, row.cel)))}: {row.uitleg.partition(';')[0].rstrip('.')}. {row.wat_te_doen.rstrip('.')}."
        for row in found.head(MOST).itertuples()
    ]
    if (more := len(found) - MOST) > 0:
        told.append(f"Kijk ook naar {plural(more, 'andere bevinding', 'andere bevindingen')}, achterin.")
    return told


__all__ = ["aan_vsv"]
