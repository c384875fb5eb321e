"""A VSV's own books as a form: the mapping, the export read with it, and what to mend."""

from vsvanalyse.intake.books.form import MUST_MEND, UNKNOWN, Books, accounted, read_books
from vsvanalyse.intake.books.mapping import Mapping, MappingError, load
from vsvanalyse.intake.books.proposal import Proposal, code_for, propose

__all__ = [
    "MUST_MEND",
    "UNKNOWN",
    "Books",
    "Mapping",
    "MappingError",
    "Proposal",
    "accounted",
    "code_for",
    "load",
    "propose",
    "read_books",
]
