"""The exhibits of the reconciliation with the published table."""

from __future__ import annotations

import dataclasses

import pytest

from tests import variants
from tests.exhibit_checks import sound
from vsvanalyse.edition import Edition
from vsvanalyse.exhibits import aansluiting
from vsvanalyse.overview import reconciliation
from vsvanalyse.process.data import EditionData


def everything(data: EditionData) -> list:
    return [
        aansluiting.toelichting(data), aansluiting.brug(data), aansluiting.per_taak(data), aansluiting.tabel(data),
    ]  # fmt: skip


def test_an_agreement_is_said_as_a_check_and_is_not_provisional(example):
    said = [sound(one) for one in everything(example)]
    assert [one.title for one in said[1:]] == [
        "Controle: de stappen verklaren het hele verschil met de gepubliceerde tabel",
        "Controle: 17 van 17 taken sluiten aan op de gepubliceerde tabel",
        "Van het eigen gemiddelde naar de gepubliceerde tabel, per taak",
    ]
    assert all(one.claim.form == "feit" for one in said)
    assert said[0].rows.empty


def test_what_is_unexplained_is_an_amount(example_with_errors):
    bridge, dots = (
        sound(one)
        for one in (aansluiting.brug(example_with_errors), aansluiting.per_taak(example_with_errors))
    )
    assert bridge.title == (
        "Voorlopig: de gepubliceerde tabel is ongeveer € 8.300 hoger dan de stappen verklaren. Zonder de regels met 16 fouten (€ 1,7 mln): "
        "hetzelfde"
    )
    assert dots.title == (
        "Voorlopig: herrekend komen de taken samen ongeveer € 270.000 hoger uit dan in de gepubliceerde tabel. Zonder de regels met 16 "
        "fouten (€ 1,7 mln): herrekend komen de taken samen ongeveer € 8.300 lager uit dan in de gepubliceerde tabel"
    )


@pytest.mark.parametrize("edition", ["example", "example_with_errors"])
def test_the_bridge_adds_up_to_the_cent(request, edition):
    data = request.getfixturevalue(edition)
    rows = aansluiting.brug(data).rows
    steps = rows.loc[rows["soort"] == "stap", "stap_ct"].sum()
    assert rows["stap_ct"].iloc[0] + steps == rows["stap_ct"].iloc[-1] == 30_923_400
    assert rows["waarover"].iloc[-2] == "onverklaard"
    assert (rows["n"] == 6).all()


def test_the_table_is_the_bridge_of_every_task(example_with_errors):
    one = aansluiting.tabel(example_with_errors)
    steps = list(one.columns[2:-2])
    rows = one.rows
    assert (rows["eigen_gemiddelde_ct"] + rows[steps].sum(axis=1) == rows["gepubliceerd_ct"]).all()
    assert list(rows.loc[rows["totaal"], "naam"]) == ["Totaal eenmalig", "Totaal structureel", "Totaal"]
    assert "Onbekende taak" in set(rows["naam"])
    assert rows["materieel"].str.contains("regels met fouten weggelaten").any()


def test_what_stands_beside_a_task_is_said_once(example, example_with_errors):
    for data in (example, example_with_errors):
        rows = aansluiting.per_taak(data).rows
        beside = rows[rows["tekst"] != ""]
        assert len(rows) == 2 * len(beside) == 34
        highest = rows.groupby("taak")["bedrag_ct"].max()
        assert (beside.set_index("taak")["bedrag_ct"] == highest.reindex(beside["taak"])).all()


def test_tasks_that_nobody_knows_are_not_drawn(example):
    data = variants.unknown_task(example, "T10")
    one = sound(aansluiting.per_taak(data))
    assert one.title == "Controle: 16 van 16 taken sluiten aan op de gepubliceerde tabel"
    assert one.note.endswith("Niet getekend, omdat geen van hen de kosten kent: T10.")
    assert "kosten die geen pilot kent" in set(aansluiting.brug(data).rows["waarover"])
    assert "Van T10 zijn bij de pilots geen kosten bekend." in set(
        aansluiting.toelichting(data).rows["tekst"]
    )


def test_tasks_that_differ_and_add_up_are_no_agreement(example, monkeypatch):
    found = reconciliation.reconcile_edition(example)
    moved = found.brug["herrekend_ct"].where(found.brug["taak"] != "T03", found.brug["herrekend_ct"] + 1000)
    moved = moved.where(found.brug["taak"] != "T04", moved - 1000)
    changed = dataclasses.replace(found, brug=found.brug.assign(herrekend_ct=moved))
    monkeypatch.setattr(reconciliation, "reconcile_edition", lambda _: changed)
    assert aansluiting.per_taak(dataclasses.replace(example)).title == (
        "Herrekend komen de taken samen even hoog uit als in de gepubliceerde tabel, maar niet elk apart"
    )


def test_a_correction_is_a_step_with_its_reason(example):
    correction = {"taak": "T05", "bedrag_ct": 300000, "reden": "Te laag geregistreerd.", "bron": "bestuur"}
    edition = Edition.model_validate({**example.edition.model_dump(), "correcties": [correction]})
    data = dataclasses.replace(example, edition=edition)
    assert list(aansluiting.toelichting(data).rows["tekst"]) == [
        "Correctie van het bestuur op T05 Informatie en communicatie: + € 3.000. Te laag geregistreerd (bestuur)."
    ]
    assert aansluiting.brug(data).title == (
        "De gepubliceerde tabel is ongeveer € 3.000 lager dan de stappen verklaren"
    )
    assert "correctie_ct" in aansluiting.tabel(data).columns


def test_without_registrations_there_is_nothing_to_reconcile(example):
    said = [sound(one) for one in everything(variants.only(example, []))]
    nothing = "Er zijn geen registraties die meetellen; er is niets om aan te sluiten"
    assert [one.title for one in said[1:]] == [nothing] * 3
    assert list(said[0].rows["tekst"]) == [f"{nothing}."]
    assert all(one.rows.empty for one in said[1:])


def test_few_late_and_many(example):
    cases = [
        variants.only(example, ["VSV02"]), variants.only(example, ["VSV02", "VSV05"]), variants.without_year(example, "VSV02", 2021),
        variants.many(example, 71),
    ]  # fmt: skip
    found = [[sound(one).title for one in everything(data)[1:3]] for data in cases]
    assert found[1] == [
        "De gepubliceerde tabel is ongeveer € 76.000 lager dan de stappen verklaren",
        "Herrekend komen de taken samen ongeveer € 76.000 hoger uit dan in de gepubliceerde tabel",
    ]
    assert found[3][1] == "Controle: 17 van 17 taken sluiten aan op de gepubliceerde tabel"


def test_no_total_is_called_yearly(example):
    for one in (aansluiting.brug(example), aansluiting.tabel(example)):
        assert one.note.endswith("haar totaal is geen jaarbedrag.")
