"""The rules of a sentence: each with a case on both sides, from PRODUCTS of the meeting."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsvanalyse.evidence.claims import ASSUMED, COUNTED, ESTIMATED, Claim, fact
from vsvanalyse.evidence.ranking import FirstPlace
from vsvanalyse.evidence.sentences import RULES, listed, literal, lowered
from vsvanalyse.money import about, format_about, format_range, signed

MILLION = 100_000_000.0
CHANGE = {
    "meer": "Alle voorstellen samen: {bedrag} meer",
    "minder": "Alle voorstellen samen: {bedrag} minder",
    "gelijk": "Alle voorstellen samen veranderen niets",
    "onbeslist": "Of alle voorstellen samen meer of minder kosten, is niet te zeggen: tussen {minder} minder en {meer} meer",
    "onbekend": "Onbekend",
}
AMOUNT = {"zo": "{bedrag} in 2035", "onbekend": "Hoeveel, is uit {n} pilots niet te zeggen"}
MONEY = {
    "meer": "In 2027 {bedrag} te kort",
    "minder": "In 2027 {bedrag} over",
    "gelijk": "In 2027 precies genoeg",
    "onbeslist": "Of het genoeg is, is niet te zeggen: tussen {minder} over en {meer} te kort",
    "onbekend": "Onbekend",
    "geen_geld": "Voor nieuwe taken is {bedrag} nodig",
}
RANKED = {
    "eerste": "{eerste} verklaart het meest",
    "samen": "{eersten} verklaren samen het meeste; wie eerste is, hangt af van één VSV",
    "onzeker": "Wat het meest verklaart, is met {n} VSV's niet te zeggen",
    "geen": "Er is niets om te verdelen",
}


def change(estimate: float | None, low: float | None = None, high: float | None = None, **more) -> str:
    return Claim(
        form="verschil",
        words=CHANGE,
        estimate=estimate,
        low=low,
        high=high,
        level=0.95,
        status=ESTIMATED,
        **more,
    ).sentence()


def test_zero_inside_the_interval_tells_no_difference():
    text = change(-900_000, -3.0 * MILLION, 3.0 * MILLION)
    assert (
        text
        == "Of alle voorstellen samen meer of minder kosten, is niet te zeggen: tussen € 3 mln minder en € 3 mln meer"
    )


def test_zero_outside_the_interval_tells_it_rounded():
    assert (
        change(-5.5 * MILLION, -7 * MILLION, -4 * MILLION)
        == "Alle voorstellen samen: ongeveer € 5,5 mln minder"
    )
    assert (
        change(5.5 * MILLION, 4 * MILLION, 7 * MILLION) == "Alle voorstellen samen: ongeveer € 5,5 mln meer"
    )


@pytest.mark.parametrize(("low", "high"), [(0, MILLION), (-MILLION, 0)])
def test_zero_at_the_end_of_the_interval_is_inside(low, high):
    assert "is niet te zeggen" in change(MILLION / 2, low, high)
    assert "niets" in change(MILLION / 2, low, high)


def test_no_difference_at_all_and_unknown():
    assert change(0) == "Alle voorstellen samen veranderen niets"
    assert change(None) == change(math.nan) == "Onbekend"


def test_estimate_is_rounded_to_what_its_interval_bears_and_counted_is_exact():
    estimated = Claim(
        form="bedrag",
        words=AMOUNT,
        estimate=33.915897 * MILLION,
        low=20 * MILLION,
        high=48 * MILLION,
        level=0.95,
        status=ESTIMATED,
    )
    assert estimated.sentence() == "ongeveer € 34 mln (€ 20 tot 48 mln) in 2035"
    counted = Claim(
        form="bedrag",
        words={**AMOUNT, "zo": "{bedrag} geregistreerd in 2021"},
        estimate=19_771_500,
        status=COUNTED,
    )
    assert counted.sentence() == "€ 197.715 geregistreerd in 2021"


def test_interval_that_says_nothing_leaves_the_number_out():
    wild = Claim(
        form="bedrag",
        words=AMOUNT,
        estimate=MILLION,
        low=-30 * MILLION,
        high=30 * MILLION,
        level=0.95,
        n=2,
        status=ESTIMATED,
    )
    assert wild.sentence() == "Hoeveel, is uit 2 pilots niet te zeggen"
    assert not wild.tells


def money(estimate: float, low: float, high: float, given_ct: float) -> str:
    return Claim(
        form="saldo", words=MONEY, estimate=estimate, low=low, high=high, level=0.95, status=ESTIMATED, more={"geld": given_ct}
    ).sentence()  # fmt: skip


def test_gap_only_where_money_is_modelled_and_the_interval_misses_zero():
    assert money(0.3 * MILLION, -6.1 * MILLION, 6.5 * MILLION, 16 * MILLION) == (
        "Of het genoeg is, is niet te zeggen: tussen € 6,1 mln over en € 6,5 mln te kort"
    )
    short = money(4 * MILLION, 2 * MILLION, 6 * MILLION, 16 * MILLION)
    assert short == "In 2027 ongeveer € 4 mln (€ 2 tot 6 mln) te kort"
    left = money(-4 * MILLION, -6 * MILLION, -2 * MILLION, 16 * MILLION)
    assert left == "In 2027 ongeveer € 4 mln (€ 2 tot 6 mln) over"
    assert money(0, 0, 0, 16 * MILLION) == "In 2027 precies genoeg"
    assert (
        money(4 * MILLION, 2 * MILLION, 6 * MILLION, 0)
        == "Voor nieuwe taken is ongeveer € 4 mln (€ 2 tot 6 mln) nodig"
    )
    assert money(1 * MILLION, -30 * MILLION, 32 * MILLION, 0) == "Onbekend"


def divided(**outcomes: float) -> str:
    words = {
        "zo": "Dat hangt af van de verdeling: {uitkomsten}",
        "een": "{Uitkomst}",
        "over": "bij {naam} houdt u {bedrag} over",
        "kort": "bij {naam} komt er {bedrag} te kort",
        "precies": "bij {naam} is er precies genoeg",
        "geen": "Er is geen geld",
    }
    return Claim(form="saldi", words=words, status=ASSUMED, more=outcomes).sentence()


def test_every_way_of_dividing_is_told_and_of_many_the_two_ends():
    assert divided(hoofd=-5_012_300, deel=3_287_000) == (
        "Dat hangt af van de verdeling: bij hoofd houdt u ongeveer € 50.000 over, bij deel komt er ongeveer € 33.000 te kort"
    )
    assert divided(hoofd=0) == "Bij hoofd is er precies genoeg"
    assert divided() == "Er is geen geld"
    assert divided(a=100, b=-900_000, c=4_000_000, d=7) == (
        "Dat hangt af van de verdeling: bij b houdt u ongeveer € 9.000 over, bij c komt er ongeveer € 40.000 te kort"
    )


def ranked(first: FirstPlace | None) -> str:
    n = first.n if first else 0
    return Claim(
        form="eerste", words=RANKED, first=first, estimate=0.38, unit="aandeel", n=n, status=ESTIMATED
    ).sentence()


def test_first_is_named_only_when_it_stays_first():
    assert (
        ranked(FirstPlace("Het betaalde deel", 6, True, (), 0.9)) == "Het betaalde deel verklaart het meest"
    )
    unsteady = FirstPlace("Betaald deel", 6, False, ("aantal uren",), 0.6)
    assert (
        ranked(unsteady)
        == "Betaald deel en aantal uren verklaren samen het meeste; wie eerste is, hangt af van één VSV"
    )
    assert ranked(FirstPlace("", 6, False, ("a", "b"), math.nan)).startswith("A en b verklaren samen")
    assert ranked(None) == ranked(FirstPlace("", 0, False, (), math.nan)) == "Er is niets om te verdelen"


def test_first_that_is_seldom_first_in_resamples_or_of_too_few_cannot_be_told():
    assert (
        ranked(FirstPlace("a", 6, True, (), 0.4)) == "Wat het meest verklaart, is met 6 VSV's niet te zeggen"
    )
    assert (
        ranked(FirstPlace("a", 2, False, (), math.nan))
        == "Wat het meest verklaart, is met 2 VSV's niet te zeggen"
    )
    assert FirstPlace("T02", 6, True, ("T03",), 0.9).called({"T02": "Bestuur"}).first == "Bestuur"


SHRINK = {
    "kleiner": "Met één tariefkaart krimpt het verschil tussen hoog en laag van {van} naar {naar}",
    "groter": "Met één tariefkaart groeit het verschil van {van} naar {naar}",
    "gelijk": "Met één tariefkaart blijft het verschil tussen hoog en laag ongeveer {van}",
    "onbeslist": "Of het verschil krimpt, hangt af van één VSV",
    "onbekend": "Er is geen verschil",
}


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (
            241_000_00,
            "Met één tariefkaart krimpt het verschil tussen hoog en laag van € 390.000 naar € 240.000",
        ),
        (500_000_00, "Met één tariefkaart groeit het verschil van € 390.000 naar € 500.000"),
        (380_000_00, "Met één tariefkaart blijft het verschil tussen hoog en laag ongeveer € 390.000"),
        (None, "Er is geen verschil"),
    ],
)
def test_spread_is_told_in_euros(to, said):
    assert (
        Claim(form="krimp", words=SHRINK, estimate=to, more={"van": 386_000_00}, status=ESTIMATED).sentence()
        == said
    )


CHOICE = {
    "zo": "Volgens het voorstel is {bedrag} van {totaal} een nieuwe taak; streng gerekend {laag}, ruim gerekend {hoog}",
    "gelijk": "Van {totaal} is {bedrag} een nieuwe taak",
    "onbekend": "Onbekend",
}


def test_choice_has_a_range_and_is_exact_where_counted():
    claim = Claim(
        form="keuze",
        words=CHOICE,
        estimate=7_094_300,
        low=3_193_800,
        high=9_137_700,
        more={"totaal": 9_274_100},
        status=COUNTED,
    )
    assert claim.sentence() == (
        "Volgens het voorstel is € 70.943 van € 92.741 een nieuwe taak; streng gerekend € 31.938, ruim gerekend € 91.377"
    )
    same = Claim(
        form="keuze",
        words=CHOICE,
        estimate=7_094_300,
        low=7_094_300,
        high=7_094_300,
        more={"totaal": 9_274_100},
    )
    assert same.sentence() == "Van € 92.741 is € 70.943 een nieuwe taak"
    assumed = Claim(
        form="keuze",
        words=CHOICE,
        estimate=7_094_300,
        low=3_193_800,
        high=9_137_700,
        more={"totaal": 9_274_100},
        status=ASSUMED,
    )
    assert "ongeveer € 71.000" in assumed.sentence()


@pytest.mark.parametrize(
    ("low", "estimate", "high", "said"),
    [
        (9_071_800, 17_818_900, 23_826_700, "is ongeveer € 180.000 van € 0 een nieuwe taak; streng gerekend € 90.000, ruim gerekend € 240.000"),
        (310_000, 17_818_900, 23_826_700, "is ongeveer € 180.000 van € 0 een nieuwe taak; streng gerekend € 3.100, ruim gerekend € 240.000"),
    ],
)  # fmt: skip
def test_what_a_choice_can_come_to_is_rounded_in_one_way(low, estimate, high, said):
    """But never to nothing what is not nothing."""
    claim = Claim(
        form="keuze", words=CHOICE, estimate=estimate, low=low, high=high, more={"totaal": 0}, status=ASSUMED
    )
    assert claim.sentence().endswith(said)


def test_count_of_how_many():
    words = {"zo": "Bij {k} van de {van} taken", "geen": "Bij geen taak", "onbekend": "Er zijn geen taken"}
    assert (
        Claim(form="aantal", words=words, estimate=3, more={"van": 17}, unit="aantal").sentence()
        == "Bij 3 van de 17 taken"
    )
    assert (
        Claim(form="aantal", words=words, estimate=0, more={"van": 17}, unit="aantal").sentence()
        == "Bij geen taak"
    )
    assert Claim(form="aantal", words=words, estimate=0, unit="aantal").sentence() == "Er zijn geen taken"


AHEAD = {
    "eerste": "Over {eerste} scheelt laag of hoog het meest: {bedrag}",
    "samen": "Over {eersten} scheelt laag of hoog het meest; geen ervan springt eruit",
    "geen": "Niets is onzeker",
}


def test_what_moves_most_is_named_alone_only_when_it_is_far_ahead():
    def ahead(**more: float) -> str:
        named = {name: value * MILLION for name, value in more.items()}
        return Claim(form="voorop", words=AHEAD, more=named, status=ASSUMED).sentence()

    assert ahead(ict=5.04, tarief=11.2) == "Over tarief scheelt laag of hoog het meest: ongeveer € 11 mln"
    assert ahead(ict=1.0) == "Over ict scheelt laag of hoog het meest: ongeveer € 1 mln"
    near = ahead(ict=5.7, a=1, tarief=11.2, mdo=6, audit=11.1)
    assert near == "Over tarief, audit en mdo scheelt laag of hoog het meest; geen ervan springt eruit"
    assert ahead() == "Niets is onzeker"


ENOUGH = {
    "zo": "{bedrag} was in {voorstel} van 100 nagebootste landen genoeg, ruim gerekend in {ruim}",
    "zeker": "Nieuwe taken kosten {bedrag}; daaraan is niets onzeker",
    "onbekend": "Welk budget genoeg is, is niet te zeggen",
}


def test_budget_is_told_by_imitated_countries_and_never_as_a_chance():
    def enough(estimate: float | None, **more) -> str:
        return Claim(form="genoeg", words=ENOUGH, estimate=estimate, **more).sentence()

    drawn = {"low": 10 * MILLION, "high": 22 * MILLION, "level": 0.95, "status": ESTIMATED}
    tried = enough(18 * MILLION, **drawn, more={"voorstel": 77.6, "ruim": 30})
    assert tried == "€ 18 mln was in 78 van 100 nagebootste landen genoeg, ruim gerekend in 30"
    assert enough(12.5 * MILLION) == "Nieuwe taken kosten € 12.500.000; daaraan is niets onzeker"
    assert enough(None) == "Welk budget genoeg is, is niet te zeggen"
    wild = {**drawn, "low": -400 * MILLION, "high": 400 * MILLION, "more": {"voorstel": 80, "ruim": 30}}
    assert enough(18 * MILLION, **wild) == "Welk budget genoeg is, is niet te zeggen"


def test_how_much_less_is_told_without_signs_and_the_words_of_others_are_left_alone():
    words = {**CHANGE, "minder": f"{literal('{a} of {b}')}: {{bedrag}} minder ({{bereik}})"}
    less = Claim(
        form="verschil", words=words, estimate=-5.5 * MILLION, low=-9.8 * MILLION, high=-1.2 * MILLION,
        level=0.95, status=ESTIMATED,
    )  # fmt: skip
    assert less.sentence() == "{a} of {b}: ongeveer € 5,5 mln minder (€ 1,2 tot 9,8 mln)"


def test_while_errors_stand_both_are_said():
    claim = Claim(
        form="bedrag", words={"zo": "Samenwerken kostte {bedrag}", "onbekend": ""}, estimate=20_000_00
    )
    clean = Claim(
        form="bedrag", words={"zo": "Samenwerken kostte {bedrag}", "onbekend": ""}, estimate=18_000_00
    )
    assert claim.until_mended(2, 1.7 * MILLION, clean).sentence() == (
        "Voorlopig: samenwerken kostte € 20.000. Zonder de regels met 2 fouten (€ 1,7 mln): samenwerken kostte € 18.000"
    )
    assert (
        claim.until_mended(1, 0, claim).sentence()
        == "Voorlopig: samenwerken kostte € 20.000. Zonder de regels met 1 fout: hetzelfde"
    )


def test_capital_of_an_abbreviation_stays():
    assert [lowered(text) for text in ("Samenwerken", "VSV01 kost", "Of het", "€ 3")] == [
        "samenwerken",
        "VSV01 kost",
        "of het",
        "€ 3",
    ]
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b en c"
    assert signed(25_000) == "+ € 250"
    assert signed(-25_000) == "− € 250"


@pytest.mark.parametrize("form", RULES)
def test_every_rule_asks_for_its_words(form):
    with pytest.raises(ValueError, match="mist woorden"):
        Claim(form=form, words={})


def test_unknown_form_and_status_are_refused():
    with pytest.raises(ValueError, match="onbekende vorm"):
        Claim(form="gedicht", words={})
    with pytest.raises(ValueError, match="onbekende status"):
        Claim(form="feit", words={"zo": "x"}, status="misschien")


@given(
    st.floats(min_value=-1e13, max_value=1e13),
    st.floats(min_value=0, max_value=1e12),
    st.floats(min_value=0, max_value=1e12),
)
def test_no_title_states_a_difference_that_the_interval_does_not_bear(estimate, below, above):
    low, high = estimate - below, estimate + above
    text = change(estimate, low, high)
    if low <= 0 <= high and low < high:
        assert "is niet te zeggen" in text
    else:
        assert "niet te zeggen" not in text


@given(st.floats(min_value=1, max_value=1e13))
def test_rounding_keeps_two_digits(value):
    assert abs(about(value) / value - 1) <= 0.051
    digits = f"{about(value):.0f}".rstrip("0")
    assert len(digits) <= 2 or about(value) < 10
    assert "," not in format_about(value) or "mln" in format_about(value)


def test_ranges_are_written_once():
    assert format_range(20 * MILLION, 48 * MILLION) == "€ 20 tot 48 mln"
    assert format_range(-6.1 * MILLION, 6.5 * MILLION) == "− € 6,1 mln tot € 6,5 mln"
    assert format_range(170_000_00, 340_000_00) == "€ 170.000 tot 340.000"
    assert format_range(8.1 * MILLION, 28 * MILLION) == "€ 8 tot 28 mln"
    assert format_range(94_000_00, 190_000_00) == "€ 90.000 tot 190.000"
    assert format_range(950_000_00, 2.5 * MILLION) == "€ 1 tot 2,5 mln"
    assert format_range(0, 0) == format_range(0, 10) == "€ 0"


def test_a_claim_survives_being_written_down():
    claim = Claim(
        form="eerste", words=RANKED, first=FirstPlace("a", 6, False, ("b",), 0.6), estimate=0.4, n=6
    ).until_mended(1, 5, fact("x"))
    again = Claim.from_dict(json.loads(json.dumps(claim.to_dict())))
    assert again == claim
    assert again.sentence() == claim.to_dict()["sentence"]


def test_an_interval_of_which_an_end_is_unknown_is_none():
    half = Claim(form="bedrag", words=AMOUNT, estimate=MILLION, low=MILLION, high=math.nan, level=0.95)
    assert half.level is None
    assert half.exact
