"""What a conversation has found, by number: E1 … spans to word claims from, F1 … claims of the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yiju.copilot.agent.types import Proposal
from yiju.copilot.llm_prompt import evidence_line, fact_line
from yiju.copilot.material import Span, side_of
from yiju.store.types import Claim, Customer, Document, Evidence, Suggestion

if TYPE_CHECKING:
    from yiju.copilot.agent.tools.answer import Answered

_SIDES = {"ours": "我方", "theirs": "客户"}


@dataclass
class Table:
    """Numbers go by the order in which things were laid down; the same thing has one number.

    Attributes:
        customers: by id, those that may be spoken of.
        made: a strategy or talk track, not kept yet.
        proposal: feedback that waits for the person; answer: the model's last word.
        read: units whose material was read; owners: document id → customer id, of what lies here.
    """

    customers: dict[str, Customer]
    spans: dict[str, Span] = field(default_factory=dict)
    facts: dict[str, Claim] = field(default_factory=dict)
    made: Suggestion | None = None
    proposal: Proposal | None = None
    answer: "Answered | None" = None
    read: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    _numbers: dict[tuple[str, int, int], str] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def lay(self, spans: Sequence[Span]) -> list[str]:
        """Lay spans down; their lines, as they stand in a prompt."""
        return [evidence_line(self.evidence(one), self.side(one)) for one in map(self._number, spans)]

    def own(self, documents: Iterable[Document]) -> None:
        """Know whose these documents are."""
        for document in documents:
            self.owners[document.id] = document.customer_id

    def lay_facts(self, claims: Sequence[Claim]) -> list[str]:
        """Lay claims of the rules down, verified and cited; their lines."""
        lines = []
        for claim in claims:
            name = self._texts.setdefault(claim.text, f"F{len(self.facts) + 1}")
            self.facts.setdefault(name, claim)
            lines.append(fact_line(int(name[1:]), claim))
        return lines

    def evidence(self, name: str) -> Evidence:
        """What lies under E1, E2 …"""
        return self.spans[name].evidence(int(name[1:]))

    def side(self, name: str) -> str:
        """Who speaks there, 我方 or 客户; empty where it is not known."""
        span = self.spans[name]
        customer = self.customers.get(span.document.customer_id)
        return _SIDES.get(side_of(customer.seller, customer, span), "") if customer else ""

    @property
    def bare(self) -> bool:
        """Whether nothing lies here that an answer could be made of."""
        return not (self.spans or self.facts)

    def _number(self, span: Span) -> str:
        name = self._numbers.setdefault(span.key, f"E{len(self.spans) + 1}")
        self.spans.setdefault(name, span)
        self.owners[span.document.id] = span.document.customer_id
        return name
