"""The exhibits of what came in and what must be mended: what they say, and that their numbers are those of the lines."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests import variants
from tests.exhibit_checks import assert_counted, sound
from vsvanalyse import contracts
from vsvanalyse.contracts import NO_ANSWER, NO_LINES, NOT_READ, NOT_REGISTERED
from vsvanalyse.exhibits import herstel, registratie
from vsvanalyse.exhibits.kinds import OTHER, OWN
from vsvanalyse.overview import registered
from vsvanalyse.process.data import EditionData

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
        "Samenwerken kostte 6 VSV’s in 2021 samen minstens € 1.686.801",
        "Samenwerken kostte uw VSV in 2021 minstens € 234.158",
        "Van de 2.878 uren in 2021 is 26 % niet door uw VSV betaald",
        "Bij 2 van de 204 antwoorden van 6 VSV’s zijn de kosten niet bekend",
        "Bij 2 van de 34 antwoorden van uw VSV zijn de kosten niet bekend",
        "Bij 2 van de 204 antwoorden van 6 VSV’s zijn de kosten niet bekend",
        "In 12 bestanden staan geen fouten",
        "Er zijn geen fouten",
        "Op uw registratie is 1 waarschuwing gevonden",
        "7 waarschuwingen, per regel",
        "Controles, en hoe vaak zij iets vonden",
    ]


def test_without_unknown_costs_a_total_is_no_bound(example):
    one = registratie.kerncijfers_van_vsv(example, "VSV05")
    assert one.title == "Samenwerken kostte uw VSV in 2021 € 473.679"
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
        "Voorlopig: samenwerken kostte uw VSV in 2020 minstens € 256.576. Zonder de regels met 11 fouten (€ 27.000): "
        "samenwerken kostte uw VSV in 2020 minstens € 229.821"
    )
    assert titles(said)[6:] == [
        "In 2 van 6 bestanden staan fouten",
        "16 fouten in 2 bestanden",
        "Op uw registratie zijn 11 fouten en 3 waarschuwingen gevonden",
        "10 waarschuwingen, per regel",
        "Controles, en hoe vaak zij iets vonden",
    ]


def test_the_page_of_a_vsv_without_errors_is_not_provisional(example_with_errors):
    one = registratie.kerncijfers_van_vsv(example_with_errors, "VSV01")
    assert one.title == "Samenwerken kostte uw VSV in 2020 € 222.953"


@pytest.mark.parametrize("edition", ["example", "example_with_errors"])
def test_counted_totals_are_those_of_the_lines(request, edition):
    data = request.getfixturevalue(edition)
    assert_counted(registratie.kerncijfers(data), data)
    for vsv in data.vsvs:
        assert_counted(registratie.kerncijfers_van_vsv(data, vsv), data)


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
    assert list(own["ernst"]) == ["fout"] * 11 + ["waarschuwing"] * 3


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
        "Op uw registratie zijn geen bevindingen gevonden",
        "Er zijn geen waarschuwingen",
    ]


def test_one_two_and_many(example):
    one, two = variants.only(example, [VSV]), variants.only(example, [VSV, "VSV05"])
    assert registratie.kerncijfers(one).title == "Samenwerken kostte 1 VSV in 2021 minstens € 234.158"
    assert registratie.kerncijfers(two).title == "Samenwerken kostte 2 VSV’s in 2021 samen minstens € 707.837"
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
    assert registratie.kerncijfers(late).title == "Samenwerken kostte 5 VSV’s in 2021 samen € 1.452.643"
    assert registratie.kerncijfers_van_vsv(late, VSV).title == (
        "Samenwerken kostte uw VSV in 2020 minstens € 232.919"
    )
    assert sound(registratie.uren(late, VSV, YEAR)).rows.empty
