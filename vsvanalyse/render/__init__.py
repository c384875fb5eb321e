"""How exhibits look: one file a format, each knowing the kinds of exhibit and nothing of VSVs."""
