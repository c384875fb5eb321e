"""Run one notebook: a cell has a limit of time and of output, and no kernel outlives whoever started it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from vsvanalyse.process.slot import BusyError
from vsvanalyse.stop import starting

CELL_SECONDS = 600
MAX_OUTPUT = 4 * 2**20
"""Characters that one cell may show; the largest of the shipped notebooks shows a thirtieth of it."""
_KEPT = 2000
END_WITHOUT_PARENT = "None if any(p.pid == {} for p in __import__('psutil').Process().parents()) else __import__('os')._exit(1)"
"""For the kernel: its own watch over its parent does not see one that ended before that watch began."""

_silent = logging.getLogger(__name__)
_silent.disabled = True


class NotebookError(Exception):
    """A notebook that could not be finished; the message is Dutch, ``shown`` how the output of the cell began."""

    def __init__(self, reason: str, shown: str = "") -> None:
        super().__init__(reason)
        self.shown = shown


class _Client(PapermillNotebookClient):
    """Tells in Dutch which cell did not end, stops one that goes on showing, and starts no kernel behind a stop's back."""

    _size = 0

    def start_new_kernel(self, **given: Any) -> None:
        with starting:
            super().start_new_kernel(**given)

    def execute_cell(self, cell: nbformat.NotebookNode, cell_index: int) -> nbformat.NotebookNode:
        self._size = 0
        try:
            return super().execute_cell(cell, cell_index)
        except (CellTimeoutError, DeadKernelError) as error:
            # What nbclient leaves waiting for the kernel would complain when it is thrown away.
            for task in asyncio.all_tasks(ensure_event_loop()):
                task.cancel()
            shown = "".join(output.get("text", "") for output in cell.outputs[:_KEPT])[:_KEPT]
            raise NotebookError(f"{self._place(cell_index)} {self._reason(error)}", shown) from error

    def process_message(
        self, msg: dict[str, Any], cell: nbformat.NotebookNode, cell_index: int
    ) -> nbformat.NotebookNode | None:
        content = msg["content"]
        left = max(0, MAX_OUTPUT - self._size)
        self._size += len(content.get("text", "")) + sum(
            len(str(v)) for v in content.get("data", {}).values()
        )
        if self._size > MAX_OUTPUT:
            self.task_poll_for_reply.cancel()
            if msg["msg_type"] != "stream":
                return None
            content["text"] = content["text"][:left]
        return super().process_message(msg, cell, cell_index)

    def _reason(self, error: Exception) -> str:
        if self._size > MAX_OUTPUT:
            return f"toonde meer dan {MAX_OUTPUT // 2**20} MB en is daar afgekapt. Laat de cel minder tonen."
        if isinstance(error, CellTimeoutError):
            return f"duurde langer dan {self.timeout} seconden. Maak de cel lichter, of geef met --celtijd meer tijd."
        return "is onverwacht gestopt, misschien doordat het geheugen vol was."

    def _place(self, index: int) -> str:
        """Name a cell as Jupyter numbers it, counting only cells with code that stand in the notebook itself."""
        own = [cell for cell in self.nb.cells[: index + 1] if cell.cell_type == "code" and not _given(cell)]
        first = own[-1].source.strip().partition("\n")[0]
        return f"cel {len(own)} van {Path(self.nb.metadata.papermill.input_path).name} (begint met '{first[:60]}')"


def _given(cell: nbformat.NotebookNode) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])


class _Engine(NBClientEngine):
    """Papermill's own engine with the client above."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **given: Any) -> None:
        _Client(
            nb_man,
            kernel_name=kernel_name,
            timeout=given["execution_timeout"],
            iopub_timeout=given["execution_timeout"],
            startup_timeout=given["start_timeout"],
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": given["folder"]}},
            extra_arguments=[
                "--log-level=CRITICAL",
                f"--IPKernelApp.exec_lines={END_WITHOUT_PARENT.format(os.getpid())}",
            ],
            config=Config(KernelManager={"connection_file": given["connection_file"]}),
            log=_silent,
        ).execute()


papermill_engines.register(__name__, _Engine)


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    connection_file: Path,
    cell_seconds: int,
) -> nbformat.NotebookNode:
    """Run a notebook with parameters in a folder and give it with its outputs: the same bytes for the same outputs.

    Writes nothing but the connection file, while it runs. Raises NotebookError for a cell that does not end in time, shows
    too much or ends its kernel, and papermill's own error for one that fails.
    """
    try:
        done = papermill.execute_notebook(
            str(notebook),
            None,
            parameters=dict(parameters),
            engine_name=__name__,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=cell_seconds,
            folder=str(folder),
            connection_file=str(connection_file),
        )
    except PapermillExecutionError as error:
        if error.ename != BusyError.__name__:
            raise
        raise NotebookError(error.evalue, str(error)) from error
    # Papermill adds the time of day, and a name by chance for each cell that has none.
    done.metadata.pop("papermill")
    for number, cell in enumerate(done.cells):
        cell.metadata.pop("papermill")
        cell.id = f"cel-{number}"
    return done
