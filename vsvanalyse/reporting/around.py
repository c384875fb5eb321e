"""What stands around the pages of an edition: the index, the workbook, the manifest, and the page of one that failed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import vsvanalyse
from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits import stand
from vsvanalyse.files import whole, write_file
from vsvanalyse.process import store
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, AUDIENCES, VSV, Released, release
from vsvanalyse.render import html, xlsx
from vsvanalyse.render.typography import MADE_UP
from vsvanalyse.reporting import document
from vsvanalyse.reporting.plan import Page
from vsvanalyse.scenarios import load_scenarios

RELEASED, FAILED, HELD = "uitgegeven", "mislukt", "niet uitgegeven"
WORKBOOK = "bijlage.xlsx"
_VERSIONS = ("pandas", "numpy", "scipy", "salib", "pyarrow", "matplotlib", "papermill", "nbconvert")


@dataclass(frozen=True)
class Outcome:
    """What became of one page; ``reason`` is Dutch and for people, ``scenarios`` the hash of the scenario files it was made with."""

    page: Page
    status: str
    reason: str = ""
    scenarios: str = ""


def exhibits_file(where: EditionPaths, name: str) -> Path:
    """Give where the exhibits of a page stand as data."""
    return where.reports / "exhibits" / f"{name}.json"


def failure_page(title: str, reason: str, made_up: bool, *, up: str = "index.html") -> str:
    """Give the page that stands in the place of a report that failed or was not released."""
    part = html.fragment("failure", title=title, reason=reason, made_up=made_up, made_up_words=MADE_UP)
    return html.page(title, [part], up=up)


def workbook(where: EditionPaths, audience: str, page: Page | None = None) -> Path:
    """Give where the annex for an audience stands, or that of the page of one VSV."""
    if page is not None and page.subject:
        return page.folder(where) / WORKBOOK
    return where.reports / (WORKBOOK if audience == ANALYST else f"bijlage_{audience}.xlsx")


def write_workbooks(where: EditionPaths, data: EditionData, pages: Sequence[Page]) -> None:
    """Write an annex for each audience, and one for each VSV: every exhibit of its pages, each once."""
    found: dict[Path, dict[str, Released]] = {}
    for page in pages:
        path = exhibits_file(where, page.name)
        for one in document.read(path.read_text(encoding="utf-8")) if path.is_file() else ():
            found.setdefault(workbook(where, one.audience, page), {})[one.exhibit.id] = one
    for stale in {*where.reports.glob("bijlage*.xlsx"), *where.reports.glob(f"{VSV}/*/{WORKBOOK}")} - {
        *found
    }:
        stale.unlink()
    for target, shown in found.items():
        with whole(target) as half:
            xlsx.write(list(shown.values()), half, title=f"Bijlage: {data.edition.naam}")


def write_index(
    where: EditionPaths,
    data: EditionData,
    outcomes: Sequence[Outcome],
    scenarios: Mapping[str, tuple[str, str]],
) -> None:
    """Write the page that leads to all others; ``scenarios`` is file stem → (title, what it changes)."""
    general = [_link(where, one) for one in outcomes if not one.page.subject]
    for audience in AUDIENCES:
        if (annex := workbook(where, audience)).is_file():
            general.append(
                (annex.name, "Bijlage: alle tabellen en grafieken als werkboek", f"(voor: {audience})")
            )
    returned = sorted(
        p.name for p in (where.reports / "teruggestuurd").glob("*") if not p.name.startswith(".")
    )
    findings = ("bevindingen.csv", "Alle bevindingen", f"({len(data.bevindingen)}, als csv)")
    groups = {
        "Voor de Federatie": general,
        "Per VSV": [_link(where, one) for one in outcomes if one.page.subject],
        "Scenario's: wat zij veranderen": [
            (f"{stem}.html", title, told) for stem, (title, told) in scenarios.items()
        ],
        "Terug naar de VSV's": [findings, *((f"teruggestuurd/{name}", name, "") for name in returned)],
    }
    head = [html.fragment("heading", title=data.edition.naam)]
    head += [html.part(release(one, data, ANALYST)) for one in (stand.kop(data), stand.bevindingen(data))]
    page = html.page(
        data.edition.naam, [*head, html.fragment("index", groups=groups, costs=not data.taakkosten.empty)]
    )
    write_file(where.reports / "index.html", page)


def _link(where: EditionPaths, one: Outcome) -> tuple[str, str, str]:
    text = " ".join(part for part in (one.page.subject, one.page.title) if part)
    address = one.page.file(where).relative_to(where.reports).as_posix()
    return address, text, "" if one.status == RELEASED else f"({one.status})"


def write_manifest(where: EditionPaths, outcomes: Sequence[Outcome]) -> None:
    """Write what every page was made from: inputs, tables, notebooks, code, libraries, scenarios, seeds."""
    notebooks = sorted({o.page.notebook for o in outcomes})
    manifest = {
        "editie": where.id,
        "invoer": store.input_hashes(where),
        "verwerkt": {p.name: store.sha256(p) for p in sorted(where.processed.glob("*.parquet"))},
        "notebooks": {p.name: store.sha256(p) for p in notebooks},
        "gereedschap": {"vsvanalyse": vsvanalyse.__version__, "code": store.tool_hash()},
        "bibliotheken": {name: version(name) for name in _VERSIONS},
        "scenarios": store.scenario_hashes(where),
        "zaad": {name: one.zaad for name, one in load_scenarios(where).items()},
        "rapporten": [
            {
                "naam": o.page.name,
                "parameters": o.page.parameters,
                "scenarios": o.scenarios,
                "status": o.status,
                "reden": o.reason,
                "hash": store.sha256(o.page.file(where)),
            }
            for o in outcomes
        ],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_file(where.reports / "manifest.json", text + "\n")
