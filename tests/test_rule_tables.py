"""Rule tables beside each other: every euro that changes class is told once, and decisions give the next table."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vsvanalyse.cli.commands import run_command
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.exhibits import regeltabellen
from vsvanalyse.scenarios import ScenarioError, load_scenarios, run_scenario
from vsvanalyse.scenarios.decided_rules import as_text, next_rules
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.separation import check_rules, class_totals, load_rules, rule_moves, separate

SHARES = ["nieuw_strikt", "nieuw_verwacht", "nieuw_ruim"]
KEY = ["vsv", "boekjaar", "klasse", "lezing"]


def changed(rules, *, without: tuple[str, ...] = (), **shares: tuple[str, str, str]):
    """Give a rule table without some rules, and with other shares of others."""
    table = as_text(rules.table)
    for regel, values in shares.items():
        table.loc[table["regel"] == regel, SHARES] = values
    return check_rules(table[~table["regel"].isin(without)])


def totals(lines, rules) -> pd.Series:
    return class_totals(separate(lines, rules)).set_index(KEY)["bedrag_ct"].astype("int64")


def assert_moves_are_the_difference(lines, van, naar) -> None:
    moves = rule_moves(lines, van, naar)
    assert (
        moves.groupby([name for name in moves if name not in ("klasse", "verschuift_ct", "regels")])[
            "verschuift_ct"
        ].sum()
        == 0
    ).all()
    difference = totals(lines, naar) - totals(lines, van)
    told = moves.groupby(KEY, observed=True)["verschuift_ct"].sum().reindex(difference.index, fill_value=0)
    assert told.tolist() == difference.tolist()


def test_by_hand(example):
    """S03 goes: its lines fall under S02, in the proposal all new and not nothing; 100 % of what one VSV spent on them moves."""
    other = changed(example.rules, without=("S03",))
    moves = rule_moves(example.registratieregels, example.rules, other)
    assert set(moves["vsv"]) == {"VSV05"}
    assert set(zip(moves["regel_van"], moves["regel_naar"], strict=True)) == {("S03", "S02")}
    lines = example.registratieregels
    mine = lines[
        (lines["vsv"] == "VSV05") & (lines["taak"] == "T02") & (lines["activiteit"] == "igo-overhead")
    ]
    new = moves[(moves["klasse"] == "nieuw") & (moves["lezing"] == "verwacht")]
    assert new["verschuift_ct"].sum() == mine["bedrag_ct"].sum()
    assert new["regels"].sum() == len(mine)
    gone = moves[(moves["klasse"] == "regulier") & (moves["lezing"] == "verwacht")]
    assert gone["verschuift_ct"].sum() == -mine["bedrag_ct"].sum()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([f"S{number:02d}" for number in range(1, 22)]),
        st.lists(st.sampled_from(["0", "0,125", "0,3", "0,5", "1"]), min_size=3, max_size=3)
        .map(sorted)
        .map(tuple),
        max_size=6,
    ),
    st.sets(st.sampled_from(["S03", "S14", "S16", "S18", "S04", "S11"])),
)
def test_moves_sum_to_the_difference_of_totals(example, shares, without):
    """To the cent, per VSV, year, class and reading, whatever shares change and whichever rules go."""
    assert_moves_are_the_difference(
        example.registratieregels, example.rules, changed(example.rules, without=tuple(without), **shares)
    )


def test_another_payer_moves_euros_that_were_never_new(example):
    table = as_text(example.rules.table)
    table.loc[table["regel"] == "S20", "rest_klasse"] = "elders"
    moves = rule_moves(example.registratieregels, example.rules, check_rules(table))
    assert set(moves["klasse"]) == {"regulier", "elders"}
    assert_moves_are_the_difference(example.registratieregels, example.rules, check_rules(table))
    told = regeltabellen.per_regel(example, check_rules(table))
    assert told.title == (
        "Beide regeltabellen tellen volgens het voorstel evenveel als nieuwe taak; streng, ruim of tussen andere klassen verschuift er wel iets"
    )
    assert regeltabellen.per_vsv(example, check_rules(table)).rows["vsv"].tolist() == ["Totaal"]


def test_the_exhibit_tells_every_euro(example):
    other = changed(example.rules, without=("S03",), S17=("0", "0", "0"))
    moves = rule_moves(example.counting_lines, example.rules, other)
    one, each = regeltabellen.per_regel(example, other), regeltabellen.per_vsv(example, other)
    for lezing in LEZINGEN:
        name, mine = f"verschuift_{lezing}_ct", moves[moves["lezing"] == lezing]
        assert one.rows[name].sum() == 0
        new = mine.loc[mine["klasse"] == "nieuw", "verschuift_ct"].sum()
        assert one.rows.loc[one.rows["klasse"] == "Nieuwe VSV-taak", name].sum() == new
        assert each.rows[name].iloc[:-1].sum() == each.rows[name].iloc[-1] == new
    assert (
        one.claim.estimate
        == moves.loc[(moves["klasse"] == "nieuw") & (moves["lezing"] == "verwacht"), "verschuift_ct"].sum()
    )
    same = regeltabellen.per_regel(example, example.rules)
    assert same.rows.empty
    assert same.title == "Beide regeltabellen tellen volgens het voorstel evenveel als nieuwe taak"


def decision(what: str, **more) -> Decision:
    known = {
        "datum": datetime.date(2026, 11, 26),
        "besluit": f"Over {what}",
        "door": "vergadering",
        "reden": "proef",
    }
    return Decision(neemt_over=what, **{**known, **more})


def test_a_decision_gives_the_next_table(example, example_paths):
    """Separated by the next table, what is new is to the cent what the scenario says of it."""
    scenarios = load_scenarios(example_paths)
    made = next_rules(example.rules, [decision("mdo_regulier.lezing.mdo")], scenarios)
    row = made.table.set_index("regel").loc[["S17", "S18"]]
    assert (row[SHARES] == 0).all(axis=None)
    assert set(row["status"]) == {"besloten"}
    assert set(row["besloten_door"]) == {"vergadering"}
    assert set(row["datum"]) == {"2026-11-26"}
    untouched = made.table[~made.table["regel"].isin(["S17", "S18"])]
    pd.testing.assert_frame_equal(untouched, example.rules.table.loc[untouched.index])
    told = run_scenario(scenarios["mdo_regulier"], example.postkosten, example.profielen).taakkosten
    new = separate(example.counting_lines, made).query("klasse == 'nieuw' and lezing == 'verwacht'")
    by_task = new.groupby(["vsv", "boekjaar", "taak"])["bedrag_ct"].sum()
    said = told.set_index(["vsv", "boekjaar", "taak"])[["nieuw_ct", "eenmalig_nieuw_ct"]].dropna().sum(axis=1)
    both = pd.concat([said, by_task], axis=1).reindex(said.index).fillna(0)
    assert (both[0] - both["bedrag_ct"]).abs().max() <= 200  # the scenario rounds a post, the table each line


def test_what_is_no_reading_leaves_the_rules_and_the_later_decision_holds(example, example_paths):
    scenarios = load_scenarios(example_paths)
    pay = next_rules(example.rules, [decision("uniform_vacatiegeld.vacatiegeld")], scenarios)
    pd.testing.assert_frame_equal(pay.table, example.rules.table)
    wide = scenarios["mdo_regulier"].lezing["mdo"].model_copy(update={"nieuw": None, "lezing": "ruim"})
    scenarios["ruim"] = scenarios["mdo_regulier"].model_copy(update={"id": "ruim", "lezing": {"mdo": wide}})
    both = [decision("mdo_regulier"), decision("ruim", door="de latere")]
    row = next_rules(example.rules, both, scenarios).table.set_index("regel").loc["S18"]
    assert row[SHARES].tolist() == [0.0, 0.0, 0.0]  # what was decided first holds in every reading
    assert row["besloten_door"] == "de latere"


def test_the_log_tells_what_the_decisions_move(example, example_paths):
    scenarios = load_scenarios(example_paths)
    decided = [decision("uniform_vacatiegeld.vacatiegeld"), decision("mdo_regulier")]
    told = regeltabellen.na_besluiten(example, decided, scenarios)
    direct = regeltabellen.per_regel(example, next_rules(example.rules, decided, scenarios))
    pd.testing.assert_frame_equal(told.rows, direct.rows)
    assert told.title == direct.title
    assert set(told.rows["taak"]) == {"T14 Multidisciplinair overleg (MDO)"}
    none = regeltabellen.na_besluiten(example, decided[:1], scenarios)
    assert none.title == "Geen besluit gaat over wat nieuw is: de scheidingsregels blijven zoals zij zijn"


def test_a_decision_about_a_task_without_a_rule_is_told(example, example_paths):
    scenarios = load_scenarios(example_paths)
    bare = changed(example.rules, without=("S17", "S18"))
    with pytest.raises(ScenarioError, match="gaat over T14, maar geen scheidingsregel noemt die taak"):
        next_rules(bare, [decision("mdo_regulier")], scenarios)


def test_by_command(example_root, tmp_path, monkeypatch, capsys, example):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    out = tmp_path / "volgende.csv"
    assert run_command(["rules", "next", "voorbeeld", str(out)]) == 0
    pd.testing.assert_frame_equal(load_rules(out).table, example.rules.table)
    assert "evenveel als nieuwe taak" in capsys.readouterr().out
    table = as_text(example.rules.table)
    table.loc[table["regel"] == "S17", SHARES] = "0"
    table.to_csv(out, sep=";", index=False)
    assert run_command(["rules", "diff", "voorbeeld", str(out)]) == 0
    said = capsys.readouterr().out
    assert "€ 237.817 minder als nieuwe taak" in said
    assert "T14 Multidisciplinair overleg (MDO)\tstructureel\tS17\tS17" in said
    assert said.count("\nVSV0") == 12
    out.write_text("regel;taak\n", encoding="utf-8")
    assert run_command(["rules", "diff", "voorbeeld", str(out)]) != 0
    assert "de kolom 'activiteit' ontbreekt" in capsys.readouterr().err
