"""What other choices would cost: scenario files, levers, projection to the country, uncertainty, funding."""

from vsvanalyse.scenarios.library import ScenarioError, load_scenario, load_scenarios
from vsvanalyse.scenarios.run import Result, run_scenario

__all__ = ["Result", "ScenarioError", "load_scenario", "load_scenarios", "run_scenario"]
