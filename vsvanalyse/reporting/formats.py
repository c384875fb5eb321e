"""In which forms a page leaves: the page itself, and what is rendered from the same executed notebook beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from vsvanalyse.faults import not_among
from vsvanalyse.release import ANALYST, FEDERATION, PUBLIC, VSV, Released

HTML, XLSX = "html", "xlsx"
Piece = str | Released
"""A piece of a page: prose in Markdown, or an exhibit as its reader may see it."""


class FormatError(ValueError):
    """A form that does not exist; the message is Dutch and names those that do."""


@dataclass(frozen=True)
class Document:
    """What a page says, for any renderer: its title, what fits on one page, the other pieces in order, what is shown on slides
    with what is said there, what stands at its foot, and the template for slides."""

    title: str
    one_page: Sequence[Piece] = ()
    pieces: Sequence[Piece] = ()
    slides: Sequence[tuple[Released, str]] = ()
    foot: str = ""
    template: bytes = b""


def _pdf(document: Document) -> bytes:
    from vsvanalyse.render import pdf

    return pdf.page(document.title, document.one_page, document.pieces, document.foot)


def _one_pager(document: Document) -> bytes:
    from vsvanalyse.render import pdf

    return pdf.page(document.title, document.one_page, (), document.foot) if document.one_page else b""


def _hand_out(document: Document) -> bytes:
    """Give what is shown and said at the slides as paper, to read before or after the meeting."""
    from vsvanalyse.render import pdf

    if not document.slides:
        return b""
    told = [
        piece for shown, said in document.slides for piece in (shown, f"*Wat er gevraagd zal worden.* {said}")
    ]
    return pdf.page(document.title, (), [f"# {document.title}", *told], document.foot)


def _pptx(document: Document) -> bytes:
    from vsvanalyse.render import pptx

    if not document.slides:
        return b""
    shown = [(one.exhibit, said) for one, said in document.slides]
    return pptx.deck(document.title, shown, document.foot, document.template)


_FILES: Mapping[str, Mapping[str, tuple[str, Callable[[Document], bytes]]]] = {
    "pdf": {"_een_pagina.pdf": ("één pagina", _one_pager), ".pdf": ("pdf", _pdf)},
    "pptx": {".pptx": ("dia’s", _pptx), "_hand_out.pdf": ("hand-out", _hand_out)},
}
"""By format, of each of its files, by the end of their names, what it is called and what makes it; a new format is a function and a row here."""
FORMATS = (HTML, *_FILES, XLSX)
CALLED = {end: name for files in _FILES.values() for end, (name, _) in files.items()}
"""With what the names of files beside a page may end, and what these are called."""
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
    """Render a document in each of the formats that stand beside a page: the end of each file's name → its content."""
    asked_for = [pair for name, files in _FILES.items() if name in formats for pair in files.items()]
    made = {end: make(document) for end, (_, make) in asked_for}
    return {end: content for end, content in made.items() if content}


__all__ = [
    "CALLED",
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
