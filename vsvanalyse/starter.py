"""Start an edition: its description and a first rule table, both to be edited by people."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from vsvanalyse.edition import EDITION_FILE, EditionPaths


def write_rules(where: EditionPaths) -> Path:
    """Write the first rule table; with a byte-order mark, because Excel needs it to read UTF-8."""
    text = files("vsvanalyse").joinpath("codelists", "scheidingsregels.csv").read_text(encoding="utf-8")
    where.raw.mkdir(parents=True, exist_ok=True)
    where.rules.write_text(text, encoding="utf-8-sig", newline="\n")
    return where.rules


def start_edition(where: EditionPaths, years: tuple[int, ...]) -> list[Path]:
    """Write what a new edition lacks of its folder, description and rules; keep what is there."""
    where.forms.mkdir(parents=True, exist_ok=True)
    made = []
    description = where.raw / EDITION_FILE
    if not description.exists():
        description.write_text(
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
            encoding="utf-8",
            newline="\n",
        )
        made.append(description)
    if not where.rules.exists():
        made.append(write_rules(where))
    return made
