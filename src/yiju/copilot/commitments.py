"""Promises in calls and mails: who gave them, when they fall due, what became of them."""

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from yiju.copilot.confided import internal_documents
from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.copilot.outcomes import is_done, went_well
from yiju.copilot.promises import bits, distinct, holding_two, is_promise, is_reported_promise, subject_words
from yiju.copilot.sides import Side
from yiju.copilot.traces import caller, callers, traces
from yiju.copilot.words import content_words
from yiju.store.types import Kind, Role

Status = Literal["done", "overdue", "open"]

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
    among_us = internal_documents(material)
    promises = distinct([s for s in talk if _promises(s) and s.document.id not in among_us])
    talk = [span for span in talk if span.day <= material.as_of]
    judge = FollowUp(material, talk) if promises else None
    found = [judge.commitment(span) for span in promises] if judge else []
    found += instalments(material, talk)
    rank = {"overdue": 0, "open": 1, "done": 2}
    return sorted(found, key=lambda c: (rank[c.status], c.due or dt.date.max, -c.span.day.toordinal()))


def follow_up(material: Material) -> "FollowUp":
    """What calls, mails and notes up to the day of the request say of earlier ones."""
    talk = sorted(material.of(Kind.CALL, Kind.MAIL, Kind.NOTE), key=lambda span: span.day)
    return FollowUp(material, [span for span in talk if span.day <= material.as_of])


def _promises(span: Span) -> bool:
    """Whether a sentence promises: to the other side in talk, or as minutes tell it (冯涛承诺…)."""
    return is_promise(span.text) or (span.document.kind is Kind.NOTE and is_reported_promise(span.text))


class FollowUp:
    """What was said after each promise. ``talk``: spans of calls, mails and notes, oldest first."""

    def __init__(self, material: Material, talk: Sequence[Span]) -> None:
        self._material = material
        chases = [span for span in talk if cue("chase").search(span.text)]
        turns: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for span in talk:
            turns[span.document.id, span.paragraph.ordinal].append(span)
        self._turns = turns
        self._chases = _Later(material, chases)
        self._dones = _Later(material, [span for span in talk if is_done(span, turns)])
        self._outcomes = _Later(material, [span for span in talk if went_well(span.text)])
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
        due = due_date(span.text, span.day) if span.date else None
        words = subject_words(span.text)
        chase = self._chases.last(
            span, words, lambda o: _other_side(side, self._material.side(o)), self._before(span)
        )
        done = self._dones.last(span, words) or self._enjoyed(span, words, side)
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

    def settled(self, span: Span) -> Span | None:
        """A later sentence which says that what ``span`` asks for is done."""
        return self._dones.last(span, subject_words(span.text))

    def _enjoyed(self, span: Span, words: frozenset[str], side: Side) -> Span | None:
        """The newest word of others of how well it went: 培训讲得不错，我们的人会用了. It names what the two
        turns before the promise speak of, and a length of time, an amount or a word more.
        """
        around = self._before(span, 2)

        def tells(o: Span) -> bool:
            tied = len(around & content_words(o.text)) + bool(traces(span.text) & traces(o.text))
            return tied >= 2 and (self._material.side(o) != side or o.document.kind is Kind.NOTE)

        return self._outcomes.last(span, words, tells, around, loosely=True)

    def _before(self, span: Span, turns: int = 3) -> frozenset[str]:
        """What the turns before a promise in a call speak of: they name what it is about."""
        if span.document.kind is not Kind.CALL:
            return frozenset()
        ordinal = span.paragraph.ordinal
        before = [
            o for back in range(1, turns + 1) for o in self._turns.get((span.document.id, ordinal - back), [])
        ]
        return frozenset().union(*(subject_words(o.text) for o in before))

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
        self._seller = material.seller
        self._spans = spans
        self._days = [span.day for span in spans]
        self._words = [content_words(span.text) | content_words(span.document.title) for span in spans]
        self._traces = [traces(span.text) | callers(span.text, material.seller) for span in spans]
        self._holding: dict[str, int] = defaultdict(int)
        for index, words in enumerate(self._words):
            for word in words | self._traces[index]:
                self._holding[word] |= 1 << index

    def last(
        self,
        promise: Span,
        words: frozenset[str],
        accept: Callable[[Span], bool] = lambda span: True,
        around: frozenset[str] = frozenset(),
        *,
        loosely: bool = False,
    ) -> Span | None:
        """The newest span of another document, on or after the promise's day, that speaks of ``words``.

        Of several on one day the first. ``around``: words of what was said before the promise.
        ``loosely``: ``accept`` alone says what ties it.
        """
        weights = {word: self._weights.get(word, 0.0) for word in words}
        marks = traces(promise.text)
        marks |= callers(promise.text, self._seller) | {caller(promise.speaker, self._seller)}
        begin = bisect_left(self._days, promise.day)
        found: Span | None = None
        for back in reversed(bits(holding_two(self._holding, words | marks | around) >> begin)):
            other = self._spans[begin + back]
            if found is not None and other.day < found.day:
                break
            if other.document.id == promise.document.id or not accept(other):
                continue
            shared = words & self._words[begin + back]
            beside = len(around & self._words[begin + back])
            if (
                loosely
                or _tied(shared, marks & self._traces[begin + back], beside)
                or _same_subject(weights, shared)
            ):
                found = other
        return found


def _tied(shared: frozenset[str], marks: frozenset[str], beside: int) -> bool:
    """Whether a day or an amount in common, with one thing more, ties a sentence to a promise; or, with
    one of its own words, a word of what was said before it.
    """
    named = frozenset(mark for mark in marks if mark.startswith("@"))
    told = marks - named
    return (bool(told) and (len(marks) >= 2 or bool(shared))) or (bool(shared) and beside >= 1)


def _same_subject(weights: dict[str, float], shared: frozenset[str]) -> bool:
    """Whether two documents speak of the same thing: shared words weighted by rarity."""
    whole = sum(weights.values())
    enough = len(shared) >= 2 and whole > 0
    return len(shared) >= _PLENTY or (enough and sum(weights[word] for word in shared) / whole >= 0.5)


def instalments(material: Material, talk: Sequence[Span]) -> list[Commitment]:
    """Rows of a payment plan that a later sentence asks for by their number: the payer's promises."""
    chases = [span for span in talk if cue("chase").search(span.text)]
    found: list[Commitment] = []
    for span in material.of(Kind.NOTE, Kind.CONTRACT, Kind.MAIL):
        if span.paragraph.role is not Role.TABLE_ROW or not (marks := traces(span.text)):
            continue
        if not (day := due_date(span.text, span.day)) or not any(mark.startswith("第") for mark in marks):
            continue
        after = [o for o in chases if o.day >= day and o.document.id != span.document.id]
        asked = [o for o in after if len(marks & traces(o.text)) >= 2]
        if asked and day < material.as_of:
            found.append(Commitment(span, "theirs", day, "overdue", asked[-1]))
    return found


def _other_side(promised_by: Side, speaker: Side) -> bool:
    return promised_by == "unknown" or speaker in {"unknown"} or promised_by != speaker
