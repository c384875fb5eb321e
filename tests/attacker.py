"""An attacker: reads all that one VSV gets, fits axes, subtracts, and says what it believes one other VSV spent.

It knows how pages are made and its own figures. What it believes is held against the truth; within 5 % it has found it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from vsvanalyse import basiskader, edition, reporting
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, VSV, Released, closed_for, release
from vsvanalyse.render import html
from vsvanalyse.reporting.page import Page
from vsvanalyse.variance import policy

NEAR = 0.05
_AMOUNT = re.compile(r"€\s?(-?[\d.]+(?:,\d+)?)(\s?mln)?")
_OF_ONE = re.compile(
    r"mediaan|hoogste|laagste|grootste|kleinste|het (?:duurste|goedkoopste)|VSV\d\d", re.IGNORECASE
)
_TEXT = re.compile(r'<text style="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_MARK = re.compile(r'<use xlink:href="#(\w+)" x="([\d.-]+)" y="([\d.-]+)"')


@dataclass(frozen=True)
class Belief:
    """What the attacker thinks one other spent, in euros: on what (a task, a rule, a pay policy, ``""`` for all), and how it found out."""

    euros: float
    about: str
    how: str


def shown_on(
    notebook: Path,
    data: EditionData,
    root: Path,
    audience: str,
    vsv: str = "",
    *,
    guarded: bool = True,
    **given: object,
) -> list[Released]:
    """Make a page in this process: what its notebook shows of these data; not ``guarded`` is with the layer switched off."""
    shown: list[Released] = []

    class Quiet(Page):
        def toon(self, *exhibits):
            asked = (audience, vsv) if guarded else (ANALYST, "")
            shown.extend(release(one, data, *asked) for one in exhibits)

        def kort(self, *exhibits):
            shown.append(super().kort(*exhibits).released)

    def open_page(*_args, **_kwargs):
        seen = closed_for(data, vsv) if vsv and guarded else data
        return Quiet(seen, edition.paths(data.edition.id, root), audience, data, vsv)

    cells = [
        cell
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    names: dict[str, object] = {}
    with patch.object(reporting, "open_page", open_page):
        for number, cell in enumerate(cells):
            exec("".join(cell["source"]), names)
            if not number:
                names |= {"editie": data.edition.id, "vsv": vsv, **given}
    return shown


def truth(data: EditionData, own: str) -> dict[tuple[str, ...], float]:
    """Give what must stay hidden: of every other VSV its totals, tasks, pay policies and rules, in euros; its births and hours."""
    found: dict[tuple[str, ...], float] = {}
    for kind, costs in (
        ("alles", data.taakkosten),
        ("structureel", data.structural_costs),
        ("eenmalig", data.one_off_costs),
    ):
        others = costs[(costs["vsv"] != own) & costs["bedrag_ct"].notna() & (costs["bedrag_ct"] != 0)]
        for row in others.itertuples():
            found[kind, row.vsv, str(row.boekjaar), row.taak] = row.bedrag_ct / 100
        for (vsv, year), cents in others.groupby(["vsv", "boekjaar"])["bedrag_ct"].sum().items():
            found[kind, vsv, str(year), ""] = cents / 100
    for year in data.years:
        totals = policy.totals(policy.valued(data.counting_lines), data.structural_costs, year)
        for vsv, row in totals.drop(index=own, errors="ignore").iterrows():
            found |= {("beleid", vsv, str(year), name): cents / 100 for name, cents in row.items()}
    posts = data.postkosten[data.postkosten["vsv"] != own]
    for (vsv, regel), costs in posts.groupby(["vsv", "regel"]):
        for name in ("bedrag_ct", "nieuw_strikt_ct", "nieuw_verwacht_ct", "nieuw_ruim_ct"):
            if cents := float(costs[name].sum()) / max(costs["boekjaar"].nunique(), 1):
                found[name, vsv, "gemiddeld", regel] = cents / 100
    sizes = data.profielen[data.profielen["vsv"] != own]
    for row in sizes.itertuples():
        found["bevallingen", row.vsv, str(row.boekjaar), "bevallingen"] = float(row.bevallingen)
    hours = data.taakkosten[(data.taakkosten["vsv"] != own) & (data.taakkosten["uren"] > 0)]
    for (vsv, year), total in hours.groupby(["vsv", "boekjaar"])["uren"].sum().items():
        found["uren", vsv, str(year), "uren"] = float(total)
    return found


def found_out(shown: Iterable[Released], data: EditionData, own: str) -> dict[tuple[str, ...], str]:
    """Give which secrets of others these pages give away to one VSV, and how."""
    secrets = truth(data, own)
    by_subject: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for key, euros in secrets.items():
        by_subject.setdefault(key[3], []).append((key, euros))
    return {
        key: belief.how
        for belief in _beliefs(list(shown), data, own)
        for key, euros in by_subject.get(belief.about, [])
        if abs(belief.euros - euros) <= NEAR * abs(euros)
    }


def found_between(
    first: Iterable[Released], then: Iterable[Released], data: EditionData, own: str
) -> dict[tuple[str, ...], str]:
    """Give which secrets two releases together give away: sums and means that are told in both, one minus the other.

    ``data`` is the edition of the larger one.
    """
    secrets, found = truth(data, own), {}
    told = [_figures(pages) for pages in (first, then)]
    for place in told[0].keys() & told[1].keys():
        for left, right in ((told[0][place], told[1][place]), (told[1][place], told[0][place])):
            for euros in _between(left, right):
                for key, secret in secrets.items():
                    if key[3] in ("", place[1]) and abs(euros - secret) <= NEAR * abs(secret):
                        found[key] = f"{place[0]}: {place[2]}"
    return found


def _figures(pages: Iterable[Released]) -> dict[tuple[str, ...], tuple[float, float]]:
    """Give every figure of a group: where it stands → its value in euros, and over how many."""
    found = {}
    for one in pages:
        for row in one.to_dict()["rows"]:
            about, counts = _about(row), row.get("n_anderen") or row.get("n")
            words = " ".join(
                str(value) for value in row.values() if isinstance(value, str) or value in range(2000, 2100)
            )
            for name, value in row.items():
                if (
                    about is not None
                    and counts
                    and name.partition("@")[0].endswith("_ct")
                    and isinstance(value, int | float)
                ):
                    found[one.exhibit.id, about, f"{name} {words}"] = (value / 100, float(counts))
    return found


def _between(one: tuple[float, float], other: tuple[float, float]) -> Iterator[float]:
    """What a mean, or a sum, of some says beside one of fewer."""
    (value, n), (less, m) = one, other
    if n > m:
        yield (value * n - less * m) / (n - m)
        yield value - less


def _beliefs(shown: list[Released], data: EditionData, own: str) -> Iterator[Belief]:
    for one in shown:
        written = one.to_dict()
        yield from _rows_of_others(written, own)
        yield from _subtracted(written, data, own)
        page = html.show(one.exhibit)
        yield from _from_picture(page, written)
        yield from _from_words([page, *map(str, written["claim"].values())])
    yield from _rules_from_tasks([one.to_dict() for one in shown])


def _about(row: dict) -> str | None:
    """Give what a row is about: a task, a rule, a pay policy, all (``""``), or something else that nobody is looking for."""
    said = {str(value).split(" ")[0] for value in row.values() if isinstance(value, str)}
    for codes in (basiskader.codes("taken"), [code for code in said if re.fullmatch(r"S\d\d", code)]):
        if found := said & set(codes):
            return min(found)
    if row.get("beleid"):
        return str(row["beleid"]).lower()
    named = {
        "klasse",
        "naam",
        "functie",
        "reeks",
        "titel",
        "verdeelregel",
        "waardoor",
        "raming",
        "lezing",
        "soort",
    }
    return None if named & row.keys() else ""


def _rows_of_others(written: dict, own: str) -> Iterator[Belief]:
    """A row that is of one other, or a column that holds one other's amount."""
    for row in written["rows"]:
        about = _about(row)
        for name in ("bevallingen", "uren"):
            if row["wie"] == "ander" and isinstance(row.get(name), int | float):
                yield Belief(row[name], name, f"{written['id']}: {name}")
        for name, value in row.items():
            if not name.partition("@")[0].endswith("_ct") or not isinstance(value, int | float):
                continue
            of_one = re.match(r"laagste|hoogste|mediaan|kwartiel|bereik|grootste|zonder_", name)
            if about is not None and (row["wie"] == "ander" or (row.get("vsv") or own) != own or of_one):
                yield Belief(value / 100, about, f"{written['id']}: {name}")
        if row.get("laag_ct") is not None and row.get("bedrag_ct") is not None and row.get("onbekend"):
            for end in ("laag_ct", "hoog_ct"):
                if row.get(end) is not None:
                    yield Belief(
                        (row[end] - row["bedrag_ct"]) / 100, str(row["onbekend"]), f"{written['id']}: {end}"
                    )


_OF_OTHERS = ("gemiddeld_ct", "anderen_ct")
_MEANS = (
    *_OF_OTHERS,
    "gemiddeld_ct",
    "anderen_ct",
    "eigen_gemiddelde_ct",
    "bedrag_ct",
    "nieuw_strikt_ct",
    "nieuw_ruim_ct",
)


def _subtracted(written: dict, data: EditionData, own: str) -> Iterator[Belief]:
    """What is left of a mean of n without one's own: of one other, or of one who is nearly all."""
    mine = data.taakkosten[data.taakkosten["vsv"] == own]
    for row in written["rows"]:
        about, counts = _about(row), row.get("n_anderen") or row.get("n")
        for name in _MEANS if about is not None and counts else ():
            value = row.get(name)
            if value is None or (row["wie"] != "groep" and name not in _OF_OTHERS):
                continue
            others = value * counts
            yield Belief(others / 100, about, f"{written['id']}: {name} × {counts}")
            # A mean that is said to be of the others has nothing of one's own.
            if not row.get("n_anderen") and "ander" not in str(row.get("soort")):
                cents = mine[mine["taak"] == about] if about else mine
                per_year = cents["bedrag_ct"].astype("float64").sum() / max(cents["boekjaar"].nunique(), 1)
                yield Belief((others - per_year) / 100, about, f"{written['id']}: {name} × {counts} − eigen")


def _rules_from_tasks(pages: list[dict]) -> Iterator[Belief]:
    """What is left of a rule when another exhibit tells it together with a second one."""
    told: dict[str, set[tuple[float, int]]] = {}
    for written in pages:
        for row in written["rows"]:
            label = row.get("regel") or str(row.get("waarover") or "").split(" ")[0]
            if label and row.get("n") and row.get("swing_ct") is not None:
                told.setdefault(label, set()).add((row["swing_ct"], row["n"]))
    for label, amounts in told.items():
        for part in label.split(" en "):
            for whole, n in amounts if part != label else ():
                for alone, _ in told.get(part, ()):
                    for other in set(label.split(" en ")) - {part}:
                        yield Belief((whole - alone) * n / 100, other, f"{label} − {part}")


def _from_picture(page: str, written: dict) -> Iterator[Belief]:
    """Marks of a chart whose amounts no row that one knows explains: fit the axis to its numbers, and read."""
    if "<svg" not in page:
        return
    texts = [
        (float(x), float(y), text.replace("\N{NO-BREAK SPACE}", " ")) for x, y, text in _TEXT.findall(page)
    ]
    ticks = [(x, y, _euros(text)) for x, y, text in texts if re.fullmatch(r"€ -?[\d.]+", text)]
    bottom = [(x, amount) for x, y, amount in ticks if y == max(y for _, y, _ in ticks)] if ticks else []
    if len(bottom) < 2:
        return
    slope, start = np.polyfit(*zip(*bottom, strict=True), 1)
    known = {
        value / 100
        for row in written["rows"]
        if row["wie"] != "ander"
        for value in row.values()
        if isinstance(value, int | float)
    }
    labels = [
        (y, text.split(" ")[0]) for _, y, text in texts if text.split(" ")[0] in basiskader.codes("taken")
    ]
    for _, x, y in _MARK.findall(page):
        euros = slope * float(x) + start
        if labels and all(abs(euros - one) > abs(slope) for one in known):
            yield Belief(
                euros, min(labels, key=lambda label: abs(label[0] - float(y)))[1], f"{written['id']}: plaatje"
            )


def _from_words(texts: Iterable[str]) -> Iterator[Belief]:
    """An amount in a sentence that speaks of one VSV."""
    for text in texts:
        for sentence in re.split(r"(?<=[.;:])\s|<[^>]+>", text.replace("\N{NO-BREAK SPACE}", " ")):
            if _OF_ONE.search(sentence) and not re.search("openheid|aannamen", sentence):
                task = next((code for code in basiskader.codes("taken") if code in sentence), "")
                for number, millions in _AMOUNT.findall(sentence):
                    yield Belief(_euros(number) * (1e6 if millions else 1), task, f"'{sentence[:60]}'")


def _euros(text: str) -> float:
    return float(text.replace("€", "").strip().replace(".", "").replace(",", "."))


__all__ = ["VSV", "Belief", "found_between", "found_out", "shown_on", "truth"]
