"""Who writes too fast is told so, and nobody else is."""

import datetime as dt

from tests.support.paper import Paper
from tests.support.paper_desk import Talk, at_work, person
from yiju.bots import inbox, limits
from yiju.bots.types import Chat, EventKind, Incoming
from yiju.store.store import Store


def test_in_a_group_nobody_reads_that_somebody_wrote_too_fast(store: Store) -> None:
    person(store, "ann")
    with Paper() as paper, at_work(store, paper, Talk(), bot_per_minute=1):
        said = [paper.say("ann", "g1", f"{number}", group=True) for number in range(4)]
        paper.until(lambda: any("太快" in text for _, _, text in paper.shown))
        paper.until(lambda: len(_ended(paper, said)) == 4)
    public = [text for one in said for text in paper.answers(one)]
    public += [event["why"] for event in paper.events if "abandon" in event]
    assert not any("太快" in text for text in public) and "已私信您。" in public
    told = [to for _, to, text in paper.shown if "太快" in text]
    assert 1 <= len(told) <= 2 and all(to.startswith("push ann") for to in told)  # two: the minute ended


_TAPS: tuple[EventKind, ...] = ("press", "feedback", "enter", "press")


def test_taps_are_no_messages(store: Store) -> None:
    sql, chat = store.sql, Chat(channel="wecom", bot="b", id="c")

    def came(key: str, kind: EventKind) -> Incoming:
        made = Incoming(key=key, chat=chat, sender="ann", kind=kind, at=dt.datetime.now(dt.UTC))
        inbox.accept(sql, made)
        return made

    def taken() -> inbox.Claimed:
        claimed = inbox.claim(sql, "me", 60, [("wecom", "b")])
        assert claimed is not None
        return claimed

    for number, kind in enumerate(_TAPS):
        came(f"done-{number}", kind)
        claimed = taken()
        with sql.write() as connection:
            inbox.finish(connection, claimed)
        assert not limits.too_many(sql, claimed, 1)
    came("tap", "press")
    first = came("m1", "message")
    assert not limits.crowded(sql, first, 1)
    second = came("m2", "message")
    assert limits.crowded(sql, second, 1) and not limits.crowded(sql, second, 2)
    for expected in (False, False, True):  # the tap, m1, m2
        claimed = taken()
        assert limits.too_many(sql, claimed, 1) is expected, claimed.incoming.key
        with sql.write() as connection:
            inbox.finish(connection, claimed)


def _ended(paper: Paper, said: list[str]) -> set[str]:
    abandoned = {event["abandon"] for event in list(paper.events) if "abandon" in event}
    return {one for one in said if one in abandoned or paper.answers(one)}
