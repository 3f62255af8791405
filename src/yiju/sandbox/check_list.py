"""The checks in force, as heads see them: which rejection forbids what; withdrawn ones are listed, too."""

import datetime as dt
from collections.abc import Mapping

from yiju.sandbox.checks import DIRECTION, EVIDENCE, WORDING, Checks, frame_of, reason_of
from yiju.sandbox.judged import JudgedClaim, judged_in
from yiju.sandbox.published import State, of_units, states_of
from yiju.store.access import reviewed_units
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer


class Check(Frozen):
    """A rejection that later drafts heed.

    Attributes:
        id: of its annotation; ``reason``: as people read it.
        words: what may not be said any more; empty where it is no matter of certain words.
        effect: what it does, in Chinese.
    """

    id: str
    suggestion_id: str
    claim_id: str
    unit: str
    customer: str
    author: str
    at: dt.datetime
    original: str
    reason: str
    words: tuple[str, ...]
    effect: str
    withdrawn: bool


def list_checks(sql: Database, viewer: Viewer, labels: Mapping[str, str]) -> list[Check]:
    """The checks of every unit that the viewer reviews, the newest first.

    Args:
        labels: reason → what people read.
    """
    found: list[Check] = []
    for unit in sorted(reviewed_units(viewer)):
        with sql.read() as connection:
            states = states_of(connection, of_units([unit]))
        judged = judged_in(sql, unit)
        gone = {one.annotation for one in judged if states.get(one.annotation, State()).withdrawn}
        accepted = [one for one in judged if one.verdict == "accept" and one.annotation not in gone]
        checks = Checks([], accepted, labels)
        found += [
            _check(one, checks, labels, one.annotation in gone)
            for one in judged
            if one.verdict == "reject" and reason_of(one)
        ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def _check(one: JudgedClaim, checks: Checks, labels: Mapping[str, str], withdrawn: bool) -> Check:
    reason = reason_of(one)
    words = tuple(checks.named(one)) if reason in WORDING else ()
    return Check(
        id=one.annotation,
        suggestion_id=one.suggestion_id,
        claim_id=one.claim_id,
        unit=one.unit,
        customer=one.customer,
        author=one.author,
        at=one.at,
        original=one.point.text,
        reason=labels.get(reason, reason),
        words=words,
        effect=_effect(one, reason, words),
        withdrawn=withdrawn,
    )


def _effect(one: JudgedClaim, reason: str, words: tuple[str, ...]) -> str:
    if words:
        said = "、".join(f"“{word}”" for word in words)
        return f"不再说{said}" + ("（整个单元）" if reason == "compliance" else "（相似的场合）")
    if reason in WORDING and frame_of(one.point):
        return "相似的场合不再用这种说法"
    if reason in EVIDENCE or reason == "compliance":
        return "这一节不再用这处依据"
    if reason in WORDING:
        return "说的都是原文的话，没有措辞可改：以后的草稿不变"
    assert reason in DIRECTION
    return "这位客户的这一节，这类要点排到最后"
