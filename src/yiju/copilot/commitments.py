"""Promises in calls and mails: who gave them, when they fall due, what became of them."""

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.copilot.promises import bits, distinct, holding_two, is_promise, subject_words
from yiju.copilot.sides import Side
from yiju.copilot.words import content_words
from yiju.store.types import Kind

Status = Literal["done", "overdue", "open"]

_NO = regex.compile(r"(?:还|也)?没(?:有|收到|见到|看到)|not (?:yet|really)|\bno\b", regex.IGNORECASE)
_A_MAIL = regex.compile(
    r"(?:发|写|补|回)[^，。；]{0,6}邮件|邮件(?:发|回复|确认)|\b(?:send|write)\b.{0,20}\bmail"
)
_TELLING = 4
"""Content words that make a sentence of a mail more than a greeting."""
_PLENTY = 4
"""Shared subject words that settle it, however common they are in this account."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise. ``proof`` is the later span that fulfils it (done) or asks for it again (overdue)."""

    span: Span
    side: Side
    due: dt.date | None
    status: Status
    proof: Span | None = None


def find_commitments(material: Material) -> list[Commitment]:
    """Every promise of the material, the pressing ones first: overdue, then open by due date, then done."""
    talk = sorted(material.of(Kind.CALL, Kind.MAIL, Kind.NOTE), key=lambda span: span.day)
    promises = distinct([span for span in talk if is_promise(span.text)])
    if not promises:
        return []
    follow_up = _FollowUp(material, talk)
    found = [follow_up.commitment(span) for span in promises]
    rank = {"overdue": 0, "open": 1, "done": 2}
    return sorted(found, key=lambda c: (rank[c.status], c.due or dt.date.max, -c.span.day.toordinal()))


class _FollowUp:
    """What was said after each promise. ``talk``: spans of calls, mails and notes, oldest first."""

    def __init__(self, material: Material, talk: Sequence[Span]) -> None:
        self._material = material
        chases = [span for span in talk if cue("chase").search(span.text)]
        turns: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for span in talk:
            turns[span.document.id, span.paragraph.ordinal].append(span)
        self._chases = _Later(material, chases)
        self._dones = _Later(material, [span for span in talk if _is_done(span, turns)])
        self._our_mails = [
            span
            for span in talk
            if span.document.kind is Kind.MAIL
            and material.side(span) == "ours"
            and len(content_words(span.text)) >= _TELLING
        ]

    def commitment(self, span: Span) -> Commitment:
        """The promise with its due day, and what became of it."""
        side = self._material.side(span)
        due = due_date(span.text, span.day) if span.document.date else None
        words = subject_words(span.text)
        chase = self._chases.last(span, words, lambda o: _other_side(side, self._material.side(o)))
        done = self._dones.last(span, words)
        mail = self._written_as_promised(span, due)
        if mail is not None and (done is None or mail.day > done.day):
            done = mail
        if done and (chase is None or done.day >= chase.day):
            return Commitment(span, side, due, "done", done)
        if chase and (due is None or chase.day >= due):
            return Commitment(span, side, due, "overdue", chase)
        if due and due < self._material.as_of:
            return Commitment(span, side, due, "overdue", chase)
        return Commitment(span, side, due, "open", chase)

    def _written_as_promised(self, span: Span, due: dt.date | None) -> Span | None:
        """A mail of our side in time, where what was promised is a mail."""
        if not _A_MAIL.search(span.text):
            return None
        at = bisect_left(self._our_mails, span.day, key=lambda o: o.day)
        last = (due or span.day) + dt.timedelta(days=3)
        return self._our_mails[at] if at < len(self._our_mails) and self._our_mails[at].day <= last else None


class _Later:
    """Spans, oldest first, that can be asked for the last one on a promise's subject."""

    def __init__(self, material: Material, spans: Sequence[Span]) -> None:
        frequency = material.document_frequency
        total = len(material.documents) or 1
        self._weights = {word: 1.0 - math.sqrt(count / (total + 1)) for word, count in frequency.items()}
        self._spans = spans
        self._days = [span.day for span in spans]
        self._words = [content_words(span.text) | content_words(span.document.title) for span in spans]
        self._holding: dict[str, int] = defaultdict(int)
        for index, words in enumerate(self._words):
            for word in words:
                self._holding[word] |= 1 << index

    def last(
        self, promise: Span, words: frozenset[str], accept: Callable[[Span], bool] = lambda span: True
    ) -> Span | None:
        """The newest span of another document, on or after the promise's day, that speaks of ``words``.

        Of several on one day the first.
        """
        weights = {word: self._weights[word] for word in words}
        begin = bisect_left(self._days, promise.day)
        found: Span | None = None
        for back in reversed(bits(holding_two(self._holding, words) >> begin)):
            other = self._spans[begin + back]
            if found is not None and other.day < found.day:
                break
            if other.document.id == promise.document.id or not accept(other):
                continue
            if _same_subject(weights, words & self._words[begin + back]):
                found = other
        return found


def _same_subject(weights: dict[str, float], shared: frozenset[str]) -> bool:
    """Whether two documents speak of the same thing: shared words weighted by rarity."""
    whole = sum(weights.values())
    return len(shared) >= _PLENTY or (whole > 0 and sum(weights[word] for word in shared) / whole >= 0.5)


def _is_done(span: Span, turns: dict[tuple[str, int], list[Span]]) -> bool:
    """Whether a sentence says that something is done, and the next turn does not deny it.

    您收到了吧 — 没有，一直没见到.
    """
    text = span.text
    if not cue("done").search(text) or cue("chase").search(text) or text.endswith(("？", "?")):
        return False
    after = turns.get((span.document.id, span.paragraph.ordinal + 1), [])
    return not is_promise(text) and not any(_NO.match(other.text) for other in after)


def _other_side(promised_by: Side, speaker: Side) -> bool:
    return promised_by == "unknown" or speaker in {"unknown"} or promised_by != speaker
