"""The command that shows which code lists hold in an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vsvanalyse.cli.scenario import OK

if TYPE_CHECKING:
    from vsvanalyse.code_lists import State

_NAMED, _SOURCES, _LENGTH = 8, 3, 60


@click.command("lijsten")
@click.argument("editie")
@click.argument("namen", nargs=-1)
def lists(editie: str, namen: tuple[str, ...]) -> int:
    """Toon welke codelijsten in een editie gelden, en wat er anders is dan in het pakket.

    Met NAMEN elke rij die anders is, en alle bronnen.
    """
    from vsvanalyse import basiskader, edition
    from vsvanalyse.code_lists import KINDS, states
    from vsvanalyse.faults import not_among

    where = edition.opened(editie)
    if unknown := [name for name in namen if name not in KINDS]:
        raise click.UsageError(not_among("lijst", unknown[0], KINDS))
    found = [one for one in states(basiskader.in_force()) if not namen or one.naam in namen]
    width = max(len(one.naam) for one in found)
    for one in found:
        click.echo(f"{one.naam:<{width}}  {one.rijen:>4} rijen  {_origin(one)}")
        for text in _told(one, whole=bool(namen)):
            click.echo(f"{'':<{width}}  {text}")
    if not any(one.eigen for one in found):
        click.echo(f"Alles komt uit het pakket; eigen lijsten horen in {where.lists}.")
    return OK


def _origin(one: State) -> str:
    if not one.eigen:
        return "uit het pakket"
    counts = ((len(one.erbij), "erbij"), (len(one.anders), "anders"), (len(one.weg), "weg"))
    return "van deze editie: " + ", ".join(f"{count} {word}" for count, word in counts if count)


def _told(one: State, *, whole: bool) -> list[str]:
    """Name what differs, and the sources and statuses that the list rests on."""
    told = [
        f"{word}: {_some(keys, len(keys) if whole else _NAMED)}"
        for word, keys in (("erbij", one.erbij), ("anders", one.anders), ("weg", one.weg))
        if keys
    ]
    if one.bronnen and (whole or one.eigen):
        told.append(f"bron: {_some(one.bronnen, len(one.bronnen) if whole else _SOURCES, '; ')}")
    if one.statussen:
        told.append(f"status: {', '.join(one.statussen)}")
    return told


def _some(texts: tuple[str, ...], most: int, between: str = ", ") -> str:
    more = f"{between}en nog {len(texts) - most}" if len(texts) > most else ""
    shown = (text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…" for text in texts[:most])
    return between.join(shown) + more
