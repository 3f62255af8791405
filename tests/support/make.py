"""Makers of domain objects for tests."""

import datetime as dt

from yiju.store.types import DateSource, Document, Kind, Locator, Paragraph, Role

NOW = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)


def document(
    *,
    id: str = "d000000000001",
    kind: Kind = Kind.NOTE,
    title: str = "资料",
    date: dt.date | None = None,
    unit: str = "main",
    customer: str = "甲客户",
    attributes: dict[str, str] | None = None,
) -> Document:
    """A current document."""
    return Document(
        id=id,
        source_key=id,
        customer_id="c1",
        customer=customer,
        unit=unit,
        kind=kind,
        title=title,
        date=date,
        date_source=DateSource.DOCUMENT if date else DateSource.UNKNOWN,
        uri=f"{title}.txt",
        format="txt",
        sha256="0" * 64,
        pages=None,
        paragraphs=1,
        parser="test",
        attributes=attributes or {},
        ingested_at=NOW,
    )


def paragraph(
    text: str,
    *,
    document_id: str = "d000000000001",
    ordinal: int = 1,
    locator: Locator | None = None,
    role: Role = Role.BODY,
) -> Paragraph:
    """A paragraph that starts its document."""
    return Paragraph(
        id=f"{document_id}-{ordinal:04d}",
        document_id=document_id,
        ordinal=ordinal,
        text=text,
        start=0,
        end=len(text),
        locator=locator or Locator(paragraph=ordinal),
        role=role,
    )
