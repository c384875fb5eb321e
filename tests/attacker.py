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
from scipy.optimize import linprog

from vsvanalyse import basiskader, edition, reporting
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, VSV, Released, closed_for, gate, release
from vsvanalyse.render import html
from vsvanalyse.reporting.page import Page
from vsvanalyse.variance import policy

NEAR = 0.05
_AMOUNT = re.compile(r"€\s?(-?[\d.]+(?:,\d+)?)(\s?mln)?")
_OF_ONE = re.compile(
    r"mediaan|hoogste|laagste|grootste|kleinste|het (?:duurste|goedkoopste)|(?:VSV|WN)\d\d", re.IGNORECASE
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
        # What is new of a rule is no belief about all that it costs.
        and not (key[0] == "bedrag_ct" and "nieuw_" in belief.how)
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
    yield from _by_algebra([one.to_dict() for one in shown], data, own)


def _about(row: dict) -> str | None:
    """Give what a row is about: a task, a rule, a pay policy, all (``""``), or something else that nobody is looking for."""
    said = {str(value).split(" ")[0] for value in row.values() if isinstance(value, str)}
    for codes in (basiskader.codes("taken"), [code for code in said if re.fullmatch(r"[SNW]\d\d", code)]):
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


MOVED = {
    "Correctie: T02, T07, T09, T16": (["T02", "T07", "T09", "T16"], 0.1),
    "MDO telt als reguliere zorg": (["T14"], -1.0),
    "Wat nieuw is: Multidisciplinair overleg (MDO)": (["T14"], -1.0),
}
"""What scenarios of the shipped edition do to what is new of tasks, as the pages say themselves."""


def _by_algebra(pages: list[dict], data: EditionData, own: str) -> Iterator[Belief]:
    """What each rule can have cost at least and at most, when all that is told of rules, tasks and classes is taken together: shares are public."""
    rules = data.rules.table.set_index("regel")
    told = [*_equations(pages, rules, data.edition.n_land, gate.rounded_to(data))]
    if not told:
        return
    parts, values, room = (np.array(column) for column in zip(*told, strict=True))
    mine = data.postkosten[data.postkosten["vsv"] == own].groupby("regel")["bedrag_ct"].sum()
    for at, regel in enumerate(rules.index):
        ends = [
            linprog(
                np.eye(len(rules))[at] * sign,
                A_ub=np.vstack([parts, -parts]),
                b_ub=np.concatenate([values + room, room - values]),
            ).x
            for sign in (1, -1)
        ]
        if ends[0] is None or ends[1] is None:
            continue
        low, high = (found[at] * len(data.vsvs) / 100 for found in ends)
        for taken in (0.0, float(mine.get(regel, 0)) / 100 / len(data.years)):
            if high - low <= 2 * NEAR * abs(high + low - 2 * taken) / 2:
                yield Belief((low + high) / 2 - taken, regel, "stelsel")


_CENTS = 200.0
"""How far the mean of a few may lie from what its parts come to, by rounding each line to cents."""


def _equations(
    pages: list[dict], rules, n_land: int, step: float
) -> Iterator[tuple[np.ndarray, float, float]]:
    """Give how often each rule is in a mean that is told, that mean in cents, and how far it can be off."""
    shares = {name: rules[f"nieuw_{name}"].to_numpy("float64") for name in LEZINGEN}
    counts = {f"nieuw_{name}_ct": share for name, share in shares.items()} | {
        "bedrag_ct": np.ones(len(rules)),
        "swing_ct": shares["ruim"] - shares["strikt"],
    }
    tasks = rules["taak"].to_numpy()
    classes = {
        "Reguliere zorg (in tarief)": "regulier",
        "Andere betaler": "elders",
        "Bestaande toeslag": "toeslag",
    }
    for written in pages:
        for row in written["rows"]:
            words = " ".join(str(value) for value in row.values() if isinstance(value, str))
            of_rules = np.isin(rules.index, re.findall(r"\b[SNW]\d\d\b", words))
            if row["wie"] != "groep" or not row.get("n") or row.get("totaal"):
                continue
            for name, count in counts.items():
                if of_rules.any() and isinstance(row.get(name), int | float):
                    yield of_rules * count, row[name], _CENTS
            if written["id"] == "aansluiting.tabel" and isinstance(
                row.get("eigen_gemiddelde_ct"), int | float
            ):
                of_task = np.isin(tasks, re.findall(r"\bT(?!01)\d\d\b", words))
                if of_task.any():
                    yield of_task * 1.0, row["eigen_gemiddelde_ct"], _CENTS
            for name, share in shares.items():
                value, klasse = row.get(f"{name}_structureel_ct"), row.get("klasse")
                if isinstance(value, int | float) and klasse == "Nieuwe VSV-taak":
                    yield share * (tasks != "T01"), value, _CENTS
                elif isinstance(value, int | float) and klasse in classes:
                    rest = (rules["rest_klasse"] == classes[klasse]).to_numpy() & (tasks != "T01")
                    yield rest * (1 - share), value, _CENTS
            yield from _moved(row, rules, shares, n_land, step)


def _moved(row: dict, rules, shares, n_land: int, step: float) -> Iterator[tuple[np.ndarray, float, float]]:
    """What a scenario that touches few tasks tells of what is new of these."""
    said, value = str(row.get("naam", row.get("titel"))), row.get("land_stap_ct", row.get("land_verschil_ct"))
    if (
        said not in MOVED
        or not isinstance(value, int | float)
        or row.get("reeks") == "alle structurele kosten"
    ):
        return
    codes, times = MOVED[said]
    yield (
        np.isin(rules["taak"], codes) * times * shares["verwacht"],
        value / n_land,
        _CENTS + step / 2 / n_land,
    )


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
    foot = max((y for y, _ in labels), default=np.inf)
    for _, x, y in _MARK.findall(page):
        euros = slope * float(x) + start
        if float(y) > foot and min(abs(float(x) - place) for place, _ in bottom) < 0.05:
            continue  # A tick of the axis, below the lowest label.
        if labels and all(abs(euros - one) > abs(slope) for one in known):
            yield Belief(
                euros, min(labels, key=lambda label: abs(label[0] - float(y)))[1], f"{written['id']}: plaatje"
            )


def _from_words(texts: Iterable[str]) -> Iterator[Belief]:
    """An amount in a sentence that speaks of one VSV."""
    for text in texts:
        for sentence in re.split(r"(?<=[.;:])\s|<[^>]+>", text.replace("\N{NO-BREAK SPACE}", " ")):
            if _OF_ONE.search(sentence) and not re.search("openheid|aanname", sentence):
                task = next((code for code in basiskader.codes("taken") if code in sentence), "")
                for number, millions in _AMOUNT.findall(sentence):
                    yield Belief(_euros(number) * (1e6 if millions else 1), task, f"'{sentence[:60]}'")


def _euros(text: str) -> float:
    return float(text.replace("€", "").strip().replace(".", "").replace(",", "."))


__all__ = ["VSV", "Belief", "found_between", "found_out", "shown_on", "truth"]
