"""How much of a file's text has become paragraphs, measured against the file and not the reader's word.

The file's letters and digits are taken out once more, by another and plainer way than the reader's, as a bag
of characters; the share is how many of them the paragraphs have too (quoted history and signatures counted
in). What the reader adds counts for nothing, what it leaves out (navigation, running headers) lowers
it. None where nothing but the reader tells what the text is: scans, recordings, workbooks, RTF, Outlook.
"""

import math
import unicodedata
from collections import Counter
from pathlib import Path

from yiju.ingest.coverage_texts import text_in
from yiju.ingest.forms import Form
from yiju.ingest.reading import Reading

COVERAGE = "coverage"
"""The attribute of a document that holds it, as ``0.9731``; empty where it cannot be told."""
_STEPS = 10_000


def coverage_of(path: Path, form: Form | None, reading: Reading) -> float | None:
    """Share of the file's characters that stand in paragraphs, in [0, 1], rounded down to four places.

    Of transcripts and chats letters alone count: their times stand beside the paragraphs, not in them.
    """
    recognised = any(paragraph.locator.confidence is not None for paragraph in reading.paragraphs)
    if form is None or recognised:
        return None
    try:
        text = text_in(path, form)
    except Exception:  # a second look must never cost what the first one found
        return None
    if text is None:
        return None
    speech = any(one.locator.speaker or one.locator.timecode for one in reading.paragraphs)
    found = _bag(text, letters=speech)
    if not found:
        return None
    speakers = [paragraph.locator.speaker or "" for paragraph in reading.paragraphs]
    kept = _bag("\n".join([reading.text, *(speakers if speech else [])]), letters=speech)
    return math.floor((found & kept).total() / found.total() * _STEPS) / _STEPS


def _bag(text: str, *, letters: bool) -> Counter[str]:
    """Its letters, and digits too, as they are written one way."""
    counts = Counter(unicodedata.normalize("NFKC", text).casefold())
    return Counter({c: n for c, n in counts.items() if c.isalpha() or (c.isalnum() and not letters)})


def from_attribute(text: str | None) -> float | None:
    """The share out of an attribute; None of one that could not be told, or was read before it was."""
    return float(text) if text else None
