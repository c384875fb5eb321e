"""Scenarios as people meet them: the page of a scenario, charts, the explorer, and the command line."""

from __future__ import annotations

import dataclasses
import datetime
import re
import shutil
import tomllib

import numpy as np
import pandas as pd
import pytest

from tests.exhibit_checks import sound
from tests.forms import content
from vsvanalyse import cli, edition
from vsvanalyse.edition import starter
from vsvanalyse.exhibits import eigen_geld, geld, land, omslag, onzekerheid, scenarios, stappen, verdeling
from vsvanalyse.exhibits.words import NEED
from vsvanalyse.intake.form import make_form
from vsvanalyse.money import format_euro
from vsvanalyse.render import html, svg
from vsvanalyse.scenarios import checks, comparison, document, drafts, library, words
from vsvanalyse.scenarios.case import Case, all_cases
from vsvanalyse.scenarios.measures import LEVERS, ORDER
from vsvanalyse.scenarios.measures.correctie import Correction
from vsvanalyse.scenarios.measures.vacatiegeld import Pay
from vsvanalyse.scenarios.model import edition_model, make_model
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.scenarios.schema import Uncertainty
from vsvanalyse.scenarios.uncertainty import decisions, sensitivity, tipping
from vsvanalyse.scenarios.values import exactly


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def shipped(example_paths):
    return library.load_scenarios(example_paths)


def fewer_draws(found, name):
    how = found[name].onzekerheid.model_copy(update={"trekkingen": 500})
    return {**found, name: found[name].model_copy(update={"onzekerheid": how})}


def test_every_shipped_scenario_is_there(shipped):
    assert list(shipped) == [*starter.SHIPPED, "basis_na_besluiten"]
    assert shipped["basis"].maatregelen == {}
    assert set(shipped["alles_samen"].maatregelen) >= {
        "vacatiegeld",
        "landelijk.ict",
        "lezing.mdo",
        "correctie.te_laag",
    }
    assert all(
        one.status == "aanname" or one.status == "voorstel"
        for s in shipped.values()
        for one in s.maatregelen.values()
    )


def test_page_of_a_scenario_has_the_present_value_beside_the_new_one(model, shipped):
    rows = document.changes(Case(model, shipped["landelijk_ict_en_kwaliteit"]), shipped["basis"]).set_index(
        "maatregel"
    )
    ict = rows.loc["landelijk.ict"]
    assert ict["uitgangspunt"] == "gemiddeld € 30.320 per VSV per jaar, € 2,2 mln in het land"
    assert ict["waarde"].startswith("€ 900.000 (€ 700.000 tot € 1.500.000) per jaar")
    assert document.changes(Case(model, shipped["basis"]), None).empty
    child = document.changes(
        Case(model, shipped["structureel_per_bevalling"]), shipped["stimulering_2024_2026"]
    )
    assert list(child["maatregel"]) == ["financiering.structureel"]
    assert child["uitgangspunt"][0] == "geen"


def test_a_changed_measure_shows_what_the_parent_had(model, shipped):
    parent = shipped["uniform_vacatiegeld"]
    child = parent.model_copy(
        update={"vacatiegeld": shipped["geen_vacatiegeld"].vacatiegeld, "eigen": ("vacatiegeld",)}
    )
    row = document.changes(Case(model, child), parent).iloc[0]
    assert "volgens de tariefkaart" in row["uitgangspunt"]
    assert row["waarde"].startswith("geen vacatiegeld")


def test_comparison_of_the_base_with_itself_is_nothing(model, shipped):
    first = comparison.compare(all_cases(model, shipped)).iloc[0]
    assert first["structureel_ct"] == 1_805_061_400
    assert (
        first["structureel_verschil_ct"],
        first["nieuw_verschil_laag_ct"],
        first["nieuw_verschil_hoog_ct"],
    ) == (0, 0, 0)


def test_inflation_is_no_part_of_a_difference(model, shipped):
    rows = comparison.compare(all_cases(model, shipped)).set_index("scenario")
    assert rows.loc["structureel_per_vsv", "structureel_verschil_ct"] == 0
    assert rows.loc["structureel_per_vsv", "structureel_ct"] > rows.loc["basis", "structureel_ct"]


def test_what_scenarios_mean_for_one_vsv_adds_up(model, shipped):
    own = comparison.for_vsvs(all_cases(model, shipped)).query("vsv == 'VSV02'").set_index("scenario")
    assert (own["tekort_ct"] == own["nodig_ct"] - own["financiering_ct"]).all()
    assert own.loc["structureel_per_vsv", "financiering_ct"] == 22_500_000
    assert own.loc["basis", "verschil_ct"] == 0
    assert own.loc["landelijk_ict_en_kwaliteit", "landelijk_ct"] == round(100_000_000 / 71)


def test_charts_say_what_they_show(example, shipped):
    charts = [
        scenarios.verschillen(example, shipped), stappen.brug(example, shipped, "alles_samen"),
        geld.nodig_en_geld(example, shipped, "structureel_per_vsv"), geld.nodig_en_geld(example, shipped, "basis"),
        geld.saldo(example, shipped), land.ramingen(example, shipped, "basis"), onzekerheid.gevoeligheid(example, shipped, "alles_samen"),
        onzekerheid.budget(example, fewer_draws(shipped, "alles_samen"), "alles_samen"), verdeling.regels(example, shipped),
        verdeling.eigen_regels(example, shipped, "VSV02"), eigen_geld.scenarios(example, shipped, "VSV02"),
        eigen_geld.geld(example, shipped, "VSV02"),
    ]  # fmt: skip
    for one in charts:
        alt = svg.alt_text(one)
        assert alt.startswith("Verzonnen voorbeeld. ")
        assert (svg.svg(one) if len(one.rows) else "<svg").startswith("<svg")
        assert one.about
        assert len(one.title) <= 230
        assert not re.search(r"€ ?-|\bnan\b|\d,\d{3}\b", one.title + one.about + alt + one.note), one.title
        if one.subject:
            assert not re.search("VSV0[13-6]", html.show(one) + alt), one.id


def test_one_vsv_and_no_births_still_draw(example, shipped):
    one = example.postkosten[example.postkosten["vsv"] == "VSV01"]
    nobody = example.profielen.assign(bevallingen=pd.array([None] * len(example.profielen), dtype="Int64"))
    alone = make_model(one, nobody, 71)
    result = run_model(Case(alone, shipped["basis"]))
    assert pd.isna(result.peil["structureel_laag_ct"])
    kinds = result.jaren[result.jaren["jaar"] == 2027].set_index("raming")
    assert pd.isna(kinds.loc["per_bevalling", "structureel_ct"])
    data = dataclasses.replace(example, postkosten=one, profielen=nobody)
    of_one = "uit 1 van de 6 VSV's van de pilotgroep"
    roads = sound(land.ramingen(data, shipped, "basis"))
    assert of_one in roads.title
    assert LABEL["per_bevalling"] not in set(roads.rows["raming"])
    need = sound(geld.nodig_en_geld(data, shipped, "structureel_per_vsv"))
    assert of_one in need.title
    assert len(need.rows)
    enough = sound(onzekerheid.budget(data, shipped, "basis"))
    assert enough.title == f"Welk budget genoeg is voor nieuwe taken, is {of_one} niet te zeggen"
    assert enough.rows.empty
    assert "welke VSV’s registreerden" not in enough.note
    assert sound(verdeling.regels(data, shipped)).title == "Met één VSV is er niets te verdelen"
    paid = comparison.for_vsvs(all_cases(alone, shipped)).query("vsv == 'VSV01'").set_index("scenario")
    assert pd.isna(paid.loc["structureel_per_bevalling", "tekort_ct"])
    assert paid.loc["structureel_per_vsv", "financiering_ct"] == 22_500_000
    assert "bevallingen onbekend" in " ".join(
        run_model(Case(alone, shipped["structureel_per_bevalling"])).toelichting
    )
    drawn = sound(eigen_geld.scenarios(data, shipped, "VSV01"))
    assert (drawn.rows["nodig_vast_ct"].iloc[1:] != drawn.rows["nodig_vast_ct"].iloc[0]).all()
    assert f"Gelijk aan zoals geregistreerd: {shipped['stimulering_2024_2026'].titel}, " in drawn.note
    own = sound(eigen_geld.geld(data, shipped, "VSV01"))
    told = own.rows[own.rows["reeks"] != NEED].set_index("titel")
    unknown = told.loc[shipped["structureel_per_bevalling"].titel]
    assert pd.isna(unknown["hoeveel_ct"])
    assert unknown["tekst"] == "onbekend: geen bevallingen bekend"
    assert "onbekend: geen bevallingen bekend" in html.show(own)
    assert set(comparison.winners(Case(alone, result.scenario))["vorm"]) == {"per_vsv", "registratie", "norm"}
    assert np.isnan(
        decisions.value_of_pilots(*(Case(alone, one) for one in (shipped["basis"], shipped["basis"])))[
            "halve_breedte_ct"
        ]
    ).all()
    assert sound(omslag.meer_pilots(data, shipped, "basis")).rows.empty


def test_a_certain_scenario_has_no_curve(example, model, shipped):
    certain = shipped["basis"].model_copy(update={"onzekerheid": Uncertainty(steekproef=False)})
    exact = Case(model, certain).figures["nieuw"]
    one = onzekerheid.budget(example, {"basis": certain})
    assert one.title == (
        f"Nieuwe taken kosten in 2027 volgens het voorstel {format_euro(exact)}; aan dit scenario is verder niets onzeker"
    )
    assert one.rows.empty
    # What is left is chosen, not uncertain.
    assert set(onzekerheid.gevoeligheid(example, {"basis": certain}).rows["soort"]) == {"keuze"}
    assert sensitivity.variance_shares(Case(model, certain)).empty
    assert onzekerheid.aandelen(example, {"basis": certain}).title == (
        "‘Zoals geregistreerd’ heeft niets onzekers om te verdelen"
    )


def test_tipping_points_are_two_sided(example, model, shipped):
    money = omslag.punten(example, shipped, "structureel_per_vsv")
    assert money.rows["omslag_ct"].between(22_000_000, 23_000_000).tolist() == [True]
    assert money.text("omslag_ct") == ["€ 230.000"]
    assert money.rows["tekst"].tolist() == ["daaronder naar de raming te weinig, daarboven genoeg"]
    national = omslag.punten(example, shipped, "landelijk_ict_en_kwaliteit").rows
    assert national["omslag_ct"].notna().all()
    assert set(national["tekst"]) == {
        "daaronder naar de raming landelijk goedkoper, daarboven landelijk duurder"
    }
    for rows in (money.rows, national):
        assert (rows["omslag_laag_ct"] < rows["omslag_ct"]).all()
        assert (rows["omslag_ct"] < rows["omslag_hoog_ct"]).all()
    assert tipping.tipping_points(Case(model, shipped["mdo_regulier"])) == ()
    assert omslag.punten(example, shipped, "mdo_regulier").rows.empty


def test_national_figures_are_never_bare(example, model, shipped):
    rows = comparison.compare(all_cases(model, shipped))
    assert ((rows["nieuw_laag_ct"] < rows["nieuw_ct"]) & (rows["nieuw_ct"] < rows["nieuw_hoog_ct"])).all()
    result = run_model(Case(model, shipped["basis"]))
    peil = result.peil
    assert rows.loc[0, "nieuw_laag_ct"] == pytest.approx(peil["nieuw_laag_ct"], abs=1)
    table = scenarios.vergelijking(example, shipped)
    for name in ("structureel", "nieuw"):
        low, middle, high = (table.rows[f"land_{name}{end}_ct"] for end in ("_laag", "", "_hoog"))
        assert ((low < middle) & (middle < high)).all()
    assert (table.text("land_nieuw_laag_ct")[0], table.text("land_nieuw_hoog_ct")[0]) == (
        "€ 6,3 mln",
        "€ 19,0 mln",
    )
    assert "95 %-interval" in table.note
    bridge = stappen.brug(example, shipped, "mdo_regulier")
    assert bridge.claim.level == 0.95
    assert bridge.title.endswith("(€ 500.000 tot € 2,3 mln)")


def test_a_correction_cannot_take_more_than_there_is(model, shipped):
    why = {"reden": "r", "bron": "b", "status": "aanname"}
    wrong = shipped["basis"].model_copy(
        update={
            "correctie": {
                "x": Correction(taken=("T04",), bedrag_eur={"laag": -4000, "verwacht": 0, "hoog": 0}, **why)
            }
        }
    )
    assert checks.faults(Case(model, wrong)) == [
        "basis.toml: 'correctie' haalt € 4.000 af van T04 (structureel), maar daar staat gemiddeld € 3.510."
    ]


def test_tasks_bridge_and_comparison_tell_one_story(model, shipped):
    """Sums per task, steps of the bridge and the difference in the comparison are the same money, without inflation."""
    rows = comparison.compare(all_cases(model, shipped)).set_index("scenario")
    for name in ("alles_samen", "landelijk_ict_en_kwaliteit", "uniform_vacatiegeld"):
        tasks = comparison.by_task(*(Case(model, one) for one in (shipped["basis"], shipped[name])))
        change = rows.loc[name, "structureel_verschil_ct"]
        assert tasks["verschil_ct"].sum() * 71 == pytest.approx(change, abs=71 * 2)
        steps = comparison.bridge(Case(model, shipped["basis"]), Case(model, shipped[name]).plain)
        steps = steps.set_index("stap")
        assert steps.loc["scenario", "structureel_ct"] - steps.loc["basis", "structureel_ct"] == change


def test_one_vsv_sees_no_inflation_in_a_difference(model, shipped):
    own = comparison.for_vsvs(all_cases(model, shipped)).query("vsv == 'VSV02'").set_index("scenario")
    assert own.loc["structureel_per_vsv", "verschil_ct"] == 0
    assert own.loc["structureel_per_vsv", "kosten_ct"] > own.loc["basis", "kosten_ct"]


@pytest.mark.parametrize("form", ["geregistreerd", "geen", "tariefkaart", "maximum"])
def test_draws_and_exact_cents_agree_for_every_pay_policy(model, shipped, form):
    """Draws fold corrections in after the policy; a new policy for which that does not hold must fail here."""
    why = {"reden": "r", "bron": "b", "status": "aanname"}
    pay = Pay(vorm=form, **({"maximum_eur": 60} if form == "maximum" else {}), **why)
    scenario = shipped["bestuurscorrectie"].model_copy(update={"vacatiegeld": pay})
    exact = Case(model, scenario).figures
    for maat in ("structureel", "nieuw"):
        drawn = float(sensitivity.Evaluate(Case(model, scenario), maat)({}))
        assert drawn == pytest.approx(exact[maat], abs=71 * 30)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda one: one.kind)
def test_every_lever_says_all_that_there_is_to_say(model, shipped, lever):
    """A new lever needs its words; without them a report fails only when somebody uses it."""
    uncertain = {
        name
        for name, field in lever.schema.model_fields.items()
        if "Interval" in str(field.annotation) or "Interval" in str(field.metadata)
    }
    assert uncertain == set(lever.numbers)
    assert len({one.subject for one in LEVERS}) == len(LEVERS)
    text = "\n".join(line.partition("#")[0] for line in lever.block.replace("@TAAK@", "T02").splitlines())
    kind, _, part = lever.kind.partition(".")
    held = tomllib.loads(text)[kind]
    told = {"reden": "r", "bron": "b", "status": "aanname"}
    one = lever.schema.model_validate(
        {**(held["naam"] if lever.many else held[part] if part else held), **told}
    )
    assert words.told(one).strip()
    assert words.subject(one).startswith(lever.subject)
    assert lever.without(Case(model, shipped["basis"]), one).strip()


@pytest.mark.parametrize("count", [0, 1])
def test_scenario_commands_before_and_after_the_first_form(tmp_path, monkeypatch, capsys, count):
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    where = edition.paths("2026", tmp_path)
    starter.start_edition(where, (2021,))
    if count:
        make_form(where.forms / "VSV01_2021.xlsx", content())
    assert (
        cli.run_command(
            ["scenario", "new", "2026", "geld", "--van", "structureel_per_vsv", "--auteur", 'Jan "de" V']
        )
        == 0
    )
    assert (where.scenarios / "stimulering_2024_2026.toml").is_file()
    assert cli.run_command(["scenario", "check", "2026"]) == 0
    told = capsys.readouterr().out
    assert "geld: in orde (Kopie van: Gelijk bedrag per VSV na 2026)" in told
    assert ("nog geen bruikbare registraties" in told) == (count == 0)
    assert cli.run_command(["scenario", "show", "2026", "geld"]) == (0 if count else 2)
    assert "niet was voorzien" not in capsys.readouterr().err


def test_amount_with_a_point_is_never_a_guess(tmp_path, example_paths):
    text = (example_paths.scenarios / "landelijk_ict_en_kwaliteit.toml").read_text(encoding="utf-8")
    (tmp_path / "landelijk_ict_en_kwaliteit.toml").write_text(
        text.replace("700_000", "700.000"), encoding="utf-8"
    )
    with pytest.raises(library.ScenarioError) as caught:
        library.load_scenario(tmp_path / "landelijk_ict_en_kwaliteit.toml")
    told = str(caught.value)
    assert "'landelijk.ict.kosten_eur.laag' is 700.000: dat kan 700 of 700000 zijn; schrijf 700_000" in told


def test_table_without_a_name_is_one_mistake(tmp_path, example_paths):
    text = (example_paths.scenarios / "landelijk_ict_en_kwaliteit.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[landelijk.ict]")
    (tmp_path / "x.toml").write_text(
        head.replace("landelijk_ict_en_kwaliteit", "x") + "[landelijk]" + rest.partition("[landelijk.")[0],
        encoding="utf-8",
    )
    with pytest.raises(library.ScenarioError) as caught:
        library.load_scenario(tmp_path / "x.toml")
    assert str(caught.value) == "x.toml: 'landelijk' heeft geen naam; schrijf bijvoorbeeld [landelijk.naam]."


def test_remarks_tell_what_is_probably_not_meant(model, shipped):
    odd = shipped["stimulering_2024_2026"]
    index = odd.index.model_copy(update={"ova_daarna_pct": exactly(0.03)})
    together = odd.onzekerheid.samenhang[0].model_copy(update={"invoer": ("correcti.*",)})
    how = odd.onzekerheid.model_copy(update={"samenhang": (together,)})
    told = checks.remarks(Case(model, odd.model_copy(update={"index": index, "onzekerheid": how})))
    assert told == (
        "De samenhang van correcti.* raakt geen onzeker getal.",
        "'index.ova_daarna_pct' is 0,03 procent per jaar; bedoelt u 3?",
    )


def test_what_the_readme_shows_can_be_read(tmp_path, repo):
    example, log = re.findall(
        r"```toml\n(.*?)```", (repo / "README.md").read_text(encoding="utf-8"), flags=re.S
    )
    where = edition.paths("2026", tmp_path)
    starter.start_edition(where, (2025,))
    starter.write_scenarios(where, ("uniform_vacatiegeld",))
    (where.scenarios / "landelijke_ict.toml").write_text(example, encoding="utf-8")
    where.decisions.write_text(log, encoding="utf-8")
    found = library.load_scenarios(where)
    assert found["landelijke_ict"].landelijk["ict"].kosten_eur.hoog == 1_500_000
    assert found["basis_na_besluiten"].eigen == ("vacatiegeld",)


def test_every_block_of_the_empty_draft_is_valid_when_filled_in(tmp_path):
    text = drafts.empty_draft("proef", "basis", 'de "analist"', datetime.date(2026, 11, 23), 1)
    commented = re.sub(r"(?m)^# (?=[a-z_]+ = |\[)", "", text).replace("# overnemen", "overnemen")
    lines = [line for line in commented.splitlines() if not line.startswith("overnemen")]
    (tmp_path / "proef.toml").write_text("\n".join(lines), encoding="utf-8")
    made = library.load_scenario(tmp_path / "proef.toml").maatregelen
    assert {name.partition(".")[0] for name in made} == set(ORDER)


@pytest.fixture
def home(tmp_path, example_root, monkeypatch):
    shutil.copytree(example_root / "data", tmp_path / "data")
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    return tmp_path


def test_command_line(home, capsys):
    assert cli.run_command(["scenario", "check", "voorbeeld"]) == 0
    assert "alles_samen: in orde (Alle voorstellen samen)" in capsys.readouterr().out
    assert cli.run_command(["scenario", "show", "voorbeeld", "mdo_regulier"]) == 0
    told = capsys.readouterr().out
    assert "waarvan 56 % nieuw" in told
    assert re.search(r"waarvan nieuw € 11,2 mln \(95 %-interval € \d", told)
    assert "Geen vacatiegeld" not in told
    for extra in ([], ["--van", "geen_vacatiegeld"], ["--na-besluiten"]):
        name = f"proef{len(extra)}{'b' if '--na-besluiten' in extra else ''}"
        assert cli.run_command(["scenario", "new", "voorbeeld", name, *extra]) == 0
    made = library.load_scenarios(edition.paths("voorbeeld", home))
    assert made["proef0"].maatregelen == {}
    assert made["proef2"].vacatiegeld.vorm == "geen"
    assert made["proef1b"].vacatiegeld == made["basis_na_besluiten"].vacatiegeld


def test_command_line_refuses_in_dutch(home, capsys):
    folder = edition.paths("voorbeeld", home).scenarios
    for name in ("basis", "../elders", "Hoofdletter"):
        assert cli.run_command(["scenario", "new", "voorbeeld", name]) == 2
    assert "bestaat al" in capsys.readouterr().err
    assert not list(home.glob("data/raw/voorbeeld/*.toml.*"))
    assert cli.run_command(["scenario", "new", "voorbeeld", "nieuw", "--van", "onzin"]) == 2
    assert cli.run_command(["scenario", "show", "voorbeeld", "mdo_reguler"]) == 2
    assert "bedoelt u 'mdo_regulier'?" in capsys.readouterr().err
    (folder / "fout.toml").write_text('id = "fout"\nouder = "basis"\n[vacatiegelt]\n', encoding="utf-8")
    assert cli.run_command(["scenario", "check", "voorbeeld"]) == 1
    out = capsys.readouterr().out
    assert "fout.toml: sleutel 'vacatiegelt' is onbekend; bedoelt u 'vacatiegeld'?" in out
    assert "fout.toml: 'zaad' ontbreekt." in out
    assert cli.run_command(["report", "voorbeeld"]) == 2
    assert "Traceback" not in capsys.readouterr().err
