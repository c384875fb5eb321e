"""From form to checked lines: make, read, check, and send back."""

from vsvanalyse.intake.registration import read_registration, read_registrations

__all__ = ["read_registration", "read_registrations"]
