"""The chapter of who signs: whether what is open in a round is large enough to matter."""

from __future__ import annotations

from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.overview.materiality import AMBER, RED, judged
from vsvanalyse.process.data import EditionData

_NOTE = "Wat rood is, houdt een akkoord tegen; wat oranje is, hoort de ondertekenaar te weten. De grenzen zijn een aanname (lijst materialiteit)."


@exhibit
def maten(data: EditionData) -> Table:
    """What is open in the round as a part of the whole, judged, with the text for who signs."""
    if data.taakkosten.empty:
        raise Nothing("Er zijn geen registraties die meetellen; er is niets te ondertekenen")
    rows = judged(data)
    return Table(
        rows=of_group(rows.drop(columns="maat").rename(columns={"aandeel": "deel_open"}), len(data.vsvs)),
        claim=fact(_title(dict(zip(rows["naam"], rows["oordeel"], strict=True)))),
        columns=("naam", "deel_open", "oranje", "rood", "oordeel", "tekst"),
        headings={"naam": "Wat openstaat", "tekst": "Bij het akkoord"},
        about="Deel van het geheel, met de grens van oranje en van rood",
        note=_NOTE,
    )


def _title(judgements: dict[str, str]) -> str:
    """Say whether the round can be signed for."""
    red, amber = (
        [name[:1].lower() + name[1:] for name, one in judgements.items() if one == way]
        for way in (RED, AMBER)
    )
    if red:
        return f"Nog niet rijp voor akkoord: {listed(red)}"
    if amber:
        return f"Rijp voor akkoord, als de ondertekenaar dit weet: {listed(amber)}"
    return "Rijp voor akkoord: niets van wat openstaat is groot genoeg om uit te maken"


__all__ = ["maten"]
