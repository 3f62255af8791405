"""A citation's place in context, for people and machines."""

from typing import Any

from yiju.copilot.draft import ambiguous_calls
from yiju.copilot.retrieve import Reader
from yiju.copilot.tags import make_tag
from yiju.store.access import may_open
from yiju.store.documents import context, get_document, list_documents


def place_in_context(reader: Reader, paragraph_id: str) -> dict[str, Any]:
    """The paragraph with its neighbours, as JSON-ready values.

    Neighbours are shown only to a viewer who may open the document, not merely quote it.
    Raises NotFound.
    """
    sql, viewer = reader.store.sql, reader.viewer
    before, paragraph, after = context(sql, viewer, paragraph_id)
    document = get_document(sql, viewer, paragraph.document_id)
    if not may_open(viewer, document):
        before, after = [], []
    others = list_documents(sql, viewer, customer_ids=[document.customer_id])
    beside = [d for d in others if d.source_key != document.source_key]
    ambiguous = document.id in ambiguous_calls([document, *beside])
    return {
        "paragraph_id": paragraph.id,
        "tag": make_tag(document, paragraph.locator, ambiguous=ambiguous),
        "text": paragraph.text,
        "start": paragraph.start,
        "end": paragraph.end,
        "headings": list(paragraph.headings),
        "locator": paragraph.locator.model_dump(),
        "document": document.model_dump(mode="json"),
        "before": [{"paragraph_id": p.id, "text": p.text} for p in before],
        "after": [{"paragraph_id": p.id, "text": p.text} for p in after],
    }
