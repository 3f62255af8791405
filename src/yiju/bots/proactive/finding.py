"""What there is to tell of one customer, found in its material and told in the copilot's words."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from yiju.bots.commands.promises import Promise, open_promises
from yiju.bots.proactive.items import Item
from yiju.copilot.changes import Change, find_changes
from yiju.copilot.contract_ends import find_contract_ends
from yiju.copilot.draft import Draft, Ledger, attributed, fact
from yiju.copilot.repeated import Repeated, find_repeated
from yiju.copilot.salience import substance
from yiju.copilot.section_news import change_draft
from yiju.copilot.trim import trim
from yiju.copilot.versions import versions
from yiju.store.types import Customer

if TYPE_CHECKING:
    from yiju.copilot.material import Material, Span
    from yiju.copilot.retrieve import Reader

_CHANGES = 4
"""Changes of a new edition that are told one by one; the others are counted."""


def promises(reader: "Reader", customer: Customer, today: dt.date) -> list[tuple[Promise, Item]]:
    """Our own promises that are not kept, overdue ones first."""
    found = [one for one in open_promises(reader, customer, today) if one.commitment.side != "theirs"]
    found.sort(key=lambda one: one.order)
    # One that falls due is told of anew, whatever was told of it before.
    return [
        (
            one,
            Item(
                _key("late" if one.late else "open", one.commitment.span),
                f"{customer.name} · {one.text}",
                one.citations,
            ),
        )
        for one in found
    ]


def newly_late(promise: Promise, today: dt.date, days: int = 7) -> bool:
    """Whether a promise fell due, or was asked for again, within the last days."""
    one = promise.commitment
    if one.status != "overdue":
        return False
    moments = [one.due, one.proof.day if one.proof is not None else None]
    return any(day is not None and dt.timedelta() <= today - day <= dt.timedelta(days) for day in moments)


def contract_ends(reader: "Reader", customer: Customer, today: dt.date, days: int) -> list[Item]:
    """Contracts whose last day is within so many days, soonest first."""
    material = reader.material(customer, today)
    ledger = Ledger(material)
    found: list[Item] = []
    for end in find_contract_ends(material):
        left = (end.day - today).days
        claims = ledger.admit("合同到期", [fact("end", end.span)]) if 0 <= left <= days else ()
        for claim in claims:
            renews = "；条款写有自动续期" if end.renews else ""
            text = f"{customer.name} · 还有 {left} 天到期（{end.day:%Y-%m-%d}{renews}）：{claim.text}"
            found.append(Item(f"contract:{_key('end', end.span)}:{end.day}", text, claim.citations))
    return found


def signals(reader: "Reader", customer: Customer, today: dt.date, fresh: Collection[str]) -> list[Item]:
    """What documents that just came in tell: a new edition and its changes, a subject that comes up again.

    Args:
        fresh: ids of these documents.
    """
    material = reader.material(customer, today)
    ledger = Ledger(material)
    found = _editions(material, ledger, customer, fresh)
    for one in find_repeated(material):
        if one.spans[0].document.id in fresh:
            found += _repeated(material, ledger, customer, one)
    return found


def _editions(material: "Material", ledger: Ledger, customer: Customer, fresh: Collection[str]) -> list[Item]:
    newer = {new.id: new for _, new in versions(material) if new.id in fresh}
    if not newer:
        return []
    found: list[Item] = []
    changes = [one for one in find_changes(material) if one.new.document.id in newer]
    for document in newer.values():
        own = [one for one in changes if one.new.document.id == document.id]
        told = _told(ledger, customer, _leading(own))
        rest = len(own) - len(told)
        if told and rest > 0:
            last = told[-1]
            told[-1] = Item(last.key, f"{last.text}（另有 {rest} 处变化，发“拜访策略”查看）", last.citations)
        found += told
    return found


def _leading(changes: list[Change]) -> list[Change]:
    """The weightiest; one that the new edition does not list itself is always among them."""
    leading = changes[:_CHANGES]
    hidden = [one for one in changes[_CHANGES:] if one.unlisted]
    if hidden and not any(one.unlisted for one in leading):
        leading[-1] = hidden[0]
    return leading


def _told(ledger: Ledger, customer: Customer, changes: list[Change]) -> list[Item]:
    found: list[Item] = []
    for change in changes:
        for claim in ledger.admit("客户近况", [change_draft("change", change)]):
            mark = "招标新版没有列出的变化" if "unlisted" in claim.flags else "招标新版有变化"
            text = f"{customer.name} · {mark}：{claim.text}"
            found.append(Item(_key("change", change.new), text, claim.citations))
    return found


def _repeated(material: "Material", ledger: Ledger, customer: Customer, one: Repeated) -> list[Item]:
    """Each sentence is verified against its own source; the count is ours."""
    telling = [span for span in one.spans if substance(material, span) > 0][:3]
    drafts = [Draft("r", "fact", attributed(span, trim(span.text, 50)), (span,)) for span in telling]
    claims = ledger.admit("客户动向", drafts)
    if len(claims) < 2:
        return []
    said = "；".join(claim.text for claim in claims)
    text = f"{customer.name} · {one.days} 天里有 {len(one.spans)} 天谈到{one.subject}：{said}"
    citations = tuple(citation for claim in claims for citation in claim.citations)
    return [Item(_key(f"repeated:{one.subject}", one.spans[0]), text, citations)]


def _key(sort: str, span: "Span") -> str:
    return f"{sort}:{span.paragraph.id}:{span.start}"
