"""Marks that the sandbox puts on claims."""

ASSUMED = "assumed"
"""Advice that rests on an assumption; ``assumed:…`` names it."""
