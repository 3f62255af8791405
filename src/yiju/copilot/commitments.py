"""Promises in calls and mails: who gave them, when they fall due, what became of them."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.copilot.sides import Side
from yiju.copilot.words import content_words, names_something, word_list
from yiju.store.types import Kind

Status = Literal["done", "overdue", "open"]

_MIN_CHARS = 8
_CHASED = regex.compile(
    r"还没|没有收到|未收到|尚未|仍未|至今|not (?:yet )?received|still waiting", regex.IGNORECASE
)
"""A sentence that asks for what was promised is no promise of its own."""
_NO = regex.compile(r"(?:还|也)?没(?:有|收到|见到|看到)|not (?:yet|really)|\bno\b", regex.IGNORECASE)
_A_MAIL = regex.compile(
    r"(?:发|写|补|回)[^，。；]{0,6}邮件|邮件(?:发|回复|确认)|\b(?:send|write)\b.{0,20}\bmail"
)
_TIME_WORD = regex.compile(
    r"^(?:周|星期|礼拜)?[一二三四五六日天]$|周[一二三四五六日天]|月底|年底|上午|下午|中午"
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
    promises = _distinct([span for span in talk if _is_promise(span.text)])
    found = [_follow(span, talk, material) for span in promises]
    rank = {"overdue": 0, "open": 1, "done": 2}
    return sorted(found, key=lambda c: (rank[c.status], c.due or dt.date.max, -c.span.day.toordinal()))


def _is_promise(text: str) -> bool:
    return (
        len(text) >= _MIN_CHARS
        and cue("promise", "ours").search(text) is not None
        and cue("promise", "not").search(text) is None
        and cue("chatter").search(text) is None
        and _CHASED.search(text) is None
        and _names_a_thing(subject_words(text))
    )


def _names_a_thing(words: frozenset[str]) -> bool:
    """Whether it says what is promised: 抱歉，我周一补上 does not."""
    return len(words) >= 2 and any(names_something(w) and not _TIME_WORD.search(w) for w in words)


def subject_words(text: str) -> frozenset[str]:
    """The words that name what is promised, without the verbs of promising and sending."""
    return content_words(text) - word_list("promise_verbs.txt")


def _distinct(spans: Sequence[Span]) -> list[Span]:
    """Drop a promise repeated by the same side about the same thing: the first one stands."""
    kept: list[Span] = []
    for span in spans:
        words = subject_words(span.text)
        if not any(
            span.speaker == old.speaker and _same(words, subject_words(old.text), 0.7) for old in kept
        ):
            kept.append(span)
    return kept


def _follow(span: Span, talk: Sequence[Span], material: Material) -> Commitment:
    side = material.side(span)
    due = due_date(span.text, span.day) if span.document.date else None
    words = subject_words(span.text)
    later = [
        other
        for other in talk
        if other.document.id != span.document.id
        and other.day >= span.day
        and _same_subject(words, other, material)
    ]
    chased = [o for o in later if cue("chase").search(o.text) and _other_side(side, material.side(o))]
    done = [
        o
        for o in later
        if cue("done").search(o.text)
        and not cue("chase").search(o.text)
        and not _is_promise(o.text)
        and not o.text.endswith(("？", "?"))
        and not _denied(o, talk)
    ]
    done += _written_as_promised(span, due, talk, material)
    last_chase = max(chased, key=lambda o: o.day, default=None)
    last_done = max(done, key=lambda o: o.day, default=None)
    if last_done and (last_chase is None or last_done.day >= last_chase.day):
        return Commitment(span, side, due, "done", last_done)
    if last_chase and (due is None or last_chase.day >= due):
        return Commitment(span, side, due, "overdue", last_chase)
    if due and due < material.as_of:
        return Commitment(span, side, due, "overdue", last_chase)
    return Commitment(span, side, due, "open", last_chase)


def _denied(done: Span, talk: Sequence[Span]) -> bool:
    """Whether the next turn says it is not so: 您收到了吧 — 没有，一直没见到."""
    document, after = done.document.id, done.paragraph.ordinal
    return any(
        o.document.id == document and after < o.paragraph.ordinal <= after + 1 and _NO.match(o.text)
        for o in talk
    )


def _written_as_promised(
    span: Span, due: dt.date | None, talk: Sequence[Span], material: Material
) -> list[Span]:
    """A mail of our side in time, where what was promised is a mail."""
    if not _A_MAIL.search(span.text):
        return []
    last = (due or span.day) + dt.timedelta(days=3)
    return [
        o
        for o in talk
        if o.document.kind is Kind.MAIL and span.day <= o.day <= last and material.side(o) == "ours"
        if len(content_words(o.text)) >= _TELLING
    ][:1]


def _other_side(promised_by: Side, speaker: Side) -> bool:
    return promised_by == "unknown" or speaker in {"unknown"} or promised_by != speaker


def _same_subject(words: frozenset[str], other: Span, material: Material) -> bool:
    """Shared words weighted by rarity: two documents speak of the same thing."""
    frequency = material.document_frequency
    total = len(material.documents) or 1

    def weight(word: str) -> float:
        return 1.0 - math.sqrt(min(1.0, frequency.get(word, 1) / (total + 1)))

    context = content_words(other.text) | content_words(other.document.title)
    if len(words & context) >= _PLENTY:
        return True
    shared = sum(weight(word) for word in words & context)
    whole = sum(weight(word) for word in words)
    return len(words & context) >= min(2, len(words)) and whole > 0 and shared / whole >= 0.5


def _same(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= share
