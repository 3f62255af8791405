"""Exemplars: rewrites that stand, used for drafts of their own unit; others see what is published, masked."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, NotFound, YijuError
from yiju.sandbox.judged import Judged, judged_in
from yiju.sandbox.lesson import lesson_of
from yiju.sandbox.masking import as_text, masked
from yiju.sandbox.published import (
    PUBLISHED,
    RESTORED,
    UNPUBLISHED,
    WITHDRAWN,
    State,
    of_units,
    published_elsewhere,
    states_of,
)
from yiju.sandbox.slots import Part, own_words, printed
from yiju.store import audit, tables
from yiju.store.access import may_review, reviewable, reviewed_units, visible_units
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.documents import list_documents
from yiju.store.review_tables import annotations, exemplar_states
from yiju.store.types import Frozen, Viewer

_suggestions = tables.suggestions


class Exemplar(Frozen):
    """A rewrite that stands, as those who review its unit see it.

    Attributes:
        id: of its annotation. ``frame``: what is learned of it, with marks for the evidence's words.
        situation: what it is for, for people: kind, scene, section, role, sort.
        used: how many of the unit's suggestions it shaped.
        publication: its id for other units, where it is published.
    """

    id: str
    suggestion_id: str
    claim_id: str
    unit: str
    customer: str
    author: str
    at: dt.datetime
    original: str
    rewrite: str
    frame: str
    situation: dict[str, str]
    used: int
    withdrawn: bool
    publication: str


class Published(Frozen):
    """A rewrite of another unit, as everybody may see it: masked, without customer, author or annotation."""

    id: str
    original: str
    rewrite: str
    situation: dict[str, str]


class Preview(Frozen):
    """What other units would see of an exemplar. ``seen``: names this very text; publishing asks for it."""

    original: str
    rewrite: str
    situation: dict[str, str]
    seen: str


def list_exemplars(sql: Database, viewer: Viewer) -> list[Exemplar]:
    """The exemplars of every unit that the viewer reviews, the newest first; withdrawn ones too."""
    found: list[Exemplar] = []
    for unit in sorted(reviewed_units(viewer)):
        with sql.read() as connection:
            states = states_of(connection, of_units([unit]))
        used = _used(sql, viewer)
        found += [
            _exemplar(one, states.get(one.annotation, State()), used)
            for one in judged_in(sql, unit)
            if one.verdict == "edit" and one.rewrite
        ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def list_published(sql: Database, viewer: Viewer) -> list[Published]:
    """What other units published, for members of any unit; nothing of the viewer's own."""
    own = visible_units(viewer)
    return [
        Published(
            id=lesson.id,
            original=printed(lesson.before),
            rewrite=printed(lesson.after),
            situation=_told(lesson.situation.model_dump()),
        )
        for lesson in (published_elsewhere(sql, own) if own else ())
    ]


def preview(sql: Database, viewer: Viewer, annotation_id: str) -> Preview:
    """What publishing would show to other units.

    Raises:
        NotFound: no such exemplar in a unit that the viewer reviews.
    """
    before, after, situation = _masked(sql, viewer, _find(sql, viewer, annotation_id))
    seen = hashlib.sha256(as_text(before, after, situation).encode()).hexdigest()
    return Preview(original=printed(before), rewrite=printed(after), situation=situation, seen=seen)


def publish(sql: Database, viewer: Viewer, annotation_id: str, seen: str) -> str:
    """Let every unit use an exemplar, masked. Audited. Returns its id for other units.

    Args:
        seen: of the preview that the publisher looked at.

    Raises:
        NotFound: no such exemplar in a unit that the viewer reviews.
        Conflict: what would be published is not what was looked at; or it is withdrawn, or published already.
        YijuError: nothing is left of it once it is masked.
    """
    one = _find(sql, viewer, annotation_id)
    before, after, situation = _masked(sql, viewer, one)
    text = as_text(before, after, situation)
    if hashlib.sha256(text.encode()).hexdigest() != seen:
        raise Conflict("要发布的内容和预览时不同了。", hint="重新看一遍脱敏后的文字再发布。")
    if not own_words(after).strip("“”‘’，。：；— "):
        raise YijuError("脱敏后没有剩下可以学的话。", hint="这一条留在本单元里用。")
    return _change(sql, viewer, one, PUBLISHED, text)


def unpublish(sql: Database, viewer: Viewer, annotation_id: str) -> None:
    """Take a publication back. Audited. Raises as ``publish``."""
    _change(sql, viewer, _find(sql, viewer, annotation_id), UNPUBLISHED)


def withdraw(sql: Database, viewer: Viewer, annotation_id: str) -> None:
    """Let nobody learn from an exemplar any more; its publication ends. Audited. Raises as ``publish``."""
    _change(sql, viewer, _find(sql, viewer, annotation_id), WITHDRAWN)


def restore(sql: Database, viewer: Viewer, annotation_id: str) -> None:
    """Let a withdrawn exemplar be used again, in its own unit. Audited. Raises as ``publish``."""
    _change(sql, viewer, _find(sql, viewer, annotation_id), RESTORED)


def _change(sql: Database, viewer: Viewer, one: Judged, state: str, text: str = "") -> str:
    if not may_review(viewer, one.unit):
        raise Forbidden("没有管理这个范例的权限。", hint="请本单元的主管或管理员操作。")
    with sql.write() as connection:
        audit.hold(connection)
        of_it = exemplar_states.c.annotation_id == one.annotation
        was = states_of(connection, of_it).get(one.annotation, State())
        wrong = {
            PUBLISHED: was.withdrawn or was.publication,
            UNPUBLISHED: not was.publication,
            WITHDRAWN: was.withdrawn,
            RESTORED: not was.withdrawn,
        }[state]
        if wrong:
            raise Conflict("这个范例的状态已经变了。", hint="刷新页面再看。")
        row = {
            "annotation_id": one.annotation,
            "state": state,
            "text": text,
            "by": viewer.user,
            "at": dt.datetime.now(dt.UTC),
        }
        added = connection.execute(sa.insert(exemplar_states).values(**row).returning(exemplar_states.c.seq))
        seq = int(added.scalar_one())
        told = {"suggestion": one.suggestion_id, "claim": one.claim_id, "unit": one.unit}
        audit.append(connection, viewer.user, f"exemplar.{state}", one.annotation, told)
    return f"p{seq}"


def _find(sql: Database, viewer: Viewer, annotation_id: str) -> Judged:
    query = (
        sa.select(_suggestions.c.unit)
        .join(annotations, annotations.c.suggestion_id == _suggestions.c.id)
        .where(reviewable(viewer), annotations.c.id == annotation_id)
    )
    with sql.read() as connection:
        unit = connection.scalar(query)
    found = [one for one in judged_in(sql, unit) if one.annotation == annotation_id] if unit else []
    if not found or found[0].verdict != "edit" or not found[0].rewrite:
        raise NotFound(f"没有这个范例：{annotation_id}")
    return found[0]


def _masked(
    sql: Database, viewer: Viewer, one: Judged
) -> tuple[tuple[Part, ...], tuple[Part, ...], dict[str, str]]:
    lesson = lesson_of(one)
    names = _names(sql, viewer, one)
    evidence = "\n".join(text for ground in one.point.grounds for text in (ground.quote, ground.text))
    before, after = (masked(parts, names, evidence) for parts in (lesson.before, lesson.after))
    return before, after, _told(one.situation.model_dump())


def _names(sql: Database, viewer: Viewer, one: Judged) -> frozenset[str]:
    """Every name of the customer, its people and ours that the unit's documents know."""
    from yiju.copilot.people import people_named

    customers = [c for c in list_customers(sql, viewer) if c.unit == one.unit]
    documents = list_documents(sql, viewer, customer_ids=[c.id for c in customers])
    names = {one.customer, *people_named(documents)}
    for customer in customers:
        names |= {customer.name, *customer.aliases, customer.seller.name, *customer.seller.people}
    return frozenset(name for name in names if len(name) > 1)


def _told(situation: dict[str, object]) -> dict[str, str]:
    kept = ("kind", "scene", "section", "nature", "role", "sort")
    return {name: str(situation[name]) for name in kept if situation[name]}


def _exemplar(one: Judged, state: State, used: Counter[str]) -> Exemplar:
    lesson = lesson_of(one)
    return Exemplar(
        id=one.annotation,
        suggestion_id=one.suggestion_id,
        claim_id=one.claim_id,
        unit=one.unit,
        customer=one.customer,
        author=one.author,
        at=one.at,
        original=one.point.text,
        rewrite=one.rewrite,
        frame=printed(lesson.after),
        situation=_told(one.situation.model_dump()),
        used=used[one.annotation],
        withdrawn=state.withdrawn,
        publication=state.id,
    )


def _used(sql: Database, viewer: Viewer) -> Counter[str]:
    """Annotation id → how many suggestions that the viewer reviews it shaped."""
    query = sa.select(_suggestions.c.body["shaped_by"]).where(
        reviewable(viewer), _suggestions.c.purpose == "advice"
    )
    with sql.read() as connection:
        shaped: list[Collection[str] | None] = list(connection.scalars(query))
    return Counter(one for ids in shaped for one in ids or ())
