"""What may leave the house: no page, alone or beside others, gives one VSV's figures to another."""

from __future__ import annotations

import dataclasses
import datetime
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import attacker, variants
from vsvanalyse import edition
from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.disclosure import follows, gives_away, hidden_columns
from vsvanalyse.exhibits import eigen, registratie, scheiding, spreiding, variantie, verdeling, zekerheid
from vsvanalyse.exhibits import scenarios as scenario_exhibits
from vsvanalyse.exhibits.kinds import ExhibitError, Table
from vsvanalyse.process import releases
from vsvanalyse.release import ANALYST, FEDERATION, PUBLIC, VSV, Released, closed_for, gate, release
from vsvanalyse.release.cells import differing_years, hidden_cells, nothing_left
from vsvanalyse.release.readings import nothing_told, rounded_to, told_together
from vsvanalyse.release.trace import trace
from vsvanalyse.scenarios import load_scenarios

OWN = "VSV02"


@pytest.mark.parametrize(
    ("parts", "unsafe"),
    [
        ([], False),
        ([0, 0, np.nan], False),
        ([100], True),  # one who contributes nothing sees it
        ([100, 100, 100], True),  # two others
        ([100, 100, 100, 100], False),  # three others
        ([100, 100, 100, np.nan], True),
        ([1000, 500, 60, 39], True),  # the second knows the first to within 99
        ([1000, 500, 60, 40], False),
        ([-1000, 500, 60, 39], True),
    ],
)
def test_a_sum_gives_one_away_when_few_or_one_of_them_make_it(parts, unsafe):
    assert gives_away(np.array(parts, dtype="float64"), least=3, p=0.1) is unsafe


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 1000), min_size=3, max_size=3), min_size=2, max_size=9))
def test_what_is_hidden_does_not_follow_from_what_is_shown(values):
    table = pd.DataFrame(values, columns=["a", "b", "c"])
    hidden = hidden_columns(table, least=3, p=0.1)
    shown = [name for name in table if name not in hidden]
    assert not any(gives_away(table[name].to_numpy("float64"), least=3, p=0.1) for name in shown)
    left = table[hidden].sum(axis=1).to_numpy("float64")
    # What is left unsafe is everything: then there is no other column to hide with it.
    assert not gives_away(left, least=3, p=0.1) or not table[shown].to_numpy().any()


def alone_in(data, task: str, *vsvs: str):
    """Let only some know what a task cost; of the others it is not kept."""
    status = data.taakkosten[variants.STATUS]
    mine = (status["taak"] == task) & ~status["vsv"].isin(vsvs)
    status = status.assign(
        antwoord=status["antwoord"].mask(mine, "niet geregistreerd"),
        onbekend=status["onbekend"].mask(mine, "niet geregistreerd"),
    )
    return data._summed(status)


def test_a_task_of_few_is_hidden_with_another_and_from_every_total(example):
    data = alone_in(example, "T06", "VSV01", OWN)
    hidden = {task for _, task in hidden_cells(data)}
    assert "T06" in hidden
    assert len(hidden) >= 2  # what is left of the total without all others may not be T06
    seen = closed_for(data, OWN)
    rows = eigen.kosten_tabel(seen, OWN, 2021).rows.set_index("taak")
    assert (rows.loc[sorted(hidden), "n_anderen"] == 0).all()
    assert rows.loc[sorted(hidden), "gemiddeld_ct"].isna().all()
    assert rows.loc["T06", "bedrag_ct"] > 0  # one's own stays
    compared = rows.iloc[:-1].dropna(subset=["bedrag_ct", "gemiddeld_ct"])
    total = rows["gemiddeld_ct"].iloc[-1]
    assert total == pytest.approx(compared["gemiddeld_ct"].sum())
    bridge = variantie.waarom(seen, 2021, OWN).rows
    assert bridge["bedrag_ct"].iloc[0] == pytest.approx(total, abs=1)


def test_nothing_is_hidden_when_the_vsvs_agreed_so(example):
    edition = example.edition.model_copy(update={"openheid": "openbaar"})
    data = dataclasses.replace(alone_in(example, "T06", "VSV01", OWN), edition=edition)
    assert closed_for(data, OWN) is data
    one = spreiding.taken(data, 2021)
    assert release(one, data, PUBLIC).exhibit is one


def test_the_analyst_sees_all_and_the_federation_only_the_group(example):
    one = spreiding.taken(example, 2021)
    assert release(one, example, ANALYST).exhibit is one
    seen = release(one, example, FEDERATION).exhibit
    assert set(seen.rows["wie"]) == {"groep"}
    assert "openheid: gesloten" in seen.note
    assert "€" not in seen.title
    assert seen.alt == ""


def test_a_title_without_amounts_stays_and_one_that_names_a_vsv_does_not(example):
    assert "VSV05" in zekerheid.invloed(example, 2021).title
    told = release(zekerheid.invloed(example, 2021), example, FEDERATION).exhibit.title
    assert told == "Bij 6 van de 16 taken hangt het gemiddelde aan één VSV"
    assert (
        release(variantie.bijdragen(example, 2021), example, FEDERATION).exhibit.title
        == variantie.bijdragen(example, 2021).title
    )


def test_values_of_one_are_left_out_and_named(example):
    seen = release(spreiding.statistiek(example, 2021), example, FEDERATION).exhibit
    assert {"laagste_ct", "hoogste_ct", "mediaan_ct"}.isdisjoint({*seen.columns, *seen.rows})
    assert "‘Laagste’" in seen.note or "Laagste" in seen.note
    many = variants.many(example, 24)
    wide = release(spreiding.statistiek(many, 2021), many, FEDERATION).exhibit
    assert "mediaan_ct" in wide.columns
    assert "laagste_ct" not in wide.columns
    own = release(registratie.kerncijfers_van_vsv(example, OWN), example, VSV, OWN).exhibit
    assert {"laag_ct", "hoog_ct"}.isdisjoint(own.columns)


@pytest.mark.parametrize(
    ("told", "asked", "known"),
    [
        ([[1, 1]], [1, 0], False),
        ([[1, 1], [0.5, 0]], [0, 1], True),  # the total, and half of one
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], [0, 1, 0, 0], False),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 0, 0, 1]], [0, 1, 0, 0], True),
        ([[0, 0]], [0, 0], True),
    ],
)
def test_what_follows_from_sums_that_are_told(told, asked, known):
    assert follows(np.array(told, dtype="float64"), np.array([asked], dtype="float64")).tolist() == [known]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=4), st.data())
def test_a_sum_of_what_is_told_follows(told, draws):
    times = draws.draw(st.lists(st.integers(-3, 3), min_size=len(told), max_size=len(told)))
    told = np.array(told, dtype="float64")
    assert follows(told, np.array([times]) @ told).all()


def test_a_rule_that_is_one_vsvs_is_told_with_rules_that_count_alike(example):
    """Of Beheer are told its cost and, in three readings, what is new of it; its two rules are told only with those of the MDO."""
    told = told_together(example)
    assert {told["S02"], told["S03"]} == {told["S17"], told["S18"]}
    assert set(told) == {"S02", "S03", "S17", "S18"}
    full, seen = scheiding.regels(example), release(scheiding.regels(example), example, FEDERATION).exhibit
    was, at = full.rows.set_index("regel")["bedrag_ct"], seen.rows.set_index("regel")["bedrag_ct"]
    assert at["S02 en S17"] == pytest.approx(was["S02"] + was["S17"])
    assert at["S18 en S03"] == pytest.approx(was["S18"] + was["S03"])
    assert at.sum() == pytest.approx(was.sum())
    ranked = release(scheiding.agenda(example), example, FEDERATION).exhibit
    alone = {text for text in ranked.rows["waarover"] if " en S" not in text}
    assert not any(text.startswith(tuple(told)) for text in alone)


def counting(data, regel: str, **shares: float):
    """Give the edition with a rule that counts otherwise in what may be told of it."""
    table = data.rules.table.copy()
    table.loc[table["regel"] == regel, list(shares)] = list(shares.values())
    return dataclasses.replace(data, rules=dataclasses.replace(data.rules, table=table))


def test_nothing_is_told_when_a_rule_of_one_vsv_counts_like_no_other(example):
    """Then what is new in three readings says how much of all cost counts so, and that is that one rule."""
    data = counting(example, "S03", nieuw_verwacht=0.125, nieuw_ruim=0.875)
    assert told_together(data) is None
    assert all(nothing_told(data, year) for year in data.years)
    seen = release(scheiding.lezingen_tabel(data), data, FEDERATION).exhibit
    assert seen.rows["verwacht_structureel_ct"].isna().all()


def test_amounts_for_the_country_do_not_tell_a_rule_of_one_vsv(example, example_paths):
    scenarios = load_scenarios(example_paths, ["mdo_regulier", "bestuurscorrectie"])
    full = scenario_exhibits.verschillen(example, scenarios)
    step, seen = rounded_to(example), release(full, example, FEDERATION).exhibit
    amounts = seen.rows.filter(like="land_").astype("float64")
    assert (amounts.fillna(0) % step == 0).all(axis=None)
    assert (full.rows.filter(like="land_").astype("float64") - amounts).abs().max(axis=None) <= step / 2
    assert seen.claim.estimate % step == 0
    # In the mean of six, half a step of 71 is several times a tenth of what the rule of one VSV costs.
    alone = example.postkosten.loc[example.postkosten["regel"] == "S03", "bedrag_ct"].sum() / 12
    assert step / 2 / 71 >= 3 * 0.1 * alone
    assert release(full, example, ANALYST).exhibit is full
    assert rounded_to(variants.many(example, 71)) == 0
    told = trace(seen, 1, "land_verschil_ct", example, scenarios)
    assert told.rows["bijdrage"].sum() == pytest.approx(seen.rows["land_verschil_ct"][1])
    assert "Afgerond" not in seen.note  # nothing is written finer than that
    with patch.object(gate, "rounded_to", lambda _: 2 * step):
        assert "Afgerond op € 0,2 mln" in release(full, example, FEDERATION).exhibit.note


def test_of_three_vsvs_nothing_is_told_of_others(example, example_paths):
    few = variants.only(example, ["VSV01", OWN, "VSV03"])
    assert all(nothing_left(few, year) for year in few.years)
    seen = release(scheiding.verantwoordelijkheden(few), few, FEDERATION).exhibit
    assert seen.rows["structureel_ct"].isna().all()
    assert "Niet getoond: alle bedragen" in seen.note
    assert variantie.waarom(closed_for(few, OWN), 2021, OWN).rows.empty
    # An equal part of what all spend tells what all spend.
    base = load_scenarios(example_paths, [])
    table = release(verdeling.eigen_regels_tabel(few, base, OWN), few, VSV, OWN).exhibit
    assert table.rows["vergoeding_ct"].isna().all()
    drawn = release(verdeling.eigen_regels(few, base, OWN), few, VSV, OWN).exhibit
    assert drawn.rows["geld_min_kosten_ct"].isna().all()
    assert "€" not in drawn.title
    open_ = release(verdeling.eigen_regels(example, base, OWN), example, VSV, OWN).exhibit
    assert "€" in open_.title


def test_how_far_others_are_off_is_not_told(example, example_paths):
    """Equal amounts leave as much too little as too much: the mean error × n / 2 is what those above the mean cost beyond it."""
    base = load_scenarios(example_paths, [])
    table = verdeling.eigen_regels_tabel(example, base, OWN)
    off = table.rows.set_index("verdeelregel").loc["Gelijk bedrag per VSV", "ernaast_ct"]
    new = example.structural_costs.groupby("vsv")["nieuw_verwacht_ct"].sum().astype("float64") / 2
    above = new[new > new.mean()]
    assert off * len(new) / 2 == pytest.approx((above - new.mean()).sum(), rel=0.05)
    assert "ernaast_ct" not in release(table, example, VSV, OWN).exhibit.rows
    drawn = release(verdeling.eigen_regels(example, base, OWN), example, VSV, OWN).exhibit
    assert set(drawn.rows["wie"]) == {"eigen"}
    everyone = release(verdeling.regels_tabel(example, base), example, FEDERATION).exhibit
    assert everyone.shown() == ("vsv", "kosten_ct")
    many = variants.many(example, 24)
    assert (
        "ernaast_ct" in release(verdeling.eigen_regels_tabel(many, base, OWN), many, VSV, OWN).exhibit.columns
    )


def test_a_level_says_no_more_than_its_change(example, example_paths):
    """Two roundings of one number narrow it; so the level of a scenario is that of the base and its change."""
    scenarios = load_scenarios(example_paths, ["mdo_regulier", "bestuurscorrectie"])
    seen = release(scenario_exhibits.vergelijking(example, scenarios), example, FEDERATION).exhibit.rows
    for quantity in ("nieuw", "structureel"):
        level, change = seen[f"land_{quantity}_ct"], seen[f"land_verschil_ct@{quantity}"]
        assert (level[1:] == level[0] + change[1:].fillna(0)).all()


def test_money_cut_off_at_the_middle_vsv_is_not_ones_own(example, example_paths):
    base = load_scenarios(example_paths, [])
    cut = {vsv: verdeling.eigen_regels_tabel(example, base, vsv).rows for vsv in example.vsvs}
    others = {vsv for vsv, rows in cut.items() if (rows["wie"] == "ander").any()}
    assert others  # who costs more than the maximum
    for vsv in others:
        seen = release(verdeling.eigen_regels_tabel(example, base, vsv), example, VSV, vsv).exhibit
        assert len(seen.rows) == len(cut[vsv]) - 1
        assert "Naar eigen kosten, met een maximum" not in set(seen.rows["verdeelregel"])


def test_an_exhibit_of_another_is_refused_and_what_was_not_released_is_no_page(example):
    with pytest.raises(ExhibitError, match="gaat over VSV01, maar de pagina over VSV02"):
        release(eigen.kosten(example, "VSV01", 2021), example, VSV, OWN)
    one = Table(rows=pd.DataFrame({"wie": ["groep"], "naam": ["x"]}), claim=fact("x"), columns=("naam",))
    written = Released(one, ANALYST).to_dict()
    assert Released.read(written).exhibit.title == "x"
    with pytest.raises(ExhibitError, match="zegt niet voor wie het is"):
        Released.read({**written, "audience": "iedereen"})


def pages(data, repo, root, own: str, *, guarded: bool = True) -> list[Released]:
    """Give what one VSV can read: its own page and that of the Federatie."""
    notebooks = repo / "notebooks"
    return [
        *attacker.shown_on(notebooks / "vsv_rapport.ipynb", data, root, VSV, own, guarded=guarded),
        *attacker.shown_on(notebooks / "federatie_rapport.ipynb", data, root, FEDERATION, guarded=guarded),
    ]


@pytest.mark.slow
def test_the_attacker_finds_when_the_layer_is_off(example, repo, example_root):
    analyst = [
        one
        for name, given in (("1_registratie", {}), ("3_variantie", {}), ("3_variantie", {"jaar": 2020}))
        for one in attacker.shown_on(
            repo / "notebooks" / f"{name}.ipynb", example, example_root, ANALYST, **given
        )
    ]
    found = {}
    for own in (OWN, "VSV05"):
        shown = pages(example, repo, example_root, own, guarded=False)
        found |= attacker.found_out([*shown, *analyst], example, own)
    assert len(found) >= 400


@pytest.mark.slow
def test_the_attacker_solves_what_rules_cost_when_a_task_hides_its_own(example, repo, example_root):
    """What was done before: two rules of one task told as one, though what is new of that task tells them apart."""
    with (
        patch.object(gate, "told_together", lambda _: {"S02": "T02", "S03": "T02"}),
        patch.object(gate, "rounded_to", lambda _: 0.0),
    ):
        found = attacker.found_out(pages(example, repo, example_root, OWN), example, OWN)
    assert ("bedrag_ct", "VSV05", "gemiddeld", "S03") in found


@pytest.mark.slow
@pytest.mark.parametrize("count", [6, 7, 71])
def test_the_attacker_recovers_nothing(count, example, repo, example_root):
    data = example if count == 6 else variants.many(example, count)
    assert attacker.found_out(pages(data, repo, example_root, OWN), data, OWN) == {}


def released_as(data):
    """Give what is in the list of releases once all years of these VSVs were released."""
    return tuple((year, data.vsvs_of(year)) for year in data.years)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["two editions", "two pilot sets"])
def test_two_releases_do_not_give_the_difference_away(kind, example, repo, example_root):
    """Seven times the mean of seven minus six times the mean of six is the seventh."""
    if kind == "two editions":
        first, second = example, variants.many(example, 7)
    else:
        first, second = example.without(["VSV06"]), example
    unknowing = pages(first, repo, example_root, OWN)
    whole = max((first, second), key=lambda data: len(data.vsvs))
    found = attacker.found_between(unknowing, pages(second, repo, example_root, OWN), whole, OWN)
    assert {key[1] for key in found} >= set(second.vsvs) - set(first.vsvs)

    knows = dataclasses.replace(second, eerder=released_as(first))
    knowing = pages(knows, repo, example_root, OWN)
    assert attacker.found_between(unknowing, knowing, whole, OWN) == {}
    assert attacker.found_out(knowing, knows, OWN) == {}


def test_a_release_over_many_others_or_the_same_hides_nothing(example):
    more = variants.many(example, 71)
    same = dataclasses.replace(more, eerder=released_as(more))
    assert hidden_cells(same) == hidden_cells(more)
    half = more.without(more.vsvs[:30])
    assert not differing_years(dataclasses.replace(more, eerder=released_as(half)))
    one_less = dataclasses.replace(more, eerder=released_as(more.without(more.vsvs[:1])))
    assert differing_years(one_less) == set(more.years)
    assert all(nothing_left(one_less, year) for year in more.years)
    gone = dataclasses.replace(more.without(more.vsvs[:1]), eerder=released_as(more))
    assert differing_years(gone) == set(more.years)


def test_the_list_of_releases(tmp_path):
    where = edition.paths("proef", tmp_path)
    assert releases.read(where) == ()
    groups = {2021: frozenset({"VSV02", "VSV01"}), 2020: frozenset({"VSV01"})}
    assert releases.add(where, groups, datetime.date(2026, 11, 26)) == 2
    assert releases.add(where, groups, datetime.date(2026, 11, 27)) == 0
    assert releases.read(where) == ((2020, frozenset({"VSV01"})), (2021, frozenset({"VSV01", "VSV02"})))
    path = tmp_path / "data" / "raw" / "vrijgaven.csv"
    assert path.read_text(encoding="utf-8-sig").splitlines()[2] == "2026-11-26;proef;2021;VSV01 VSV02"
    path.write_text("datum;editie;boekjaar;vsvs\n2026-11-26;proef;ooit;VSV01\n", encoding="utf-8")
    with pytest.raises(edition.EditionError, match=r"vrijgaven\.csv, regel 2: 'boekjaar' moet een jaar zijn"):
        releases.read(where)
