"""What a worker does: make one page, whole, out of what it is handed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from papermill.exceptions import PapermillExecutionError

from vsvanalyse import basiskader
from vsvanalyse.exhibits.kinds import ExhibitError
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, Released
from vsvanalyse.render import html
from vsvanalyse.render.typography import MADE_UP
from vsvanalyse.reporting import document, engine, execution, formats, group, guard, identity, page
from vsvanalyse.reporting.around import (
    FAILED,
    HELD,
    RELEASED,
    Made,
    Outcome,
    exhibits_file,
    exhibits_text,
    page_title,
    stand_in,
)
from vsvanalyse.reporting.jobs import MEMORY, Job, trail
from vsvanalyse.workers import give_back_memory

_KEPT = 2000
_CAUSES = {
    "NameError": "een naam is verkeerd gespeld, of wordt in een latere cel pas gemaakt",
    "ModuleNotFoundError": "een bibliotheek is er niet of heet anders",
    "ImportError": "iets heet in die bibliotheek anders, of is er niet meer",
    "KeyError": "een kolom, taak of scenario van die naam is er niet",
    "IndexError": "er zijn minder rijen dan de cel verwacht",
    "FileNotFoundError": "een bestand staat niet waar de cel het zoekt",
    "MemoryError": f"de cel vroeg meer dan {MEMORY // 2**20} MB geheugen",
    "SyntaxError": "er staat een tikfout in de code",
    "IndentationError": "er staat een tikfout in de code",
    "ZeroDivisionError": "er wordt gedeeld door een aantal dat hier nul is",
    "EOFError": "de cel wacht op iemand die iets intikt",
    "AttributeError": "iets heet anders, of is er niet meer",
    "TypeError": "een waarde is van een andere soort dan de cel verwacht",
    "ValueError": "een waarde is anders dan de cel verwacht",
}


def make(job: Job) -> Made:
    """Make a page; whatever goes wrong in it becomes a page that says so, except what ends this process."""
    # Twice: what a page does to its edition must not reach the one that it is judged by.
    data, its_own, before = _to_judge_by(job.group), group.read(job.group), _running()
    with basiskader.using(data.lists):
        return _make(job, data, its_own, before)


def _make(job: Job, data: EditionData, its_own: EditionData, before: set[Any]) -> Made:
    page.let_go.clear()
    try:
        with _trail(job.trail) as (told, watch), group.handed(its_own, job.where):
            executed = execution.execute(
                job.page.notebook, job.page.parameters, job.where.root, job.cell_seconds, told, watch
            )
        return _judged(job, data, executed)
    except PapermillExecutionError as error:
        return failed(job, data, _why(job, error), str(error))
    except engine.TooMuchError:
        return failed(job, data, shows_too_much(job))
    except ExhibitError as error:
        return failed(job, data, f"{error}.", str(error))
    except Exception as error:
        # Anything may go wrong in a notebook; one VSV's report must never stop the others.
        reason = f"het maken is mislukt; de technische reden staat in logboek/{job.page.name}.log."
        return failed(job, data, reason, f"{type(error).__name__}: {error}")
    finally:
        for left in _running() - before:
            left.kill()
        if not job.page.subject:
            give_back_memory()  # Pages of the whole group take most.


@lru_cache(maxsize=1)
def _to_judge_by(path: Path) -> EditionData:
    """Read the edition by which pages are judged, once for all that this process makes: no page is handed it."""
    return group.read(path)


def _judged(job: Job, data: EditionData, executed: nbformat.NotebookNode) -> Made:
    """Give the page of an executed notebook, or one that says why it is held back."""
    made, where = job.page, job.where
    plain = document.exhibits(executed)
    shown = [Released.read(one) for one in plain]
    parts = document.parts(executed, sent=made.audience != ANALYST)
    text = html.page(page_title(made, data), parts, up=made.up, mark=job.mark)
    wrong = [f"'{one.exhibit.id}' is voor {one.audience}" for one in shown if one.audience != made.audience]
    if made.audience != ANALYST:
        strange = [one["id"] for one in plain if identity.digest(one) not in page.let_go]
        wrong += [f"'{name}' is niet met pagina.toon getoond" for name in strange]
    exhibits = [one.exhibit for one in shown]
    if wrong := wrong or guard.faults(text, exhibits, data, made.subject, totals=made.totals):
        return stand_in(
            where, made, data, HELD, "de controle van de uitkomst houdt het tegen: " + "; ".join(wrong) + "."
        )
    foot = " · ".join(filter(None, (MADE_UP if data.edition.verzonnen else "", data.edition.naam, job.mark)))
    whole = formats.Document(
        page_title(made, data),
        document.pieces(executed, one_page=True),
        document.pieces(executed),
        document.slides(executed),
        foot,
        job.template,
    )
    return Made(
        Outcome(made, RELEASED),
        {
            **{
                made.file(where).with_name(made.name + end): told
                for end, told in formats.rendered(whole, job.formats).items()
            },
            made.file(where): text,
            exhibits_file(where, made.name): exhibits_text(plain),
            where.reports / "notebooks" / f"{made.name}.ipynb": nbformat.writes(executed) + "\n",
        },
        guard.own_figures(exhibits) if made.subject else {},
    )


def failed(job: Job, data: EditionData, reason: str, log: str = "") -> Made:
    """Give the page of a notebook that failed, its log, and the notebook as far as it came."""
    folder = job.where.reports / "logboek"
    made = stand_in(job.where, job.page, data, FAILED, reason)
    so_far = notebook_so_far(job)
    began = "".join(one.get("text", "") for one in _last(job, "uitvoer") or ())[:_KEPT]
    told = {folder / f"{job.page.name}.log": f"{reason}\n{log}\n{began}\n"}
    if so_far is not None:
        told[folder / f"{job.page.name}.ipynb"] = nbformat.writes(so_far) + "\n"
    return Made(made.outcome, {**made.files, **told})


def shows_too_much(job: Job) -> str:
    """Say in Dutch that the cell at which a page stopped shows too much."""
    return f"{place(job)} toonde meer dan {engine.MAX_OUTPUT // 2**20} MB en is daar afgekapt. Laat de cel minder tonen."


def place(job: Job) -> str:
    """Name the cell at which a page stopped as Jupyter numbers it, counting only cells with code of the notebook itself."""
    notebook, at = notebook_so_far(job), _last(job, "cel")
    name = job.page.notebook.name
    if notebook is None or at is None:
        return f"een cel van {name}"
    given = ["injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells[: int(at) + 1]]
    own = [
        cell
        for cell, skip in zip(notebook.cells, given, strict=False)
        if cell.cell_type == "code" and not skip
    ]
    first = own[-1].source.strip().partition("\n")[0]
    return f"cel {len(own)} van {name} (begint met '{first[:60]}')"


def _why(job: Job, error: PapermillExecutionError) -> str:
    """Say in Dutch which cell failed, the likely cause and what to do."""
    log = f"logboek/{job.page.name}"
    what = (
        f"Open het notebook in JupyterLab met dezelfde parameters en draai het tot deze cel; "
        f"{log}.ipynb is het notebook tot waar het kwam, {log}.log de technische reden."
    )
    cause = _CAUSES.get(error.ename, "")
    if _last(job, "eigen"):
        return f"{place(job)} mislukte: {error.evalue.rstrip('.')}. {what}"
    return f"{place(job)} mislukte.{f' Waarschijnlijk: {cause}.' if cause else ''} {what}"


@contextmanager
def _trail(path: Path) -> Iterator[tuple[engine.Told, Any]]:
    """Give what writes down how far a page came, and the file in which Python tells of the end of this process."""
    with path.open("w", encoding="utf-8") as file, path.with_suffix(".einde").open("w") as watch:

        def told(what: Mapping[str, Any]) -> None:
            file.write(json.dumps({"proces": os.getpid(), **what}, ensure_ascii=False) + "\n")
            file.flush()

        yield told, watch


def notebook_so_far(job: Job) -> nbformat.NotebookNode | None:
    """Give the notebook with what its cells showed up to where a page stopped; nothing when it did not begin."""
    lines = trail(job)
    begun = next((one["notebook"] for one in lines if "notebook" in one), None)
    if begun is None:
        return None
    notebook = nbformat.from_dict(begun)
    for one in lines:
        if "uitvoer" in one:
            notebook.cells[one["cel"]].outputs = [nbformat.from_dict(output) for output in one["uitvoer"]]
    return execution.without_chance(notebook)


def _last(job: Job, name: str) -> Any:
    return next((one[name] for one in reversed(trail(job)) if name in one), None)


def _running() -> set[Any]:
    """Give the programs that this process started and that still run; a page leaves none behind."""
    import psutil

    return set(psutil.Process().children(recursive=True))
