"""Made-up studies, written as real forms through the same form maker."""

from vsvanalyse.example.study import FIRST, known_studies
from vsvanalyse.example.writer import write_example

__all__ = ["FIRST", "known_studies", "write_example"]
