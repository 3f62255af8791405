"""Suggestions made by hand, that cite stored documents."""

import datetime as dt

from tests.support.stored import viewer
from yiju.store.documents import paragraphs_of
from yiju.store.store import Store
from yiju.store.types import Citation, CitedDocument, Claim, Document, Dropped, Section, Suggestion


def cite(store: Store, document: Document) -> Citation:
    """The whole of a document of one paragraph."""
    (paragraph,) = paragraphs_of(store.sql, viewer(document.unit), [document.id])
    cited = CitedDocument.model_validate(document.model_dump(include=set(CitedDocument.model_fields)))
    return Citation(
        tag=f"〔依据{document.title}〕",
        paragraph_id=paragraph.id,
        quote=paragraph.text,
        start=0,
        end=len(paragraph.text),
        document=cited,
        locator=paragraph.locator,
    )


def suggestion(name: str, *claims: Claim, unit: str = "main", customer: str = "莱茵汽车") -> Suggestion:
    """A strategy with one section, a headline and a dropped draft; ``name`` is a letter and an hour."""
    return Suggestion(
        id=name,
        kind="strategy",
        customer=customer,
        unit=unit,
        mode="extractive",
        user="u",
        created_at=dt.datetime(2026, 1, 20, 9, int(name[1:]), tzinfo=dt.timezone(dt.timedelta(hours=8))),
        headline="机密标题",
        sections=(Section(title="近况", claims=claims),),
        dropped_claims=(Dropped(section="近况", text="机密草稿", reason="r"),),
    )
