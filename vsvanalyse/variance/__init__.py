"""Why VSVs differ: spread, drivers, influence, pay policy and size, honest about few VSVs.

Sign convention of the whole room: positive means that the first one costs more than the comparison.
"""

from vsvanalyse.variance import drivers, influence, policy, shares, size, spread

__all__ = ["drivers", "influence", "policy", "shares", "size", "spread"]
