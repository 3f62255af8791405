"""Once a day: today's visits, what we owe, which contracts end, what is new about one's customers."""

import datetime as dt
from collections.abc import Sequence

from yiju.bots.commands.lists import OLD
from yiju.bots.commands.promises import Promise
from yiju.bots.desk import Desk
from yiju.bots.hearing import say_button
from yiju.bots.notices import last_told
from yiju.bots.proactive.finding import contract_ends, promises
from yiju.bots.proactive.items import Item, Told, stop_button, told_of
from yiju.bots.proactive.mine import customers_of
from yiju.bots.proactive.subscriptions import wanted_since
from yiju.bots.proactive.topics import TopicName
from yiju.bots.proactive.visits import list_visits
from yiju.copilot.accounts import labels
from yiju.ingest.visible import visible_line
from yiju.sandbox.moments import CHINA, local, utc
from yiju.store.database import Database
from yiju.store.documents import list_documents
from yiju.store.labels import DOCUMENTS
from yiju.store.types import Customer, Document, Viewer

TOPIC: TopicName = "digest"
_PROMISES, _STALE, _CONTRACTS, _DOCUMENTS = 5, 2, 5, 5
_SOON = 3
"""Days ahead in which a promise that is still open is told."""
_CONTRACT_DAYS = 60
_BUTTONS = 3


def make_digest(desk: Desk, viewer: Viewer, now: dt.datetime, since: dt.datetime) -> Told | None:
    """The day's digest, with the viewer's own rights; None where there is nothing to tell.

    Args:
        since: documents taken in after this moment are new.
    """
    sql, reader, today = desk.store.sql, desk.reader(viewer), local(now).date()
    mine = [reader.customer(f"{one.name}（{one.unit}）") for one in customers_of(sql, viewer, now)]
    begin = dt.datetime.combine(today, dt.time(), CHINA)
    planned = list_visits(sql, viewer, user=viewer.user, since=begin, until=begin + dt.timedelta(days=1))
    called = labels(mine)
    visits = [
        Item(
            f"visit:{one.id}",
            f"{local(one.at):%H:%M} {called.get(one.customer_id, one.customer)} {one.subject}".strip(),
        )
        for one in planned
    ]
    pressing: list[tuple[Promise, Item]] = []
    ends: list[Item] = []
    for customer in mine:
        pressing += [
            (promise, item)
            for promise, item in promises(reader, customer, today)
            if promise.late or _within(promise.commitment.due, today)
        ]
        ends += contract_ends(reader, customer, today, _CONTRACT_DAYS)
    pressing.sort(key=lambda pair: pair[0].order)
    owed = [item for promise, item in pressing if not promise.stale]
    old = [item for promise, item in pressing if promise.stale]
    documents = _new(desk, viewer, mine, since)
    parts = (
        ("今天的拜访", visits),
        ("要兑现的承诺", owed[:_PROMISES]),
        (OLD, old[:_STALE]),
        ("快到期的合同", ends[:_CONTRACTS]),
        ("客户的新资料", documents[:_DOCUMENTS]),
    )
    if not any(items for _, items in parts):
        return None
    more = max(0, len(owed) - _PROMISES) + max(0, len(old) - _STALE)
    notes = [f"承诺另有 {more} 项，发“待办承诺”查看。"] if more else []
    if len(documents) > _DOCUMENTS:
        notes.append(f"新资料另有 {len(documents) - _DOCUMENTS} 份。")
    names = dict.fromkeys(called.get(one.customer_id, one.customer) for one in planned)
    buttons = [say_button(f"{name} 拜访策略", f"拜访策略 {name}") for name in list(names)[:_BUTTONS]]
    title = f"每日速览 · {today:%m-%d}"
    return told_of(title, parts, viewer, notes=notes, buttons=[*buttons, stop_button(TOPIC, "每日速览")])


def digest_since(sql: Database, user: str, now: dt.datetime) -> dt.datetime:
    """From when on documents are new: the last digest, else the subscription, else a day ago."""
    told = [last_told(sql, user, TOPIC), wanted_since(sql, user, TOPIC)]
    known = [one for one in told if one is not None]
    return max(known) if known else now - dt.timedelta(days=1)


def _within(due: dt.date | None, today: dt.date) -> bool:
    return due is not None and due <= today + dt.timedelta(days=_SOON)


def _new(desk: Desk, viewer: Viewer, mine: Sequence[Customer], since: dt.datetime) -> list[Item]:
    """What was taken in, by title alone: nothing is claimed of what it says."""
    found = list_documents(desk.store.sql, viewer, customer_ids=[one.id for one in mine])
    fresh = [one for one in found if utc(one.ingested_at) > since]
    fresh.sort(key=lambda one: one.ingested_at, reverse=True)
    return [Item(f"document:{one.id}", _titled(one)) for one in fresh]


def _titled(document: Document) -> str:
    day = f"，{document.date:%Y-%m-%d}" if document.date else ""
    return f"{document.customer} · {DOCUMENTS[document.kind]}《{visible_line(document.title, 60)}》{day}"
