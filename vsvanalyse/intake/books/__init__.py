"""A VSV's own books as a form: the mapping, the export read with it, and what to mend."""

from vsvanalyse.intake.books.form import MUST_MEND, Books, read_books
from vsvanalyse.intake.books.mapping import Mapping, MappingError, load

__all__ = ["MUST_MEND", "Books", "Mapping", "MappingError", "load", "read_books"]
