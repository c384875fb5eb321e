"""What was registered: totals, completeness, what was not read, and how it meets the published table."""

from vsvanalyse.overview.means import mean_per_vsv
from vsvanalyse.overview.totals import (
    agenda,
    contested,
    largest_rule,
    latest_year,
    mean_by_class,
    mean_by_responsibility,
    one_off_and_structural,
    own_beside_group,
    paid_and_unpaid_hours,
    undecided,
    unknown_tasks,
    unread,
)

__all__ = [
    "agenda",
    "contested",
    "largest_rule",
    "latest_year",
    "mean_by_class",
    "mean_by_responsibility",
    "mean_per_vsv",
    "one_off_and_structural",
    "own_beside_group",
    "paid_and_unpaid_hours",
    "undecided",
    "unknown_tasks",
    "unread",
]
