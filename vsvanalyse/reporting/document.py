"""An executed notebook read as a document: its exhibits as data, and its cells as the parts of a page."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import nbformat
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from vsvanalyse.exhibits.kinds import ExhibitError
from vsvanalyse.release import Released
from vsvanalyse.render.html import Part
from vsvanalyse.render.typography import unbroken
from vsvanalyse.reporting.formats import Piece
from vsvanalyse.reporting.page import MIME


def exhibits(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Give the exhibits of an executed notebook as plain data, in order, from which `Released.read` makes them.

    Raises ExhibitError, in Dutch, when there are none.
    """
    found = [
        output.data[MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    if not found:
        raise ExhibitError(
            "het notebook toont geen enkel exhibit; open een pagina en toon wat zij moet laten zien"
        )
    return found


def parts(notebook: nbformat.NotebookNode, *, sent: bool = False) -> list[Part]:
    """Give the parts of the page that a notebook makes: prose, code to look at, and what each cell showed.

    A page that is ``sent`` has prose and released exhibits only: no code, and nothing that went past the release.

    The notebook's default parameters are left out where given ones follow: they are of another page.
    """
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    given = any("injected-parameters" in some for some in tags)
    found = []
    for cell, some in zip(notebook.cells, tags, strict=True):
        if (given and "parameters" in some) or SLIDES in some:
            continue
        if cell.cell_type == "markdown":
            found.append(Part(html=_prose(cell.source)))
        if cell.cell_type == "code":
            found += [] if sent else [Part(code=cell.source)]
            found += [
                _shown(output)
                for output in cell.outputs
                if not sent or output.output_type == "error" or MIME in output.get("data", {})
            ]
    return found


ONE_PAGE = "een-pagina"
"""The tag of the cells that together are the one page that answers."""


def pieces(notebook: nbformat.NotebookNode, *, one_page: bool = False) -> list[Piece]:
    """Give the prose of a notebook and the exhibits that it showed, in order: those on its one page, or the others."""
    found: list[Piece] = []
    for cell in notebook.cells:
        if (ONE_PAGE in _tags(cell)) != one_page or SLIDES in _tags(cell):
            continue
        if cell.cell_type == "markdown":
            found.append(cell.source)
        shown = (output.get("data", {}).get(MIME) for output in cell.get("outputs", []))
        found += [Released.read(data) for data in shown if data]
    return found


SLIDES = "dia"
"""The tag of a cell, not on the page, that lists what slides show: ``- `exhibit.id` What will be asked, and the answer.``"""
_SLIDE = re.compile(r"^- `([^`]+)` *(.*)$", re.M)


def slides(notebook: nbformat.NotebookNode) -> list[tuple[Released, str]]:
    """Give the exhibits that a notebook puts on slides, in the order of its list, with what is said there.

    One that this edition does not have, such as of money where there is none, has no slide. Raises ExhibitError, in Dutch, for one
    that no edition has.
    """
    shown = {one["id"]: one for one in exhibits(notebook)}
    listed = [
        pair for cell in notebook.cells if SLIDES in _tags(cell) for pair in _SLIDE.findall(cell.source)
    ]
    if unknown := [name for name, _ in listed if name not in shown and not _exists(name)]:
        raise ExhibitError(f"op een dia staat '{unknown[0]}', maar zo heet geen exhibit")
    return [(Released.read(shown[name]), said) for name, said in listed if name in shown]


def _exists(name: str) -> bool:
    """Say whether an id is that of a function of a chapter of exhibits."""
    chapter, function, *_ = [*name.split("."), ""]
    if find_spec(f"vsvanalyse.exhibits.{chapter}") is None:
        return False
    return hasattr(import_module(f"vsvanalyse.exhibits.{chapter}"), function)


def _tags(cell: nbformat.NotebookNode) -> list[str]:
    tags: list[str] = cell.metadata.get("tags", [])
    return tags


def _prose(text: str) -> str:
    return MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True)).render(
        unbroken(text)
    )


def _shown(output: nbformat.NotebookNode) -> Part:
    if output.output_type == "error":
        return Part(failed=True)
    if output.output_type == "stream":
        return Part(plain=output.text)
    html = output.data.get("text/html")
    if html is None:
        return Part(plain=output.data.get("text/plain", ""))
    # In a notebook every exhibit brings the style that the page has once.
    return Part(html=html.partition("</style>")[2] if MIME in output.data else html)
