"""Made-up pilots, written as real forms through the same form maker."""

from vsvanalyse.example.writer import write_example

__all__ = ["write_example"]
