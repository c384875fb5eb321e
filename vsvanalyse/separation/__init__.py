"""Regular care or new VSV task: the decision table, and the cost of each task with its classes."""

from vsvanalyse.separation.moves import rule_moves
from vsvanalyse.separation.rules import (
    COLUMNS,
    CONDITIONS,
    REST_KLASSEN,
    Rules,
    RulesError,
    check_rules,
    class_totals,
    load_rules,
    separate,
    swings,
)

__all__ = [
    "COLUMNS",
    "CONDITIONS",
    "REST_KLASSEN",
    "Rules",
    "RulesError",
    "check_rules",
    "class_totals",
    "load_rules",
    "rule_moves",
    "separate",
    "swings",
]
