"""The chapters of spread, certainty, variance, pay policy and size: what they say, on what, and that nothing fails where little is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from vsvanalyse.columns import column
from vsvanalyse.contracts import NOT_REGISTERED
from vsvanalyse.evidence.claims import ASSUMED, ESTIMATED, Claim
from vsvanalyse.evidence.ranking import FirstPlace
from vsvanalyse.exhibits import aandelen, betaalbeleid, omvang, spreiding, variantie, zekerheid
from vsvanalyse.exhibits.kinds import Bridge, Chart, Exhibit, from_dict, to_dict
from vsvanalyse.money import in_words
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import FEDERATION, release
from vsvanalyse.render import svg
from vsvanalyse.reporting.page import Page
from vsvanalyse.separation.taakkosten import task_costs
from vsvanalyse.variance import drivers, influence, policy, size

YEAR = 2021


@pytest.fixture(scope="session")
def faulty(example_root) -> EditionData:
    return pipeline.load("voorbeeld-met-fouten", example_root)


GROUP: dict[str, Callable[[EditionData, int], Exhibit]] = {
    "spreiding.gemiddelde": lambda data, year: spreiding.gemiddelde(data),
    "spreiding.taken": spreiding.taken,
    "spreiding.statistiek": spreiding.statistiek,
    "spreiding.statistiek_doen": lambda data, year: spreiding.statistiek(data, year, circle="doen"),
    "spreiding.statistiek_nieuw": lambda data, year: spreiding.statistiek(data, year, "nieuw"),
    "spreiding.statistiek_per_bevalling_doen": lambda data, year: spreiding.statistiek(
        data, year, "per_bevalling", "doen"
    ),
    "spreiding.twee_jaren": lambda data, year: spreiding.twee_jaren(data),
    "zekerheid.interval": zekerheid.interval,
    "zekerheid.dekking": lambda data, year: zekerheid.dekking(data),
    "zekerheid.invloed": zekerheid.invloed,
    "variantie.bijdragen": variantie.bijdragen,
    "aandelen.oorzaken": aandelen.oorzaken,
    "aandelen.taken": aandelen.taken,
    "variantie.waarom_verst": variantie.waarom,
    "variantie.per_taak_verst": variantie.per_taak,
    "variantie.verschil_tabel_verst": variantie.verschil_tabel,
    "betaalbeleid.vsvs": betaalbeleid.vsvs,
    "betaalbeleid.spreiding": betaalbeleid.spreiding,
    "betaalbeleid.tabel": betaalbeleid.tabel,
    "omvang.punten": omvang.punten,
    "omvang.punten_aantal_partners": lambda data, year: omvang.punten(data, year, "aantal_partners"),
    "omvang.tabel": omvang.tabel,
    "omvang.tabel_aantal_partners": lambda data, year: omvang.tabel(data, year, "aantal_partners"),
    "omvang.lijnen": omvang.lijnen,
}
OWN: dict[str, Callable[[EditionData, str, int], Exhibit]] = {
    "spreiding.eigen_taken": spreiding.eigen_taken,
    "variantie.waarom": lambda data, vsv, year: variantie.waarom(data, year, vsv),
    "variantie.per_taak": lambda data, vsv, year: variantie.per_taak(data, year, vsv),
    "variantie.verschil_tabel": lambda data, vsv, year: variantie.verschil_tabel(data, year, vsv),
    "betaalbeleid.eigen": betaalbeleid.eigen,
}


def everything(data: EditionData, year: int, vsv: str) -> dict[str, Exhibit]:
    return {name: make(data, year) for name, make in GROUP.items()} | {
        name: make(data, vsv, year) for name, make in OWN.items()
    }


@pytest.fixture(scope="session")
def shown(example) -> dict[str, Exhibit]:
    return everything(example, YEAR, "VSV01")


@pytest.fixture(scope="session")
def provisional(faulty) -> dict[str, Exhibit]:
    return everything(faulty, 2020, "VSV01")


# What is said

SENTENCES = {
    "spreiding.gemiddelde": "Samenwerken kost een VSV gemiddeld ongeveer € 250.000 (€ 110.000 tot 390.000) per jaar",
    "spreiding.taken": "Welke taak naar verhouding het meest verschilt, hangt af van één VSV: met dat VSV Wetenschappelijk onderzoek, zonder "
    "dat VSV Voorlichting",
    "spreiding.statistiek": "Uitgaven per taak in 2021, VSV’s van wie de kosten bekend zijn",
    "spreiding.statistiek_doen": "Uitgaven per taak in 2021, alleen VSV’s die de taak deden en registreerden",
    "spreiding.statistiek_nieuw": "Uitgaven per taak aan nieuwe VSV-taken (voorstel) in 2021, VSV’s van wie de kosten bekend zijn",
    "spreiding.statistiek_per_bevalling_doen": "Uitgaven per bevalling per taak in 2021, alleen VSV’s die de taak deden en registreerden",
    "spreiding.twee_jaren": "2020 en 2021 naast elkaar",
    "zekerheid.interval": "Hoe zeker is het gemiddelde van 2021?",
    "zekerheid.dekking": "Wat intervallen van 95 % werkelijk dekken in een nagebootst land",
    "zekerheid.invloed": "VSV05 trekt bij 5 van de 16 taken het gemiddelde meer dan een kwart omhoog, VSV04 bij 1",
    "spreiding.eigen_taken": "Bij 1 van de 17 taken kostte uw VSV meer dan de vijf andere gemiddeld",
    "variantie.bijdragen": "Waardoor VSV’s het meest uiteenlopen, hangt af van één VSV: met dat VSV het betaalde deel van de uren, zonder dat VSV "
    "het aantal uren",
    "aandelen.oorzaken": "Wat het meest verklaart, hangt af van één VSV: met dat VSV betaald deel van de uren, zonder dat VSV aantal uren",
    "aandelen.taken": "Wat het meest verklaart, hangt af van één VSV: met dat VSV Multidisciplinair overleg (MDO), zonder dat VSV Samenwerking "
    "in de regio",
    "variantie.waarom_verst": "VSV05 kostte € 262.000 meer dan de vijf andere gemiddeld: vooral door meer uren (+ € 96.000) en een groter "
    "betaald deel van de uren (+ € 81.000)",
    "variantie.per_taak_verst": "VSV05 kostte € 262.000 meer dan de vijf andere gemiddeld: het meest door Samenwerking in de regio "
    "(+ € 41.000) en Calamiteiten en perinatale audit (+ € 36.000)",
    "variantie.verschil_tabel_verst": "Verschil met de anderen per taak, en waardoor",
    "variantie.waarom": "Uw VSV kostte € 72.000 minder dan de vijf andere gemiddeld: vooral door minder uren (− € 96.000); een groter betaald "
    "deel van de uren (+ € 47.000) maakt het kleiner",
    "variantie.per_taak": "Uw VSV kostte € 72.000 minder dan de vijf andere gemiddeld: het meest door ICT-infrastructuur (− € 13.000) en "
    "Beheer en bestuurstaken (− € 12.000)",
    "variantie.verschil_tabel": "Verschil met de anderen per taak, en waardoor",
    "betaalbeleid.vsvs": "Met één tariefkaart krimpt het verschil tussen hoog en laag van € 382.000 naar € 239.000",
    "betaalbeleid.spreiding": "Met één tariefkaart krimpt de spreiding tussen VSV’s van € 137.000 naar € 88.000",
    "betaalbeleid.eigen": "Met één tariefkaart groeit het verschil tussen uw VSV en de vijf andere gemiddeld van € 72.000 naar € 127.000",
    "betaalbeleid.tabel": "Hetzelfde werk, drie keer gewaardeerd",
    "omvang.punten": "Grotere VSV’s kostten meer, welk VSV ook wordt weggelaten (€ 150 tot 240 per bevalling); een vast deel is uit zes "
    "VSV’s niet te halen",
    "omvang.punten_aantal_partners": "VSV’s met meer partners kostten meer, welk VSV ook wordt weggelaten (€ 26.000 tot 38.000 per partner); een "
    "vast deel is uit zes VSV’s niet te halen",
    "omvang.tabel": "Structurele kosten en bevallingen per jaar in 2021",
    "omvang.tabel_aantal_partners": "Structurele kosten en aantal partners in 2021",
    "omvang.lijnen": "Een vast deel en een deel naar omvang: wat de lijn geeft",
}


def test_every_sentence_on_the_example(shown):
    assert {name: one.title for name, one in shown.items()} == SENTENCES


def test_ids_are_those_asked_for_and_what_is_made_up_says_so(shown):
    assert all(one.id == name and one.made_up for name, one in shown.items())


def test_with_errors_open_every_judgement_is_provisional(provisional):
    judged = {name: one for name, one in provisional.items() if one.claim.form != "feit"}
    assert len(judged) == 16
    assert [name for name, one in judged.items() if not one.title.startswith("Voorlopig: ")] == []
    assert all("Zonder de regels met" in one.title for one in judged.values())
    assert (
        "hangt af van één VSV: met dat VSV inkoop, zonder dat VSV betaald deel van de uren"
        in provisional["aandelen.oorzaken"].title
    )
    # An interval of costs that reaches below nought says nothing of them.
    assert "is met zes VSV’s niet te zeggen" in provisional["spreiding.gemiddelde"].title


def test_no_title_calls_a_share_of_variance_a_difference(shown, provisional):
    titles = [one.title for one in [*shown.values(), *provisional.values()]]
    assert not any("%" in title and "verschil" in title.lower() for title in titles)
    assert not any("verwacht" in title.lower() or "strikt" in title.lower() for title in titles)


# What it rests on


def test_every_column_is_in_the_dictionary_and_rows_say_whose_they_are(shown):
    for one in shown.values():
        for name in one.rows:
            column(name)
        own = one.rows["wie"] == "eigen"
        assert not own.any() or (one.rows.loc[own, "vsv"] == one.subject).all()
        if one.subject:
            assert set(one.rows["wie"]) <= {"eigen", "groep"}, one.id


def test_an_exhibit_survives_being_written_and_read(shown, provisional):
    for one in [*shown.values(), *provisional.values()]:
        told = json.dumps(to_dict(one))
        again = from_dict(json.loads(told))
        assert json.dumps(to_dict(again)) == told, one.id
        assert again.title == one.title


def test_own_costs_are_those_of_the_lines(example, shown):
    lines = example.counting_lines
    for name in ("variantie.verschil_tabel", "variantie.verschil_tabel_verst"):
        table = shown[name]
        assert table.counted["eigen_ct"] == "structureel"
        for row in table.rows.itertuples():
            mine = lines[
                (lines["vsv"] == row.vsv) & (lines["boekjaar"] == YEAR) & (lines["aard"] == "structureel")
            ]
            if not row.totaal:
                mine = mine[mine["taak"] == row.taak]
            assert row.eigen_ct == mine["bedrag_ct"].sum()


def test_dots_are_the_cost_of_the_lines_and_their_mean(example, shown):
    rows = shown["spreiding.taken"].rows
    lines = example.counting_lines
    sums = lines[lines["boekjaar"] == YEAR].groupby(["vsv", "taak"])["bedrag_ct"].sum()
    dots = rows[rows["soort"] == "een VSV"].set_index(["vsv", "taak"])["bedrag_ct"]
    assert (dots == sums.reindex(dots.index, fill_value=0)).all()
    assert ("VSV02", "T10") not in dots.index
    means = rows[rows["soort"] == "gemiddelde"].set_index("taak")["bedrag_ct"]
    pd.testing.assert_series_equal(
        means.sort_index(), dots.groupby(level="taak").mean(), check_names=False, check_dtype=False
    )


def test_own_tasks_stand_beside_the_mean_of_the_others(example, shown):
    rows = shown["spreiding.eigen_taken"].rows
    costs = example.taakkosten[example.taakkosten["boekjaar"] == YEAR].astype({"bedrag_ct": "float64"})
    others = costs[costs["vsv"] != "VSV01"].groupby("taak")["bedrag_ct"].mean()
    mean = rows[rows["soort"] == "de andere, gemiddeld"].set_index("taak")
    assert np.allclose(mean["bedrag_ct"], others.reindex(mean.index))
    assert list(mean.loc[["T10", "T02"], "n"]) == [4, 5]
    own = rows[rows["soort"] == "uw VSV"].set_index("taak")["bedrag_ct"]
    assert (own > mean["bedrag_ct"].reindex(own.index)).sum() == 1


def test_a_bridge_adds_up_to_the_cent(example, shown):
    for name in (
        "variantie.waarom",
        "variantie.waarom_verst",
        "variantie.per_taak",
        "variantie.per_taak_verst",
    ):
        bridge = shown[name].rows
        assert list(bridge["soort"].iloc[[0, -1]]) == ["begin", "eind"]
        assert bridge["bedrag_ct"].iloc[:-1].sum() == bridge["bedrag_ct"].iloc[-1]
        assert bridge["n_anderen"].eq(5).all()
    total = example.structural_costs.query("vsv == 'VSV01' and boekjaar == @YEAR")["bedrag_ct"].sum()
    assert shown["variantie.waarom"].rows["bedrag_ct"].iloc[-1] == total


def test_every_stack_adds_up_to_its_difference(shown):
    rows = shown["variantie.bijdragen"].rows
    sums = rows.groupby("vsv").agg(parts=("effect_ct", "sum"), whole=("verschil_ct", "first"))
    assert (sums["parts"] == sums["whole"]).all()
    assert sums["whole"].is_monotonic_increasing or list(rows["vsv"].unique()) == list(
        sums["whole"].sort_values().index
    )


def test_a_task_that_cost_nobody_anything_has_no_interval(example):
    lines = example.registratieregels
    status = example.taakkosten[["vsv", "boekjaar", "taak", "antwoord", "onbekend"]]
    free = replace(
        example,
        registratieregels=lines[lines["taak"] != "T17"],
        verdeling=example.verdeling[example.verdeling["taak"] != "T17"],
        taakkosten=task_costs(
            lines[lines["taak"] != "T17"], example.verdeling[example.verdeling["taak"] != "T17"], status
        ),
    )
    row = zekerheid.interval(free, YEAR).rows.set_index("taak").loc["T17"]
    assert row["gemiddeld_ct"] == 0
    assert row[["laag_ct", "hoog_ct", "dekking", "methode"]].isna().all()
    assert "T17 Wetenschappelijk onderzoek" not in set(zekerheid.invloed(free, YEAR).rows["naam"])


def test_an_influence_near_the_limit_has_a_decimal(shown):
    told = shown["zekerheid.invloed"].rows.set_index("taak")["tekst"]
    assert list(told[["T06", "T10", "T13", "T03", "T09"]]) == [
        "VSV05 + 32 %", "VSV05 + 25,9 %", "VSV05 + 24,9 %", "VSV05 + 24,8 %", "VSV03 −20 %",
    ]  # fmt: skip
    assert "zegt het meer over" not in shown["zekerheid.invloed"].note


def test_an_interval_below_nought_is_explained(shown):
    table = shown["zekerheid.interval"]
    assert table.rows["laag_ct"].min() < 0
    assert "Kosten kunnen niet onder € 0 liggen" in table.note


def test_the_mean_has_its_interval_and_pilot_set(shown):
    one = shown["spreiding.gemiddelde"]
    assert list(one.rows["periode"]) == ["2020 tot en met 2021", "2020", "2021"]
    assert (one.claim.level, one.claim.status, one.claim.n) == (0.95, ESTIMATED, 6)
    assert one.rows["gemiddeld_ct"].iloc[0] == pytest.approx(25_423_400)
    assert "gemiddelde en 95 %-interval, de pilotgroep van 6 VSV's" in one.about


def test_shares_name_together_what_can_be_first(shown):
    one = shown["aandelen.oorzaken"]
    assert not one.claim.first.stays_without_one
    assert one.focus == ("betaald deel van de uren", "aantal uren")
    assert one.rows["aandeel"].sum() == pytest.approx(1)
    assert "van de 100 trekkingen" in one.note


# Size and pay policy


def test_a_size_line_with_a_negative_fixed_part_is_not_drawn(example, shown):
    for name in ("omvang.punten", "omvang.punten_aantal_partners"):
        assert set(shown[name].rows["soort"]) == {"een VSV"}
        assert "onder € 0" in shown[name].note
    assert not any(one.subject for name, one in shown.items() if name.startswith("omvang."))
    assert "flex_ct" not in shown["omvang.tabel"].rows


def test_a_size_line_that_holds_is_drawn_with_its_range(example):
    # Birth numbers such that cost is about € 50.000 and € 100 a birth.
    costs = size.size_line(example.structural_costs, example.profielen, YEAR).punten.set_index("vsv")[
        "bedrag_ct"
    ]
    births = ((costs - 5_000_000) / 10_000).round().rename("bevallingen")
    profiles = example.profielen.assign(
        bevallingen=example.profielen["vsv"].map(births).astype(example.profielen["bevallingen"].dtype)
    )
    one = omvang.punten(replace(example, profielen=profiles), YEAR)
    assert (
        one.title
        == "Een VSV met meer bevallingen kost meer: ongeveer € 100 per bevalling (€ 100 als één VSV wordt weggelaten)"
    )
    assert list(one.rows["soort"].unique()) == ["een VSV", "zonder telkens één VSV", "lijn door de groep"]
    assert one.rows.loc[one.rows["soort"] == "zonder telkens één VSV", "n"].eq(5).all()


def test_ranges_under_a_pay_policy_are_those_of_the_totals(example, shown):
    totals = policy.totals(policy.valued(example.counting_lines), example.structural_costs, YEAR)
    rows = shown["betaalbeleid.tabel"].rows
    assert np.allclose(rows["bereik_ct"], totals.max() - totals.min())
    each = shown["betaalbeleid.vsvs"].rows
    assert len(each) == 3 * (6 + 1)
    assert shown["betaalbeleid.vsvs"].claim.status == ASSUMED


def test_the_spread_under_a_pay_policy_is_seen_by_who_may_see_no_vsv(example, shown):
    one = shown["betaalbeleid.spreiding"]
    totals = policy.totals(policy.valued(example.counting_lines), example.structural_costs, YEAR)
    assert np.allclose(one.rows["sd_ct"], totals.std())
    seen = release(one, example, FEDERATION).exhibit
    assert seen.title == one.title
    assert seen.rows["sd_ct"].tolist() == one.rows["sd_ct"].tolist()
    # The spread without one VSV, beside that of all, is the amount of that VSV.
    assert (one.claim.low, one.claim.high) == (None, None)


def test_a_spread_that_shrinks_by_one_vsv_only_is_not_said_to_shrink(example, monkeypatch):
    totals = pd.DataFrame(
        dict(
            zip(
                policy.POLICIES,
                ([1e6, 2e6, 3e6, 9e6], [1e6, 3e6, 5e6, 2e6], [1e6, 1e6, 2e6, 2e6]),
                strict=True,
            )
        )
    )
    monkeypatch.setattr(betaalbeleid, "_totals", lambda data, year: totals)
    title = betaalbeleid.spreiding(example, YEAR).title
    assert title == "Of de spreiding tussen VSV’s met één tariefkaart krimpt, hangt af van één VSV"


def test_of_an_exhibit_without_a_row_to_show_only_the_sentence_is_left(example, shown):
    page = Page(example, Path(), FEDERATION, example)
    one = shown["variantie.bijdragen"]
    seen = page.seen(one).exhibit
    assert seen.rows.empty
    assert seen.title == one.title
    assert seen.about == ""
    assert (
        seen.note
        == "De cijfers van elk VSV apart staan hier niet: die zijn niet voor anderen (openheid: gesloten)."
    )
    assert page.seen(shown["aandelen.oorzaken"]).exhibit.about


def test_the_pay_policy_of_a_vsv_tells_the_difference_that_is_explained(example, faulty):
    for data, year in ((example, YEAR), (faulty, 2020)):
        for vsv in data.vsvs:
            rows = betaalbeleid.eigen(data, vsv, year).rows
            now = rows[rows["beleid"] == "Zoals geregistreerd"].set_index("wie")["bedrag_ct"]
            bridge = variantie.waarom(data, year, vsv).rows["bedrag_ct"]
            assert np.allclose([now["groep"], now["eigen"]], bridge.iloc[[0, -1]].astype("float64"), atol=1)
    title = betaalbeleid.eigen(example, "VSV02", YEAR).title
    assert "(zonder Voorlichting) van € 54.000 naar" in title
    assert "(zonder Voorlichting) € 54.000 minder" in variantie.waarom(example, YEAR, "VSV02").title


def test_own_difference_that_turns_says_so(example):
    assert betaalbeleid.eigen(example, "VSV06", YEAR).title == (
        "Met één tariefkaart kost uw VSV € 34.000 meer dan de vijf andere gemiddeld; nu is het € 67.000 minder"
    )


# Where little is known


def only(data: EditionData, *vsvs: str) -> EditionData:
    """Give the edition as if only these VSVs had sent anything."""
    return data.without([vsv for vsv in data.vsvs if vsv not in vsvs])


def without_year(data: EditionData, vsv: str, boekjaar: int) -> EditionData:
    """Leave one VSV out of one year."""
    names = ("registratieregels", "verdeling", "taakkosten", "postkosten", "profielen")
    kept = {name: getattr(data, name) for name in names}
    gone = {
        name: frame[~((frame["vsv"] == vsv) & (frame["boekjaar"] == boekjaar))].reset_index(drop=True)
        for name, frame in kept.items()
    }
    return replace(data, **gone)


def unknown_task(data: EditionData, taak: str, vsvs: list[str]) -> EditionData:
    """Make the cost of a task unknown of these VSVs."""
    status = data.taakkosten[["vsv", "boekjaar", "taak", "antwoord", "onbekend"]].copy()
    status.loc[(status["taak"] == taak) & status["vsv"].isin(vsvs), "onbekend"] = NOT_REGISTERED
    costs = task_costs(data.counting_lines, data.counting_distribution, status)
    return replace(data, taakkosten=costs)


def many(data: EditionData, times: int) -> EditionData:
    """Give the edition as if every VSV were there so many times."""
    names = ("registratieregels", "verdeling", "taakkosten", "postkosten", "profielen")
    frames = {
        name: pd.concat(
            [frame.assign(vsv=frame["vsv"].astype("str") + (f"-{i}" if i else "")) for i in range(times)],
            ignore_index=True,
        )
        for name, frame in ((name, getattr(data, name)) for name in names)
    }
    return replace(data, **frames)


def sound(every: dict[str, Exhibit]) -> None:
    """Every exhibit says something, can be written and read, and drawn."""
    for one in every.values():
        assert one.title
        assert "nan" not in one.title.lower().split()
        assert "<NA>" not in one.title
        told = json.dumps(to_dict(one))
        assert json.dumps(to_dict(from_dict(json.loads(told)))) == told
        if isinstance(one, Chart) and len(one.rows):
            assert "<svg" in svg.svg(one)


def test_one_vsv_has_nothing_to_be_compared_with(example):
    every = everything(only(example, "VSV03"), YEAR, "VSV03")
    sound(every)
    alone = "Met één VSV is er niets om mee te vergelijken"
    nobody = "Over 2021 is er geen ander VSV om mee te vergelijken"
    assert {name: every[name].title for name in (
        "spreiding.gemiddelde", "spreiding.taken", "zekerheid.invloed", "spreiding.eigen_taken", "variantie.bijdragen",
        "aandelen.oorzaken", "variantie.waarom", "variantie.per_taak", "variantie.waarom_verst", "variantie.verschil_tabel",
        "betaalbeleid.vsvs", "betaalbeleid.eigen", "omvang.punten",
    )} == {
        "spreiding.gemiddelde": "Wat samenwerken een VSV gemiddeld kost, is met één VSV niet te zeggen",
        "spreiding.taken": alone, "zekerheid.invloed": alone, "variantie.bijdragen": alone, "aandelen.oorzaken": alone,
        "betaalbeleid.vsvs": alone, "spreiding.eigen_taken": nobody, "variantie.waarom": nobody, "variantie.per_taak": nobody,
        "variantie.waarom_verst": nobody, "variantie.verschil_tabel": nobody, "betaalbeleid.eigen": nobody,
        "omvang.punten": "Of een VSV met meer bevallingen meer kost, is met één VSV niet te zeggen",
    }  # fmt: skip
    for name in ("variantie.waarom", "variantie.bijdragen", "aandelen.oorzaken", "variantie.verschil_tabel"):
        assert every[name].rows.empty


def test_of_two_vsvs_nothing_comes_first(example):
    every = everything(only(example, "VSV03", "VSV05"), YEAR, "VSV03")
    sound(every)
    assert every["variantie.waarom"].title.startswith("Uw VSV kostte € 382.000 minder dan het andere VSV: ")
    assert every["variantie.waarom_verst"].title.startswith(
        "VSV03 kostte € 382.000 minder dan het andere VSV: "
    )
    assert every["aandelen.oorzaken"].title == "Met twee VSV’s is niet te zeggen wat het meest verklaart"
    assert every["aandelen.oorzaken"].rows.empty
    assert (
        every["spreiding.taken"].title == "Bij welke taak twee VSV’s het meest verschillen, is niet te zeggen"
    )


def test_seventy_two_vsvs(example):
    data = many(example, 12)
    every = everything(data, YEAR, "VSV01-3")
    sound(every)
    assert every["variantie.waarom"].title.startswith(
        "Uw VSV kostte € 61.000 minder dan de 71 andere gemiddeld"
    )
    assert not every["omvang.punten"].rows["tekst"].any()
    assert every["zekerheid.invloed"].title == "Geen enkel gemiddelde hangt aan één VSV"


def test_a_vsv_that_is_not_in_the_year(example):
    data = without_year(example, "VSV03", YEAR)
    every = everything(data, YEAR, "VSV03")
    sound(every)
    assert every["variantie.waarom"].rows.empty
    assert every["variantie.waarom"].title == "Uw VSV heeft over 2021 niets geregistreerd"
    assert every["betaalbeleid.eigen"].title == "Uw VSV heeft over 2021 niets geregistreerd"
    assert every["spreiding.eigen_taken"].title == "Uw VSV heeft over 2021 niets geregistreerd"
    earlier = variantie.waarom(data, 2020, "VSV03")
    assert "dan de vijf andere gemiddeld" in earlier.title
    assert variantie.bijdragen(data, YEAR).claim.n == 5


def test_a_task_that_nobody_knows_the_cost_of(example):
    every = everything(unknown_task(example, "T06", example.vsvs), YEAR, "VSV01")
    sound(every)
    assert every["variantie.waarom"].title.startswith("Uw VSV kostte (zonder Samenwerking in de regio) € ")
    assert "Niet vergeleken, want onbekend: T06." in every["variantie.waarom"].note
    row = every["zekerheid.interval"].rows.set_index("taak").loc["T06"]
    assert row["n"] == 0
    assert row["onbekend_n"] == 6
    assert row[["gemiddeld_ct", "laag_ct", "hoog_ct"]].isna().all()
    shown = every["spreiding.taken"].rows
    assert list(shown.loc[shown["taak"] == "T06", "soort"]) == ["gepubliceerd gemiddelde"]


def test_a_task_that_only_one_knows_is_in_no_comparison(example):
    data = unknown_task(example, "T06", [vsv for vsv in example.vsvs if vsv != "VSV01"])
    table = variantie.verschil_tabel(data, YEAR, "VSV01")
    rows = table.rows.set_index("naam")
    assert "eigen_ct" not in table.counted
    known = rows.loc[~rows["totaal"]]
    assert pd.isna(rows.loc["T06 Samenwerking in de regio", "verschil_ct"])
    assert (
        rows["eigen_ct"].iloc[-1]
        == known["eigen_ct"].sum() - rows.loc["T06 Samenwerking in de regio", "eigen_ct"]
    )


# The rules behind it


def shrunk(before: float, after: float, low: float | None = None, high: float | None = None) -> str:
    words = {
        "kleiner": "krimpt van {van} naar {naar}",
        "groter": "groeit van {van} naar {naar}",
        "gelijk": "blijft {naar}",
        "onbeslist": "niet te zeggen",
        "onbekend": "niets",
    }
    return Claim(
        form="krimp", words=words, estimate=after, low=low, high=high, more={"van": before}, status=ASSUMED
    ).sentence()


@pytest.mark.parametrize(
    ("before", "after", "low", "high", "said"),
    [
        (38_612_345, 24_149_999, None, None, "krimpt van € 386.000 naar € 241.000"),
        (38_612_345, 24_149_999, 20e6, 30e6, "krimpt van € 386.000 naar € 241.000"),
        (38_612_345, 24_149_999, 20e6, 40e6, "niet te zeggen"),
        (24_149_999, 38_612_345, 30e6, 40e6, "groeit van € 241.000 naar € 386.000"),
        (38_612_345, 37_000_000, None, None, "blijft € 370.000"),
        (512_345, 150_000, None, None, "krimpt van € 5.100 naar € 1.500"),
        (170_000_000, 99_900_000, None, None, "krimpt van € 1,7 mln naar € 999.000"),
        (170_000_000, 99_980_000, None, None, "krimpt van € 1,7 mln naar € 1 mln"),
        (0, 0, None, None, "niets"),
    ],
)
def test_a_spread_is_told_in_thousands_and_only_where_one_vsv_cannot_turn_it(before, after, low, high, said):
    assert shrunk(before, after, low, high) == said


def compared(place: FirstPlace, estimate: float = -7_000_000.0, **words: str) -> str:
    every = {
        "meer": "{rond} meer", "minder": "{rond} minder", "gelijk": "gelijk", "onbeslist": "?", "onbekend": "-",
        "eerste": "het meest {eerste}", "samen": "{eersten} het meest", "onzeker": "", **words,
    }  # fmt: skip
    return Claim(
        form="verschil",
        words=every,
        estimate=estimate,
        status=ESTIMATED,
        first=place,
        more={"rond": abs(estimate)},
    ).sentence()


def test_a_difference_names_what_it_consists_of_as_far_as_that_is_steady():
    steady = FirstPlace("uren", 5, True, (), 0.9)
    assert compared(steady) == "€ 70.000 minder; het meest uren"
    assert compared(replace(steady, share_resampled=0.4)) == "€ 70.000 minder"
    moved = replace(steady, stays_without_one=False, challengers=("tarief",))
    assert compared(moved) == "€ 70.000 minder; uren en tarief het meest"
    assert compared(replace(steady, n=2)) == "€ 70.000 minder"
    assert compared(FirstPlace("", 5, False, (), float("nan"))) == "€ 70.000 minder"
    assert compared(steady, 0.0) == "gelijk"


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ({"uren": -96e5, "aandeel": 47e5, "inkoop": -20e5}, "vooral door minder uren (− € 96.000); een groter betaald deel van de uren "
         "(+ € 47.000) maakt het kleiner"),
        ({"aandeel": -66e5, "uren": 43e5}, "vooral door een kleiner betaald deel van de uren (− € 66.000); meer uren (+ € 43.000) maken het kleiner"),
        ({"uren": 50e5, "tarief": -40e5, "aandeel": -30e5}, "ondanks meer uren (+ € 50.000), vooral door een lager uurtarief (− € 40.000)"),
        ({"uren": 50e5, "tarief": 40e5, "inkoop": -2e5}, "vooral door meer uren (+ € 50.000) en een hoger uurtarief (+ € 40.000)"),
        ({"uren": 50e5, "inkoop": -2e5}, "vooral door meer uren (+ € 50.000)"),
    ],
)  # fmt: skip
def test_what_works_against_a_difference_is_never_its_cause(sums, said):
    assert variantie.said_by_drivers({name: int(cents) for name, cents in sums.items()}) == f": {said}"


def test_without_a_difference_there_is_no_cause():
    assert variantie.said_by_drivers({"uren": 100, "tarief": -100}) == ""


def test_the_note_says_whether_what_matters_most_stays(shown):
    assert (
        "Het meest scheelt minder uren, welk ander VSV ook wordt weggelaten."
        in shown["variantie.waarom"].note
    )
    assert (
        "Wat het meest scheelt, hangt af van één ander VSV: met dat VSV ICT-infrastructuur, zonder dat VSV Beheer en bestuurstaken."
        in shown["variantie.per_taak"].note
    )


def test_what_is_not_compared_is_named_up_to_two():
    assert variantie.without([]) == ""
    assert variantie.without(["T10"]) == " (zonder Voorlichting)"
    assert variantie.without(["T10", "T06"]) == " (zonder Voorlichting en Samenwerking in de regio)"
    assert variantie.without(["T10", "T06", "T05"]) == " (zonder 3 taken)"


def test_items_that_a_reader_knows_by_one_name_are_one():
    place = FirstPlace("+T06", 5, False, ("-T06", "+T02", "-T02"), 0.6)
    names = {f"{sign}{task}": task for sign in "+-" for task in ("T06", "T02")}
    assert place.called(names) == FirstPlace("T06", 5, False, ("T02",), 0.6)
    assert replace(place, challengers=("-T06",)).called(names).challengers == ()


def test_counts_up_to_twelve_are_words():
    assert [in_words(n) for n in (0, 1, 5, 12, 13, 71, 1200)] == [
        "nul",
        "één",
        "vijf",
        "twaalf",
        "13",
        "71",
        "1.200",
    ]


@pytest.mark.parametrize("per", ["factor", "taak"])
def test_the_largest_effect_is_that_of_the_comparison_and_stays_when_one_other_is_left_out(example, per):
    costs = example.structural_costs
    for vsv in example.vsvs:
        place = drivers.largest_effect(costs, YEAR, vsv, per=per)
        leaders = []
        for gone in ["", *(other for other in example.vsvs if other != vsv)]:
            effects = drivers.against_group(costs[costs["vsv"] != gone], YEAR)
            mine = effects[effects["vsv"] == vsv]
            sums = (
                mine.set_index("taak")["verschil_ct"]
                if per == "taak"
                else mine[[f"{name}_ct" for name in drivers.DRIVERS]].sum().rename(lambda text: text[:-3])
            ).astype("float64")
            most = sums.abs().idxmax()
            leaders.append(f"{'+' if sums[most] > 0 else '-'}{most}")
        assert place.first == leaders[0]
        assert place.stays_without_one == (set(leaders) == {leaders[0]})
        assert set(place.challengers) == set(leaders[1:]) - {leaders[0]}


def test_the_largest_effect_of_nobody(example):
    assert drivers.largest_effect(example.structural_costs, YEAR, "VSV99").n == 0
    with pytest.raises(ValueError, match="kies uit factor, taak"):
        drivers.largest_effect(example.structural_costs, YEAR, "VSV01", per="jaar")


def test_the_largest_influence_of_each_task(example):
    table = influence.influence(example.structural_costs, YEAR)
    top = influence.largest(table)
    assert top["taak"].is_unique
    assert top["invloed"].abs().is_monotonic_decreasing
    most = table.assign(size=table["invloed"].abs()).groupby("taak")["size"].max()
    assert np.allclose(top["invloed"].abs(), most.reindex(top["taak"]))


def test_lines_of_a_series_are_drawn_apart_with_one_name_in_the_legend(example):
    drawn = svg.figure(betaalbeleid.vsvs(example, YEAR))
    axes = drawn.axes[0]
    assert len(axes.lines) == 6 + 1
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == ["een VSV", "gemiddelde"]


def test_steps_of_a_bridge_are_signed_and_its_ends_are_not(shown):
    bridge = shown["variantie.waarom"]
    assert isinstance(bridge, Bridge)
    assert bridge.beside()[:3] == ["€ 267.777", "− € 96.152", "+ € 47.391"]
    assert "uw VSV € 195.327" in bridge.described()
