"""The head of a page, its notices and its assumptions."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests import variants
from tests.exhibit_checks import sound
from vsvanalyse.edition import Edition
from vsvanalyse.exhibits import stand
from vsvanalyse.exhibits.kinds import GROUP, OWN, Text
from vsvanalyse.intake.findings import Finding, to_table
from vsvanalyse.process.data import EditionData

VSV = "VSV02"
MADE_UP = (
    "verzonnen",
    "Verzonnen voorbeeld: de cijfers op deze pagina zijn niet van een bestaand VSV.",
)


def told(one: Text) -> list[tuple[str, str]]:
    sound(one)
    return list(zip(one.rows["soort"], one.rows["tekst"], strict=True))


def described(data: EditionData, **changes: object) -> EditionData:
    edition = Edition.model_validate({**data.edition.model_dump(), **changes})
    return dataclasses.replace(data, edition=edition)


def test_head_of_the_group(example):
    assert told(stand.kop(example)) == [
        MADE_UP,
        ("kop", "Voorbeeldeditie, registraties over 2020 en 2021. Gemiddelden gaan over de pilotgroep van 6 VSV’s."),
        ("kop", "Bedragen staan in de prijzen waarin zij zijn geregistreerd; waar zij met andere prijzen worden vergeleken geldt prijspeil "
                "2021. Een gemiddelde over 2020 en 2021 is nominaal: de jaren zijn niet naar één prijspeil gebracht."),
        ("kop", "Verzonnen voorbeeld: het gemiddelde van de pilots is de gepubliceerde tabel, tot op de cent."),
    ]  # fmt: skip
    assert (stand.kop(example).rows["n"] == 6).all()
    assert set(stand.kop(example).rows["wie"]) == {GROUP}


def test_head_of_a_vsv_says_who_it_is_and_whether_its_board_agreed(example, example_with_errors):
    assert told(stand.kop(example, VSV))[1:4] == [
        ("titel", "Voorbeeld-VSV Rivierenhof"),
        ("kop", "VSV-code VSV02."),
        ("kop", "Akkoord van het bestuur: 2020 op 15-02-2021 en 2021 op 15-02-2022."),
    ]
    assert stand.kop(example, VSV).subject == VSV
    assert set(stand.kop(example, VSV).rows["wie"]) == {OWN}
    assert "Akkoord van het bestuur: 2020 nog niet bevestigd." in stand.kop(example_with_errors, VSV).rows["tekst"].tolist()  # fmt: skip


def test_one_year_is_not_a_mean_over_years_and_a_scenario_says_its_own_prices(example, example_with_errors):
    assert "nominaal" not in " ".join(stand.kop(example_with_errors).rows["tekst"])
    assert "prijspeil" not in " ".join(stand.kop(example, priced=False).rows["tekst"])


def test_head_says_who_was_left_out_and_names_no_others_to_one_vsv(example):
    one, two = example.without(["VSV05"]), example.without(["VSV05", "VSV06"])
    assert ("let-op", "VSV05 is op verzoek weggelaten en telt nergens mee.") in told(stand.kop(one))
    assert ("let-op", "VSV05 en VSV06 zijn op verzoek weggelaten en tellen nergens mee.") in told(
        stand.kop(two)
    )
    own = told(stand.kop(two, VSV))
    assert ("let-op", "2 andere VSV’s zijn op verzoek weggelaten en tellen nergens mee.") in own
    assert "VSV05" not in str(own)
    assert "4 van de 6 VSV’s van de pilotgroep" in str(own)


def test_an_open_question_about_the_pilots_is_asked_of_the_group_only(example):
    unsettled = described(example, pilots={"vsvs": [], "bron": ""})
    asked = told(stand.kop(unsettled))[-1]
    assert asked[0] == "let-op"
    assert asked[1].startswith("De pilotgroep is nog niet ingevuld.")
    assert "pilotgroep is nog niet" not in str(told(stand.kop(unsettled, VSV)))
    assert "6 VSV’s met een registratie" in str(told(stand.kop(unsettled)))


def test_a_real_edition_is_not_marked(example):
    assert told(stand.kop(described(example, verzonnen=False)))[0][0] == "kop"


def test_findings_without_errors(example):
    assert told(stand.bevindingen(example)) == [
        ("gewoon", "De registraties hebben geen fouten en 7 waarschuwingen.")
    ]
    assert told(stand.bevindingen(example, "VSV01")) == [
        ("gewoon", "Uw registratie heeft geen fouten en geen waarschuwingen.")
    ]


def test_findings_with_errors_and_what_was_not_read(example_with_errors):
    group, own = (told(stand.bevindingen(example_with_errors, vsv)) for vsv in ("", VSV))
    assert group[0] == (
        "let-op",
        "Voorlopig: de registraties hebben 16 fouten en 10 waarschuwingen. Op regels met een fout staat € 1.716.375. Wat niet is gelezen "
        "staat hieronder; dat bedrag is onbekend. Zolang die er zijn kunnen alle bedragen en titels hieronder veranderen.",
    )
    assert [text for _, text in own[1:]] == [
        "5 bedragen van VSV02 2020 zijn niet gelezen. Daardoor zijn de kosten van T02, T05, T08 en T09 onbekend: zij tellen in geen "
        "gemiddelde.",
        "2 bedragen van andere VSV’s zijn niet gelezen. Vergelijkingen gaan over wat wel is gelezen.",
    ]
    assert "VSV05" not in str(own)


def test_money_on_errors_that_are_counted_and_not_listed_is_a_least(example_with_errors):
    count = Finding(
        "B14", "VSV02_2020.xlsx", "Niet in deze lijst: nog 30 van R01. Van elke regel staan de eerste 50.", vsv=VSV, boekjaar=2020
    )  # fmt: skip
    found = pd.concat([example_with_errors.bevindingen, to_table([count])], ignore_index=True)
    text = told(stand.bevindingen(dataclasses.replace(example_with_errors, bevindingen=found), VSV))[0][1]
    assert "41 fouten" in text
    assert "minstens € 26.755" in text


def test_a_year_that_counts_in_nothing_is_named(example):
    blocked = pd.DataFrame({"vsv": [VSV], "boekjaar": [2021]})
    data = dataclasses.replace(example, geblokkeerd=blocked)
    assert (
        "let-op",
        "VSV02 2021 telt in geen gemiddelde mee: zie de bevindingen.",
    ) in told(stand.bevindingen(data))
    assert len(told(stand.bevindingen(data, "VSV01"))) == 1


def test_unknown_costs(example):
    assert told(stand.onbekend(example)) == [
        ("let-op", "Van Voorlichting (T10) ontbreken de kosten in 2 van de 12 registraties. Het gemiddelde van een "
                   "taak gaat over wie haar kosten kent; het totaal telt die gemiddelden op.")
    ]  # fmt: skip
    assert told(stand.onbekend(variants.only(example, ["VSV05"]))) == []
    nobody = told(stand.onbekend(variants.unknown_task(example, "T10")))[0][1]
    assert nobody.endswith(
        "Van Voorlichting (T10) kent niemand de kosten: elk totaal is zonder die en dus een ondergrens."
    )


def test_tasks_that_are_as_often_unknown_are_said_together(example_with_errors):
    text = told(stand.onbekend(example_with_errors))[0][1]
    assert (
        "Van 7 taken (T02, T05, T08, T09, T10, T12 en T15) ontbreken de kosten in 1 van de 6 registraties."
        in text
    )


def test_ways_of_counting_say_what_is_settled(example):
    assert told(stand.rekenwijzen(example))[0][1].endswith(
        "Alle scheidingsregels zijn voorstellen; over geen enkele scheidingsregel is besloten."
    )
    table = example.rules.table.copy()
    table.loc[table.index[:1], "status"] = "besloten"
    settled = dataclasses.replace(example, rules=dataclasses.replace(example.rules, table=table))
    assert f"1 van de {len(table)} scheidingsregels is besloten" in told(stand.rekenwijzen(settled))[0][1]


def test_assumptions_have_source_and_status(example):
    rows = sound(stand.aannamen(example)).rows
    assert (rows[["bron", "status"]] != "").all(axis=None)
    assert rows["datum"].dropna().str.fullmatch(r"\d\d-\d\d-\d{4}").all()
    assert list(rows["aanname"].tail(3)) == [
        "Prijspeil van de gepubliceerde tabel is 2021",
        "Het land telt 71 VSV’s",
        "Gemiddelden en ramingen gaan over de pilotgroep van 6 VSV’s",
    ]
    counts = rows["aanname"].str.extract(r"^(\d+) scheidingsregels?$")[0].dropna().astype(int)
    assert counts.sum() == len(example.rules.table)


def test_a_correction_of_the_board_is_an_assumption(example):
    correction = {"taak": "T05", "bedrag_ct": 300000, "reden": "te laag geregistreerd", "bron": "bestuur"}
    rows = stand.aannamen(described(example, correcties=[correction])).rows
    assert "Correctie van T05 Informatie en communicatie: te laag geregistreerd" in set(rows["aanname"])


@pytest.mark.parametrize("vsvs", [[], [VSV], [VSV, "VSV05"]])
def test_few(example, vsvs):
    data = variants.only(example, vsvs)
    for one in (
        stand.kop(data), stand.kop(data, VSV), stand.bevindingen(data), stand.bevindingen(data, VSV),
        stand.onbekend(data), stand.rekenwijzen(data), stand.aannamen(data),
    ):  # fmt: skip
        sound(one)
        assert one.claim.form == "feit"
