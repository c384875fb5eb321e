"""The terms of a page linked, where each is first used, to what it means at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

_LIST = 'data-exhibit="begrippen.lijst"'
_TERM = re.compile(r'<th scope="row">([^<]+)</th>')
_TOKEN = re.compile(r"<[^>]+>|[^<]+")
_SILENT = re.compile(r"^<(/?)(svg|h1|h2|h3|a|style|script|pre|title|head|label|nav)\b")


def linked(page: str, forms: Mapping[str, Iterable[str]]) -> str:
    """Give a page in which each term leads, where it is first used, to its row in the list of terms, if the page has that list.

    ``forms`` are the ways of writing each term; headings, pictures and links are left as they are.
    """
    at = page.find(_LIST)
    if at < 0:
        return page
    at = page.rfind("<figure", 0, at)
    before, after = page[:at], page[at:]
    listed = _TERM.findall(after)
    after = _TERM.sub(lambda found: f'<th scope="row" id="{_anchor(found[1])}">{found[1]}</th>', after)
    words = {escape(form).casefold(): term for term in listed for form in forms.get(term, (term,))}
    if not words:
        return page
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I)
    return "".join(_tokens(before, pattern, words)) + after


def _tokens(text: str, pattern: re.Pattern[str], words: Mapping[str, str]) -> Iterable[str]:
    used: set[str] = set()
    silent = 0

    def link(found: re.Match[str]) -> str:
        term = words[found[0].casefold()]
        if term in used:
            return found[0]
        used.add(term)
        return f'<a class="begrip" href="#{_anchor(term)}">{found[0]}</a>'

    for token in _TOKEN.findall(text):
        if token.startswith("<"):
            if opens := _SILENT.match(token):
                silent += -1 if opens[1] else 1
            yield token
        else:
            yield token if silent else pattern.sub(link, token)


def _anchor(term: str) -> str:
    return "begrip-" + re.sub(r"\W+", "-", term.casefold())


__all__ = ["linked"]
