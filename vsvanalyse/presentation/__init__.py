"""From tables to figures and formatted tables: no arithmetic but scaling for display."""
