"""The numbers under a chart on a slide, and the workbook that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from xlsxwriter import Workbook


class _Plain:
    """Write the workbook under a chart with its text as text: a name that begins with = is no formula there, as in the workbook of the house."""

    @contextmanager
    def _open_worksheet(self, file: Any) -> Iterator[tuple[Any, Any]]:
        with Workbook(
            file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            yield book, book.add_worksheet()


class _CategoryBook(_Plain, CategoryWorkbookWriter):
    pass


class _XyBook(_Plain, XyWorkbookWriter):
    pass


class CategoryData(CategoryChartData):
    """The numbers of a chart with names along an axis."""

    @property
    def _workbook_writer(self) -> _CategoryBook:
        return _CategoryBook(self)


class XyData(XyChartData):
    """The numbers of a chart with two axes of numbers."""

    @property
    def _workbook_writer(self) -> _XyBook:
        return _XyBook(self)


__all__ = ["CategoryData", "XyData"]
