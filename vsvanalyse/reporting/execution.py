"""One notebook run through papermill with the engine of the house: the same bytes for the same outputs."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import TextIO

import papermill
from nbformat import NotebookNode
from papermill.engines import papermill_engines

from vsvanalyse.reporting import engine
from vsvanalyse.reporting.papermill_engine import Engine

# Also where this package is on the path and not installed, so that papermill finds no entry point of it.
papermill_engines.register(engine.NAME, Engine)
_alone = threading.RLock()
"""Held while a notebook runs: what it prints and where it stands are of the whole process."""


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    cell_seconds: float | None = None,
    told: engine.Told = lambda _: None,
    watch: TextIO | None = None,
) -> NotebookNode:
    """Run a notebook with parameters in a folder and give it with its outputs: the same bytes for the same outputs.

    Raises papermill's own error for a cell that fails and TooMuchError; for the rest see `engine.run_cells`.
    """
    with _alone, chdir(folder):
        done = papermill.execute_notebook(
            str(notebook),
            None,
            parameters=dict(parameters),
            engine_name=engine.NAME,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=cell_seconds,
            told=told,
            watch=watch,
        )
    return without_chance(done)


def without_chance(done: NotebookNode) -> NotebookNode:
    """Take out what differs from run to run: papermill's time of day, and a name by chance for each cell that has none."""
    done.metadata.pop("papermill", None)
    for number, cell in enumerate(done.cells):
        cell.metadata.pop("papermill", None)
        cell.id = f"cel-{number}"
    return done


__all__ = ["execute", "without_chance"]
