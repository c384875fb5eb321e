"""The scenarios and the decision log of an edition, read from disk; every mistake is told at once, in Dutch."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from vsvanalyse.edition import EditionPaths
from vsvanalyse.edition.starter import BASE, SHIPPED, registered_years, template, write_scenarios
from vsvanalyse.faults import TomlError, dutch_faults, read_toml, unknown
from vsvanalyse.files import write_file
from vsvanalyse.scenarios.resolve import AFTER_DECISIONS, Decision, DecisionLog, Resolver
from vsvanalyse.scenarios.schema import Scenario, is_id


class ScenarioError(ValueError):
    """Scenario files that cannot be used; the message lists every mistake, in Dutch."""


def load_scenario(path: str | Path) -> Scenario:
    """Read one scenario with its parents and what it takes over, from the files beside it.

    A parent ``basis`` that is not there is the shipped one, in the years of the edition around it. Raises ScenarioError with every mistake of this file
    and of those that it rests on.
    """
    path = Path(path)
    beside = {other.stem: other for other in sorted(path.parent.glob("*.toml"))}
    resolver = Resolver({**beside, path.stem: path}, registered_years(path.resolve().parent.parent))
    found = resolver.resolve([path.stem])
    _raise(resolver.faults)
    return found[path.stem]


def load_scenarios(where: EditionPaths, only: tuple[str, ...] | list[str] = ()) -> dict[str, Scenario]:
    """Read the scenarios of an edition: id → scenario, the base first; without files the shipped base.

    When the decision log has decisions, the base that follows from them is added as ``basis_na_besluiten``.
    ``only`` keeps these beside the base and what was decided. Raises ScenarioError with the mistakes of all files together.
    """
    files = {path.stem: path for path in sorted(where.scenarios.glob("*.toml"))}
    resolver = Resolver(files, registered_years(where.raw))
    order = [BASE, *(name for name in SHIPPED if name in files), *files]
    found = resolver.resolve(dict.fromkeys(order))
    try:
        decisions = load_decisions(where)
    except ScenarioError as error:
        resolver.faults += str(error).splitlines()
        decisions = ()
    if decisions and (decided := resolver.decided(decisions)) is not None:
        found[AFTER_DECISIONS] = decided
    _raise(resolver.faults)
    return chosen(found, only)


def chosen(found: Mapping[str, Scenario], only: Sequence[str]) -> dict[str, Scenario]:
    """Keep these scenarios beside the base and what was decided, or all; raises ScenarioError for an unknown name."""
    _raise([unknown("scenario", name, found) for name in only if name not in found])
    return {name: one for name, one in found.items() if not only or name in (BASE, AFTER_DECISIONS, *only)}


def load_decisions(where: EditionPaths) -> tuple[Decision, ...]:
    """Read the decision log; without a file there are no decisions. Raises ScenarioError."""
    path = where.decisions
    if not path.exists():
        return ()
    try:
        return DecisionLog.model_validate(read_toml(path)).besluit
    except TomlError as error:
        raise ScenarioError(f"{path.name}: {error}") from error
    except ValidationError as error:
        raise ScenarioError("\n".join(dutch_faults(error, path.name, DecisionLog))) from error


def add_scenario(where: EditionPaths, name: str, text: str) -> list[Path]:
    """Write a new scenario of an edition, and those shipped ones on which it rests; give the files written, the new one last.

    Raises ScenarioError for a name that cannot be one or is taken, and where the scenario would be wrong; then nothing is written.
    """
    if not is_id(name):
        raise ScenarioError(
            f"'{name}' is geen naam voor een scenario: gebruik kleine letters, cijfers en lage streepjes."
        )
    target = where.scenarios / f"{name}.toml"
    if target.exists():
        raise ScenarioError(f"{target.name} bestaat al; kies een andere naam.")
    made = write_scenarios(where, _rests_on(text))
    write_file(target, text)
    try:
        load_scenario(target)
    except ScenarioError as error:
        for path in (target, *made):
            path.unlink()
        raise ScenarioError(f"Niet gemaakt, want het zou niet kloppen:\n{error}") from error
    return [*made, target]


def _rests_on(text: str) -> tuple[str, ...]:
    """List the shipped scenarios that a file names as parent or takes over, with what those rest on in turn."""
    raw = tomllib.loads(text)
    named = [raw.get("ouder", ""), *(one.partition(".")[0] for one in raw.get("overnemen", []))]
    found: list[str] = []
    for name in (one for one in named if one in SHIPPED):
        found += [*_rests_on(template(name)), name]
    return tuple(dict.fromkeys(found))


def _raise(faults: list[str]) -> None:
    if faults:
        raise ScenarioError("\n".join(dict.fromkeys(faults)))


__all__ = ["ScenarioError", "add_scenario", "chosen", "load_decisions", "load_scenario", "load_scenarios"]
