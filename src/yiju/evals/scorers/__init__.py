"""Scorers: small functions from what was given and what was expected to scores in [0, 1]."""
