"""Read a finished report back: it is released only when what it says equals the data.

The figures are summed again from the registered lines, on a road of their own, and compared with the
text that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from vsvanalyse.basiskader import EENMALIG
from vsvanalyse.money import format_euro
from vsvanalyse.store import EditionData

_LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "object": "data", "embed": "src"}


class _Reader(HTMLParser):
    """Collects marked values, visible text, images without alt text, and what would be loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self.texts: list[str] = []
        self.faults: list[str] = []
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-controle" in given:
            self._mark = given["data-controle"] or ""
            self.values[self._mark] = ""
        source = given.get(_LOADING.get(tag, ""), "") or ""
        if tag == "script" or (source and not source.startswith("data:")):
            self.faults.append(f"de pagina wil <{tag}> laden of uitvoeren")
        if tag == "img" and not (given.get("alt") or "").strip():
            self.faults.append("een plaatje heeft geen alternatieve tekst")
        if "mislukt" in (given.get("class") or "").split():
            self.faults.append("een cel van het notebook is mislukt")
        self.texts += [given["alt"]] if given.get("alt") else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._mark = ""

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._mark:
            self.values[self._mark] += data


def faults(page: str, data: EditionData, vsv: str = "", *, totals: bool = True) -> list[str]:
    """List, in Dutch, why a page may not be released; an empty list releases it.

    For a VSV's report: its code, name and every yearly total must be there and equal the data, and
    no other VSV's code or name may be. For the Federatie: every yearly total (``totals``). For all: nothing
    is loaded from elsewhere, every image has an alternative text, no cell failed.
    """
    reader = _Reader()
    reader.feed(page)
    found = list(reader.faults)
    expected = dict(_expected(data, vsv)) if totals else {}
    for kind, text in expected.items():
        if kind not in reader.values:
            found.append(f"'{kind}' ontbreekt op de pagina")
        elif reader.values[kind].strip() != " ".join(text.split()):
            found.append(f"'{kind}' is op de pagina '{reader.values[kind].strip()}', in de gegevens '{text}'")
    if vsv:
        text = " ".join(reader.texts)
        found += [f"de pagina noemt {other}" for other in _others_named(text, data, vsv)]
    return sorted(set(found))


def _expected(data: EditionData, vsv: str) -> Iterator[tuple[str, str]]:
    if vsv:
        yield "vsv", vsv
        yield "naam", data.name(vsv)
    lines = data.counting_lines
    if vsv:
        lines = lines[lines["vsv"] == vsv]
    for year, mine in lines.groupby("boekjaar"):
        one_off = int(mine["bedrag_ct"][mine["aard"] == EENMALIG].sum())
        total = int(mine["bedrag_ct"].sum())
        yield f"bedrag_ct:{year}", format_euro(total)
        yield f"eenmalig_ct:{year}", format_euro(one_off)
        yield f"structureel_ct:{year}", format_euro(total - one_off)
        yield f"schaduw_ct:{year}", format_euro(int(mine["schaduw_ct"].sum()))


def _others_named(text: str, data: EditionData, vsv: str) -> Iterator[str]:
    own = data.name(vsv)
    names = {data.name(other) for other in data.vsvs if other != vsv} | set(data.vsvs) - {vsv}
    for name in sorted(names):
        pattern = rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)"
        if name not in own and re.search(pattern, text):
            yield name
