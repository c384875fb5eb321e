"""Exhibits and pages as HTML: one road to a page, whether a notebook, an index or a failure is its content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vsvanalyse.exhibits.kinds import Exhibit
from vsvanalyse.release import Released
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


def show(one: Exhibit) -> str:
    """Give one exhibit as HTML; all its text is escaped."""
    macros: Any = _environment().get_template("exhibit.html.j2").module
    return str(macros.show(seen(one), MADE_UP))


def part(one: Released) -> Part:
    """Give a released exhibit as a piece of a page."""
    return Part(html=show(one.exhibit))


def page(title: str, parts: Iterable[Part], *, up: str = "", mark: str = "") -> str:
    """Give a whole page; ``up`` is the address of the page above it, ``mark`` the fingerprint of all that it was made from."""
    listed = list(parts)
    return _environment().get_template("page.html.j2").render(
        title=title, parts=listed, css=css(), up=up, mark=mark, code=any(part.code for part in listed)
    )  # fmt: skip


def fragment(name: str, **values: Any) -> Part:
    """Fill one of the templates that are a piece of a page."""
    return Part(html=_environment().get_template(f"{name}.html.j2").render(**values))
