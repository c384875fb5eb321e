"""The explorer: sliders that move their own choice, and what they come to."""

from __future__ import annotations

import dataclasses
import html
import re

import pandas as pd
import pytest

from tests import variants
from vsvanalyse.reporting.explorer import Explorer
from vsvanalyse.scenarios import library
from vsvanalyse.scenarios.explore import Choices, answer, neutral, scenario_of
from vsvanalyse.scenarios.model import edition_model, key_figures
from vsvanalyse.scenarios.schema import Country


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def shipped(example_paths):
    return library.load_scenarios(example_paths)


def words_of(view: Explorer) -> str:
    """Give what the picture says, without its style and shapes."""
    text = re.sub(r"<style>.*?</style>", "", view.picture.value, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", text)).replace("\N{NO-BREAK SPACE}", " ")


class TestExplorer:
    def test_begins_where_nothing_changes(self, example, model, shipped):
        view = Explorer(example, shipped["basis"])
        assert view.choices == Choices()
        assert scenario_of(shipped["basis"], Choices()).maatregelen.keys() == {"land"}
        assert answer(model, shipped["basis"], Choices()).bedragen == key_figures(model, shipped["basis"])
        assert "Uw keuze: nieuwe taken kosten in het hele land ongeveer € 13 mln" in words_of(view)
        assert "geld" not in words_of(view)

    def test_every_control_moves_its_own_choice(self, example, model, shipped):
        view = Explorer(example, shipped["basis"])
        assert set(view.controls) == set(Choices.__dataclass_fields__)
        for name, control in view.controls.items():
            last = True if isinstance(control.value, bool) else control.options[-1]
            control.value = last[1] if isinstance(last, tuple) else last
            assert getattr(view.choices, name) == control.value
        assert "Uw keuze: in 2035" in words_of(view)

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
        view = Explorer(example, shipped["basis"])
        before = view.picture.value
        view.controls["correctie"].value = 1.25
        assert view.picture.value != before
        view._reset(None)
        assert view.picture.value == before

    def test_inflation_is_in_both(self):
        moved = Choices(lopend=True, loon_pct=5.0, correctie=1.2)
        assert neutral(moved) == Choices(lopend=True, loon_pct=5.0)

    def test_without_births_only_the_mean_per_vsv_can_be_chosen(self, example, shipped):
        alone = variants.only(example, ["VSV01"])
        nobody = alone.profielen.assign(bevallingen=pd.array([None] * len(alone.profielen), dtype="Int64"))
        view = Explorer(dataclasses.replace(alone, profielen=nobody), shipped["basis"])
        assert [kind for _, kind in view.controls["raming"].options] == ["per_vsv"]
        assert "is uit 1 van de 6 VSV’s van de pilotgroep niet te zeggen" in words_of(view)


def test_explorer_keeps_what_the_base_says(model, shipped):
    why = {"reden": "r", "bron": "b", "status": "besloten"}
    base = shipped["mdo_regulier"].model_copy(update={"land": Country(vsvs=60, **why)})
    assert answer(model, base, Choices()).bedragen == key_figures(model, base)
