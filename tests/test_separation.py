"""Separation: by hand, by the errors of a table, and by random tables that try to lose a cent."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsvanalyse import basiskader, separation
from vsvanalyse.contracts import KLASSEN, LEZINGEN
from vsvanalyse.separation import COLUMNS, RulesError, check_rules, load_rules, separate

TASKS, ACTIVITIES = ("T14", "T15", "onbekend"), ("", "vergadering", "patiëntbespreking", "onbekend")
KINDS, FUNCTIONS = ("uren", "ict", "onbekend"), ("gynaecoloog", "coördinator", "onbekend")


def rule(regel: str, **given: str) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | {
        "regel": regel,
        "nieuw_strikt": "0",
        "nieuw_verwacht": "0,5",
        "nieuw_ruim": "1",
        "rest_klasse": "regulier",
        "motivering": "m",
        "bron": "b",
        "status": "voorstel",
        "datum": "2026-01-01",
    }
    return row | given


def table(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def lines(*rows: tuple[str, str, str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["taak", "activiteit", "kostensoort", "functie", "bedrag_ct"])
    return frame.assign(
        aard="structureel",
        vsv="VSV01",
        boekjaar=2021,
        bron_bestand="f.xlsx",
        bron_blad="Uren",
        bron_rij=range(5, 5 + len(frame)),
    )


def by_class(distribution: pd.DataFrame, reading: str) -> dict[str, int]:
    part = distribution[distribution["lezing"] == reading]
    return {k: int(v) for k, v in part.groupby("klasse", observed=True)["bedrag_ct"].sum().items() if v}


def test_by_hand():
    rules = check_rules(
        table(
            rule("A", taak="T14"),
            rule("B", taak="T14", activiteit="patiëntbespreking", nieuw_verwacht="0", nieuw_ruim="0,25"),
            rule("C", taak="T15", nieuw_strikt="1", nieuw_verwacht="1", rest_klasse="elders"),
        )
    )
    given = lines(
        ("T14", "vergadering", "uren", "gynaecoloog", 101),
        ("T14", "patiëntbespreking", "uren", "gynaecoloog", 1000),
        ("T15", "", "ict", "", 5000),
        ("onbekend", "", "ict", "", 70),
    )
    result = separate(given, rules)
    assert by_class(result, "strikt") == {"regulier": 1101, "nieuw": 5000, "onbeslist": 70}
    assert by_class(result, "verwacht") == {"regulier": 1050, "nieuw": 5051, "onbeslist": 70}
    assert by_class(result, "ruim") == {"regulier": 750, "nieuw": 5351, "onbeslist": 70}
    named = result.groupby("bron_rij")["regel"].agg(lambda s: set(s))
    assert named.tolist() == [{"A"}, {"B"}, {"C"}, {""}]


def test_swings_rank_the_agenda():
    rules = check_rules(
        table(rule("A", taak="T14"), rule("C", taak="T15", nieuw_strikt="0,5", nieuw_verwacht="0,5"))
    )
    given = lines(("T14", "", "ict", "", 1000), ("T15", "", "ict", "", 5000), ("T02", "", "ict", "", 9))
    ranked = separation.swings(separate(given, rules), rules)
    assert ranked["regel"].tolist() == ["C", "A", ""]
    assert ranked["swing_ct"].tolist() == [2500, 1000, 0]
    assert ranked["bedrag_ct"].tolist() == [5000, 1000, 9]


def test_negative_amounts_split_too():
    rules = check_rules(table(rule("A", taak="T14")))
    assert by_class(separate(lines(("T14", "", "ict", "", -101)), rules), "verwacht") == {
        "nieuw": -51,
        "regulier": -50,
    }


def test_input_is_untouched_and_other_types_are_taken():
    rules = check_rules(table(rule("A", taak="T14")))
    given = lines(("T14", "", "ict", "", 100), ("T15", None, "uren", None, 100))
    before = given.copy()
    as_category = given.astype({"taak": "category", "kostensoort": "category"})
    assert by_class(separate(given, rules), "ruim") == by_class(separate(as_category, rules), "ruim")
    pd.testing.assert_frame_equal(given, before)


WRONG = {
    "taak": (rule("A", taak="T99"), "taak 'T99' bestaat niet; bedoelt u 'T09'"),
    "activiteit": (rule("A", activiteit="vergaderen"), "bedoelt u 'vergadering'"),
    "getal": (rule("A", nieuw_ruim="veel"), "nieuw_ruim 'veel' is geen getal"),
    "buiten_0_1": (rule("A", nieuw_ruim="1,5"), "tussen 0 en 1"),
    "niet_oplopend": (rule("A", nieuw_strikt="0,8"), "strikt ≤ verwacht ≤ ruim"),
    "klasse": (rule("A", rest_klasse="nieuw"), "rest_klasse 'nieuw'"),
    "status": (rule("A", status="klaar"), "status 'klaar'"),
    "bron": (rule("A", bron=""), "bron is leeg"),
    "motivering": (rule("A", motivering=""), "motivering is leeg"),
    "zonder_naam": (rule(""), "geen naam"),
    "functie_bij_factuur": (rule("A", kostensoort="ict", functie="gynaecoloog"), "functie hoort bij uren"),
    "besloten_door": (rule("A", status="besloten"), "besloten_door is leeg"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rows_are_refused(name):
    row, message = WRONG[name]
    with pytest.raises(RulesError, match=f"rij 2: .*{message}"):
        check_rules(table(row))


def test_all_mistakes_at_once():
    with pytest.raises(RulesError) as caught:
        check_rules(table(rule("A", taak="T99"), rule("A", bron="", nieuw_ruim="2")))
    text = str(caught.value)
    assert text.count("\n") == 3
    assert all(part in text for part in ("T99", "bron is leeg", "tussen 0 en 1", "komt vaker voor"))


def test_two_equally_specific_rules_for_one_line_are_refused():
    with pytest.raises(RulesError, match="'A' en 'B' zijn even specifiek"):
        check_rules(table(rule("A", taak="T14"), rule("B", activiteit="vergadering")))


def test_equally_specific_is_allowed_where_a_third_always_wins():
    check_rules(
        table(
            rule("A", taak="T14"),
            rule("B", activiteit="vergadering"),
            rule("C", taak="T14", activiteit="vergadering"),
        )
    )


def test_equally_specific_is_allowed_where_no_line_can_meet():
    check_rules(table(rule("A", kostensoort="ict"), rule("B", functie="gynaecoloog")))


def test_unreachable_rule_is_refused():
    """Z is never the most specific once each function of an hours line has a rule of its own."""
    functions = (*basiskader.codes("functies"), "onbekend")
    narrower = [rule(f"F{i}", kostensoort="uren", functie=f) for i, f in enumerate(functions)]
    check_rules(table(rule("Z", kostensoort="uren"), *narrower[1:]))
    with pytest.raises(RulesError, match="'Z' kan nooit gelden"):
        check_rules(table(rule("Z", kostensoort="uren"), *narrower))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_file_forms_are_read(tmp_path: Path, encoding: str, separator: str):
    path = tmp_path / "regels.csv"
    rows = table(rule("A", taak="T14", activiteit="patiëntbespreking", nieuw_verwacht="0.5"))
    path.write_bytes(rows.to_csv(index=False, sep=separator).encode(encoding))
    assert load_rules(path).table["nieuw_verwacht"].tolist() == [0.5]


def test_missing_file_and_columns(tmp_path: Path):
    with pytest.raises(RulesError, match="niet te lezen"):
        load_rules(tmp_path / "weg.csv")
    (tmp_path / "regels.csv").write_text("regel;taak;extra\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"(?s)'activiteit' ontbreekt.*'extra' is onbekend"):
        load_rules(tmp_path / "regels.csv")


def test_shipped_rules_are_proposals_with_reason_and_source(repo: Path):
    for name in ("voorbeeld", "voorbeeld-met-fouten"):
        rules = load_rules(repo / "data" / "raw" / name / "scheidingsregels.csv").table
        assert set(rules["status"]) <= {"voorstel", "omstreden"}
        assert (rules[["motivering", "bron", "datum"]] != "").all().all()


shares = st.lists(st.sampled_from(["0", "0,1", "0,25", "0,333", "0,5", "0,77", "1"]), min_size=3, max_size=3)
random_rule = st.fixed_dictionaries(
    {
        "taak": st.sampled_from(["", *TASKS]),
        "activiteit": st.sampled_from(["", *ACTIVITIES[1:]]),
        "kostensoort": st.sampled_from(["", *KINDS]),
        "functie": st.sampled_from(["", *FUNCTIONS]),
        "rest_klasse": st.sampled_from(separation.REST_KLASSEN),
        "shares": shares.map(lambda s: sorted(s, key=lambda v: float(v.replace(",", ".")))),
    }
)
random_line = st.tuples(
    st.sampled_from(TASKS),
    st.sampled_from(ACTIVITIES),
    st.sampled_from(KINDS),
    st.sampled_from(["", *FUNCTIONS]),
    st.integers(-(10**9), 10**12),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(random_rule, min_size=1, max_size=8), st.lists(random_line, min_size=1, max_size=30))
def test_no_random_table_loses_a_cent(drawn, given_lines):
    rows = []
    for i, one in enumerate(drawn):
        strict, expected, wide = one.pop("shares")
        if one["functie"] and one["kostensoort"] not in ("", "uren"):
            one = one | {"kostensoort": ""}
        candidate = [
            *rows,
            rule(f"R{i}", **one, nieuw_strikt=strict, nieuw_verwacht=expected, nieuw_ruim=wide),
        ]
        try:
            check_rules(table(*candidate))
        except RulesError:
            continue
        rows = candidate
    rules = check_rules(table(*rows)) if rows else check_rules(table())
    given_lines = [(t, a, k, f if k == "uren" else "", ct) for t, a, k, f, ct in given_lines]
    registered = lines(*given_lines)
    result = separate(registered, rules)
    per_line = result.groupby(["bron_rij", "lezing"], observed=True)["bedrag_ct"].sum().unstack()
    for reading in LEZINGEN:
        assert (per_line[reading].to_numpy() == registered["bedrag_ct"].to_numpy()).all()
    assert not result.duplicated(["bron_rij", "klasse", "lezing"]).any()
    assert set(result["klasse"]) <= set(KLASSEN)
    totals = separation.class_totals(result)
    assert len(totals) == len(KLASSEN) * len(LEZINGEN)
    assert (totals.groupby("lezing")["bedrag_ct"].sum() == registered["bedrag_ct"].sum()).all()
    new = result[result["klasse"] == "nieuw"].groupby("lezing", observed=False)["bedrag_ct"].sum()
    if (registered["bedrag_ct"] >= 0).all():
        assert new["strikt"] <= new["verwacht"] <= new["ruim"]


@settings(max_examples=60, deadline=None)
@given(random_line)
def test_winner_is_the_most_specific_by_plain_search(line):
    rows = [
        rule("A", taak="T14"),
        rule("B", taak="T14", activiteit="vergadering"),
        rule("C", taak="T15", kostensoort="uren"),
        rule("D", taak="T15", kostensoort="uren", functie="gynaecoloog"),
        rule("E", taak="T14", activiteit="vergadering", functie="coördinator"),
    ]
    rules = check_rules(table(*rows))
    task, activity, kind, function, amount = line
    function = function or "onbekend" if kind == "uren" else ""
    values = {"taak": task, "activiteit": activity, "kostensoort": kind, "functie": function}
    fits = [r for r in rows if all(not r[c] or r[c] == values[c] for c in separation.CONDITIONS)]
    best = max(fits, key=lambda r: sum(bool(r[c]) for c in separation.CONDITIONS), default={"regel": ""})
    result = separate(lines((task, activity, kind, function, amount)), rules)
    assert set(result["regel"]) == {best["regel"]}
