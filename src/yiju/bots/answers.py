"""An answer to what was asked back; None where it is something new, which cancels the question."""

from collections.abc import Callable
from typing import Any

from yiju.bots.agent import confirmed
from yiju.bots.asking_back import ask_customer, chosen, out_of_range
from yiju.bots.commands import opinions, outcomes
from yiju.bots.commands.about import offer
from yiju.bots.feedback import reason_in
from yiju.bots.followups import TOPIC
from yiju.bots.hearing import Hearing
from yiju.bots.intent_types import Intent
from yiju.bots.intents import read_intent
from yiju.bots.intents_feedback import outcome_in
from yiju.bots.typed import bare, read_typed
from yiju.bots.types import Turn
from yiju.sandbox.proposals import KIND

_Do = Callable[[Hearing, Intent], Turn]


def answer_pending(h: Hearing, intent: Intent, text: str, do: _Do) -> Turn | None:
    """Go on with what was waited for.

    Args:
        do: does a whole intent.
    """
    pending = h.memory.pending
    kind = pending.get("kind")
    if not kind or kind == TOPIC:
        return None
    if kind == KIND:
        return confirmed(h, pending, text, intent)
    if intent.kind == "number":
        return _numbered(h, pending, intent.numbers, do)
    if intent.kind not in ("ask", "follow", "thanks", "about"):
        return None
    said = bare(read_typed(text))
    if kind == "customer":
        return _named(h, pending, said.text, do)
    if kind == "rewrite" and intent.kind != "thanks":
        return _rewritten(h, pending, read_typed(text).text)
    if said.asks or intent.kind in ("thanks", "about"):
        return None
    if kind == "scene":
        return do(h, _pending_intent(pending, text=said.text))
    if kind == "reason":
        code, comment = reason_in(said.text, h.desk.rubric.reasons)
        return opinions.give_reason(h, pending, code, comment)
    if kind == "outcome":
        if other := _of_another(h, pending, said.text):
            return do(h, other)
        found = outcome_in(said.key)
        if not found:
            return outcomes.again(h, pending, said.text)
        return outcomes.answer_how(h, pending, found, said.text)
    return None


def _of_another(h: Hearing, pending: dict[str, Any], text: str) -> Intent | None:
    """How a meeting with another customer went than the one asked about; None where it names no other."""
    meant = read_intent(f"会后 {text}", h.names)
    if meant.kind != "outcome" or not (meant.customers or meant.called):
        return None
    shown = h.find(str(pending.get("suggestion")))
    named = [h.customers[one] for one in meant.customers if one in h.customers]
    about = shown.suggestion if shown else None
    same = about is not None and any((c.name, c.unit) == (about.customer, about.unit) for c in named)
    return None if same else meant


def _numbered(h: Hearing, pending: dict[str, Any], numbers: tuple[int, ...], do: _Do) -> Turn | None:
    kind = pending["kind"]
    if kind == "rewrite":
        return h.say("请直接发改好的那句话；不改了发“取消”。", pending=pending)
    if kind == "reason":
        return opinions.choose_reason(h, pending, numbers[0])
    if kind == "outcome":
        return outcomes.choose_how(h, pending, numbers[0])
    if kind == "list":
        return _of_list(h, pending, numbers[0], do)
    option = chosen(pending, numbers)
    if option is None:
        return out_of_range(h)
    if kind == "which":
        return outcomes.choose_advice(h, pending, option)
    if kind == "scene":
        return do(h, _pending_intent(pending, text=option))
    return do(h, _pending_intent(pending, customers=(option,), mixed=False))


def _of_list(h: Hearing, pending: dict[str, Any], number: int, do: _Do) -> Turn | None:
    """A number after 我的客户: that customer; after 依据: that source."""
    if pending.get("what") == "sources":
        return do(h, Intent(kind="source", numbers=(number,)))
    ids = list(h.called)
    if pending.get("what") != "customers" or not 0 < number <= len(ids):
        return None
    return offer(h, h.customers[ids[number - 1]])


def _named(h: Hearing, pending: dict[str, Any], name: str, do: _Do) -> Turn | None:
    """A customer's name, in full or in part, preferably of those offered."""
    found = h.names.named(name)
    offered = [customer for customer in found if customer.id in (pending.get("options") or [])]
    meant = offered or list(found)
    if not meant:
        return None
    if len(meant) > 1:
        return ask_customer(h, _pending_intent(pending), meant)
    return do(h, _pending_intent(pending, customers=(meant[0].id,), mixed=False))


def _rewritten(h: Hearing, pending: dict[str, Any], text: str) -> Turn:
    about = h.memory.model_copy(update={"suggestion": str(pending.get("suggestion")), "pending": {}})
    there = Hearing(h.desk, h.incoming, h.asker, about, h.tell)
    return opinions.edit(there, Intent(kind="edit", numbers=tuple(pending.get("numbers") or ()), text=text))


def _pending_intent(pending: dict[str, Any], **changes: Any) -> Intent:
    return Intent.model_validate(pending["intent"]).model_copy(update={"called": ""} | changes)
