"""The engine ``vsvanalyse`` as papermill finds it, by the entry point of that name.

Apart, because papermill imports it while it is itself being imported: whoever wants it imports papermill, and never this.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine as _Engine


class Engine(_Engine):
    """Runs the cells of a notebook one by one in a session of this process (`engine.run_cells`)."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **given: Any) -> None:
        """Run all cells up to one that fails."""
        from vsvanalyse.reporting.engine import run_cells

        wanted = ("execution_timeout", "told", "watch")
        run_cells(nb_man, **{name: given[name] for name in wanted if name in given})
