"""Names that several chapters share: classes, ways of counting, price bases."""

from __future__ import annotations

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
READING = {"strikt": "streng", "verwacht": "voorstel", "ruim": "ruim"}
"""To readers the expected reading is the proposal that it is."""
REGISTERED_PRICES = "prijzen van de registratie"
