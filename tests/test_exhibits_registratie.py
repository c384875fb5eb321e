"""The exhibits of what came in and what must be mended: what they say, and that their numbers are those of the lines."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests import variants
from tests.exhibit_checks import assert_counted, sound
from vsvanalyse import contracts
from vsvanalyse.contracts import NO_ANSWER, NO_LINES, NOT_READ, NOT_REGISTERED
from vsvanalyse.exhibits import eigen, herstel, registratie, scheiding, spreiding, variantie, vragen
from vsvanalyse.exhibits.kinds import OTHER, OWN
from vsvanalyse.overview import registered
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import FEDERATION, release
from vsvanalyse.render import html

VSV, YEAR = "VSV02", 2021


def everything(data: EditionData, vsv: str, year: int) -> list:
    return [
        registratie.kerncijfers(data), registratie.kerncijfers_van_vsv(data, vsv), registratie.uren(data, vsv, year),
        registratie.volledigheid(data), registratie.volledigheid(data, vsv), registratie.antwoorden(data),
        herstel.bestanden(data), herstel.fouten(data), herstel.bevindingen(data, vsv), herstel.waarschuwingen(data),
        herstel.controles(data),
    ]  # fmt: skip


def titles(exhibits: list) -> list[str]:
    return [one.title for one in exhibits]


def test_sentences_on_the_example(example):
    assert titles([sound(one) for one in everything(example, VSV, YEAR)]) == [
        "Samenwerken kostte 6 VSV’s in 2021 samen minstens € 1.521.866 structureel, en € 164.935 eenmalig",
        "Samenwerken kostte uw VSV in 2021 minstens € 198.426 structureel, en € 35.732 eenmalig",
        "Van de 2.878 uren in 2021 is 26 % niet door uw VSV betaald",
        "Bij 2 van de 204 antwoorden van 6 VSV’s zijn de kosten niet bekend",
        "Bij 2 van de 34 antwoorden van uw VSV zijn de kosten niet bekend",
        "Bij 2 van de 204 antwoorden van 6 VSV’s zijn de kosten niet bekend",
        "Geen van de 12 bestanden heeft fouten",
        "Er zijn geen fouten",
        "In uw registratie staat 1 waarschuwing; van Voorlichting (T10) ontbreken de kosten",
        "7 waarschuwingen, per regel",
        "Controles, en hoe vaak zij iets vonden",
    ]


def test_without_unknown_costs_a_total_is_no_bound(example):
    one = registratie.kerncijfers_van_vsv(example, "VSV05")
    assert one.title == "Samenwerken kostte uw VSV in 2021 € 473.679 structureel, en niets eenmalig"
    assert "laag_ct" not in one.columns
    assert registratie.volledigheid(example, "VSV05").title == (
        "Bij alle 34 antwoorden van uw VSV zijn de kosten bekend"
    )
    assert registratie.uren(example, "VSV05", YEAR).title == "Uw VSV betaalde alle 3.943 uren in 2021"


def test_with_errors_every_sentence_is_provisional(example_with_errors):
    said = [sound(one) for one in everything(example_with_errors, VSV, 2020)]
    numbers = [one.title for one in said if one.claim.form != "feit"]
    assert len(numbers) == 6
    assert all(title.startswith("Voorlopig: ") for title in numbers)
    assert numbers[1] == (
        "Voorlopig: samenwerken kostte uw VSV in 2020 minstens € 220.389 structureel, en minstens € 36.187 eenmalig. Zonder de regels met 11 fouten (€ 27.000): "
        "samenwerken kostte uw VSV in 2020 minstens € 193.634 structureel, en minstens € 36.187 eenmalig"
    )
    assert titles(said)[6:] == [
        "2 van de 6 bestanden hebben fouten",
        "16 fouten in 2 bestanden",
        "In uw registratie staan 11 fouten en 3 waarschuwingen; van 5 taken ontbreken de kosten",
        "10 waarschuwingen, per regel",
        "Controles, en hoe vaak zij iets vonden",
    ]


def test_the_page_of_a_vsv_without_errors_is_not_provisional(example_with_errors):
    one = registratie.kerncijfers_van_vsv(example_with_errors, "VSV01")
    assert one.title == "Samenwerken kostte uw VSV in 2020 € 195.674 structureel, en € 27.279 eenmalig"


@pytest.mark.parametrize("edition", ["example", "example_with_errors"])
def test_counted_totals_are_those_of_the_lines(request, edition):
    data = request.getfixturevalue(edition)
    assert_counted(registratie.kerncijfers(data), data)
    for vsv in data.vsvs:
        assert_counted(registratie.kerncijfers_van_vsv(data, vsv), data)


def test_own_cost_beside_the_others_is_told_over_the_same_tasks(example):
    for vsv in example.vsvs:
        total = sound(eigen.kosten_tabel(example, vsv, YEAR)).rows.iloc[-1]
        bridge = variantie.waarom(example, YEAR, vsv).rows["bedrag_ct"]
        assert (total["bedrag_ct"], total["gemiddeld_ct"]) == (
            bridge.iloc[-1],
            pytest.approx(bridge.iloc[0], abs=1),
        )
    one = eigen.kosten_tabel(example, VSV, YEAR)
    assert one.title == (
        "Samenwerken kostte uw VSV in 2021 minstens € 198.426 structureel, zoals geregistreerd; volgens het voorstel is daarvan "
        "minstens € 144.340 een nieuwe taak, streng gerekend minstens € 75.655, "
        "ruim gerekend minstens € 186.257"
    )
    assert one.note.endswith(
        "Het totaal van de anderen is zonder T10, zodat het met het uwe te vergelijken is."
    )
    assert "minstens" not in eigen.kosten_tabel(example, "VSV05", YEAR).title
    assert "u € 43.798" in set(sound(eigen.kosten(example, VSV, YEAR)).rows["tekst"])


def test_hours_are_those_of_the_lines(example):
    one = registratie.uren(example, VSV, YEAR)
    lines = example.counting_lines
    mine = lines[(lines["vsv"] == VSV) & (lines["boekjaar"] == YEAR) & (lines["kostensoort"] == "uren")]
    assert one.rows["uren"].sum() == pytest.approx(mine["uren"].sum())
    assert one.rows["bedrag_ct"].sum() == mine["bedrag_ct"].sum()
    paid = one.rows["vergoeding"] == "betaald"
    assert one.rows.loc[~paid, "schaduw_ct"].sum() == mine["schaduw_ct"].sum() > 0
    assert not one.rows.loc[paid, "schaduw_ct"].any()
    assert "€ 70.333" in one.note


def test_bounds_hold_what_was_read(example):
    rows = registratie.kerncijfers(example).rows
    assert (rows["laag_ct"] >= rows["bedrag_ct"]).all()
    assert (rows["hoog_ct"] >= rows["laag_ct"]).all()
    assert list(rows["n_onbekend"]) == [1, 1]


def test_nobody_knows_a_task_so_there_is_no_upper_bound(example):
    one = sound(registratie.kerncijfers(variants.unknown_task(example, "T10")))
    assert one.rows["hoog_ct"].isna().all()
    assert set(one.text("hoog_ct")) == {"–"}


def test_every_answer_has_its_own_sign():
    known = {"geregistreerd", "nul", "n.v.t.", NOT_REGISTERED, NOT_READ, NO_LINES, NO_ANSWER}
    assert set(registratie.SIGN) == set(registratie.MEANING) == known >= set(contracts.UNKNOWN)
    assert len(set(registratie.SIGN.values())) == len(known) == len(set(registratie.ANSWER_STYLE.values()))


def test_an_answer_without_lines_is_not_shown_as_registered(example):
    status = example.taakkosten
    mine = (status["vsv"] == VSV) & (status["taak"] == "T03")
    changed = dataclasses.replace(
        example, taakkosten=status.assign(onbekend=status["onbekend"].mask(mine, NO_LINES))
    )
    rows = registratie.volledigheid(changed, VSV).rows
    assert set(rows.loc[rows["taak"] == "T03", "antwoord"]) == {NO_LINES}


def test_lines_without_an_answer_are_known_costs(example):
    told = registered.answers(example.taakkosten).set_index(["vsv", "boekjaar", "taak"])
    assert tuple(told.loc[("VSV06", 2021, "T16")]) == (NO_ANSWER, False)
    one = registratie.volledigheid(example)
    assert one.note == (
        "Bij ? ontbreken kosten. Bij ! staat geen antwoord; staan er toch kosten, dan tellen die."
    )


def test_answers_per_task_count_every_registration_once(example, example_with_errors):
    for data in (example, example_with_errors):
        rows = registratie.antwoorden(data).rows
        registrations = len(data.taakkosten[["vsv", "boekjaar"]].drop_duplicates())
        assert set(rows.groupby("taak")["aantal"].sum()) == {registrations}
        assert list(dict.fromkeys(rows["antwoord"])) == [
            meaning for meaning in registratie.MEANING.values() if meaning in set(rows["antwoord"])
        ]


def test_whose_rows_are(example):
    assert set(registratie.volledigheid(example).rows["wie"]) == {OTHER}
    for one in (registratie.volledigheid(example, VSV), registratie.uren(example, VSV, YEAR)):
        assert set(one.rows["wie"]) == {OWN}
        assert set(one.rows["vsv"]) == {VSV} == {one.subject}


def test_findings_are_listed_up_to_a_number(example_with_errors):
    one = herstel.fouten(example_with_errors, 3)
    assert len(one.rows) == 3
    assert one.note == "De eerste 3 van 16; de lijst met alle bevindingen heeft ze allemaal."
    assert herstel.fouten(example_with_errors).note == ""
    own = herstel.bevindingen(example_with_errors, VSV).rows
    assert list(own["ernst"]) == ["onbekend"] * 5 + ["fout"] * 11 + ["waarschuwing"] * 3
    assert own["uitleg"].iloc[0] == "Beheer en bestuurstaken (T02): kosten die niet te lezen zijn in 2020"


def test_tasks_without_costs_come_first_among_what_a_vsv_has_to_mend(example):
    first = herstel.bevindingen(example, VSV).rows.iloc[0]
    assert first["uitleg"] == "Voorlichting (T10): gedaan, maar zonder kosten in 2020 en 2021"
    assert first["bestand"] == "VSV02_2020.xlsx, VSV02_2021.xlsx"
    assert first["wat_te_doen"] == "Vul de kosten in, of antwoord n.v.t. of nul."
    assert set(contracts.UNKNOWN) == set(herstel._MISSING)
    assert "onbekend" not in set(herstel.bevindingen(example, "VSV05").rows["ernst"])


def test_errors_in_files_are_said_of_one_some_and_none(example, example_with_errors):
    assert herstel.bestanden(variants.only(example_with_errors, [VSV])).rows["fouten"].gt(0).any()
    assert herstel._files(0, 1) == "Het enige bestand heeft geen fouten"
    assert herstel._files(1, 3) == "1 van de 3 bestanden heeft fouten"


def test_a_check_that_could_not_be_done_has_no_count(example):
    rows = herstel.controles(example).rows.set_index("regel")
    assert pd.isna(rows.loc["B09", "aantal"])
    assert rows.loc["B09", "toelichting"] == "deze editie is zelf verzonnen"
    assert rows.loc["G01", "aantal"] == 3


def test_files_say_whose_they_are(example):
    rows = herstel.bestanden(example).rows
    assert all(file.startswith(vsv) for file, vsv in zip(rows["bestand"], rows["vsv"], strict=True))
    assert rows["gelezen_ct"].sum() == example.registratieregels["bedrag_ct"].sum()


def test_without_registrations_nothing_is_drawn_and_the_title_says_why(example):
    nobody = variants.only(example, [])
    said = [sound(one) for one in everything(nobody, VSV, YEAR)]
    assert all(one.claim.form == "feit" for one in said)
    assert [one.title for one in said if one.rows.empty] == [
        "Er zijn geen registraties die meetellen",
        "Uw VSV heeft geen registratie die meetelt",
        "Van uw VSV zijn er geen uren over 2021",
        "Er zijn geen antwoorden van VSV’s die meetellen",
        "Er zijn geen antwoorden van uw VSV die meetellen",
        "Er zijn geen antwoorden van VSV’s die meetellen",
        "Er zijn geen bestanden",
        "Er zijn geen fouten",
        "In uw registratie staan geen fouten en geen waarschuwingen",
        "Er zijn geen waarschuwingen",
    ]


def test_one_two_and_many(example):
    one, two = variants.only(example, [VSV]), variants.only(example, [VSV, "VSV05"])
    assert (
        registratie.kerncijfers(one).title
        == "Samenwerken kostte 1 VSV in 2021 minstens € 198.426 structureel, en € 35.732 eenmalig"
    )
    assert (
        registratie.kerncijfers(two).title
        == "Samenwerken kostte 2 VSV’s in 2021 samen minstens € 672.105 structureel, en € 35.732 eenmalig"
    )
    country = variants.many(example, 71)
    for data in (one, two, country):
        assert_counted(registratie.kerncijfers(data), data)
        for each in everything(data, VSV, YEAR):
            if each.id != "registratie.volledigheid":
                sound(each)
    assert registratie.kerncijfers(country).claim.n == 71
    assert registratie.volledigheid(country).title == (
        "Bij 24 van de 2.414 antwoorden van 71 VSV’s zijn de kosten niet bekend"
    )


def test_a_vsv_that_is_not_in_the_last_year(example):
    late = variants.without_year(example, VSV, YEAR)
    assert (
        registratie.kerncijfers(late).title
        == "Samenwerken kostte 5 VSV’s in 2021 samen € 1.323.440 structureel, en € 129.203 eenmalig"
    )
    assert registratie.kerncijfers_van_vsv(late, VSV).title == (
        "Samenwerken kostte uw VSV in 2020 minstens € 196.541 structureel, en € 36.377 eenmalig"
    )
    assert sound(registratie.uren(late, VSV, YEAR)).rows.empty


# What is to be decided, and what is asked


def test_cards_plead_for_and_against_the_proposal_and_name_the_payer(example):
    rows = scheiding.kaarten(example).rows.set_index("waarover")
    part, whole = rows.loc["S19 ICT-infrastructuur"], rows.loc["S02 Beheer en bestuurstaken"]
    assert (part["voorstel"], whole["voorstel"]) == ("50 %", "100 %")
    assert (
        part["voorstel_omdat"]
        == "Een eigen systeem hoort bij de praktijk; gegevens delen tussen partners is nieuw"
    )
    assert part["daartegen"] == "Niet geteld; ook 0 % of 100 % is te verdedigen"
    assert whole["voorstel_omdat"] == "Besturen van het VSV ligt bij geen enkele praktijk"
    assert whole["daartegen"] == "Overhead wordt geacht in de tarieven te zitten"
    assert rows.loc["S03 Beheer en bestuurstaken, igo-overhead", "daartegen"] == "Ook 50 % is te verdedigen"
    assert rows.loc["S13 Risico-inschatting", "betaalt_nu"] == "Gemeente, RIVM of subsidie"


def test_every_card_has_its_amount_where_no_vsv_may_be_seen(example):
    """A rule of few is told with one that counts alike, and stands where both together belong by size."""
    seen = release(scheiding.kaarten(example), example, FEDERATION).exhibit.rows
    assert seen["waarover"].tolist() == [
        "S02 Beheer en bestuurstaken en S17 Multidisciplinair overleg (MDO)",
        "S19 ICT-infrastructuur",
        "S20 Calamiteiten en perinatale audit",
        "S13 Risico-inschatting",
        "S11 Voorlichting",
    ]
    assert seen["swing_ct"].notna().all()
    assert seen["swing_ct"].is_monotonic_decreasing


def test_a_vsv_is_shown_the_rules_of_its_cards(example):
    short, cards = scheiding.inzet(example, VSV, YEAR), scheiding.kaarten_van_vsv(example, VSV, YEAR)
    named = [f"{code} {name}" for code, name in zip(short.rows["regel"], short.rows["waarover"], strict=True)]
    assert named == cards.rows["waarover"].tolist()
    assert short.rows["swing_ct"].tolist() == cards.rows["swing_ct"].tolist()


def test_on_a_phone_each_cell_of_a_card_has_its_heading(example):
    page = html.show(scheiding.kaarten(example))
    assert '<table class="kaarten">' in page
    assert page.count('data-kop="Daartegen pleit"') == len(scheiding.kaarten(example).rows)
    assert "data-kop" not in html.show(scheiding.regels(example))


def test_what_is_asked_names_the_task_and_asks_for_agreement_once(example):
    told = vragen.aan_vsv(example, "VSV03").rows["tekst"].tolist()
    assert sum("Akkoord" in text for text in told) == 1
    assert any(
        text.startswith(
            "VSV03_2020.xlsx Volledigheid B17: T13 Zwangeren in kwetsbare situatie kost € 1.264. "
        )
        for text in told
    )


def test_a_board_reads_no_p_value(example):
    assert "p-waarde" not in spreiding.gemiddelde(example).note
    assert "p-waarde" in spreiding.taken(example, YEAR).note
