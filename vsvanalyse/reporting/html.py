"""One self-contained HTML file from an executed notebook, and the pages around the reports.

nbconvert's own templates drop alt texts and load scripts from the network; ours does neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

import nbformat

_TEMPLATES = Path(str(files("vsvanalyse"))) / "reporting" / "templates"


def _css() -> str:
    return (_TEMPLATES / "rapport" / "rapport.css").read_text(encoding="utf-8")


def render(notebook: nbformat.NotebookNode, title: str) -> str:
    """Give an executed notebook as one HTML page; code is there but hidden until asked for.

    The notebook's default parameters are left out where given ones follow: they name another VSV.
    """
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    config = Config({"HTMLExporter": {"preprocessors": [], "default_preprocessors": []}})
    exporter = HTMLExporter(
        config=config,
        template_name="rapport",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_input_prompt=True,
    )
    exporter.exclude_anchor_links = True
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    given = any("injected-parameters" in some for some in tags)
    cells = [c for c, some in zip(notebook.cells, tags, strict=True) if not (given and "parameters" in some)]
    page = nbformat.from_dict({**notebook, "cells": cells})
    body, _ = exporter.from_notebook_node(page, resources={"rapport": {"title": title, "css": _css()}})
    return body


def plain_page(title: str, body: str) -> str:
    """Give a page that no notebook makes: the index, or the page of a report that failed."""
    return (
        '<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<style>{_css()}</style>\n</head>\n'
        f"<body><main>\n{body}\n</main></body>\n</html>\n"
    )


def failure_page(title: str, reason: str, made_up: bool) -> str:
    """Give the page that stands in the place of a report that failed or was not released."""
    return plain_page(
        title,
        f"{notice(made_up)}<h1>{escape(title)}</h1>"
        f'<p class="let-op">Dit rapport is er niet: {escape(reason)}</p>'
        "<p>De andere rapporten zijn wel gemaakt. Meld dit aan de analist van de Federatie.</p>"
        '<p class="bladwijzer"><a href="index.html">Alle rapporten</a></p>',
    )


def notice(made_up: bool) -> str:
    """Give the notice that figures are made up, where they are."""
    text = "Verzonnen voorbeeld: de cijfers van deze editie zijn niet van bestaande VSV's."
    return f'<p class="verzonnen">{escape(text)}</p>' if made_up else ""


def link_list(links: Sequence[tuple[str, str, str]]) -> str:
    """Give links as (address, text, remark) in a list."""
    items = "".join(f'<li><a href="{escape(a)}">{escape(t)}</a> {escape(r)}</li>' for a, t, r in links)
    return f"<ul>{items}</ul>"
