"""Forgetting a document: its text leaves every table and the index; what was made from it says so.

The index, the rows and the cached vectors go wholly. Suggestions keep their structure, so that a review
of them still makes sense, but say nothing any more that came from the forgotten text; nor does what people
wrote about them, and what bots have not sent yet is withdrawn.
"""

from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import Forbidden, NotFound
from yiju.store import audit, tables
from yiju.store.access import may_forget
from yiju.store.documents import CURRENT, document_select, get_document, get_documents, to_document
from yiju.store.erasing import Gone, erased, runs_of
from yiju.store.erasing_letters import erase_letters
from yiju.store.erasing_words import erase_words
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.suggestions import made_from, replace_body
from yiju.store.sync_forgetting import forget_items
from yiju.store.transcripts import Transcripts
from yiju.store.types import Document, Viewer

_documents = tables.documents
_paragraphs = tables.paragraphs


def attachments_of(connection: sa.Connection, viewer: Viewer, document: Document) -> list[Document]:
    """The current documents that came in this one, as attachments come in a mail, whatever lies in them too.

    One that lies at another place as well is not counted: it came in something else too.
    """
    inner = document.source_key + ("/" if "#" in document.source_key else "#")
    noted = tables.document_places
    size = len(inner)  # compared as it is: LIKE would take A.eml for a.eml
    elsewhere = sa.exists().where(
        noted.c.document_id == _documents.c.id, sa.func.substr(noted.c.source_key, 1, size) != inner
    )
    query = document_select(viewer).where(
        _documents.c.customer_id == document.customer_id,
        _documents.c.unit == document.unit,
        _documents.c.state == CURRENT,
        sa.func.substr(_documents.c.source_key, 1, size) == inner,
        ~elsewhere,
    )
    return [to_document(row) for row in connection.execute(query.order_by(_documents.c.source_key))]


def forget_document(
    store: Store, viewer: Viewer, document_id: str, *, keep_attachments: bool = False
) -> Document:
    """Erase a document, all its versions, everywhere. Audited; cannot be undone.

    What came in it (``attachments_of``) goes too, unless ``keep_attachments``.

    Returns:
        The document as it was.

    Raises:
        NotFound: there is none (any more), or this viewer may not know of it.
        Forbidden: the viewer is no director or admin of its unit.
        YijuError: another process holds the store.
    """
    _allow(viewer, get_document(store.sql, viewer, document_id))
    with store.writing():
        settle(store)
        with store.sql.write() as connection:
            audit.hold(connection)  # no suggestion is saved between looking for them and the end
            document = get_documents(connection, viewer, [document_id]).get(document_id)
            if document is None:  # another process was first
                raise NotFound(f"没有这份资料：{document_id}", hint="用 yiju sources 查看资料清单")
            _allow(viewer, document)
            inner = [] if keep_attachments else attachments_of(connection, viewer, document)
            for one in (document, *inner):
                _allow(viewer, one)
                _forget(store, connection, viewer, one)
        settle(store)
    return document


def _forget(store: Store, connection: sa.Connection, viewer: Viewer, document: Document) -> None:
    versions = list(connection.scalars(sa.select(_documents.c.id).where(_same_source(document))))
    touched = _erase_from_suggestions(connection, document, versions)
    forget_items(connection, store.settings.data, versions)
    gone = _documents.c.id.in_(versions)
    connection.execute(sa.update(_documents).where(gone).values(state="removed", points=True))
    for sha256 in connection.scalars(sa.select(_documents.c.sha256).where(gone)):
        Transcripts(store.settings.data).forget(sha256)
    told = {"versions": versions, "suggestions": touched}
    audit.append(connection, viewer.user, "document.forgotten", document.id, told)


def _allow(viewer: Viewer, document: Document) -> None:
    if not may_forget(viewer, document):
        raise Forbidden(f"没有删除《{document.title}》的权限", hint="请主管或管理员操作")


def _erase_from_suggestions(connection: sa.Connection, document: Document, versions: list[str]) -> list[str]:
    """Returns the ids of the suggestions that were changed."""
    texts = connection.scalars(
        sa.select(_paragraphs.c.text).where(_paragraphs.c.document_id.in_(versions))
    ).all()
    titles = connection.scalars(sa.select(_documents.c.title).where(_documents.c.id.in_(versions))).all()
    gone = Gone(frozenset(versions), runs_of([*texts, *titles]))
    changed: list[str] = []
    for home in (document, *homes_of(connection, document, versions)):
        touched = []
        for suggestion in made_from(connection, home, versions):
            after = erased(suggestion, gone)
            touched.append(after)
            if after != suggestion:
                replace_body(connection, after)
                changed.append(suggestion.id)
        erase_words(connection, home.unit, touched, gone)
        erase_letters(connection, home.unit, touched, gone)
    return changed


def homes_of(connection: sa.Connection, document: Document, versions: Collection[str]) -> list[Document]:
    """The document as it was before it, or a version before it, was moved: advice was made from it there."""
    found = []
    for _at, told in audit.details_of(connection, "document.moved", subjects=versions):
        named = sa.select(tables.customers.c.name).where(tables.customers.c.id == told["customer"])
        name = connection.scalar(named) or ""
        earlier = {"unit": told["unit"], "customer_id": told["customer"], "customer": name}
        found.append(document.model_copy(update=earlier))
    return found


def _same_source(document: Document) -> sa.ColumnElement[bool]:
    return sa.and_(
        _documents.c.source_key == document.source_key,
        _documents.c.customer_id == document.customer_id,
        _documents.c.unit == document.unit,
    )
