"""What stands where on the form: the one description that maker, reader and returned form share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL, per_lists, worded

FORM_VERSION = "2"
REAL, MADE_UP = "registratie", "VOORBEELD - verzonnen cijfers"

UREN_BLAD, KOSTEN_BLAD = "Uren", "Andere kosten"
PROFIEL_BLAD, VOLLEDIGHEID_BLAD, AKKOORD_BLAD = "Profiel", "Volledigheid", "Akkoord"
UITLEG_BLAD, LIJSTEN_BLAD, BEVINDINGEN_BLAD = "Uitleg", "Lijsten", "Bevindingen"
VERANDERD_BLAD = "Wat veranderde"
CONTROLE_BLAD = "Controle"
OWN_SHEETS = frozenset({UITLEG_BLAD, CONTROLE_BLAD, LIJSTEN_BLAD, BEVINDINGEN_BLAD, VERANDERD_BLAD})
"""Sheets of the form that nobody fills in."""

Rechtspersoon = Literal["geen", "stichting", "vereniging", "coöperatie", "bv", "anders"]
RECHTSPERSONEN: tuple[str, ...] = get_args(Rechtspersoon)


@dataclass(frozen=True)
class Field:
    """One column of a cost sheet; ``kind`` says how it is read and which limits it gets.

    `help` is said when the cell is chosen, where a finding says what to do, and by the guide's example. A
    ``computed`` column is read where it stands, but no longer on the form: the first version had it, own books may.
    """

    name: str
    written: str
    kind: str
    required: bool
    width: float
    told: str
    aliases: tuple[str, ...] = ()
    computed: bool = False

    @property
    def header(self) -> str:
        """The heading of the column, in the words of the study."""
        return worded(self.written)

    @property
    def help(self) -> str:
        """What to write in it."""
        return worded(self.told)


@dataclass(frozen=True)
class LabelledCell:
    """One question on Profiel or Akkoord: label in one cell, answer in the cell to its right."""

    name: str
    written: str
    kind: str
    told: str

    @property
    def label(self) -> str:
        """The question, in the words of the study."""
        return worded(self.written)

    @property
    def help(self) -> str:
        """How to answer it."""
        return worded(self.told)


@dataclass(frozen=True)
class CostSheet:
    """A sheet of the form that has one registered line a row."""

    name: str
    csv_stem: str
    fields: tuple[Field, ...]

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields that stand on the form, in its order."""
        return tuple(field for field in self.fields if not field.computed)

    def field(self, name: str) -> Field:
        """Give the field with this name."""
        return next(field for field in self.fields if field.name == name)

    def column(self, name: str) -> int:
        """Give the 1-based column in which the form maker puts this field."""
        return 1 + [field.name for field in self.fields].index(name)


HEADER_ROW = 4
FIRST_ROW = 5
LINES = 3000
"""Lines that lists, limits and totals of a cost sheet reach; a fuller form gets as many as it needs, and more."""
PERIOD_EXAMPLES = ("15-3", "maart", "K1", "2021-03")
"""Periods as the form teaches them; without a year they are of the form's own."""
PERIOD_WORDS = ", ".join(PERIOD_EXAMPLES[:-1]) + f" of {PERIOD_EXAMPLES[-1]}"

_PERIODE = Field(
    "periode",
    "Datum of periode",
    "periode",
    True,
    15,
    f"Een dag, een maand of een kwartaal van het boekjaar, zoals {PERIOD_WORDS}.",
    ("datum", "periode", "maand"),
)
_TAAK = Field(
    "taak", "Taak", "taak", True, 34, "Kies de taak uit de lijst.", ("taak basiskader", "categorie")
)
_OMSCHRIJVING = Field(
    "omschrijving",
    "Omschrijving",
    "text",
    False,
    38,
    "Wat was het? Geen namen van cliënten of zorgverleners.",
    ("toelichting", "beschrijving"),
)
_CONTROLE = Field(
    "controle", "Controle", "controle", False, 30, "Zegt wat er op deze regel nog mist.", computed=True
)

UREN = CostSheet(
    UREN_BLAD,
    "uren",
    (
        _PERIODE,
        _TAAK,
        Field(
            "activiteit",
            "Activiteit",
            "activiteit",
            True,
            20,
            "Wat deed u? Tijd aan één zwangere is patiëntbespreking.",
        ),
        Field("functie", "Functie", "functie", True, 22, "In welke rol werden de uren gemaakt?", ("rol",)),
        Field(
            "persoon",
            "Persoon (nummer)",
            "text",
            False,
            12,
            "Een nummer of code per persoon, geen naam. Zo vallen dubbele uren op.",
            ("persoon", "medewerker"),
        ),
        Field(
            "uren",
            "Uren",
            "uren",
            True,
            9,
            "Aantal uren als getal, een kwartier is 0,25. Tel voorbereiding apart.",
            ("aantal uren",),
        ),
        Field(
            "tarief",
            "Tarief per uur (€)",
            "euro",
            True,
            13,
            "Wat één uur kost, ook als het VSV minder of niets uitbetaalt.",
            ("tarief", "uurtarief", "tarief per uur"),
        ),
        Field(
            "aandeel",
            "Deel vergoed (%)",
            "aandeel",
            True,
            11,
            "Welk deel betaalde het VSV zelf, als vacatiegeld of loon? Wat een praktijk of ziekenhuis betaalt telt als 0 %.",
            ("deel vergoed", "aandeel vergoed", "vergoed"),
        ),
        _OMSCHRIJVING,
        Field(
            "bedrag",
            "Kosten (€)",
            "euro",
            False,
            13,
            "Wordt berekend: uren × tarief × deel vergoed.",
            ("kosten", "bedrag", "bedrag (€)"),
            computed=True,
        ),
        _CONTROLE,
    ),
)

KOSTEN = CostSheet(
    KOSTEN_BLAD,
    "andere_kosten",
    (
        _PERIODE,
        _TAAK,
        Field(
            "activiteit",
            "Waarvoor (activiteit)",
            "activiteit",
            False,
            20,
            "Mag leeg blijven. Kies igo-overhead voor contractering en accountant van een IGO.",
            ("activiteit", "waarvoor"),
        ),
        Field("kostensoort", "Kostensoort", "kostensoort", True, 16, "Kies de soort kosten uit de lijst."),
        Field("leverancier", "Leverancier", "text", False, 24, "Van wie kwam de factuur?", ("crediteur",)),
        Field(
            "bedrag",
            "Bedrag (€)",
            "euro",
            True,
            14,
            "Het bedrag dat het VSV betaalde, inclusief btw die het niet terugkrijgt.",
            ("bedrag", "kosten", "kosten (€)"),
        ),
        Field(
            "aard",
            "Eenmalig of structureel",
            "aard",
            True,
            15,
            "Komt dit elk jaar terug (structureel) of niet (eenmalig)?",
            ("aard", "eenmalig/structureel"),
        ),
        _OMSCHRIJVING,
        _CONTROLE,
    ),
)
COST_SHEETS = (UREN, KOSTEN)

PROFIEL = (
    LabelledCell("vsv", "VSV-code", "code", "De code die u van de Federatie kreeg, zoals VSV01."),
    LabelledCell("naam", "Naam", "text", "De naam van het VSV of de IGO."),
    LabelledCell("soort", "Soort", "soort", "VSV of IGO."),
    LabelledCell("boekjaar", "Boekjaar", "jaar", "Het jaar waarover u registreert."),
    LabelledCell(
        "bevallingen",
        "Aantal bevallingen",
        "aantal",
        "Bevallingen in dit jaar; een tweeling is één bevalling.",
    ),
    LabelledCell(
        "aantal_partners", "Aantal partners", "aantal", "Praktijken, ziekenhuizen en organisaties in het VSV."
    ),
    LabelledCell("rechtspersoon", "Rechtspersoon", "rechtspersoon", "De rechtsvorm van het VSV."),
    LabelledCell("startjaar", "Startjaar", "jaar", "Het jaar waarin het VSV begon."),
    LabelledCell("ingevuld_door", "Ingevuld door", "text", "Functie van wie dit formulier invulde."),
    LabelledCell("versie", "Formulierversie", "vast", "Niet wijzigen."),
    LabelledCell("gegevens", "Soort gegevens", "vast", "Niet wijzigen."),
)
AKKOORD = (
    LabelledCell(
        "akkoord_door", "Akkoord namens het bestuur", "text", "Functie binnen het bestuur, geen naam."
    ),
    LabelledCell("akkoord_datum", "Datum van akkoord", "datum", "De datum waarop het bestuur akkoord ging."),
)
ANSWER_HELP = (
    "geregistreerd: kosten staan hier. nul: gedaan, kostte niets. niet geregistreerd: gedaan, niet "
    "bijgehouden. n.v.t.: niet gedaan."
)


@lru_cache(maxsize=10_000)
def normalise(text: str) -> str:
    """Reduce a header or label to what identifies it: case, accents, units and marks are dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"\(.*?\)|[*:€%]", " ", plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain))


@lru_cache(maxsize=10_000)
def exact(text: str) -> str:
    """Reduce a header or sheet name as little as possible: case, outer spaces and the mark of a required field."""
    return " ".join(text.casefold().replace("*", " ").split())


@per_lists
def header_names(field: Field) -> tuple[str, ...]:
    """List every normalised header by which this field is found, its own header first."""
    return tuple(normalise(name) for name in (field.header, *field.aliases))


def choices() -> dict[str, tuple[str, ...]]:
    """Map kind of field to what its drop-down offers."""
    return {
        "taak": tuple(task_label(code) for code in basiskader.codes("taken")),
        "activiteit": basiskader.codes("activiteiten"),
        "functie": basiskader.codes("functies"),
        "kostensoort": tuple(code for code in basiskader.codes("kostensoorten") if code != basiskader.UREN),
        "aard": (EENMALIG, STRUCTUREEL),
        "antwoord": basiskader.codes("antwoorden"),
        "soort": basiskader.codes("soorten"),
        "rechtspersoon": RECHTSPERSONEN,
    }


def task_label(code: str) -> str:
    """Write a task as the drop-down shows it: ``"K4 Voorlichting"``."""
    return f"{code} {basiskader.task_names()[code]}"
