"""Whether a text says something: a sentence with a predicate, not a noun phrase or a torn piece."""

from functools import lru_cache

import regex

from yiju.copilot.words import has_verb

_ENGLISH = regex.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|shall|must|should|can|could|may|might|would|do|does|did"
    r"|need|needs|want|wants|expect|expects|ask|asks|give|gives|gave|see|saw|seen|get|got|make|makes|made"
    r"|say|says|said|send|sent|take|takes|took|\w{2,}(?:ed|'s|'ll|'re|'ve|n't))\b|’|'",
    regex.IGNORECASE,
)
_IS = regex.compile(r"为|是|达到?\d|占|不|须|(?<![供对响反适])应(?![商链用急收付])|超过|低于|高于")
_TORN = regex.compile(r"^[（(]\s*\d|^[）)、，,；;]|^(?:和|及|或|与|的)\p{Han}")
"""Begins in the middle."""


@lru_cache(maxsize=32768)
def states_something(text: str) -> bool:
    """Whether a text is a statement: whole at its beginning, and with a predicate. Rows of tables are."""
    if _TORN.search(text):
        return False
    if " | " in text or regex.search(r"[:：]\s*\S", text):
        return True
    if regex.search(r"\p{Han}{2}", text):
        return _IS.search(text) is not None or has_verb(text)
    return _ENGLISH.search(text) is not None
