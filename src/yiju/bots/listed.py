"""The sources of a list, as it was shown: only their places are remembered, never what they say."""

from collections.abc import Sequence

from yiju.bots.hearing import Hearing
from yiju.copilot.place import place_in_context
from yiju.errors import NotFound
from yiju.store.erasing import ERASED_TAG
from yiju.store.types import Citation, CitedDocument

Place = tuple[str, int, int]
"""Paragraph, and where in it."""
_MOST = 80
_NOTHING = CitedDocument.model_validate({"id": "", "title": "", "kind": "note", "date": None, "uri": ""})


def places_of(citations: Sequence[Citation]) -> list[Place]:
    """What is remembered of a list's citations, in order; of a very long one the first."""
    return [(one.paragraph_id, one.start, one.end) for one in citations[:_MOST]]


def listed_citations(h: Hearing) -> list[Citation]:
    """The citations of the list shown last, in its numbering; a forgotten one keeps its number."""
    pending = h.memory.pending
    places = pending.get("sources") or [] if pending.get("kind") == "list" else []
    return [_citation(h, *place) for place in places]


def _citation(h: Hearing, paragraph_id: str, start: int, end: int) -> Citation:
    made = {"paragraph_id": paragraph_id, "start": start, "end": end, "locator": {}, "quote": ""}
    try:
        found = place_in_context(h.reader, paragraph_id)
    except NotFound:
        return Citation.model_validate(made | {"tag": ERASED_TAG, "document": _NOTHING})
    document = CitedDocument.model_validate(
        {name: found["document"][name] for name in CitedDocument.model_fields}
    )
    told = {"tag": found["tag"], "locator": found["locator"], "document": document}
    return Citation.model_validate(made | told)
