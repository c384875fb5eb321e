"""The example edition changed in memory, so that exhibits meet few, many, late and unknown registrations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

import pandas as pd

from vsvanalyse.process.data import EditionData

OF_A_VSV = (
    "registratieregels", "profielen", "bevindingen", "ongelezen", "verdeling", "taakkosten", "postkosten", "geblokkeerd",
)  # fmt: skip
STATUS = ["vsv", "boekjaar", "taak", "antwoord", "onbekend"]


def kept(data: EditionData, keep: Callable[[pd.DataFrame], pd.Series]) -> EditionData:
    """Keep rows of every table that has a VSV."""
    frames = {name: getattr(data, name) for name in OF_A_VSV}
    return dataclasses.replace(
        data, **{name: frame[keep(frame)].reset_index(drop=True) for name, frame in frames.items()}
    )


def only(data: EditionData, vsvs: Collection[str]) -> EditionData:
    """Keep some VSVs; nobody with an empty collection."""
    return kept(data, lambda frame: frame["vsv"].isin(list(vsvs)))


def without_year(data: EditionData, vsv: str, year: int) -> EditionData:
    """Leave out one year of one VSV."""
    return kept(data, lambda frame: ~((frame["vsv"] == vsv) & (frame["boekjaar"] == year)))


def many(data: EditionData, count: int) -> EditionData:
    """Copy the VSVs until there are so many, each with a code and files of its own."""
    sources = [data.vsvs[i % len(data.vsvs)] for i in range(count)]
    frames = {}
    for name in OF_A_VSV:
        frame = getattr(data, name)
        copies = [_renamed(frame[frame["vsv"] == one], one, f"VSV{i:02}") for i, one in enumerate(sources, 1)]
        frames[name] = pd.concat(copies, ignore_index=True)
    return dataclasses.replace(data, **frames)


def _renamed(frame: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    files = {name: frame[name].str.replace(old, new) for name in ("bestand", "bron_bestand") if name in frame}
    return frame.assign(vsv=new, **files)


def unknown_task(data: EditionData, task: str) -> EditionData:
    """Let nobody know what a task cost: done everywhere, kept nowhere."""
    lines = data.registratieregels[data.registratieregels["taak"] != task].reset_index(drop=True)
    parts = data.verdeling[data.verdeling["taak"] != task].reset_index(drop=True)
    status, answer = data.taakkosten[STATUS], "niet geregistreerd"
    mine = status["taak"] == task
    status = status.assign(
        antwoord=status["antwoord"].mask(mine, answer), onbekend=status["onbekend"].mask(mine, answer)
    )
    return dataclasses.replace(data, registratieregels=lines, verdeling=parts)._summed(status)
