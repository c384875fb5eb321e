"""Turn notebooks into one self-contained page per VSV and for the Federatie."""
