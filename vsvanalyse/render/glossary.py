"""The terms of a page linked, where each is first used, to what it means at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

LIST = "begrippen.lijst"
"""The exhibit that lists the terms of a page."""
_TERM = re.compile(r'<th scope="row">([^<]+)</th>')
_TOKEN = re.compile(r"<[^>]+>|[^<]+")
_SILENT = re.compile(r"^<(/?)(svg|h1|h2|h3|a|style|script|pre|title|head|label|nav)\b")
Forms = Mapping[str, Iterable[str]]
"""The ways of writing each term."""


class _Terms:
    """The terms that a page lists, of which each is found once: where it is first used."""

    def __init__(self, listed: Iterable[str], forms: Forms, write: Callable[[str], str] = str) -> None:
        self._left = {write(form).casefold(): term for term in listed for form in forms.get(term, (term,))}
        either = "|".join(map(re.escape, sorted(self._left, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?<!\w)(?:{either or '(?!)'})(?!\w)", re.I)

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Part a text into pieces, each with the address to which it leads, if any."""
        done = 0
        for found in self._pattern.finditer(text):
            term = self._left.get(found[0].casefold())
            if term is None:
                continue
            self._left = {form: one for form, one in self._left.items() if one != term}
            yield text[done : found.start()], ""
            yield found[0], address(term)
            done = found.end()
        yield text[done:], ""


def address(term: str) -> str:
    """Give the address of a term in the list."""
    return "begrip-" + re.sub(r"\W+", "-", term.casefold())


def linked(page: str, forms: Forms) -> str:
    """Give an HTML page in which each term leads, where it is first used, to its row in the list of terms, if the page has that list.

    Headings, pictures and links are left as they are.
    """
    at = page.find(f'data-exhibit="{LIST}"')
    if at < 0:
        return page
    at = page.rfind("<figure", 0, at)
    before, after = page[:at], page[at:]
    terms = _Terms(_TERM.findall(after), forms, escape)
    after = _TERM.sub(lambda found: f'<th scope="row" id="{address(found[1])}">{found[1]}</th>', after)
    return "".join(_tokens(before, terms)) + after


def _tokens(page: str, terms: _Terms) -> Iterator[str]:
    silent = 0
    for token in _TOKEN.findall(page):
        if opens := _SILENT.match(token):
            silent += -1 if opens[1] else 1
        if silent or token.startswith("<"):
            yield token
            continue
        for text, to in terms.parts(token):
            yield f'<a class="begrip" href="#{to}">{text}</a>' if to else text


def link_pieces(pieces: list[dict[str, Any]], forms: Forms) -> None:
    """Link the terms in the pieces of a page on paper, in their order: a text becomes parts ``{text, to}``, a listed term ``{text, at}``."""
    lists = [piece for piece in pieces if piece.get("id") == LIST and piece["rows"]]
    if not lists:
        return
    rows = lists[0]["rows"]
    terms = _Terms([row["cells"][0] for row in rows], forms)
    for row in rows:
        row["cells"][0] = {"text": row["cells"][0], "at": address(row["cells"][0])}
    for piece in pieces[: pieces.index(lists[0])]:
        _link_piece(piece, terms)


def _link_piece(piece: dict[str, Any], terms: _Terms) -> None:
    _link(piece, "title", terms)
    _link(piece, "about", terms)
    for block in piece.get("blocks", ()):
        if block["kind"] == "paragraph":
            block["parts"] = [*_runs(block["parts"], terms)]
        elif block["kind"] == "list":
            block["items"] = [[*_runs(item, terms)] for item in block["items"]]
    for paragraph in piece.get("paragraphs", ()):
        if paragraph["soort"] not in ("titel", "kopje"):
            _link(paragraph, "tekst", terms)
    for row in piece.get("rows", ()):
        row["cells"] = [_parts(cell, terms) for cell in row["cells"]]
    _link(piece, "note", terms)


def _link(holder: dict[str, Any], name: str, terms: _Terms) -> None:
    if holder.get(name):
        holder[name] = _parts(holder[name], terms)


def _parts(text: str, terms: _Terms) -> Any:
    parts = [{"text": part, "to": to} for part, to in terms.parts(text) if part]
    return parts if any(part["to"] for part in parts) else text


def _runs(runs: Iterable[dict[str, Any]], terms: _Terms) -> Iterator[dict[str, Any]]:
    for run in runs:
        yield from ({**run, "text": text, "to": to} for text, to in terms.parts(run["text"]) if text)


__all__ = ["LIST", "address", "link_pieces", "linked"]
