"""The sheet of a returned form that tells the sender what changed since the form that this one replaces."""

from __future__ import annotations

from openpyxl import Workbook

from vsvanalyse.intake import layout
from vsvanalyse.intake import returned_look as look
from vsvanalyse.intake.changes import summary
from vsvanalyse.intake.resubmission import Resubmission

_TABLES = (
    (
        "regels",
        (
            "Wat",
            "Taak vorige",
            "Taak nu",
            "Regel",
            "Plaats vorige",
            "Plaats nu",
            "Vorige (€)",
            "Nu (€)",
            "Verschil (€)",
            "Wat er anders is",
        ),
    ),
    ("taken", ("Taak", "Vorige (€)", "Nu (€)", "Verschil (€)")),
    ("antwoorden", ("Blad", "Vraag", "Vorige", "Nu")),
)
_WIDTHS = (16, 24, 14, 44, 20, 20, 14, 14, 14, 60)


def add_sheet(book: Workbook, result: Resubmission) -> None:
    """Add the sheet that tells the sender what changed since the form this one replaces."""
    if layout.VERANDERD_BLAD in book.sheetnames:
        del book[layout.VERANDERD_BLAD]
    sheet = book.create_sheet(layout.VERANDERD_BLAD, min(1, len(book.sheetnames)))
    lines = summary(result)
    look.put_title(sheet, layout.VERANDERD_BLAD, lines[0])
    row = 3
    for line in lines[1:]:
        sheet.cell(row, 1, line).data_type = "s"
        row += 1
    for name, heads in _TABLES:
        frame = getattr(result, name).copy()
        if frame.empty:
            continue
        if name == "taken":
            frame.loc[len(frame)] = ["Totaal", *frame.iloc[:, 1:].sum()]
        row += 1
        look.put_heads(sheet, row, heads)
        for values in frame.itertuples(index=False):
            row += 1
            for i, (column, value) in enumerate(zip(frame.columns, values, strict=True), 1):
                if column.endswith("_ct"):
                    look.put_euro(sheet.cell(row, i), int(value))
                else:
                    look.put_text(sheet.cell(row, i), str(value))
        row += 1
    look.finish(sheet, _WIDTHS)
