"""Which notebook makes which page with which parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vsvanalyse import edition
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison, load_scenarios
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.resolve import AFTER_DECISIONS
from vsvanalyse.scenarios.run import require
from vsvanalyse.scenarios.schema import Scenario

SCENARIOS = "4_scenarios"
ANALYSES = (
    ("1_registratie", "Registratie: volledigheid, bevindingen, aansluiting"),
    ("2_scheiding", "Scheiding: klassen, lezingen, agenda"),
    ("3_variantie", "Variantie: waarom VSV's verschillen"),
    (SCENARIOS, "Scenario's: wat andere keuzes kosten"),
)
FEDERATION, VSV_REPORT = "federatie_rapport", "vsv_rapport"
NEED_COSTS = (FEDERATION, "3_variantie", SCENARIOS)
"""Pages that say nothing before the first registration counts, and are not made until then."""


@dataclass(frozen=True)
class Page:
    """One page to make: ``name`` is the file stem, ``subject`` the VSV it is about or ``""``."""

    name: str
    title: str
    notebook: Path
    parameters: dict[str, object] = field(default_factory=dict)
    subject: str = ""


def file_stem(text: str) -> str:
    """Make a file name out of a code; nothing of it can lead to another folder."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "zonder-code"


def make_plan(
    root: Path,
    data: EditionData,
    only: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    featured: str = "",
) -> list[Page]:
    """List the pages of an edition; ``only`` keeps the pages with these names or about these VSVs.

    ``scenarios`` are shown beside the base, default all; ``featured`` is looked at closely, default the one with most
    measures. Every scenario file is read and tried on the data here, before any page is made. Raises ValueError, in
    Dutch and with the known names, for a page that does not exist, and ScenarioError.
    """
    notebooks = root / "notebooks"
    editie = data.edition.id
    general = ((FEDERATION, "Wat kost samenwerken in een VSV? Rapport voor de vergadering"), *ANALYSES)
    found = checked_scenarios(root, data, scenarios)
    chosen = comparison.featured(found, featured).id
    names = [name for name in found if name != AFTER_DECISIONS]
    with_scenarios = {"editie": editie, "scenarios": names, "uitgelicht": chosen}
    if data.taakkosten.empty:
        general = tuple(one for one in general if one[0] not in NEED_COSTS)
    pages = [
        Page(
            name,
            title,
            notebooks / f"{name}.ipynb",
            with_scenarios if name in (FEDERATION, SCENARIOS) else {"editie": editie},
        )
        for name, title in general
    ]
    pages += [
        Page(
            f"vsv_{file_stem(vsv)}",
            data.name(vsv),
            notebooks / f"{VSV_REPORT}.ipynb",
            {"editie": editie, "vsv": vsv},
            vsv,
        )
        for vsv in data.vsvs
    ]
    names = [page.name for page in pages]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"twee VSV's zouden dezelfde pagina krijgen: {', '.join(sorted(twice))}")
    return keep(pages, only)


def keep(pages: Sequence[Page], only: Sequence[str]) -> list[Page]:
    """Keep the pages with these names or about these VSVs, all when none is asked; raises ValueError as `make_plan`."""
    known = {key for page in pages for key in (page.name, page.subject) if key}
    if unknown := sorted(set(only) - known):
        raise ValueError(f"onbekend: {', '.join(unknown)}; kies uit {', '.join(sorted(known))}")
    return [page for page in pages if not only or {page.name, page.subject} & set(only)]


def checked_scenarios(root: Path, data: EditionData, only: Sequence[str] = ()) -> dict[str, Scenario]:
    """Read the scenarios of an edition and try them on its data; raises ScenarioError with all that is wrong."""
    found = load_scenarios(edition.paths(data.edition.id, root), list(only))
    if data.taakkosten.empty:
        return found
    require(edition_model(data), found)
    return found
