"""From raw to processed: the procedure itself, in the order in which it happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vsvanalyse import basiskader, contracts, edition, separation
from vsvanalyse.edition import MUTUAL, EditionPaths
from vsvanalyse.intake import Round, read_registrations
from vsvanalyse.intake.findings import blocked_years
from vsvanalyse.intake.received import registration_files
from vsvanalyse.intake.registration import Expectation
from vsvanalyse.process import key, slot, store
from vsvanalyse.process.data import EditionData, without_blocked
from vsvanalyse.separation.taakkosten import post_costs, task_costs, task_status

PATIENCE = 60
"""How many seconds a reader waits for whoever is writing to the edition."""


def read_round(where: EditionPaths) -> Round:
    """Read and check every registration of an edition, and compare it with the one that it replaces, if any."""
    described = edition.load(where)
    expected = Expectation(described.jaren, described.verzonnen)
    earlier = [(path, f"{where.replaced.name}/{name}") for path, name in registration_files(where.replaced)]
    return read_registrations(registration_files(where.forms), expected, earlier)


def process(where: EditionPaths) -> Round:
    """Read, check, separate and sum an edition, and write its tables; the round is given back.

    Raises EditionError or RulesError, in Dutch, when the edition or its rules are wrong, and BusyError when another
    process is writing to it, CodelistError when its lists contradict each other. Bad registrations never stop it: they become findings.
    """
    with slot.hold(where, "vsvanalyse process"), basiskader.using(edition.lists_of(where)):
        return _process(where)


def _process(where: EditionPaths) -> Round:
    rules = separation.load_rules(where.rules)
    hashes = store.input_hashes(where)
    read = read_round(where)
    blocked = blocked_years(read.bevindingen)
    distribution = contracts.conform(separation.separate(read.regels, rules), "verdeling")
    lines, counting = (without_blocked(frame, blocked) for frame in (read.regels, distribution))
    status = task_status(
        lines, *(without_blocked(frame, blocked) for frame in (read.antwoorden, read.ongelezen))
    )
    tables = {
        "registratieregels": read.regels,
        "profielen": read.profielen,
        "bevindingen": read.bevindingen,
        "ongelezen": read.ongelezen,
        "verdeling": distribution,
        "taakkosten": task_costs(lines, counting, status),
        "postkosten": post_costs(lines, counting, rules, status),
        "regelstatus": read.regelstatus,
    }
    for name, frame in tables.items():
        contracts.validate(frame, name)
    store.write_tables(where, tables, hashes)
    return read


def load(editie: str, root: Path | None = None) -> EditionData:
    """Give an edition's tables, processed anew when its inputs or this code have changed.

    Waits for another process that is writing to it; raises BusyError when that takes long, and EditionError, which
    names the editions that exist, when there is none of this name.
    """
    where = edition.opened(editie, root)
    if not store.is_fresh(where):
        with slot.hold(where, "een notebook of programma", PATIENCE):
            if not store.is_fresh(where):
                process(where)
    data = store.read_tables(where)
    if data.edition.openheid == MUTUAL and not set(data.vsvs) <= data.schuilnamen.keys():
        with slot.hold(where, "een notebook of programma", PATIENCE):
            data = replace(data, schuilnamen=key.complete(where, data.vsvs))
    return data


__all__ = ["PATIENCE", "load", "process", "read_round"]
