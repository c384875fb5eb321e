"""The exhibits of money: what they say, where they say nothing, and that they agree with the scenarios."""

from __future__ import annotations

import dataclasses
import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests import variants
from tests.exhibit_checks import sound
from vsvanalyse.exhibits import cases, eigen_geld, geld, land, verdeling, verkenner
from vsvanalyse.exhibits.cases import Scenarios
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Exhibit, to_dict
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import drawing, svg
from vsvanalyse.scenarios import comparison, library, words
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.measures.structureel import Structural
from vsvanalyse.scenarios.schema import with_measures

VSV, FEATURED = "VSV02", "structureel_per_vsv"
WHY = {"reden": "toets", "bron": "toets", "status": "aanname"}


@pytest.fixture(scope="module")
def shipped(example_paths):
    return library.load_scenarios(example_paths)


def of_group(data: EditionData, scenarios: Scenarios, featured: str = "") -> list[Exhibit]:
    return [
        geld.nodig_en_geld(data, scenarios, featured), geld.saldo(data, scenarios), geld.geld_per_scenario(data, scenarios),
        geld.beginners(data, scenarios), verdeling.regels(data, scenarios), verdeling.regels_tabel(data, scenarios),
        verdeling.passendheid(data, scenarios), verkenner.keuze(data, scenarios["basis"], {}),
    ]  # fmt: skip


def of_vsv(data: EditionData, scenarios: Scenarios, vsv: str, featured: str = "") -> list[Exhibit]:
    return [
        eigen_geld.scenarios(data, scenarios, vsv), eigen_geld.geld(data, scenarios, vsv),
        eigen_geld.scenarios_tabel(data, scenarios, vsv), eigen_geld.geld_tabel(data, scenarios, vsv),
        eigen_geld.jaren(data, scenarios, vsv, featured), verdeling.eigen_regels_tabel(data, scenarios, vsv),
        verdeling.eigen_regels(data, scenarios, vsv),
    ]  # fmt: skip


def titles(exhibits: list[Exhibit]) -> list[str]:
    return [one.title for one in exhibits]


def told(one: Exhibit) -> str:
    """Give all words of an exhibit."""
    alt = svg.alt_text(one) if hasattr(one, "label") else ""
    return " ".join([one.title, one.about, one.note, alt, *map(one.heading, one.shown())])


def paying(scenarios: Scenarios, **rule: object) -> Scenarios:
    """Give the base with a scenario of other structural money, in prices of the registration."""
    money = {"financiering.structureel": Structural(**rule, **WHY)}
    one = with_measures(scenarios["basis"], money, id="proef", titel="Proef", ouder="basis")
    return {"basis": scenarios["basis"], "proef": one}


# What is said


def test_sentences_of_the_country(example, shipped):
    assert titles([sound(one) for one in of_group(example, shipped, FEATURED)]) == [
        "Bij ‘Gelijk bedrag per VSV na 2026’: of € 225.000 per VSV in 2027 genoeg is, is niet te zeggen: tussen € 7,9 mln over en € 8,4 mln te kort",
        "Bij geen van de 3 scenario’s met geld in 2027 is te zeggen of het genoeg is",
        "Zonder besluit is er in 2027 geen geld voor nieuwe taken (ongeveer € 16 mln nodig; € 8 tot 24 mln); bij de drie scenario’s met geld is "
        "niet te zeggen of het genoeg is",
        "Wie begint, en wat dat eenmalig kost",
        "Rekenvoorbeeld: naar gelang de verdeelregel krijgen 2 tot 3 van de 6 VSV’s minder dan hun nieuwe taken kosten",
        "Geld min kosten per VSV, bij vijf verdeelregels",
        "Hetzelfde geld op 5 manieren verdeeld",
        "Uw keuze: nieuwe taken kosten in het hele land ongeveer € 13 mln (€ 6 tot 19 mln) per jaar",
    ]
    assert geld.nodig_en_geld(example, shipped, "alles_samen").note.startswith(
        "Tot en met 2026 is het programmageld te weinig: in 2026 ongeveer € 13 mln te kort (€ 7 tot 18 mln). "
    )
    priced = "In prijzen van 2027; dat is 28 % meer dan in de prijzen van de registratie."
    for one in (geld.geld_per_scenario(example, shipped), eigen_geld.geld(example, shipped, VSV)):
        assert priced in one.note
        assert one.claim.price_base == "prijzen van 2027"
        assert one.claim.n
    programme = geld.nodig_en_geld(example, shipped, "stimulering_2024_2026")
    assert programme.title == (
        "Bij ‘Alleen programma 2024-2026’: in 2027 is er geen geld voor nieuwe taken; zij kosten in het hele land ongeveer € 16 mln (€ 8 tot 24 mln)"
    )


def test_sentences_of_one_vsv(example, shipped):
    assert titles([sound(one) for one in of_vsv(example, shipped, VSV, FEATURED)]) == [
        "Nieuwe taken kosten uw VSV per jaar ongeveer € 150.000 zoals geregistreerd, en € 90.000 bij ‘Geen vacatiegeld’ (het werk blijft, "
        "onbetaald) tot € 190.000 naar gelang het scenario",
        "In 2027: bij een gelijk bedrag per VSV (aanname € 225.000; € 175.000 tot 275.000) houdt u ongeveer € 33.000 over, bij een bedrag per "
        "bevalling (aanname € 97; € 75 tot 120) houdt u ongeveer € 17.000 over",
        "Wat elk scenario uw VSV per jaar kost",
        "In 2027: bij een gelijk bedrag per VSV (aanname € 225.000; € 175.000 tot 275.000) houdt u ongeveer € 33.000 over, bij een bedrag per "
        "bevalling (aanname € 97; € 75 tot 120) houdt u ongeveer € 17.000 over",
        "Gelijk bedrag per VSV na 2026: uw VSV per kalenderjaar",
        "Rekenvoorbeeld: wat elke verdeelregel uw VSV brengt",
        "Rekenvoorbeeld met hetzelfde geld: bij een norm per taak die een VSV doet houdt u ongeveer € 33.000 over, bij een bedrag per "
        "bevalling houdt u ongeveer € 14.000 over",
    ]
    assert eigen_geld.geld(example, shipped, "VSV01").title == (
        "Wat 2027 brengt, hangt af van de verdeling: bij een gelijk bedrag per VSV (aanname € 225.000; € 175.000 tot 275.000) houdt u ongeveer "
        "€ 51.000 over, bij een bedrag per bevalling (aanname € 97; € 75 tot 120) komt er ongeveer € 31.000 te kort"
    )
    notes = [eigen_geld.geld(example, shipped, vsv).note for vsv in ("VSV01", VSV)]
    assert (
        "Bij de laagste aanname van de eerste houdt u ongeveer € 1.500 over, bij de hoogste aanname van de tweede houdt u"
        in notes[0]
    )
    assert "Bij de laagste aannamen komt er ongeveer € 17.000 en € 30.000 te kort." in notes[1]
    one_way = {name: shipped[name] for name in ("basis", FEATURED)}
    assert eigen_geld.geld(example, one_way, VSV).title == (
        "Bij een gelijk bedrag per VSV (aanname € 225.000; € 175.000 tot 275.000) houdt u ongeveer € 33.000 over in 2027; bij de laagste "
        "aanname komt er ongeveer € 17.000 te kort"
    )


def test_while_errors_stand_every_number_is_provisional(example_with_errors, shipped):
    made = [*of_group(example_with_errors, shipped, FEATURED), *of_vsv(example_with_errors, shipped, VSV)]
    for one in (sound(one) for one in made):
        assert one.title.startswith("Voorlopig: ") == (one.claim.form != "feit"), one.title
    assert made[0].title == (
        "Voorlopig: bij ‘Gelijk bedrag per VSV na 2026’: of € 225.000 per VSV in 2027 genoeg is, is niet te zeggen: tussen € 44 mln over en € 97 mln te kort. Zonder de regels met "
        "16 fouten (€ 1,7 mln): bij ‘Gelijk bedrag per VSV na 2026’: of € 225.000 per VSV in 2027 genoeg is, is niet te zeggen: tussen € 8,1 mln over en € 8,4 mln te kort"
    )
    assert "Kosten kunnen niet onder € 0 liggen" in made[0].note
    assert made[0].rows["land_laag_ct"].dropna().min() == 0
    # What others registered wrongly moves what one VSV gets of the same money: all errors count.
    assert "16 fouten" in made[-1].title
    assert "11 fouten" in eigen_geld.geld(example_with_errors, shipped, VSV).title


def test_enough_money_and_too_little_are_told_with_their_interval(example, shipped):
    plenty = paying(shipped, vorm="per_vsv", per_vsv_eur=900_000)
    assert geld.nodig_en_geld(example, plenty, "proef").title == (
        "Bij ‘Proef’: in 2027 blijft er in het hele land ongeveer € 51 mln (€ 45 tot 58 mln) over na nieuwe taken"
    )
    scarce = paying(shipped, vorm="per_bevalling", per_bevalling_eur=1)
    assert geld.nodig_en_geld(example, scarce, "proef").title == (
        "Bij ‘Proef’: in 2027 komt er in het hele land ongeveer € 12 mln (€ 6 tot 19 mln) te kort voor nieuwe taken"
    )
    assert list(geld.saldo(example, {**plenty, "krap": scarce["proef"]}).rows["tekst"]) == ["over", "te kort"]
    assert (
        geld.saldo(example, plenty).title == "Bij elk scenario met geld in 2027 is te zeggen of het genoeg is"
    )


def test_without_an_interval_no_scenario_is_said_to_have_enough(example, shipped):
    alone = geld.saldo(example.without(example.vsvs[1:]), shipped)
    assert alone.title == "Bij geen van de 3 scenario’s met geld in 2027 is te zeggen of het genoeg is"
    assert set(alone.rows["tekst"]) == {"niet te zeggen"}


def test_without_money_nothing_is_said_about_money(example, shipped):
    costs_only = {
        name: one for name, one in shipped.items() if name in ("basis", "landelijk_ict_en_kwaliteit")
    }
    still, moved = (geld.nodig_en_geld(example, costs_only, name) for name in costs_only)
    assert still.title == "Nieuwe taken kosten in het hele land elk jaar ongeveer € 13 mln (€ 6 tot 19 mln)"
    assert still.rows.empty
    assert (
        moved.title
        == "Bij ‘ICT en kwaliteitscijfers landelijk geregeld’: nieuwe taken kosten in het hele land in 2027 ongeveer € 12 mln (€ 6 tot 18 mln)"
    )
    assert set(moved.rows["reeks"]) == {geld.FORECAST}
    years = eigen_geld.jaren(example, costs_only, VSV)
    for one in (still, moved, years, verkenner.keuze(example, shipped["basis"], {"correctie": 1.2})):
        assert not re.search(r"\bgeld\b|tekort|te kort|over\b", told(one)), one.id
    for one in (
        geld.saldo(example, costs_only),
        geld.geld_per_scenario(example, costs_only),
        eigen_geld.geld(example, costs_only, VSV),
    ):
        assert one.rows.empty
        assert one.title == "Geen scenario heeft geld van buiten"
    # A scenario with money in other years has no gap in a year without.
    rows = geld.geld_per_scenario(example, shipped).rows.set_index("titel")
    assert rows.loc["Alleen programma 2024-2026", ["land_tekort_ct", "land_tekort_laag_ct"]].isna().all()
    own = eigen_geld.jaren(example, shipped, VSV, FEATURED).rows.set_index("jaren")
    assert (own["tekort_ct"].isna() == (own["financiering_ct"] == 0)).all()
    programme = {name: shipped[name] for name in ("basis", "stimulering_2024_2026")}
    assert (
        eigen_geld.geld(example, programme, VSV).title
        == "In 2027 is er in geen enkel scenario geld voor uw nieuwe taken"
    )


def test_no_vsv_comes_short_and_assumed_money_is_called_that(example, shipped):
    for one in (*of_group(example, shipped, FEATURED), *of_vsv(example, shipped, "VSV05", FEATURED)):
        assert not re.search(r"kom(t|en)\b[^.;:]*\btekort|bij naar\b|streng of ruim scheelt", told(one)), (
            one.id
        )
    for one in (
        geld.nodig_en_geld(example, shipped, FEATURED), geld.geld_per_scenario(example, shipped), eigen_geld.geld(example, shipped, VSV),
        eigen_geld.geld_tabel(example, shipped, VSV), eigen_geld.jaren(example, shipped, VSV, FEATURED),
    ):  # fmt: skip
        assert "Bedragen van geld zijn aannamen" in one.note, one.id
    for one in (
        verdeling.regels(example, shipped),
        verdeling.regels_tabel(example, shipped),
        verdeling.eigen_regels(example, shipped, VSV),
    ):
        assert f"{one.title} {one.about}".count("Rekenvoorbeeld")


# What is drawn


def test_what_was_registered_looks_unlike_what_is_estimated_and_what_is_assumed(example, shipped):
    one = geld.nodig_en_geld(example, shipped, FEATURED)
    assert [one.styles[name] for name in (geld.REGISTERED, geld.FORECAST, geld.MONEY)] == [
        "trap",
        "stippeltrap",
        "omlijnd",
    ]
    rows = one.rows.set_index(["reeks", "jaar"])
    result = cases.result(example, shipped[FEATURED])
    years = result.jaren[result.jaren["raming"] == "per_vsv"].set_index("jaar")
    assert list(rows.loc[geld.REGISTERED].index) == [2021]
    for year in range(2022, 2036):
        assert rows.loc[(geld.FORECAST, year), "land_ct"] == years.loc[year, "nieuw_ct"]
    assert rows.loc[geld.MONEY, "land_ct"].to_dict() == years.loc[2024:, "financiering_ct"].to_dict()
    band = rows.loc[geld.FORECAST, "land_laag_ct"]
    assert band.loc[:2023].isna().all()
    assert band.loc[2024:].notna().all()
    assert (one.rows["wie"] == GROUP).all()
    assert "groeit van 6 in 2021 naar 71 in 2026" in one.note


def test_only_what_was_registered_is_called_so(example, shipped):
    """A rate card, a correction or a reading has no first year: a scenario with one is worked out as if it always held."""
    as_if = "Elk jaar is gerekend alsof ‘Alle voorstellen samen’ altijd al gold, ook 2021."
    other = geld.nodig_en_geld(example, shipped, "alles_samen")
    assert geld.REGISTERED not in set(other.rows["reeks"])
    assert as_if in other.note
    assert as_if in land.jaren(example, shipped, "alles_samen").note
    same = geld.nodig_en_geld(example, shipped, FEATURED)
    assert geld.REGISTERED in set(same.rows["reeks"])
    assert "altijd al gold" not in same.note


def test_a_stair_is_level_over_a_year_and_broken_where_years_are_missing():
    x, y = drawing._steps(np.array([2021.0, 2022.0, 2025.0]), np.array([3.0, 4.0, 5.0]))
    assert x.tolist()[:4] == [2020.5, 2021.5, 2021.5, 2022.5]
    assert y.tolist()[:4] == [3, 3, 4, 4]
    assert np.isnan(y[4:8]).all()
    assert (x[-2:].tolist(), y[-2:].tolist()) == ([2024.5, 2025.5], [5, 5])
    alone = drawing._steps(np.array([2021.0]), np.array([3.0]))
    assert [part.tolist() for part in alone] == [[2020.5, 2021.5], [3, 3]]


def test_an_interval_is_never_wider_than_its_axis(example, shipped):
    axes = svg.figure(geld.saldo(example, shipped)).axes[0]
    rows = geld.saldo(example, shipped).rows
    low, high = axes.get_xlim()
    assert low <= rows["land_tekort_laag_ct"].min()
    assert high >= rows["land_tekort_hoog_ct"].max()


# What it agrees with


def test_money_of_the_country_is_that_of_the_comparison(example, shipped):
    rows = geld.geld_per_scenario(example, shipped).rows.set_index("titel")
    compared = cases.compared(example, shipped).set_index("titel")
    assert list(rows.index) == [
        shipped[name].titel for name in shipped if any(vars(shipped[name].financiering).values())
    ]
    for titel, row in rows.iterrows():
        assert row["land_nodig_ct"] == compared.loc[titel, "nieuw_ct"]
        assert row["land_geld_ct"] == compared.loc[titel, "financiering_ct"]
        if row["land_geld_ct"]:
            assert row["land_tekort_ct"] == row["land_nodig_ct"] - row["land_geld_ct"]
            assert row["land_tekort_hoog_ct"] == compared.loc[titel, "tekort_hoog_ct"]


def test_one_table_has_one_price_base_and_names_the_rest(example, shipped):
    other = shipped[FEATURED].model_copy(
        update={"id": "vast", "titel": "Zonder prijsstijging", "index": None}
    )
    several = {**shipped, "vast": other}
    for one in (
        geld.geld_per_scenario(example, several), geld.saldo(example, several), eigen_geld.geld(example, several, VSV),
        eigen_geld.geld_tabel(example, several, VSV),
    ):  # fmt: skip
        assert "Zonder prijsstijging" not in set(one.rows["titel"])
        assert "prijzen van 2027" in one.about
        assert "niet hierbij: Zonder prijsstijging (prijzen van de registratie)." in one.note
    fixed = geld.geld_per_scenario(example, several, "prijzen van de registratie")
    assert set(fixed.rows["titel"]) == {"Zonder prijsstijging"}
    assert "Zonder prijsstijging" in set(
        geld.beginners(example, several, "prijzen van de registratie").rows["titel"]
    )
    own = eigen_geld.scenarios_tabel(example, several, VSV).rows.set_index("titel")
    assert (
        own.loc["Zonder prijsstijging", "nodig_vast_ct"] == own.loc[shipped[FEATURED].titel, "nodig_vast_ct"]
    )


def test_what_beginning_costs_has_the_interval_of_so_many_strangers(example, shipped):
    """k VSVs that begin: k times the error of the mean of n, and how k differ among themselves: t · s · √(k (n + k) / n)."""
    plain = {
        "basis": shipped["basis"],
        "groei": shipped["stimulering_2024_2026"].model_copy(update={"id": "groei", "index": None}),
    }
    rows = geld.beginners(example, plain).rows
    made = Case(cases.model(example), plain["groei"]).flows
    each = (made.eerste.per_vsv + made.tweede.per_vsv).whole[:, 0]
    k, n = 65, len(each)
    half = stats.t.ppf(0.975, n - 1) * each.std(ddof=1) * math.sqrt(k * (n + k) / n)
    (row,) = rows.itertuples()
    assert row.starters == k
    assert row.land_eenmalig_ct == pytest.approx(k * each.mean(), abs=1)
    assert row.land_hoog_ct - row.land_eenmalig_ct == pytest.approx(half)
    assert row.land_eenmalig_ct - row.land_laag_ct == pytest.approx(half)
    assert (
        geld.beginners(example, {"basis": shipped["basis"]}).title
        == "In geen enkel scenario beginnen er VSV’s"
    )


def test_what_beginning_costs_is_never_below_zero_nor_told_where_few_registered(example, shipped):
    two = geld.beginners(variants.only(example, ["VSV01", "VSV02"]), shipped)
    assert (two.rows["land_laag_ct"] == 0).all()
    assert two.rows["land_hoog_ct"].notna().all()
    assert "Kosten kunnen niet onder € 0 liggen" in two.note
    for vsvs in (["VSV01"], ["VSV03", "VSV05"]):
        few = geld.beginners(variants.only(example, vsvs), shipped)
        assert few.rows[["land_laag_ct", "land_hoog_ct"]].isna().all(axis=None)
        assert few.note.startswith("Een streepje: uit ")
    assert "streepje" not in geld.beginners(example, shipped).note


def test_every_rule_divides_the_same_money(example, shipped):
    table = verdeling.regels_tabel(example, shipped)
    total = table.rows[table.rows["totaal"]].iloc[0]
    rules = [name for name in table.columns if name.startswith("geld_min_kosten_ct@")]
    left = dict(
        zip(
            verdeling.passendheid(example, shipped).rows["verdeelregel"],
            verdeling.passendheid(example, shipped).rows["over_ct"],
            strict=True,
        )
    )
    assert len(rules) == 5
    for name in rules:
        assert total[name] == -left[table.heading(name)]
    assert total["kosten_ct"] == table.rows.loc[~table.rows["totaal"], "kosten_ct"].sum() == 106_913_186
    assert set(table.rows.loc[~table.rows["totaal"], "wie"]) == {OTHER}
    dots = verdeling.regels(example, shipped)
    assert len(dots.rows) == 5 * 6
    fewest = dots.rows[dots.rows["geld_min_kosten_ct"] < 0].groupby("verdeelregel").size()
    assert (fewest.min(), fewest.max()) == (2, 3)


def test_own_money_is_need_less_money_and_names_no_other(example, shipped):
    table = eigen_geld.geld_tabel(example, shipped, VSV).rows
    paid = table[table["financiering_ct"] > 0]
    assert (paid["tekort_ct"] == paid["nodig_ct"] - paid["financiering_ct"]).all()
    drawn = eigen_geld.geld(example, shipped, VSV).rows
    assert drawn["hoeveel_ct"].sum() == table["nodig_ct"].sum() + table["financiering_ct"].sum()
    assert list(drawn["reeks"][:2]) == ["nodig voor nieuwe taken", "geld (aanname)"]
    others = set(example.vsvs) - {VSV}
    for one in of_vsv(example, shipped, VSV, FEATURED):
        written = json.dumps(to_dict(one))
        assert not [name for name in others if name in written], one.id
        # What is of others together is of none of them by name.
        assert {*one.rows.loc[~one.rows["wie"].isin((OWN, GROUP)), "vsv"]} <= {""}
        assert one.subject == VSV
    own = verdeling.eigen_regels(example, shipped, VSV).rows
    everyone = verdeling.regels(example, shipped).rows
    mine = everyone[everyone["vsv"] == VSV].set_index("verdeelregel")["geld_min_kosten_ct"]
    assert own[own["wie"] == OWN].set_index("verdeelregel")["geld_min_kosten_ct"].to_dict() == mine.to_dict()
    table = verdeling.eigen_regels_tabel(example, shipped, VSV).rows.set_index("verdeelregel")
    assert table["geld_min_kosten_ct"].to_dict() == mine.to_dict()
    assert (table["vergoeding_ct"] - table["kosten_ct"] == table["geld_min_kosten_ct"]).all()
    assert (
        table["ernaast_ct"].to_dict()
        == verdeling.passendheid(example, shipped).rows.set_index("verdeelregel")["ernaast_ct"].to_dict()
    )
    group = own[own["wie"] == GROUP].groupby("verdeelregel")["geld_min_kosten_ct"].agg(["min", "max"])
    assert (group["min"] == -group["max"]).all()
    assert (own.loc[own["wie"] == GROUP, "n"] == 6).all()


def test_years_that_say_the_same_share_a_row(example, shipped):
    rows = eigen_geld.jaren(example, shipped, VSV, "basis").rows
    assert list(rows["jaren"]) == ["2022 tot en met 2035"]
    years = eigen_geld.jaren(example, shipped, VSV, FEATURED).rows
    assert list(years["jaren"]) == [str(year) for year in range(2022, 2036)]
    assert (years["nodig_ct"] % 100_000 == 0).all()
    gaps = pd.DataFrame(
        {"jaar": [2021, 2022, 2023, 2024], "geld": pd.array([None, None, 3, None], dtype="Int64")}
    )
    assert list(cases.years_together(gaps)["jaren"]) == ["2021 tot en met 2022", "2023", "2024"]


# Words of money


@pytest.mark.parametrize(
    ("rule", "paid", "way"),
    [
        ({"vorm": "per_vsv", "per_vsv_eur": 225_000}, "€ 225.000 per VSV", "een gelijk bedrag per VSV (aanname € 225.000)"),
        ({"vorm": "per_bevalling", "per_bevalling_eur": 97}, "€ 97 per bevalling", "een bedrag per bevalling (aanname € 97)"),
        (
            {"vorm": "gemengd", "per_vsv_eur": 100_000, "per_bevalling_eur": 40},
            "€ 100.000 per VSV en € 40 per bevalling",
            "een bedrag per VSV en een bedrag per bevalling (aanname € 100.000 en € 40)",
        ),
        (
            {"vorm": "registratie", "maximum_eur": 200_000},
            "geld naar eigen kosten (hoogstens € 200.000 per VSV)",
            "geld naar eigen kosten tot een maximum (aanname € 200.000)",
        ),
        ({"vorm": "norm"}, "geld volgens een norm per taak", "een norm per taak die een VSV doet (aanname)"),
        ({"vorm": "per_vsv", "per_vsv_eur": 0}, "€ 0", "een gelijk bedrag per VSV (aanname € 0)"),
        ({"vorm": "per_vsv", "per_vsv_eur": 1, "vanaf": 2028}, "", ""),
    ],
)  # fmt: skip
def test_money_is_named_with_its_amount(example, shipped, rule, paid, way):
    several = paying(shipped, **rule)
    assert words.money_of(several["proef"], 2027) == paid
    assert words.way_of_dividing(several["proef"], 2027) == way
    sound(geld.nodig_en_geld(example, several, "proef"))
    sound(eigen_geld.geld(example, several, VSV))


def test_a_programme_is_money_of_its_years(shipped):
    one = shipped[FEATURED]
    assert words.money_of(one, 2025) == "€ 50.000 per VSV uit het programma"
    assert words.way_of_dividing(one, 2025) == "programmageld (aanname € 50.000; € 25.000 tot 100.000)"
    assert words.money_of(shipped["basis"], 2025) == words.way_of_dividing(shipped["basis"], 2025) == ""


def test_only_scenarios_that_differ_in_money_are_set_against_each_other(example, shipped):
    own = comparison.for_vsvs(cases.all_of(example, shipped)).query("vsv == @VSV")
    assert set(comparison.same_need(own)["scenario"]) == {"structureel_per_vsv", "structureel_per_bevalling"}
    assert comparison.same_need(own[~own["heeft_geld"]]).empty
    alone = own[own["scenario"] == "alles_samen"]
    assert list(comparison.same_need(alone)["scenario"]) == ["alles_samen"]


# Few, many, unknown


@pytest.fixture(
    scope="module",
    params=["one", "two", "country", "late", "unknown"],
)
def odd(request, example) -> EditionData:
    return {
        "one": lambda: variants.only(example, ["VSV01"]),
        "two": lambda: variants.only(example, ["VSV01", "VSV02"]),
        "country": lambda: variants.many(example, 71),
        "late": lambda: variants.without_year(example, "VSV01", 2021),
        "unknown": lambda: variants.unknown_task(example, "T15"),
    }[request.param]()


def test_every_edition_is_told_and_drawn(odd, shipped):
    some = {name: shipped[name] for name in ("basis", FEATURED, "structureel_per_bevalling", "alles_samen")}
    for one in (*of_group(odd, some, FEATURED), *of_vsv(odd, some, "VSV01", "alles_samen")):
        assert not re.search(r"\bnan\b|<NA>|\binf\b|None", told(sound(one))), one.id
        assert len(one.title) > 10


def test_one_vsv_says_nothing_of_the_country(example, shipped):
    alone = variants.only(example, ["VSV01"])
    made = of_group(alone, shipped, FEATURED)
    assert "niet te zeggen" in made[0].title
    assert "€ 225.000 per VSV" in made[0].title
    assert made[0].claim.estimate is None
    assert made[4].title == made[5].title == made[6].title == "Met één VSV is er niets te verdelen"
    assert "is uit" in made[7].title
    assert "is niet te zeggen" in made[7].note
    assert verdeling.eigen_regels(alone, shipped, "VSV01").rows.empty


def test_a_whole_country_is_counted_and_has_no_interval(example, shipped):
    everyone = variants.many(example, 71)
    one = geld.nodig_en_geld(everyone, shipped, FEATURED)
    assert re.fullmatch(
        r"Bij ‘Gelijk bedrag per VSV na 2026’: in 2027 (komt|blijft) er in het hele land ongeveer € [\d,.]+( mln)? (te kort|over) .*",
        one.title,
    )
    assert one.rows["land_laag_ct"].isna().all()
    assert (
        verkenner.keuze(everyone, shipped["basis"], {}).note == "Wie meedoet is geteld: er is niets geraamd."
    )


def test_unknown_births_leave_money_per_birth_unknown(example, shipped):
    nobody = example.profielen.assign(bevallingen=pd.array([None] * len(example.profielen), dtype="Int64"))
    data = dataclasses.replace(example, profielen=nobody)
    per_birth = {name: shipped[name] for name in ("basis", "structureel_per_bevalling")}
    one = sound(eigen_geld.geld(data, per_birth, VSV))
    assert one.title == "Hoeveel geld uw VSV krijgt, is niet te zeggen: het aantal bevallingen is onbekend"
    assert "onbekend: geen bevallingen bekend" in set(one.rows["tekst"])
    assert sound(eigen_geld.geld_tabel(data, per_birth, VSV)).rows["tekort_ct"].isna().all()
    assert set(verdeling.regels(data, shipped).rows["verdeelregel"]) == {
        "Gelijk bedrag per VSV", "Naar eigen kosten, met een maximum", "Norm per taak die het VSV doet"
    }  # fmt: skip


def test_what_stops_a_scenario_is_said_and_nothing_fails(example, shipped):
    empty = variants.only(example, [])
    for one in (*of_group(empty, shipped, FEATURED), *of_vsv(empty, shipped, VSV, FEATURED)):
        assert sound(one).rows.empty
        assert one.title == "Er zijn nog geen kosten geregistreerd waarop een scenario kan rusten"
    for one in of_vsv(example, shipped, "VSV99"):
        assert sound(one).rows.empty
        assert "uw VSV" in one.title
    past = {"basis": shipped["basis"].model_copy(update={"van": 2015, "tot": 2018, "peiljaar": 2017})}
    assert geld.nodig_en_geld(example, past).title.startswith(
        "Een scenario is niet door te rekenen: basis.toml: 'tot' (2018) ligt voor"
    )
    assert geld.saldo(example, {}).title == "Er is geen scenario"
    with pytest.raises(library.ScenarioError, match="bedoelt u 'structureel_per_vsv'"):
        geld.nodig_en_geld(example, shipped, "structureel_per_vvs")


# The explorer


def test_the_explorer_tells_money_only_where_there_is_some(example, shipped):
    base = shipped["basis"]
    paid = sound(verkenner.keuze(example, base, {"per_vsv_eur": 225_000, "lopend": True}))
    assert paid.title == (
        "Uw keuze: of € 225.000 per VSV in 2027 genoeg is, is niet te zeggen: tussen € 7,9 mln over en € 8,4 mln te kort"
    )
    assert "prijzen van 2027" in paid.about
    rows = paid.rows.set_index(["naam", "reeks"])
    assert ("geld (aanname)", verkenner.NOW) not in rows.index
    mine = rows.xs(verkenner.MINE, level="reeks")["land_ct"]
    assert mine["te kort (− is over)"] == mine["waarvan nieuwe taken"] - mine["geld (aanname)"]
    assert rows.loc[("alle structurele kosten", verkenner.NOW), "land_laag_ct"] > 0


def test_the_explorer_agrees_with_a_scenario_of_the_same_choices(example, shipped):
    one = verkenner.keuze(example, shipped["basis"], {"vacatiegeld": "tariefkaart"})
    rows = one.rows.set_index(["naam", "reeks"])
    compared = cases.compared(example, shipped).set_index("scenario")
    same = compared.loc["uniform_vacatiegeld"]
    mine = rows.loc[("waarvan nieuwe taken", verkenner.MINE)]
    assert (mine["land_ct"], mine["land_laag_ct"], mine["land_hoog_ct"]) == pytest.approx(
        (same["nieuw_ct"], same["nieuw_laag_ct"], same["nieuw_hoog_ct"])
    )
    assert rows.loc[("waarvan nieuwe taken", verkenner.NOW), "land_ct"] == compared.loc["basis", "nieuw_ct"]
