"""Draw the README's picture anew from the example edition: ``make picture``."""

from pathlib import Path

from vsvanalyse import overview
from vsvanalyse.presentation import figures
from vsvanalyse.process import pipeline

if __name__ == "__main__":
    data = pipeline.load("voorbeeld")
    year = overview.latest_year(data.taakkosten, "VSV02")
    rows = overview.own_beside_group(data.structural_costs, data.one_off_costs, "VSV02", year)
    chart = figures.own_costs_by_class(rows, year).of(data.edition)
    chart.save_png(Path("README.png"))
