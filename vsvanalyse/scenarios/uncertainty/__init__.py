"""How sure a scenario's figures are: draws, what they rest on most, and what a decision could gain."""

from vsvanalyse.scenarios.uncertainty import decisions, draws, inputs, sensitivity, tipping

__all__ = ["decisions", "draws", "inputs", "sensitivity", "tipping"]
