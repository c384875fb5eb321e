"""Run by LibreOffice's own Python: work in a form as a person does, on its protected sheets.

Commands of the menu obey protection; setting cells through the interface would not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL

NEW_LINE = (
    "maart",
    "T14 Multidisciplinair overleg (MDO)",
    "vergadering",
    "gynaecoloog",
    "9",
    "2",
    "140",
    "50%",
)


def properties(**values: object) -> tuple[PropertyValue, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connect(pipe: str) -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(150):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def work(context: object, source: Path, target: Path) -> dict[str, object]:
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, properties(Hidden=False))
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    frame = document.CurrentController.Frame
    hours = document.Sheets.getByName("Uren")
    document.CurrentController.setActiveSheet(hours)

    def run(command: str, **values: object) -> None:
        dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, properties(**values))

    def enter(cell: str, text: str) -> None:
        run("GoToCell", ToPoint=cell)
        run("EnterString", StringName=text)

    run("GoToCell", ToPoint="$A$7")
    run("InsertRowsBefore")
    for column, text in zip("ABCDEFGH", NEW_LINE, strict=True):
        enter(f"${column}$7", text)
    run("GoToCell", ToPoint="$A$5:$I$12")
    run("DataSort", ByRows=True, HasHeader=False, Col1=6, Ascending1=False)
    run("GoToCell", ToPoint="$A$6")
    run("DeleteRows")
    enter("$A$1", "overschreven")
    enter("$I$1", "99")
    completeness = document.Sheets.getByName("Volledigheid")
    document.CurrentController.setActiveSheet(completeness)
    enter("$E$22", "99")
    filters = document.getPropertyValue("UnnamedDatabaseRanges")
    has_filter = filters.hasByTable(2) and filters.getByTable(2).AutoFilter
    hidden = filter_on_task(filters.getByTable(2), hours) if has_filter else 0
    said = {
        "beschermd": hours.isProtected(),
        "kop": hours.getCellRangeByName("A1").String,
        "totaal": round(hours.getCellRangeByName("I1").Value, 2),
        "volledigheid": round(completeness.getCellRangeByName("E22").Value, 2),
        "filter": has_filter,
        "verborgen": hidden,
    }
    document.storeToURL(target.as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))
    document.close(True)
    desktop.terminate()
    return said


def filter_on_task(area: object, sheet: object) -> int:
    """Show only the lines of one task through the form's own filter; give how many lines that hides."""
    wanted = TableFilterField()
    wanted.Field, wanted.IsNumeric, wanted.Operator, wanted.StringValue = 1, False, EQUAL, NEW_LINE[1]
    descriptor = area.getFilterDescriptor()
    descriptor.setFilterFields((wanted,))
    descriptor.ContainsHeader = True
    area.refresh()
    return sum(not sheet.Rows.getByIndex(row).IsVisible for row in range(4, 12))


def main(source: Path, target: Path) -> None:
    pipe = f"form{os.getpid()}"
    profile = f"-env:UserInstallation={(target.parent / 'profiel').as_uri()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", profile, f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        print(json.dumps(work(connect(pipe), source, target)))
        office.wait(20)
    finally:
        office.kill()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
