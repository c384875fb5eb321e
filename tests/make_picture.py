"""Draw the README's picture anew from the reports of the example edition: ``make reports picture``.

It shows what people take to a meeting: the one page, a slide and the page, side by side. Needs chromium, LibreOffice and pdftoppm.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

from tests.browser import browser
from tests.office import convert

REPORTS = Path("reports/voorbeeld")
HEIGHT, GAP = 900, 24


def first_sheet(paper: Path, number: int, folder: Path) -> Image.Image:
    """Give one sheet of a PDF as a picture."""
    out = folder / f"{paper.stem}-{number}"
    command = [
        "pdftoppm",
        "-r",
        "110",
        "-png",
        "-singlefile",
        "-f",
        str(number),
        "-l",
        str(number),
        str(paper),
        str(out),
    ]
    subprocess.run(command, check=True)
    return Image.open(out.with_suffix(".png")).convert("RGB")


def screen(page: Path, folder: Path) -> Image.Image:
    """Give the top of a page as a phone shows it."""
    out = folder / "scherm.png"
    with browser() as opened:
        tab = opened.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        tab.goto(page.resolve().as_uri())
        tab.screenshot(path=out)
    return Image.open(out).convert("RGB")


def framed(picture: Image.Image, height: int) -> Image.Image:
    """Give a picture at a height, with an edge."""
    size = (round(picture.width * height / picture.height), height)
    return ImageOps.expand(picture.resize(size, Image.Resampling.LANCZOS), border=2, fill="#8a959b")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slides = convert(REPORTS / "federatie_rapport.pptx", "pdf", folder)
        one_page = framed(first_sheet(REPORTS / "federatie_rapport_een_pagina.pdf", 1, folder), HEIGHT)
        half = (HEIGHT - GAP) // 2
        shown = [framed(first_sheet(slides, number, folder), half - 2) for number in (3, 5)]
        phone = framed(screen(REPORTS / "vsv" / "vsv02" / "vsv_vsv02.html", folder), HEIGHT)
        width = one_page.width + shown[0].width + phone.width + 4 * GAP
        sheet = Image.new("RGB", (width, one_page.height + 2 * GAP), "#e9edef")
        sheet.paste(one_page, (GAP, GAP))
        for row, slide in enumerate(shown):
            sheet.paste(slide, (2 * GAP + one_page.width, GAP + row * (half + GAP)))
        sheet.paste(phone, (3 * GAP + one_page.width + shown[0].width, GAP))
        sheet.quantize(128).save("README.png", optimize=True)


if __name__ == "__main__":
    main()
