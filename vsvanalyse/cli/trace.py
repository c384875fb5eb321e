"""The command that shows where a number on a page comes from; heavy imports wait until it needs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vsvanalyse.basiskader import worded
from vsvanalyse.cli.scenario import OK

if TYPE_CHECKING:
    from vsvanalyse.exhibits.kinds import Exhibit
    from vsvanalyse.release.trace import Trace

_MOST = 15


@click.command()
@click.argument("editie")
@click.argument("pagina")
@click.argument("exhibit", default="")
@click.argument("rij", type=click.IntRange(1), required=False)
@click.option("--kolom", default="", help="Alleen dit getal van de rij; anders alle.")
@click.option(
    "--csv", "csv_", type=click.Path(path_type=Path), help="Schrijf alles wat eronder ligt naar dit bestand."
)
@click.option(
    "--alles",
    is_flag=True,
    help="Ook de regels van andere VSV's op de pagina van een VSV; niet om door te sturen.",
)
def trace(
    editie: str, pagina: str, exhibit: str, rij: int | None, kolom: str, csv_: Path | None, alles: bool
) -> int:
    """Toon waar een getal vandaan komt: cellen, scheidingsregels, aannamen en maatregelen.

    PAGINA is een naam van 'report --lijst'. Zonder EXHIBIT noemt het wat er op de pagina staat, zonder RIJ wat er in het exhibit
    staat. Wat eronder ligt, telt op tot het getal.
    """
    from vsvanalyse import edition
    from vsvanalyse.faults import unknown
    from vsvanalyse.release.trace import TraceError
    from vsvanalyse.reporting.tracing import TracedPage

    page = TracedPage.open(edition.opened(editie), pagina)
    if not exhibit:
        for one in page.exhibits.values():
            click.echo(worded(f"{one.id}\t{len(one.rows)} rijen\t{one.title}"))
        return OK
    if exhibit not in page.exhibits:
        raise TraceError(unknown("exhibit", exhibit, page.exhibits))
    one = page.exhibits[exhibit]
    if rij is None:
        for line in _rows(one):
            click.echo(worded(line))
        return OK
    made = page.trace(one, rij, kolom, everyone=alles)
    if csv_:
        _write(made, csv_)
    for each in made:
        for line in _told(each):
            click.echo(worded(line))
    if page.others_in(made):
        click.echo(worded("Hier staan regels van VSV's: voor de analist, niet om door te sturen."))
    return OK


def _rows(one: Exhibit) -> list[str]:
    """Give the rows of an exhibit, numbered, with the numbers that can be traced."""
    from vsvanalyse.release.trace import label, numbers

    found: dict[int, list[str]] = {}
    texts = {name: one.text(name) for name in one.counted if name in one.rows}
    for at, name in numbers(one):
        found.setdefault(at, []).append(f"{one.heading(name)} {texts[name][at]}")
    if not found:
        return [f"Van '{one.id}' is geen getal te herleiden."]
    rows = one.rows.to_dict("records")
    return [f"{at + 1}\t{label(one, rows[at])}\t{'; '.join(told)}" for at, told in found.items()]


def _told(made: Trace) -> list[str]:
    """Give a trace as lines of text: the number, what adds most to it, their sum, and on what it rests."""
    from vsvanalyse.money import format_number
    from vsvanalyse.release.sources import LINE

    write, frame = made.write, made.ranked
    adding, explaining = frame[frame["bijdrage"].notna()], frame[frame["bijdrage"].isna()]
    told = [f"{made!r}"]
    for row in adding.head(_MOST).itertuples():
        at = " ".join(filter(None, (row.bestand, row.blad, row.cellen)))
        parted = row.soort == LINE and row.gewicht != 1
        value = f" ({write(row.waarde)} × {format_number(row.gewicht, 3)})" if parted else ""
        told.append(
            f"  {write(row.bijdrage)}{value}\t{row.soort}\t{' '.join(filter(None, (row.taak, at, row.scheidingsregel)))}\t{row.toelichting}"
        )
    if (more := len(adding) - _MOST) > 0:
        told.append(f"  {write(adding['bijdrage'].iloc[_MOST:].sum())}\ten nog {format_number(more)}")
    told.append(f"  {write(adding['bijdrage'].sum())}\tsamen")
    return told + [
        f"  {row.soort} {row.scheidingsregel}\t{row.toelichting}" for row in explaining.itertuples()
    ]


def _write(made: Sequence[Trace], path: Path) -> None:
    """Write traces below each other as CSV, as Excel reads it here."""
    import pandas as pd

    parts = [one.frame.assign(getal=f"{one.exhibit}, {one.label}, {one.heading}") for one in made]
    told = pd.concat(parts, ignore_index=True)
    told.insert(0, "getal", told.pop("getal"))
    told.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig")
    click.echo(f"Geschreven: {path}")
