"""What the chapters of scenarios say: exact sentences, what they leave out, and what they never say."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from vsvanalyse import edition
from vsvanalyse.columns import column
from vsvanalyse.exhibits import land, maatregelen, omslag, onzekerheid, scenarios, stappen
from vsvanalyse.exhibits.kinds import WHOSE, Chart, Exhibit, Table, from_dict, to_dict
from vsvanalyse.money import format_euro
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import html, svg
from vsvanalyse.scenarios import labels, library, words
from vsvanalyse.scenarios.measures.lezing import Reading
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty import draws

Scenarios = Mapping[str, Scenario]
OF_ALL: list[Callable[[EditionData, Scenarios], Exhibit]] = [
    scenarios.verschillen, scenarios.vergelijking, maatregelen.overzicht, maatregelen.van_alle, maatregelen.aannamen,
    maatregelen.opmerkingen,
]  # fmt: skip
OF_ONE: list[Callable[[EditionData, Scenarios, str], Exhibit]] = [
    stappen.brug, stappen.tabel, stappen.per_taak, land.ramingen, land.ramingen_tabel, land.jaren, land.jaren_geld, maatregelen.inleiding,
    maatregelen.van_scenario, maatregelen.indexcijfers, onzekerheid.budget, onzekerheid.gevoeligheid, onzekerheid.aandelen, omslag.punten,
    omslag.meer_pilots,
]  # fmt: skip
LOOKED_AT = ("alles_samen", "basis", "geen_vacatiegeld", "structureel_per_bevalling")


@pytest.fixture(scope="module")
def shipped(example_paths) -> Scenarios:
    return fewer_draws(library.load_scenarios(example_paths))


@pytest.fixture(scope="module")
def faulty(example_root, example_with_errors) -> tuple[EditionData, Scenarios]:
    where = edition.paths("voorbeeld-met-fouten", example_root)
    return example_with_errors, fewer_draws(library.load_scenarios(where))


def fewer_draws(found: Scenarios) -> Scenarios:
    """Draw less than the files ask: sentences are the same to a few of a hundred countries."""
    return {
        name: one.model_copy(update={"onzekerheid": one.onzekerheid.model_copy(update={"trekkingen": 1_000})})
        for name, one in found.items()
    }


def only(data: EditionData, *vsvs: str) -> EditionData:
    return data.without([vsv for vsv in data.vsvs if vsv not in vsvs])


def country_of(data: EditionData, count: int) -> EditionData:
    return dataclasses.replace(data, edition=data.edition.model_copy(update={"n_land": count}))


def everything(data: EditionData, found: Scenarios, names: tuple[str, ...] = LOOKED_AT) -> list[Exhibit]:
    return [f(data, found) for f in OF_ALL] + [f(data, found, name) for name in names for f in OF_ONE]


@pytest.fixture(scope="module")
def shown(example, shipped) -> list[Exhibit]:
    return everything(example, shipped)


@pytest.fixture(scope="module")
def shown_faulty(faulty) -> list[Exhibit]:
    return everything(*faulty, ("alles_samen", "structureel_per_vsv"))


# Sentences


SAID: dict[str, str] = {
    "scenarios.verschillen": "‘Geen vacatiegeld’: in het hele land ongeveer € 5,5 mln per jaar minder voor nieuwe taken (€ 1,2 tot 9,8 mln); "
    "het werk blijft, onbetaald",
    "scenarios.vergelijking": "Wat scenario’s kosten, en wat zij schelen met de basis",
    "stappen.brug": "Of ‘Alle voorstellen samen’ meer of minder kost aan nieuwe taken, is niet te zeggen: tussen € 3 mln minder en "
    "€ 3 mln meer per jaar in het hele land",
    "stappen.tabel": "Van ‘Zoals geregistreerd’ naar ‘Alle voorstellen samen’, maatregel voor maatregel",
    "stappen.per_taak": "Structurele kosten per taak: ‘Alle voorstellen samen’ naast ‘Zoals geregistreerd’",
    "land.ramingen": "Samenwerken kost de 71 VSV’s samen ongeveer € 27 mln (€ 19 tot 35 mln) per jaar",
    "land.ramingen_tabel": "Van de pilotgroep van 6 VSV's naar de 71 VSV’s samen: drie ramingen",
    "land.jaren": "Wat ‘Alle voorstellen samen’ per kalenderjaar kost",
    "land.jaren_geld": "Wat nieuwe taken bij ‘Alle voorstellen samen’ per kalenderjaar nodig hebben, en wat er is",
    "maatregelen.inleiding": "Alle voorstellen samen",
    "maatregelen.van_scenario": "Wat ‘Alle voorstellen samen’ verandert tegenover ‘Gelijk bedrag per VSV na 2026’",
    "maatregelen.indexcijfers": "Hoe prijzen bij ‘Alle voorstellen samen’ stijgen: definitief, voorlopig of aanname",
    "maatregelen.overzicht": "De scenario’s, en wat zij bedoelen",
    "maatregelen.van_alle": "Wat elk scenario verandert",
    "maatregelen.aannamen": "Waarop de scenario’s rusten",
    "maatregelen.opmerkingen": "Wat bij deze scenario’s te weten is",
    "onzekerheid.gevoeligheid": "Het meest maakt uit of de zes pilots op de andere VSV’s lijken: dat scheelt tussen laag en hoog ongeveer "
    "€ 11 mln per jaar",
    "onzekerheid.aandelen": "Waar de onzekerheid bij ‘Alle voorstellen samen’ vandaan komt",
    "omslag.punten": "Bij ‘Alle voorstellen samen’ zijn geld en kosten in 2027 gelijk bij ongeveer € 230.000 per VSV "
    "(€ 150.000 tot 310.000)",
    "omslag.meer_pilots": "Met 10 registraties in plaats van 6 krimpt de onzekerheid van plus of min € 4,2 mln naar plus of min € 2,8 mln",
}


def test_each_exhibit_says_its_sentence(shown):
    said = {one.id: one.title for one in reversed(shown)}
    budget = said.pop("onzekerheid.budget")
    assert said == SAID
    pattern = (
        r"€ 16 mln \(€ 225.000 per VSV\) was in (\d+) van 100 nagebootste landen genoeg voor nieuwe taken in 2027; streng "
        r"gerekend in (?:meer dan )?(\d+), ruim gerekend in (\d+)"
    )
    as_proposed, strict, wide = map(int, re.fullmatch(pattern, budget).groups())
    assert wide < as_proposed < strict
    assert 40 <= as_proposed <= 50


def test_a_budget_without_money_is_enough_at_least_as_often_as_it_says(example, shipped):
    one = onzekerheid.budget(example, shipped, "geen_vacatiegeld")
    assert one.claim.more["voorstel"] >= 100 * onzekerheid.ENOUGH
    assert onzekerheid._rounded_up(1_540_000_000) == 1_600_000_000
    assert onzekerheid._rounded_up(1_500_000_000) == 1_500_000_000


def test_a_scenario_without_a_change_says_so(shown):
    titles = {one.title for one in shown}
    assert {
        "‘Zoals geregistreerd’ verandert niets aan wat nieuwe taken kosten",
        "‘Zoals geregistreerd’ verandert niets",
        "‘Zoals geregistreerd’ heeft in geen jaar geld voor structurele kosten",
        "‘Zoals geregistreerd’ heeft geen bedrag waarvan een omslagpunt te zoeken is",
        "‘Bedrag per bevalling na 2026’ verandert niets aan wat nieuwe taken kosten",
        "Structurele kosten per taak; ‘Bedrag per bevalling na 2026’ verandert ze niet",
    } <= titles


def test_while_errors_stand_every_judgement_is_provisional(shown_faulty):
    for one in shown_faulty:
        if one.claim.form == "feit":
            assert one.claim.provisional is None
        else:
            assert one.title.startswith("Voorlopig: "), one.id
            assert "Zonder de regels met " in one.title, one.id
    first = shown_faulty[0].title
    assert first.count("het werk blijft, onbetaald") == 2


def test_money_that_is_saved_by_not_paying_says_that_the_work_stays(example, shipped):
    for made in (stappen.brug, stappen.tabel, stappen.per_taak, land.jaren):
        assert "het werk blijft, onbetaald" in made(example, shipped, "geen_vacatiegeld").note, made
        assert "onbetaald" not in made(example, shipped, "alles_samen").note, made
    assert "onbetaald" in scenarios.vergelijking(example, shipped).note
    rows = maatregelen.van_scenario(example, shipped, "geen_vacatiegeld").rows
    assert rows["in_scenario"].tolist() == [
        "geen vacatiegeld: het werk blijft, onbetaald; loon en inkoop blijven"
    ]


def test_words_of_measures_say_severe_and_proposal():
    why = {"reden": "r", "bron": "b", "status": "voorstel", "taken": ("T14",)}
    told = [words.told(Reading(lezing=lezing, **why)) for lezing in ("strikt", "verwacht", "ruim")]
    assert told == ["streng gerekend", "volgens het voorstel", "ruim gerekend"]
    assert [labels.input_value("lezing.S14", end, low=low) for end, low in ((0, True), (1, False))] == [
        "streng",
        "ruim",
    ]


def test_choices_chance_and_assumptions_are_kept_apart(example, shipped):
    rows = onzekerheid.gevoeligheid(example, shipped, "alles_samen", most=99).rows
    kinds = rows.drop_duplicates("naam").set_index("naam")["soort"]
    assert (
        kinds["Of de zes pilots op de andere VSV’s lijken"]
        == kinds["Loonstijging na het laatste cijfer"]
        == "toeval"
    )
    assert kinds["Wat nieuw is: ICT-infrastructuur (S19)"] == "keuze"
    assert kinds["Vergoeding van uren, factor"] == "aanname"
    assert not (onzekerheid.aandelen(example, shipped, "alles_samen").rows["soort"] == "keuze").any()


# What is never said


FORBIDDEN = re.compile(
    r"\bkans(en)?\b|\bverwachte?\b|\bstrikte?\b|\btekort\b|\bmaat\b|verschillen over|€ ?-|\bnan\b|\d,\d{3}\b|…",
    re.IGNORECASE,
)


def test_words_that_say_too_much_are_nowhere(shown, shown_faulty):
    for one in (*shown, *shown_faulty):
        said = [one.title, one.about, one.note, one.alt, *one.headings.values()]
        if isinstance(one, Chart):
            said.append(one.described())
        said += [one.heading(name) for name in one.shown()]
        if not one.id.startswith("maatregelen."):  # those hold what the writer of a scenario wrote
            said += [text for name in one.shown() if not column(name).number for text in one.text(name)]
        for text in said:
            assert not FORBIDDEN.search(text), (one.id, text)


def test_no_national_figure_without_interval_and_pilot_set(example, shown):
    group = example.edition.group(example.vsvs)
    for one in shown:
        claim = one.claim
        if one.rows.empty or claim.form == "feit":
            continue
        assert group in one.about, one.id
        assert claim.price_base, one.id
        if claim.status == "geraamd" and claim.form in ("bedrag", "verschil", "genoeg") and claim.estimate:
            assert claim.low is not None, one.id
            assert claim.level == 0.95, one.id


def test_a_difference_is_told_beside_its_bar_only_when_zero_lies_outside(example, shipped):
    rows = scenarios.verschillen(example, shipped).rows
    inside = (rows["land_verschil_laag_ct"] <= 0) & (rows["land_verschil_hoog_ct"] >= 0)
    assert set(rows.loc[inside, "tekst"]) == {"niet te zeggen"}
    outside = rows[rows["land_verschil_laag_ct"].notna() & ~inside]
    assert len(outside) > 5
    assert outside["tekst"].str.contains("€").all()
    assert set(rows.loc[rows["land_verschil_laag_ct"].isna(), "tekst"]) == {"gelijk"}
    short = scenarios.in_short(example, shipped)
    assert short["geen_vacatiegeld"] == "(− € 5,5 mln nieuw)"
    assert {"basis", "alles_samen", "uniform_vacatiegeld"}.isdisjoint(short)


def test_scenarios_beside_each_other_have_one_row_and_those_alike_are_named(example, shipped):
    table = scenarios.vergelijking(example, shipped)
    assert table.rows["titel"].is_unique
    assert "Gelijk aan ‘Zoals geregistreerd’: Alleen programma 2024-2026, Gelijk bedrag" in table.note
    assert "Een streepje: er is geen verschil." in table.note
    mdo = table.rows.set_index("titel").loc["MDO telt als reguliere zorg"]
    assert pd.isna(mdo["land_verschil_ct@structureel"])
    assert mdo["land_verschil_ct@nieuw"] < 0
    assert len(set(table.frame.columns)) == len(table.columns)


def test_a_fixed_part_below_zero_and_a_national_task_are_told(example, shipped):
    assert land.ramingen(example, shipped, "basis").note.endswith(
        "Het vaste deel komt onder € 0 uit; deze raming zegt daarom niets over één VSV."
    )
    note = onzekerheid.gevoeligheid(example, shipped, "alles_samen").note
    assert "weegt daarom minder dan in de agenda" in note
    assert "agenda" not in onzekerheid.gevoeligheid(example, shipped, "basis").note


# Shape


def test_every_exhibit_survives_being_written_and_keeps_the_dictionary(shown, shown_faulty):
    for one in (*shown, *shown_faulty):
        told = to_dict(one)
        assert to_dict(from_dict(json.loads(json.dumps(told)))) == told, one.id
        assert one.made_up
        assert set(one.rows["wie"]) <= set(WHOSE), one.id
        assert one.id.partition(".")[0] in (
            "scenarios",
            "stappen",
            "land",
            "maatregelen",
            "onzekerheid",
            "omslag",
        )
        for name in one.rows:
            assert column(name).meaning, (one.id, name)


def test_every_exhibit_is_drawn(shown):
    for one in {one.id: one for one in reversed(shown)}.values():
        assert one.id in html.show(one)


def test_steps_lead_from_base_to_scenario(example, shipped):
    for name in ("alles_samen", "geen_vacatiegeld"):
        rows = stappen.brug(example, shipped, name).rows
        assert rows["land_stap_ct"].iloc[:-1].sum() == rows["land_stap_ct"].iloc[-1]
        table = stappen.tabel(example, shipped, name)
        costs = table.rows[["land_structureel_ct", "land_nieuw_ct", "land_eenmalig_jaar_ct"]].astype(
            "float64"
        )
        assert ((costs.iloc[:-1].sum() - costs.iloc[-1]).abs() < 0.5).all()
        if "land_tekort_ct" in table.columns:
            assert (table.rows["land_tekort_ct"].isna() == (table.rows["land_geld_ct"] == 0)).all()
        assert ("land_tekort_ct" in table.columns) == (name == "alles_samen")
    total = stappen.per_taak(example, shipped, "alles_samen").rows.iloc[-1]
    assert total["totaal"]
    assert total["gemiddeld_ct@nu"] == pytest.approx(25_423_400)


def test_text_before_and_behind_joined_dots_stays_in_the_picture(example, shipped):
    drawn = svg.figure(onzekerheid.gevoeligheid(example, shipped, "alles_samen"))
    drawn.canvas.draw()
    (axes,) = drawn.axes
    frame = axes.get_window_extent()
    beside = [text for text in axes.texts if text.get_position()[0]]
    assert len(beside) >= len(axes.texts) / 2
    for text in beside:
        assert text.get_window_extent().x0 >= frame.x0, text.get_text()


# Few, all, none


def test_one_vsv_says_nothing_of_the_others(example, shipped):
    alone = {one.id: one for one in everything(only(example, "VSV01"), shipped, ("alles_samen",))}
    assert alone["scenarios.verschillen"].title == (
        "Van geen enkel scenario is te zeggen of het meer of minder kost aan nieuwe taken"
    )
    of_one = "uit 1 van de 6 VSV's van de pilotgroep niet te zeggen"
    for name in ("stappen.brug", "land.ramingen", "onzekerheid.budget", "omslag.punten"):
        assert alone[name].title.endswith(of_one), name
    assert (
        alone["omslag.meer_pilots"].title == "Wat meer registraties opleveren, is met één VSV niet te zeggen"
    )
    assert alone["onzekerheid.gevoeligheid"].title.startswith("Wat het meest scheelt, is niet te zeggen")
    assert "Of de ene pilot op de andere VSV’s lijkt" in alone["onzekerheid.gevoeligheid"].note


def test_two_vsvs_have_wide_intervals_and_no_cost_below_zero(example, shipped):
    two = only(example, "VSV01", "VSV02")
    found = {one.id: one for one in everything(two, shipped, ("alles_samen",))}
    assert found["land.ramingen"].title == (
        "Samenwerken kost de 71 VSV’s samen ongeveer € 22 mln (€ 0 tot € 120 mln) per jaar"
    )
    for name in ("land.jaren", "land.ramingen_tabel", "scenarios.vergelijking"):
        lowest = found[name].rows.filter(regex="(structureel|nieuw|land)_laag_ct").min(axis=None)
        assert lowest == 0, name
        assert "Kosten kunnen niet onder € 0 liggen" in found[name].note


def test_a_country_in_which_all_registered_is_counted_and_exact(example, shipped):
    all_of_them = country_of(example, 6)
    here = {name: one.model_copy(update={"deelname": None}) for name, one in shipped.items()}
    found = {one.id: one for one in everything(all_of_them, here, ("geen_vacatiegeld",))}
    assert found["scenarios.verschillen"].title == (
        "‘Geen vacatiegeld’: in het hele land € 466.019 per jaar minder voor nieuwe taken; het werk blijft, onbetaald"
    )
    assert found["land.ramingen"].title == "Samenwerken kost de 6 VSV’s samen € 790.709 per jaar"
    assert found["omslag.meer_pilots"].title.startswith("Meer registraties maken niets zekerder")
    table = found["scenarios.vergelijking"].rows
    exact = table.loc[table["titel"] == "Geen vacatiegeld", "land_nieuw_ct"].item()
    assert found["onzekerheid.budget"].title == (
        f"Nieuwe taken kosten in 2027 volgens het voorstel {format_euro(exact)}; aan dit scenario is verder niets onzeker"
    )
    assert found["onzekerheid.budget"].rows.empty


def test_without_costs_every_exhibit_says_so_and_draws_nothing(example, shipped):
    gone = {
        name: getattr(example, name).head(0)
        for name in ("registratieregels", "verdeling", "taakkosten", "postkosten", "profielen", "bevindingen")
    }
    for one in everything(dataclasses.replace(example, **gone), shipped, ("alles_samen",)):
        if one.id in ("maatregelen.inleiding", "maatregelen.overzicht"):
            continue
        assert one.title == "Er zijn nog geen kosten geregistreerd waarop een scenario kan rusten", one.id
        assert one.rows.empty or one.kind == "tekst", one.id
        html.show(one)


def test_a_task_that_nobody_knows_and_a_scenario_that_cannot_run(example, shipped):
    known = example.postkosten[example.postkosten["taak"] != "T10"]
    nobody = known[["vsv", "boekjaar"]].drop_duplicates().assign(taak="T10", regel="", aard="structureel")
    costs = pd.concat([known, nobody], ignore_index=True)[list(known)]
    unknown = dataclasses.replace(example, postkosten=costs)
    texts = maatregelen.opmerkingen(unknown, shipped).rows["tekst"]
    assert texts.str.contains("Van T10 kent niemand de kosten").any()
    assert scenarios.verschillen(unknown, shipped).title.startswith("‘Geen vacatiegeld’: ")
    wrong = {"basis": shipped["basis"], "x": with_rule(shipped["mdo_regulier"], "S99")}
    for made in (scenarios.verschillen, scenarios.vergelijking):
        assert "is niet door te rekenen: " in made(example, wrong).title
        assert made(example, wrong).rows.empty


def with_rule(scenario: Scenario, rule: str) -> Scenario:
    one = scenario.lezing["mdo"].model_copy(update={"regels": (rule,), "taken": ()})
    return scenario.model_copy(update={"lezing": {"mdo": one}})


def test_titles_of_scenarios_may_hold_anything(example, shipped):
    odd = shipped["geen_vacatiegeld"].model_copy(update={"titel": "{bedrag} <b>"})
    pair = {"basis": shipped["basis"], "geen_vacatiegeld": odd}
    one = stappen.brug(example, pair, "geen_vacatiegeld")
    assert one.title.startswith("‘{bedrag} <b>’: in het hele land ongeveer € 5,5 mln")
    assert "<b>" not in html.show(one).replace("&lt;b&gt;", "")
    twins = {"basis": shipped["basis"], **{name: odd.model_copy(update={"id": name}) for name in ("a", "b")}}
    assert scenarios.verschillen(example, twins).rows["titel"].unique().tolist() == [
        "{bedrag} <b>",
        "{bedrag} <b> (2)",
    ]


# Worked out once


def test_draws_are_made_once_and_anew_without_a_vsv(example, shipped, monkeypatch):
    asked = []
    simulate = draws.simulate

    def counting(*args, **kwargs):
        asked.append(kwargs["lezing"])
        return simulate(*args, **kwargs)

    monkeypatch.setattr(draws, "simulate", counting)
    fresh = dataclasses.replace(example)
    first = onzekerheid.budget(fresh, shipped, "alles_samen")
    assert asked == ["strikt", "verwacht", "ruim"]
    assert onzekerheid.budget(fresh, shipped, "alles_samen").title == first.title
    assert len(asked) == 3
    fewer = onzekerheid.budget(fresh.without(["VSV05"]), shipped, "alles_samen")
    assert len(asked) == 6
    assert "5 van de 6 VSV's van de pilotgroep" in fewer.about
    assert fewer.title != first.title
    changed = {**shipped, "alles_samen": shipped["alles_samen"].model_copy(update={"zaad": 1})}
    onzekerheid.budget(fresh, changed, "alles_samen")
    assert len(asked) == 9


def test_decisions_are_shown_in_order_and_their_lack_is_told(example, example_paths, shipped):
    made = maatregelen.besluiten(example, library.load_decisions(example_paths))
    assert made.title == (
        "De vergadering besloot: vacatiegeld gaat voor iedereen volgens één tariefkaart; dat zit in ‘Basis na de besluiten’, "
        "niet in wat is geregistreerd"
    )
    twice = maatregelen.besluiten(example, (*library.load_decisions(example_paths),) * 2)
    assert twice.title.startswith("De vergadering nam twee besluiten, het laatste: vacatiegeld gaat")
    assert made.rows["datum"].tolist() == ["23-11-2026"]
    named = maatregelen.besluiten(example, library.load_decisions(example_paths), shipped)
    assert named.heading("maatregel") == "Neemt over"
    assert named.rows["maatregel"].tolist() == [
        "Iedereen vacatiegeld volgens één tariefkaart: Vergoeding van uren"
    ]
    none = maatregelen.besluiten(example, ())
    assert none.title == "Er zijn nog geen besluiten vastgelegd; de basis blijft zoals geregistreerd"
    assert none.rows.empty


def test_tables_name_one_price_base(shown):
    for one in shown:
        if isinstance(one, Table) and one.about:
            assert one.about.count("prijzen van") <= 1, one.id
        if (
            isinstance(one, Table)
            and any(str(name).startswith("land_") for name in one.columns)
            and len(one.rows)
        ):
            assert one.about.count("prijzen van") == 1, one.id


def test_assumptions_stand_once(example, shipped):
    rows = maatregelen.aannamen(example, shipped).rows
    assert not rows.duplicated(["naam", "in_scenario", "reden"]).any()
    assert rows.set_index("naam").loc["Bevallingen in het land", "titel"] == "alle"
    assert set(rows["titel"]) > {"Geen vacatiegeld", "MDO telt als reguliere zorg, Alle voorstellen samen"}
    assert pd.to_datetime(rows["datum"], format="%d-%m-%Y").notna().all()
    one = maatregelen.aannamen(example, {"x": shipped["geen_vacatiegeld"]})
    assert one.title == "Waarop ‘Geen vacatiegeld’ rust"
    assert one.rows["naam"].tolist() == ["Bevallingen in het land", "Vergoeding van uren"]
