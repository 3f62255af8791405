"""``search``: what the evidence, and the rows, say to a question. Judged as the fixed graph judges it."""

from pydantic import Field

from yiju.copilot.accounts import names_of
from yiju.copilot.agent.tools.base import Hand, OfCustomer, Told, Tool, fenced
from yiju.copilot.conflicts import find_conflicts
from yiju.copilot.lineage import lineage_of
from yiju.copilot.llm_shelf import by_rules, claims_of, places
from yiju.copilot.looking import Looked, look
from yiju.copilot.material import Material, Span
from yiju.copilot.progress import Steps
from yiju.copilot.question import read_question

_MOST = 8
"""Spans of one search."""
_READ = 30
"""Spans that are compared, so that neither side of a contradiction is handed over alone."""


class Query(OfCustomer):
    query: str = Field(min_length=2, max_length=200, description="要查的问题，一句话")


def _search(hand: Hand, given: Query) -> Told:
    accounts = hand.customers(given.customer)
    looked = look(hand.reader, accounts, given.query, hand.today, Steps(hand.within()), hand.copilot.taste)
    hand.about(*accounts)
    hand.table.own(looked.material.documents if looked.material else ())
    claims = [c for c in claims_of(looked.composed.sections) if c.nature == "fact" and c.citations]
    told = [claim for claim in claims if by_rules(claim) or looked.material is None]
    lines = hand.table.lay_facts(told)
    lines += hand.table.lay(_fit(looked, given.query, told=set(places(told))))
    if not lines:
        return Told("资料中没有查到。可以换个说法再查一次；查不到就不要写。", "nothing")
    return Told(fenced(lines))


def _fit(looked: Looked, query: str, told: set[tuple[str, int, int]]) -> list[Span]:
    """What a model may word: nothing that is replaced by now, nothing that is contradicted elsewhere."""
    if looked.material is None:
        return []
    material, spans = looked.material, list(looked.spans)
    question = read_question(query, names_of(looked.about))
    lineage = lineage_of(material, material.documents, question.years)
    limited = lineage.limited(question.edition, spans, material) or []
    older = question.edition is not None and question.edition.older
    current = [span for span in limited if older or span not in lineage.outdated]
    known = tuple(current[:_READ])
    small = Material(material.customer, material.documents, known, material.as_of, material.seller)
    against = {side.span.key for one in find_conflicts(small) for side in (one.newer, one.older)}
    return [span for span in current if span.key not in against and span.key not in told][:_MOST]


SEARCH = Tool(
    "search",
    "正在查资料…",
    "在客户资料和登记里查一个问题。返回编号的原文 E1…（可据此写结论）和已核实的结论 F1…（只能原样引用）。",
    Query,
    _search,
)
