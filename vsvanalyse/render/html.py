"""Exhibits and pages as HTML: one road to a page, whether a notebook, an index or a failure is its content."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vsvanalyse.exhibits import begrippen
from vsvanalyse.exhibits.kinds import Chart, Exhibit
from vsvanalyse.release import Released
from vsvanalyse.render import svg
from vsvanalyse.render.glossary import linked
from vsvanalyse.render.look import NARROW
from vsvanalyse.render.seen import seen
from vsvanalyse.render.typography import MADE_UP, unbroken


@dataclass(frozen=True)
class Part:
    """A piece of a page: HTML that is safe already, code, plain text, or a cell that failed."""

    html: str = ""
    code: str = ""
    plain: str = ""
    failed: bool = False


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("vsvanalyse", "render/templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["heel"] = unbroken
    return made


@cache
def css() -> str:
    """Give the style sheet of every page."""
    return files("vsvanalyse").joinpath("render", "templates", "page.css").read_text(encoding="utf-8")


def show(one: Exhibit, *, phone: bool = False) -> str:
    """Give one exhibit as HTML; all its text is escaped. With ``phone`` a picture has a narrow one for small screens."""
    macros: Any = _environment().get_template("exhibit.html.j2").module
    return str(macros.show(seen(one) | {"narrow": _narrow(one) if phone else ""}, MADE_UP))


def _narrow(one: Exhibit) -> str:
    return svg.svg(one, NARROW) if isinstance(one, Chart) and len(one.rows) else ""


def part(one: Released) -> Part:
    """Give a released exhibit as a piece of a page."""
    return Part(html=show(one.exhibit))


def page(title: str, parts: Iterable[Part], *, up: str = "", mark: str = "") -> str:
    """Give a whole page; ``up`` is the address of the page above it, ``mark`` the fingerprint of all that it was made from."""
    listed, contents = _addressed(list(parts))
    made = _environment().get_template("page.html.j2").render(
        title=title, parts=listed, css=css(), up=up, mark=mark, code=any(part.code for part in listed),
        contents=contents, **_moving(listed),
    )  # fmt: skip
    return linked(made, begrippen.vormen())


@cache
def script() -> str:
    """Give the only script that a page may run: it moves the tables that a reader moves through."""
    return files("vsvanalyse").joinpath("render", "templates", "explorer.js").read_text(encoding="utf-8")


def _moving(parts: Sequence[Part]) -> dict[str, str]:
    """Give a page with something to move the script, and what lets a browser run that and no other."""
    if not any("data-verkenner" in part.html for part in parts):
        return {"script": "", "script_hash": ""}
    digest = b64encode(sha256(script().encode()).digest()).decode()
    return {"script": script(), "script_hash": f"sha256-{digest}"}


_HEADING = re.compile(r"<h2>(.*?)</h2>", re.S)
_LONG = 4


def _addressed(parts: Sequence[Part]) -> tuple[list[Part], list[tuple[str, str]]]:
    """Give the headings of the prose of a page an address, and list them for its contents; not where there are few."""
    found: list[tuple[str, str]] = []

    def named(heading: re.Match[str]) -> str:
        found.append((f"deel-{len(found) + 1}", heading[1]))
        return f'<h2 id="{found[-1][0]}">{heading[1]}</h2>'

    made = [
        part if "data-exhibit" in part.html else replace(part, html=_HEADING.sub(named, part.html))
        for part in parts
    ]
    return (made, found) if len(found) >= _LONG else (list(parts), [])


def fragment(name: str, **values: Any) -> Part:
    """Fill one of the templates that are a piece of a page."""
    return Part(html=_environment().get_template(f"{name}.html.j2").render(**values))
