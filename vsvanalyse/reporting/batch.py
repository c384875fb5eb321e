"""Make all pages of an edition: in parallel, going on after a failure, with a manifest at the end."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import nbformat

import vsvanalyse
from vsvanalyse.edition import EditionPaths
from vsvanalyse.files import unfinished, write_file
from vsvanalyse.presentation import pages as shown
from vsvanalyse.process import slot, store
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting import execution, guard, html, parameters
from vsvanalyse.reporting.plan import FEDERATION, Page
from vsvanalyse.reporting.scenario_pages import SCENARIO_PREFIX, write_scenario_pages
from vsvanalyse.scenarios import load_scenarios

RELEASED, FAILED, HELD = "uitgegeven", "mislukt", "niet uitgegeven"
NO_COSTS = (
    '<p class="let-op">Er zijn nog geen bruikbare registraties. Het rapport voor de Federatie, de variantie en de scenario\'s '
    "komen er zodra er minstens één is.</p>"
)
_VERSIONS = ("pandas", "numpy", "scipy", "salib", "pyarrow", "matplotlib", "papermill", "nbconvert")


@dataclass(frozen=True)
class Outcome:
    """What became of one page; ``reason`` is Dutch and for people, ``scenarios`` the hash of the scenario files it was made with."""

    page: Page
    status: str
    reason: str = ""
    scenarios: str = ""


def check_parameters(pages: Sequence[Page]) -> None:
    """Raise ParameterError for the first page whose parameters do not fit, before any kernel starts."""
    for page in pages:
        parameters.check(page.notebook, page.parameters)


def make_reports(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    *,
    workers: int | None = None,
    everything: Sequence[Page] = (),
    cell_seconds: int | None = None,
    tick: Callable[[Outcome], object] = lambda _: None,
) -> list[Outcome]:
    """Make the pages, the index and the manifest in ``reports/<editie>/``; ``tick`` hears of each page done.

    ``everything`` are all pages of the edition when ``pages`` are only some; the index keeps those made earlier. A cell of
    a notebook that takes longer than ``cell_seconds``, default ten minutes, fails.

    Raises ParameterError and BusyError before anything runs. A page that fails, or that the guard does not
    release, gets a page that says so, and its traceback goes to ``logboek/``.
    """
    check_parameters(pages)
    with slot.hold(where, "vsvanalyse report"):
        workers = workers or min(len(pages), os.cpu_count() or 1) or 1
        outcomes = _make_all(where, data, pages, workers, cell_seconds or execution.CELL_SECONDS, tick)
        return _close(where, data, pages, everything or pages, outcomes)


def _make_all(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    workers: int,
    cell_seconds: int,
    tick: Callable[[Outcome], object],
) -> list[Outcome]:
    """Make the pages in threads, and write each here: whoever stops a run stops this thread, so that it leaves no half file."""
    for page in pages:
        (where.reports / "logboek" / f"{page.name}.log").unlink(missing_ok=True)
    outcomes = []
    with unfinished(slot.scratch(where)) as scratch, ThreadPoolExecutor(workers) as pool:
        scratch.mkdir(mode=0o700)
        pending = {pool.submit(_make, where, data, page, scratch, cell_seconds) for page in pages}
        try:
            while pending:
                # Ctrl-C does not wake a thread that waits without end, on Windows.
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for outcome, made in (one.result() for one in done):
                    for path, text in made.items():
                        write_file(path, text)
                    outcomes.append(outcome)
                    tick(outcome)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return outcomes


def _close(
    where: EditionPaths,
    data: EditionData,
    pages: Sequence[Page],
    everything: Sequence[Page],
    outcomes: list[Outcome],
) -> list[Outcome]:
    """Write the index and the manifest, with what became of the pages of earlier runs; give these outcomes in order."""
    order = {page.name: i for i, page in enumerate(pages)}
    used = _scenario_hash(where)
    outcomes = [replace(one, scenarios=used) for one in outcomes]
    outcomes.sort(key=lambda outcome: order[outcome.page.name])
    earlier = [o for o in _earlier(where, everything) if o.page.name not in order]
    places = {page.name: i for i, page in enumerate(everything)}
    known = sorted([*outcomes, *earlier], key=lambda outcome: places[outcome.page.name])
    _write_index(where, data, known, write_scenario_pages(where, data))
    _write_manifest(where, known)
    return outcomes


def _scenario_hash(where: EditionPaths) -> str:
    """Hash all scenario files and decisions together."""
    text = json.dumps(store.scenario_hashes(where), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _earlier(where: EditionPaths, pages: Sequence[Page]) -> list[Outcome]:
    """Give what became of the pages of an earlier run that are still there."""
    manifest = where.reports / "manifest.json"
    if not manifest.is_file():
        return []
    told = {r["naam"]: r for r in json.loads(manifest.read_text(encoding="utf-8"))["rapporten"]}
    return [
        Outcome(
            replace(page, parameters=told[page.name]["parameters"]),
            told[page.name]["status"],
            told[page.name]["reden"],
            told[page.name].get("scenarios", ""),
        )
        for page in pages
        if page.name in told and (where.reports / f"{page.name}.html").is_file()
    ]


def _make(
    where: EditionPaths, data: EditionData, page: Page, scratch: Path, cell_seconds: int
) -> tuple[Outcome, dict[Path, str]]:
    """Give what becomes of one page, and the text of each file that it consists of."""
    target = where.reports / f"{page.name}.html"
    log = where.reports / "logboek" / f"{page.name}.log"
    title = f"{page.title} - {data.edition.naam}"
    made: dict[Path, str] = {}

    def without(status: str, reason: str) -> tuple[Outcome, dict[Path, str]]:
        made[target] = html.failure_page(title, reason, data.edition.verzonnen)
        return Outcome(page, status, reason), made

    try:
        executed = execution.execute(
            page.notebook, page.parameters, where.root, scratch / f"{page.name}.json", cell_seconds
        )
        made[target] = html.render(executed, title)
    except execution.NotebookError as error:
        made[log] = f"{error}\n{error.shown}\n"
        return without(FAILED, str(error))
    except Exception as error:
        # Anything may go wrong in a notebook; one VSV's report must never stop the others.
        made[log] = f"{type(error).__name__}: {error}\n"
        return without(FAILED, f"het maken is mislukt; de technische reden staat in logboek/{log.name}.")
    made[where.reports / "notebooks" / f"{page.name}.ipynb"] = nbformat.writes(executed) + "\n"
    totals = bool(page.subject) or page.name == FEDERATION
    if wrong := guard.faults(made[target], data, page.subject, totals=totals):
        return without(HELD, "de controle van de uitkomst houdt het tegen: " + "; ".join(wrong) + ".")
    return Outcome(page, RELEASED), made


def _write_index(
    where: EditionPaths,
    data: EditionData,
    outcomes: Sequence[Outcome],
    scenarios: Mapping[str, tuple[str, str]],
) -> None:
    general = [o for o in outcomes if not o.page.subject]
    own = [o for o in outcomes if o.page.subject]

    def links(some: Sequence[Outcome]) -> str:
        return html.link_list(
            [
                (
                    f"{o.page.name}.html",
                    " ".join(part for part in (o.page.subject, o.page.title) if part),
                    "" if o.status == RELEASED else f"({o.status})",
                )
                for o in some
            ]
        )

    returned = sorted(
        p.name for p in (where.reports / "teruggestuurd").glob("*") if not p.name.startswith(".")
    )
    body = (
        f"{html.notice(data.edition.verzonnen)}<h1>{html.escape(data.edition.naam)}</h1>"
        f"<p class=kop>{html.escape(data.edition.toelichting)}</p>"
        f"{shown.findings_notice(data).markup}{'' if len(data.taakkosten) else NO_COSTS}"
        f"<h2>Voor de Federatie</h2>{links(general)}<h2>Per VSV</h2>{links(own)}"
        "<h2>Scenario's: wat zij veranderen</h2>"
        + html.link_list([(f"{stem}.html", title, told) for stem, (title, told) in scenarios.items()])
        + "<h2>Terug naar de VSV's</h2>"
        + html.link_list([("bevindingen.csv", "Alle bevindingen", f"({len(data.bevindingen)}, als csv)")])
        + html.link_list([(f"teruggestuurd/{name}", name, "") for name in returned])
    )
    write_file(where.reports / "index.html", html.plain_page(data.edition.naam, body))


def _write_manifest(where: EditionPaths, outcomes: Sequence[Outcome]) -> None:
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
                "hash": store.sha256(where.reports / f"{o.page.name}.html"),
            }
            for o in outcomes
        ],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_file(where.reports / "manifest.json", text + "\n")


def clear_stale_pages(where: EditionPaths, pages: Sequence[Page]) -> None:
    """Remove pages of earlier runs that this edition no longer has."""
    wanted = {f"{page.name}.html" for page in pages} | {"index.html"}
    for path in where.reports.glob("*.html"):
        if path.name not in wanted and not path.name.startswith(SCENARIO_PREFIX):
            path.unlink()
