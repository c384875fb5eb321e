"""What stands around the pages of an edition: the index, the workbook, the manifest, and the page of one that failed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits import stand
from vsvanalyse.files import whole, write_file
from vsvanalyse.process import store
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, AUDIENCES, VSV, Released, release
from vsvanalyse.render import html, xlsx
from vsvanalyse.render.typography import MADE_UP
from vsvanalyse.reporting.formats import CALLED
from vsvanalyse.reporting.identity import Record
from vsvanalyse.reporting.plan import Page
from vsvanalyse.scenarios import load_scenarios

RELEASED, FAILED, HELD = "uitgegeven", "mislukt", "niet uitgegeven"
WORKBOOK = "bijlage.xlsx"


@dataclass(frozen=True)
class Outcome:
    """What became of one page; ``reason`` is Dutch and for people."""

    page: Page
    status: str
    reason: str = ""


@dataclass(frozen=True)
class Made:
    """What became of a page, the content of each file that it consists of, and the hashes of its own figures (`guard.own_figures`)."""

    outcome: Outcome
    files: Mapping[Path, str | bytes] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)


def exhibits_file(where: EditionPaths, name: str) -> Path:
    """Give where the exhibits of a page stand as data."""
    return where.reports / "exhibits" / f"{name}.json"


def read_exhibits(text: str) -> list[Released]:
    """Make the exhibits of a page's file again."""
    return [Released.read(data) for data in json.loads(text)]


def exhibits_text(found: Sequence[Mapping[str, Any]]) -> str:
    """Write a page's exhibits, each as plain data (`Released.to_dict`), as its file, one a line."""
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in found) + "\n]\n"


def page_title(page: Page, data: EditionData) -> str:
    """Give what a browser calls a page."""
    return f"{page.title} - {data.edition.naam}"


def stand_in(where: EditionPaths, page: Page, data: EditionData, status: str, reason: str) -> Made:
    """Give the page that stands in the place of one that failed or is held back."""
    title = page_title(page, data)
    part = html.fragment(
        "failure", title=title, reason=reason, made_up=data.edition.verzonnen, made_up_words=MADE_UP,
        log=f"logboek/{page.name}.log" if status == FAILED and not page.subject else "",
    )  # fmt: skip
    return Made(Outcome(page, status, reason), {page.file(where): html.page(title, [part], up=page.up)})


def workbook(where: EditionPaths, audience: str, page: Page | None = None) -> Path:
    """Give where the annex for an audience stands, or that of the page of one VSV."""
    if page is not None and page.subject:
        return page.folder(where) / WORKBOOK
    return where.reports / (WORKBOOK if audience == ANALYST else f"bijlage_{audience}.xlsx")


def write_workbooks(
    where: EditionPaths, data: EditionData, pages: Sequence[Page], mark: str = ""
) -> list[Path]:
    """Write an annex for each audience, and one for each VSV: every exhibit of its pages, each once; gives their files.

    ``mark`` is the fingerprint of all that they were made from.
    """
    found: dict[Path, dict[str, Released]] = {}
    for page in pages:
        path = exhibits_file(where, page.name)
        for one in read_exhibits(path.read_text(encoding="utf-8")) if path.is_file() else ():
            found.setdefault(workbook(where, one.audience, page), {})[one.exhibit.id] = one
    for stale in {*where.reports.glob("bijlage*.xlsx"), *where.reports.glob(f"{VSV}/*/{WORKBOOK}")} - {
        *found
    }:
        stale.unlink()
    for target, shown in found.items():
        with whole(target) as half:
            xlsx.write(list(shown.values()), half, title=f"Bijlage: {data.edition.naam}", mark=mark)
    return list(found)


def returned(where: EditionPaths) -> list[str]:
    """Name the forms that were written to go back to the VSVs."""
    return sorted(p.name for p in (where.reports / "teruggestuurd").glob("*") if not p.name.startswith("."))


def write_index(
    where: EditionPaths,
    data: EditionData,
    outcomes: Sequence[Outcome],
    scenarios: Mapping[str, tuple[str, str]],
    sent_back: Sequence[str],
) -> Path:
    """Write the page that leads to all others; ``scenarios`` is file stem → (title, what it changes), ``sent_back`` that of `returned`."""
    general = [_link(where, one) for one in outcomes if not one.page.subject]
    for audience in AUDIENCES:
        if (annex := workbook(where, audience)).is_file():
            general.append(
                (annex.name, "Bijlage: alle tabellen en grafieken als werkboek", f"(voor: {audience})")
            )
    findings = ("bevindingen.csv", "Alle bevindingen", f"({len(data.bevindingen)}, als csv)")
    groups = {
        "Voor de Federatie": general,
        "Per VSV": [_link(where, one) for one in outcomes if one.page.subject],
        "Scenario's: wat zij veranderen": [
            (f"{stem}.html", title, told) for stem, (title, told) in scenarios.items()
        ],
        "Terug naar de VSV's": [findings, *((f"teruggestuurd/{name}", name, "") for name in sent_back)],
    }
    forms = {_link(where, one)[0]: _forms(where, one) for one in outcomes}
    head = [html.fragment("heading", title=data.edition.naam)]
    head += [html.part(release(one, data, ANALYST)) for one in (stand.kop(data), stand.bevindingen(data))]
    page = html.page(
        data.edition.naam,
        [*head, html.fragment("index", groups=groups, forms=forms, costs=not data.taakkosten.empty)],
    )
    return write_file(where.reports / "index.html", page)


def _link(where: EditionPaths, one: Outcome) -> tuple[str, str, str]:
    text = " ".join(part for part in (one.page.subject, one.page.title) if part)
    address = one.page.file(where).relative_to(where.reports).as_posix()
    return address, text, "" if one.status == RELEASED else f"({one.status})"


def _forms(where: EditionPaths, one: Outcome) -> list[tuple[str, str]]:
    """Give address and name of what stands beside a page."""
    page = one.page.file(where)
    there = {page.with_name(one.page.name + end): name for end, name in CALLED.items()}
    return [
        (path.relative_to(where.reports).as_posix(), name) for path, name in there.items() if path.is_file()
    ]


def write_manifest(
    where: EditionPaths,
    made_from: Mapping[str, Any],
    notebooks: Iterable[Path],
    records: Sequence[Record],
    around: Record,
) -> None:
    """Write what every page was made from, ``made_from`` (`identity.sources`) first, what became of it, and what stands around."""
    manifest = {
        "editie": where.id,
        **made_from,
        "notebooks": {p.name: store.sha256(p) for p in sorted(set(notebooks))},
        "verwerkt": {p.name: store.sha256(p) for p in sorted(where.processed.glob("*.parquet"))},
        "zaad": {name: one.zaad for name, one in load_scenarios(where).items()},
        "rapporten": [one.to_dict() for one in records],
        "rond": around.to_dict(),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_file(where.reports / "manifest.json", text + "\n")
