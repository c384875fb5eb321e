"""Names that several chapters share: classes, ways of counting, price bases."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence import intervals
from vsvanalyse.evidence.claims import REGISTERED_PRICES
from vsvanalyse.money import format_number, in_words, plural
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.measures import lezing, vacatiegeld

CLASS = {
    "nieuw": "nieuwe VSV-taak",
    "regulier": "reguliere zorg (in tarief)",
    "toeslag": "bestaande toeslag",
    "elders": "andere betaler",
    "onbeslist": "nog geen regel",
}
CLASS_STYLE = {
    CLASS["nieuw"]: "vol",
    CLASS["regulier"]: "grijs",
    CLASS["toeslag"]: "gearceerd",
    CLASS["elders"]: "gestreept",
    CLASS["onbeslist"]: "gekruist",
}
PAYER = {
    "regulier": "Tarief van reguliere zorg",
    "toeslag": "Bestaande toeslag",
    "elders": "Gemeente, RIVM of subsidie",
}
"""Who pays what is no new task, by class."""
READING, PAY = lezing.READING, vacatiegeld.PAY
"""What readings and pay policies are called to readers."""
NEED, MONEY = "nodig voor nieuwe taken", "geld (aanname)"
ASSUMED_MONEY = "Bedragen van geld zijn aannamen."
LEFT = {
    "over": "bij {naam} houdt u {bedrag} over",
    "kort": "bij {naam} komt er {bedrag} te kort",
    "precies": "bij {naam} is er precies genoeg",
}
"""What a way of dividing leaves one VSV."""
DRIVER = {
    "aandeel": "betaald deel van de uren",
    "uren": "aantal uren",
    "tarief": "uurtarief",
    "inkoop": "inkoop",
    "activiteit": "welke taken",
}
"""What the cost of a task is made of, in which VSVs differ."""
ALONE = "Met één VSV is er niets om mee te vergelijken"
NOT_BELOW_ZERO = "Kosten kunnen niet onder € 0 liggen: waar een interval bij € 0 begint, is het breder dan het getal draagt."
END_OF_INTERVAL = "stap: einde van het 95 %-interval"
"""What the low and high end of an interval count: no sum of lines."""
NOT_DRAWN = "Wie registreerde is niet door loting gekozen."
FILLED = "Onbekende kosten staan op het gemiddelde van wie ze kent."


def n_vsvs(n: int) -> str:
    """Write a number of VSVs in a line about an exhibit: ``"6 VSV’s"``."""
    return plural(n, "VSV", "VSV’s")


def n_others(n: int) -> str:
    """Write a number of other VSVs: ``"5 andere VSV’s"``."""
    return plural(n, "ander VSV", "andere VSV’s")


def how_many(n: int) -> str:
    """Say how many VSVs in a sentence: ``"zes VSV’s"``, ``"één VSV"``."""
    return f"{in_words(n)} {'VSV' if n == 1 else 'VSV’s'}"


def not_beside(data: EditionData, vsv: str, boekjaar: int) -> str:
    """Say why one VSV is not compared in a year: it sent nothing, nobody else did, or no task is known on both sides."""
    year = set(data.taakkosten.loc[data.taakkosten["boekjaar"] == boekjaar, "vsv"])
    if vsv and vsv not in year:
        return f"Uw VSV heeft over {boekjaar} niets geregistreerd"
    if len(year) < 2:
        return f"Over {boekjaar} is er geen ander VSV om mee te vergelijken"
    return f"Over {boekjaar} is er geen taak om te vergelijken"


def the_others(n: int) -> str:
    """Name the others that one VSV is compared with: ``"de vijf andere gemiddeld"``, ``"het andere VSV"``."""
    return "het andere VSV" if n == 1 else f"de {in_words(n)} andere gemiddeld"


def hangs_on(what: str, one: str = "één VSV") -> str:
    """Give the words for a ranking of which the first place is that of others without one VSV."""
    return f"{what}, hangt af van {one}: met dat VSV {{eerste}}, zonder dat VSV {{uitdagers}}"


def no_ranking(n: int, what: str) -> dict[str, str]:
    """Give the words for a ranking in which nothing comes first."""
    text = ALONE if n < 2 else f"Met {how_many(n)} is niet te zeggen {what}"
    return {"onzeker": text, "geen": text}


def few(n: int) -> str:
    """Say what n VSVs can and cannot tell; a p-value is never printed where none can reach 0,05."""
    least = intervals.smallest_p(n // 2, n - n // 2)
    if n < 2 or least <= 0.05:
        return "De VSV’s zijn geen aselecte steekproef uit het land."
    return (
        f"Met {how_many(n)} kan geen exacte toets tussen twee groepen 0,05 halen (de kleinst mogelijke p-waarde is {format_number(least, 2)}); "
        "er staat daarom geen p-waarde."
    )


def dearer(prices: str, need: pd.Series, fixed: pd.Series) -> str:
    """Say how much more the same need is in these prices than in those of the registration; empty where they are those."""
    known = fixed.notna() & (fixed != 0)
    if prices == REGISTERED_PRICES or not known.any():
        return ""
    more = need[known].astype("float64") / fixed[known].astype("float64") - 1
    low, high = (format_number(100 * end) for end in (more.min(), more.max()))
    span = f"{low} %" if low == high else f"{low} tot {high} %"
    return f" In {prices}; dat is {span} meer dan in de {REGISTERED_PRICES}."


def dutch_date(iso: str) -> str:
    """Write a date the Dutch way: ``"2021-02-15"`` as ``"15-02-2021"``."""
    return "-".join(reversed(iso.split("-")))


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]
