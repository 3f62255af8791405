"""威瑟兰, 威瑟兰怎么样: who that is, and what can be had of them."""

from yiju.bots.asking_back import which
from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.types import Turn
from yiju.ingest.visible import visible_line
from yiju.store.documents import list_documents
from yiju.store.types import Customer


def about(h: Hearing, intent: Intent) -> Turn:
    """A customer's name and no more."""
    customer = which(h, intent)
    return customer if isinstance(customer, Turn) else offer(h, customer)


def offer(h: Hearing, customer: Customer) -> Turn:
    """One line who this is, and what one may want."""
    name = h.called[customer.id]
    commands = (f"拜访策略 {name}", f"话术 {name}", f"待办承诺 {name}")
    return h.say(
        _who(h, customer),
        "发“拜访策略”“话术”“待办承诺”，或直接提问。",
        title=name,
        buttons=[say_button(one, one) for one in commands],
        customer=customer.id,
        suggestion="",
        page=0,
    )


def _who(h: Hearing, customer: Customer) -> str:
    """Name, unit, and what there is to read."""
    found = list_documents(h.desk.store.sql, h.viewer, customer_ids=[customer.id])
    also = "、".join(customer.aliases[:2])
    called = f"{customer.name}（{customer.unit}{also and f'，又名{also}'}）"
    if not found:
        return visible_line(f"{called}：还没有资料。")
    dated = [one for one in found if one.date is not None]
    latest = f"，最近一份是 {dated[-1].date} 的《{dated[-1].title}》" if dated else ""
    return visible_line(f"{called}：{len(found)} 份资料{latest}。", 160)
