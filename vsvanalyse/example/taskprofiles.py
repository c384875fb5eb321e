"""How a made-up VSV spends on each task: who works on it, how often, and what it buys.

All of it is invented; only the totals are later tied to the published means.
"""

from __future__ import annotations

from typing import NamedTuple


class Purchase(NamedTuple):
    """What is bought for a task, in how many invoices a year."""

    kostensoort: str
    leverancier: str
    omschrijving: str
    facturen: int


class TaskProfile(NamedTuple):
    """Shares of hours per function and per activity, meetings a year, and purchases.

    ``inkoop`` is the share of the task's cash that is bought; ``bijeenkomsten`` are meetings a year.
    """

    functies: dict[str, float]
    activiteiten: dict[str, float]
    bijeenkomsten: int
    inkoop: float
    inkopen: tuple[Purchase, ...]
    omschrijving: str


_MEETING = {"vergadering": 0.55, "voorbereiding": 0.3, "uitwerking": 0.15}
_CLINIC = {"verloskundige": 0.4, "gynaecoloog": 0.25, "kraamverzorgende": 0.15, "coördinator": 0.2}

PROFILES: dict[str, TaskProfile] = {
    "T01": TaskProfile(
        {"bestuurder": 0.5, "coördinator": 0.3, "verloskundige": 0.2},
        {"vergadering": 0.5, "voorbereiding": 0.5},
        8,
        0.55,
        (
            Purchase("inkoop", "Notariskantoor De Akte", "statuten en passeren", 1),
            Purchase("inkoop", "Adviesbureau Samen", "juridisch advies oprichting", 3),
        ),
        "werkgroep rechtsvorm",
    ),
    "T02": TaskProfile(
        {"coördinator": 0.55, "bestuurder": 0.25, "secretariaat": 0.2},
        {"coördinatie": 0.45, "administratie": 0.3, "vergadering": 0.25},
        12,
        0.15,
        (
            Purchase("inkoop", "Administratiekantoor Balans", "boekhouding", 4),
            Purchase("overig", "Verzekeraar Zeker", "bestuurdersaansprakelijkheid", 1),
        ),
        "bestuur en coördinatie",
    ),
    "T03": TaskProfile(
        {"bestuurder": 0.5, "verloskundige": 0.25, "gynaecoloog": 0.25},
        _MEETING,
        6,
        0.12,
        (Purchase("inkoop", "Vergadercentrum De Brug", "zaal bestuursoverleg", 4),),
        "overleg besluitvorming",
    ),
    "T04": TaskProfile(
        _CLINIC,
        {"coördinatie": 0.7, "vergadering": 0.3},
        8,
        0.12,
        (Purchase("materiaal", "Kantoorvak", "planningsmateriaal", 2),),
        "capaciteitsoverleg",
    ),
    "T05": TaskProfile(
        {"coördinator": 0.5, "secretariaat": 0.4, "verloskundige": 0.1},
        {"administratie": 0.6, "vergadering": 0.4},
        12,
        0.25,
        (
            Purchase("inkoop", "Drukkerij Helder", "nieuwsbrief", 4),
            Purchase("ict", "Webbouw Noord", "hosting website", 12),
        ),
        "nieuwsbrief en website",
    ),
    "T06": TaskProfile(
        {**_CLINIC, "huisarts": 0.15, "jeugdgezondheidszorg": 0.15},
        _MEETING,
        12,
        0.15,
        (Purchase("inkoop", "Vergadercentrum De Brug", "regiobijeenkomst", 4),),
        "regionale werkgroep",
    ),
    "T07": TaskProfile(
        _CLINIC,
        {"vergadering": 0.4, "protocolontwikkeling": 0.6},
        8,
        0.12,
        (Purchase("inkoop", "Kwaliteitsbureau Cirkel", "begeleiding jaargesprek", 1),),
        "kwaliteitscommissie",
    ),
    "T08": TaskProfile(
        {"coördinator": 0.5, "verpleegkundige": 0.2, "secretariaat": 0.3},
        {"registratie": 1.0},
        6,
        0.15,
        (Purchase("ict", "Dataloket", "controle gegevens", 2),),
        "indicatoren",
    ),
    "T09": TaskProfile(
        {"cliëntvertegenwoordiger": 0.5, "coördinator": 0.3, "verloskundige": 0.2},
        _MEETING,
        8,
        0.2,
        (Purchase("overig", "Leden moederraad", "reiskosten moederraad", 4),),
        "moederraad",
    ),
    "T10": TaskProfile(
        {"verloskundige": 0.5, "kraamverzorgende": 0.3, "gynaecoloog": 0.2},
        {"voorlichting": 0.8, "voorbereiding": 0.2},
        12,
        0.3,
        (
            Purchase("materiaal", "Drukkerij Helder", "folders pijnbestrijding", 3),
            Purchase("inkoop", "Theater De Zaal", "voorlichtingsavond", 6),
        ),
        "voorlichtingsavond",
    ),
    "T11": TaskProfile(
        {"bestuurder": 0.6, "coördinator": 0.4},
        {"scholing": 0.7, "vergadering": 0.3},
        6,
        0.5,
        (
            Purchase("overig", "Beroepsorganisatie", "contributie", 1),
            Purchase("inkoop", "Leerhuis Zorg", "training bestuur", 2),
        ),
        "scholing bestuur",
    ),
    "T12": TaskProfile(
        {"verloskundige": 0.4, "jeugdgezondheidszorg": 0.3, "coördinator": 0.2, "huisarts": 0.1},
        _MEETING,
        14,
        0.12,
        (Purchase("materiaal", "Drukkerij Helder", "signaleringskaarten", 2),),
        "werkgroep Kansrijke Start",
    ),
    "T13": TaskProfile(
        {"verloskundige": 0.4, "gynaecoloog": 0.2, "jeugdgezondheidszorg": 0.2, "kraamverzorgende": 0.2},
        {"patiëntbespreking": 0.6, "protocolontwikkeling": 0.25, "vergadering": 0.15},
        12,
        0.1,
        (Purchase("inkoop", "Tolkencentrum", "tolk bij gezamenlijk gesprek", 4),),
        "overleg kwetsbare zwangeren",
    ),
    "T14": TaskProfile(
        {
            "verloskundige": 0.4,
            "gynaecoloog": 0.3,
            "kinderarts": 0.1,
            "verpleegkundige": 0.1,
            "coördinator": 0.1,
        },
        {"patiëntbespreking": 0.5, "vergadering": 0.25, "voorbereiding": 0.25},
        40,
        0.08,
        (Purchase("inkoop", "Vergadercentrum De Brug", "zaal MDO", 12),),
        "MDO",
    ),
    "T15": TaskProfile(
        {"coördinator": 0.5, "secretariaat": 0.2, "verloskundige": 0.3},
        {"administratie": 0.6, "scholing": 0.4},
        10,
        0.65,
        (
            Purchase("ict", "Zorgkoppel", "licentie gegevensuitwisseling", 12),
            Purchase("ict", "Beheerpartij Stabiel", "beheer systemen", 12),
        ),
        "ICT-overleg",
    ),
    "T16": TaskProfile(
        {"gynaecoloog": 0.35, "verloskundige": 0.35, "kinderarts": 0.15, "coördinator": 0.15},
        {"vergadering": 0.4, "uitwerking": 0.4, "voorbereiding": 0.2},
        8,
        0.15,
        (
            Purchase("inkoop", "Auditbureau Spiegel", "voorzitter perinatale audit", 2),
            Purchase("inkoop", "Leerhuis Zorg", "scholing calamiteiten", 1),
        ),
        "perinatale audit",
    ),
    "T17": TaskProfile(
        {"verloskundige": 0.5, "gynaecoloog": 0.3, "coördinator": 0.2},
        {"onderzoek": 1.0},
        6,
        0.1,
        (Purchase("overig", "Onderzoeksgroep", "reiskosten onderzoek", 2),),
        "werkgroep onderzoek",
    ),
}
