"""The statistics of few, on arrays, knowing nothing of VSVs."""
