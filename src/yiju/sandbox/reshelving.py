"""The material of a replay: without what was taken away, with what was added, looking for what is assumed.

A reader for one unit, whoever reviews: what another unit holds never comes into a replay of this one's.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yiju.copilot.findings import Relevance
from yiju.copilot.material import Material, Span
from yiju.copilot.retrieve import Reader
from yiju.copilot.speech import Speech
from yiju.copilot.words import content_words
from yiju.errors import Forbidden, NotFound, YijuError
from yiju.store.access import may_review, visible_units
from yiju.store.documents import get_document, get_paragraphs
from yiju.store.types import Customer, Document, Viewer

_TOPIC = 0.8
"""How much what fits an assumption counts beside what fits the section's own question."""
_ADDED = 0.6
"""Relevance of what was added, at least."""
_MOST_ADDED = 10
"""Spans of added documents among the candidates of an answer."""


@dataclass(frozen=True)
class Reshelved(Reader):
    """A reader that leaves out and puts in.

    Attributes:
        without: ids of documents and paragraphs that are not there.
        added: documents that are there, current or not.
        topics: what is looked for besides, because of assumptions.
        check: called before every read; raises where the replay was called off.
        seen: every material that was read, in order.
    """

    without: frozenset[str] = frozenset()
    added: tuple[Document, ...] = ()
    topics: tuple[str, ...] = ()
    check: Callable[[], None] = lambda: None
    seen: list[Material] = field(default_factory=list, compare=False)

    def documents(self, customers: Sequence[Customer]) -> list[Document]:
        """As they are now, but for what was changed."""
        self.check()
        kept = [d for d in super().documents(customers) if d.id not in self.without]
        ids = {c.id for c in customers}
        known = {d.id for d in kept}
        return kept + [d for d in self.added if d.customer_id in ids and d.id not in known]

    def material(self, customer: Customer, as_of: dt.date) -> Material:
        """Of one customer; what was added is read however old it is."""
        found = super().material(customer, as_of)
        known = {d.id for d in found.documents}
        rest = [d for d in self.added if d.customer_id == customer.id and d.id not in known]
        if rest:
            documents, spans = (*found.documents, *rest), (*found.spans, *self.spans(rest))
            found = replace(found, documents=documents, spans=spans, unread=found.unread - len(rest))
        self.seen.append(found)
        return found

    def parted(self, documents: Sequence[Document]) -> tuple[list[Span], list[Span]]:
        """Those of paragraphs that are there."""
        self.check()
        spans, aside = super().parted(documents)
        there = [[span for span in some if span.paragraph.id not in self.without] for some in (spans, aside)]
        return there[0], there[1]

    def relevance(self, customer: Customer, ahead: Sequence[str] = ()) -> Relevance:
        """What the query finds, and behind it what the assumptions make worth looking at."""
        base = super().relevance(customer, (*ahead, *self.topics))
        topics: list[Mapping[str, float]] = []
        added = {
            span.paragraph.id for span in self.spans([d for d in self.added if d.customer_id == customer.id])
        }

        def relevance(query: str) -> Mapping[str, float]:
            self.check()
            if len(topics) < len(self.topics):
                topics.extend(base(topic) for topic in self.topics)
            ranks = dict.fromkeys(added, _ADDED) | dict(base(query))
            for topic in topics:
                for paragraph, rank in topic.items():
                    ranks[paragraph] = max(ranks.get(paragraph, 0.0), _TOPIC * rank)
            return {one: rank for one, rank in ranks.items() if one not in self.without}

        return relevance

    def candidates(
        self,
        customers: Sequence[Customer],
        queries: Sequence[str],
        binding: str = "",
        limit: int = 30,
        today: dt.date | None = None,
        tell: Callable[[str], None] = lambda line: None,
        speech: Speech | None = None,
        aside: Callable[[Span], None] = lambda span: None,
    ) -> list[Span]:
        """As found, without what is gone; of added documents the spans that share most with the queries."""
        self.check()
        put_aside: list[Span] = []
        found = super().candidates(customers, queries, binding, limit, today, tell, speech, put_aside.append)

        def stays(span: Span) -> bool:
            return not {span.document.id, span.paragraph.id} & set(self.without)

        for span in filter(stays, put_aside):
            aside(span)
        kept = list(filter(stays, found))
        return list(dict.fromkeys([*self._beside(customers, queries, speech), *kept]))

    def _beside(
        self, customers: Sequence[Customer], queries: Sequence[str], speech: Speech | None
    ) -> list[Span]:
        ids = {c.id for c in customers}
        wanted = frozenset().union(*(content_words(query) for query in queries))
        spans = self.spans([d for d in self.added if d.customer_id in ids])
        scored = [(len(wanted & content_words(s.text)), s) for s in spans if speech is None or speech.by(s)]
        ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].key))
        return [span for _, span in ranked[:_MOST_ADDED]]


def inside(viewer: Viewer, unit: str) -> Viewer:
    """The reviewer, seeing this unit alone.

    Raises:
        NotFound: they do not see it at all.
        Forbidden: they may not review there.
    """
    if unit not in visible_units(viewer):
        raise NotFound("没有这条建议。")
    if not may_review(viewer, unit):
        raise Forbidden("没有推演这条建议的权限。", hint="请本单元的主管或管理员来推演。")
    return viewer.model_copy(update={"units": frozenset({unit})})


def documents_meant(
    reader: Reader, customers: Sequence[Customer], ids: Sequence[str]
) -> tuple[Document, ...]:
    """The documents of these ids, at any version.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        YijuError: it is another customer's.
    """
    found = [get_document(reader.store.sql, reader.viewer, one) for one in dict.fromkeys(ids)]
    for document in found:
        _check_owner(customers, document)
    return tuple(found)


def taken_away(reader: Reader, customers: Sequence[Customer], ids: Sequence[str]) -> frozenset[str]:
    """The ids, checked: each a document or a paragraph of these customers. Raises as ``documents_meant``."""
    for one in ids:
        owner = one
        if "-" in one:
            (paragraph,) = get_paragraphs(reader.store.sql, reader.viewer, [one])
            owner = paragraph.document_id
        _check_owner(customers, get_document(reader.store.sql, reader.viewer, owner))
    return frozenset(ids)


def _check_owner(customers: Sequence[Customer], document: Document) -> None:
    if document.customer_id not in {c.id for c in customers}:
        raise YijuError(f"《{document.title}》（{document.id}）不是这个客户的资料。")
