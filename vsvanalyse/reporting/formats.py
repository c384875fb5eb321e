"""In which forms a page leaves: the page itself, and what is rendered from the same executed notebook beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from vsvanalyse.faults import not_among
from vsvanalyse.release import ANALYST, FEDERATION, PUBLIC, VSV, Released

HTML, XLSX = "html", "xlsx"
ALONE = "_een_pagina"
"""What the name of a file with the one page alone ends with."""
Piece = str | Released
"""A piece of a page: prose in Markdown, or an exhibit as its reader may see it."""


class FormatError(ValueError):
    """A form that does not exist; the message is Dutch and names those that do."""


@dataclass(frozen=True)
class Document:
    """What a page says, for any renderer: its title, what fits on one page, the other pieces in order, and what stands at its foot."""

    title: str
    one_page: Sequence[Piece] = ()
    pieces: Sequence[Piece] = ()
    foot: str = ""


_RENDERERS = {"pdf": "vsvanalyse.render.pdf"}
"""By format the module whose ``page(title, one_page, pieces, foot)`` renders it; imported when it is needed."""
FORMATS = (HTML, *_RENDERERS, XLSX)
DEFAULT: Mapping[str, tuple[str, ...]] = {
    VSV: (HTML, "pdf"),
    FEDERATION: FORMATS,
    PUBLIC: (HTML, "pdf"),
    ANALYST: (HTML, XLSX),
}
"""What is made for whom unless somebody asks for something else."""


def asked(words: str) -> tuple[str, ...]:
    """Read which formats are asked for, ``"html,pdf"``; nothing is the default. Raises FormatError for an unknown one."""
    found = tuple(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    for name in found:
        if name not in FORMATS:
            raise FormatError(not_among("vorm", name, FORMATS))
    return found


def formats_for(audience: str, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Give the formats of a page, the page itself first: what was asked for, or the default for its audience."""
    return tuple(dict.fromkeys((HTML, *(wanted or DEFAULT[audience]))))


def rendered(document: Document, formats: Collection[str]) -> dict[str, bytes]:
    """Render a document in each of the formats that stand beside a page: format → content of its file."""
    made = {}
    for name in _RENDERERS:
        if name in formats:
            render: Callable[..., bytes] = import_module(_RENDERERS[name]).page
            made[name] = render(document.title, document.one_page, document.pieces, document.foot)
    return made


__all__ = [
    "DEFAULT",
    "FORMATS",
    "HTML",
    "XLSX",
    "Document",
    "FormatError",
    "Piece",
    "asked",
    "formats_for",
    "rendered",
]
