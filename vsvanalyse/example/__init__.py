"""Made-up pilots, written as real forms through the same form maker."""

from vsvanalyse.example.writer import SEED, write_example

__all__ = ["SEED", "write_example"]
