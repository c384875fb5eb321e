"""Whether a board member can read a page: short words and sentences, terms explained where they are first used, contents that lead."""

from __future__ import annotations

import html
import re

import pytest

from vsvanalyse import basiskader
from vsvanalyse.render.glossary import linked

PAGES = ("federatie_rapport", "vsv/vsv01/vsv_vsv01", "vsv/vsv02/vsv_vsv02")
EASY = 55
"""Flesch-Douma: 60 to 70 is what most adults read with ease (B1), 50 is demanding; numbers and names make ours lower."""


def text_of(made_reports, page: str) -> str:
    return (made_reports.reports / f"{page}.html").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Give the running text under each heading."""
    body = re.sub(r"<(svg|style|script|nav|table)\b.*?</\1>", "", page, flags=re.S)
    found = {}
    for part in re.split(r"<h2", body):
        name = re.match(r"[^>]*>([^<]*)", part)
        told = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<p[^>]*>(.*?)</p>", part, re.S)]
        found[name[1].strip() if name else ""] = html.unescape(" ".join(told)).replace(
            "\N{NO-BREAK SPACE}", " "
        )
    return found


def reading_ease(text: str) -> tuple[float, float]:
    """Give the measure of Flesch as Douma (1960) fitted it to Dutch, and the words in a sentence."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+(?=[A-Z‘])", text) if one.strip()]
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouyáéèëïíóöúü]+", word.lower()))) for word in words)
    length = len(words) / len(sentences)
    return 206.84 - 0.77 * 100 * syllables / len(words) - 0.93 * length, length


def test_the_measure_tells_easy_from_hard():
    easy, _ = reading_ease(
        "De kat zit op de mat. Zij slaapt. Het is warm in huis en de zon schijnt door het raam."
    )
    hard, _ = reading_ease(
        "De bekostigingssystematiek veronderstelt interprofessionele verantwoordelijkheidsverdeling binnen samenwerkingsverbanden."
    )
    assert easy > 80 > 0 > hard


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_body_reads_with_ease(made_reports, page):
    seen = 0
    for name, text in sections(text_of(made_reports, page)).items():
        if name.startswith("Bijlage") or len(text.split()) < 40:
            continue
        ease, length = reading_ease(text)
        assert ease >= EASY, (page, name, ease)
        assert length <= 22, (page, name, length)
        seen += 1
    assert seen >= 5


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_term_that_is_used_leads_to_what_it_means(made_reports, page):
    told = text_of(made_reports, page)
    links = re.findall(r'<a class="begrip" href="#([^"]+)">', told)
    assert len(links) == len(set(links))
    assert all(f'id="{address}"' in told for address in links)
    before = re.sub(
        r"<(svg|style|h1|h2|h3|title|nav)\b.*?</\1>",
        " ",
        told[: told.index('data-exhibit="begrippen.lijst"')],
        flags=re.S,
    )
    plain = html.unescape(re.sub(r"<[^>]+>", " ", before))
    for row in basiskader.rows("begrippen"):
        used = any(
            re.search(rf"(?<!\w){re.escape(form)}(?!\w)", plain, re.I) for form in row["vormen"].split("|")
        )
        linked_ = "begrip-" + re.sub(r"\W+", "-", row["begrip"].casefold()) in links
        assert used == linked_, row["begrip"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_contents_lead_to_every_heading(made_reports, page):
    told = text_of(made_reports, page)
    (nav,) = re.findall(r'<nav class="inhoud".*?</nav>', told, re.S)
    addresses = re.findall(r'href="#([^"]+)"', nav)
    assert len(addresses) >= 9
    assert [told.count(f'<h2 id="{one}">') for one in addresses] == [1] * len(addresses)


TERMS = '<figure class="exhibit tabel" data-exhibit="begrippen.lijst"><th scope="row">raming</th><th scope="row">OVA</th></figure>'


def test_only_the_first_use_in_running_text_is_linked():
    page = f"<h2>Ramingen</h2><svg><text>raming</text></svg><p title='raming'>Een raming en nog een raming; terraming.</p>{TERMS}"
    made = linked(page, {"raming": ("raming", "ramingen"), "OVA": ("OVA",)})
    assert made.count('class="begrip"') == 1
    assert 'Een <a class="begrip" href="#begrip-raming">raming</a> en nog een raming; terraming.' in made
    assert '<th scope="row" id="begrip-ova">OVA</th>' in made
    assert "<h2>Ramingen</h2><svg><text>raming</text></svg>" in made


def test_a_page_without_the_list_is_left_alone():
    assert linked("<p>raming</p>", {"raming": ("raming",)}) == "<p>raming</p>"
