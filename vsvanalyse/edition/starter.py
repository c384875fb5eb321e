"""Start an edition: its description, a first rule table and scenarios, all to be edited by people."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from vsvanalyse import basiskader
from vsvanalyse.edition.description import EDITION_FILE, EditionPaths, load
from vsvanalyse.faults import TomlError, read_toml
from vsvanalyse.files import decode, whole, write_file

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
    """Write the first rule table, of the lists in force; with a byte-order mark, because Excel needs it to read UTF-8."""
    columns = basiskader.package_columns("scheidingsregels")
    table = io.StringIO(newline="")
    writer = csv.DictWriter(
        table, columns, delimiter=";", lineterminator="\n", restval="", extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(basiskader.rows("scheidingsregels"))
    return write_file(where.rules, table.getvalue(), "utf-8-sig")


def template(name: str, years: tuple[int, ...] = ()) -> str:
    """Give the text of a shipped scenario (`SHIPPED`) or of the example decision log (``besluiten``).

    With ``years`` the base begins in the last of these registered years, and looks at that year or a later one.
    """
    text = files("vsvanalyse").joinpath("scenarios", "templates", f"{name}.toml").read_text(encoding="utf-8")
    if name != BASE or not years:
        return text
    last = max(years)
    first: dict[str, Callable[[int], int]] = {
        "van": lambda _: last,
        "tot": lambda year: max(year, last + 8),
        "peiljaar": lambda year: max(year, last),
    }
    return re.sub(
        rf"(?m)^({'|'.join(first)}) = (\d+)$",
        lambda found: f"{found[1]} = {first[found[1]](int(found[2]))}",
        text,
    )


def registered_years(raw: Path) -> tuple[int, ...]:
    """Give the years of the edition in the folder ``raw``; none where there is no edition."""
    where = EditionPaths(raw.parents[2], raw.name) if len(raw.parents) > 2 else None
    return load(where).jaren if where and (raw / EDITION_FILE).is_file() else ()


def write_scenarios(where: EditionPaths, names: tuple[str, ...]) -> list[Path]:
    """Write the shipped scenarios with these names that the edition does not have yet; give those written."""
    where.scenarios.mkdir(parents=True, exist_ok=True)
    made = []
    for name in names:
        path = where.scenarios / f"{name}.toml"
        if not path.exists():
            years = registered_years(where.raw) if name == BASE else ()
            made.append(write_file(path, template(name, years)))
    return made


_PUBLISHED = """
[gepubliceerd]
prijspeil = 2021
status = "aanname"
bron = "de concepttekst noemt geen prijspeil"
"""


def _country() -> tuple[int, str]:
    """Give how many organisations the country has, by the list ``land``, and who says so."""
    rows = [row for row in basiskader.rows("land") if row["grootheid"] == "vsvs"]
    last = max(rows, key=lambda row: row["jaar"])
    return int(last["waarde"]), "; ".join(filter(None, (last["bron"], last["toelichting"])))


def start_edition(where: EditionPaths, years: tuple[int, ...], vsvs: tuple[str, ...] = ()) -> list[Path]:
    """Write what a new edition lacks of its folder, description and rules; keep what is there.

    ``vsvs`` get a form: they are added to the pilot set while that is still a proposal. Gives what was written.
    """
    where.forms.mkdir(parents=True, exist_ok=True)
    made = []
    description = where.raw / EDITION_FILE
    if not description.exists():
        size, source = _country()
        published = _PUBLISHED if basiskader.rows("gepubliceerd") else ""
        write_file(
            description,
            f"""id = "{where.id}"
naam = "Editie {where.id}"
verzonnen = false
jaren = {list(years)}
prijspeil = {years[-1]}
n_land = {size}
n_land_bron = {json.dumps(source, ensure_ascii=False)}
toelichting = ""
openheid = "gesloten"  # "onderling" als de VSV's elkaar onder schuilnaam mogen zien, "openbaar" als iedereen alles mag zien

[pilots]
vsvs = []
bron = "voorstel: de VSV's waarvoor een formulier is gemaakt; vul in wie de pilotgroep vaststelde"
status = "voorstel"
{published}""",
        )
        made.append(description)
    if _propose(description, vsvs) and description not in made:
        made.append(description)
    if not where.rules.exists():
        made.append(write_rules(where))
    return [*made, *write_scenarios(where, (BASE,))]


def _propose(description: Path, vsvs: tuple[str, ...]) -> bool:
    """Add VSVs to a pilot set that is still a proposal, on its own line and nowhere else; whether anything was written."""
    try:
        pilots = read_toml(description).get("pilots")
    except TomlError:
        return False
    known = pilots.get("vsvs") if isinstance(pilots, dict) and pilots.get("status") == "voorstel" else None
    if not isinstance(known, list) or set(vsvs) <= set(known):
        return False
    line = f"vsvs = {json.dumps(list(dict.fromkeys([*known, *vsvs])), ensure_ascii=False)}"
    text = decode(description.read_bytes())
    changed, times = re.subn(r"(?m)^vsvs = \[[^\[\]\n]*\]$", lambda _: line, text)
    if times != 1:
        return False
    with whole(description) as half:
        half.write_text(changed, encoding="utf-8", newline="\n")
    return True
