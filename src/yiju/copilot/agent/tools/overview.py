"""``overview`` and ``commitments``: what the rules know of a customer, as claims shown word for word."""

from collections import Counter

from yiju.copilot.agent.tools.base import Hand, OfCustomer, Told, Tool, fenced
from yiju.copilot.ask import KIND_COUNTS
from yiju.copilot.findings import find
from yiju.copilot.forms import PICKED
from yiju.copilot.llm_prompt import neutral
from yiju.copilot.llm_shelf import claims_of
from yiju.copilot.own_labels import title_told
from yiju.copilot.progress import Steps
from yiju.copilot.rows.answer import compose_rows
from yiju.copilot.sections import PEOPLE, TERMS
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Claim

_TITLES = 6
_CUSTOMERS = 6
"""Customers whose promises are looked through at once, at most: each is read whole."""


def _overview(hand: Hand, given: OfCustomer) -> Told:
    customer = hand.customer(given.customer)
    material = hand.reader.material(customer, hand.today)
    hand.about(customer)
    hand.table.own(material.documents)
    if not material.documents:
        return Told("这个客户还没有任何资料。", "nothing")
    composed = compose_strategy(find(material, hand.reader.relevance(customer)), steps=Steps(hand.within()))
    claims: list[Claim] = []
    for title, most in (*((t, max(n, 1)) for t, n in PICKED), (PEOPLE, 2), (TERMS, 2)):
        held = [c for s in composed.sections if s.title == title for c in s.claims if c.nature == "fact"]
        claims += held[:most]
    counts = Counter(document.kind for document in material.documents)
    kinds = "、".join(form.format(counts[kind]) for kind, form in KIND_COUNTS.items() if counts[kind])
    newest = [f"{d.date or '日期不详'} {neutral(title_told(d))[:30]}" for d in material.documents[:_TITLES]]
    return Told(fenced([f"资料：{kinds}。最新：{'；'.join(newest)}", *hand.table.lay_facts(claims)]))


def _commitments(hand: Hand, given: OfCustomer) -> Told:
    customers = hand.customers(given.customer)
    if len(customers) > _CUSTOMERS:
        return Told("客户太多，请先说是哪个客户。", "refused")
    lines: list[str] = []
    for customer in customers:
        composed = compose_rows("commitments", hand.reader, [customer], hand.today)
        hand.about(customer)
        hand.table.own(hand.reader.documents([customer]))
        claims = [
            claim.model_copy(update={"flags": (*claim.flags, f"about:{hand.called[customer.id]}")})
            if len(customers) > 1
            else claim
            for claim in claims_of(composed.sections if composed else ())
        ]
        lines += hand.table.lay_facts(claims)
    return Told(fenced(lines)) if lines else Told("没有查到未兑现的承诺。", "nothing")


OVERVIEW = Tool(
    "overview",
    "正在看客户概况…",
    "一个客户的概况：有哪些资料，承诺、近况、风险、关键人、合同要点各几条。返回 F 编号的已核实结论。",
    OfCustomer,
    _overview,
)
COMMITMENTS = Tool(
    "commitments",
    "正在查承诺…",
    "双方答应过、还没有兑现的事，逾期的在内。返回 F 编号的已核实结论。",
    OfCustomer,
    _commitments,
)
