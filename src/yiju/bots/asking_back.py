"""Questions asked back: a numbered choice, answered by number or by name; a new command cancels it."""

from collections.abc import Sequence
from typing import Any

from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.types import Line, Turn
from yiju.bots.wording import BACK, NO_CUSTOMERS
from yiju.copilot.talk import scene_names
from yiju.store.types import Customer

_MOST = 9
_COMMAND = {"strategy": "拜访策略", "talk": "话术", "commitments": "待办承诺"}


def which(h: Hearing, intent: Intent) -> Customer | Turn:
    """The customer that is meant: named, talked of before, the only one there is; else a question back."""
    if not h.customers:
        return h.say(NO_CUSTOMERS)
    if intent.called:
        found = h.names.named(intent.called)
        if not found:
            return unknown_customer(h, intent)
        return found[0] if len(found) == 1 else ask_customer(h, intent, found)
    if intent.customers:
        known = [h.customers[one] for one in intent.customers if one in h.customers]
        return known[0] if len(known) == 1 else ask_customer(h, intent, known)
    if h.customer:
        return h.customer
    return next(iter(h.customers.values())) if len(h.customers) == 1 else ask_customer(h, intent)


def ask_customer(h: Hearing, intent: Intent, found: Sequence[Customer] = (), said: str = "") -> Turn:
    """Which customer? Of those that may be meant, else of all."""
    known = list(found) or list(h.customers.values())
    if not known:
        return h.say(NO_CUSTOMERS)
    shown = known[:_MOST]
    question = said or ("是哪个客户？" if not found else "您指的是哪一个？")
    lines = [Line(text=question)]
    lines += [Line(lead=f"{n}.", text=h.called[c.id], style="item") for n, c in enumerate(shown, 1)]
    more = f"共 {len(known)} 个，只列了前 {_MOST} 个；" if len(known) > _MOST else ""
    lines.append(Line(text=f"{more}回编号或客户名称。{BACK}", style="note"))
    buttons = [say_button(h.called[c.id], _in_full(intent, h.called[c.id])) for c in shown]
    pending = {"kind": "customer", "intent": intent.model_dump(mode="json"), "options": [c.id for c in shown]}
    return h.say(*lines, title="哪个客户？", buttons=buttons, pending=pending)


def unknown_customer(h: Hearing, intent: Intent) -> Turn:
    """No such customer here: the closest names, else all; nobody else's where something would be kept."""
    if not h.customers:
        return h.say(NO_CUSTOMERS)
    close = h.names.close_to(intent.called)
    said = f"没有找到客户“{intent.called[:30]}”。"
    if intent.kind == "outcome" and not close:
        return h.say(f"{said}没有记。")
    if len(close) == 1 and intent.kind != "outcome":
        said += f"您是说{h.called[close[0].id]}吗？"
    else:
        said += "您是不是指：" if close else "您的客户："
    return ask_customer(h, intent.model_copy(update={"called": ""}), close, said)


def ask_scene(h: Hearing, intent: Intent, customer: Customer) -> Turn:
    """For which scene?"""
    name = h.called[customer.id]
    lines = [Line(text=f"{name}：哪个场景的话术？")]
    lines += [Line(lead=f"{n}.", text=scene, style="item") for n, scene in enumerate(scene_names(), 1)]
    lines.append(Line(text=f"回编号，或用一句话说说情况，如“他们嫌交期太长”。{BACK}", style="note"))
    person = f" 对{intent.person}" if intent.person else ""
    person += f" 语气{intent.tone}" if intent.tone else ""
    buttons = [say_button(scene, f"话术 {name} {scene}{person}") for scene in scene_names()]
    kept = intent.model_copy(update={"customers": (customer.id,)}).model_dump(mode="json")
    pending = {"kind": "scene", "intent": kept, "options": list(scene_names())}
    return h.say(*lines, title="哪个场景？", buttons=buttons, pending=pending, customer=customer.id)


def chosen(pending: dict[str, Any], numbers: Sequence[int]) -> str | None:
    """The option of this number; None where there is none."""
    options = pending.get("options") or []
    number = numbers[0] if len(numbers) == 1 else 0
    return str(options[number - 1]) if 0 < number <= len(options) else None


def out_of_range(h: Hearing) -> Turn:
    """A number that is none of the options."""
    count = len(h.memory.pending.get("options") or [])
    return h.say(f"请回 1 到 {count} 之间的编号。{BACK}", pending=h.memory.pending)


def _in_full(intent: Intent, name: str) -> str:
    """What one would type to mean this customer from the start: good whenever it is pressed."""
    if intent.kind == "ask":
        return f"{name}：{intent.text}"
    if intent.kind == "about":
        return name
    if intent.kind == "follow":
        return f"{name}的{intent.text}" if intent.text else f"拜访策略 {name}"
    if intent.kind == "outcome":
        return f"会后 {name}：{intent.text}" if intent.text else f"会后 {name}"
    said = " ".join(part for part in (_COMMAND.get(intent.kind, "拜访策略"), name, intent.text) if part)
    said += f" 对{intent.person}" if intent.person else ""
    return f"{said} 语气{intent.tone}" if intent.tone else said
