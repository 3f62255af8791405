"""Saved suggestions: written once; erased in part when a document they are made from is forgotten."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator

import sqlalchemy as sa

from yiju.errors import NotFound, YijuError
from yiju.store import audit, tables
from yiju.store.access import openable, readable_suggestions, reviewable
from yiju.store.database import Database, batched, insert_ignore
from yiju.store.documents import READABLE_STATES
from yiju.store.registered import is_row
from yiju.store.types import Citation, Document, Suggestion, Viewer
from yiju.store.users import ensure_unit

_IDS_AT_ONCE = 500
_DIGESTS = 100
"""So many digests of refused words are audited of one suggestion."""
_table = tables.suggestions
_documents = tables.documents


def save_suggestion(sql: Database, suggestion: Suggestion, *, read: Collection[str] = ()) -> None:
    """Keep a suggestion with its citations. Audited.

    Args:
        read: units whose material was read for it, beside its own and those it cites.

    Raises:
        YijuError: a document was forgotten while the suggestion was made from it.
        sqlalchemy.exc.IntegrityError: one of this id is kept already.
    """
    with sql.write() as connection:
        save_within(connection, suggestion, read=read)


def save_within(connection: sa.Connection, suggestion: Suggestion, *, read: Collection[str] = ()) -> None:
    """As ``save_suggestion``, inside the caller's write transaction."""
    cited = {
        c.document.id
        for section in suggestion.sections
        for claim in section.claims
        for c in claim.citations
        if not is_row(c.document.id)
    }
    in_cited = sa.and_(_documents.c.id.in_(sorted(cited)), _documents.c.state.in_(READABLE_STATES))
    audit.hold(connection)  # a forgetting comes wholly before this or after it
    found = connection.execute(sa.select(_documents.c.id, _documents.c.unit).where(in_cited)).all()
    units = {suggestion.unit, *read, *(row.unit for row in found)}
    if len(found) < len(cited) or _forgotten_meanwhile(connection, suggestion, units):
        raise YijuError("资料刚被删除，请重试", hint="依据的资料有变，重新生成即可")
    ensure_unit(connection, suggestion.unit)
    connection.execute(sa.insert(_table).values(**_row(suggestion)))
    links = [{"suggestion_id": suggestion.id, "document_id": row.id} for row in found]
    insert_ignore(connection, tables.suggestion_documents, links)
    drawn = [{"suggestion_id": suggestion.id, "unit": unit} for unit in sorted(units)]
    insert_ignore(connection, tables.suggestion_units, drawn)
    told = {"kind": suggestion.kind, "customer": suggestion.customer, "unit": suggestion.unit}
    audit.append(connection, suggestion.user, "suggestion.saved", suggestion.id, told)
    if refused := _refused(suggestion):
        audit.append(connection, suggestion.user, "draft.refused", suggestion.id, refused)


def _refused(suggestion: Suggestion) -> dict[str, object]:
    """How many of a model's statements no reader sees, by check, with digests and no word; empty if none."""
    by_check: Counter[str] = Counter()
    for one in suggestion.drafting:
        by_check.update(one.refused)
    if not by_check:
        return {}
    return {
        "model": suggestion.model,
        "unit": suggestion.unit,
        "refused": dict(by_check),
        "fallen_back": [f"{one.section}:{one.check}" for one in suggestion.drafting if one.check],
        "digests": [one.digest for one in suggestion.dropped_claims if one.digest][:_DIGESTS],
    }


def _forgotten_meanwhile(connection: sa.Connection, suggestion: Suggestion, units: Collection[str]) -> bool:
    """Whether something of these units was forgotten since the suggestion began to be made.

    What it read without citing may stand in a draft that was dropped.
    """
    began = suggestion.created_at - dt.timedelta(seconds=spent(suggestion))
    gone = audit.details_of(connection, "document.forgotten", since=began)
    versions = {version for _at, told in gone for version in told["versions"]}
    if not versions:
        return False
    published = audit.details_of(connection, "document.published", subjects=versions)
    return any(told["unit"] in units for _at, told in published)


def spent(suggestion: Suggestion) -> float:
    """Seconds that it took to make: parts of a stage lie within it."""
    return sum(seconds for stage, seconds in suggestion.timings.items() if "/" not in stage)


def get_suggestion(sql: Database, viewer: Viewer, suggestion_id: str) -> Suggestion:
    """One suggestion.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
    """
    query = sa.select(_table.c.body).where(readable_suggestions(viewer), _table.c.id == suggestion_id)
    with sql.read() as connection:
        body = connection.scalar(query)
    if body is None:
        raise NotFound(f"没有这条建议：{suggestion_id}")
    return _as_quoted(sql, viewer, [Suggestion.model_validate(body)])[0]


def list_suggestions(
    sql: Database,
    viewer: Viewer,
    customer: str | None = None,
    *,
    kind: str | None = None,
    user: str | None = None,
    to_review: bool = False,
    before: str | None = None,
    limit: int | None = None,
) -> list[Suggestion]:
    """The viewer's suggestions, newest first; replays of the sandbox are none.

    Args:
        customer: only those for the customer of this name.
        kind: only strategies, talk tracks or answers.
        user: only what this person asked for.
        to_review: only what the viewer may review.
        before: only those that follow this one in the list.
        limit: at most so many.

    Raises:
        NotFound: no suggestion ``before`` for this viewer.
    """
    query = sa.select(_table.c.body).where(readable_suggestions(viewer), _table.c.purpose == "advice")
    if customer is not None:
        query = query.where(_table.c.customer == customer)
    if kind is not None:
        query = query.where(_table.c.kind == kind)
    if user is not None:
        query = query.where(_table.c.body["user"].as_string() == user)
    if to_review:
        query = query.where(reviewable(viewer))
    query = query.order_by(_table.c.created_at.desc(), _table.c.id).limit(limit)
    with sql.read() as connection:
        if before is not None:
            of_it = sa.select(_table.c.created_at).where(readable_suggestions(viewer), _table.c.id == before)
            moment = connection.scalar(of_it)
            if moment is None:
                raise NotFound(f"没有这条建议：{before}")
            same = sa.and_(_table.c.created_at == moment, _table.c.id > before)
            query = query.where(sa.or_(_table.c.created_at < moment, same))
        bodies = connection.scalars(query).all()
    return _as_quoted(sql, viewer, [Suggestion.model_validate(body) for body in bodies])


def _as_quoted(sql: Database, viewer: Viewer, found: list[Suggestion]) -> list[Suggestion]:
    """Suggestions without the addresses of documents that the viewer may quote, and not open (any more).

    Whoever asked may have been allowed more than who reads; a document may have been restricted, or moved.
    """
    cited = {c.document.id for one in found for c in _citations(one) if c.document.uri}
    opened: set[str] = set()
    with sql.read() as connection:
        for some in batched(sorted(cited), _IDS_AT_ONCE):
            query = sa.select(_documents.c.id).where(openable(viewer), _documents.c.id.in_(some))
            opened.update(connection.scalars(query))
    return [_without_addresses(one, cited - opened) for one in found]


def _citations(suggestion: Suggestion) -> Iterator[Citation]:
    for section in suggestion.sections:
        for claim in section.claims:
            yield from claim.citations


def _without_addresses(suggestion: Suggestion, closed: Collection[str]) -> Suggestion:
    if not any(c.document.id in closed for c in _citations(suggestion)):
        return suggestion
    body = suggestion.model_dump()
    for section in body["sections"]:
        for claim in section["claims"]:
            for citation in claim["citations"]:
                if citation["document"]["id"] in closed:
                    citation["document"]["uri"] = ""
    return Suggestion.model_validate(body)


def made_from(connection: sa.Connection, document: Document, versions: Collection[str]) -> list[Suggestion]:
    """Every suggestion that cites one of a document's versions or may have read it, whoever it belongs to:
    for erasing.

    A strategy or talk track reads its customer's documents, an answer may read all of a unit's; neither
    reads what was not published yet.
    """
    links, drawn = tables.suggestion_documents, tables.suggestion_units
    citing = sa.select(links.c.suggestion_id).where(links.c.document_id.in_(versions))
    inside = sa.select(drawn.c.suggestion_id).where(drawn.c.unit == document.unit)
    may_have_read = sa.and_(
        _table.c.id.in_(inside), sa.or_(_table.c.kind == "answer", _table.c.customer == document.customer)
    )
    published = audit.details_of(connection, "document.published", subjects=versions)
    if published:
        may_have_read = sa.and_(may_have_read, _table.c.created_at >= published[0][0])
    query = sa.select(_table.c.body).where(sa.or_(_table.c.id.in_(citing), may_have_read))
    return [Suggestion.model_validate(body) for body in connection.scalars(query.order_by(_table.c.id))]


def replace_body(connection: sa.Connection, suggestion: Suggestion) -> None:
    """Write an erased suggestion over itself; the vector of what it said goes."""
    body = suggestion.model_dump(mode="json")
    gone = tables.talk_vectors.c.suggestion_id == suggestion.id
    connection.execute(sa.delete(tables.talk_vectors).where(gone))
    connection.execute(sa.update(_table).where(_table.c.id == suggestion.id).values(body=body))


def _row(suggestion: Suggestion) -> dict[str, object]:
    created = suggestion.created_at
    return {
        "id": suggestion.id,
        "unit": suggestion.unit,
        "customer": suggestion.customer,
        "kind": suggestion.kind,
        "created_at": created if created.tzinfo is None else created.astimezone(dt.UTC),
        "purpose": "replay" if suggestion.replay_of else "advice",
        "body": suggestion.model_dump(mode="json"),
    }
