"""Makers of domain objects for tests."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from yiju.copilot.findings import Findings, find
from yiju.copilot.material import Material, spans_of
from yiju.copilot.words import content_words
from yiju.store.types import Customer, DateSource, Document, Kind, Locator, Paragraph, Role, Seller

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


SELLER = Seller(name="华锐铸造", people=("王蕾", "周磊"), domains=("huarui.example",))
"""Our side in hand-made materials."""
CUSTOMER = Customer(id="c1", name="莱茵汽车", unit="main", aliases=("莱茵", "Rhein"), seller=SELLER)
TODAY = dt.date(2026, 3, 10)


@dataclass(frozen=True)
class Line:
    """A paragraph of a hand-made source."""

    text: str
    speaker: str | None = None
    role: Role = Role.BODY
    headings: tuple[str, ...] = ()
    clause: str | None = None


def said(speaker: str, text: str) -> Line:
    """A turn of a call."""
    return Line(text, speaker=speaker)


def row(text: str, *headings: str) -> Line:
    """A table row."""
    return Line(text, role=Role.TABLE_ROW, headings=headings)


@dataclass(frozen=True)
class Source:
    """A document with its paragraphs."""

    document: Document
    paragraphs: tuple[Paragraph, ...]


def source(
    kind: Kind, day: str | None, *lines: str | Line, title: str = "", sender: str = "", **attributes: str
) -> Source:
    """A document of these lines, said or printed on ``day`` (ISO). ``sender``: a mail's From."""
    given = [Line(line) if isinstance(line, str) else line for line in lines]
    name = title or f"{kind}{day or ''}"
    digest = hashlib.sha256(repr((kind, day, name, sender, given)).encode()).hexdigest()[:12]
    made = document(
        id=f"d{digest}",
        kind=kind,
        title=name,
        date=dt.date.fromisoformat(day) if day else None,
        customer=CUSTOMER.name,
        attributes=attributes | ({"from": sender} if sender else {}),
    )
    paragraphs = []
    rows = 0
    for number, line in enumerate(given, 1):
        rows = rows + 1 if line.role is Role.TABLE_ROW else rows
        locator = Locator(
            paragraph=None if line.role is Role.TABLE_ROW else number,
            clause=line.clause,
            speaker=line.speaker,
            timecode=f"00:{number:02d}" if line.speaker else None,
            table=1 if line.role is Role.TABLE_ROW else None,
            row=rows if line.role is Role.TABLE_ROW else None,
        )
        one = paragraph(line.text, document_id=made.id, ordinal=number, locator=locator, role=line.role)
        paragraphs.append(one.model_copy(update={"headings": line.headings}))
    return Source(made, tuple(paragraphs))


def material(*sources: Source, as_of: dt.date = TODAY, customer: Customer = CUSTOMER) -> Material:
    """These sources as one customer's material, newest first."""
    ordered = sorted(sources, key=lambda s: s.document.date or dt.date.min, reverse=True)
    spans = [span for s in ordered for span in spans_of(s.document, s.paragraphs)]
    return Material(customer, tuple(s.document for s in ordered), tuple(spans), as_of, customer.seller)


def found_in(*sources: Source, as_of: dt.date = TODAY) -> Findings:
    """What the rules find in these sources; relevance is by shared words alone."""
    whole = material(*sources, as_of=as_of)

    def relevance(query: str) -> dict[str, float]:
        wanted = content_words(query)
        return {s.paragraph.id: shared(wanted, content_words(s.text)) for s in whole.spans}

    def shared(one: frozenset[str], other: frozenset[str]) -> float:
        return len(one & other) / min(len(one), len(other)) if one and other else 0.0

    return find(whole, relevance)
