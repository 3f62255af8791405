"""An old suggestion read again today: is each source still there, still current, still in those words?

Every fact is verified anew against the quotes it was shown with, by the rules in force now.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from yiju.copilot.blotting import as_quoted
from yiju.copilot.draft import attributed_quote
from yiju.copilot.llm_verify import verify_by_rules
from yiju.copilot.material import Span, side_of
from yiju.copilot.rows.registered import rows_of
from yiju.copilot.verify import verify_claim
from yiju.privacy.policy import agrees
from yiju.sandbox.flags import ASSUMED
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import Database
from yiju.store.documents import CURRENT, get_documents, paragraphs_by_id
from yiju.store.erasing import is_erased
from yiju.store.types import (
    Citation,
    Claim,
    Customer,
    Document,
    Frozen,
    Paragraph,
    Suggestion,
    Verdict,
    Viewer,
)

State = Literal["current", "superseded", "gone", "changed"]
_SAID = {
    "gone": "资料《{title}》已删除或不可见",
    "superseded": "资料《{title}》已有新版",
    "changed": "资料《{title}》里的原文对不上了",
}


class Rechecked(Frozen):
    """A claim of the original, as it stands today.

    Attributes:
        now: the verdict today; None for advice.
        states: of each citation's document, in order.
        reasons: what changed, in Chinese; empty where nothing did.
        erased: its words went with a forgotten document; ``was`` tells nothing then.
        newer: whether the newest version still says the same words; None where there is no newer one.
    """

    claim_id: str
    section: str
    text: str
    was: Verdict | None
    now: Verdict | None
    states: tuple[State, ...] = ()
    reasons: tuple[str, ...] = ()
    newer: bool | None = None
    erased: bool = False

    @property
    def changed(self) -> bool:
        """Whether a reader should hear of it."""
        return self.was != self.now or bool(self.reasons)


def recheck(
    sql: Database, viewer: Viewer, suggestion: Suggestion, customer: Customer | None
) -> list[Rechecked]:
    """Every claim of a suggestion, in reading order. Advice falls with all that it rests on.

    Args:
        customer: whose it is, for telling who speaks; None where there are several or it is gone.
    """
    cited = [c for s in suggestion.sections for claim in s.claims for c in claim.citations]
    with sql.read() as connection:
        documents = get_documents(connection, viewer, {c.document.id for c in cited})
        paragraphs = paragraphs_by_id(connection, viewer, {c.paragraph_id for c in cited})
        newest = _newest(connection, viewer, [d for d in documents.values() if not d.current])
    for one_row in rows_of(sql, viewer, {c.paragraph_id for c in cited}):
        document, paragraph = one_row.place
        documents[document.id], paragraphs[paragraph.id] = document, paragraph
    known = _Known(documents, paragraphs, newest, customer, frozenset(_names(suggestion, customer)))
    found: list[Rechecked] = []
    fallen: set[str] = set()
    for section in suggestion.sections:
        for claim in section.claims:
            one = (
                known.fact(section.title, claim)
                if claim.nature == "fact"
                else _advice(section.title, claim, fallen)
            )
            if one.now == "unsupported" or (claim.nature == "advice" and one.reasons):
                fallen.add(claim.id)
            found.append(one)
    return found


def _names(suggestion: Suggestion, customer: Customer | None) -> list[str]:
    names = [customer.name, *customer.aliases, *customer.seller.people] if customer else [suggestion.customer]
    return [name for name in names if len(name) >= 2]


def _newest(connection: sa.Connection, viewer: Viewer, old: Sequence[Document]) -> Mapping[str, str]:
    """Old document's id → all that its newest version says; none where the source has no current version."""
    if not old:
        return {}
    table, texts = tables.documents, tables.paragraphs
    before = table.alias("before")
    same = sa.and_(table.c.source_key == before.c.source_key, table.c.customer_id == before.c.customer_id)
    query = (
        sa.select(before.c.id, texts.c.text)
        .select_from(before.join(table, same).join(texts, texts.c.document_id == table.c.id))
        .where(readable(viewer), table.c.state == CURRENT, before.c.id.in_({d.id for d in old}))
        .order_by(table.c.id, texts.c.ordinal)
    )
    said: dict[str, list[str]] = {}
    for row in connection.execute(query):
        said.setdefault(row.id, []).append(row.text)
    return {one: "\n".join(found) for one, found in said.items()}


def _advice(section: str, claim: Claim, fallen: set[str]) -> Rechecked:
    lost = [one for one in claim.rests_on if one in fallen]
    gone = claim.rests_on and len(lost) == len(claim.rests_on) and ASSUMED not in claim.flags
    reasons = ("所依据的事实今天都站不住",) if gone else ("所依据的事实有一部分站不住",) if lost else ()
    return Rechecked(
        claim_id=claim.id,
        section=section,
        text=claim.text,
        was=claim.verdict,
        now=claim.verdict,
        reasons=reasons,
        erased=is_erased(claim),
    )


class _Known:
    """What is known today of what a suggestion cites."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        paragraphs: Mapping[str, Paragraph],
        newest: Mapping[str, str],
        customer: Customer | None,
        names: frozenset[str],
    ) -> None:
        self._documents, self._paragraphs, self._newest = documents, paragraphs, newest
        self._customer, self._names = customer, names

    def fact(self, section: str, claim: Claim) -> Rechecked:
        """A fact: unsupported where one of its sources is gone or reads otherwise, or the rules refuse it."""
        states = tuple(map(self._state, claim.citations))
        titles = [self._title(citation) for citation in claim.citations]
        reasons = [_SAID[s].format(title=t) for s, t in zip(states, titles, strict=True) if s in _SAID]
        now = claim.verdict
        if is_erased(claim) or "gone" in states or "changed" in states or not claim.citations:
            now = "unsupported"
            reasons = ["所依据的资料已删除"] if is_erased(claim) or not reasons else reasons
        elif why := self._refused(claim):
            now = "unsupported"
            reasons.append(f"按现在的规则核验不通过：{'；'.join(why)}")
        newer = [
            citation.quote in self._newest[citation.document.id]
            for citation in claim.citations
            if citation.document.id in self._newest
        ]
        if newer:
            reasons.append("新版仍有这句原文" if all(newer) else "新版里找不到这句原文")
        return Rechecked(
            claim_id=claim.id,
            section=section,
            text=claim.text,
            was=claim.verdict,
            now=now,
            states=states,
            reasons=tuple(dict.fromkeys(reasons)),
            newer=all(newer) if newer else None,
            erased=is_erased(claim),
        )

    def _state(self, citation: Citation) -> State:
        document = self._documents.get(citation.document.id)
        paragraph = self._paragraphs.get(citation.paragraph_id)
        if document is None or paragraph is None:
            return "gone"
        if not agrees(citation.quote, paragraph.text[citation.start : citation.end]):
            return "changed"
        return "current" if document.current else "superseded"

    def _span(self, cited: Citation) -> Span:
        """What was cited, in the words it was shown in."""
        paragraph = as_quoted(self._paragraphs[cited.paragraph_id], cited)
        return Span(self._documents[cited.document.id], paragraph, cited.start, cited.end)

    def _title(self, citation: Citation) -> str:
        document = self._documents.get(citation.document.id)
        return document.title if document else citation.document.title

    def _refused(self, claim: Claim) -> tuple[str, ...]:
        """Why the claim is not supported by its quotes; empty where it is, together or each by its own."""
        spans = [self._span(citation) for citation in claim.citations]
        whole = self._check(claim.text, spans)
        if not whole or len(spans) < 2:
            return whole
        for joint in ("；", "→"):
            parts = claim.text.split(joint)
            for at in range(1, len(parts)):
                halves = (joint.join(parts[:at]), joint.join(parts[at:]))
                if len(spans) == 2 and not any(
                    self._check(half, [span]) for half, span in zip(halves, spans, strict=True)
                ):
                    return ()
        return whole

    def _check(self, text: str, spans: Sequence[Span]) -> tuple[str, ...]:
        """By the rules of either mode: what one of them supports, stands."""
        quotes = [attributed_quote(span) for span in spans]
        check = verify_claim(text, quotes, document_dates=[s.day for s in spans], names=self._names)
        if check.supported:
            return ()
        if self._customer is not None:
            customer = self._customer
            sides = {"ours": "我方", "theirs": "客户"}
            verify = verify_by_rules(
                self._names,
                side=lambda item: sides.get(
                    side_of(
                        customer.seller, customer, Span(item.document, item.paragraph, item.start, item.end)
                    ),
                    "",
                ),
                seller=customer.seller.name or "我方",
                customer=customer.name,
            )
            if verify(text, [span.evidence(n) for n, span in enumerate(spans, 1)]).supported:
                return ()
        return check.reasons or ("证据不支持这个说法",)
