"""Which notebook makes which page with which parameters, for whom: read from ``rapportplan.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vsvanalyse import edition
from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits import cases
from vsvanalyse.faults import TomlError, dutch_faults, read_toml
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import VSV
from vsvanalyse.reporting import parameters
from vsvanalyse.scenarios import comparison, load_scenarios
from vsvanalyse.scenarios.checks import require
from vsvanalyse.scenarios.payers import load_payers
from vsvanalyse.scenarios.resolve import AFTER_DECISIONS
from vsvanalyse.scenarios.schema import Scenario

PLAN_FILE = "rapportplan.toml"


class PlanError(ValueError):
    """A report plan that cannot be used; the message lists every mistake, in Dutch."""


class Row(BaseModel):
    """One row of the plan: a notebook, its title, for whom, what it needs, whether it must tell every year's totals, and
    parameters other than the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    notebook: str
    titel: str = ""
    voor: Literal["federatie", "analist", "publiek", "vsv"]
    nodig: Literal["", "kosten", "vorige"] = ""
    totalen: bool = False
    parameters: dict[str, Any] = Field(default_factory=dict)


class _Plan(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    pagina: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """One page to make: ``name`` is the file stem, ``subject`` the VSV it is about or ``""``, ``audience`` for whom; with
    ``totals`` it must tell the totals of every year."""

    name: str
    title: str
    notebook: Path
    parameters: dict[str, object] = field(default_factory=dict)
    subject: str = ""
    audience: str = "analist"
    totals: bool = False

    def folder(self, where: EditionPaths) -> Path:
        """Give where the page stands: that of one VSV in a folder of its own, which can be sent as it is."""
        return where.reports / VSV / file_stem(self.subject) if self.subject else where.reports

    def file(self, where: EditionPaths) -> Path:
        """Give the page's file."""
        return self.folder(where) / f"{self.name}.html"

    @property
    def up(self) -> str:
        """The address of the page above it; what is sent to a VSV leads nowhere."""
        return "" if self.subject else "index.html"


def file_stem(text: str) -> str:
    """Make a file name out of a code; nothing of it can lead to another folder."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "zonder-code"


def load_plan(where: EditionPaths) -> tuple[Row, ...]:
    """Read the edition's own plan, or else the package's. Raises PlanError with every mistake and the notebooks there are."""
    own = where.raw / PLAN_FILE
    path = own if own.is_file() else Path(str(files("vsvanalyse"))) / "reporting" / PLAN_FILE
    try:
        rows = _Plan.model_validate(read_toml(path)).pagina
    except TomlError as error:
        raise PlanError(f"{PLAN_FILE}: {error}") from error
    except ValidationError as error:
        raise PlanError("\n".join(dutch_faults(error, PLAN_FILE, _Plan))) from error
    notebooks = {one.stem for one in (where.root / "notebooks").glob("*.ipynb")}
    if not notebooks:
        raise PlanError(
            f"In {where.root / 'notebooks'} staat geen notebook, en daaruit komen de pagina's. "
            f"'vsvanalyse begin {where.root}' zet de meegeleverde daar neer."
        )
    if unknown := sorted({row.notebook for row in rows} - notebooks):
        known = ", ".join(sorted(notebooks))
        raise PlanError(f"{PLAN_FILE}: onbekend notebook: {', '.join(unknown)}; in notebooks/ staan: {known}")
    return rows


def make_plan(
    root: Path,
    data: EditionData,
    only: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    featured: str = "",
) -> list[Page]:
    """List the pages of an edition; ``only`` keeps the pages with these names or about these VSVs.

    ``scenarios`` are shown beside the base, default all; ``featured`` is looked at closely, default the one with most
    measures. Every scenario file is read and tried on the data here, and the list of payers, before any page is made. Raises ValueError, in
    Dutch and with the known names, for a page that does not exist, PlanError, ScenarioError and PayersError.
    """
    where = edition.paths(data.edition.id, root)
    found = checked_scenarios(root, data, scenarios)
    load_payers(data.rules, data.lists.rows("financiers"))
    given: dict[str, object] = {
        "editie": data.edition.id,
        "scenarios": [name for name in found if name != AFTER_DECISIONS],
        "uitgelicht": comparison.featured(found, featured).id,
    }
    pages = [
        page
        for row in load_plan(where)
        if not (row.nodig and data.taakkosten.empty)
        and not (row.nodig == "vorige" and not data.edition.vorige)
        for page in _pages_of(row, root / "notebooks" / f"{row.notebook}.ipynb", data, given)
    ]
    names = [page.name for page in pages]
    if twice := {name for name in names if names.count(name) > 1}:
        raise PlanError(f"twee pagina's zouden hetzelfde bestand krijgen: {', '.join(sorted(twice))}")
    return keep(pages, only)


def _pages_of(row: Row, notebook: Path, data: EditionData, given: Mapping[str, object]) -> list[Page]:
    """Give the page of a row, or one for each VSV; a notebook gets what it declares and nothing else."""
    declared = parameters.declared(notebook)
    common = {name: value for name, value in given.items() if name in declared} | row.parameters
    if row.voor != VSV:
        return [
            Page(
                row.notebook,
                row.titel or row.notebook,
                notebook,
                common,
                audience=row.voor,
                totals=row.totalen,
            )
        ]
    prefix = row.notebook.removesuffix("_rapport")
    return [
        Page(
            f"{prefix}_{file_stem(vsv)}",
            row.titel or data.name(vsv),
            notebook,
            {**common, VSV: vsv},
            vsv,
            VSV,
            row.totalen,
        )
        for vsv in data.vsvs
    ]


def keep(pages: Sequence[Page], only: Sequence[str]) -> list[Page]:
    """Keep the pages with these names or about these VSVs, all when none is asked; raises ValueError as `make_plan`."""
    known = {key for page in pages for key in (page.name, page.subject) if key}
    if unknown := sorted(set(only) - known):
        raise ValueError(f"onbekend: {', '.join(unknown)}; kies uit {', '.join(sorted(known))}")
    return [page for page in pages if not only or {page.name, page.subject} & set(only)]


def checked_scenarios(root: Path, data: EditionData, only: Sequence[str] = ()) -> dict[str, Scenario]:
    """Read the scenarios of an edition and try them on its data; raises ScenarioError with all that is wrong."""
    found = load_scenarios(edition.paths(data.edition.id, root), list(only))
    if not data.taakkosten.empty:
        require(cases.all_of(data, found).values())
    return found
