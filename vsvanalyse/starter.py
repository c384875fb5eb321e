"""Start an edition: its description, a first rule table and scenarios, all to be edited by people."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from vsvanalyse.edition import EDITION_FILE, EditionPaths
from vsvanalyse.files import write_file

BASE = "basis"
SHIPPED = (
    BASE,
    "landelijk_ict_en_kwaliteit",
    "uniform_vacatiegeld",
    "geen_vacatiegeld",
    "mdo_regulier",
    "bestuurscorrectie",
    "stimulering_2024_2026",
    "structureel_per_vsv",
    "structureel_per_bevalling",
    "alles_samen",
)
"""The scenarios that come with the package, in the order in which a meeting would take them."""


def write_rules(where: EditionPaths) -> Path:
    """Write the first rule table; with a byte-order mark, because Excel needs it to read UTF-8."""
    text = files("vsvanalyse").joinpath("codelists", "scheidingsregels.csv").read_text(encoding="utf-8")
    return write_file(where.rules, text, "utf-8-sig")


def template(name: str) -> str:
    """Give the text of a shipped scenario (`SHIPPED`) or of the example decision log (``besluiten``)."""
    return files("vsvanalyse").joinpath("scenarios", "templates", f"{name}.toml").read_text(encoding="utf-8")


def write_scenarios(where: EditionPaths, names: tuple[str, ...]) -> list[Path]:
    """Write the shipped scenarios with these names that the edition does not have yet; give those written."""
    where.scenarios.mkdir(parents=True, exist_ok=True)
    made = []
    for name in names:
        path = where.scenarios / f"{name}.toml"
        if not path.exists():
            made.append(write_file(path, template(name)))
    return made


def start_edition(where: EditionPaths, years: tuple[int, ...]) -> list[Path]:
    """Write what a new edition lacks of its folder, description and rules; keep what is there."""
    where.forms.mkdir(parents=True, exist_ok=True)
    made = []
    description = where.raw / EDITION_FILE
    if not description.exists():
        write_file(
            description,
            f"""id = "{where.id}"
naam = "Editie {where.id}"
verzonnen = false
jaren = {list(years)}
prijspeil = {years[-1]}
n_land = 71
n_land_bron = "Kennisnet Geboortezorg, circa 2020: 71 VSV's, waarvan 8 IGO"
toelichting = ""

[pilots]
vsvs = []
bron = "vul in welke VSV's de pilotgroep zijn"

[gepubliceerd]
prijspeil = 2021
status = "aanname"
bron = "de concepttekst noemt geen prijspeil"
""",
        )
        made.append(description)
    if not where.rules.exists():
        made.append(write_rules(where))
    return [*made, *write_scenarios(where, (BASE,))]
