"""The made-up pilots: tied to the published table, marked as made up, the same each time."""

from __future__ import annotations

import pandas as pd
import pytest

from vsvanalyse import basiskader, edition
from vsvanalyse.example import write_example
from vsvanalyse.example.plan import make_plan, organisations
from vsvanalyse.example.study import load_study
from vsvanalyse.example.writer import form_contents, truth
from vsvanalyse.intake import read_registrations
from vsvanalyse.intake.received import registration_files

STUDY = load_study()
SEED = STUDY.zaad


def test_mean_of_the_pilots_is_the_published_table(example):
    """Over the registrations that know the cost of a task: twelve, and ten for T10, which VSV02 did not keep."""
    sums = example.registratieregels.groupby("taak")["bedrag_ct"].sum()
    published = basiskader.load().gepubliceerd.set_index("taak")["jaar1_ct"]
    known = pd.Series(12, published.index)
    known["T10"] = 10
    assert (sums == published * known).all()


@pytest.mark.parametrize(("count", "seed"), [(1, 3), (2, SEED), (9, 5), (71, 7)])
def test_plan_is_tied_for_any_number_and_seed(count, seed):
    made = organisations(STUDY, count, seed)
    cells = make_plan(STUDY, made, seed).drop_duplicates(["vsv", "boekjaar", "taak"])
    published = basiskader.load().gepubliceerd.set_index("taak")["jaar1_ct"]
    known = [sum(pilot.antwoorden.get(t) != "niet geregistreerd" for pilot in made) for t in published.index]
    assert (cells.groupby("taak")["cel_ct"].sum() == published * known * len(STUDY.jaren)).all()


def test_six_of_which_one_igo_with_differing_policy():
    made = organisations(STUDY, 6, SEED)
    assert [p.soort for p in made].count("IGO") == 1
    assert len({p.omvang for p in made}) == 6
    assert {p.vergoed for p in made} >= {0.0, 0.5, 1.0}
    assert {a for p in made for a in p.antwoorden.values()} == {"n.v.t.", "nul", "niet geregistreerd"}


def test_some_hundreds_of_lines_a_form(example):
    sizes = example.registratieregels.groupby("bron_bestand").size()
    assert sizes.between(300, 1500).all()
    assert example.registratieregels["taak"].nunique() == 17


def test_shipped_edition_is_what_the_maker_makes(repo, tmp_path):
    for name, mistakes in (("voorbeeld", False), ("voorbeeld-met-fouten", True)):
        where = edition.paths(name, tmp_path)
        write_example(where, with_mistakes=mistakes)
        shipped = edition.paths(name, repo).raw
        files = {p.relative_to(where.raw).as_posix() for p in where.raw.rglob("*") if p.is_file()}
        assert files == {p.relative_to(shipped).as_posix() for p in shipped.rglob("*") if p.is_file()}
        for file in files - {f for f in files if f.endswith(".xlsx")}:
            assert (where.raw / file).read_bytes() == (shipped / file).read_bytes()
        made, kept = (
            read_registrations(registration_files(w)) for w in (where.forms, shipped / "registraties")
        )
        assert made.regels.equals(kept.regels)
        assert made.bevindingen.equals(kept.bevindingen)


def test_sound_edition_has_a_few_warnings_and_no_error(example):
    assert (example.bevindingen["ernst"] == "waarschuwing").all()
    assert 3 <= len(example.bevindingen) <= 15


def test_two_forms_with_mistakes(repo):
    read = read_registrations(
        registration_files(repo / "data" / "raw" / "voorbeeld-met-fouten" / "registraties")
    )
    errors = read.bevindingen[read.bevindingen["ernst"] == "fout"]
    assert set(errors["bestand"]) == {"VSV02_2020.xlsx", "VSV05_2020.xlsx"}
    assert errors["regel"].nunique() >= 12


def test_what_is_built_in_is_in_the_lines(example):
    """Hours are rounded down to quarters; rates and paid shares are the plan's own."""
    key = ["vsv", "boekjaar", "taak"]
    both = truth().merge(example.taakkosten, on=key, suffixes=("_plan", ""), validate="1:1")
    assert (both["bedrag_ct_plan"] == both["bedrag_ct"]).all()
    assert ((both["uren_plan"] - both["uren"]) >= -1e-9).all()
    assert (both["uren"].sum() / both["uren_plan"].sum()) > 0.93


def test_every_form_says_it_is_made_up():
    assert all(content.verzonnen for _, content in form_contents(STUDY, 3, 1))
