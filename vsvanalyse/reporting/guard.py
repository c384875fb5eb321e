"""A page is released only when its exhibits equal the registered lines, and a reader sees what the exhibits say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

from vsvanalyse import basiskader
from vsvanalyse.exhibits.kinds import OWN, Chart, Exhibit, Explorer, Table, Text
from vsvanalyse.exhibits.making import once
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import html
from vsvanalyse.render.typography import unbroken
from vsvanalyse.reporting.ledger import faults as ledger_faults
from vsvanalyse.reporting.ledger import ledger

_DATA = "application/json"
"""The type of a script that is data and is never run."""
_TELLING = 8
_ALIKE = 3
_LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "object": "data", "embed": "src"}
TOTALS = ("bedrag", "structureel", "eenmalig", "schaduw")
"""What a page that tells totals must have counted, for every year."""


class _Reader(HTMLParser):
    """Collects what a reader sees of each exhibit, all visible text, pictures without words, and what would be loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[str]]] = []
        self.texts: list[str] = []
        self.faults: list[str] = []
        self._quiet = 0
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-exhibit" in given:
            self.seen.append((given["data-exhibit"] or "", []))
        source = given.get(_LOADING.get(tag, ""), "") or ""
        if source and not source.startswith("data:"):
            self.faults.append(f"de pagina wil <{tag}> laden of uitvoeren")
        if tag == "script":
            self._script = given.get("type") or ""
        if "data-knop" in given and self.seen:
            self.seen[-1][1].append(given["data-knop"] or "")
        told = (given.get("alt") if tag == "img" else given.get("aria-label")) or ""
        if tag in ("img", "svg") and not told.strip():
            self.faults.append("een plaatje heeft geen alternatieve tekst")
        if "mislukt" in (given.get("class") or "").split():
            self.faults.append("een cel van het notebook is mislukt")
        self.texts += [told] if told else []
        self._quiet += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag == "style"
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script not in (None, _DATA):
            if data != html.script():
                self.faults.append("de pagina wil <script> uitvoeren")
            return
        if self._quiet:
            return
        self.texts.append(data)
        if self.seen:
            self.seen[-1][1].append(data)


def faults(
    page: str, exhibits: Sequence[Exhibit], data: EditionData, vsv: str = "", *, totals: bool = True
) -> list[str]:
    """List, in Dutch, why a page may not be released; an empty list releases it.

    Its exhibits: each is about the page's VSV or the group, every counted amount is that of the lines to the cent, totals are
    their parts, and with ``totals`` every year has its totals. The page: every exhibit is there as it is in the data, nothing is loaded
    from elsewhere, every picture has words, no cell failed. For a VSV's report: its code and name are there, and of no other.
    """
    reader = _Reader()
    reader.feed(page)
    found = list(reader.faults)
    for one in exhibits:
        if one.subject not in ("", vsv):
            found.append(f"'{one.id}' gaat over {one.subject}")
        if vsv and "vsv" in one.rows:
            own = one.rows.loc[one.rows["wie"] == OWN, "vsv"].dropna()
            found += [
                f"'{one.id}' toont cijfers van {other} als eigen" for other in sorted({*own} - {"", vsv})
            ]
        found += ledger_faults(one, ledger(data))
    found += _unseen(exhibits, reader)
    if totals:
        found += _missing_totals(exhibits, data, vsv)
    if vsv:
        text = " ".join(reader.texts)
        found += [
            f"'{word}' staat niet op de pagina"
            for word in (vsv, data.name(vsv))
            if _plain(word) not in _plain(text)
        ]
        found += [f"de pagina noemt {other}" for other in _others_named(text, data, vsv)]
    return sorted(set(found))


def own_figures(exhibits: Sequence[Exhibit]) -> dict[str, str]:
    """Give for each exhibit with own amounts a hash of these; not where there are few, which can be alike by chance."""
    found = {}
    for one in exhibits:
        amounts = [name for name in one.rows if name.endswith("_ct")]
        own = one.rows.loc[one.rows["wie"] == OWN, amounts].to_numpy("float64", na_value=0.0)
        if len({*own.ravel()} - {0.0}) >= _ALIKE:
            found[one.id] = hashlib.sha256(own.tobytes()).hexdigest()
    return found


def shared_figures(pages: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Say of each VSV's page that it shows the same own amounts as another's; ``pages`` are VSV → `own_figures`, of one round."""
    found: dict[tuple[str, str], list[str]] = {}
    for vsv, figures in pages.items():
        for figure in figures.items():
            found.setdefault(figure, []).append(vsv)
    return {
        vsv: f"'{name}' toont dezelfde eigen bedragen als de pagina van {next(one for one in vsvs if one != vsv)}"
        for (name, _), vsvs in found.items()
        for vsv in vsvs
        if len(vsvs) > 1
    }


def _plain(text: str) -> str:
    return " ".join(text.split())


def _unseen(exhibits: Sequence[Exhibit], reader: _Reader) -> Iterator[str]:
    """Say which exhibits a reader does not see, or sees otherwise than they are."""
    if [name for name, _ in reader.seen] != [one.id for one in exhibits]:
        yield "de pagina toont niet precies haar exhibits, in hun volgorde"
        return
    for one, (_, texts) in zip(exhibits, reader.seen, strict=True):
        seen = "".join("".join(texts).split())
        words = [*one.rows["tekst"]] if isinstance(one, Text) else [one.title]
        if isinstance(one, Table) and not one.rows.empty:
            words += [text for name in one.columns for text in one.text(name)]
        if isinstance(one, Explorer):
            words += one.text("zin")
        if isinstance(one, Chart) and not one.rows.empty:
            words += [*dict.fromkeys(one.beside())] if one.text_column else []
        for word in dict.fromkeys(words):
            if "".join(unbroken(word).split()) not in seen:
                yield f"'{one.id}' zegt '{word}', maar de pagina toont dat niet"
                break


def _missing_totals(exhibits: Sequence[Exhibit], data: EditionData, vsv: str) -> Iterator[str]:
    lines = data.counting_lines
    years = set(lines["boekjaar"] if not vsv else lines["boekjaar"][lines["vsv"] == vsv])
    for quantity in TOTALS:
        told = {
            int(row["boekjaar"])
            for one in exhibits
            if quantity in one.counted.values()
            for row in one.rows.to_dict("records")
            if row.get("boekjaar") and not row.get("taak") and (not vsv or row.get("vsv") == vsv)
        }
        yield from (
            f"het totaal '{quantity}' van {year} ontbreekt op de pagina" for year in sorted(years - told)
        )


def _others_named(text: str, data: EditionData, vsv: str) -> list[str]:
    """Give the codes and the telling names of other VSVs in a text."""
    found = set(_names(data).findall(text))
    return sorted(name for name in found if name not in data.name(vsv) and name != vsv)


@once
def _names(data: EditionData) -> re.Pattern[str]:
    """Give what finds the codes and the telling names of VSVs in a text, the longest first, in one pass.

    A name of a few letters, or one that is also the name of a task or a code, tells nobody apart: a sender who
    fills in "n.v.t." must not hold back everybody else's report.
    """
    kader = basiskader.load()
    common = {
        *basiskader.task_names().values(),
        *kader.functies["functie"],
        *kader.activiteiten["activiteit"],
    }
    common |= set(kader.verantwoordelijkheden["naam"]) | set(kader.kostensoorten["naam"])
    names = {" ".join(data.name(vsv).split()) for vsv in data.vsvs}
    telling = {name for name in names if sum(c.isalpha() for c in name) >= _TELLING and name not in common}
    either = "|".join(re.escape(name) for name in sorted({*telling, *data.vsvs}, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")
