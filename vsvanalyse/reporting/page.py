"""A page: opened in the first cell of a notebook, it shows exhibits and puts them as data into the output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import display

from vsvanalyse import basiskader, edition
from vsvanalyse.edition import EditionPaths
from vsvanalyse.edition.translation import Translation, read_translation
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits.kinds import GROUP, OWN, Chart, Exhibit, ExhibitError, Text
from vsvanalyse.exhibits.making import is_as_made
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, FEDERATION, PUBLIC, VSV, Released, closed_for, release
from vsvanalyse.release.trace import Trace
from vsvanalyse.render import html, svg, xlsx
from vsvanalyse.reporting import group, identity, parameters, tracing
from vsvanalyse.reporting.plan import checked_scenarios
from vsvanalyse.scenarios.library import load_decisions
from vsvanalyse.scenarios.payers import Payer, load_payers
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.scenarios.schema import Scenario

MIME = "application/vnd.vsvanalyse.exhibit+json"
"""The type of an exhibit as data in the output of a cell."""
SHORT = "pagina.kort"
let_go: set[str] = set()
"""Of each exhibit that this process showed, as it was released, the hash (`identity.digest`)."""


@dataclass(frozen=True)
class Shown:
    """An exhibit as a notebook shows it: picture or table for eyes, and itself as data."""

    released: Released
    page: Page | None = None

    @property
    def exhibit(self) -> Exhibit:
        """What may be seen of it."""
        return self.released.exhibit

    @property
    def frame(self) -> pd.DataFrame:
        """The rows with readable headings, money in euros."""
        return self.exhibit.frame

    def trace(self, row: int, heading: str = "") -> list[Trace]:
        """Say where the numbers of a row (from 1) come from, or the one under a heading.

        On the page of a VSV the lines of others stand together. Raises TraceError, in Dutch.
        """
        page = self.page
        if page is None:
            raise ExhibitError("een getal is alleen te herleiden van wat een pagina toonde")
        return tracing.traced(self.exhibit, row, heading, page.data, page.scenarios(), page.subject)

    def figure(self) -> svg.Figure:
        """Draw it; raises ExhibitError for what is no chart."""
        with self._lists():
            return svg.figure(self._chart(), titled=True)

    def to_svg(self, path: str | Path) -> Path:
        """Write the picture as SVG."""
        with self._lists():
            Path(path).write_text(svg.svg(self._chart()), encoding="utf-8")
        return Path(path)

    def to_png(self, path: str | Path) -> Path:
        """Write the picture as PNG, with its title."""
        with self._lists():
            return svg.png(self._chart(), Path(path))

    def to_csv(self, path: str | Path) -> Path:
        """Write the rows as CSV, as Excel reads it here: semicolons and decimal commas."""
        self.frame.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig")
        return Path(path)

    def to_excel(self, path: str | Path) -> Path:
        """Write it as a workbook with its columns explained."""
        with self._lists():
            return xlsx.write([self.released], Path(path), title=self.exhibit.title)

    def _lists(self) -> AbstractContextManager[None]:
        """Let the lists of its own page hold, also where another edition was opened since."""
        return basiskader.using(self.page.groep.lists) if self.page else nullcontext()

    def _chart(self) -> Chart:
        if not isinstance(self.exhibit, Chart):
            raise ExhibitError(f"'{self.exhibit.id}' is geen grafiek maar een {self.exhibit.kind}")
        return self.exhibit

    def __repr__(self) -> str:
        """Name it with its title; its rows are in `frame`."""
        return f"{self.exhibit.id}: {self.exhibit.title}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        with self._lists():
            body = html.show(self.exhibit, phone=self.released.audience != ANALYST)
        styled = _STYLED.format(css=_notebook_css(), body=body)
        plain = self.released.to_dict()
        if self.released.audience != ANALYST:
            let_go.add(identity.digest(plain))
        return {"text/html": styled, MIME: plain}


_STYLED = "<style>{css}</style>{body}"


def _notebook_css() -> str:
    """Give the style sheet for inside a notebook: that of the page, held to the exhibits."""
    style = html.css().replace(":root", ":scope")
    return f"@scope (.exhibit) {{ {style} }}"


@dataclass(frozen=True)
class Page:
    """What a page is of, about whom (``subject``, a VSV or ``""``) and for whom.

    ``data`` is the edition as its reader may see it: on the page of one VSV without what others spent where that would give one
    of them away. ``groep`` is the edition of all, for outcomes that rest on everyone, such as those of a scenario.
    """

    data: EditionData
    where: EditionPaths
    audience: str
    groep: EditionData
    subject: str = ""

    def scenarios(self, only: Sequence[str] = ()) -> dict[str, Scenario]:
        """Read the edition's scenarios, the base first, or only some beside the base, and try them on its data.

        Raises ScenarioError with all that is wrong, in Dutch, and the known names.
        """
        return checked_scenarios(self.where.root, self.groep, only)

    def seen(self, one: Exhibit) -> Released:
        """Give what this page's reader may see of an exhibit: only its sentence, and why, where no row is left.

        Raises ExhibitError when it is about another VSV than the page.
        """
        released = release(one, self.groep, self.audience, self.subject)
        left = released.exhibit
        if len(left.rows) or one.rows.empty:
            return released
        why = left.note.removeprefix(one.note).strip()
        return Released(left.with_(about="", note=why), released.audience)

    def kort(self, *exhibits: Exhibit | Sequence[Exhibit]) -> Shown:
        """Say in brief what exhibits say: a paragraph for each, or for some together, of their titles as this page's reader sees them."""
        groups = [[one] if isinstance(one, Exhibit) else [*one] for one in exhibits]
        seen = [[self.seen(one).exhibit.title for one in some] for some in groups]
        sentences = (". ".join(title.rstrip(".") for title in some) for some in seen)
        told = _told(sentences, self.subject, len(self.groep.vsvs)).with_(
            made_up=self.groep.edition.verzonnen
        )
        return Shown(Released(told, self.audience), self)

    def besluiten(self) -> tuple[Decision, ...]:
        """Read the decisions of the meeting."""
        return load_decisions(self.where)

    def vorige(self) -> tuple[EditionData, Translation]:
        """Read the round before this one, and how its tasks come back in this one.

        Raises EditionError where none is named or there is none of that name, and CodelistError.
        """
        name = self.groep.edition.vorige
        if not name:
            raise edition.EditionError(f"{edition.EDITION_FILE} noemt bij 'vorige' geen eerdere ronde.")
        with basiskader.using(basiskader.in_force()):
            earlier = pipeline.load(name, self.where.root)
        return earlier, read_translation(self.where, name, earlier.lists, self.groep.lists)

    def financiers(self) -> tuple[Payer, ...]:
        """Read who else pays. Raises PayersError with all that is wrong, in Dutch."""
        return load_payers(self.groep.rules, self.groep.lists.rows("financiers"))

    def toon(self, one: Exhibit, *more: Exhibit) -> Shown | None:
        """Show what this page's reader may see of exhibits; a single one is given back, for its frame, figure and files.

        Raises ExhibitError when one is about another VSV than the page, or when the page is for others than the analyst and an
        exhibit was made by hand or changed since it was made.
        """
        changed = [] if self.audience == ANALYST else [each for each in (one, *more) if not is_as_made(each)]
        if changed:
            raise ExhibitError(
                f"'{changed[0].id}' is met de hand gemaakt of veranderd; dat kan alleen op een pagina voor de analist"
            )
        released = [self.seen(each) for each in (one, *more)]
        if not more:
            return Shown(released[0], self)
        for each in released:
            display(Shown(each, self))
        return None


def _told(sentences: Iterable[str], whose: str, n: int) -> Text:
    """Make sentences of other exhibits into paragraphs."""
    rows = pd.DataFrame(
        [("antwoord", f"{text}.") for text in sentences], columns=["soort", "tekst"], dtype="str"
    )
    rows = rows.assign(wie=OWN, vsv=whose) if whose else rows.assign(wie=GROUP, n=n)
    return Text(id=SHORT, rows=rows, claim=fact("In het kort"), subject=whose)


def open_page(editie: str, voor: str = ANALYST, *, zonder: Sequence[str] = ()) -> Page:
    """Open a page of an edition for an audience: a VSV by its code, or ``analist``, ``federatie``, ``publiek``.

    ``zonder`` leaves VSVs out of everything. In a notebook it also refuses parameters that the notebook does not declare, so
    that papermill itself cannot make another page than was asked for. Raises ParameterError, EditionError or ValueError, in
    Dutch and with the known names.
    """
    parameters.check_session(_cells_so_far())
    where = edition.opened(editie)
    data = group.edition_data(where)
    if zonder:
        data = data.without(zonder)
    subject = "" if voor in (ANALYST, FEDERATION, PUBLIC) else data.require_vsv(voor)
    seen = closed_for(data, subject) if subject else data
    page = Page(seen, where, VSV if subject else voor, data, subject)
    shell: Any = get_ipython()
    if shell is not None:
        shell.display_formatter.mimebundle_formatter.for_type(
            Exhibit, lambda one, **_: Shown(release(one, data, ANALYST), page)._repr_mimebundle_()
        )
    return page


def _cells_so_far() -> list[str]:
    """Give the source of every cell that this session ran, the present one last; nothing outside a notebook."""
    shell = get_ipython()
    return [] if shell is None else [str(cell) for cell in shell.user_ns.get("In", [])]


__all__ = ["MIME", "Page", "Shown", "open_page"]
