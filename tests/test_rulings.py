"""Choices laid out: a ruling gives what a scenario file with its readings gives, to the cent, and no choice is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from tests.test_uncertainty import hand_model, scenario
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.exhibits import uitspraken
from vsvanalyse.release import FEDERATION, release
from vsvanalyse.scenarios import load_scenarios
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.measures.lezing import Reading
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.rulings import MOST, groups, rulings
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.scenarios.uncertainty import draws, sensitivity

WHY = {"reden": "proef", "bron": "proef", "status": "aanname"}
MONEY = ("structureel_per_vsv", "structureel_per_bevalling", "alles_samen")


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def shipped(example_paths):
    return load_scenarios(example_paths)


def in_a_file(scenario, apart, ruling):
    """Give the scenario with the readings of a ruling as measures."""
    chosen = {
        f"u{at}": Reading(
            regels=tuple(name.removeprefix("lezing.") for name in group), lezing=LEZINGEN[place], **WHY
        )
        for at, (group, place) in enumerate(zip(apart, ruling, strict=True))
    }
    return scenario.model_copy(update={"lezing": {**scenario.lezing, **chosen}})


@pytest.mark.parametrize("name", ["basis", *MONEY])
def test_a_ruling_is_the_scenario_with_its_readings_to_the_cent(model, shipped, name):
    made = rulings(Case(model, shipped[name]))
    assert len(made.uitspraken) == MOST < made.mogelijk == 3 ** len(made.groepen)
    for at in (0, 1, 2, 3, 500, 1500, MOST - 1):
        told = run_model(Case(model, in_a_file(shipped[name], made.groepen, made.uitspraken[at])))
        assert made.of("nieuw")[at] == told.peil["nieuw_ct"]
        assert made.of("tekort")[at] == told.peil["tekort_ct"]
        year = told.vsv_jaren[told.vsv_jaren["jaar"] == made.scenario.peiljaar]
        assert made.tekort[at].tolist() == year["tekort_ct"].tolist()


def test_every_ruling_of_a_few_groups(model, shipped):
    """With groups that are decided together all rulings are there, each once; they are a part of those in which everything is decided apart."""
    one = shipped["structureel_per_vsv"]
    rules = [name.removeprefix("lezing.") for group in groups(Case(model, one)) for name in group]
    together = (tuple(rules[:2]), tuple(rules[2:9]), tuple(rules[9:]))
    how = one.onzekerheid.model_copy(update={"samen_besloten": together})
    made = rulings(Case(model, one.model_copy(update={"onzekerheid": how})))
    assert made.alle
    assert len({tuple(row) for row in made.uitspraken.tolist()}) == made.mogelijk == 27
    assert [len(group) for group in made.groepen] == [2, 7, len(rules) - 9]
    apart = rulings(Case(model, one))
    assert made.range_of("nieuw") == apart.range_of("nieuw")
    for row, new in zip(made.uitspraken, made.of("nieuw"), strict=True):
        file = in_a_file(one, made.groepen, row)
        assert new == run_model(Case(model, file)).peil["nieuw_ct"]


def test_the_range_holds_what_is_known_of_the_example(model, shipped):
    made = rulings(Case(model, shipped["basis"]))
    assert made.range_of("nieuw") == (644_100_072, 1_691_695_913)
    proposed = run_model(Case(model, shipped["basis"])).peil
    assert made.of("nieuw")[1] == proposed["nieuw_ct"]


def test_no_choice_is_drawn(model, shipped):
    """The interval by chance as proposed is that of the pilots, whatever is contested."""
    for name in ("basis", "alles_samen"):
        assert not any(one.naam.startswith("lezing") for one in Case(model, shipped[name]).uncertain)
        assert any(one.naam.startswith("lezing") for one in Case(model, shipped[name]).choices)
    drawn = draws.simulate(Case(model, shipped["basis"]), 20_000)
    peil = run_model(Case(model, shipped["basis"])).peil
    low, high = drawn.interval("nieuw")
    assert low == pytest.approx(peil["nieuw_laag_ct"], rel=0.05)
    assert high == pytest.approx(peil["nieuw_hoog_ct"], rel=0.05)
    moved = sensitivity.tornado(Case(model, shipped["basis"]))
    assert moved["invoer"].str.startswith("lezing.").any()
    shares = sensitivity.variance_shares(Case(model, shipped["basis"]))
    assert not shares["invoer"].str.startswith("lezing.").any()


def test_a_range_in_a_reading_is_a_choice_too(model, shipped):
    one = shipped["mdo_regulier"]
    wide = one.lezing["mdo"].model_copy(
        update={"nieuw": type(one.lezing["mdo"].nieuw)(laag=0.0, verwacht=0.5, hoog=1.0)}
    )
    open_ = one.model_copy(update={"lezing": {"mdo": wide}})
    assert "lezing.mdo.nieuw" in [each.naam for each in Case(model, open_).choices]
    assert "lezing.mdo.nieuw" not in [each.naam for each in Case(model, open_).uncertain]
    made = rulings(Case(model, open_))
    at = [group[0] for group in made.groepen].index("lezing.mdo.nieuw")
    share = {0: 0.0, 1: 0.5, 2: 1.0}
    for row in (0, 1, 2, 700):
        rest = [group for group in made.groepen if group[0] != "lezing.mdo.nieuw"]
        file = in_a_file(open_, rest, np.delete(made.uitspraken[row], at))
        settled = wide.model_copy(
            update={
                "nieuw": type(wide.nieuw)(
                    **dict.fromkeys(("laag", "verwacht", "hoog"), share[made.uitspraken[row, at]])
                )
            }
        )
        told = run_model(Case(model, file.model_copy(update={"lezing": {**file.lezing, "mdo": settled}})))
        assert made.of("nieuw")[row] == told.peil["nieuw_ct"]


def test_which_ruling_decides(model, shipped):
    """By hand: how much more often money suffices where one rule is strict than where it is wide."""
    made = rulings(Case(model, shipped["structureel_per_vsv"]))
    told = made.deciding()
    group, most = told.index[0], told.iloc[0]
    column = made.uitspraken[:, made.groepen.index(group)]
    strict = [enough for enough, place in zip(made.genoeg, column, strict=True) if place == 0]
    wide = [enough for enough, place in zip(made.genoeg, column, strict=True) if place == 2]
    assert most == pytest.approx(sum(strict) / len(strict) - sum(wide) / len(wide))
    assert told.is_monotonic_decreasing
    assert group == ("lezing.S19",)


def test_with_nothing_to_decide_there_is_one_ruling():
    case = Case(hand_model([100, 300]), scenario(van=2021, tot=2023, peiljaar=2022))
    made = rulings(case)
    assert (made.groepen, made.mogelijk, len(made.uitspraken)) == ((), 1, 1)
    assert made.of("nieuw").tolist() == [run_model(case).peil["nieuw_ct"]]
    assert made.tekort.tolist() == [[100_00, 300_00]]


def test_the_exhibits(example, shipped):
    span = uitspraken.bereik(example, shipped, "basis")
    assert span.title == (
        "Nieuwe taken kosten het hele land in 2027 per jaar € 6 tot 17 mln, naar gelang wat als nieuw geldt; toeval komt daarbij"
    )
    assert span.rows["soort"].tolist() == ["keuze", "toeval"]
    enough = uitspraken.genoeg(example, shipped)
    assert enough.rows["titel"].tolist() == [shipped[name].titel for name in MONEY]
    assert (enough.rows["vsvs_minst"] <= enough.rows["vsvs_meest"]).all()
    assert enough.rows["beslist_meest"][0] == "ICT-infrastructuur"
    assert "van 2.187 uitspraken" in enough.title
    seen = release(enough, example, FEDERATION).exhibit
    assert seen.rows["deel_genoeg"].notna().all()
