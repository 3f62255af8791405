"""Rows of people's own making, a customer's record and planned visits, each a source that can be cited."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.errors import NotFound
from yiju.ingest.visible import visible_line
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.bot_tables import visits
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.days import CHINA
from yiju.store.registered import ROW, is_row
from yiju.store.types import (
    Citation,
    CitedDocument,
    Customer,
    DateSource,
    Document,
    Kind,
    Locator,
    Paragraph,
    Viewer,
)
from yiju.store.visits import seen

_CALLED = re.compile(r"^.{1,2}(?:总|工|经理|博士|主任|老师)$")
"""How somebody is addressed, beside the name."""
_BRACKETS = str.maketrans("〔〕", "()")


@dataclass(frozen=True)
class Row:
    """Something registered.

    Attributes:
        id: ``row:…``; stands for document and paragraph in a citation.
        title, field: what its tag calls it: ``客户登记·我方人员``.
        text: what it says, in one line.
        day: when it was registered, where that is kept.
        at: of a visit: when it is.
    """

    id: str
    customer_id: str
    customer: str
    unit: str
    title: str
    field: str
    text: str
    day: dt.date | None = None
    at: dt.datetime | None = None

    @property
    def tag(self) -> str:
        """``〔依据2026-03-01拜访登记·2026-03-12 14:00〕``; without a day where none is kept."""
        day = self.day.isoformat() if self.day else ""
        return f"〔依据{day}{visible_line(f'{self.title}·{self.field}').translate(_BRACKETS)}〕"

    @property
    def citation(self) -> Citation:
        """It, as the source of a claim."""
        document = CitedDocument(id=self.id, title=self.title, kind=Kind.NOTE, date=self.day, uri="")
        return Citation(
            tag=self.tag,
            paragraph_id=self.id,
            quote=self.text,
            start=0,
            end=len(self.text),
            document=document,
            locator=Locator(),
        )

    @property
    def place(self) -> tuple[Document, Paragraph]:
        """It, as a document of one paragraph: for whoever opens the citation."""
        known = dt.datetime.combine(self.day or dt.date.min, dt.time(), dt.UTC)
        document = Document(
            id=self.id,
            source_key=self.id,
            customer_id=self.customer_id,
            customer=self.customer,
            unit=self.unit,
            kind=Kind.NOTE,
            title=f"{self.title}·{self.field}",
            date=self.day,
            date_source=DateSource.GIVEN if self.day else DateSource.UNKNOWN,
            uri="",
            format="row",
            sha256="",
            pages=None,
            paragraphs=1,
            parser="row",
            ingested_at=known,
        )
        paragraph = Paragraph(
            id=self.id,
            document_id=self.id,
            ordinal=1,
            text=self.text,
            start=0,
            end=len(self.text),
            locator=Locator(),
        )
        return document, paragraph


def team_row(customer: Customer) -> Row | None:
    """Who of our side works with a customer, as its record says; None where it says nobody."""
    people = "、".join(team_of(customer))
    return _of_customer(customer, "我方人员", f"我方人员：{people}") if people else None


def team_of(customer: Customer) -> list[str]:
    """Our people with a customer, each by one name."""
    named = [name for name in dict.fromkeys(customer.seller.people) if name and not _CALLED.search(name)]
    return [name for name in named if not name.isascii()] or named


def unit_row(customer: Customer) -> Row:
    """Which unit a customer belongs to."""
    return _of_customer(customer, "单元", f"{customer.name}属于单元：{customer.unit}")


def visit_rows(sql: Database, viewer: Viewer, customers: Iterable[Customer]) -> list[Row]:
    """The viewer's own planned and past visits to these customers, as far as they may see them, in order of
    time; the database is asked once.

    Nobody else's, whatever the viewer's role: an answer is read by the whole unit.
    """
    wanted = {customer.id for customer in customers}
    return [row for row in _visits(sql, viewer, visits.c.user == viewer.user) if row.customer_id in wanted]


def find_row(sql: Database, viewer: Viewer, row_id: str) -> Row:
    """A row by its id; of visits those that the viewer may see, which for a director are their units'.

    Raises:
        NotFound: there is none, it says nothing any more, or this viewer may not know of it.
    """
    kind, _, key = row_id.removeprefix(ROW).partition(":")
    if is_row(row_id) and kind == "visit" and key.isascii() and key.isalnum():
        for row in _visits(sql, viewer, seen(viewer), visits.c.id == key):
            return row
    customer_id, _, field = key.partition(":")
    for customer in list_customers(sql, viewer) if is_row(row_id) and kind == "customer" else ():
        if customer.id == customer_id:
            found = {"我方人员": team_row(customer), "单元": unit_row(customer)}.get(field)
            if found is not None:
                return found
    raise NotFound(f"没有这条登记：{row_id}")


def rows_of(sql: Database, viewer: Viewer, ids: Iterable[str]) -> list[Row]:
    """Those of these ids that are rows which this viewer may still see."""
    found: list[Row] = []
    for row_id in sorted(filter(is_row, ids)):
        with contextlib.suppress(NotFound):
            found.append(find_row(sql, viewer, row_id))
    return found


def _of_customer(customer: Customer, field: str, text: str) -> Row:
    return Row(
        id=f"{ROW}customer:{customer.id}:{field}",
        customer_id=customer.id,
        customer=customer.name,
        unit=customer.unit,
        title="客户登记",
        field=field,
        text=visible_line(text, 400),
    )


def _visits(sql: Database, viewer: Viewer, *wanted: sa.ColumnElement[bool]) -> list[Row]:
    query = sa.select(visits, tables.customers.c.name.label("customer"), tables.customers.c.unit)
    query = query.join(tables.customers, tables.customers.c.id == visits.c.customer_id)
    query = query.where(readable(viewer, tables.customers), *wanted)
    with sql.read() as connection:
        rows = connection.execute(query.order_by(visits.c.at, visits.c.id)).all()
    return [_visit(row) for row in rows]


def _visit(row: sa.Row[tuple[object, ...]]) -> Row:
    at, updated = (_aware(moment).astimezone(CHINA) for moment in (row.at, row.updated_at))
    return Row(
        id=f"{ROW}visit:{row.id}",
        customer_id=row.customer_id,
        customer=row.customer,
        unit=row.unit,
        title="拜访登记",
        field=f"{at:%Y-%m-%d %H:%M}",
        text=f"{row.user} {at:%Y-%m-%d %H:%M} 拜访{visible_line(row.customer)}",
        day=updated.date(),
        at=at,
    )


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
