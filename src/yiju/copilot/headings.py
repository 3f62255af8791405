"""Spans that only name what a question is about, as a table of contents does, and say nothing of it."""

import regex

from yiju.copilot.question import GENERIC, Question
from yiju.copilot.values import has_value
from yiju.copilot.words import content_words

_COLUMN = regex.compile(r"(?:^|(?<=\|))\s*[^|:：\d]{1,20}[:：]")
_TOLD = regex.compile(r"[。！；]\s*$|[无不没免]")
"""A whole sentence, or one that says there is none of it."""
_VALUES = ("percent", "money", "duration", "date", "quantity")


def names_only(question: Question, text: str) -> bool:
    """Whether nothing is left of a text without column names, numbers and the question's own words."""
    bare = _COLUMN.sub(" ", text)
    if _TOLD.search(bare) or any(has_value(sort, bare) for sort in _VALUES):
        return False
    bare = bare.lower()
    for word in sorted(question.words, key=len, reverse=True):
        bare = bare.replace(word, " ")
    return not content_words(bare) - GENERIC
