"""Whether the customer asks for something or minds it, and is not content, grateful or wishing us well."""

from functools import lru_cache

import regex

from yiju.copilot.cues import cue


@lru_cache(maxsize=1)
def asking() -> "regex.Pattern[str]":
    """What asks, insists, worries or will not have it so."""
    return regex.compile(f"{cue('concern').pattern}|{cue('objection', 'firm').pattern}", regex.IGNORECASE)


def without_calm(text: str) -> str:
    """A text without worries that are none (不担心质量), demands that are met, good wishes."""
    return cue("concern", "calm").sub("", text)


def is_concern(text: str) -> bool:
    """Whether a sentence asks for something or minds it: 质量我们不担心，但交期必须提前 does, for its end."""
    return asking().search(without_calm(text)) is not None


def minds(text: str) -> bool:
    """Whether somebody will not have it so, or doubts it."""
    return cue("objection").search(without_calm(text)) is not None


def refuses(text: str) -> bool:
    """Whether somebody will not have it so what we gave, offered or reckoned."""
    return cue("objection", "firm").search(without_calm(text)) is not None
