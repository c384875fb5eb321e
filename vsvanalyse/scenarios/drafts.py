"""Texts of new scenario files: an empty one to fill in, a copy of another, or what the meeting decided."""

from __future__ import annotations

import datetime
import re

from vsvanalyse import starter
from vsvanalyse.scenarios.resolve import Decision


def empty_draft(name: str, parent: str, author: str, date: datetime.date, seed: int) -> str:
    """Give a file with every lever as a comment; it is valid as it stands and changes nothing."""
    values = {
        "ID": name,
        "TITEL": name.replace("_", " ").capitalize(),
        "OUDER": parent,
        "AUTEUR": author,
        "DATUM": date.isoformat(),
        "ZAAD": str(seed),
    }
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], starter.template("nieuw"))


def copy_of(text: str, name: str, date: datetime.date) -> str:
    """Give a scenario file under another id and date; all else, comments too, stays."""
    text = re.sub(r'(?m)^id\s*=\s*".*"', f'id = "{name}"', text, count=1)
    return re.sub(r"(?m)^datum\s*=\s*\S+", f"datum = {date.isoformat()}", text, count=1)


def after_decisions(
    name: str, decisions: tuple[Decision, ...], parent: str, author: str, date: datetime.date, seed: int
) -> str:
    """Give a file that takes over what was decided: the next base, under a name of its own."""
    taken = list(dict.fromkeys(one.neemt_over for one in decisions))
    told = "; ".join(re.sub(r'["\\]', "'", one.besluit) for one in decisions)
    references = "".join(f'    "{reference}",\n' for reference in taken)
    return (
        f'id = "{name}"\n'
        f'titel = "Basis na de besluiten tot en met {max(one.datum for one in decisions):%d-%m-%Y}"\n'
        f'ouder = "{parent}"\n'
        f"overnemen = [\n{references}]\n"
        f'auteur = "{author}"\n'
        f"datum = {date.isoformat()}\n"
        f"zaad = {seed}\n"
        f'toelichting = "Besloten: {told}"\n'
    )
