"""How sure a scenario's figures are: draws, what they rest on most, and what a decision could gain."""

from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity, tipping

__all__ = ["decisions", "draws", "sensitivity", "tipping"]
