"""What suggestions cite, read again by the viewer's rights: spans, who speaks in them, and who is named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from yiju.copilot.material import Span, side_of
from yiju.copilot.people import people_named
from yiju.sandbox.datasets.asked import people_asked
from yiju.sandbox.datasets.judged import Judged
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.documents import get_documents, list_documents, paragraphs_by_id
from yiju.store.types import Citation, Claim, Customer, Document, Evidence, Paragraph, Seller, Viewer

Place = tuple[str, int, int]
_SIDES = {"ours": "我方", "theirs": "客户"}


@dataclass(frozen=True)
class Grounds:
    """Documents and paragraphs by id, and the names of people in each customer's documents."""

    documents: dict[str, Document]
    paragraphs: dict[str, Paragraph]
    people: dict[str, frozenset[str]]
    seller: Seller

    def span(self, citation: Citation) -> Span | None:
        """The cited span; None where its source cannot be read any more, or reads otherwise."""
        paragraph = self.paragraphs.get(citation.paragraph_id)
        document = self.documents.get(citation.document.id)
        if paragraph is None or document is None or not citation.quote:
            return None
        span = Span(document, paragraph, citation.start, citation.end)
        return span if span.text == citation.quote else None

    def spans(self, claim: Claim) -> list[Span] | None:
        """All that a claim cites; None where any of it is gone."""
        found = [self.span(citation) for citation in claim.citations]
        return None if None in found else [span for span in found if span is not None]

    def at(self, places: Iterable[Place]) -> list[Span]:
        """The spans at these places, each once; those that cannot be read any more are left out."""
        return [
            Span(self.documents[paragraph.document_id], paragraph, start, end)
            for paragraph_id, start, end in dict.fromkeys(places)
            if (paragraph := self.paragraphs.get(paragraph_id)) and paragraph.document_id in self.documents
        ]

    def seller_of(self, customer: Customer) -> Seller:
        """Our side towards this customer."""
        return customer.seller if customer.seller != Seller() else self.seller

    def side(self, customer: Customer, item: Evidence) -> str:
        """Who speaks in a span, as the prompts say it: 我方, 客户, or empty."""
        span = Span(item.document, item.paragraph, item.start, item.end)
        if item.document.customer_id != customer.id:
            return ""
        return _SIDES.get(side_of(self.seller_of(customer), customer, span), "")

    def names(self, customer: Customer) -> frozenset[str]:
        """People whom its documents are by or for, who speak in them, whom requests name, and our own."""
        return self.people.get(customer.id, frozenset()) | set(self.seller_of(customer).people) | self._ours

    @cached_property
    def _ours(self) -> frozenset[str]:
        return frozenset(self.seller.people)


def read_grounds(sql: Database, viewer: Viewer, settings: Settings, judged: Sequence[Judged]) -> Grounds:
    """Everything that these suggestions cite and the viewer may quote."""
    cited = [
        citation
        for one in judged
        for section in one.suggestion.sections
        for claim in section.claims
        for citation in claim.citations
    ]
    with sql.read() as connection:
        documents = get_documents(connection, viewer, {citation.document.id for citation in cited})
        paragraphs = paragraphs_by_id(connection, viewer, {citation.paragraph_id for citation in cited})
    seller = Seller(name=settings.seller_name, people=settings.people, domains=settings.domains)
    customers = {one.customer.id for one in judged}
    people = people_in(sql, viewer, customers, paragraphs.values())
    for one in judged:
        own = people.get(one.customer.id, frozenset())
        people[one.customer.id] = own | people_asked(one.suggestion.request)
    return Grounds(documents, paragraphs, people, seller)


def people_in(
    sql: Database, viewer: Viewer, customer_ids: Iterable[str], paragraphs: Iterable[Paragraph] = ()
) -> dict[str, frozenset[str]]:
    """Names of people by customer id: senders, receivers, authors and speakers of its documents.

    Args:
        paragraphs: whose speakers count besides, for every document they belong to.
    """
    documents = list_documents(sql, viewer, customer_ids=sorted(set(customer_ids)), include_old=True)
    speaking: dict[str, set[str]] = defaultdict(set)
    for paragraph in paragraphs:
        if paragraph.locator.speaker:
            speaking[paragraph.document_id].add(paragraph.locator.speaker)
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        names = people_named([document]) | speaking[document.id]
        found[document.customer_id] |= names | {_family(name) for name in names}
    return {customer_id: frozenset(names - {""}) for customer_id, names in found.items()}


def _family(name: str) -> str:
    """The family name of a Western name: people are called by it alone."""
    parts = name.split()
    return parts[-1] if len(parts) > 1 and parts[-1].isalpha() and parts[-1].isascii() else ""
