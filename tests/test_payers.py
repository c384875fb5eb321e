"""Who else pays: from when to when, up to how much, what falls away then, and what needs money after that."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.exhibit_checks import sound
from tests.test_uncertainty import hand_model, scenario
from vsvanalyse import basiskader
from vsvanalyse.code_lists import CodelistError, read_lists
from vsvanalyse.exhibits import financiers
from vsvanalyse.scenarios import load_scenarios
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.payers import (
    PayersError,
    load_payers,
    need_after_payers,
    payments,
)
from vsvanalyse.scenarios.run import run_model

ROW = {
    "financier": "Fonds", "taken": "T14", "regels": "", "klasse": "nieuw", "van": "2021", "tot": "2023", "deel": "1",
    "plafond_eur": "", "plafond_per": "", "plafond_voor": "", "bron": "proef", "status": "aanname", "datum": "2026-11-26",
}  # fmt: skip


def listed(*rows: dict[str, str]) -> list[dict[str, str]]:
    """Make a list of payers."""
    return [{**ROW, **row} for row in rows]


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


@pytest.fixture(scope="module")
def base(example_paths):
    return load_scenarios(example_paths)["basis"]


def test_what_falls_away_of_the_example_by_hand(example, model, base):
    """Babyconnect pays what is new of ICT (half of it) up to € 88.200 per VSV until 2024; Kansrijke Start the rest of T12 in 2023-2026."""
    told = payments(Case(model, base), load_payers(example.rules), example.rules)
    told = told.set_index(["financier", "jaar"])
    posts = example.postkosten
    per_vsv = {}
    for name, mine in {
        "ict": posts[posts["regel"] == "S19"],
        "risico": posts[posts["taak"] == "T12"],
    }.items():
        part = mine["nieuw_verwacht_ct"] if name == "ict" else mine["bedrag_ct"] - mine["nieuw_verwacht_ct"]
        per_vsv[name] = (part.astype("float64").groupby(mine["vsv"]).sum() / 2).to_dict()  # two years each
    first, paid = base.van, dict.fromkeys(per_vsv["ict"], 0.0)
    for year in base.jaren:
        ict = 0.0
        for vsv, cost in per_vsv["ict"].items():
            now = min(cost, 8_820_000 - paid[vsv]) if year <= 2024 else 0.0
            paid[vsv] += now
            ict += now * 71 / 6
        assert told.loc[("VIPP Babyconnect", year), "betaalt_ct"] == pytest.approx(ict, abs=1)
        risk = sum(per_vsv["risico"].values()) * 71 / 6 if 2023 <= year <= 2026 else 0.0
        assert told.loc[("Kansrijke Start (SPUK via gemeenten)", year), "betaalt_ct"] == pytest.approx(
            risk, abs=1
        )
    assert first <= 2021
    gone = told["vervalt_ct"].unstack("financier")
    before = told["betaalt_ct"].unstack("financier")
    assert gone.loc[2025, "VIPP Babyconnect"] == before.loc[2024, "VIPP Babyconnect"] > 0
    assert gone.loc[2027].sum() == before.loc[2026, "Kansrijke Start (SPUK via gemeenten)"] > 0
    assert before.loc[2027:].to_numpy().sum() == 0


def test_what_needs_money_then(example, model, base):
    payers = load_payers(example.rules)
    paid, need = (
        payments(Case(model, base), payers, example.rules),
        need_after_payers(Case(model, base), payers, example.rules),
    )
    need = need.set_index("jaar")
    assert (need["nodig_ct"] == need["nieuw_ct"] - need["betaald_ct"] + need["open_ct"]).all()
    peil = run_model(Case(model, base)).peil
    assert need.loc[base.peiljaar, "nieuw_ct"] == peil["nieuw_ct"]
    by_year = paid.pivot_table(index="jaar", columns="financier", values="betaalt_ct")
    assert (need["betaald_ct"] == by_year["VIPP Babyconnect"]).all()
    risk = by_year["Kansrijke Start (SPUK via gemeenten)"]
    # While it pays nothing is open, and before and after that all of it; with one price both are one amount.
    assert need.loc[2023:2026, "open_ct"].eq(0).all()
    assert need.loc[2027:, "open_ct"].eq(risk[2026]).all()
    assert need.loc[2021:2022, "open_ct"].eq(risk[2026]).all()


@pytest.mark.parametrize(
    ("ceiling", "paid"),
    [
        ({}, [200, 200, 200, 0]),
        ({"deel": "0,25"}, [50, 50, 50, 0]),
        ({"plafond_eur": "150", "plafond_per": "vsv", "plafond_voor": "jaar"}, [125, 125, 125, 0]),
        ({"plafond_eur": "350", "plafond_per": "vsv", "plafond_voor": "looptijd"}, [200, 75, 50, 0]),
        ({"plafond_eur": "1500", "plafond_per": "land", "plafond_voor": "jaar"}, [150, 150, 150, 0]),
        ({"plafond_eur": "4500", "plafond_per": "land", "plafond_voor": "looptijd"}, [200, 200, 50, 0]),
        ({"tot": ""}, [200, 200, 200, 200]),
    ],
)
def test_a_ceiling_by_hand(example, ceiling, paid):
    """Two of ten VSVs spend € 100 and € 300 a year, all of it new: € 200 on average, so € 2.000 in the country."""
    made = hand_model([100, 300])
    one = scenario(van=2021, tot=2024, peiljaar=2022)
    payers = load_payers(example.rules, listed(ceiling))
    told = payments(Case(made, one), payers, example.rules)
    assert told["betaalt_ct"].tolist() == [10 * 100 * each for each in paid]
    assert told["vervalt_ct"].tolist() == [
        0,
        *(max(before - now, 0) * 1000 for before, now in pairwise(paid)),
    ]
    need = need_after_payers(Case(made, one), payers, example.rules)
    assert need["nodig_ct"].tolist() == [200_000 - 1000 * each for each in paid]


def test_never_more_than_the_cost_nor_the_ceiling(example, model, base):
    rng = np.random.default_rng(26)
    for _ in range(20):
        row = {
            "taken": " ".join(rng.choice(["T02", "T08", "T12", "T15"], 2, replace=False)),
            "klasse": str(rng.choice(["nieuw", "elders"])),
            "deel": f"{rng.random():.2f}",
            "plafond_eur": str(int(rng.integers(0, 60_000))),
            "plafond_per": "vsv",
            "plafond_voor": str(rng.choice(["jaar", "looptijd"])),
            "tot": "2030",
        }
        payers = load_payers(example.rules, listed(row))
        told = payments(Case(model, base), payers, example.rules)
        assert (told["betaalt_ct"] <= told["kosten_ct"] + 1).all()
        most = 71 * payers[0].plafond_ct
        assert told["betaalt_ct"].max() <= most + 1
        if payers[0].over == "looptijd":
            assert told["betaalt_ct"].sum() <= most + len(told)
        assert told["vervalt_ct"].sum() <= told["betaalt_ct"].sum()


def test_all_that_is_wrong_is_told_at_once(example):
    path = listed(
        {"taken": "T99"},
        {"taken": ""},
        {"regels": "S99", "klasse": "alles"},
        {"van": "2024", "tot": "2021"},
        {"deel": "2", "plafond_eur": "veel", "plafond_per": "stad", "plafond_voor": "week"},
        {"financier": "", "bron": "", "van": "ooit"},
    )
    with pytest.raises(PayersError) as caught:
        load_payers(example.rules, path)
    told = str(caught.value)
    for said in (
        "rij 2: ", "T99", "rij 3: noem bij 'taken' of 'regels' waarvoor wordt betaald", "rij 4: ", "S99", "klasse 'alles' is niet één van nieuw, elders",
        "rij 5: eindigt in 2021, voordat hij begint in 2024", "deel '2' is niet een deel tussen 0 en 1", "plafond_eur 'veel' is niet een bedrag van 0 of meer",
        "plafond_per 'stad' is niet één van vsv, land", "plafond_voor 'week' is niet één van jaar, looptijd",
        "rij 7: financier is leeg", "rij 7: bron is leeg", "van 'ooit' is geen jaar",
    ):  # fmt: skip
        assert said in told, said
    assert all(line.startswith("financiers.csv: ") for line in told.splitlines())


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({}, True),
        ({"van": "2024", "tot": "2026"}, False),  # one after the other
        ({"deel": "0,5"}, True),
        ({"klasse": "elders"}, False),  # another part of the same cost
        ({"taken": "", "regels": "S17"}, True),  # a rule of that task
        ({"taken": "T15"}, False),
    ],
)
def test_two_payers_for_one_euro(example, other, wrong):
    path = listed({"financier": "Een"}, {"financier": "Twee", **other})
    if not wrong:
        assert len(load_payers(example.rules, path)) == 2
        return
    with pytest.raises(PayersError, match=r"'Een' en 'Twee' betalen in 2021 samen meer dan alles van .*S17"):
        load_payers(example.rules, path)


def test_the_list_of_an_edition_goes_before_that_of_the_package(tmp_path, example):
    packages = ["VIPP Babyconnect", "Kansrijke Start (SPUK via gemeenten)"]
    assert [one.naam for one in load_payers(example.rules)] == packages
    pd.DataFrame([ROW]).to_csv(tmp_path / "financiers.csv", sep=";", index=False)
    with basiskader.using(read_lists(tmp_path)):
        assert [one.naam for one in load_payers(example.rules)] == ["Fonds"]
    (tmp_path / "financiers.csv").write_text("financier;taken\nFonds;T14\n", encoding="utf-8")
    with pytest.raises(CodelistError, match=r"financiers.csv: kolom .*plafond_eur.* ontbreekt"):
        read_lists(tmp_path)


def test_the_exhibits(example, base):
    payers, scenarios = load_payers(example.rules), {"basis": base}
    told = sound(financiers.per_jaar(example, scenarios, payers, "basis"))
    assert told.title == (
        "In 2025 valt in het hele land ongeveer € 1,1 mln weg: VIPP Babyconnect betaalt dan niet meer"
    )
    assert set(told.rows["financier"]) == {one.naam for one in payers}
    table = sound(financiers.nodig(example, scenarios, payers, "basis"))
    assert table.rows["jaar"].tolist() == list(base.jaren)
    known = sound(financiers.lijst(example, payers))
    assert known.rows["plafond"].tolist() == ["€ 88.200 per VSV, in alle jaren samen", "niet bekend"]
    assert known.rows["periode"].tolist() == ["van 2020 tot en met 2024", "van 2023 tot en met 2026"]
    later = base.model_copy(update={"van": 2028, "tot": 2035, "peiljaar": 2030})
    over = sound(financiers.per_jaar(example, {"basis": later}, payers))
    assert over.title == "Er valt geen andere betaler weg"
    assert over.rows.empty
    none = sound(financiers.per_jaar(example, scenarios, ()))
    assert none.title == "Er zijn geen andere betalers bekend"
