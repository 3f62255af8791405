"""Promises in calls and mails: who gave them, when they fall due, what became of them."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import regex

from yiju.copilot.confided import internal_documents
from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.instalments import Instalment, instalments, promised_anew
from yiju.copilot.later import Later
from yiju.copilot.material import Material, Span
from yiju.copilot.outcomes import is_done, went_well
from yiju.copilot.parting import promises_in, told_in
from yiju.copilot.promises import (
    distinct,
    is_promise,
    is_reported_promise,
    same_subject,
    subject_words,
    things,
)
from yiju.copilot.sides import Side
from yiju.copilot.traces import traces
from yiju.copilot.words import content_words
from yiju.copilot.worries import minds
from yiju.store.types import Kind

Status = Literal["done", "overdue", "open"]

_A_MAIL = regex.compile(
    r"(?:发|写|补|回)[^，。；]{0,6}邮件|邮件(?:发|回复|确认)|\b(?:send|write)\b.{0,20}\bmail"
)
_TELLING = 4
"""Content words that make a sentence of a mail more than a greeting."""
_SOON = dt.timedelta(days=60)
"""So long after it was due a sentence that begins with the only thing promised still speaks of it."""


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
    promises = distinct([p for s in talk if s.document.id not in among_us for p in _promised(material, s)])
    talk = [span for span in talk if span.day <= material.as_of]
    judge = follow_up(material) if promises else None
    found = [one for span in promises if (one := judge.commitment(span))] if judge else []
    rows = instalments(material, talk)
    if judge is not None and rows:
        found, rows = _one_debt(found, rows, judge)
    found += [
        Commitment(one.span, "theirs", one.due, "done" if one.paid else "overdue", one.proof) for one in rows
    ]
    rank = {"overdue": 0, "open": 1, "done": 2}
    return sorted(found, key=lambda c: (rank[c.status], c.due or dt.date.max, -c.span.day.toordinal()))


def _one_debt(
    found: Sequence[Commitment], rows: list[Instalment], judge: "FollowUp"
) -> tuple[list[Commitment], list[Instalment]]:
    """Promises and rows; an instalment promised anew in talk is told once: that promise, the newer proof."""
    kept: list[Commitment] = []
    for one in found:
        waits = one.side == "theirs" and one.status != "done"
        row = promised_anew(one.span, judge.asked_before(one.span), rows) if waits else None
        if row is None:
            kept.append(one)
            continue
        rows = [other for other in rows if other is not row]
        told = [proof for proof in (one.proof, row.proof) if proof is not None and proof.day >= one.span.day]
        kept.append(replace(one, proof=max(told, key=lambda proof: proof.day, default=None)))
    return kept, rows


def follow_up(material: Material) -> "FollowUp":
    """What calls, mails and notes up to the day of the request say of earlier ones."""
    return material.once(_follow_up)


def _follow_up(material: Material) -> "FollowUp":
    talk = sorted(material.of(Kind.CALL, Kind.MAIL, Kind.NOTE), key=lambda span: span.day)
    return FollowUp(material, [span for span in talk if span.day <= material.as_of])


def _promised(material: Material, span: Span) -> list[Span]:
    """What a sentence promises, each thing apart: to the other side in talk, or as minutes tell it
    (冯涛承诺…). Minutes are parted only where each part names whose promise it is.
    """
    found = promises_in(span)
    if span.document.kind is not Kind.NOTE:
        return found
    if is_reported_promise(span.text):
        return [span]
    told = all(material.side(one) != "unknown" for one in found)
    return found if told or not found else [span]


class FollowUp:
    """What was said after each promise. ``talk``: spans of calls, mails and notes, oldest first."""

    def __init__(self, material: Material, talk: Sequence[Span]) -> None:
        self._material = material
        told = [part for span in talk for part in told_in(span)]
        turns: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for span in talk:
            turns[span.document.id, span.paragraph.ordinal].append(span)
        self._turns = turns
        self._chases = Later(material, [part for part in told if cue("chase").search(part.text)])
        self._dones = Later(material, [part for part in told if is_done(part, turns)])
        self._outcomes = Later(material, [span for span in talk if went_well(span.text)])
        self._releases = Later(material, [part for part in told if cue("done", "released").search(part.text)])
        self._moves = Later(material, [part for part in told if _names_another_day(part)])
        self._our_mails = [
            span
            for span in talk
            if span.document.kind is Kind.MAIL
            and material.side(span) == "ours"
            and len(content_words(span.text)) >= _TELLING
        ]

    def commitment(self, span: Span) -> Commitment | None:
        """The promise with its due day, and what became of it; None where the other side wants it no more."""
        side = self._material.side(span)
        due = _day(span)
        words = subject_words(span.text)
        named = things(span.text)
        alone = (next(iter(named)), (due or span.day) + _SOON) if len(named) == 1 else None

        def asked(fits: Callable[[Span], bool] = lambda o: True) -> Span | None:
            return self._chases.last(
                span,
                words,
                lambda o: _other_side(side, self._material.side(o)) and fits(o),
                self._before(span),
                alone=alone,
            )

        chase = asked()
        moved = self._put_off(span, side, words, due)
        due = _day(moved) if moved else due
        done = self._dones.last(span, words, alone=alone) or self._enjoyed(span, words, side)
        mail = self._written_as_promised(span, due)
        if mail is not None and (done is None or mail.day > done.day):
            done = mail
        gone = self._releases.last(
            span, words, lambda o: self._material.side(o) != side, self._before(span), alone=alone
        )
        if gone and done is None and (chase is None or gone.day >= chase.day):
            return None
        if done and chase and done.day == chase.day and (missed := asked(partial(_behind, done))):
            chase, done = missed, None  # 已经发您邮箱了 — 邮箱里翻遍了，没有收到
        if done and (chase is None or done.day >= chase.day):
            return Commitment(span, side, due, "done", done)
        if chase and (due is None or chase.day >= due):
            return Commitment(span, side, due, "overdue", chase)
        proof = moved if moved and (chase is None or moved.day > chase.day) else chase
        late = due is not None and due < self._material.as_of
        return Commitment(span, side, due, "overdue" if late else "open", proof)

    def _put_off(self, span: Span, side: Side, words: frozenset[str], due: dt.date | None) -> Span | None:
        """The newest sentence that gives it a later day: the other side agrees to one, or whoever promised it
        promises it anew.
        """

        def later(o: Span) -> bool:
            agreed = cue("done", "put_off").search(o.text) is not None and not minds(o.text)
            by_them = agreed and self._material.side(o) not in {side, "unknown"}
            anew = o.speaker == span.speaker and is_promise(o.text) and same_subject(words, o.text)
            return (by_them or anew) and (due is None or (_day(o) or due) > due)

        return self._moves.last(span, words, later, self._before(span))

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

    def asked_before(self, span: Span) -> list[Span]:
        """What the other side said in the turn right before a promise in a call."""
        if span.document.kind is not Kind.CALL:
            return []
        before = self._turns.get((span.document.id, span.paragraph.ordinal - 1), [])
        side = self._material.side(span)
        return [o for o in before if self._material.side(o) not in {side, "unknown"}]

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


def _day(span: Span) -> dt.date | None:
    return due_date(span.text, span.day, periods=True) if span.date else None


def _names_another_day(span: Span) -> bool:
    told = cue("done", "put_off").search(span.text) is not None or is_promise(span.text)
    return told and not span.text.endswith(("？", "?")) and _day(span) is not None


def _behind(told: Span, span: Span) -> bool:
    """Whether a span stands later in the same paper."""
    same = told.document.id == span.document.id and told.day == span.day
    return same and span.paragraph.ordinal > told.paragraph.ordinal


def _other_side(promised_by: Side, speaker: Side) -> bool:
    return promised_by == "unknown" or speaker in {"unknown"} or promised_by != speaker
