"""Whole numbers as files write them: ``²`` is a digit and no number, and a long one fills memory."""

_LONGEST = 9


def whole(text: str | None) -> int | None:
    """The number, None where the text is none of at most nine figures."""
    return int(text) if text is not None and len(text) <= _LONGEST and text.isdecimal() else None
