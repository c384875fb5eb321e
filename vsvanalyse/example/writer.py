"""Write an example edition: forms, description and rules, all marked as made up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, edition
from vsvanalyse.edition import EditionPaths
from vsvanalyse.edition.starter import SHIPPED, template, write_rules, write_scenarios
from vsvanalyse.example import lines, mistakes
from vsvanalyse.example.plan import YEARS, Pilot, make_plan, pilots
from vsvanalyse.files import write_file
from vsvanalyse.intake.form import FormContent, make_form

SEED = 20260901


def form_contents(
    count: int = 6, seed: int = SEED, density: float = 0.35
) -> Iterator[tuple[str, FormContent]]:
    """Give file name and content of each made-up form; the same arguments give the same forms."""
    made = pilots(count, seed)
    plan = make_plan(made, seed)
    for number, pilot in enumerate(made):
        before: dict[str, int] = {}
        for year in YEARS:
            rng = np.random.default_rng([seed, 3, number, year])
            mine = plan[(plan["vsv"] == pilot.vsv) & (plan["boekjaar"] == year)]
            hours = lines.hour_lines(pilot, year, mine, rng, density)
            cells = mine.drop_duplicates("taak").set_index("taak")["cel_ct"]
            invoices = [
                line
                for task, cash in cells.items()
                for line in lines.invoice_lines(
                    pilot, year, task, int(cash) - lines.hours_cash_ct(hours, task), rng
                )
            ]
            yield (
                f"{pilot.vsv}_{year}.xlsx",
                FormContent(
                    profiel=_profile(pilot, year),
                    uren=hours,
                    kosten=sorted(invoices, key=lambda line: (line["periode"], line["taak"])),
                    antwoorden=_answers(pilot),
                    akkoord={
                        "akkoord_door": "voorzitter van het bestuur",
                        "akkoord_datum": f"{year + 1}-02-15",
                    },
                    vorig_jaar_ct=before,
                    verzonnen=True,
                ),
            )
            before = {task: int(cash) for task, cash in cells.items()}


def _profile(pilot: Pilot, year: int) -> dict[str, object]:
    return {
        "vsv": pilot.vsv,
        "naam": pilot.naam,
        "soort": pilot.soort,
        "boekjaar": year,
        "bevallingen": round(pilot.bevallingen * (1.02 if year == YEARS[-1] else 1)),
        "aantal_partners": pilot.partners,
        "rechtspersoon": pilot.rechtspersoon,
        "startjaar": pilot.startjaar,
        "ingevuld_door": "coördinator",
    }


def _answers(pilot: Pilot) -> dict[str, str]:
    return {task: pilot.antwoorden.get(task, "geregistreerd") for task in basiskader.codes("taken")}


def write_example(
    where: EditionPaths,
    *,
    count: int = 6,
    seed: int = SEED,
    density: float = 0.35,
    with_mistakes: bool = False,
    years: int = len(YEARS),
) -> list[Path]:
    """Write the edition's folder anew and give the forms written.

    The sound edition has a few warnings that a real one would have; with mistakes, it has only the
    first year and two of its forms are spoilt in the ways of people. ``years`` keeps the first ones.
    """
    shutil.rmtree(where.forms, ignore_errors=True)
    kept = YEARS[:1] if with_mistakes else YEARS[:years]
    # First of all what says that it is made up: an example that was stopped half-way can then be made again.
    _describe(where, [p.vsv for p in pilots(count, seed)], kept, with_mistakes)
    write_rules(where)
    shutil.rmtree(where.scenarios, ignore_errors=True)
    write_scenarios(where, SHIPPED)
    write_file(where.decisions, template("besluiten"))
    made = []
    for name, content in form_contents(count, seed, density):
        if content.profiel["boekjaar"] not in kept:
            continue
        if not with_mistakes:
            content = mistakes.leave_warnings(name, content)
        path = make_form(where.forms / name, content)
        if with_mistakes:
            mistakes.spoil_file(path)
        made.append(path)
    return made


def _describe(where: EditionPaths, vsvs: list[str], years: tuple[int, ...], with_mistakes: bool) -> None:
    name = "Voorbeeldeditie met fouten" if with_mistakes else "Voorbeeldeditie"
    note = (
        "Verzonnen voorbeeld: twee van de formulieren hebben fouten zoals mensen die maken."
        if with_mistakes
        else "Verzonnen voorbeeld: het gemiddelde van de pilots is de gepubliceerde tabel, tot op de cent."
    )
    text = f"""id = "{where.id}"
naam = "{name}"
verzonnen = true
jaren = {list(years)}
prijspeil = 2021
n_land = {max(71, len(vsvs))}
n_land_bron = "Kennisnet Geboortezorg, circa 2020: 71 VSV's, waarvan 8 IGO"
toelichting = "{note}"

[pilots]
vsvs = {json.dumps(vsvs)}
bron = "verzonnen; de concepttekst noemt zes representatieve VSV's (incl. IGO), een later bericht zeven"

[gepubliceerd]
prijspeil = 2021
status = "aanname"
bron = "de concepttekst noemt geen prijspeil"
"""
    write_file(where.raw / edition.EDITION_FILE, text)


def truth(count: int = 6, seed: int = SEED) -> pd.DataFrame:
    """Give what is built in per VSV × year × task: ``uren, tarief_ct, aandeel_vergoed, inkoop_ct``.

    The rate is the mean weighted by hours and the paid share the mean weighted by value, so that
    hours × rate × share + bought = cash, up to the rounding of hours to quarters.
    """
    plan = make_plan(pilots(count, seed), seed)
    plan = plan.assign(
        waarde=plan["uren"] * plan["tarief_eur"],
        betaald=plan["uren"] * plan["tarief_eur"] * plan["aandeel"],
    )
    cells = plan.groupby(["vsv", "boekjaar", "taak"], as_index=False).agg(
        uren=("uren", "sum"),
        waarde=("waarde", "sum"),
        betaald=("betaald", "sum"),
        inkoop_ct=("inkoop_ct", "first"),
        bedrag_ct=("cel_ct", "first"),
    )
    return cells.assign(
        tarief_ct=cells["waarde"] / cells["uren"] * 100, aandeel_vergoed=cells["betaald"] / cells["waarde"]
    ).drop(columns=["waarde", "betaald"])


__all__ = ["SEED", "form_contents", "truth", "write_example"]
