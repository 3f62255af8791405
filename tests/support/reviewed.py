"""Advice and verdicts made by hand, for the sandbox: two units, their people, a few customers."""

import datetime as dt
import itertools
from typing import Any

import sqlalchemy as sa

from tests.support.stored import viewer
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.rubric import Choice, Rubric
from yiju.sandbox.signals import add_signal
from yiju.sandbox.types import Annotation, NewAnnotation, NewSignal, Signal
from yiju.store.customers import ensure_customer
from yiju.store.database import Database
from yiju.store.review_tables import annotation_words, annotations, signal_words, signals
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Claim, Section, Suggestion, Viewer

REP = viewer("main", user="rep")
REP_2 = viewer("main", user="rep2")
HEAD = viewer("main", role="director", user="head")
HEAD_2 = viewer("main", role="director", user="head2")
HEAD_3 = viewer("main", role="director", user="head3")
ADMIN = viewer("main", "west", role="admin", user="boss")
WEST_HEAD = viewer("west", role="director", user="westhead")
WEST_REP = viewer("west", user="westrep")
CLIENT = viewer("main", role="customer", user="client")
NOBODY = viewer(role="director", user="nobody")
RUBRIC = Rubric(
    reason=tuple(
        Choice(code=code, label=label)
        for code, label in (("wrong_fact", "事实错误"), ("outdated", "已过时"), ("too_alike", "太雷同"))
    ),
    score=(Choice(code="grounds", label="依据"), Choice(code="wording", label="话术")),
)
NOON = dt.datetime(2026, 1, 20, 4, 0, tzinfo=dt.UTC)
_keys = itertools.count(1)


def claim(name: str, text: str = "质保期24个月。", **more: Any) -> Claim:
    """A supported fact; ``more``: other fields."""
    return Claim.model_validate({"id": name, "nature": "fact", "text": text, "verdict": "supported", **more})


def line(name: str, text: str, role: str = "say") -> Claim:
    """A line of a talk track."""
    return Claim(id=name, nature="advice", text=text, role=role)


def advice(name: str, *claims: Claim, **more: Any) -> Suggestion:
    """A strategy of unit ``main`` asked for by ``rep``; two facts where none are given."""
    body: dict[str, Any] = {
        "id": name,
        "kind": "strategy",
        "customer": "莱茵汽车",
        "unit": "main",
        "mode": "extractive",
        "user": "rep",
        "created_at": NOON,
        "request": {"goal": "推进合作"},
        "refused": 0,
        "sections": (Section(title="近况", claims=claims or (claim("c1"), claim("c2", "验收后付款。"))),),
        **more,
    }
    return Suggestion.model_validate(body)


def keep(sql: Database, *found: Suggestion) -> None:
    """Save suggestions and their customers."""
    for one in found:
        ensure_customer(sql, one.customer, one.unit)
        save_suggestion(sql, one)


def verdict(what: str = "accept", *reasons: str, **more: Any) -> NewAnnotation:
    """A verdict with a key of its own; a rejection has a reason, an edit its words."""
    if what == "reject" and not reasons:
        reasons = ("wrong_fact",)
    if what == "edit":
        more = {"rewrite": "改写后的话", **more}
    told = {"key": f"key-{next(_keys):06d}", "verdict": what, "reasons": reasons, **more}
    return NewAnnotation.model_validate(told)


def judge(
    sql: Database, who: Viewer, name: str, what: str = "accept", *reasons: str, **more: Any
) -> Annotation:
    """Pass a verdict."""
    return add_annotation(sql, who, name, verdict(what, *reasons, **more), RUBRIC)


def signal(kind: str, **more: Any) -> NewSignal:
    """A signal with a key of its own."""
    return NewSignal.model_validate({"key": f"key-{next(_keys):06d}", "kind": kind, **more})


def tell(sql: Database, who: Viewer, name: str, kind: str, **more: Any) -> Signal:
    """Give a signal."""
    return add_signal(sql, who, name, signal(kind, **more), RUBRIC)


def judged_at(
    sql: Database, who: Viewer, name: str, at: dt.datetime, what: str = "accept", *reasons: str, **more: Any
) -> str:
    """A verdict as it was kept at another moment; returns its id."""
    row = verdict(what, *reasons, **more).model_dump(mode="json")
    words = {"rewrite": row.pop("rewrite"), "comment": row.pop("comment")}
    row |= {"id": f"a{next(_keys):06d}", "suggestion_id": name, "author": who.user, "at": at}
    with sql.write() as connection:
        connection.execute(sa.insert(annotations).values(**row, suggestion_sha256="0" * 64))
        connection.execute(sa.insert(annotation_words).values(annotation_id=row["id"], **words))
    return str(row["id"])


def told_at(sql: Database, who: Viewer, name: str, at: dt.datetime, kind: str, **more: Any) -> str:
    """A signal as it was kept at another moment; returns its id."""
    row = signal(kind, **more).model_dump(mode="json")
    comment = row.pop("comment")
    row |= {"id": f"g{next(_keys):06d}", "suggestion_id": name, "author": who.user, "at": at}
    with sql.write() as connection:
        connection.execute(sa.insert(signals).values(**row))
        connection.execute(sa.insert(signal_words).values(signal_id=row["id"], comment=comment))
    return str(row["id"])
