"""A citation's place in context, for people and machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiju.copilot.blotting import blotted
from yiju.copilot.draft import ambiguous_calls
from yiju.copilot.retrieve import Reader
from yiju.copilot.rows.registered import find_row
from yiju.copilot.suspects import suspect_labels, suspect_words
from yiju.copilot.tags import make_tag
from yiju.privacy import Policy, policy_of
from yiju.store.access import may_open
from yiju.store.documents import context, get_document, list_documents
from yiju.store.registered import is_row
from yiju.store.store import Store
from yiju.store.types import Citation, Document, Paragraph, Viewer


def place_in_context(reader: Reader, paragraph_id: str) -> dict[str, Any]:
    """The paragraph with its neighbours, as JSON-ready values.

    Neighbours are shown only to a viewer who may open the document, not merely quote it. ``suspect``:
    sentences of a text that read like orders to a machine, and so are no evidence.
    Raises NotFound.
    """
    sql, viewer, policy = reader.store.sql, reader.viewer, policy_of(reader.store.settings)
    if is_row(paragraph_id):
        row = find_row(sql, viewer, paragraph_id)
        return _as_json(row.place, row.tag, [], [], policy, {})
    before, paragraph, after = context(sql, viewer, paragraph_id)
    document = get_document(sql, viewer, paragraph.document_id)
    if not may_open(viewer, document):
        before, after = [], []
    others = list_documents(sql, viewer, customer_ids=[document.customer_id])
    beside = [d for d in others if d.source_key != document.source_key]
    ambiguous = document.id in ambiguous_calls([document, *beside])
    tag = make_tag(document, paragraph.locator, ambiguous=ambiguous)
    suspect = suspect_words(sql, viewer, document, paragraph, max(len(before), len(after)))
    return _as_json((document, paragraph), tag, before, after, policy, suspect)


def _as_json(
    place: tuple[Document, Paragraph],
    tag: str,
    before: Sequence[Paragraph],
    after: Sequence[Paragraph],
    policy: Policy,
    suspect: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    document, paragraph = blotted(place[0], policy), blotted(place[1], policy)

    def marked(key: str) -> list[str]:
        return [policy.shown(one) for one in suspect.get(key, ())]

    def near(beside: Sequence[Paragraph]) -> list[dict[str, Any]]:
        return [{"paragraph_id": p.id, "text": policy.shown(p.text), "suspect": marked(p.id)} for p in beside]

    return {
        "paragraph_id": paragraph.id,
        "tag": policy.shown(tag),
        "text": paragraph.text,
        "suspect": marked(paragraph.id),
        "start": paragraph.start,
        "end": paragraph.end,
        "headings": list(paragraph.headings),
        "locator": paragraph.locator.model_dump(),
        "document": document.model_dump(mode="json"),
        "before": near(before),
        "after": near(after),
    }


@dataclass(frozen=True)
class Source:
    """A citation's place as this viewer may see it.

    Attributes:
        before, after: only where they may open it.
        suspect: of title, sender and speaker, and of the texts shown, in order, what reads like an order to a
            machine.
    """

    document: Document
    paragraph: Paragraph
    before: list[Paragraph]
    after: list[Paragraph]
    opens: bool
    suspect: tuple[str, ...] = ()


def find_source(store: Store, viewer: Viewer, citation: Citation, reach: int = 2) -> Source:
    """Look it up. Raises NotFound where the document was forgotten or is not theirs to see."""
    policy = policy_of(store.settings)
    if is_row(citation.paragraph_id):
        document, paragraph = find_row(store.sql, viewer, citation.paragraph_id).place
        return Source(blotted(document, policy), blotted(paragraph, policy), [], [], opens=False)
    before, paragraph, after = context(store.sql, viewer, citation.paragraph_id, before=reach, after=reach)
    document = get_document(store.sql, viewer, paragraph.document_id)
    opens = may_open(viewer, document)
    above, below = (side if opens else [] for side in (before, after))
    words = suspect_words(store.sql, viewer, document, paragraph, reach)
    said = [one for text in (*above, paragraph, *below) for one in words.get(text.id, ())]
    return Source(
        blotted(document, policy),
        blotted(paragraph, policy),
        [blotted(one, policy) for one in above],
        [blotted(one, policy) for one in below],
        opens,
        tuple(map(policy.shown, [*suspect_labels(document, paragraph), *said])),
    )
