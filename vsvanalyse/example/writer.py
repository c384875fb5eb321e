"""Write an example edition: its own lists, forms, description, rules and scenarios, all marked as made up."""

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
from vsvanalyse.edition.translation import FILE as TRANSLATION_FILE
from vsvanalyse.example import lines, mistakes
from vsvanalyse.example.plan import has_cost, make_plan, organisations
from vsvanalyse.example.study import FIRST, Organisation, Study, load_study
from vsvanalyse.files import write_file
from vsvanalyse.intake.form import FormContent, make_form

DENSITY = 0.35


def form_contents(
    study: Study, count: int = 0, seed: int | None = None, density: float = DENSITY
) -> Iterator[tuple[str, FormContent]]:
    """Give file name and content of each made-up form; the same arguments give the same forms.

    ``count`` organisations, by default those that the study names; ``seed`` is by default that of the study.
    """
    seed = study.zaad if seed is None else seed
    made = organisations(study, count or len(study.deelnemer), seed)
    plan = make_plan(study, made, seed)
    for number, one in enumerate(made):
        before: dict[str, int] = {}
        for year in study.jaren:
            rng = np.random.default_rng([seed, 3, number, year])
            mine = plan[(plan["vsv"] == one.code) & (plan["boekjaar"] == year)]
            hours = lines.hour_lines(study, one, year, mine, rng, density)
            cells = mine.drop_duplicates("taak").set_index("taak")["cel_ct"]
            invoices = [
                line
                for task, cash in cells.items()
                for line in lines.invoice_lines(
                    study, one, year, task, int(cash) - lines.hours_cash_ct(hours, task), rng
                )
            ]
            yield (
                f"{one.code}_{year}.xlsx",
                FormContent(
                    profiel=_profile(study, one, year),
                    uren=hours,
                    kosten=sorted(invoices, key=lambda line: (line["periode"], line["taak"])),
                    antwoorden=_answers(study, one, year),
                    akkoord={
                        "akkoord_door": "voorzitter van het bestuur",
                        "akkoord_datum": f"{year + 1}-02-15",
                    },
                    vorig_jaar_ct=before,
                    verzonnen=True,
                ),
            )
            before = {task: int(cash) for task, cash in cells.items()}


def _profile(study: Study, one: Organisation, year: int) -> dict[str, object]:
    return {
        "vsv": one.code,
        "naam": one.naam,
        "soort": one.soort,
        "boekjaar": year,
        "bevallingen": round(one.omvang * (1.02 if year == study.jaren[-1] else 1)),
        "aantal_partners": one.partners,
        "rechtspersoon": one.rechtspersoon,
        "startjaar": one.startjaar,
        "ingevuld_door": "coördinator",
    }


def _answers(study: Study, one: Organisation, year: int) -> dict[str, str]:
    """Answer for each task: as the organisation does, and that it was not done in the years in which it costs nothing."""
    done = {task: "geregistreerd" if has_cost(study, task, year) else "n.v.t." for task in study.taak}
    return {task: one.antwoorden.get(task, done[task]) for task in basiskader.codes("taken")}


def write_example(
    where: EditionPaths,
    *,
    studie: str = FIRST,
    count: int = 0,
    seed: int | None = None,
    density: float = DENSITY,
    with_mistakes: bool = False,
    years: int = 0,
) -> list[Path]:
    """Write the edition's folder anew and give the forms written.

    The sound edition has a few warnings that a real one would have; with mistakes, which only the first study has, there is only the
    first year and two of its forms are spoilt in the ways of people. ``years`` keeps the first ones.
    """
    study = load_study(studie)
    shutil.rmtree(where.forms, ignore_errors=True)
    study = study.model_copy(update={"jaren": study.jaren[: years or None]})
    own = study.map / where.lists.name
    if own.is_dir():
        shutil.copytree(own, where.lists, dirs_exist_ok=True)
    with basiskader.using(edition.lists_of(where)):
        return _write(where, study, count, seed, density, with_mistakes)


def _write(
    where: EditionPaths, study: Study, count: int, seed: int | None, density: float, with_mistakes: bool
) -> list[Path]:
    kept = study.jaren[:1] if with_mistakes else study.jaren
    codes = [
        one.code
        for one in organisations(study, count or len(study.deelnemer), study.zaad if seed is None else seed)
    ]
    # First of all what says that it is made up: an example that was stopped half-way can then be made again.
    _describe(where, study, codes, kept, with_mistakes)
    write_rules(where)
    shutil.rmtree(where.scenarios, ignore_errors=True)
    _write_scenarios(where, study)
    if (study.map / TRANSLATION_FILE).is_file():
        shutil.copyfile(study.map / TRANSLATION_FILE, where.raw / TRANSLATION_FILE)
    made = []
    for name, content in form_contents(study, count, seed, density):
        if content.profiel["boekjaar"] not in kept:
            continue
        if not with_mistakes:
            content = mistakes.leave_warnings(name, content)
        path = make_form(where.forms / name, content)
        if with_mistakes:
            mistakes.spoil_file(path)
        made.append(path)
    return made


def _write_scenarios(where: EditionPaths, study: Study) -> None:
    """Write the scenarios and decisions of the study, or those that come with the package."""
    own = study.map / where.scenarios.name
    if own.is_dir():
        shutil.copytree(own, where.scenarios)
        shutil.copyfile(study.map / where.decisions.name, where.decisions)
        return
    write_scenarios(where, SHIPPED)
    write_file(where.decisions, template("besluiten"))


def _describe(
    where: EditionPaths, study: Study, codes: list[str], years: tuple[int, ...], with_mistakes: bool
) -> None:
    name = "Voorbeeldeditie met fouten" if with_mistakes else study.naam
    note = (
        "Verzonnen voorbeeld: twee van de formulieren hebben fouten zoals mensen die maken."
        if with_mistakes
        else study.toelichting
    )
    known = study.vorige and edition.paths(study.vorige, where.root).raw.is_dir()
    earlier = f'vorige = "{study.vorige}"\n' if known else ""
    text = f"""id = "{where.id}"
naam = "{name}"
verzonnen = true
jaren = {list(years)}
prijspeil = {study.prijspeil}
n_land = {max(study.n_land, len(codes))}
n_land_bron = "{study.n_land_bron}"
toelichting = "{note}"
{earlier}
[pilots]
vsvs = {json.dumps(codes)}
bron = "{study.pilots_bron}"
"""
    if study.gepubliceerd:
        told = (
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in study.gepubliceerd.items()
        )
        text += f"\n[gepubliceerd]\n{''.join(told)}"
    write_file(where.raw / edition.EDITION_FILE, text)


def truth(count: int = 6, seed: int | None = None) -> pd.DataFrame:
    """Give what is built in the first study per VSV × year × task: ``uren, tarief_ct, aandeel_vergoed, inkoop_ct``.

    The rate is the mean weighted by hours and the paid share the mean weighted by value, so that
    hours × rate × share + bought = cash, up to the rounding of hours to quarters.
    """
    study = load_study()
    seed = study.zaad if seed is None else seed
    plan = make_plan(study, organisations(study, count, seed), seed)
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


__all__ = ["form_contents", "truth", "write_example"]
