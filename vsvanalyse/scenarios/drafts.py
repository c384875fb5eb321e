"""Texts of new scenario files: an empty one to fill in, a copy of another, or what the meeting decided."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from vsvanalyse.edition import starter
from vsvanalyse.scenarios.lever import Measure
from vsvanalyse.scenarios.measures import LEVERS
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.values import Interval, structural_tasks


def empty_draft(name: str, parent: str, author: str, date: datetime.date, seed: int) -> str:
    """Give a file with every lever as a comment; it is valid as it stands and changes nothing."""
    values = {
        "ID": name,
        "TITEL": name.replace("_", " ").capitalize(),
        "OUDER": parent,
        "AUTEUR": plain(author),
        "DATUM": date.isoformat(),
        "ZAAD": str(seed),
        "TAAK": structural_tasks()[0],
    }
    text = "\n".join([starter.template("nieuw"), *(_commented(lever.block + _WHY) for lever in LEVERS)])
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)


_WHY = 'reden = "waarom"\nbron = "van wie"\nstatus = "aanname"\n'


def _commented(block: str) -> str:
    return "".join(f"# {line}\n" for line in block.splitlines())


def copy_of(text: str, name: str, author: str, date: datetime.date) -> str:
    """Give a scenario file under another id, title, author and date; all else, comments too, stays."""
    given = {"id": f'"{name}"', "auteur": f'"{plain(author)}"', "datum": date.isoformat()}
    for key, value in given.items():
        line = f"{key} = {value}".replace("\\", r"\\")
        text = re.sub(rf"(?m)^{key}\s*=.*$", line, text, count=1)
    return re.sub(r"(?m)^(titel\s*=\s*[\"'])", r"\1Kopie van: ", text, count=1)


def of_measures(
    name: str,
    title: str,
    measures: Mapping[str, Measure],
    parent: Scenario,
    author: str,
    date: datetime.date,
    year: int,
) -> str:
    """Give a file with measures on top of a parent, with its reference year; reading it gives these measures back."""
    head = {
        "id": name,
        "titel": title,
        "ouder": parent.id,
        "auteur": author,
        "datum": date,
        "zaad": parent.zaad,
        "toelichting": "Gekozen in de verkenner; vul aan waarom.",
        **({"peiljaar": year} if year != parent.peiljaar else {}),
    }
    return "\n".join([_block(head), *(f"[{place}]\n{_block(dict(one))}" for place, one in measures.items())])


def _block(values: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items() if value not in (None, ()))


def _toml(value: Any) -> str:
    """Write a value of a scenario file; an interval without width as a number."""
    if isinstance(value, Interval):
        ends = f"laag = {_toml(value.laag)}, verwacht = {_toml(value.verwacht)}, hoog = {_toml(value.hoog)}"
        return _toml(value.verwacht) if value.zeker else f"{{ {ends} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)  # A text in JSON is one in TOML too.


def plain(text: str) -> str:
    """Make text safe between quotes in TOML."""
    return re.sub(r'["\\\x00-\x1f]', "'", text)


def after_decisions(
    name: str, decisions: tuple[Decision, ...], parent: str, author: str, date: datetime.date, seed: int
) -> str:
    """Give a file that takes over what was decided: the next base, under a name of its own."""
    taken = list(dict.fromkeys(one.neemt_over for one in decisions))
    told = "; ".join(plain(one.besluit) for one in decisions)
    references = "".join(f'    "{reference}",\n' for reference in taken)
    return (
        f'id = "{name}"\n'
        f'titel = "Basis na de besluiten tot en met {max(one.datum for one in decisions):%d-%m-%Y}"\n'
        f'ouder = "{parent}"\n'
        f"overnemen = [\n{references}]\n"
        f'auteur = "{plain(author)}"\n'
        f"datum = {date.isoformat()}\n"
        f"zaad = {seed}\n"
        f'toelichting = "Besloten: {told}"\n'
    )
