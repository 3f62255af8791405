"""What heads do with what was learned: publish a rewrite, masked; withdraw a verdict; and undo either."""

import datetime as dt
import hashlib

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, NotFound, YijuError
from yiju.sandbox.judged import JudgedClaim, judged_in
from yiju.sandbox.lesson import lesson_of, orders_a_machine
from yiju.sandbox.masking import as_text, masked
from yiju.sandbox.published import PUBLISHED, RESTORED, UNPUBLISHED, WITHDRAWN, State, states_of
from yiju.sandbox.situations import told
from yiju.sandbox.slots import Part, own_words, printed
from yiju.store import audit, tables
from yiju.store.access import may_review, reviewable
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.documents import list_documents
from yiju.store.review_tables import annotations, exemplar_states
from yiju.store.types import Frozen, Viewer

_suggestions = tables.suggestions


class Preview(Frozen):
    """What other units would see of an exemplar. ``seen``: names this very text; publishing asks for it."""

    original: str
    rewrite: str
    situation: dict[str, str]
    seen: str


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
        YijuError: it speaks to a machine; or nothing is left of it once it is masked.
    """
    one = _find(sql, viewer, annotation_id)
    if orders_a_machine(one.rewrite):
        raise YijuError(
            "这条改写里有对大模型下命令的话，或假的出处标签，不能公开。",
            hint="请更正这条批注，只写要对人说的话。",
        )
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
    """Let nobody learn from a rewrite or a rejection any more; its publication ends. Audited.

    Raises as ``publish``.
    """
    _change(sql, viewer, _find(sql, viewer, annotation_id, rejections=True), WITHDRAWN)


def restore(sql: Database, viewer: Viewer, annotation_id: str) -> None:
    """Let a withdrawn verdict be learned from again, in its own unit. Audited. Raises as ``publish``."""
    _change(sql, viewer, _find(sql, viewer, annotation_id, rejections=True), RESTORED)


def _change(sql: Database, viewer: Viewer, one: JudgedClaim, state: str, text: str = "") -> str:
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
        details = {"suggestion": one.suggestion_id, "claim": one.claim_id, "unit": one.unit}
        audit.append(connection, viewer.user, f"exemplar.{state}", one.annotation, details)
    return f"p{seq}"


def _find(sql: Database, viewer: Viewer, annotation_id: str, *, rejections: bool = False) -> JudgedClaim:
    query = (
        sa.select(_suggestions.c.unit, _suggestions.c.id)
        .join(annotations, annotations.c.suggestion_id == _suggestions.c.id)
        .where(reviewable(viewer), annotations.c.id == annotation_id)
    )
    with sql.read() as connection:
        place = connection.execute(query).one_or_none()
    for one in judged_in(sql, place.unit, only=[place.id]) if place else ():
        wanted = (one.verdict == "edit" and one.rewrite) or (rejections and one.verdict == "reject")
        if one.annotation == annotation_id and wanted:
            return one
    raise NotFound(f"没有这个范例：{annotation_id}")


def _masked(
    sql: Database, viewer: Viewer, one: JudgedClaim
) -> tuple[tuple[Part, ...], tuple[Part, ...], dict[str, str]]:
    lesson = lesson_of(one)
    names = _names(sql, viewer, one) | lesson.names
    before, after = (masked(parts, names, lesson.evidence) for parts in (lesson.before, lesson.after))
    return before, after, told(one.situation)


def _names(sql: Database, viewer: Viewer, one: JudgedClaim) -> frozenset[str]:
    """Every name of the customer, its people and ours that the unit's documents know."""
    from yiju.copilot.people import people_named

    customers = [c for c in list_customers(sql, viewer) if c.unit == one.unit]
    documents = list_documents(sql, viewer, customer_ids=[c.id for c in customers])
    names = {one.customer, *people_named(documents)}
    for customer in customers:
        names |= {customer.name, *customer.aliases, customer.seller.name, *customer.seller.people}
    return frozenset(name for name in names if len(name) > 1)
