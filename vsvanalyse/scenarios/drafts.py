"""Texts of new scenario files: an empty one to fill in, a copy of another, or what the meeting decided."""

from __future__ import annotations

import datetime
import re

from vsvanalyse.edition import starter
from vsvanalyse.scenarios.resolve import Decision


def empty_draft(name: str, parent: str, author: str, date: datetime.date, seed: int) -> str:
    """Give a file with every lever as a comment; it is valid as it stands and changes nothing."""
    values = {
        "ID": name,
        "TITEL": name.replace("_", " ").capitalize(),
        "OUDER": parent,
        "AUTEUR": plain(author),
        "DATUM": date.isoformat(),
        "ZAAD": str(seed),
    }
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], starter.template("nieuw"))


def copy_of(text: str, name: str, author: str, date: datetime.date) -> str:
    """Give a scenario file under another id, title, author and date; all else, comments too, stays."""
    given = {"id": f'"{name}"', "auteur": f'"{plain(author)}"', "datum": date.isoformat()}
    for key, value in given.items():
        line = f"{key} = {value}".replace("\\", r"\\")
        text = re.sub(rf"(?m)^{key}\s*=.*$", line, text, count=1)
    return re.sub(r"(?m)^(titel\s*=\s*[\"'])", r"\1Kopie van: ", text, count=1)


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
