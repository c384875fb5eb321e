"""Small tables as HTML, with Dutch numbers; all text of senders is escaped."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.contracts import KLASSEN
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.presentation.chart import CLASS_LABEL, capital
from vsvanalyse.presentation.figures import STEP_LABEL, rule_name


@dataclass(frozen=True)
class Html:
    """A piece of a report; a notebook shows it as it is."""

    markup: str

    def _repr_html_(self) -> str:
        return self.markup


def escape(value: object) -> str:
    """Write a value as text that can never be live HTML."""
    return html.escape(str(value))


def marked(kind: str, text: str) -> str:
    """Mark a value that the guard reads back from the finished report; ``kind`` says what it must equal."""
    return f'<span data-controle="{escape(kind)}">{escape(text)}</span>'


def euro(cents: object) -> str:
    """Write cents for a table cell; a missing value is a dash."""
    return "–" if pd.isna(cents) else format_euro(cents)


def number(value: object) -> str:
    """Write a count for a table cell; a missing value is a dash."""
    return "–" if pd.isna(value) else format_number(value)


def table(
    frame: pd.DataFrame, columns: Mapping[str, tuple[str, Callable[[object], str] | None]], caption: str
) -> Html:
    """Show columns of a frame: column → (heading, formatter); a formatter makes a right-aligned column.

    Rows whose first cell starts with ``Totaal`` are set apart.
    """
    head = "".join(
        f'<th scope="col"{" class=getal" if form else ""}>{escape(title)}</th>'
        for title, form in columns.values()
    )
    body = []
    for _, row in frame.iterrows():
        values = [
            f'<td class="getal">{form(row[name])}</td>' if form else f"<td>{escape(row[name])}</td>"
            for name, (_, form) in columns.items()
        ]
        total = ' class="totaal"' if values[0].startswith("<td>Totaal") else ""
        body.append(f"<tr{total}>{''.join(values)}</tr>")
    return Html(
        f'<div class="tabel"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def files_table(files: pd.DataFrame) -> Html:
    """Show what each file has to mend (`intake.summary.per_file`)."""
    return table(
        files,
        {
            "bestand": ("Bestand", None),
            "fouten": ("Fouten", number),
            "waarschuwingen": ("Waarschuwingen", number),
            "ongelezen": ("Plaatsen met geld of uren die niet zijn gelezen", number),
            "gelezen_ct": ("Gelezen kosten", euro),
        },
        "Bestanden, met wat er te verbeteren is",
    )


def warnings_table(rules: pd.DataFrame) -> Html:
    """Show warnings together by rule (`intake.summary.per_rule`)."""
    shown = rules[rules["ernst"] != "fout"]
    if shown.empty:
        return Html("<p>Er zijn geen waarschuwingen.</p>")
    return table(
        shown,
        {
            "regel": ("Regel", None),
            "titel": ("Waarschuwing", None),
            "aantal": ("Hoe vaak", number),
            "plaatsen": ("Waar", None),
            "wat_te_doen": ("Wat te doen", None),
        },
        "Waarschuwingen per regel",
    )


def errors_table(bevindingen: pd.DataFrame, most: int = 100) -> Html:
    """Show findings of severity fout one by one, at most ``most`` rows."""
    errors = bevindingen[bevindingen["ernst"] == "fout"]
    return findings_table(errors, most) if len(errors) else Html("<p>Er zijn geen fouten.</p>")


def findings_table(bevindingen: pd.DataFrame, most: int = 40) -> Html:
    """Show findings, most serious first, at most ``most`` rows."""
    if bevindingen.empty:
        return Html("<p>Er zijn geen bevindingen.</p>")
    shown = bevindingen.sort_values(["ernst", "bestand"], kind="stable").head(most)
    shown = shown.assign(plaats=shown["blad"] + " " + shown["cel"])
    more = f" (de eerste {most} van {len(bevindingen)})" if len(bevindingen) > most else ""
    return table(
        shown,
        {
            "ernst": ("Ernst", None),
            "bestand": ("Bestand", None),
            "plaats": ("Plaats", None),
            "waarde": ("Gevonden", None),
            "uitleg": ("Wat is er", None),
            "wat_te_doen": ("Wat te doen", None),
        },
        f"Bevindingen{more}",
    )


def rule_status_table(regelstatus: pd.DataFrame) -> Html:
    """Show every check rule: how often it fired, or why it could not."""
    rows = regelstatus.assign(
        stand=[
            str(n) if applied else f"niet te controleren: {why}"
            for applied, why, n in zip(
                regelstatus["toegepast"], regelstatus["toelichting"], regelstatus["aantal"], strict=True
            )
        ]
    )
    return table(
        rows,
        {
            "regel": ("Regel", None),
            "ernst": ("Ernst", None),
            "titel": ("Controle", None),
            "stand": ("Gevonden", None),
        },
        "Controleregels en hoe vaak zij iets vonden",
    )


def own_costs_table(rows: pd.DataFrame, boekjaar: int) -> Html:
    """Show one VSV's tasks by class beside the mean of the others (`overview.own_beside_group`)."""
    classes = [klasse for klasse in KLASSEN if rows[f"{klasse}_ct"].abs().sum()]
    amounts = ["bedrag_ct", *(f"{klasse}_ct" for klasse in classes)]
    labels = rows["taak"].where(rows["taak"] != "onbekend", "") + " " + rows["naam"]
    body = rows.assign(
        taaknaam=labels, antwoord=rows["antwoord"].where(rows["onbekend"] != "niet gelezen", "niet gelezen")
    )
    totals = [
        {
            "taaknaam": "Totaal",
            "antwoord": "",
            **rows[[*amounts, "eenmalig_ct", "gemiddeld_ct"]].sum(min_count=1),
        }
    ]
    shown = table(
        pd.concat([body, pd.DataFrame(totals)], ignore_index=True),
        {
            "taaknaam": ("Taak", None),
            "antwoord": ("Antwoord", None),
            "bedrag_ct": (f"Structureel {boekjaar}", euro),
            **{f"{klasse}_ct": (capital(CLASS_LABEL[klasse]), euro) for klasse in classes},
            "gemiddeld_ct": ("Gemiddelde anderen", euro),
            "n_anderen": ("n anderen", number),
            "eenmalig_ct": (f"Eenmalig {boekjaar} (apart)", euro),
        },
        f"Kosten per taak in {boekjaar}, verwachte lezing; een streepje is: onbekend",
    )
    total = marked(f"taken_ct:{boekjaar}", euro(rows["bedrag_ct"].sum()))
    unknown = list(rows["taak"][rows["onbekend"] != ""])
    least = f" Dat is een ondergrens: de kosten van {', '.join(unknown)} zijn onbekend." if unknown else ""
    return Html(f"{shown.markup}<p>Alle bekende taken samen, structureel in {boekjaar}: {total}.{least}</p>")


def settled(statuses: pd.Series) -> str:
    """Say how many rules have been settled."""
    count = int((statuses == "besloten").sum())
    return (
        f"{count} van de {len(statuses)} regels zijn vastgesteld."
        if count
        else "Geen van deze regels is vastgesteld."
    )


def swings_table(rows: pd.DataFrame, about: str) -> Html:
    """Show rules ranked by swing, with status, reason and source (`separation.swings`)."""
    shown = rows[rows["regel"] != ""]
    shown = shown.assign(
        waarover=[rule_name(row) for row in shown.itertuples()],
        waarom=shown["motivering"] + " (" + shown["bron"] + ")",
    )
    return table(
        shown,
        {
            "regel": ("Regel", None),
            "waarover": ("Waarover", None),
            "bedrag_ct": ("Kosten", euro),
            "nieuw_strikt_ct": ("Nieuw, strikt", euro),
            "nieuw_verwacht_ct": ("Nieuw, verwacht", euro),
            "nieuw_ruim_ct": ("Nieuw, ruim", euro),
            "swing_ct": ("Verschil", euro),
            "status": ("Status", None),
            "waarom": ("Motivering en bron", None),
        },
        f"Scheidingsregels, gerangschikt naar wat zij verschuiven. {about}. {settled(rows['status'])}",
    )


def undecided_table(rows: pd.DataFrame) -> Html:
    """Show what no rule matches (`overview.undecided`)."""
    if rows.empty:
        return Html("<p>Elke regel van de registraties valt onder een scheidingsregel.</p>")
    return table(
        rows,
        {"vsv": ("VSV", None), "taak": ("Taak", None), "bedrag_ct": ("Kosten", euro)},
        "Kosten zonder scheidingsregel",
    )


def reconciliation_table(brug: pd.DataFrame) -> Html:
    """Show the bridge per task and in total (``Reconciliation.brug``)."""
    names = {
        **{code: f"{code} {name}" for code, name in basiskader.task_names().items()},
        "onbekend": "Onbekende taak",
        "eenmalig": "Totaal eenmalig",
        "structureel": "Totaal structureel",
        "totaal": "Totaal",
    }
    shown = brug.assign(
        naam=brug["taak"].map(names),
        materieel=brug["materieel"].map(lambda text: ", ".join(STEP_LABEL[s] for s in text.split(", ") if s)),
    )
    return table(
        shown,
        {
            "naam": ("Taak", None),
            "eigen_ct": ("Eigen gemiddelde (per jaar)", euro),
            **{
                f"{step}_ct": (capital(label), euro)
                for step, label in STEP_LABEL.items()
                if brug[f"{step}_ct"].any()
            },
            "gepubliceerd_ct": ("Gepubliceerd (T01: twee jaar)", euro),
            "materieel": ("Stap groter dan 1 %", None),
        },
        "Van het eigen gemiddelde naar de gepubliceerde tabel",
    )


def readings_table(means: pd.DataFrame) -> Html:
    """Show the mean per class in three readings, structural and one-off apart (`overview.mean_by_class`)."""
    shown = means.assign(naam=means["klasse"].map(lambda klasse: capital(CLASS_LABEL[klasse])))
    amounts = {c: "sum" for c in means if c.endswith("_ct")}
    total = pd.DataFrame([{"naam": "Totaal", **means.agg(amounts)}])
    return table(
        pd.concat([shown, total], ignore_index=True),
        {
            "naam": ("Klasse", None),
            **{
                f"{lezing}_structureel_ct": (f"{lezing.capitalize()}", euro)
                for lezing in ("strikt", "verwacht", "ruim")
            },
            **{
                f"{lezing}_eenmalig_ct": (f"Eenmalig, {lezing}", euro)
                for lezing in ("strikt", "verwacht", "ruim")
            },
        },
        "Gemiddelde per VSV per jaar, in drie lezingen; eenmalige kosten staan apart",
    )
