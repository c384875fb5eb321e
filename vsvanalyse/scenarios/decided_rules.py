"""From decisions about readings to the next rule table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.measures.lezing import LEVER, Reading
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.separation import Rules, check_rules

_END = dict(zip((f"nieuw_{lezing}" for lezing in LEZINGEN), ("laag", "verwacht", "hoog"), strict=True))
_SHARES = [*_END]


def next_rules(rules: Rules, decisions: Sequence[Decision], scenarios: Mapping[str, Scenario]) -> Rules:
    """Give the rule table in which every decided reading holds: its shares in all three readings, who decided and when.

    A decision takes over a scenario, or one measure of it, from ``scenarios``; what is no reading leaves the rules as they are, and of
    two decisions about one rule the later one holds. A decided range stays one, from strict to wide. Raises ScenarioError, in Dutch, with every
    decision about a task that has no rule of its own.
    """
    table, wrong = rules.table.copy(), []
    for decision in decisions:
        for one in readings_of(decision, scenarios):
            bare = sorted({*one.taken} - {*table["taak"]})
            wrong += [
                f"'{decision.besluit}' gaat over {task}, maar geen scheidingsregel noemt die taak; voeg er eerst een toe."
                for task in bare
            ]
            mine = table["regel"].isin(one.regels) | table["taak"].isin(one.taken)
            for name in _SHARES:
                table.loc[mine, name] = _share(table.loc[mine], one, name)
            table.loc[mine, "status"] = "besloten"
            table.loc[mine, "besloten_door"] = decision.door
            table.loc[mine, "datum"] = decision.datum.isoformat()
    if wrong:
        raise ScenarioError("\n".join(wrong))
    return check_rules(as_text(table))


def readings_of(decision: Decision, scenarios: Mapping[str, Scenario]) -> list[Reading]:
    """Give the readings that a decision takes over."""
    name, _, measure = decision.neemt_over.partition(".")
    found = LEVER.of(scenarios[name]) if name in scenarios else {}
    return [one for key, one in found.items() if measure in ("", key)]


def _share(table: pd.DataFrame, one: Reading, name: str) -> pd.Series | float:
    """Give one of the three shares of each row under a reading."""
    if one.lezing is not None:
        return table[f"nieuw_{one.lezing}"]
    assert one.nieuw is not None  # The schema asks for one of the two.
    return getattr(one.nieuw, _END[name])


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Write the shares of a rule table as its file has them: with a comma."""
    return table.assign(
        **{name: [f"{share:g}".replace(".", ",") for share in table[name]] for name in _SHARES}
    )


__all__ = ["as_text", "next_rules", "readings_of"]
