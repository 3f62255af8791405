"""Who may read what. Rights are decided here and nowhere else.

Two rights differ. To *quote* a document (its paragraphs in search, advice and citations) a viewer
must belong to its unit. To *open* it (the original file, the whole text), one that is marked
``open_restricted`` asks for a director or an admin of that unit besides.
"""

import datetime as dt
import hashlib
from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import Forbidden, Invalid, NotFound, YijuError
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.names import name_key
from yiju.store.types import APART, Document, Kind, Viewer
from yiju.store.vectors.base import Scope

LOCAL_USER = "local"
"""Whoever has the data folder in hand, without signing in: never a registered user."""
_HEADS = frozenset({"director", "admin"})
_OWN = frozenset(
    "from to cc subject sent author reporter speakers attendees companies chat until crm ocr audio language"
    " coverage personal_data".split()
)
"""Attributes that tell of a text itself, not of where it lies or what lies around it. Only what is named
here is told to who may not open: an attribute that a reader or a source adds is withheld until it is."""
_WITHHELD = "读取时有提示，能打开原件的人才能看"
"""Instead of what the reader warned of: that names attachments, pages and files."""


def visible_units(viewer: Viewer) -> frozenset[str]:
    """The units whose material the viewer may quote. Someone with the role ``customer`` sees none."""
    return frozenset() if "customer" in viewer.roles else viewer.units


def readable(viewer: Viewer, table: sa.Table = tables.documents) -> sa.ColumnElement[bool]:
    """The SQL predicate over a table with a ``unit`` column (documents, customers, suggestions).

    Every SELECT over them, or over paragraphs and chunks joined to documents, contains it.
    """
    units = visible_units(viewer)
    return table.c.unit.in_(sorted(units)) if units else sa.false()


def readable_suggestions(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The predicate over suggestions: their own unit, and every unit that was read for them.

    An answer drawn from two units belongs only to those who are in both, whatever it cites: what it
    counts, drops or leaves out tells of either. A replay, made on assumptions, is for reviewers alone.
    """
    drawn = tables.suggestion_units
    foreign = sa.select(drawn.c.suggestion_id).where(
        drawn.c.suggestion_id == tables.suggestions.c.id,
        drawn.c.unit.not_in(sorted(visible_units(viewer))),
    )
    seen = sa.and_(readable(viewer, tables.suggestions), ~foreign.exists())
    return seen if viewer.roles & _HEADS else sa.and_(seen, tables.suggestions.c.purpose == "advice")


def vector_scope(
    viewer: Viewer,
    customer_ids: Collection[str] | None = None,
    kinds: Collection[Kind] | None = None,
    document_ids: Collection[str] | None = None,
    days: tuple[dt.date | None, dt.date | None] | None = None,
    people: Collection[str] | None = None,
) -> Scope:
    """The same right as ``readable``, as the vector engine's filter.

    Args:
        customer_ids, kinds, document_ids: only these; None for all, empty for none.
        days: only documents dated from the first to the last, None for an open end; undated ones never.
        people: only what is said, written or received by one of these, by name or mail address.
    """
    return Scope(
        units=visible_units(viewer),
        customer_ids=None if customer_ids is None else frozenset(customer_ids),
        kinds=None if kinds is None else frozenset(kind.value for kind in kinds),
        document_ids=None if document_ids is None else frozenset(document_ids),
        people=None if people is None else frozenset(map(name_key, people)) - {""},
        days=days,
    )


def may_open(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer may open the document itself, not only see quotes from it."""
    if document.unit not in visible_units(viewer):
        return False
    return not document.open_restricted or bool(viewer.roles & _HEADS)


def as_quoted(viewer: Viewer, document: Document) -> Document:
    """The document as this viewer may see it: not where it lies, if they may quote it and not open it.

    Whatever is read out of the store passes here once (``store/documents``, ``store/inventory``), so that
    lists, places, answers, tools and bots need not think of it. Then it has no address, none of the facts
    about its place (a page's, a mailbox's, an archive's, the mail that it came with, the names of what came
    with it), and no word of its warnings. ``source_key`` still tells two sources apart in here; written
    out it is empty.
    """
    if may_open(viewer, document):
        return document
    opaque = hashlib.sha256(document.source_key.encode("utf-8", "replace")).hexdigest()[:16]
    return document.model_copy(
        update={
            "uri": "",
            "source_key": APART + opaque,
            "attributes": {name: value for name, value in document.attributes.items() if name in _OWN},
            "warnings": (_WITHHELD,) if document.warnings else (),
        }
    )


def openable(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The same right as ``may_open``, as a predicate over documents."""
    if viewer.roles & _HEADS:
        return readable(viewer)
    return sa.and_(readable(viewer), tables.documents.c.open_restricted.is_(False))


def may_forget(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer may have the document erased: a director or an admin of its unit."""
    return may_open(viewer, document) and bool(viewer.roles & _HEADS)


def local_viewer(sql: Database) -> Viewer:
    """The one local user of an installation without sign-in: an admin of every unit there is."""
    with sql.read() as connection:
        units = connection.scalars(sa.select(tables.units.c.name)).all()
    return Viewer(user=LOCAL_USER, roles=frozenset({"admin"}), units=frozenset(units))


def viewer_for(sql: Database, user: str) -> Viewer:
    """A registered user, as a viewer.

    Raises:
        NotFound: nobody is registered under this name.
    """
    with sql.read() as connection:
        row = connection.execute(
            sa.select(tables.users.c.roles).where(tables.users.c.name == user)
        ).one_or_none()
        if row is None:
            raise NotFound(f"没有这个用户：{user}")
        units = connection.scalars(
            sa.select(tables.user_units.c.unit).where(tables.user_units.c.user == user)
        ).all()
    return Viewer(user=user, roles=frozenset(row.roles), units=frozenset(units))


def may_review(viewer: Viewer, unit: str) -> bool:
    """Whether the viewer's verdict counts for suggestions of this unit: a director or an admin of it."""
    return unit in visible_units(viewer) and bool(viewer.roles & _HEADS)


def cleared_units(viewer: Viewer) -> frozenset[str]:
    """The units whose unassigned documents the viewer sees and assigns: an admin's own."""
    return visible_units(viewer) if "admin" in viewer.roles else frozenset()


def unknown_unit(viewer: Viewer, unit: str) -> YijuError:
    """What to tell of a unit that the viewer is not in. Whether there is one they learn only as ``local``,
    who is in all of them."""
    own = "、".join(sorted(visible_units(viewer))) or "没有"
    if viewer.user == LOCAL_USER:
        return Invalid(f"没有单元“{unit}”。", hint=f"已有的单元：{own}。")
    return Forbidden(f"没有单元“{unit}”，或者没有在那里归属资料的权限。", hint=f"你所在的单元：{own}。")


def may_promote(viewer: Viewer) -> bool:
    """Whether the viewer may switch what all units draft with: an admin, who sees at least one of them."""
    return "admin" in viewer.roles and bool(visible_units(viewer))


def reviewed_units(viewer: Viewer) -> frozenset[str]:
    """The units whose suggestions the viewer may review, export and count."""
    return frozenset(unit for unit in visible_units(viewer) if may_review(viewer, unit))


def reviewable(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The predicate over suggestions that the viewer may review: readable, and of a unit of theirs."""
    units = sorted(reviewed_units(viewer))
    own = tables.suggestions.c.unit.in_(units) if units else sa.false()
    return sa.and_(readable_suggestions(viewer), own)


def require_reviewer(viewer: Viewer, what: str) -> None:
    """For what is told to those alone who may review: who may not hears so, and not that there is nothing.

    Args:
        what: what they want to do, in Chinese.

    Raises:
        Forbidden: the viewer may review in no unit.
    """
    if not reviewed_units(viewer):
        raise Forbidden(f"没有{what}的权限。", hint="要有主管或管理员角色，并至少属于一个单元。")
