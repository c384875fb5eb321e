"""Scenarios as people meet them: the page of a scenario, charts, the explorer, and the command line."""

from __future__ import annotations

import datetime
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from tests.forms import content
from vsvanalyse import cli, edition
from vsvanalyse.edition import starter
from vsvanalyse.intake.form import make_form
from vsvanalyse.presentation import explorer, funding_figures, scenario_figures, scenario_tables
from vsvanalyse.scenarios import checks, comparison, document, drafts, funding, labels, library, words
from vsvanalyse.scenarios.explore import Choices, answer, neutral, scenario_of
from vsvanalyse.scenarios.model import edition_model, key_figures, make_model, without_inflation
from vsvanalyse.scenarios.run import run_all, run_model
from vsvanalyse.scenarios.schema import ORDER, Correction, Country, Measure, Pay, Uncertainty
from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity, tipping
from vsvanalyse.scenarios.values import exactly


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def shipped(example_paths):
    return library.load_scenarios(example_paths)


@pytest.fixture(scope="module")
def results(model, shipped):
    return run_all(model, shipped)


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
    rows = document.changes(model, shipped["landelijk_ict_en_kwaliteit"], shipped["basis"]).set_index(
        "maatregel"
    )
    ict = rows.loc["landelijk.ict"]
    assert ict["uitgangspunt"] == "gemiddeld € 30.320 per VSV per jaar, € 2,2 mln in het land"
    assert ict["waarde"].startswith("€ 900.000 (€ 700.000 tot € 1.500.000) per jaar")
    assert document.changes(model, shipped["basis"], None).empty
    child = document.changes(model, shipped["structureel_per_bevalling"], shipped["stimulering_2024_2026"])
    assert list(child["maatregel"]) == ["financiering.structureel"]
    assert child["uitgangspunt"][0] == "geen"


def test_a_changed_measure_shows_what_the_parent_had(model, shipped):
    parent = shipped["uniform_vacatiegeld"]
    child = parent.model_copy(
        update={"vacatiegeld": shipped["geen_vacatiegeld"].vacatiegeld, "eigen": ("vacatiegeld",)}
    )
    row = document.changes(model, child, parent).iloc[0]
    assert "volgens de tariefkaart" in row["uitgangspunt"]
    assert row["waarde"].startswith("geen vacatiegeld")


def test_comparison_of_the_base_with_itself_is_nothing(model, shipped):
    first = comparison.compare(model, shipped).iloc[0]
    assert first["structureel_ct"] == 1_805_061_400
    assert (
        first["structureel_verschil_ct"],
        first["nieuw_verschil_laag_ct"],
        first["nieuw_verschil_hoog_ct"],
    ) == (0, 0, 0)


def test_inflation_is_no_part_of_a_difference(model, shipped):
    rows = comparison.compare(model, shipped).set_index("scenario")
    assert rows.loc["structureel_per_vsv", "structureel_verschil_ct"] == 0
    assert rows.loc["structureel_per_vsv", "structureel_ct"] > rows.loc["basis", "structureel_ct"]


def test_what_scenarios_mean_for_one_vsv_adds_up(model, results):
    own = comparison.for_vsv(model, results, "VSV02").set_index("scenario")
    assert (own["tekort_ct"] == own["nodig_ct"] - own["financiering_ct"]).all()
    assert own.loc["structureel_per_vsv", "financiering_ct"] == 22_500_000
    assert own.loc["basis", "verschil_ct"] == 0
    assert own.loc["landelijk_ict_en_kwaliteit", "landelijk_ct"] == round(100_000_000 / 71)


def test_charts_say_what_they_show(example, model, shipped, results):
    scenario = shipped["alles_samen"]
    drawn = draws.simulate(model, scenario, 500)
    outcome = comparison.winners(model, results["basis"])
    charts = [
        scenario_figures.differences(comparison.compare(model, shipped)),
        scenario_figures.bridge(comparison.bridge(model, shipped["basis"], scenario), results["alles_samen"]),
        scenario_figures.money_and_need(results["structureel_per_vsv"]),
        scenario_figures.money_and_need(results["basis"]),
        scenario_figures.estimators(results["basis"]),
        scenario_figures.tornado(labels.with_labels(sensitivity.tornado(model, scenario), model, scenario)),
        scenario_figures.budget(
            decisions.budget_curve(drawn), decisions.budget_for(drawn, 0.8), results["alles_samen"], 500
        ),
        funding_figures.winners_and_losers(outcome, funding.fit(outcome)),
        funding_figures.winners_and_losers(outcome, funding.fit(outcome), "VSV02"),
        funding_figures.scenarios_of_vsv(comparison.for_vsv(model, results, "VSV02")),
        funding_figures.money_of_vsv(comparison.for_vsv(model, results, "VSV02")),
    ]
    for chart in charts:
        made = chart.of(example.edition)
        assert made.svg().startswith(b"<?xml")
        assert len(made.title) <= 110
        assert made.alt.startswith("Verzonnen voorbeeld. ")
        assert not re.search(r"€ ?-|\bnan\b|\d,\d{3}\b", made.title + made.alt + made.note), made.title
    assert "VSV03" not in charts[8].title + charts[8].alt + charts[8].note


def test_one_vsv_and_no_births_still_draw(example, shipped):
    one = example.postkosten[example.postkosten["vsv"] == "VSV01"]
    nobody = example.profielen.assign(bevallingen=pd.array([None] * len(example.profielen), dtype="Int64"))
    alone = make_model(one, nobody, 71)
    result = run_model(alone, shipped["basis"])
    assert pd.isna(result.peil["structureel_laag_ct"])
    kinds = result.jaren[result.jaren["jaar"] == 2027].set_index("raming")
    assert pd.isna(kinds.loc["per_bevalling", "structureel_ct"])
    assert "uit 1 pilot" in scenario_figures.estimators(result).title
    scenario_figures.money_and_need(result).svg()
    drawn = draws.simulate(alone, shipped["basis"], 100)
    told = scenario_figures.budget(
        decisions.budget_curve(drawn), decisions.budget_for(drawn, 0.8), result, 100
    ).note
    assert "Met één pilot" in told
    assert "welke VSV's registreerden" not in told
    view = explorer.Explorer(example, alone, shipped["basis"])
    assert [kind for _, kind in view.controls["raming"].options] == ["per_vsv"]
    assert (
        "niets te verdelen"
        in funding_figures.winners_and_losers(
            comparison.winners(alone, result), funding.fit(comparison.winners(alone, result))
        ).title
    )
    paid = comparison.for_vsv(alone, run_all(alone, shipped), "VSV01").set_index("scenario")
    assert pd.isna(paid.loc["structureel_per_bevalling", "tekort_ct"])
    assert paid.loc["structureel_per_vsv", "financiering_ct"] == 22_500_000
    assert "bevallingen onbekend" in " ".join(
        run_model(alone, shipped["structureel_per_bevalling"]).toelichting
    )
    funding_figures.scenarios_of_vsv(paid.reset_index()).svg()
    assert "geld onbekend" in funding_figures.money_of_vsv(paid.reset_index()).alt
    outcome = comparison.winners(alone, result)
    assert set(outcome["vorm"]) == {"per_vsv", "registratie", "norm"}
    funding_figures.winners_and_losers(outcome, funding.fit(outcome)).svg()
    assert np.isnan(
        decisions.value_of_pilots(alone, shipped["basis"], shipped["basis"])["halve_breedte_ct"]
    ).all()


def test_a_certain_scenario_has_no_curve(model, shipped):
    certain = shipped["basis"].model_copy(
        update={"onzekerheid": Uncertainty(steekproef=False, lezingen=False)}
    )
    drawn = draws.simulate(model, certain, 100)
    chart = scenario_figures.budget(
        decisions.budget_curve(drawn), decisions.budget_for(drawn, 0.8), run_model(model, certain), 100
    )
    assert chart.title == "Zoals geregistreerd: niets is onzeker, nieuwe taken kosten € 12,7 mln in 2027"
    assert (
        scenario_figures.tornado(sensitivity.tornado(model, certain)).title
        == "Dit scenario heeft geen onzekere getallen"
    )
    assert sensitivity.variance_shares(model, certain).empty


def test_tipping_points_are_two_sided(model, shipped):
    money = tipping.tipping_points(model, shipped["structureel_per_vsv"])
    text = scenario_tables.tipping_text(money[0])
    assert re.fullmatch(r"€ 22\d\.\d{3}; daaronder een tekort, daarboven geen tekort", text)
    national = tipping.tipping_points(model, shipped["landelijk_ict_en_kwaliteit"])
    assert scenario_tables.tipping_text(national[0]).endswith(
        "daaronder landelijk goedkoper, daarboven landelijk duurder"
    )
    assert tipping.tipping_points(model, shipped["mdo_regulier"]) == ()


def test_national_figures_are_never_bare(model, shipped):
    rows = comparison.compare(model, shipped)
    assert ((rows["nieuw_laag_ct"] < rows["nieuw_ct"]) & (rows["nieuw_ct"] < rows["nieuw_hoog_ct"])).all()
    result = run_model(model, shipped["basis"])
    peil = result.peil
    assert rows.loc[0, "nieuw_laag_ct"] == pytest.approx(peil["nieuw_laag_ct"], abs=1)
    told = scenario_tables.comparison_table(rows).markup
    assert "€ 6,3 mln tot € 19,0 mln" in told
    assert "95 %-interval" in scenario_figures.bridge(comparison.bridge(model, shipped["basis"], shipped["mdo_regulier"]),
                                                      run_model(model, shipped["mdo_regulier"])).note  # fmt: skip


def test_a_correction_cannot_take_more_than_there_is(model, shipped):
    why = {"reden": "r", "bron": "b", "status": "aanname"}
    wrong = shipped["basis"].model_copy(
        update={
            "correctie": {
                "x": Correction(taken=("T04",), bedrag_eur={"laag": -4000, "verwacht": 0, "hoog": 0}, **why)
            }
        }
    )
    assert checks.faults(model, wrong) == [
        "basis.toml: 'correctie' haalt € 4.000 af van T04 (structureel), maar daar staat gemiddeld € 3.510."
    ]


def test_tasks_bridge_and_comparison_tell_one_story(model, shipped):
    """Sums per task, steps of the bridge and the difference in the comparison are the same money, without inflation."""
    rows = comparison.compare(model, shipped).set_index("scenario")
    for name in ("alles_samen", "landelijk_ict_en_kwaliteit", "uniform_vacatiegeld"):
        tasks = comparison.by_task(model, shipped["basis"], shipped[name])
        change = rows.loc[name, "structureel_verschil_ct"]
        assert tasks["verschil_ct"].sum() * 71 == pytest.approx(change, abs=71 * 2)
        steps = comparison.bridge(model, shipped["basis"], without_inflation(shipped[name])).set_index("stap")
        assert steps.loc["scenario", "structureel_ct"] - steps.loc["basis", "structureel_ct"] == change


def test_one_vsv_sees_no_inflation_in_a_difference(model, results):
    own = comparison.for_vsv(model, results, "VSV02").set_index("scenario")
    assert own.loc["structureel_per_vsv", "verschil_ct"] == 0
    assert own.loc["structureel_per_vsv", "kosten_ct"] > own.loc["basis", "kosten_ct"]


@pytest.mark.parametrize("form", ["geregistreerd", "geen", "tariefkaart", "maximum"])
def test_draws_and_exact_cents_agree_for_every_pay_policy(model, shipped, form):
    """Draws fold corrections in after the policy; a new policy for which that does not hold must fail here."""
    why = {"reden": "r", "bron": "b", "status": "aanname"}
    pay = Pay(vorm=form, **({"maximum_eur": 60} if form == "maximum" else {}), **why)
    scenario = shipped["bestuurscorrectie"].model_copy(update={"vacatiegeld": pay})
    exact = key_figures(model, scenario)
    for maat in ("structureel", "nieuw"):
        drawn = float(sensitivity.Evaluate(model, scenario, maat)({}))
        assert drawn == pytest.approx(exact[maat], abs=71 * 30)


def test_every_measure_has_words():
    """A new lever needs its words; without them a report fails only when somebody uses it."""
    kinds = set(words._TELL)
    assert kinds == set(words._SUBJECT) == set(Measure.__subclasses__())
    fields = {
        name
        for kind in kinds
        for name, field in kind.model_fields.items()
        if "Interval" in str(field.annotation) or "Interval" in str(field.metadata)
    }
    assert fields <= set(labels._FIELD)


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
    told = checks.remarks(model, odd.model_copy(update={"index": index, "onzekerheid": how}))
    assert told == (
        "De samenhang van correcti.* raakt geen onzeker getal.",
        "'index.ova_daarna_pct' is 0,03 procent per jaar; bedoelt u 3?",
    )


def test_explorer_keeps_what_the_base_says(model, shipped):
    why = {"reden": "r", "bron": "b", "status": "besloten"}
    base = shipped["mdo_regulier"].model_copy(update={"land": Country(vsvs=60, **why)})
    assert answer(model, base, Choices()).bedragen == key_figures(model, base)


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


class TestExplorer:
    def test_begins_where_nothing_changes(self, example, model, shipped):
        view = explorer.Explorer(example, model, shipped["basis"])
        assert view.choices == Choices()
        assert scenario_of(shipped["basis"], Choices()).maatregelen.keys() == {"land"}
        assert answer(model, shipped["basis"], Choices()).bedragen == key_figures(model, shipped["basis"])
        assert "Uw keuze: nieuwe taken € 12,7 mln per jaar (€ 0), geen geld" in view.picture.value

    def test_every_control_moves_its_own_choice(self, example, model, shipped):
        view = explorer.Explorer(example, model, shipped["basis"])
        assert set(view.controls) == set(Choices.__dataclass_fields__)
        for name, control in view.controls.items():
            last = True if isinstance(control.value, bool) else control.options[-1]
            control.value = last[1] if isinstance(last, tuple) else last
            assert getattr(view.choices, name) == control.value
        assert "Uw keuze: nieuwe taken € 12,7 mln" not in view.picture.value

    def test_same_as_a_scenario_file(self, model, shipped):
        national = shipped["landelijk_ict_en_kwaliteit"].model_copy(
            update={"landelijk": {"ict": shipped["landelijk_ict_en_kwaliteit"].landelijk["ict"]}}
        )
        moved = answer(model, shipped["basis"], Choices(landelijk_deel=0.7, landelijk_eur=900_000))
        assert moved.bedragen == key_figures(model, national)
        paid = answer(model, shipped["basis"], Choices(vacatiegeld="tariefkaart", mdo="geheel regulier"))
        both = shipped["uniform_vacatiegeld"].model_copy(update={"lezing": shipped["mdo_regulier"].lezing})
        assert paid.bedragen == key_figures(model, both)

    def test_back_to_the_beginning(self, example, model, shipped):
        view = explorer.Explorer(example, model, shipped["basis"])
        before = view.picture.value
        view.controls["correctie"].value = 1.25
        assert view.picture.value != before
        view._reset(None)
        assert view.picture.value == before

    def test_inflation_is_in_both(self):
        moved = Choices(lopend=True, loon_pct=5.0, correctie=1.2)
        assert neutral(moved) == Choices(lopend=True, loon_pct=5.0)


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
