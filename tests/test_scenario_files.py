"""Scenario files that people write wrongly: every mistake named in Dutch, all together, and never a traceback."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsvanalyse import edition
from vsvanalyse.edition import starter
from vsvanalyse.scenarios import (
    ScenarioError,
    checks,
    comparison,
    load_scenario,
    load_scenarios,
    run_scenario,
)
from vsvanalyse.scenarios.case import Case, all_cases
from vsvanalyse.scenarios.model import make_model
from vsvanalyse.scenarios.schema import Scenario

HEAD = """id = "x"
titel = "Proef"
ouder = "basis"
auteur = "ik"
datum = 2026-11-23
zaad = 1
toelichting = "t"
"""
WHY = 'reden = "r"\nbron = "b"\nstatus = "aanname"\n'
DEEP = "a = " + "[" * 3000 + "]" * 3000
LONG = "a = 1" + "0" * 5000
ENGLISH = re.compile(
    r"\b(the|is an?|expected|invalid|value|input|should|must|field|required|directory|file|such|found|after|at line|"
    r"cannot|overwrite)\b|Traceback"
)
PYTHON = re.compile(r"\b(True|False|None|datetime)\b|\{'")


def head(name: str, **change: str) -> str:
    """Give the opening lines of a scenario under another name; ``ouder=""`` leaves that line out."""
    lines = HEAD.replace('"x"', f'"{name}"').splitlines()
    for key, value in change.items():
        lines = [f"{key} = {value}" if line.startswith(f"{key} =") else line for line in lines]
    return "\n".join(line for line in lines if not line.endswith("= ")) + "\n"


def lever(place: str, body: str = "", why: str = WHY) -> str:
    return f"[{place}]\n{body}\n{why}"


def national(
    name: str = "ict", task: str = "T15", cost: str = "5", share: str = "0.2", more: str = ""
) -> str:
    body = f'taken = ["{task}"]\nkosten_eur = {cost}\nlokaal_aandeel = {share}\n{more}'
    return lever(f"landelijk.{name}", body)


def correction(body: str, why: str = WHY) -> str:
    return lever("correctie.a", body, why)


def index(body: str, figure: str = "") -> str:
    own = f'[[index.cijfers]]\nsoort = "materieel"\njaar = 2022\nstatus = "definitief"\nbron = "NZa"\n{figure}\n'
    return lever("index", body) + (own if figure else "")


LATER = "ova_daarna_pct = 3\nmaterieel_daarna_pct = 2"


def put(folder: Path, **texts: str | bytes) -> Path:
    """Write files; give the path of ``x.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.toml").write_bytes(data)
    return folder / "x.toml"


def told(folder: Path, **texts: str | bytes) -> str:
    """Give the message with which x.toml is refused."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(put(folder, **texts))
    return str(caught.value)


def round_of(root: Path, decisions: str | None = None, **texts: str) -> edition.EditionPaths:
    where = edition.paths("e", root)
    put(where.scenarios, **texts)
    if decisions is not None:
        where.decisions.write_text(decisions, encoding="utf-8")
    return where


def round_told(root: Path, decisions: str | None = None, **texts: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(round_of(root, decisions, **texts))
    return str(caught.value)


TEMPLATES = {name: starter.template(name) for name in starter.SHIPPED}

LOADING: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown lever": ("[landelik.ict]\n", ("'landelik'", "onbekend", "'landelijk'")),
    "unknown key on top": ("qqq = 3\n", ("'qqq' is onbekend", "kies uit", "landelijk")),
    "unknown key in a measure": (
        lever("landelijk.ict", 'taken = ["T15"]\nkosten_eu = 5\nlokaal_aandeel = 0.2'),
        ("'landelijk.ict.kosten_eu' is onbekend", "'kosten_eur'?", "'landelijk.ict.kosten_eur' ontbreekt"),
    ),
    "unknown key in an interval": (
        national(cost="{laag = 1, verwagt = 2, hoog = 3}"),
        ("'landelijk.ict.kosten_eur.verwagt' is onbekend", "'verwacht'?"),
    ),
    "unknown key in a list": (
        index(LATER, 'pct = 1\nreekx = "cep"'),
        ("'index.cijfers.0.reekx' is onbekend", "'reeks'?"),
    ),
    "unknown funding part": (
        lever("financiering.structurel", 'vorm = "norm"'),
        ("'financiering.structurel' is onbekend", "'structureel'?"),
    ),
    "reserved key": ('eigen = ["a"]\n', ("'eigen' is onbekend",)),
    "interval upside down": (
        national(cost="{laag = 5, verwacht = 3, hoog = 9}"),
        ("'landelijk.ict.kosten_eur'", "5, 3, 9", "laag ≤ verwacht ≤ hoog"),
    ),
    "share above one": (national(share="1.2"), ("'landelijk.ict.lokaal_aandeel'", "tussen 0 en 1", "1.2")),
    "share below zero": (
        national(share="{laag = -0.1, verwacht = 0.5, hoog = 1}"),
        ("'landelijk.ict.lokaal_aandeel'", "tussen 0 en 1"),
    ),
    "share as text": (
        national(share='"half"'),
        ("'landelijk.ict.lokaal_aandeel'", "moet een getal zijn", "half"),
    ),
    "share as boolean": (national(share="true"), ("'landelijk.ict.lokaal_aandeel'", "moet een getal zijn")),
    "number as text in an interval": (
        national(cost='{laag = "1", verwacht = 2, hoog = 3}'),
        ("'landelijk.ict.kosten_eur.laag'", "moet een getal zijn", "'1'"),
    ),
    "boolean in an interval": (
        national(cost="{laag = false, verwacht = true, hoog = 3}"),
        ("'landelijk.ict.kosten_eur.laag'", "moet een getal zijn"),
    ),
    "negative cost": (national(cost="-5"), ("'landelijk.ict.kosten_eur'", "niet negatief", "-5")),
    "unknown task": (correction('taken = ["T99"]\nfactor = 1'), ("'correctie.a.taken'", "T99", "T01", "T17")),
    "task twice": (
        correction('taken = ["T15", "T15"]\nfactor = 1'),
        ("'correctie.a.taken'", "twee keer"),
    ),
    "no tasks": (correction("taken = []\nfactor = 1"), ("'correctie.a.taken'", "niet leeg")),
    "task as text": (
        correction('taken = "T15"\nfactor = 1'),
        ("'correctie.a.taken'", "moet een lijst", "T15"),
    ),
    "factor and amount": (
        correction('taken = ["T15"]\nfactor = 1\nbedrag_eur = 3'),
        ("'correctie.a'", "precies één", "'factor'", "'bedrag_eur'"),
    ),
    "neither factor nor amount": (correction('taken = ["T15"]'), ("'correctie.a'", "precies één")),
    "missing reason": (
        correction('taken = ["T15"]\nfactor = 1', 'bron = "b"\nstatus = "zeker"\n'),
        ("'correctie.a.reden' ontbreekt", "'correctie.a.status'", "'aanname', 'voorstel'", "'zeker'"),
    ),
    "blank reason": (
        correction('taken = ["T15"]\nfactor = 1', 'reden = " "\nbron = ""\nstatus = "aanname"\n'),
        ("'correctie.a.reden' mag niet leeg", "'correctie.a.bron' mag niet leeg"),
    ),
    "list where a table is": ("[[correctie]]\n" + WHY, ("'correctie'", "moet een tabel")),
    "text where a table is": ('vacatiegeld = "geen"\n', ("'vacatiegeld'", "moet een tabel", "geen")),
    "unknown form of pay": (
        lever("vacatiegeld", 'vorm = "niks"'),
        ("'vacatiegeld.vorm'", "'tariefkaart'", "'niks'"),
    ),
    "maximum without amount": (lever("vacatiegeld", 'vorm = "maximum"'), ("'vacatiegeld'", "'maximum_eur'")),
    "wages without card": (
        lever("vacatiegeld", 'vorm = "geen"\nfuncties = "alle"'),
        ("'vacatiegeld'", "tariefkaart"),
    ),
    "reading and share": (
        lever("lezing.a", 'taken = ["T14"]\nnieuw = 1\nlezing = "ruim"'),
        ("'lezing.a'", "precies één van 'lezing' en 'nieuw'"),
    ),
    "reading of nothing": (lever("lezing.a", "nieuw = 1"), ("'lezing.a'", "'regels' of 'taken'")),
    "amounts do not fit the rule": (
        lever("financiering.structureel", 'vorm = "gemengd"\nper_vsv_eur = 3'),
        ("'financiering.structureel'", "'gemengd'", "per_bevalling_eur, per_vsv_eur"),
    ),
    "amount with the norm": (
        lever("financiering.structureel", 'vorm = "norm"\nper_vsv_eur = 3'),
        ("'financiering.structureel'", "'norm'", "geen bedrag"),
    ),
    "programme ends before it begins": (
        lever("financiering.programma", "van = 2026\ntot = 2024\nper_vsv_eur = 3"),
        ("'financiering.programma'", "2024", "2026"),
    ),
    "negative participation": (
        lever("deelname", "vsvs = {2024 = -1}"),
        ("'deelname.vsvs.2024'", "niet negatief", "-1"),
    ),
    "half a participant": (
        lever("deelname", "vsvs = {2024 = 40.5}"),
        ("'deelname.vsvs.2024'", "heel getal", "40.5"),
    ),
    "participation in no year": (
        lever("deelname", "vsvs = {ooit = 4, 1850 = 2}"),
        ("'deelname.vsvs.ooit'", "heel getal", "'deelname.vsvs.1850'", "2000"),
    ),
    "nobody takes part": (lever("deelname", "vsvs = {}"), ("'deelname.vsvs'", "niet leeg")),
    "no country": (lever("land", "vsvs = 0"), ("'land.vsvs'", "minstens 1 zijn")),
    "unknown estimator": (lever("land", 'raming = "per_bevaling"'), ("'land.raming'", "'per_bevalling'")),
    "nan": (
        national(cost="nan", share="inf"),
        ("'landelijk.ict.kosten_eur", "nan", "'landelijk.ict.lokaal_aandeel", "inf", "gewoon getal"),
    ),
    "minus infinity": (correction('taken = ["T15"]\nbedrag_eur = -inf'), ("'correctie.a.bedrag_eur", "-inf")),
    "huge whole euros": (national(cost="1" + "0" * 400), ("'landelijk.ict.kosten_eur",)),
    "index out of reach": (
        index("ova_daarna_pct = -100\nmaterieel_daarna_pct = 200"),
        ("'index.ova_daarna_pct'", "tussen -100 en 100", "'index.materieel_daarna_pct'", "200"),
    ),
    "own figure as text": (
        index(LATER, 'pct = "9.25"'),
        ("'index.cijfers.0.pct'", "moet een getal zijn", "'9.25'"),
    ),
    "unknown series": (
        index(LATER + '\nreeks = "abc"\nvoorlopig = "ja"'),
        ("'index.reeks'", "'cep', 'mev'", "'abc'", "'index.voorlopig'", "true of false", "'ja'"),
    ),
    "uncertainty": (
        '[onzekerheid]\ntrekkingen = 10\nverdeling = "normaal"\nsteekproef = 1\n',
        (
            "'onzekerheid.trekkingen'",
            "minstens 100 zijn",
            "'onzekerheid.verdeling'",
            "'pert'",
            "'onzekerheid.steekproef'",
        ),
    ),
    "year outside": ("van = 1990\ntot = 2200\n", ("'van'", "2000", "1990", "'tot'", "2100", "2200")),
    "reference year outside": ("peiljaar = 2040\n", ("'peiljaar' (2040)", "2021", "2035")),
    "taking over a text": ('overnemen = "y"\n', ("'overnemen'", "moet een lijst", "'y'")),
    "taking over nothing known": ('overnemen = ["basiz"]\n', ("'basiz' is onbekend", "'basis'?")),
    "taking over itself": ('overnemen = ["x"]\n', ("kring", "x → x")),
    "national twice": (
        national("a") + national("b"),
        ("T15", "twee keer landelijk", "'a'", "'b'"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOADING)
def test_mistake_in_a_measure(case: str, tmp_path: Path):
    text, fragments = LOADING[case]
    message = told(tmp_path, x=HEAD + text)
    assert all(line.startswith("x.toml: ") and line.rstrip("?")[-1] in ".'" for line in message.splitlines())
    for fragment in fragments:
        assert fragment in message, message
    assert not ENGLISH.search(message), message


RHO = '[[onzekerheid.samenhang]]\ninvoer = ["a"]\nrho = {}\nreden = "r"\n'


@pytest.mark.parametrize(
    ("text", "key", "wrong"),
    [
        (RHO.format("1"), "'onzekerheid.samenhang.0.rho'", "hoogstens 1 "),
        (RHO.format("nan"), "'onzekerheid.samenhang.0.rho'", "te groot"),
        (index(LATER, "pct = nan"), "'index.cijfers.0.pct'", "te groot"),
    ],
    ids=["one", "nan", "figure"],
)
def test_bound_is_told_right(text: str, key: str, wrong: str, tmp_path: Path):
    """One is not at most one too much, and nan is not too large."""
    message = told(tmp_path, x=HEAD + text)
    assert key in message
    assert wrong not in message, message


@pytest.mark.parametrize(
    "text",
    [
        HEAD + national(share="true"),
        HEAD + "[[correctie]]\n" + WHY,
        head("x", datum="2026-11-23T12:00:00"),
        head("x", datum="true"),
    ],
    ids=["boolean", "list", "time", "date"],
)
def test_found_value_is_shown_as_in_the_file(text: str, tmp_path: Path):
    message = told(tmp_path, x=text)
    assert not PYTHON.search(message), message


HEADS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no seed": (head("x", zaad=""), ("'zaad' ontbreekt",)),
    "negative seed": (head("x", zaad="-1"), ("'zaad'", "niet negatief", "-1")),
    "seed as text": (head("x", zaad='"1"'), ("'zaad'", "heel getal", "'1'")),
    "seed with decimals": (head("x", zaad="1.0"), ("'zaad'", "heel getal", "1.0")),
    "title as number": (head("x", titel="5"), ("'titel'", "tekst", "5")),
    "blank title": (head("x", titel='""'), ("'titel'", "niet leeg")),
    "date as words": (
        head("x", datum='"23 november 2026"'),
        ("'datum'", "moet een datum zijn, zoals 2026-11-23", "23 november"),
    ),
    "date as number": (head("x", datum="20261123"), ("'datum'", "moet een datum zijn", "20261123")),
    "date as seconds": (head("x", datum="86400"), ("'datum'", "moet een datum zijn", "86400")),
    "date with time": (head("x", datum="2026-11-23T12:00:00"), ("'datum'", "moet een datum zijn")),
    "no parent": (head("x", ouder=""), ("'ouder' ontbreekt", 'ouder = "basis"')),
    "missing parent": (head("x", ouder='"baziz"'), ("'baziz' is onbekend", "'basis'?")),
    "own parent": (head("x", ouder='"x"'), ("kring", "x → x")),
    "id is not the name": (head("z"), ("id is 'z'", "'x'")),
    "id in capitals": (head("X"), ("'id'", "kleine letters", "'X'")),
    "nothing at all": ("", ("'id' ontbreekt", "'titel' ontbreekt", "'zaad' ontbreekt")),
    "only a remark": ("# niets\n", ("'id' ontbreekt",)),
}


@pytest.mark.parametrize("case", HEADS)
def test_mistake_in_the_head(case: str, tmp_path: Path):
    text, fragments = HEADS[case]
    message = told(tmp_path, x=text)
    assert all(line.startswith("x.toml: ") for line in message.splitlines())
    for fragment in fragments:
        assert fragment in message, message
    assert not ENGLISH.search(message), message


BROKEN: dict[str, str | bytes] = {
    "value left out": HEAD + "tot =\n",
    "key twice": HEAD + 'titel = "b"\n',
    "Dutch amount": HEAD + "[landelijk.ict]\nkosten_eur = 700.000,50\n",
    "no quotes": HEAD + "auteur2 = ik\n",
    "no such day": head("x", datum="2026-02-31"),
    "table twice": HEAD + national() + national(),
    "binary": b"\x00\x01\x02",
    "utf-16": HEAD.encode("utf-16"),
    "open string": HEAD + 'toelichting2 = "a\n',
    "too many digits": HEAD + LONG,
    "too deep": HEAD + DEEP,
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_toml_is_told_as_such(case: str, tmp_path: Path):
    message = told(tmp_path, x=BROKEN[case])
    assert message.startswith("x.toml: ")
    assert "geen geldig TOML" in message


@pytest.mark.parametrize("case", ["value left out", "key twice", "Dutch amount", "no such day"])
def test_broken_toml_is_told_in_dutch(case: str, tmp_path: Path):
    message = told(tmp_path, x=BROKEN[case])
    assert re.search(r"\b(regel|lijn) \d+", message), message
    assert not ENGLISH.search(message), message


def test_cp1252_and_byte_order_mark_are_read(tmp_path: Path):
    text = head("x", titel='"Coördinatie € 5"')
    for data in (text.encode("cp1252"), text.encode("utf-8-sig"), text.replace("\n", "\r\n").encode()):
        assert load_scenario(put(tmp_path, x=data)).titel == "Coördinatie € 5"


def test_rings_of_parents_and_of_what_is_taken_over(tmp_path: Path):
    ring = told(tmp_path / "a", x=head("x", ouder='"y"'), y=head("y", ouder='"z"'), z=head("z", ouder='"x"'))
    assert ring == "x.toml: scenario's verwijzen in een kring naar elkaar: x → y → z → x."
    taken = told(tmp_path / "b", x=HEAD + 'overnemen = ["y"]\n', y=head("y") + 'overnemen = ["x"]\n')
    assert "kring" in taken
    assert "x → y → x" in taken
    mixed = told(tmp_path / "c", x=HEAD + 'overnemen = ["y.vacatiegeld"]\n', y=head("y", ouder='"x"'))
    assert "x → y → x" in mixed


def test_taking_over_a_measure(tmp_path: Path):
    other = {
        k: head(k) + lever("vacatiegeld", f'vorm = "{v}"') for k, v in (("y", "geen"), ("z", "tariefkaart"))
    }
    unknown = told(tmp_path, x=HEAD + 'overnemen = ["y.vacatiegel"]\n', **other)
    assert unknown.startswith("x.toml: maatregel 'vacatiegel' is onbekend; bedoelt u 'vacatiegeld'?")
    assert "'y.vacatiegel'" in unknown
    conflict = told(tmp_path, x=HEAD + 'overnemen = ["y", "z"]\n', **other)
    assert conflict.startswith("x.toml: 'vacatiegeld' komt uit twee scenario's en verschilt")
    mine = HEAD + 'overnemen = ["y", "z"]\n' + lever("vacatiegeld", 'vorm = "geregistreerd"')
    one = load_scenario(put(tmp_path, x=mine, **other))
    assert one.vacatiegeld is not None
    assert one.vacatiegeld.vorm == "geregistreerd"
    same = load_scenario(put(tmp_path, x=HEAD + 'overnemen = ["y", "y.vacatiegeld"]\n', **other))
    assert same.eigen == ("vacatiegeld",)


def test_twice_national_is_seen_through_parents_too(tmp_path: Path):
    message = told(tmp_path, x=head("x", ouder='"y"') + national("a"), y=head("y") + national("b"))
    assert message.startswith("x.toml: taak T15 wordt twee keer landelijk geregeld")
    assert "'a'" in message
    assert "'b'" in message


def base(**change: str) -> str:
    return head("basis", ouder="", **change)


def test_own_base_is_checked_like_any_other(tmp_path: Path):
    """A base of one's own with a task arranged twice would count its cost twice."""
    put(tmp_path, basis=base() + national("a") + national("b"))
    with pytest.raises(ScenarioError, match=r"^basis\.toml: taak T15 wordt twee keer landelijk geregeld"):
        load_scenario(tmp_path / "basis.toml")


def test_base_cannot_take_over_in_silence(tmp_path: Path):
    message = round_told(tmp_path, basis=base() + 'overnemen = ["bestaat_niet"]\n')
    assert message.startswith("basis.toml: ")
    assert "overnemen" in message or "bestaat_niet" in message


def test_years_are_judged_together_with_the_parents(tmp_path: Path):
    """The child says only ``van``; its reference year comes from the parent."""
    parent = head("y") + "peiljaar = 2030\n"
    one = load_scenario(put(tmp_path, x=head("x", ouder='"y"') + "van = 2028\n", y=parent))
    assert (one.van, one.peiljaar, one.tot) == (2028, 2030, 2035)
    message = told(tmp_path, x=head("x", ouder='"y"') + "tot = 2029\n", y=parent)
    assert message.startswith("x.toml: 'peiljaar' (2030) ligt buiten 2021 tot en met 2029")


def test_all_mistakes_of_one_file_come_together(tmp_path: Path):
    text = (
        head("z", zaad="-1", datum='"morgen"')
        + "kleur = 1\n"
        + national(cost="{laag = 5, verwacht = 3, hoog = 9}", share="2", more="vanf = 2027")
        + correction('taken = ["T99"]\nfactor = "veel"', 'bron = "b"\nstatus = "zeker"\n')
        + lever("deelname", "vsvs = {2024 = -1}")
    )
    lines = told(tmp_path, x=text).splitlines()
    for fragment in (
        "id is 'z'", "'zaad'", "'datum'", "'kleur'", "'landelijk.ict.kosten_eur'", "'landelijk.ict.lokaal_aandeel'",
        "'landelijk.ict.vanf'", "'correctie.a.taken'", "'correctie.a.factor'", "'correctie.a.reden'",
        "'correctie.a.status'", "'deelname.vsvs.2024'",
    ):  # fmt: skip
        assert sum(fragment in line for line in lines) == 1, fragment
    assert len(lines) == 12


def test_mistakes_of_all_files_come_together(tmp_path: Path):
    wrong = {
        "a": head("a", zaad=""),
        "b": head("b", ouder='"baziz"'),
        "c": "kapot",
        "d": head("d") + national("p") + national("q"),
    }
    message = round_told(tmp_path, **wrong)
    assert {line.split(":")[0] for line in message.splitlines()} == {f"{name}.toml" for name in wrong}
    # One file alone tells only of itself and what it rests on.
    put(tmp_path, **wrong, x=head("x", ouder='"a"'))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "x.toml")
    assert str(caught.value) == "a.toml: 'zaad' ontbreekt."


def test_mistakes_of_decisions_and_files_come_together(tmp_path: Path):
    message = round_told(tmp_path, "[[besluit]]\nneemtover = 'a'\n", a=head("a", zaad=""))
    assert "a.toml: 'zaad' ontbreekt" in message
    assert "besluiten.toml: sleutel 'besluit.0.neemtover' is onbekend; bedoelt u 'neemt_over'?" in message


def test_missing_file_and_folder_with_a_files_name(tmp_path: Path):
    with pytest.raises(ScenarioError, match=r"^weg\.toml: niet te lezen"):
        load_scenario(tmp_path / "weg.toml")
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(ScenarioError, match=r"^x\.toml: niet te lezen"):
        load_scenario(tmp_path / "x.toml")


def test_unreadable_is_told_in_dutch(tmp_path: Path):
    (tmp_path / "x.toml").mkdir()
    for name in ("weg", "x"):
        with pytest.raises(ScenarioError) as caught:
            load_scenario(tmp_path / f"{name}.toml")
        assert not ENGLISH.search(str(caught.value)), str(caught.value)


def test_folder_beside_a_scenario_does_not_stop_it(tmp_path: Path):
    """A scenario's own mistakes and those of what it rests on; the folder is neither."""
    (tmp_path / "oud.toml").mkdir()
    assert load_scenario(put(tmp_path, x=HEAD)).id == "x"


def test_folder_in_an_edition_is_told_with_the_other_mistakes(tmp_path: Path):
    where = round_of(tmp_path, a=head("a", zaad=""))
    (where.scenarios / "oud.toml").mkdir()
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(where)
    assert "oud.toml" in str(caught.value)
    assert "a.toml: 'zaad' ontbreekt" in str(caught.value)


# Choosing scenarios, and the decision log

DECIDED = 'datum = 2026-11-23\nbesluit = "b"\ndoor = "d"\nreden = "r"\n'


def decision(what: str) -> str:
    return f'[[besluit]]\nneemt_over = "{what}"\n{DECIDED}'


def test_only_some(tmp_path: Path):
    where = round_of(tmp_path, **TEMPLATES)
    assert list(load_scenarios(where, only=("mdo_regulier",))) == ["basis", "mdo_regulier"]
    assert list(load_scenarios(round_of(tmp_path / "leeg"))) == ["basis"]


def test_only_an_unknown_scenario(tmp_path: Path):
    with pytest.raises(ScenarioError, match=r"'mdo_reguler' is onbekend; bedoelt u 'mdo_regulier'\?"):
        load_scenarios(round_of(tmp_path, **TEMPLATES), only=("mdo_reguler",))


def test_decisions_make_a_new_base(tmp_path: Path):
    log = decision("uniform_vacatiegeld.vacatiegeld") + decision("landelijk_ict_en_kwaliteit")
    made = load_scenarios(round_of(tmp_path, log, **TEMPLATES))["basis_na_besluiten"]
    assert made.eigen == ("vacatiegeld", "landelijk.ict", "landelijk.kwaliteit")
    assert "basis_na_besluiten" not in load_scenarios(round_of(tmp_path / "zonder", "", **TEMPLATES))


LOGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown measure": (
        decision("uniform_vacatiegeld.vacatiegel"),
        ("maatregel 'vacatiegel' is onbekend", "'vacatiegeld'?"),
    ),
    "unknown scenario": (
        decision("uniform_vacatiegelt"),
        ("'uniform_vacatiegelt' is onbekend", "'uniform_vacatiegeld'?"),
    ),
    "unknown keys": (
        f'[[besluit]]\nneemtover = "a"\n{DECIDED}[besluiten]\n',
        ("'besluit.0.neemt_over' ontbreekt", "'besluit.0.neemtover' is onbekend", "bedoelt u 'besluit'?"),
    ),
    "date as words": (
        decision("mdo_regulier").replace("2026-11-23", '"morgen"'),
        ("'besluit.0.datum'", "moet een datum zijn", "'morgen'"),
    ),
    "one table": (
        decision("mdo_regulier").replace("[[besluit]]", "[besluit]"),
        ("'besluit' moet een lijst",),
    ),
    "broken": ("[[besluit]\n", ("geen geldig TOML",)),
    "too many digits": (LONG, ("geen geldig TOML",)),
    "too deep": (DEEP, ("geen geldig TOML",)),
    "national twice": (
        decision("landelijk_ict_en_kwaliteit") + decision("extra"),
        ("T15 wordt twee keer landelijk geregeld",),
    ),
}


@pytest.mark.parametrize("case", LOGS)
def test_mistake_in_the_decision_log(case: str, tmp_path: Path):
    text, fragments = LOGS[case]
    message = round_told(tmp_path, text, **TEMPLATES, extra=head("extra") + national("z"))
    assert all(line.startswith("besluiten.toml: ") for line in message.splitlines()), message
    for fragment in fragments:
        assert fragment in message, message


def test_the_later_decision_about_a_measure_holds(tmp_path: Path):
    log = decision("uniform_vacatiegeld.vacatiegeld") + decision("geen_vacatiegeld")
    where = round_of(tmp_path, **TEMPLATES)
    where.decisions.write_text(log, encoding="utf-8")
    assert load_scenarios(where)["basis_na_besluiten"].vacatiegeld.vorm == "geen"
    where.decisions.write_text(log + decision("uniform_vacatiegeld.vacatiegeld"), encoding="utf-8")
    assert load_scenarios(where)["basis_na_besluiten"].vacatiegeld.vorm == "tariefkaart"


def test_own_file_is_not_lost_behind_the_decisions(tmp_path: Path):
    own = head("basis_na_besluiten") + national()
    with pytest.raises(ScenarioError, match="basis_na_besluiten"):
        load_scenarios(round_of(tmp_path, decision("mdo_regulier"), **TEMPLATES, basis_na_besluiten=own))


# Sound files that cannot run on these data

RUNNING: dict[str, tuple[str, tuple[str, ...]]] = {
    "participation above the country": (
        lever("deelname", "vsvs = {2024 = 40, 2025 = 80}"),
        ("'deelname.vsvs.2025' is 80", "71"),
    ),
    "country smaller than the registration": (lever("land", "vsvs = 3"), ("3 VSV's", "'land.vsvs'", "6")),
    "index year missing": (
        index(""),
        ("'index'", "'ova'", "2026 tot en met 2035", "'ova_daarna_pct'", "'materieel_daarna_pct'"),
    ),
    "provisional refused": (index(LATER + "\nvoorlopig = false"), ("'index'", "'ova'", "2022")),
    "two series": (index(LATER, 'pct = 9.25\nreeks = "mev"'), ("'index'", "twee reeksen (cep en mev)")),
    "figures before the first known": ("van = 2005\n" + index(LATER), ("'index'", "2006", "'ova'")),
    "unknown rule": (lever("lezing.a", 'regels = ["S99"]\nnieuw = 1'), ("'lezing.a'", "S99", "S01", "S21")),
    "price level after the last year": (
        national(more="prijspeil = 2050"),
        ("'landelijk.ict.prijspeil' (2050)", "2035"),
    ),
    "ends before the registration": (
        "van = 2010\ntot = 2015\npeiljaar = 2012\n",
        ("'tot' (2015)", "2021"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNNING)
def test_scenario_that_cannot_run_on_these_data(case: str, example, tmp_path: Path):
    text, fragments = RUNNING[case]
    one = load_scenario(put(tmp_path, x=HEAD + text))
    model = make_model(example.postkosten, example.profielen, 71)
    with pytest.raises(ScenarioError) as caught:
        run_scenario(one, example.postkosten, example.profielen, n_land=71)
    message = str(caught.value)
    assert message.splitlines() == checks.faults(Case(model, one))
    assert all(line.startswith("x.toml: ") for line in message.splitlines())
    for fragment in fragments:
        assert fragment in message, message
    assert not ENGLISH.search(message)
    with pytest.raises(ScenarioError, match=re.escape(message.splitlines()[0])):
        comparison.compare(all_cases(model, {"basis": one.model_copy(update={"id": "basis"}), "x": one}))


def test_all_reasons_not_to_run_come_together(example, tmp_path: Path):
    text = (
        HEAD
        + lever("land", "vsvs = 50")
        + lever("deelname", "vsvs = {2025 = 60, 2026 = 70}")
        + index("")
        + lever("lezing.a", 'regels = ["S99"]\nnieuw = 1')
    )
    found = checks.faults(
        Case(make_model(example.postkosten, example.profielen), load_scenario(put(tmp_path, x=text)))
    )
    assert len(found) == 5
    assert sum("deelname" in line for line in found) == 2
    assert sum("'index'" in line for line in found) == 2


def test_too_few_births_for_the_estimator(example, tmp_path: Path):
    profiles = example.profielen.assign(bevallingen=pd.array([pd.NA] * len(example.profielen), dtype="Int64"))
    for kind in ("per_bevalling", "vast_en_per_bevalling"):
        one = load_scenario(put(tmp_path, x=HEAD + lever("land", f'raming = "{kind}"')))
        with pytest.raises(ScenarioError, match=rf"^x\.toml: 'land.raming' is '{kind}'.*bevallingen\.$"):
            run_scenario(one, example.postkosten, profiles)


@pytest.mark.parametrize(
    "text", [f"vsvs = {10**18}", f"vsvs = {10**30}", 'bevallingen = 0\nraming = "per_bevalling"']
)
def test_country_that_cannot_be_is_refused(text: str, example, tmp_path: Path):
    """Too large for whole cents, or without births while cost is raised per birth."""
    path = put(tmp_path, x=HEAD + lever("land", text))
    with pytest.raises(ScenarioError, match="'land"):
        run_scenario(load_scenario(path), example.postkosten, example.profielen)


def test_rules_on_costs_without_rules(example, tmp_path: Path):
    one = load_scenario(put(tmp_path, x=HEAD + lever("lezing.a", 'regels = ["S01"]\nnieuw = 1')))
    with pytest.raises(ScenarioError, match="kennen geen regels: noem 'taken'"):
        run_scenario(one, example.taakkosten, example.profielen)


def notes(example, path: Path) -> list[str]:
    one = load_scenario(path)
    return [t for t in run_scenario(one, example.postkosten, example.profielen).toelichting if "raakt" in t]


def test_lever_that_hits_nothing_says_so(example, tmp_path: Path):
    costs = example.postkosten[example.postkosten["taak"] != "T15"]
    text = (
        HEAD
        + correction('taken = ["T15"]\nfactor = 2')
        + lever("correctie.b", 'taken = ["T14"]\nfactor = 2')
        + lever("lezing.c", 'taken = ["T15"]\nnieuw = 0')
        + lever("financiering.programma", "van = 2030\ntot = 2030\nper_vsv_eur = 5")
        + lever("vacatiegeld", 'vorm = "maximum"\nmaximum_eur = 10_000')
    )
    text = text.replace("van = 2030\ntot = 2030", "van = 2040\ntot = 2041")
    made = run_scenario(load_scenario(put(tmp_path, x=text)), costs, example.profielen)
    said = [t for t in made.toelichting if "raakt niets" in t]
    names = {re.search(r"'([^']+)'", line)[1] for line in said}
    assert names == {"correctie.a", "lezing.c", "financiering.programma", "vacatiegeld"}
    assert notes(example, put(tmp_path, x=HEAD + correction('taken = ["T15"]\nfactor = 2'))) == []


def test_lever_around_one_does_hit(example, tmp_path: Path):
    """Expected to change nothing, but uncertain: it has costs on which it works."""
    text = HEAD + correction('taken = ["T15"]\nfactor = {laag = 0.7, verwacht = 1.0, hoog = 1.3}')
    assert notes(example, put(tmp_path, x=text)) == []


@pytest.mark.parametrize("amount", ["1e12", "1e20", "1e300"])
@pytest.mark.parametrize("place", ["landelijk", "correctie", "financiering", "vacatiegeld"])
def test_huge_amount_is_refused_or_counted_right(place: str, amount: str, example, tmp_path: Path):
    """Whole cents end at 2⁶³: what is above it may not come back as a negative amount."""
    text = {
        "landelijk": national(cost=amount),
        "correctie": correction(f'taken = ["T14"]\nfactor = {amount}'),
        "financiering": lever("financiering.programma", f"van = 2027\ntot = 2027\nper_vsv_eur = {amount}"),
        "vacatiegeld": lever("vacatiegeld", f'vorm = "tariefkaart"\nfactor = {amount}'),
    }[place]
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            one = load_scenario(put(tmp_path, x=HEAD + text))
            peil = run_scenario(one, example.postkosten, example.profielen).peil
        except ScenarioError:
            return
    assert peil["structureel_ct"] > 0
    assert peil["financiering_ct"] >= 0


# Any text at all


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sjablonen")
    for name, text in TEMPLATES.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


VALUES = [
    "", "nan", "-inf", "true", '""', '"tekst"', "[]", "{}", "0", "-1", "1e400", "1_000_000_000_000_000_000_000", "2026-11-23",
    "12:00:00", "{ laag = 3, verwacht = 2, hoog = 1 }", "{ laag = nan, verwacht = 1, hoog = 2 }", "[[1], [2, [3]]]", '["T01", 5]',
    '["x.y.z"]', '["alles_samen"]', '"""', "\\", "[{a = 1}]", '"\\u0000"', "{ 2024 = 40, 2024 = 41 }", "{ a.b.c = 1 }",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from(starter.SHIPPED))
    lines = TEMPLATES[name].splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "move", "value", "key", "letter"]))
        if how == "drop" and len(lines) > 1:
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif how == "value" and "=" in lines[at]:
            lines[at] = lines[at].split("=")[0] + "= " + draw(st.sampled_from(VALUES))
        elif how == "key" and "=" in lines[at]:
            lines[at] = draw(st.text("abz_.\"'é[]{} ", max_size=6)) + " =" + lines[at].split("=", 1)[1]
        elif how == "letter" and lines[at]:
            place = draw(st.integers(0, len(lines[at]) - 1))
            lines[at] = lines[at][:place] + draw(st.characters(codec="utf-8")) + lines[at][place + 1 :]
    return name, "\n".join(lines)


def scenario_or_mistakes(path: Path) -> None:
    try:
        assert isinstance(load_scenario(path), Scenario)
    except ScenarioError as error:
        lines = str(error).splitlines()
        assert lines
        assert any(".toml: " in line for line in lines)


@settings(max_examples=250, deadline=None)
@given(made=mutated())
def test_mutated_template_gives_a_scenario_or_its_mistakes(made: tuple[str, str], beside: Path):
    name, text = made
    path = beside / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    try:
        scenario_or_mistakes(path)
    finally:
        path.write_text(TEMPLATES[name], encoding="utf-8")


@settings(max_examples=100, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_give_mistakes(data: bytes, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.getbasetemp() / "bytes"
    scenario_or_mistakes(put(folder, x=data))
