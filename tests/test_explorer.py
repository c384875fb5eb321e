"""The explorer: sliders that move their own choice, what they come to, and how that is kept."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from tests import variants
from vsvanalyse import edition
from vsvanalyse.exhibits import keuzes, kinds
from vsvanalyse.exhibits.kinds import ExhibitError
from vsvanalyse.exhibits.kinds import Explorer as Moving
from vsvanalyse.reporting.explorer import Explorer
from vsvanalyse.reporting.page import Page
from vsvanalyse.scenarios import library
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.explore import (
    answer,
    at_rest,
    beside,
    changed,
    controls,
    positions,
    scenario_of,
)
from vsvanalyse.scenarios.measures.land import Country
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.run import run_model


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def shipped(example_paths):
    return library.load_scenarios(example_paths)


@pytest.fixture
def own_folder(example_root, tmp_path):
    """A folder with the example edition's scenarios, to write in."""
    where = edition.paths("voorbeeld", tmp_path)
    shutil.copytree(edition.paths("voorbeeld", example_root).raw, where.raw)
    return where


def foreseen(shipped):
    """Give the base in the prices of its reference year: money is of that year."""
    return shipped["basis"].model_copy(update={"index": shipped["stimulering_2024_2026"].index})


def explorer(data, where, audience: str = "analist") -> Explorer:
    return Explorer(Page(data, where, audience, data))


TURNED = ("lezing", "vacatiegeld", "per_vsv_eur", "per_bevalling_eur")


def moved(model, shipped, choices):
    """Give the answer where some controls of the base are moved."""
    start = at_rest(Case(model, shipped["basis"]), [*shipped.values()])
    return answer(Case(model, scenario_of(shipped["basis"], {**start, **choices})))


def words_of(view: Explorer) -> str:
    """Give what the picture says, without its style and shapes."""
    text = re.sub(r"<style>.*?</style>", "", view.picture.value, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", text)).replace("\N{NO-BREAK SPACE}", " ")


class TestExplorer:
    def test_begins_where_nothing_changes(self, example, example_paths, model, shipped):
        view = explorer(example, example_paths)
        start = at_rest(Case(model, shipped["basis"]), [*shipped.values()])
        assert view.choices == start
        assert scenario_of(shipped["basis"], start).maatregelen == {}
        assert moved(model, shipped, {}).bedragen == Case(model, shipped["basis"]).figures
        assert "Uw keuze: nieuwe taken kosten in het hele land ongeveer € 13 mln" in words_of(view)
        assert "geld (aanname)" not in words_of(view)

    def test_every_control_moves_its_own_choice(self, example, example_paths):
        view = explorer(example, example_paths)
        assert [*view.controls] == [*view.choices]
        assert [*view.controls][:3] == ["vacatiegeld", "tarief_factor", "correctie"]
        assert [*view.controls][-3:] == ["loon_pct", "prijs_pct", "peiljaar"]
        for name, control in view.controls.items():
            last = True if isinstance(control.value, bool) else control.options[-1]
            control.value = last[1] if isinstance(last, tuple) else last
            assert view.choices[name] == control.value
        assert "Uw keuze: in 2035" in words_of(view)

    def test_same_as_a_scenario_file(self, model, shipped):
        national = shipped["landelijk_ict_en_kwaliteit"].model_copy(
            update={"landelijk": {"ict": shipped["landelijk_ict_en_kwaliteit"].landelijk["ict"]}}
        )
        arranged = moved(model, shipped, {"landelijk_deel": 0.7, "landelijk_eur": 900_000})
        assert arranged.bedragen == Case(model, national).figures
        regular = dict(controls(Case(model, shipped["basis"]), [*shipped.values()])["nieuw_deel"].places)
        card = {"vacatiegeld": "tariefkaart", "nieuw_deel": regular["geheel regulier"]}
        paid = moved(model, shipped, card)
        both = shipped["uniform_vacatiegeld"].model_copy(update={"lezing": shipped["mdo_regulier"].lezing})
        assert paid.bedragen == Case(model, both).figures

    def test_back_to_the_beginning(self, example, example_paths):
        view = explorer(example, example_paths)
        before = view.picture.value
        view.controls["correctie"].value = 1.25
        assert view.picture.value != before
        view._reset(None)
        assert view.picture.value == before

    def test_inflation_is_in_both(self, model, shipped):
        base, start = shipped["basis"], at_rest(Case(model, shipped["basis"]))
        dearer = {**start, "lopend": True, "loon_pct": 5.0}
        assert beside(base, {**dearer, "correctie": 1.2}) == scenario_of(base, dearer)
        # Money is of its own year, and so is then what it is set beside.
        paid = beside(base, {**start, "per_vsv_eur": 1.0})
        assert set(paid.maatregelen) == {"index"}

    def test_controls_for_tasks_come_from_the_scenarios(self, model, shipped):
        base = Case(model, shipped["basis"])
        without = set(controls(base, [shipped["basis"], shipped["geen_vacatiegeld"]]))
        found = controls(base, [*shipped.values()])
        assert set(found) - without == {"landelijk_taken", "landelijk_deel", "landelijk_eur", "nieuw_deel"}
        assert found["landelijk_taken"].start == shipped["landelijk_ict_en_kwaliteit"].landelijk["ict"].taken
        assert found["nieuw_deel"].text == "MDO"
        assert found["nieuw_deel"].places[1][1] == ("mdo", shipped["mdo_regulier"].lezing["mdo"].taken, 0.0)
        other = shipped["mdo_regulier"].model_copy(
            update={
                "lezing": {
                    "wat_anders": shipped["mdo_regulier"].lezing["mdo"].model_copy(update={"taken": ("T02",)})
                }
            }
        )
        assert controls(base, [other])["nieuw_deel"].text == "Wat anders"

    def test_without_births_only_the_mean_per_vsv_can_be_chosen(self, example, example_paths):
        alone = variants.only(example, ["VSV01"])
        nobody = alone.profielen.assign(bevallingen=pd.array([None] * len(alone.profielen), dtype="Int64"))
        view = explorer(dataclasses.replace(alone, profielen=nobody), example_paths)
        assert [kind for _, kind in view.controls["raming"].options] == ["per_vsv"]
        assert "is uit 1 van de 6 VSV’s van de pilotgroep niet te zeggen" in words_of(view)


def test_explorer_keeps_what_the_base_says(model, shipped):
    why = {"reden": "r", "bron": "b", "status": "besloten"}
    base = shipped["mdo_regulier"].model_copy(update={"land": Country(vsvs=60, **why)})
    assert (
        answer(Case(model, scenario_of(base, at_rest(Case(model, base))))).bedragen
        == Case(model, base).figures
    )


class TestScreen:
    def test_the_axis_stays_and_grows_only_when_it_must(self, example, example_paths):
        view = explorer(example, example_paths)
        before = dict(view._reach)
        view.controls["lezing"].value = "strikt"
        assert view._reach == before
        view.controls["correctie"].value = 1.5
        longer = dict(view._reach)
        assert longer["verkenner.per_vsv"][1] >= before["verkenner.per_vsv"][1]
        view.controls["correctie"].value = 1.0
        assert view._reach == longer

    def test_what_changes_nothing_is_grey(self, example, example_paths):
        view = explorer(example, example_paths)

        def grey() -> set[str]:
            return {name for name, control in view.controls.items() if control.disabled}

        assert {"tarief_factor", "landelijk_taken", "loon_pct", "prijs_pct"} <= grey()
        assert not {"vacatiegeld", "correctie", "lezing", "per_vsv_eur", "lopend"} & grey()
        view.controls["vacatiegeld"].value = "tariefkaart"
        view.controls["lopend"].value = True
        assert not {"tarief_factor", "loon_pct"} & grey()

    def test_each_vsv_is_shown_to_who_may_see_it(self, example, example_paths):
        for audience, seen, said in (
            ("analist", True, "Nieuwe taken per VSV in 2027"),
            ("federatie", False, "die zijn niet voor anderen (openheid: gesloten)"),
        ):
            text = words_of(explorer(example, example_paths, audience))
            assert ("VSV03" in text) == seen
            assert said in text

    def test_what_is_kept_is_a_scenario_of_the_same_outcome(self, example, model, own_folder):
        view = explorer(example, own_folder)
        moves = {"vacatiegeld": "tariefkaart", "tarief_factor": 1.1, "landelijk_deel": 0.5, "per_vsv_eur": 225_000,
                 "per_bevalling_eur": 20, "nieuw_deel": ("mdo", ("T14",), 0.0), "lopend": True, "peiljaar": 2030, "correctie": 0.9}  # fmt: skip
        for name, value in moves.items():
            view.controls[name].value = value
        view.name.value = "mijn_keuze"
        view._keep(None)
        assert "Bewaard als mijn_keuze.toml" in view.told.value
        kept = library.load_scenario(own_folder.scenarios / "mijn_keuze.toml")
        chosen = Case(model, scenario_of(view.base, view.choices))
        assert Case(model, kept).figures == answer(chosen).bedragen
        assert set(changed(view.base, view.choices)) == set(kept.eigen)

    @pytest.mark.parametrize(
        ("name", "says"),
        [("../x", "geen naam"), ("basis", "bestaat al"), ("", "geen naam"), ("<b>", "&lt;b&gt;")],
    )
    def test_a_name_that_cannot_be_is_refused(self, example, own_folder, name, says):
        view = explorer(example, own_folder)
        view.controls["correctie"].value = 1.1
        before = sorted(own_folder.raw.rglob("*"))
        view.name.value = name
        view._keep(None)
        assert says in view.told.value
        assert sorted(own_folder.raw.rglob("*")) == before

    def test_nothing_chosen_is_not_kept(self, example, own_folder):
        view = explorer(example, own_folder)
        view.name.value = "niets"
        view._keep(None)
        assert "nog niets gekozen" in view.told.value


class TestMovingTable:
    """The static copy: every position worked out beforehand."""

    def test_every_position_is_that_of_a_scenario(self, example, model, shipped):
        base = foreseen(shipped)
        one = keuzes.land(example, shipped)
        own = keuzes.eigen(example, shipped, "VSV03")
        every = [*positions(Case(model, base), TURNED)]
        assert len(one.rows) == len(own.rows) == len(every) == len(set(map(str, every)))
        for at in np.random.default_rng(7).choice(len(every), 40, replace=False):
            choices = every[at]
            found = run_model(Case(model, scenario_of(base, choices)))
            row, mine = one.rows.iloc[at], own.rows.iloc[at]
            assert row["geld_per_vsv_ct"] == 100 * choices["per_vsv_eur"]
            assert row["land_nodig_ct"] == found.peil["nieuw_ct"]
            assert row["land_geld_ct"] == found.peil["financiering_ct"]
            year = found.vsv_jaren.query("vsv == 'VSV03' and jaar == 2027").iloc[0]
            assert mine["nodig_ct"] == year["nieuw_ct"]
            assert mine["financiering_ct"] == year["financiering_ct"]
            if row["land_geld_ct"]:
                assert row["land_tekort_ct"] == found.peil["tekort_ct"]
                assert row["land_tekort_laag_ct"] == pytest.approx(found.peil["tekort_laag_ct"], abs=1)
                assert mine["tekort_ct"] == year["tekort_ct"]
            else:
                assert pd.isna(row["land_tekort_ct"])
                assert pd.isna(mine["tekort_ct"])

    def test_it_begins_where_nothing_is_chosen(self, example, model, shipped):
        one = keuzes.land(example, shipped)
        begin = one.rows.iloc[one.start]
        base = foreseen(shipped)
        assert begin["land_nodig_ct"] == Case(model, base).figures["nieuw"]
        assert (
            begin["zin"]
            == "Uw keuze: nieuwe taken kosten in het hele land ongeveer € 16 mln (€ 8 tot 24 mln) per jaar"
        )
        assert at_rest(Case(model, base)) == [*positions(Case(model, base), TURNED)][one.start]

    @pytest.mark.parametrize(
        ("name", "per_vsv", "per_birth"),
        [("structureel_per_vsv", 225_000, 0), ("structureel_per_bevalling", 0, 97)],
    )
    def test_the_same_money_gives_what_the_scenario_of_it_gives(
        self, example, model, shipped, name, per_vsv, per_birth
    ):
        found = run_model(Case(model, shipped[name]))
        one, own = keuzes.land(example, shipped), keuzes.eigen(example, shipped, "VSV03")
        base = Case(model, foreseen(shipped))
        at = [*positions(base, TURNED)].index(
            {**at_rest(base), "per_vsv_eur": per_vsv, "per_bevalling_eur": per_birth}
        )
        assert one.rows["land_tekort_ct"][at] == found.peil["tekort_ct"]
        mine = found.vsv_jaren.query("vsv == 'VSV03' and jaar == 2027").iloc[0]
        assert own.rows["tekort_ct"][at] == mine["tekort_ct"]
        assert "prijzen van 2027" in one.about
        assert "prijzen van 2027" in own.about

    def test_what_is_no_longer_paid_is_still_done(self, example, shipped):
        assert any("onbetaald" in text for text in keuzes.land(example, shipped).rows["vergoeding_uren"])

    def test_while_errors_stand_each_sentence_is_provisional(self, example_with_errors, shipped):
        for one in (
            keuzes.land(example_with_errors, shipped),
            keuzes.eigen(example_with_errors, shipped, "VSV02"),
        ):
            assert all(
                text.startswith("Voorlopig: ") and "Zonder de regels met" in text for text in one.rows["zin"]
            )

    def test_without_births_money_per_birth_is_unknown(self, example, shipped):
        nobody = example.profielen.assign(
            bevallingen=pd.array([None] * len(example.profielen), dtype="Int64")
        )
        one = keuzes.eigen(dataclasses.replace(example, profielen=nobody), shipped, "VSV03")
        paid = one.rows["geld_per_bevalling_ct"] > 0
        assert one.rows.loc[paid, "financiering_ct"].isna().all()
        assert one.rows.loc[~paid, "financiering_ct"].notna().all()
        assert one.rows.loc[paid, "zin"].str.contains("niet te zeggen").all()

    def test_a_vsv_without_costs_has_nothing_to_choose(self, example, shipped):
        one = keuzes.eigen(variants.only(example, ["VSV01", "VSV02"]), shipped, "VSV03")
        assert one.rows.empty
        assert "geen kosten" in one.title

    def test_a_row_too_few_or_out_of_order_is_no_moving_table(self, example, shipped):
        one = keuzes.land(example, shipped)
        for rows in (
            one.rows.drop(index=3),
            one.rows.sample(frac=1, random_state=1),
            pd.concat([one.rows, one.rows.tail(1)]),
        ):
            with pytest.raises(ExhibitError, match="niet elke combinatie"):
                one.with_(rows=rows.reset_index(drop=True))

    def test_on_paper_each_control_moves_alone(self, example, shipped):
        one = keuzes.land(example, shipped)
        paper = one.on_paper()
        assert type(paper) is kinds.Table
        begin = one.rows.iloc[one.start]
        assert (paper.rows.iloc[0][list(one.controls)] == begin[list(one.controls)]).all()
        turned = (paper.rows[list(one.controls)] != begin[list(one.controls)]).sum(axis=1)
        assert sorted(turned)[1:] == [1] * (len(paper.rows) - 1)
        assert len(paper.rows) == 1 + 2 + 2 + 3 + 3

    def test_the_axis_holds_every_position(self, example, shipped):
        one: Moving = keuzes.land(example, shipped)
        low, high = one.limits()
        drawn = one.rows[[*one.bars, *(end for ends in one.ends.values() for end in ends)]].astype("float64")
        assert low == drawn.min().min()
        assert high == drawn.max().max()
