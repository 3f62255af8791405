"""Alerts: promises that fell due, contracts that end, what new documents tell. Each thing is told once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from yiju.bots.desk import Desk
from yiju.bots.notices import told_before
from yiju.bots.proactive.finding import contract_ends, newly_late, promises, signals
from yiju.bots.proactive.items import Item, Told, stop_button, told_of
from yiju.bots.proactive.mine import customers_of
from yiju.bots.proactive.topics import TopicName, topic_named
from yiju.sandbox.moments import local, utc
from yiju.store.documents import list_documents
from yiju.store.types import Document, Viewer

_MOST = 5
"""Items in one alert; the others come with the next."""
FRESH = dt.timedelta(days=3)
"""How long a document counts as new: one that came in while nobody was told is not told of weeks later."""


def make_alert(
    desk: Desk, viewer: Viewer, topic: TopicName, options: Mapping[str, object], now: dt.datetime
) -> Told | None:
    """What there is to tell of a topic that this user was not told yet; None where there is nothing."""
    items = _items(desk, viewer, topic, options, now)
    known = told_before(desk.store.sql, [item_key(viewer.user, one) for one in items])
    new = [one for one in items if item_key(viewer.user, one) not in known]
    if not new:
        return None
    called = topic_named(topic).called
    notes = [f"另有 {len(new) - _MOST} 项，稍后再发。"] if len(new) > _MOST else []
    title = f"{called}提醒 · {local(now):%m-%d}"
    return told_of(title, [(called, new[:_MOST])], viewer, notes=notes, buttons=[stop_button(topic, called)])


def item_key(user: str, item: Item) -> str:
    """What is kept of an item that a user was told."""
    return key_of(user, item.key)


def key_of(user: str, key: str) -> str:
    """A notice's key for one user."""
    return f"told:{user}:{key}"[:400]


def fresh_documents(desk: Desk, viewer: Viewer, now: dt.datetime) -> list[Document]:
    """Documents of the viewer's customers that came in of late."""
    mine = [one.id for one in customers_of(desk.store.sql, viewer, now)]
    found = list_documents(desk.store.sql, viewer, customer_ids=mine) if mine else []
    return [one for one in found if utc(one.ingested_at) > now - FRESH]


def _items(
    desk: Desk, viewer: Viewer, topic: TopicName, options: Mapping[str, object], now: dt.datetime
) -> list[Item]:
    reader, today = desk.reader(viewer), local(now).date()
    fresh: Collection[str] = ()
    mine: Sequence[tuple[str, str]] = [
        (one.name, one.unit) for one in customers_of(desk.store.sql, viewer, now)
    ]
    if topic == "signal":
        documents = fresh_documents(desk, viewer, now)
        fresh = {one.id for one in documents}
        mine = list(dict.fromkeys((one.customer, one.unit) for one in documents))
    found: list[Item] = []
    for name, unit in mine:
        customer = reader.customer(f"{name}（{unit}）")
        if topic == "contract":
            found += contract_ends(reader, customer, today, int(str(options["days"])))
        elif topic == "commitment":
            found += [item for one, item in promises(reader, customer, today) if newly_late(one, today)]
        else:
            found += signals(reader, customer, today, fresh)
    return found
