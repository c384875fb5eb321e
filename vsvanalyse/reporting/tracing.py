"""The numbers of a page that was made, traced on the edition that it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsvanalyse.edition import EditionPaths
from vsvanalyse.exhibits.kinds import Exhibit
from vsvanalyse.faults import unknown
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import VSV, closed_for
from vsvanalyse.release.trace import Trace, TraceError, numbers, trace
from vsvanalyse.reporting import group
from vsvanalyse.reporting.around import exhibits_file, read_exhibits
from vsvanalyse.reporting.plan import checked_scenarios
from vsvanalyse.scenarios.schema import Scenario


@dataclass(frozen=True)
class TracedPage:
    """The exhibits of a page as its reader sees them, with the edition and the scenarios that they rest on."""

    exhibits: Mapping[str, Exhibit]
    data: EditionData
    scenarios: Mapping[str, Scenario]
    subject: str

    @classmethod
    def open(cls, where: EditionPaths, name: str) -> TracedPage:
        """Open a page by its name; raises TraceError, in Dutch, where it was not made."""
        path = exhibits_file(where, name)
        if not path.exists():
            made = sorted(one.stem for one in path.parent.glob("*.json"))
            raise TraceError(
                unknown("pagina", name, made)
                if made
                else f"Er is nog geen pagina gemaakt; draai eerst 'vsvanalyse report {where.id}'."
            )
        released = read_exhibits(path.read_text(encoding="utf-8"))
        data = group.edition_data(where)
        own = {one.exhibit.subject for one in released if one.audience == VSV} - {""}
        subject = own.pop() if own else ""
        whose = {name: vsv for vsv, name in data.schuilnamen.items()}
        return cls(
            {one.exhibit.id: _named(one.exhibit, whose) for one in released},
            closed_for(data, subject) if subject else data,
            checked_scenarios(where.root, data),
            subject,
        )

    def trace(self, one: Exhibit, row: int, heading: str = "", *, everyone: bool = False) -> list[Trace]:
        """Trace the numbers of a row (from 1), or the one under a heading or column name.

        On the page of a VSV the lines of others stand together, unless ``everyone``. Raises TraceError.
        """
        return traced(one, row, heading, self.data, self.scenarios, "" if everyone else self.subject)

    def others_in(self, made: Sequence[Trace]) -> bool:
        """Say whether lines of another VSV than the page is about stand in traces."""
        return any((set(one.rows["vsv"]) - {"", self.subject}) for one in made)


def _named(one: Exhibit, whose: Mapping[str, str]) -> Exhibit:
    """Give an exhibit with the codes of VSVs that its reader sees under pseudonym."""
    return one.with_(rows=one.rows.replace({"vsv": dict(whose)})) if "vsv" in one.rows and whose else one


def traced(
    one: Exhibit,
    row: int,
    heading: str,
    data: EditionData,
    scenarios: Mapping[str, Scenario],
    reader: str = "",
) -> list[Trace]:
    """Trace the numbers of a row (from 1) for a reader: a VSV, who sees its own lines only, or the analyst."""
    there = [name for at, name in numbers(one) if at == row - 1]
    asked = [name for name in one.counted if heading in (name, one.heading(name))] if heading else there
    if heading and not asked:
        raise TraceError(unknown("kolom", heading, [one.heading(name) for name in one.counted]))
    found = [trace(one, row - 1, name, data, scenarios) for name in asked or [*one.counted][:1] or [""]]
    return [each.without_others(reader) if reader else each for each in found]


__all__ = ["TracedPage", "traced"]
