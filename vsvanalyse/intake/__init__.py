"""From form to checked lines: make, read, check, and send back."""

from vsvanalyse.intake.registration import Round, read_registration, read_registrations

__all__ = ["Round", "read_registration", "read_registrations"]
