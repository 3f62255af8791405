"""Deterministic verification of a claim against the text it cites. See docs/verification.md."""

from yiju.copilot.verify.check import Check, verify_claim

__all__ = ["Check", "verify_claim"]
