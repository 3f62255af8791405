"""Customers' issues: opened from a claim or freely, closed once; the time between is counted."""

import datetime as dt
from uuid import uuid4

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, Invalid, NotFound, YijuError
from yiju.sandbox.moments import utc
from yiju.store import audit, tables
from yiju.store.access import may_review, readable, readable_suggestions
from yiju.store.database import Database
from yiju.store.review_tables import customer_issues
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Frozen, Suggestion, Viewer

TITLE = 200
"""Characters of a title."""
_customers = tables.customers


class Issue(Frozen):
    """Something a customer wants solved. Moments are UTC; ``closed_at`` is None while it is open.

    ``title`` is empty where it was opened from a claim without words of its own: a claim's words belong to
    the suggestion, and go with it.
    """

    id: str
    unit: str
    customer: str
    title: str
    suggestion_id: str | None
    claim_id: str
    opened_by: str
    opened_at: dt.datetime
    closed_by: str | None
    closed_at: dt.datetime | None


def open_issue(
    sql: Database,
    viewer: Viewer,
    *,
    title: str = "",
    customer: str = "",
    unit: str = "",
    suggestion_id: str | None = None,
    claim_id: str = "",
) -> Issue:
    """Note an issue, of a claim's customer or of one by name. Audited.

    Args:
        unit: where one name stands in several of the viewer's units.

    Raises:
        NotFound: no such suggestion, claim or customer for this viewer.
        YijuError: no title and no claim, a title too long, or a name that fits several customers.
    """
    title = " ".join(title.split())
    if len(title) > TITLE:
        raise Invalid(f"title 太长：{len(title)} 字，最多 {TITLE} 字。")
    if suggestion_id:
        suggestion = get_suggestion(sql, viewer, suggestion_id)
        _check_claim(suggestion, claim_id)
        customer, unit = customer or suggestion.customer, unit or suggestion.unit
    elif claim_id:
        raise Invalid("claim_id 要和 suggestion_id 一起写。")
    if not title and not claim_id:
        raise Invalid("title 是空的：写一句客户要解决什么。")
    with sql.write() as connection:
        audit.hold(connection)
        row = _customer(connection, viewer, customer, unit)
        values = {
            "id": f"i{uuid4().hex[:12]}",
            "customer_id": row.id,
            "unit": row.unit,
            "title": title,
            "suggestion_id": suggestion_id,
            "claim_id": claim_id,
            "opened_by": viewer.user,
            "opened_at": dt.datetime.now(dt.UTC),
        }
        connection.execute(sa.insert(customer_issues).values(**values))
        told = {"customer": row.id, "suggestion": suggestion_id, "claim": claim_id}
        audit.append(connection, viewer.user, "issue.opened", str(values["id"]), told)
        return _select(connection, customer_issues.c.id == values["id"])[0]


def close_issue(sql: Database, viewer: Viewer, issue_id: str) -> Issue:
    """Say that it is solved. Audited.

    Raises:
        NotFound: no such issue for this viewer.
        Forbidden: the viewer neither opened it nor is director or admin of its unit.
        Conflict: it is closed already.
    """
    with sql.write() as connection:
        audit.hold(connection)
        seen = sa.and_(customer_issues.c.id == issue_id, _visible(viewer))
        found = _select(connection, seen)
        if not found:
            raise NotFound(f"没有这个客户问题：{issue_id}")
        (issue,) = found
        if issue.opened_by != viewer.user and not may_review(viewer, issue.unit):
            raise Forbidden("没有关闭这个客户问题的权限。", hint="请登记它的人，或本单元的主管来关闭。")
        if issue.closed_at:
            raise Conflict(f"客户问题 {issue_id} 已由 {issue.closed_by} 关闭。")
        done = {"closed_by": viewer.user, "closed_at": dt.datetime.now(dt.UTC)}
        connection.execute(sa.update(customer_issues).where(customer_issues.c.id == issue_id).values(**done))
        audit.append(connection, viewer.user, "issue.closed", issue_id, {})
        return _select(connection, customer_issues.c.id == issue_id)[0]


def list_issues(
    sql: Database,
    viewer: Viewer,
    *,
    customer: str | None = None,
    open_only: bool = False,
    since: dt.datetime | None = None,
) -> list[Issue]:
    """Issues of the viewer's customers, the newest first.

    Args:
        customer: only of the customer of this name.
        since: only those opened from this moment on.
    """
    wanted = _visible(viewer)
    if customer is not None:
        wanted = sa.and_(wanted, _customers.c.name == customer)
    if open_only:
        wanted = sa.and_(wanted, customer_issues.c.closed_at.is_(None))
    if since is not None:
        wanted = sa.and_(wanted, customer_issues.c.opened_at >= since)
    with sql.read() as connection:
        return _select(connection, wanted)


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Of the viewer's units; one that was opened from a suggestion, to those who may read that alone."""
    seen = sa.select(tables.suggestions.c.id).where(readable_suggestions(viewer))
    source = customer_issues.c.suggestion_id
    return sa.and_(readable(viewer, customer_issues), sa.or_(source.is_(None), source.in_(seen)))


def _check_claim(suggestion: Suggestion, claim_id: str) -> None:
    claims = {claim.id for section in suggestion.sections for claim in section.claims}
    if claim_id and claim_id not in claims:
        raise NotFound(f"这条建议里没有论断 {claim_id}。", hint=f"yiju review {suggestion.id} 列出它的论断。")


def _customer(connection: sa.Connection, viewer: Viewer, name: str, unit: str) -> sa.Row[str, str]:
    query = sa.select(_customers.c.id, _customers.c.unit).where(
        readable(viewer, _customers), _customers.c.name == name
    )
    if unit:
        query = query.where(_customers.c.unit == unit)
    rows = connection.execute(query.order_by(_customers.c.unit)).all()
    if not rows:
        raise NotFound(f"没有找到客户：{name or '（空）'}", hint="用 yiju customers list 看有哪些客户。")
    if len(rows) > 1:
        raise YijuError(f"客户 {name} 在几个单元里都有，请用 unit 说明是哪一个。")
    return rows[0]


def _select(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Issue]:
    columns = [c for c in customer_issues.c if c.name != "customer_id"]
    query = sa.select(*columns, _customers.c.name.label("customer")).join(_customers).where(where)
    query = query.order_by(customer_issues.c.opened_at.desc(), customer_issues.c.id)
    return [
        Issue.model_validate(
            {
                **row._mapping,
                "opened_at": utc(row.opened_at),
                "closed_at": utc(row.closed_at) if row.closed_at else None,
            }
        )
        for row in connection.execute(query)
    ]
