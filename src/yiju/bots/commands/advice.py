"""拜访策略, 话术, questions and what follows them up."""

from yiju.bots.agent import ask_to_confirm, converse, with_confirmation
from yiju.bots.asking_back import ask_customer, ask_scene, which
from yiju.bots.commands.about import offer
from yiju.bots.commands.lists import commitments
from yiju.bots.followups import TOPIC, asked_again
from yiju.bots.hearing import Hearing, can_be_pressed, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.intents_talk import complaint
from yiju.bots.showing import Shown, message_of
from yiju.bots.types import Turn
from yiju.bots.wording import NO_CUSTOMERS
from yiju.copilot.ask import NOTHING, UNSURE
from yiju.copilot.rows.answer import WHICH
from yiju.copilot.unasked import WHAT
from yiju.store.types import Customer, Suggestion

EVERYWHERE = "所有客户"
"""Before a question: it is not only of the customer talked of."""


def strategy(h: Hearing, intent: Intent) -> Turn:
    """A visit strategy."""
    second = intent.called if intent.customers else ""
    several = [h.customers[one] for one in intent.customers if one in h.customers] if intent.mixed else []
    if len(several) > 1:
        one_alone = intent.model_copy(update={"mixed": False})
        return ask_customer(h, one_alone, several, "一份拜访策略只为一个客户准备。先要哪一个的？")
    customer = which(h, intent.model_copy(update={"called": ""}) if second else intent)
    if isinstance(customer, Turn):
        return customer
    name = h.called[customer.id]
    h.working(f"正在读{name}的资料，准备拜访策略…")
    made = h.desk.copilot(h.viewer).strategy(name, goal=intent.text, as_of=h.day, watch=h.watch())
    note = (
        f"（一份拜访策略只为一个客户准备，这份是{name}的；没有找到客户“{second[:20]}”。）" if second else ""
    )
    return give(h, made, customer, note=note)


def talk(h: Hearing, intent: Intent) -> Turn:
    """A talk track: of several customers it is said that it is for one."""
    several = [h.customers[one] for one in intent.customers if one in h.customers] if intent.mixed else []
    if len(several) > 1:
        one_alone = intent.model_copy(update={"mixed": False})
        return ask_customer(h, one_alone, several, "一份话术只对一个客户说。先要哪一个的？")
    second = intent.called if intent.customers else ""
    customer = which(h, intent.model_copy(update={"called": ""}) if second else intent)
    if isinstance(customer, Turn):
        return customer
    if not intent.text:
        return ask_scene(h, intent, customer)
    name = h.called[customer.id]
    h.working(f"正在准备{name}的话术…")
    made = h.desk.copilot(h.viewer).talk(
        name, scene=intent.text, person=intent.person, tone=intent.tone, as_of=h.day, watch=h.watch()
    )
    note = f"（一份话术只对一个客户说，这份是{name}的；没有找到客户“{second[:20]}”。）" if second else ""
    return give(h, made, customer, note=note)


def ask(h: Hearing, intent: Intent, *, again: bool = False) -> Turn:
    """An answer, from the customers that are named, else the one talked of, else all.

    Args:
        again: it is what was asked before, of another customer.
    """
    if not h.customers:
        return h.say(NO_CUSTOMERS)
    if len(intent.text) > _LONGEST:
        return h.say(f"这段有 {len(intent.text)} 个字，太长了。请把要问的写成一两句。")
    named = [h.customers[one] for one in intent.customers if one in h.customers]
    if intent.mixed and len(named) > 1 and _one_name(h, intent.text):
        return ask_customer(h, intent, named)
    scene = complaint(intent.text) if h.customer and not intent.customers else ""
    if scene:
        return talk(h, Intent(kind="talk", text=scene))
    everywhere = intent.text.startswith(EVERYWHERE) or any(word in intent.text for word in _OF_ALL)
    kept = h.customer if not named and not everywhere else None
    one = named[0] if len(named) == 1 else kept
    text = intent.text.removeprefix(EVERYWHERE).lstrip("：:，, ") or intent.text
    h.working(f"正在查{h.called[one.id]}的资料…" if one else "正在查资料…")
    made, waiting = converse(h, text, h.called[one.id] if one else "")
    if made.headline == WHICH:
        return ask_customer(h, intent, named if len(named) > 1 else ())
    if waiting and not Shown(made).claims:
        return ask_to_confirm(h, waiting)
    filed = (made.customer, made.unit)
    about = one or next((c for c in h.customers.values() if (c.name, c.unit) == filed), None)
    return with_confirmation(give(h, made, about, kept=text if kept or (again and one) else ""), waiting)


def follow(h: Hearing, intent: Intent) -> Turn:
    """那付款条件呢, 那川岳呢: what was asked before, of something else."""
    shown = h.find(_topic(h)) or h.shown
    before = shown.suggestion if shown else None
    customer: Customer | None = None
    if intent.customers and not intent.text:
        found = which(h, intent)
        if isinstance(found, Turn):
            return found
        customer = found
        if h.memory.pending.get("what") == "commitments":
            return commitments(h, intent)
        if before is None:
            return offer(h, customer)
    again = asked_again(intent, before, h.names, customer)
    if again.kind == "ask":
        if before is None and not again.customers and not h.customer and len(h.customers) > 1:
            return ask_customer(h, again)  # it rests on what was said before, and nothing was
        return ask(h, again, again=customer is not None)
    return strategy(h, again) if again.kind == "strategy" else talk(h, again)


def give(h: Hearing, made: Suggestion, customer: Customer | None, *, kept: str = "", note: str = "") -> Turn:
    """Show what was made just now.

    Args:
        kept: a question that does not name its customer itself.
        note: said above it.
    """
    shown = Shown(made)
    empty = made.kind == "answer" and made.headline in (NOTHING, UNSURE)
    more = []
    if kept and empty and customer and len(h.customers) > 1:
        note = f"（只找了{h.called[customer.id]}的资料。）"
        more = [
            one for one in (say_button("在所有客户里找", f"{EVERYWHERE}：{kept}"),) if can_be_pressed(one)
        ]
    message = message_of(shown, 0, note=note, more=more)
    topic = (_topic(h) or h.memory.suggestion) if made.headline == WHAT else ""
    memory = h.remembering(
        customer=customer.id if customer else h.memory.customer,
        suggestion=made.id,
        page=0,
        pending={"kind": TOPIC, "suggestion": topic} if topic else {},
    )
    return Turn(messages=(message,), memory=memory)


def _topic(h: Hearing) -> str:
    """Id of what was asked before something that had to be asked back; empty where nothing was."""
    return str(h.memory.pending.get("suggestion") or "") if h.memory.pending.get("kind") == TOPIC else ""


_LONGEST = 1000
"""Characters of a question."""
_OF_ALL = (
    "哪些客户",
    "哪个客户",
    "哪家客户",
    "哪几家",
    "哪家",
    "所有客户",
    "各客户",
    "各家",
    "每个客户",
    "全部客户",
)


def _one_name(h: Hearing, text: str) -> bool:
    """Whether several customers come from one name that fits them all, not from several names."""
    from yiju.bots.typed import fold

    mentions = h.names.find(fold(text))
    return len(mentions) == 1
