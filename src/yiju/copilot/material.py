"""What one viewer may see of one customer, as sentence spans, read once for one request."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cached_property, lru_cache

import regex

from yiju.copilot.once import Once
from yiju.copilot.own_labels import name_told
from yiju.copilot.planted_runs import Piece, honest
from yiju.copilot.rules.book import Rules
from yiju.copilot.sentences import split_row, split_spans
from yiju.copilot.sides import Side, side_of_note, side_of_person, side_of_speech
from yiju.copilot.words import content_words
from yiju.retrieval.glossary.terms import Glossary
from yiju.store.types import Customer, Document, Evidence, Kind, Paragraph, Role, Seller

_WHOLE_ROW = 160
"""Characters up to which a table row is quoted whole."""

_COMMENT = regex.compile(r"^(?:评论|回复|[Cc]omment(?:ed)?(?: by)?)\s*([^\s：:][^：:]{0,30}?)\s*[：:]")
"""A comment below a post names its author: 评论 Chen Lixing：…."""

_EVIDENCE_ROLES = frozenset({Role.BODY, Role.TABLE_ROW})


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A sentence of a paragraph. ``paragraph.text[start:end] == text``. Equal where the place is.

    ``date``: when it was said or published: a message's own day, else the document's date. What every rule
    asks of every span is made once.
    """

    document: Document
    paragraph: Paragraph
    start: int
    end: int
    text: str = field(init=False, repr=False)
    key: tuple[str, int, int] = field(init=False, repr=False)
    date: dt.date | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        said = self.paragraph
        object.__setattr__(self, "text", said.text[self.start : self.end])
        object.__setattr__(self, "key", (said.id, self.start, self.end))
        object.__setattr__(self, "date", said.locator.date or self.document.date)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def day(self) -> dt.date:
        """The same; the earliest one where it is unknown, so that it never counts as new."""
        return self.date or dt.date.min

    @property
    def speaker(self) -> str:
        """Who says it: a call's speaker, a mail's or post's sender, a comment's own author, else empty; what
        calls itself by an order or a statement is nobody (a mail's is its address).
        """
        attributes = self.document.attributes
        if self.document.kind is Kind.POST and (comment := _COMMENT.match(self.paragraph.text)):
            return name_told(comment[1].strip())
        if self.paragraph.locator.speaker:
            return name_told(self.paragraph.locator.speaker)
        return _writer(attributes.get("from", ""), attributes.get("author", ""))

    def evidence(self, number: int, score: float = 0.0) -> Evidence:
        return Evidence(
            id=f"E{number}",
            paragraph=self.paragraph,
            document=self.document,
            start=self.start,
            end=self.end,
            quote=self.text,
            score=score,
        )


@lru_cache(maxsize=4096)
def _writer(sender: str, author: str) -> str:
    name, address = parseaddr(sender)
    return name_told(name) or address or name_told(regex.split(r"[，,（(]", author)[0].strip())


def spans_of(document: Document, paragraphs: Iterable[Paragraph]) -> list[Span]:
    """The sentence spans that may be quoted; a table row is one span unless its cells hold much text.

    A sentence that speaks to a machine, or bears a tag, is none, nor what an opening marker begins: give a
    document's paragraphs together and in order, so that it is followed from one to the next. Of a short row
    with a planted cell, what stands before that cell is left, if it is more than a label.
    """
    return parted(document, paragraphs)[0]


def set_aside(document: Document, paragraphs: Iterable[Paragraph]) -> list[Span]:
    """What ``spans_of`` leaves out as planted: no evidence, but a person may look it up."""
    return parted(document, paragraphs)[1]


def parted(document: Document, paragraphs: Iterable[Paragraph]) -> tuple[list[Span], list[Span]]:
    """``spans_of`` and ``set_aside`` at once."""
    held = [paragraph for paragraph in paragraphs if paragraph.role in _EVIDENCE_ROLES]
    pieces = list(map(_pieces, held))
    found: list[Span] = []
    aside: list[Span] = []
    for paragraph, piece, kept in zip(held, pieces, honest(pieces), strict=True):
        found.extend(Span(document, paragraph, start, end) for start, end in kept)
        quotable = dict(kept)
        for start, end in piece.spans:
            # Of a table's row the cells before the planted one are kept.
            if (begin := quotable.get(start, start)) < end:
                aside.append(Span(document, paragraph, begin, end))
    return found, aside


def _pieces(paragraph: Paragraph) -> Piece:
    text = paragraph.text
    if paragraph.role is not Role.TABLE_ROW:
        spans = split_spans(text)
    elif len(text) <= _WHOLE_ROW:
        spans = [(0, len(text))]
    else:
        spans = split_row(text)
    return Piece(text, tuple(spans), paragraph.locator.speaker or "", paragraph.role is Role.TABLE_ROW)


@dataclass(frozen=True)
class Material(Once):
    """One customer's current documents and spans, newest document first.

    Attributes:
        as_of: the day the request is made for; later documents are still shown, with their date.
    """

    customer: Customer
    documents: tuple[Document, ...]
    spans: tuple[Span, ...]
    as_of: dt.date
    seller: Seller = field(default_factory=Seller)
    unread: int = 0
    """Older documents that were left out."""
    aside: tuple[Span, ...] = ()
    """What reads like an order to a machine: no evidence, and told of by its place alone."""
    glossary: Glossary | None = None
    """Which names mean the same thing for the customer's unit; the bundled ones where None."""
    rules: Rules | None = None
    """What our side may not say; nothing where None."""
    roles: frozenset[str] = frozenset()
    """Of whoever is to say it."""

    @cached_property
    def by_kind(self) -> dict[Kind, list[Span]]:
        grouped: dict[Kind, list[Span]] = defaultdict(list)
        for span in self.spans:
            grouped[span.document.kind].append(span)
        return grouped

    @cached_property
    def by_document(self) -> dict[str, list[Span]]:
        """Document id → its spans, in its order."""
        grouped: dict[str, list[Span]] = defaultdict(list)
        for span in self.spans:
            grouped[span.document.id].append(span)
        return grouped

    @cached_property
    def document_frequency(self) -> Counter[str]:
        """In how many documents a content word occurs: what the account is about, against chatter."""
        counts: Counter[str] = Counter()
        words: dict[str, set[str]] = defaultdict(set)
        for span in self.spans:
            words[span.document.id] |= content_words(span.text)
        for held in words.values():
            counts.update(held)
        return counts

    @cached_property
    def notes(self) -> dict[tuple[str, int, int], float]:
        """Scores that depend on a span and this material alone, kept for the request."""
        return {}

    def of(self, *kinds: Kind) -> list[Span]:
        """The spans of these kinds."""
        return [span for kind in kinds for span in self.by_kind.get(kind, [])]

    def side(self, span: Span) -> Side:
        """Who speaks: our side, theirs, or not known. Written sources of the customer count as theirs."""
        known = self._sides.get(span.key)
        if known is None:
            known = self._sides[span.key] = side_of(self.seller, self.customer, span)
        return known

    @cached_property
    def _sides(self) -> dict[tuple[str, int, int], Side]:
        return {}

    def has(self, kinds: Sequence[Kind]) -> bool:
        return any(kind in self.by_kind for kind in kinds)


def side_of(seller: Seller, customer: Customer, span: Span) -> Side:
    """See ``Material.side``."""
    document = span.document
    if document.kind is Kind.CALL:
        return side_of_speech(seller, customer, document, span.paragraph.locator.speaker or "")
    if document.kind is Kind.NOTE:
        return side_of_note(seller, customer, span.text)
    if document.kind is Kind.MAIL:
        sender = document.attributes.get("from", "")
        domain = sender.rpartition("@")[2].strip(" >").lower()
        if domain and any(domain == own or domain.endswith("." + own) for own in seller.domains):
            return "ours"
        if any(person and person in sender for person in seller.people):
            return "ours"
        return "theirs" if domain and seller.domains else "unknown"
    if document.kind in {Kind.REPORT, Kind.TENDER}:
        return "theirs"
    if document.kind is Kind.POST and _COMMENT.match(span.paragraph.text):
        return "ours" if side_of_person(seller, customer, span.speaker) == "ours" else "unknown"
    if document.kind is Kind.POST and _names_customer(customer, document):
        return "theirs"
    return "unknown"


def _names_customer(customer: Customer, document: Document) -> bool:
    """Whether a post's own labels (author, job, title) name the customer."""
    labels = " ".join((document.title, *document.attributes.values())).lower()
    return any(name.lower() in labels for name in (customer.name, *customer.aliases) if len(name) >= 2)
