"""A notebook run in this process, as papermill's engine ``vsvanalyse``: no kernel to start, and everything already imported.

Beside papermill's own engine: ``papermill --engine vsvanalyse``. A page costs its cells and nothing else. What a kernel would
give is given here: cells share one session, show what they show in its order, and leave this process as they found it.
"""

from __future__ import annotations

import atexit
import faulthandler
import io
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO

import matplotlib
import pandas as pd
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core import pylabtools
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from traitlets.config import Config

NAME = "vsvanalyse"
MAX_OUTPUT = 4 * 2**20
"""Characters that one cell may show; the largest of the shipped notebooks shows a thirtieth of it."""
_INLINE = "module://matplotlib_inline.backend_inline"
Told = Callable[[Mapping[str, Any]], object]
"""Hears what happens: ``{"notebook": …}`` once, ``{"cel": number}`` before a cell; after it also ``"uitvoer"``, and ``"eigen"``, whether it
failed with an error of this package, whose message is for people."""


class TooMuchError(BaseException):
    """A cell that shows too much; no cell catches it that catches errors."""


class _Recorder:
    """Keeps what one cell shows, in order, up to `MAX_OUTPUT` characters."""

    def __init__(self) -> None:
        self._shown: list[NotebookNode] = []
        self._texts: list[str] = []
        self._stream = ""
        self.size = 0

    @property
    def outputs(self) -> list[NotebookNode]:
        """What was shown so far; texts behind each other in one stream are one output."""
        if self._texts:
            self._shown.append(v4.new_output("stream", name=self._stream, text="".join(self._texts)))
            self._texts = []
        return self._shown

    def text(self, name: str, text: str) -> None:
        if name != self._stream:
            _ = self.outputs
            self._stream = name
        self._texts.append(text[: max(0, MAX_OUTPUT - self.size)])
        self._count(len(text))

    def clear(self) -> None:
        self.outputs.clear()

    def add(self, output: NotebookNode) -> None:
        self.outputs.append(output)

    def _count(self, size: int) -> None:
        self.size += size
        if self.size > MAX_OUTPUT:
            raise TooMuchError

    def data(self, kind: str, data: Mapping[str, Any], metadata: Mapping[str, Any], **more: Any) -> None:
        clean = json_clean(encode_images(dict(data)))
        size = sum(
            len(value) if isinstance(value, str) else len(json.dumps(value)) for value in clean.values()
        )
        self._count(size)
        self.add(v4.new_output(kind, data=clean, metadata=json_clean(dict(metadata)), **more))


class _Stream(io.TextIOBase):
    """What ``print`` writes to."""

    def __init__(self, name: str, shell: _Shell) -> None:
        self.name, self._shell = name, shell

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._shell.recorder.text(self.name, str(text))
        return len(text)


class _Publisher(DisplayPublisher):
    """What ``display`` shows with."""

    shell: _Shell

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        self.shell.recorder.data("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear()


class _Hook(DisplayHook):
    """Shows the value of the last line of a cell."""

    shell: _Shell

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def finish_displayhook(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.recorder.data(
            "execute_result", format_dict, md_dict or {}, execution_count=self.prompt_count
        )


class _Shell(InteractiveShell):
    """A session that records what its cells show, as a kernel would send it."""

    def __init__(self, **given: Any) -> None:
        self.recorder = _Recorder()
        self.own_fault = False
        super().__init__(display_pub_class=_Publisher, displayhook_class=_Hook, **given)

    def enable_gui(self, gui: str | None = None) -> None:
        """Take no notice: there is no window here."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        name = getattr(etype, "__name__", str(etype))
        error = v4.new_output("error", ename=name, evalue=str(evalue), traceback=list(stb))
        self.recorder.add(error)
        self.own_fault = getattr(etype, "__module__", "").startswith("vsvanalyse.")

    def fill(self, cell: NotebookNode) -> bool:
        """Run a cell and give it what it shows; says whether it ended well. Raises TooMuchError."""
        self.recorder = _Recorder()
        result = self.run_cell(cell.source, store_history=True)
        cell.outputs, cell.execution_count = self.recorder.outputs, self.execution_count - 1
        if self.recorder.size > MAX_OUTPUT:
            raise TooMuchError
        return result.success


@contextmanager
def _session() -> Iterator[_Shell]:
    """Give a new session, and leave this process afterwards as it was, also where a cell changed a library of ours."""
    house = {name: vars(module) for name, module in sys.modules.items() if name.startswith("vsvanalyse.")}
    before = {name: dict(names) for name, names in house.items()}
    environment, path, main = dict(os.environ), list(sys.path), sys.modules["__main__"]
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(matplotlib.rc_context())
        # As pandas shows a table where it sees a kernel, whatever the terminal.
        stack.enter_context(pd.option_context("display.max_columns", 20, "display.width", 80))
        own = stack.enter_context(tempfile.TemporaryDirectory())
        InteractiveShell.clear_instance()
        settings = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
        shell = _Shell.instance(ipython_dir=own, config=settings)
        os.environ |= {"COLUMNS": "80", "LINES": "24"}
        matplotlib.use(_INLINE)
        sys.path.insert(0, "")
        if inline := sys.modules.get("matplotlib_inline.backend_inline"):
            # It was set up for an earlier session.
            inline.configure_inline_support.current_backend = "unset"
            pylabtools.activate_matplotlib(_INLINE)
            inline.configure_inline_support(shell, _INLINE)
        try:
            with (
                redirect_stdout(_Stream("stdout", shell)),
                redirect_stderr(_Stream("stderr", shell)),
            ):
                yield shell
        finally:
            if pyplot := sys.modules.get("matplotlib.pyplot"):
                pyplot.close("all")
            shell.restore_sys_module_state()
            shell.builtin_trap.deactivate()
            _Shell.clear_instance()
            # It would be kept until the end of this process, with all that its cells made.
            atexit.unregister(shell.atexit_operations)
            shell.user_ns.clear()
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:], sys.modules["__main__"] = path, main
            for name, names in before.items():
                house[name].update(names)


@contextmanager
def _limit(seconds: float | None, told: TextIO | None) -> Iterator[None]:
    """End this process when the block takes longer, also inside a call that never comes back."""
    if not seconds:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=told or 2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def run_cells(
    nb_man: Any,
    *,
    execution_timeout: float | None = None,
    told: Told = lambda _: None,
    watch: TextIO | None = None,
) -> None:
    """Run all cells of papermill's notebook up to one that fails; one longer than ``execution_timeout`` seconds ends this process.

    ``told`` hears of every cell, and ``watch`` is the file to which the end of this process is told. Raises TooMuchError.
    """
    notebook = nb_man.nb
    told({"notebook": notebook})
    with _session() as shell:
        for index, cell in enumerate(notebook.cells):
            nb_man.cell_start(cell, index)
            if cell.cell_type == "code" and cell.source.strip():
                told({"cel": index})
                try:
                    with _limit(execution_timeout, watch):
                        well = shell.fill(cell)
                finally:
                    told({"cel": index, "uitvoer": cell.outputs, "eigen": shell.own_fault})
                if not well and "raises-exception" not in cell.metadata.get("tags", []):
                    nb_man.cell_exception(cell, index)
                    return
            nb_man.cell_complete(cell, index)


__all__ = ["MAX_OUTPUT", "NAME", "TooMuchError", "run_cells"]
