"""Cost registrations of Dutch maternity care networks (VSVs): from Excel form to report."""

__version__ = "0.1.0"
