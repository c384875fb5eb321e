"""Read a finished report back: it is released only when what it says equals the data.

The figures are summed again from the registered lines, on a road of their own, and compared with the
text that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG
from vsvanalyse.money import format_euro
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation.taakkosten import of_known_tasks

_TELLING = 8
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
    if vsv and len(lines):
        last = of_known_tasks(lines[lines["boekjaar"] == lines["boekjaar"].max()], data.taakkosten)
        structural = int(last["bedrag_ct"][last["aard"] != EENMALIG].sum())
        yield f"taken_ct:{lines['boekjaar'].max()}", format_euro(structural)


def _others_named(text: str, data: EditionData, vsv: str) -> Iterator[str]:
    """Give the codes and the telling names of other VSVs in a text.

    A name of a few letters, or one that is also the name of a task or a code, tells nobody apart: a sender who
    fills in "n.v.t." must not hold back everybody else's report.
    """
    own = data.name(vsv)
    kader = basiskader.load()
    common = {
        *basiskader.task_names().values(),
        *kader.functies["functie"],
        *kader.activiteiten["activiteit"],
    }
    common |= set(kader.verantwoordelijkheden["naam"]) | set(kader.kostensoorten["naam"])
    names = {" ".join(data.name(other).split()) for other in data.vsvs if other != vsv}
    telling = {name for name in names if sum(c.isalpha() for c in name) >= _TELLING and name not in common}
    for name in sorted(telling | (set(data.vsvs) - {vsv})):
        if name not in own and name != vsv and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield name
