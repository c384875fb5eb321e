"""From the tasks of an earlier round to those of this one, where the list of tasks changed: ``vertaling.csv`` of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from vsvanalyse.basiskader import BEYOND, Lists
from vsvanalyse.code_lists import CodelistError, not_whole, read_file, share
from vsvanalyse.edition.description import EditionPaths

FILE = "vertaling.csv"
_NEEDED = ("editie", "van", "naar", "aandeel", "status", "bron")
Translation = Mapping[str, Mapping[str, Fraction]]
"""Earlier task → task of now → the share of its cost; the shares of each earlier task sum to 1."""


def read_translation(where: EditionPaths, earlier: str, then: Lists, now: Lists) -> Translation:
    """Read how the tasks of the edition ``earlier``, of lists ``then``, come back among those of ``now``.

    A task of both lists that the file does not name stays itself. Raises CodelistError with every mistake at once: an earlier task
    that is lost, shares that do not sum to 1, an unknown task, a one-off task that becomes structural.
    """
    kinds, after = ({row["taak"]: row["aard"] for row in lists.rows("taken")} for lists in (then, now))
    names, later = ({row["taak"]: row["naam"] for row in lists.rows("taken")} for lists in (then, now))
    path = where.raw / FILE
    rows, unreadable = read_file(path, _NEEDED) if path.is_file() else ((), [])
    if unreadable:
        raise CodelistError(f"{FILE}: {unreadable[0]}.")
    found: dict[str, dict[str, Fraction]] = {}
    wrong = []
    for number, row in enumerate(rows, 2):
        if row["editie"] != earlier:
            continue
        old, new, part = row["van"], row["naar"], share(row["aandeel"])
        faults = [
            *([f"taak '{old}' staat niet in de lijst van {earlier}"] if old not in kinds else []),
            *([f"taak '{new}' staat niet in de lijst van {where.id}"] if new not in after else []),
            *([f"aandeel '{row['aandeel']}' is geen getal tussen 0 en 1"] if part is None else []),
            *([f"'{old}' naar '{new}' staat er vaker"] if new in found.get(old, {}) else []),
            *(["er zijn meer cellen dan kolommen"] if BEYOND in row else []),
            *(f"{name} is leeg" for name in ("status", "bron") if not row[name]),
        ]
        if not faults and kinds[old] != after[new]:
            faults = [f"taak '{old}' is {kinds[old]} en '{new}' is {after[new]}"]
        wrong += [f"rij {number}: {fault}" for fault in faults]
        found.setdefault(old, {})[new] = part or Fraction(0)
    for old in kinds:
        if old not in found and old in after and names[old] != later[old]:
            wrong.append(
                f"taak '{old}' heet in {earlier} '{names[old]}' en nu '{later[old]}'; zeg met 'van' en 'naar' waar zij blijft"
            )
        elif old not in found and old in after and kinds[old] == after[old]:
            found[old] = {old: Fraction(1)}
        elif old not in found:
            wrong.append(
                f"taak '{old}' van {earlier} ({kinds[old]}) gaat verloren; zeg met 'van' en 'naar' waar zij blijft"
            )
        elif (whole := sum(found[old].values(), Fraction(0))) != 1 and not any(
            f"'{old}'" in text for text in wrong
        ):
            wrong.append(not_whole("taak", old, whole))
    if wrong:
        raise CodelistError("\n".join(f"{FILE}: {text}." for text in wrong))
    return MappingProxyType({old: MappingProxyType(parts) for old, parts in found.items()})


__all__ = ["FILE", "Translation", "read_translation"]
