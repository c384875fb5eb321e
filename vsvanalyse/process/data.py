"""An edition's tables together, as analyses take them: what counts, and the same without some of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.edition import Edition
from vsvanalyse.separation import Rules
from vsvanalyse.separation.taakkosten import task_costs


@dataclass(frozen=True)
class EditionData:
    """The processed tables of one edition, with its description and rules.

    The frames keep their contracts. ``geblokkeerd`` lists the ``vsv, boekjaar`` that count in no mean and
    no report; ``registratieregels`` and ``verdeling`` hold their lines, ``taakkosten`` and ``postkosten`` do not.
    """

    edition: Edition
    rules: Rules
    registratieregels: pd.DataFrame
    profielen: pd.DataFrame
    bevindingen: pd.DataFrame
    ongelezen: pd.DataFrame
    verdeling: pd.DataFrame
    taakkosten: pd.DataFrame
    postkosten: pd.DataFrame
    regelstatus: pd.DataFrame
    geblokkeerd: pd.DataFrame

    @property
    def counting_lines(self) -> pd.DataFrame:
        """The lines of VSV-years that are not blocked."""
        return without_blocked(self.registratieregels, self.geblokkeerd)

    @property
    def counting_distribution(self) -> pd.DataFrame:
        """The distribution over classes of VSV-years that are not blocked."""
        return without_blocked(self.verdeling, self.geblokkeerd)

    @cached_property
    def structural_costs(self) -> pd.DataFrame:
        """Contract ``taakkosten``, of the structural lines only: what comes back every year."""
        return self._costs_of(STRUCTUREEL)

    @cached_property
    def one_off_costs(self) -> pd.DataFrame:
        """Contract ``taakkosten``, of the one-off lines only; never to be added to a yearly amount."""
        return self._costs_of(EENMALIG)

    def _costs_of(self, aard: str) -> pd.DataFrame:
        status = self.taakkosten[["vsv", "boekjaar", "taak", "antwoord", "onbekend"]]
        lines, distribution = self.counting_lines, self.counting_distribution
        return task_costs(lines[lines["aard"] == aard], distribution[distribution["aard"] == aard], status)

    @property
    def vsvs(self) -> list[str]:
        """The VSVs that get a report, sorted."""
        return sorted(self.taakkosten["vsv"].unique())

    def name(self, vsv: str) -> str:
        """Give the latest name of a VSV; its code when no profile gives one."""
        mine = self.profielen[self.profielen["vsv"] == vsv].sort_values("boekjaar")
        return mine["naam"].iloc[-1] if len(mine) else vsv


def without_blocked(frame: pd.DataFrame, blocked: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of blocked VSV-years."""
    keys = pd.MultiIndex.from_frame(blocked[["vsv", "boekjaar"]])
    return frame[~pd.MultiIndex.from_frame(frame[["vsv", "boekjaar"]]).isin(keys)]
