"""An edition's tables together, as analyses take them: what counts, and the same without some of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, PACKAGE, STRUCTUREEL, Lists
from vsvanalyse.contracts import LINE_KEY, TABLES
from vsvanalyse.edition import Edition, EditionError
from vsvanalyse.faults import not_among
from vsvanalyse.intake.findings import cost_of_errors, errors_on, lines_with_errors, not_listed, severity
from vsvanalyse.money import format_number, plural
from vsvanalyse.process.releases import Sets
from vsvanalyse.separation import Rules
from vsvanalyse.separation.taakkosten import hide, hide_posts, post_costs, task_costs

_OF_A_VSV = (*(name for name in TABLES if "vsv" in TABLES[name].columns), "geblokkeerd")
HIDDEN = "niet getoond"
"""Why a cost is unknown to one VSV that is known to who counts."""
_STATUS = ["vsv", "boekjaar", "taak", "antwoord", "onbekend"]


@dataclass(frozen=True, repr=False)
class EditionData:
    """The processed tables of one edition, with its description and rules.

    The frames keep their contracts. ``geblokkeerd`` lists the ``vsv, boekjaar`` that count in no mean and
    no report; ``registratieregels`` and ``verdeling`` hold their lines, ``taakkosten`` and ``postkosten`` do not.
    ``zonder`` names the VSVs that were left out (`without`), so that a page can say so, ``eerder`` what was released before (`releases`), ``schuilnamen`` under which name VSVs see each other (`key`), and ``verborgen`` the year and task of
    which it hides what others than ``voor`` spent (`hiding`); ``geheel`` is then the edition with nothing hidden. ``lists`` are the code lists that hold in it. ``results`` keeps what
    analyses worked out on it, so that it is worked out once and can be handed on.
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
    zonder: tuple[str, ...] = ()
    verborgen: frozenset[tuple[int, str]] = frozenset()
    eerder: Sets = ()
    schuilnamen: Mapping[str, str] = field(default_factory=dict)
    geheel: EditionData | None = None
    voor: str = ""
    lists: Lists = PACKAGE
    results: dict[Any, Any] = field(default_factory=dict, init=False, compare=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the contract tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    @cached_property
    def counting_lines(self) -> pd.DataFrame:
        """The lines of VSV-years that are not blocked."""
        return (
            self.geheel.counting_lines
            if self.geheel
            else without_blocked(self.registratieregels, self.geblokkeerd)
        )

    @cached_property
    def counting_distribution(self) -> pd.DataFrame:
        """The distribution over classes of VSV-years that are not blocked."""
        if self.geheel:
            return self.geheel.counting_distribution
        return without_blocked(self.verdeling, self.geblokkeerd)

    @cached_property
    def structural_costs(self) -> pd.DataFrame:
        """Contract ``taakkosten``, of the structural lines only: what comes back every year."""
        if self.geheel:
            return hide(self.geheel.structural_costs, self._hidden_rows, HIDDEN)
        return self._costs_of(STRUCTUREEL)

    @cached_property
    def one_off_costs(self) -> pd.DataFrame:
        """Contract ``taakkosten``, of the one-off lines only; never to be added to a yearly amount."""
        if self.geheel:
            return hide(self.geheel.one_off_costs, self._hidden_rows, HIDDEN)
        return self._costs_of(EENMALIG)

    @property
    def _hidden_rows(self) -> pd.DataFrame:
        return self.taakkosten.loc[self.taakkosten["onbekend"] == HIDDEN, _STATUS[:3]]

    def _costs_of(self, aard: str) -> pd.DataFrame:
        lines, distribution = self.counting_lines, self.counting_distribution
        with basiskader.using(self.lists):
            return task_costs(
                lines[lines["aard"] == aard],
                distribution[distribution["aard"] == aard],
                self.taakkosten[_STATUS],
            )

    @property
    def vsvs(self) -> list[str]:
        """The VSVs that get a report, sorted."""
        return sorted(self.taakkosten["vsv"].unique())

    def vsvs_of(self, boekjaar: int) -> frozenset[str]:
        """The VSVs that count in a year."""
        return frozenset(self.taakkosten.loc[self.taakkosten["boekjaar"] == boekjaar, "vsv"])

    @property
    def years(self) -> list[int]:
        """The years in which a VSV counts, sorted."""
        return sorted(int(year) for year in self.taakkosten["boekjaar"].unique())

    def name(self, vsv: str) -> str:
        """Give the latest name of a VSV; its code when no profile gives one."""
        return self._latest_names.get(vsv, vsv)

    @cached_property
    def _latest_names(self) -> dict[str, str]:
        return self.profielen.sort_values("boekjaar").set_index("vsv")["naam"].to_dict()

    def require_vsv(self, vsv: str) -> str:
        """Give the code back when the VSV counts; raises EditionError, which names those that do."""
        if vsv in self.vsvs:
            return vsv
        if vsv in self.zonder:
            raise EditionError(f"VSV '{vsv}' is weggelaten (zonder). Bekend: {', '.join(self.vsvs)}.")
        if vsv in self._everyone:
            raise EditionError(
                f"VSV '{vsv}' telt in geen gemiddelde mee; de bevindingen zeggen waarom. "
                f"Wel tellen mee: {', '.join(self.vsvs) or 'geen enkele'}."
            )
        raise EditionError(not_among("VSV", vsv, self.vsvs))

    def require_year(self, boekjaar: int, vsv: str | None = None) -> int:
        """Give the year back when it has data, of anyone or of this VSV; raises EditionError, which names the years that do."""
        mine, whose = self.years, ""
        if vsv is not None:
            rows = self.taakkosten[self.taakkosten["vsv"] == self.require_vsv(vsv)]
            mine, whose = sorted(int(year) for year in rows["boekjaar"].unique()), f" van {vsv}"
        if boekjaar in mine:
            return boekjaar
        raise EditionError(
            f"Over {boekjaar!r} zijn er geen gegevens{whose}. Wel over: {', '.join(map(str, mine)) or 'geen enkel jaar'}."
        )

    @property
    def _everyone(self) -> list[str]:
        """All VSVs that sent anything, also who counts in nothing."""
        codes = {code for name in _OF_A_VSV for code in getattr(self, name)["vsv"].unique()}
        return sorted(codes - {""})

    def without(self, vsvs: Collection[str]) -> EditionData:
        """Give the same edition as if these VSVs had never sent anything.

        Findings about others stay as they are, also where a check compared them with who is left out: they were made, and so
        were the rules applied. So the pilot set of the edition stays, and says of itself how many of it are there. Raises
        EditionError for an unknown VSV, and when nobody would be left.
        """
        asked = {vsvs} if isinstance(vsvs, str) else set(vsvs)
        everyone = self._everyone
        wrong = sorted(asked - {*everyone, *self.zonder})
        if wrong:
            raise EditionError("\n".join(not_among("VSV", vsv, everyone) for vsv in wrong))
        if self.vsvs and asked >= set(self.vsvs):
            raise EditionError(f"Zonder {', '.join(sorted(asked))} blijft er geen VSV over.")
        kept = {}
        for name in _OF_A_VSV:
            frame = getattr(self, name)
            kept[name] = frame[~frame["vsv"].isin(asked)].reset_index(drop=True)
        gone = self.bevindingen[self.bevindingen["vsv"].isin(asked)]
        return replace(
            self,
            **kept,
            regelstatus=self._fewer(gone),
            zonder=tuple(sorted({*self.zonder, *asked})),
        )

    @property
    def provisional(self) -> bool:
        """Whether there is any finding of severity fout.

        Also one that points at no line, or is in a file that counts in nothing: what that file would have brought is
        missing in every mean.
        """
        return self.errors > 0

    @cached_property
    def errors(self) -> int:
        """The number of findings of severity fout, with those that are counted (B14) and not listed."""
        if self.geheel:
            return self.geheel.errors
        return _count_errors(self.bevindingen)

    @cached_property
    def at_stake_ct(self) -> int:
        """The cents on lines that count and have a finding of severity fout; at least these where `hides_errors`."""
        if self.geheel:
            return self.geheel.at_stake_ct
        return cost_of_errors(self.counting_lines, self.bevindingen)

    def open_errors(self, vsv: str = "") -> tuple[int, int]:
        """Give the number of errors and the cents at stake, of one VSV or of everyone."""
        if not vsv:
            return self.errors, self.at_stake_ct
        errors = self.errors_of(vsv)
        return errors, self.at_stake_of(vsv) if errors else 0

    def errors_of(self, vsv: str) -> int:
        """Count the findings of severity fout in what one VSV sent."""
        return _count_errors(self._findings(vsv))

    def at_stake_of(self, vsv: str) -> int:
        """Sum the cents on lines of one VSV that count and have a finding of severity fout."""
        lines = self.counting_lines
        return cost_of_errors(lines[lines["vsv"] == vsv], self._findings(vsv))

    def hides_errors(self, vsv: str | None = None) -> bool:
        """Whether errors are counted (B14) and not listed, of anyone or of one VSV; nobody knows on which lines these stand."""
        return _hidden_errors(self._findings(vsv)) > 0

    def _findings(self, vsv: str | None) -> pd.DataFrame:
        return self.bevindingen if vsv is None else self.bevindingen[self.bevindingen["vsv"] == vsv]

    def without_errors(self) -> EditionData:
        """Give the edition as it would be without the lines on which a finding of severity fout stands; made once.

        Those lines and their findings are gone; an error that points at no line stays, and so does `provisional`. What was
        answered and could not be read stays too: a task of which every line goes was registered all the same and costs what is
        left, which may be nothing. It does not become unknown, because then leaving out a wrong euro would bring in the mean
        of the others.
        """
        return self._without_errors

    @cached_property
    def _without_errors(self) -> EditionData:
        if self.geheel:
            return self.geheel.without_errors().hiding(self.voor, self.verborgen)
        wrong = lines_with_errors(self.registratieregels, self.bevindingen)
        if not wrong.any():
            return self
        gone = pd.MultiIndex.from_frame(self.registratieregels.loc[wrong, list(LINE_KEY)])
        parts = pd.MultiIndex.from_frame(self.verdeling[list(LINE_KEY)]).isin(gone)
        told = errors_on(self.bevindingen, self.registratieregels)
        less = replace(
            self,
            registratieregels=self.registratieregels[~wrong].reset_index(drop=True),
            verdeling=self.verdeling[~parts].reset_index(drop=True),
            bevindingen=self.bevindingen[~told].reset_index(drop=True),
            regelstatus=self._fewer(self.bevindingen[told]),
        )
        return less._summed(self.taakkosten[_STATUS])

    def hiding(self, vsv: str, cells: Collection[tuple[int, str]]) -> EditionData:
        """Give the same edition in which what others than one VSV spent on some year and task is not known.

        ``cells`` are ``(boekjaar, taak)``. What is hidden is in no mean and in no total, so that nothing is left to subtract.
        """
        if not cells:
            return self
        there = pd.MultiIndex.from_frame(self.taakkosten[["boekjaar", "taak"]]).isin(list(cells))
        known_to_others = there & (self.taakkosten["vsv"] != vsv) & (self.taakkosten["onbekend"] == "")
        rows = self.taakkosten.loc[known_to_others, _STATUS[:3]]
        return replace(
            self,
            taakkosten=hide(self.taakkosten, rows, HIDDEN),
            postkosten=hide_posts(self.postkosten, rows),
            verborgen=frozenset(cells),
            geheel=self,
            voor=vsv,
        )

    def _summed(self, status: pd.DataFrame) -> EditionData:
        """Give the edition with its costs summed again, where ``status`` says which are known."""
        lines, distribution = self.counting_lines, self.counting_distribution
        with basiskader.using(self.lists):
            return replace(
                self,
                taakkosten=task_costs(lines, distribution, status),
                postkosten=post_costs(lines, distribution, self.rules, status),
            )

    def _fewer(self, gone: pd.DataFrame) -> pd.DataFrame:
        """Give ``regelstatus`` without these findings, with what they tell of others that are not listed."""
        counts = gone["regel"].value_counts().to_dict()
        for regel, count in not_listed(gone).items():
            counts[regel] = counts.get(regel, 0) + count
        less = self.regelstatus["regel"].map(counts).fillna(0).astype("int64")
        return self.regelstatus.assign(aantal=self.regelstatus["aantal"] - less)

    def __repr__(self) -> str:
        """Say in Dutch what is in it."""
        sizes = ", ".join(f"{name} {format_number(len(frame))}" for name, frame in self.tables().items())
        return "\n".join([*self._summary(), f"Rijen: {sizes}."])

    def _repr_html_(self) -> str:
        """Say in a notebook what is in it, with what one row of each table is."""
        rows = "".join(
            f"<tr><td><code>{name}</code></td><td style='text-align:right'>{format_number(len(frame))}</td>"
            f"<td style='text-align:left'>{escape(TABLES[name].row)}</td></tr>"
            for name, frame in self.tables().items()
        )
        head = "<tr><th>Tabel</th><th>Rijen</th><th style='text-align:left'>Eén rij is</th></tr>"
        said = "<br>".join(map(escape, self._summary()))
        return f"<p>{said}</p><table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _summary(self) -> list[str]:
        kind = "verzonnen voorbeeld" if self.edition.verzonnen else "registraties van VSV's"
        names = ", ".join(self.vsvs) or "nog niemand"
        count = plural(len(self.vsvs), "VSV", "VSV's")
        blocked = ", ".join(f"{row.vsv} {row.boekjaar}" for row in self.geblokkeerd.itertuples())
        said = [
            f"Editie '{self.edition.id}' ({kind}): {self.edition.naam}",
            f"Jaren: {', '.join(map(str, self.years)) or 'geen'}. {count}: {names}.",
            f"Bevindingen: {format_number(len(self.bevindingen))}, waarvan {plural(self.errors, 'fout', 'fouten')}. "
            f"Niet gelezen: {plural(len(self.ongelezen), 'plek', 'plekken')}. Telt niet mee: {blocked or 'niets'}.",
        ]
        if self.zonder:
            said.insert(1, f"Weggelaten: {', '.join(self.zonder)}.")
        return said


def _count_errors(bevindingen: pd.DataFrame) -> int:
    return int((bevindingen["ernst"] == "fout").sum()) + _hidden_errors(bevindingen)


def _hidden_errors(bevindingen: pd.DataFrame) -> int:
    return sum(count for regel, count in not_listed(bevindingen).items() if severity(regel) == "fout")


def without_blocked(frame: pd.DataFrame, blocked: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of blocked VSV-years; where none is blocked the frame itself, not a copy."""
    if blocked.empty:
        return frame
    keys = pd.MultiIndex.from_frame(blocked[["vsv", "boekjaar"]])
    return frame[~pd.MultiIndex.from_frame(frame[["vsv", "boekjaar"]]).isin(keys)]


__all__ = ["HIDDEN", "EditionData", "without_blocked"]
