"""Find a viewer's evidence: the customer, the material, and spans for one question."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from yiju.copilot.accounts import full_name, in_unit, labels, split_name
from yiju.copilot.findings import Relevance
from yiju.copilot.material import Material, Span, parted
from yiju.copilot.planted_runs import FOLLOWED
from yiju.copilot.rules.book import load_rules
from yiju.copilot.searches import EVERY
from yiju.copilot.speech import Speech
from yiju.errors import NotFound, YijuError
from yiju.models.embedder import Embedder
from yiju.models.reranker import Reranker
from yiju.retrieval.chunks import Found, embedded, find_chunks, paragraphs_by_query
from yiju.retrieval.glossary.own import glossary_for
from yiju.retrieval.glossary.terms import Glossary
from yiju.retrieval.options import DEFAULT, Options
from yiju.store.customers import find_customers, list_customers
from yiju.store.documents import list_documents, paragraphs_of, windows_of
from yiju.store.store import Store
from yiju.store.types import Customer, Document, Kind, Paragraph, Seller, Viewer

_MAX_DOCUMENTS = 400
"""Newest documents of a customer that the rules read for one strategy."""


@dataclass(frozen=True)
class Reader:
    """A store seen by one viewer. Every read of the copilot goes through it."""

    store: Store
    embedder: Embedder | None
    viewer: Viewer
    seller: Seller = field(default_factory=Seller)
    """Our side where a customer's own record does not say."""
    reranker: Reranker | None = None
    """A model that has the last word on what answers a question; none for strategies, which ask too much."""
    options: Options = DEFAULT
    """What a search does."""

    def customer(self, name: str) -> Customer:
        """The one customer of that name, or of ``名称（单元）``.

        Raises:
            NotFound: there is none.
            YijuError: several fit.
        """
        found = find_customers(self.store.sql, self.viewer, name)
        if len(found) != 1 and (parts := split_name(name)):
            same = find_customers(self.store.sql, self.viewer, parts[0])
            found = [c for c in same if in_unit(c, parts[1])] or found
        if not found:
            called = labels(list_customers(self.store.sql, self.viewer))
            known = "、".join(list(called.values())[:8])
            raise NotFound(
                f"没有找到客户“{name}”。",
                hint=f"可用的客户：{known}" if known else "先用 yiju ingest 文件… --customer 名称 导入资料。",
            )
        if len(found) > 1:
            names = [full_name(c) for c in found]
            raise YijuError(
                f"“{name}”可能指多个客户：{'、'.join(names)}。", hint=f"请写成：{' 或 '.join(names)}"
            )
        return self._with_seller(found[0])

    def customers(self) -> list[Customer]:
        """Every customer the viewer may see."""
        return [self._with_seller(c) for c in list_customers(self.store.sql, self.viewer)]

    def glossary(self, customers: Sequence[Customer]) -> Glossary:
        """The terms of the units of these customers: no other unit's get into what is said of them."""
        return glossary_for(self.store.settings.data, self.viewer, {c.unit for c in customers})

    def _with_seller(self, customer: Customer) -> Customer:
        return (
            customer if customer.seller != Seller() else customer.model_copy(update={"seller": self.seller})
        )

    def documents(self, customers: Sequence[Customer]) -> list[Document]:
        """The current documents of these customers."""
        return list_documents(self.store.sql, self.viewer, customer_ids=[c.id for c in customers])

    def material(self, customer: Customer, as_of: dt.date) -> Material:
        """Everything current of one customer, newest first, cut at a fixed number of documents."""
        documents = self.documents([customer])
        newest = sorted(documents, key=lambda d: (d.date or dt.date.min, d.id), reverse=True)[:_MAX_DOCUMENTS]
        spans, aside = self.parted(newest)
        return Material(
            customer,
            tuple(newest),
            tuple(spans),
            as_of,
            customer.seller,
            unread=len(documents) - len(newest),
            aside=tuple(aside),
            glossary=self.glossary([customer]),
            rules=load_rules(self.store.settings),
            roles=self.viewer.roles,
        )

    def spans(self, documents: Sequence[Document]) -> list[Span]:
        """The quotable spans of these documents."""
        return self.parted(documents)[0]

    def parted(self, documents: Sequence[Document]) -> tuple[list[Span], list[Span]]:
        """The quotable spans of these documents, and what was set aside as planted."""
        held: dict[str, list[Paragraph]] = {d.id: [] for d in documents}
        for paragraph in paragraphs_of(self.store.sql, self.viewer, [d.id for d in documents]):
            held[paragraph.document_id].append(paragraph)
        both = [parted(document, held[document.id]) for document in documents]
        return [s for spans, _ in both for s in spans], [s for _, aside in both for s in aside]

    def relevance(self, customer: Customer, ahead: Sequence[str] = ()) -> Relevance:
        """How well retrieval ranks each paragraph of this customer for a query, in [0, 1].

        Args:
            ahead: queries that will be asked beside those of every strategy; all are looked for at once.
        """
        ranked = paragraphs_by_query(
            self.store,
            self.embedder,
            self.viewer,
            customer_ids=[customer.id],
            limit=24,
            options=self.options,
            glossary=self.glossary([customer]),
            ahead=(*EVERY, *ahead),
        )

        def relevance(query: str) -> Mapping[str, float]:
            ranks: dict[str, float] = {}
            for rank, paragraphs in enumerate(ranked(query)):
                for paragraph in paragraphs:
                    ranks.setdefault(paragraph, 1.0 / (1.0 + 0.12 * rank))
            return ranks

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
        """Spans of the chunks that retrieval finds for any of the queries, best first, each once.

        Args:
            binding: a query put to contracts and tenders alone, so that what binds the two sides is not
                crowded out by what is said about it; none where empty.
            today: what 上个月 in a query counts from.
            tell: hears that the reranking model, which reads what the first query finds, is of no use.
            speech: only what these people said, in these days.
            aside: hears of what was found and is no evidence, as it reads like an order to a machine.
        """
        found: dict[tuple[str, int, int], Span] = {}
        ids = [c.id for c in customers]
        asked: list[tuple[str, set[Kind] | None]] = [(query, None) for query in queries]
        asked += [(binding, {Kind.CONTRACT, Kind.TENDER})] if binding else []
        find = partial(
            find_chunks,
            self.store,
            embedded(self.store, self.embedder, [query for query, _ in asked]),
            self.viewer,
            customer_ids=ids,
            days=speech.days if speech else None,
            people=speech.names if speech else None,
            limit=limit,
            options=self.options,
            today=today,
            glossary=self.glossary(customers),
        )
        # No model is asked while the index is open: others wait for it.
        first = [find(query, reranker=self.reranker, tell=tell) for query in queries[:1] if self.reranker]
        with self.store.vectors.session():
            lists = first + [find(query, kinds=kinds) for query, kinds in asked[len(first) :]]
        quotable = self._quotable([hit for hits in lists for hit in hits], aside)
        for rank in range(max((len(hits) for hits in lists), default=0)):
            for hits in lists:
                if rank < len(hits):
                    for paragraph in hits[rank].paragraphs:
                        for span in quotable.get(paragraph.id, ()):
                            found.setdefault(span.key, span)
        return [span for span in found.values() if speech is None or speech.by(span)]

    def _quotable(self, hits: Sequence[Found], aside: Callable[[Span], None]) -> dict[str, list[Span]]:
        """Paragraph id → its spans that may be quoted, told with what stands around: a planted block may
        begin in a chunk that was not found. ``aside`` hears of the others."""
        documents = {hit.document.id: hit.document for hit in hits}
        ordinals: dict[str, set[int]] = {document_id: set() for document_id in documents}
        for hit in hits:
            ordinals[hit.document.id].update(paragraph.ordinal for paragraph in hit.paragraphs)
        spans: dict[str, list[Span]] = {}
        for run in windows_of(self.store.sql, self.viewer, ordinals, FOLLOWED):
            document = documents[run[0].document_id]
            quotable, planted = parted(document, run)
            for span in quotable:
                spans.setdefault(span.paragraph.id, []).append(span)
            for span in planted:
                if span.paragraph.ordinal in ordinals[document.id]:
                    aside(span)
        return spans
