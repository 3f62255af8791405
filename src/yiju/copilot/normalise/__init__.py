"""Reading numbers, dates and codes out of text so that two spellings of one thing compare equal."""

from yiju.copilot.normalise.mentions import Code, Mention, Quantity, When
from yiju.copilot.normalise.scan import find_mentions
from yiju.copilot.normalise.text import canonical

__all__ = ["Code", "Mention", "Quantity", "When", "canonical", "find_mentions"]
