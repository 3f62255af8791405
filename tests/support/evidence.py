"""Evidence made by hand, for tests of what is done with it."""

import datetime as dt

from yiju.store.types import (
    Citation,
    CitedDocument,
    DateSource,
    Document,
    Evidence,
    Kind,
    Locator,
    Paragraph,
)


def make_evidence(
    number: int,
    text: str,
    *,
    kind: Kind = Kind.NOTE,
    title: str = "",
    date: dt.date | None = dt.date(2026, 1, 15),
    speaker: str | None = None,
    attributes: dict[str, str] | None = None,
) -> Evidence:
    """A whole paragraph as evidence ``E{number}``, of a document of its own."""
    document = Document(
        id=f"d{number:012x}",
        source_key=f"file-{number}",
        customer_id="k1",
        customer="莱茵汽车",
        unit="main",
        kind=kind,
        title=title or f"资料{number}",
        date=date,
        date_source=DateSource.DOCUMENT if date else DateSource.UNKNOWN,
        uri=f"file-{number}.txt",
        format="txt",
        sha256="0" * 64,
        pages=None,
        paragraphs=1,
        parser="test/1",
        attributes=attributes or {},
        ingested_at=dt.datetime(2026, 1, 16, tzinfo=dt.UTC),
    )
    locator = Locator(paragraph=1, speaker=speaker, timecode="03:12" if speaker else None)
    paragraph = Paragraph(
        id=f"{document.id}-0000",
        document_id=document.id,
        ordinal=0,
        text=text,
        start=0,
        end=len(text),
        locator=locator,
    )
    return Evidence(
        id=f"E{number}", paragraph=paragraph, document=document, start=0, end=len(text), quote=text
    )


def cite(evidence: Evidence) -> Citation:
    """A citation with a recognisable tag."""
    document = evidence.document
    return Citation(
        tag=f"〔依据{document.date}{document.title}〕",
        paragraph_id=evidence.paragraph.id,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        document=CitedDocument(
            id=document.id, title=document.title, kind=document.kind, date=document.date, uri=document.uri
        ),
        locator=evidence.paragraph.locator,
    )
