"""What the form itself looks at on every line, one row of data each, as `check` finds it in the same cell.

From such a row come the coloured cell on the cost sheet, the line on the sheet Controle, and the test that
holds both to the finding. The condition is a formula that is true for one cell and, entered as an array,
for a whole column: so ``*`` and ``+`` instead of AND and OR, which swallow a column. Excel allows no array
constant where a colour is decided: a list that is looked in stands on the sheet Lijsten.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsvanalyse import basiskader
from vsvanalyse.basiskader import STRUCTUREEL
from vsvanalyse.intake import layout
from vsvanalyse.intake.findings import thresholds


@dataclass(frozen=True)
class LineCheck:
    """One check: the field it colours, the rule that `check` gives there, when, what to do, and a value that fails.

    In ``fout``, ``{name}`` stands for a field of the line and ``{leeg}`` is true on a line without any value.
    """

    veld: str
    regel: str
    fout: str
    melding: str
    voorbeeld: object


_OTHER_YEAR = (
    '(LEFT({part},2)="20")*ISNUMBER(-MID({part},3,1))*ISNUMBER(-MID({part},4,1))*({part}<>boekjaar&"")'
)
_FIRST, _LAST = (_OTHER_YEAR.replace("{part}", f"{side}({{periode}},4)") for side in ("LEFT", "RIGHT"))
_DAY = '(ISNUMBER({periode})+ISNUMBER(SEARCH("?-?",SUBSTITUTE({periode},boekjaar,"")))>0)'


def _period() -> tuple[LineCheck, ...]:
    return (
        LineCheck(
            "periode", "C10", '({periode}="")*NOT({leeg})', "Vul een datum, maand of kwartaal in.", None
        ),
        LineCheck(
            "periode",
            "C10",
            "ISTEXT({periode})*(LEN({periode})>0)*ISERROR(-LEFT({periode},1))*ISERROR(-RIGHT({periode},1))"
            "*ISNA(MATCH(LEFT({periode},3),lijst_maand,0))",
            f"Dit is geen datum of periode. Schrijf het zoals {layout.PERIOD_WORDS}.",
            "ooit",
        ),
        LineCheck(
            "periode",
            "C10",
            "IF(ISNUMBER({periode}),({periode}<>boekjaar)*(YEAR({periode})<>boekjaar),"
            f"(LEN({{periode}})>3)*({_FIRST}+{_LAST}>0))",
            "Dit valt buiten het boekjaar op het blad Profiel.",
            "15-3-2019",
        ),
    )


def _choice(name: str, blank: str, unknown: str, what: str) -> tuple[LineCheck, ...]:
    missing = LineCheck(name, blank, f'({{{name}}}="")*NOT({{leeg}})', f"Kies {what}.", None)
    outside = LineCheck(
        name,
        unknown,
        f'({{{name}}}<>"")*ISNA(MATCH({{{name}}},lijst_{name},0))',
        f"Dit staat niet in de lijst. Kies {what} uit de lijst.",
        "iets anders",
    )
    return (missing, outside) if blank else (outside,)


def _number(name: str, what: str, *, money: bool, may_lack: str = "") -> tuple[LineCheck, ...]:
    decimals = LineCheck(
        name,
        "C13",
        f"ISNUMBER({{{name}}})*(ROUND({{{name}}},2)<>{{{name}}})",
        f"{what} heeft meer dan twee decimalen.",
        75.123,
    )
    return (
        LineCheck(
            name,
            "C12",
            f'({{{name}}}="")*NOT({{leeg}}){may_lack}',
            f"Vul {what[0].lower()}{what[1:]} in.",
            None,
        ),
        LineCheck(
            name, "C01", f'ISTEXT({{{name}}})*({{{name}}}<>"")', f"{what} is geen getal.", "zie bijlage"
        ),
        LineCheck(name, "C03", f"ISERROR({{{name}}})", f"{what} is een foutwaarde.", "#REF!"),
        LineCheck(name, "R02", f"ISNUMBER({{{name}}})*({{{name}}}<0)", f"{what} is negatief.", -2),
        *((decimals,) if money else ()),
    )


def _one_off() -> tuple[LineCheck, ...]:
    """Ask of a cost of a one-off task that it is said to be one-off; nothing where no task is."""
    tasks = sorted(basiskader.one_off_tasks())
    among = "+".join(f'(LEFT({{taak}},{len(code)})="{code}")' for code in tasks)
    told = "Deze taak is eenmalig. Kies eenmalig, of zeg in de omschrijving waarom niet."
    wrong = {"taak": tasks[0], "aard": STRUCTUREEL} if tasks else {}
    return (
        (LineCheck("aard", "R06", f'({among}>0)*({{aard}}="{STRUCTUREEL}")', told, wrong),) if tasks else ()
    )


def checks(sheet: layout.CostSheet) -> tuple[LineCheck, ...]:
    """List the checks of one cost sheet, in the order of its columns."""
    limit = thresholds()
    task = _choice("taak", "C12", "C05", "een taak")
    if sheet is layout.KOSTEN:
        return (
            *_period(),
            *task,
            *_choice("activiteit", "", "C08", "een activiteit"),
            *_choice("kostensoort", "C12", "C07", "een kostensoort"),
            *_number("bedrag", "Het bedrag", money=True),
            *_choice("aard", "C11", "C11", "eenmalig of structureel"),
            *_one_off(),
        )
    card = "SUMIF(lijst_functie,{functie},lijst_tarief)"
    return (
        *_period(),
        *task,
        *_choice("activiteit", "C08", "C08", "een activiteit"),
        *_choice("functie", "C12", "C06", "een functie"),
        *_number("uren", "Het aantal uren", money=False),
        LineCheck(
            "uren",
            "R10",
            f"ISNUMBER({{uren}})*({{uren}}>IF({_DAY},{limit['uren_dag']:g},{limit['uren_regel']:g}))",
            "Dit zijn meer uren dan één dag of één regel kan hebben.",
            30.0,
        ),
        *_number("tarief", "Het tarief", money=True, may_lack='*(({aandeel}="")+({aandeel}<>0)>0)'),
        LineCheck(
            "tarief",
            "R08",
            f"ISNUMBER({{tarief}})*({{tarief}}>=0)*({{aandeel}}<>0)*({card}>0)"
            f"*(({{tarief}}<{limit['tarief_laag']:g}*{card})+({{tarief}}>{limit['tarief_hoog']:g}*{card})>0)",
            "Het tarief ligt ver van wat voor deze functie gebruikelijk is.",
            900,
        ),
        *(c for c in _number("aandeel", "Het deel vergoed", money=False) if c.regel != "R02"),
        LineCheck(
            "aandeel",
            "C09",
            "ISNUMBER({aandeel})*(({aandeel}<0)+({aandeel}>1)>0)",
            "Het deel vergoed ligt niet tussen 0 % en 100 %.",
            50,
        ),
    )
