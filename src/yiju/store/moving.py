"""Giving a document to another customer or unit, and saying who may open it.

All its versions go, and what came in it. Advice that was saved keeps its citations and its own rights: who
could read it still can, but finds the document itself no more. What is made from now on is made without it.
"""

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, Invalid, NotFound
from yiju.store import audit, tables, tray
from yiju.store.access import cleared_units, unknown_unit, visible_units
from yiju.store.customers import customer_for, to_customer
from yiju.store.documents import get_document, get_documents
from yiju.store.forget import attachments_of
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.types import Customer, Document, Viewer

_documents = tables.documents


def set_document(
    store: Store,
    viewer: Viewer,
    document_id: str,
    *,
    customer: str = "",
    unit: str = "",
    restricted: bool | None = None,
    create: bool = False,
) -> list[Document]:
    """Change whose a document is, and who may open it. Audited.

    Args:
        customer: name or alias in the unit it is to be in; empty keeps the one of that name.
        unit: empty keeps it.
        restricted: None keeps it.
        create: make the customer where the unit has none of this name.

    Returns:
        The document and what came in it, as they are now.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
        Forbidden: the viewer is no admin of both units.
        Invalid: no such unit; nothing to change, or no such customer. Conflict: the customer has it already.
    """
    if not customer and not unit and restricted is None:
        raise Invalid("没有说要改什么。", hint="用 --customer、--unit、--restricted 或 --open。")
    before = get_document(store.sql, viewer, document_id)
    _allow(viewer, before.unit)
    if unit and unit not in visible_units(viewer):
        raise unknown_unit(viewer, unit)
    _allow(viewer, unit or before.unit)
    with store.writing():
        settle(store)
        with store.sql.write() as connection:
            audit.hold(connection)  # no suggestion is saved between looking for it and the end
            found = get_documents(connection, viewer, [document_id]).get(document_id)
            if found is None:
                raise NotFound(f"没有这份资料：{document_id}", hint="用 yiju sources 查看资料清单")
            _allow(viewer, found.unit)
            # As it is now: another admin may just have moved it.
            target = _owner(connection, found)
            if customer or unit:
                named = (customer or found.customer, unit or found.unit)
                target = customer_for(connection, *named, create=create)
            every = [found, *attachments_of(connection, viewer, found)]
            for one in every:
                if one.customer_id != target.id:
                    _move(connection, viewer, one, target)
                if restricted is not None:
                    _restrict(connection, viewer, one, target, restricted)
        settle(store)
    with store.sql.read() as connection:
        now = get_documents(connection, viewer, [one.id for one in every])
    return [now[one.id] for one in every if one.id in now]


def _owner(connection: sa.Connection, document: Document) -> Customer:
    mine = sa.select(tables.customers).where(tables.customers.c.id == document.customer_id)
    return to_customer(connection.execute(mine).one())


def _move(connection: sa.Connection, viewer: Viewer, document: Document, target: Customer) -> None:
    _refuse_second(connection, document, target)
    mine = _versions(document)
    versions = connection.execute(sa.select(_documents).where(mine)).all()
    ids = [row.id for row in versions]
    for row in versions if target.unit != document.unit else ():
        settled = {"key": row.source_key, "parser": row.parser, "outcome": "moved", "by": viewer.user}
        tray.remember(connection, document.unit, row.sha256, **settled)
        tray.forgive(connection, target.unit, row.sha256)
    theirs = _documents.c.id.in_(ids)
    home = {"customer_id": target.id, "unit": target.unit, "assigned_by": "person"}
    connection.execute(sa.update(_documents).where(theirs).values(**home))
    # Staged: nobody sees it until its points say whose it is, even if this process is killed.
    current = sa.and_(theirs, _documents.c.state == "current")
    connection.execute(sa.update(_documents).where(current).values(state="staged"))
    told = {"unit": document.unit, "customer": document.customer_id, "versions": ids}
    audit.append(
        connection,
        viewer.user,
        "document.moved",
        document.id,
        told | {"to_unit": target.unit, "to_customer": target.id},
    )


def _restrict(
    connection: sa.Connection, viewer: Viewer, document: Document, target: Customer, restricted: bool
) -> None:
    moved = document.model_copy(update={"customer_id": target.id, "unit": target.unit})
    connection.execute(sa.update(_documents).where(_versions(moved)).values(open_restricted=restricted))
    note_rights(connection, viewer.user, target.unit, document.id, restricted=restricted)


def note_rights(
    connection: sa.Connection, actor: str, unit: str, document_id: str, *, restricted: bool
) -> None:
    """Audit who said who may open a document: the last word counts, also against rules."""
    told = {"unit": unit, "restricted": restricted}
    audit.append(connection, actor, "document.restricted", document_id, told)


def _versions(document: Document) -> sa.ColumnElement[bool]:
    return sa.and_(
        _documents.c.source_key == document.source_key,
        _documents.c.customer_id == document.customer_id,
        _documents.c.unit == document.unit,
        _documents.c.state != "removed",
    )


def _refuse_second(connection: sa.Connection, document: Document, target: Customer) -> None:
    same = sa.or_(_documents.c.source_key == document.source_key, _documents.c.sha256 == document.sha256)
    query = sa.select(_documents.c.id).where(
        _documents.c.customer_id == target.id, _documents.c.state == "current", same
    )
    if connection.scalar(query) is not None:
        raise Conflict(
            f"“{target.name}”已经有这份资料。", hint="多出来的一份可以删除：yiju forget 资料编号。"
        )


def _allow(viewer: Viewer, unit: str) -> None:
    if unit not in cleared_units(viewer):
        raise Forbidden("没有改动资料归属和权限的权限。", hint="要是资料所在单元和目标单元的管理员。")
