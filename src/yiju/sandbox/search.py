"""Find suggestions and what was said of them by their words, within the viewer's rights."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

import sqlalchemy as sa

from yiju.errors import Invalid
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.features import subject_in, subject_of
from yiju.sandbox.moments import utc
from yiju.sandbox.types import Annotation
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import readable_suggestions, reviewable
from yiju.store.database import Database, batched
from yiju.store.review_tables import annotation_words, annotations
from yiju.store.types import Frozen, Suggestion, Viewer

MOST_WORDS = 8
_SHOWN = 3
_AROUND = 48
_READ = 400
"""Suggestions, or annotations, looked at: the newest of those whose text may hold the words."""
_AT_ONCE = 500
"""Bodies that the database looks through in one statement."""

_suggestions = tables.suggestions


class Excerpt(Frozen):
    """A stretch of text with a hit: ``text[start:end]``."""

    claim_id: str
    where: str
    text: str
    start: int
    end: int


class Hit(Frozen):
    """A suggestion, or an annotation of one, that holds every word.

    Attributes:
        kind: ``suggestion`` or ``annotation``; an annotation's ``author``, ``verdict`` are its own.
        at: UTC. excerpts: where the words stand, three at most.
    """

    kind: Literal["suggestion", "annotation"]
    suggestion_id: str
    customer: str
    advice: str
    subject: str
    author: str
    verdict: str
    at: dt.datetime
    excerpts: tuple[Excerpt, ...]


def search(
    sql: Database,
    viewer: Viewer,
    settings: Settings,
    text: str,
    *,
    customer: str | None = None,
    kind: str | None = None,
    limit: int = 50,
) -> list[Hit]:
    """What holds every word of ``text``, newest first.

    Suggestions that the viewer may read; annotations of those that they may review. Replays of the sandbox
    are left out. Where reviews are blind, nothing that others said of what the viewer has not judged.

    Args:
        text: words set apart by blanks; letters in either case are the same.
        customer, kind: only suggestions for this customer, of this kind, and their annotations.

    Raises:
        YijuError: no word, or more than eight.
    """
    words = list(dict.fromkeys(text.casefold().split()))
    if not words or len(words) > MOST_WORDS:
        raise Invalid(f"请输入 1 到 {MOST_WORDS} 个词，用空格分开。")
    about = [_suggestions.c.purpose == "advice"]
    if customer is not None:
        about.append(_suggestions.c.customer == customer)
    if kind is not None:
        about.append(_suggestions.c.kind == kind)
    found = [
        *islice(_in_suggestions(sql, viewer, words, about), limit),
        *islice(_in_annotations(sql, viewer, settings, words, about, limit), limit),
    ]
    return sorted(found, key=lambda hit: (hit.at, hit.suggestion_id), reverse=True)[:limit]


def _in_suggestions(
    sql: Database, viewer: Viewer, words: Sequence[str], about: Sequence[sa.ColumnElement[bool]]
) -> Iterator[Hit]:
    """The newest first, read as they are asked for: bodies are long."""
    for body in islice(_bodies(sql, viewer, words, about), _READ):
        one = Suggestion.model_validate_json(body)
        texts = list(_texts(one))
        whole = "\n".join(told for _, _, told in texts).casefold()
        if all(word in whole for word in words):
            yield Hit(
                kind="suggestion",
                suggestion_id=one.id,
                customer=one.customer,
                advice=one.kind,
                subject=subject_of(one),
                author=one.user,
                verdict="",
                at=utc(one.created_at),
                excerpts=tuple(_excerpts(texts, words)),
            )


def _bodies(
    sql: Database, viewer: Viewer, words: Sequence[str], about: Sequence[sa.ColumnElement[bool]]
) -> Iterator[str]:
    """Stored bodies that hold every word somewhere, the newest first."""
    kept: sa.ColumnElement[str] = sa.cast(_suggestions.c.body, sa.Text)
    body = kept.label("kept")
    if not sql.is_sqlite:  # whose LIKE takes letters of ASCII in either case as the same
        kept = sa.func.lower(kept)
    held = []
    for word in words:
        # As JSON keeps it: other than ASCII is written as an escape, of which lower() makes no other letter.
        forms = {json.dumps(form)[1:-1].lower() for form in (word, word.upper(), word.title())}
        held.append(sa.or_(*(kept.contains(form, autoescape=True) for form in sorted(forms))))
    newest = (_suggestions.c.created_at.desc(), _suggestions.c.id)
    ids = sa.select(_suggestions.c.id).where(readable_suggestions(viewer), *about).order_by(*newest)
    with sql.read() as connection:
        for some in batched(connection.scalars(ids).all(), _AT_ONCE):
            query = sa.select(body).where(readable_suggestions(viewer), _suggestions.c.id.in_(some), *held)
            yield from connection.scalars(query.order_by(*newest)).all()


def _in_annotations(
    sql: Database,
    viewer: Viewer,
    settings: Settings,
    words: Sequence[str],
    about: Sequence[sa.ColumnElement[bool]],
    limit: int,
) -> Iterator[Hit]:
    """The newest first."""
    said = annotation_words.c.rewrite + "\n" + annotation_words.c.comment
    query = (
        sa.select(annotations.c.id, annotations.c.suggestion_id)
        .join(annotation_words)
        .join(_suggestions, _suggestions.c.id == annotations.c.suggestion_id)
        .where(reviewable(viewer), *about)
        .where(*(sa.func.lower(said).contains(word, autoescape=True) for word in words))
        .order_by(annotations.c.seq.desc())
        .limit(_READ)
    )
    with sql.read() as connection:
        rows = connection.execute(query).all()
    wanted = {row.id for row in rows}
    every = all_annotations(sql, viewer, suggestion_ids={row.suggestion_id for row in rows})
    found = [one for one in seen_by(viewer, settings, every) if one.id in wanted][::-1][:limit]
    theirs = sa.select(
        _suggestions.c.id, _suggestions.c.customer, _suggestions.c.kind, _suggestions.c.body["request"]
    ).where(reviewable(viewer), _suggestions.c.id.in_({one.suggestion_id for one in found}))
    with sql.read() as connection:
        suggestions = {row[0]: row for row in connection.execute(theirs)}
    for one in found:
        _id, of, advice, asked = suggestions[one.suggestion_id]
        texts = [(one.claim_id, "改写", one.rewrite), (one.claim_id, "备注", one.comment)]
        yield Hit(
            kind="annotation",
            suggestion_id=one.suggestion_id,
            customer=of,
            advice=advice,
            subject=subject_in(asked),
            author=one.author,
            verdict=one.verdict,
            at=one.at,
            excerpts=tuple(_excerpts(texts, words)),
        )


def seen_by(viewer: Viewer, settings: Settings, found: Sequence[Annotation]) -> list[Annotation]:
    """Where reviews are blind: without what others said of suggestions that the viewer has not judged."""
    if not settings.review_blind:
        return list(found)
    judged = {one.suggestion_id for one in found if one.author == viewer.user}
    return [one for one in found if one.suggestion_id in judged]


def _texts(suggestion: Suggestion) -> Iterator[tuple[str, str, str]]:
    """Claim id, where, text: of all that people read in it."""
    yield "", "客户", suggestion.customer
    for told in suggestion.request.values():
        yield "", "要求", told
    yield "", "一句话", suggestion.headline
    for section in suggestion.sections:
        for number, claim in enumerate(section.claims, 1):
            yield claim.id, f"{section.title} {number}", claim.text
    for dropped in suggestion.dropped_claims:
        if not dropped.digest:  # else it holds no words of anybody's
            yield "", "已剔除", dropped.text


def _excerpts(texts: Sequence[tuple[str, str, str]], words: Sequence[str]) -> Iterator[Excerpt]:
    count = 0
    for claim_id, where, told in texts:
        low = told.casefold()
        found = [(low.find(word), word) for word in words if word in low]
        if not found or len(low) != len(told):  # folding lengthens some letters (ß): offsets would be off
            continue
        at, word = min(found)
        start, end = max(0, at - _AROUND), min(len(told), at + len(word) + _AROUND)
        lead = "…" if start else ""
        shown = lead + told[start:end] + ("…" if end < len(told) else "")
        begin = at - start + len(lead)
        yield Excerpt(claim_id=claim_id, where=where, text=shown, start=begin, end=begin + len(word))
        count += 1
        if count == _SHOWN:
            return
