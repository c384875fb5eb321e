"""The schema of every table: columns, types, units, keys, allowed values.

One row of each table is named in DESIGN §4 and in ``TABLES[...].row``. Money is int64 cents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL

TEXT, CENTS, YEAR, NUMBER, MAYBE_CENTS, MAYBE_INT = "str", "int64", "int64", "float64", "Int64", "Int64"

KLASSEN = ("regulier", "toeslag", "elders", "nieuw", "onbeslist")
"""In today's tariff, an existing surcharge, another payer, a new VSV task, no rule matched."""
LEZINGEN = ("strikt", "verwacht", "ruim")
"""How much of a contested line counts as a new VSV task: least, expected, most."""
UNKNOWN = (NOT_READ, NOT_REGISTERED, NO_LINES, NO_ANSWER) = (
    "niet gelezen",
    "niet geregistreerd",
    "geen regels",
    "geen antwoord",
)
"""Why a task's cost is unknown: an amount that cannot be read, done but not kept, said to be registered without
any line, or neither lines nor an answer. An unknown cost is missing, never 0."""
PAY_COLUMNS = ("vacatie_ct", "vacatie_kaart_ct", "loon_kaart_ct")
"""Cash for hours of functions that get vacatiegeld; all their hours, and all other hours, at the rate card."""
LINE_KEY = ("vsv", "boekjaar", "bron_bestand", "bron_blad", "bron_rij")


@dataclass(frozen=True)
class Table:
    """What one row is, the dtype of every column, the key, and closed lists of values.

    ``codes`` are columns that hold a code of a list in force, or one of some other values.
    """

    row: str
    columns: dict[str, str]
    key: tuple[str, ...]
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def values(self) -> dict[str, tuple[str, ...]]:
        """Give the values that columns may have."""
        coded = {name: (*more, *basiskader.codes(kind)) for name, (kind, more) in self.codes.items()}
        return self.allowed | coded


def class_column(klasse: str, lezing: str) -> str:
    """Name the column of ``taakkosten`` that holds one class in one reading, in cents."""
    return f"{klasse}_{lezing}_ct"


_TASK: dict[str, tuple[str, tuple[str, ...]]] = {"taak": ("taken", (ONBEKEND,))}


TABLES: dict[str, Table] = {
    "registratieregels": Table(
        row="één regel die een VSV registreerde",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "taak": TEXT,
            "activiteit": TEXT,
            "kostensoort": TEXT,
            "functie": TEXT,
            "uren": NUMBER,
            "tarief_ct": MAYBE_CENTS,
            "aandeel_vergoed": NUMBER,
            "bedrag_ct": CENTS,
            "schaduw_ct": CENTS,
            "aard": TEXT,
            "omschrijving": TEXT,
            "periode": TEXT,
            "persoon": TEXT,
            "leverancier": TEXT,
            "bron_bestand": TEXT,
            "bron_blad": TEXT,
            "bron_rij": "int64",
            "bron_kolommen": TEXT,
        },
        key=LINE_KEY,
        allowed={"aard": (EENMALIG, STRUCTUREEL)},
        codes={
            **_TASK,
            "activiteit": ("activiteiten", ("", ONBEKEND)),
            "kostensoort": ("kostensoorten", (ONBEKEND,)),
            "functie": ("functies", ("", ONBEKEND)),
        },
    ),
    "profielen": Table(
        row="één VSV in één jaar",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "naam": TEXT,
            "soort": TEXT,
            "bevallingen": MAYBE_INT,
            "aantal_partners": MAYBE_INT,
            "rechtspersoon": TEXT,
            "startjaar": MAYBE_INT,
            "ingevuld_door": TEXT,
            "akkoord_door": TEXT,
            "akkoord_datum": TEXT,
            "verzonnen": "bool",
            "bron_bestand": TEXT,
        },
        key=("vsv", "boekjaar"),
        codes={"soort": ("soorten", (ONBEKEND,))},
    ),
    "bevindingen": Table(
        row="één bevinding",
        columns={
            "ernst": TEXT,
            "bestand": TEXT,
            "blad": TEXT,
            "cel": TEXT,
            "waarde": TEXT,
            "regel": TEXT,
            "uitleg": TEXT,
            "wat_te_doen": TEXT,
            "vsv": TEXT,
            "boekjaar": YEAR,
        },
        key=("bestand", "blad", "cel", "regel"),
        allowed={"ernst": ("fout", "waarschuwing")},
    ),
    "ongelezen": Table(
        row="één plek met geld of uren die niet is gelezen",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "bestand": TEXT,
            "blad": TEXT,
            "cel": TEXT,
            "soort": TEXT,
            "taak": TEXT,
            "waarde": TEXT,
        },
        key=("vsv", "boekjaar", "bestand", "blad", "cel", "soort", "waarde"),
        allowed={"soort": ("blad", "kolom", "bedrag", "uren")},
        codes={"taak": ("taken", ("", ONBEKEND))},
    ),
    "verdeling": Table(
        row="één regel × klasse × lezing",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "bron_bestand": TEXT,
            "bron_blad": TEXT,
            "bron_rij": "int64",
            "taak": TEXT,
            "aard": TEXT,
            "klasse": TEXT,
            "lezing": TEXT,
            "bedrag_ct": CENTS,
            "regel": TEXT,
        },
        key=(*LINE_KEY, "klasse", "lezing"),
        allowed={
            "klasse": KLASSEN,
            "lezing": LEZINGEN,
            "aard": (EENMALIG, STRUCTUREEL),
        },
        codes=_TASK,
    ),
    "taakkosten": Table(
        row="één VSV × jaar × taak",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "taak": TEXT,
            "antwoord": TEXT,
            "onbekend": TEXT,
            "gelezen_ct": CENTS,
            "bedrag_ct": MAYBE_CENTS,
            "uren_bedrag_ct": MAYBE_CENTS,
            "inkoop_ct": MAYBE_CENTS,
            **dict.fromkeys(PAY_COLUMNS, MAYBE_CENTS),
            "vacatie_uren_betaald": NUMBER,
            "eenmalig_ct": MAYBE_CENTS,
            "schaduw_ct": MAYBE_CENTS,
            "uren": NUMBER,
            "uren_betaald": NUMBER,
            "tarief_ct": NUMBER,
            "aandeel_vergoed": NUMBER,
            **{class_column(k, lezing): MAYBE_CENTS for k in KLASSEN for lezing in LEZINGEN},
        },
        key=("vsv", "boekjaar", "taak"),
        allowed={"onbekend": ("", *UNKNOWN)},
        codes={**_TASK, "antwoord": ("antwoorden", ("",))},
    ),
    "postkosten": Table(
        row="één VSV × jaar × taak × scheidingsregel × aard",
        columns={
            "vsv": TEXT,
            "boekjaar": YEAR,
            "taak": TEXT,
            "regel": TEXT,
            "aard": TEXT,
            "bedrag_ct": MAYBE_CENTS,
            "uren_bedrag_ct": MAYBE_CENTS,
            **dict.fromkeys(PAY_COLUMNS, MAYBE_CENTS),
            "vacatie_uren_betaald": NUMBER,
            **{class_column("nieuw", lezing): MAYBE_CENTS for lezing in LEZINGEN},
        },
        key=("vsv", "boekjaar", "taak", "regel", "aard"),
        allowed={"aard": (EENMALIG, STRUCTUREEL)},
        codes=_TASK,
    ),
    "regelstatus": Table(
        row="één controleregel in deze editie",
        columns={
            "regel": TEXT,
            "ernst": TEXT,
            "titel": TEXT,
            "reden": TEXT,
            "toegepast": "bool",
            "toelichting": TEXT,
            "aantal": "int64",
        },
        key=("regel",),
    ),
}


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give the frame with exactly the table's columns in order, cast to their types.

    Raises KeyError when a column is missing; extra columns are left out.
    """
    columns = TABLES[table].columns
    return frame[list(columns)].astype(columns).reset_index(drop=True)


@cache
def _empty(table: str) -> pd.DataFrame:
    return conform(pd.DataFrame(columns=list(TABLES[table].columns)), table)


def empty(table: str) -> pd.DataFrame:
    """Give the table without rows."""
    return _empty(table).copy()


def validate(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the frame when it keeps the contract; raise pandera's SchemaErrors, all at once, if not."""
    import pandera.pandas as pa

    contract, values = TABLES[table], TABLES[table].values()
    columns = {
        name: pa.Column(
            dtype,
            nullable=dtype in (MAYBE_INT, NUMBER),
            checks=[pa.Check.isin(values[name])] if name in values else None,
        )
        for name, dtype in contract.columns.items()
    }
    schema = pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(contract.key), name=table)
    return schema.validate(frame, lazy=True)
