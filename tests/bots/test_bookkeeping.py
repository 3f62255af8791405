"""What the runtime keeps beside messages: leases, counted calls, memories, letters, and what it forgets."""

import asyncio
import datetime as dt
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.shell import yiju
from yiju.bots import inbox, leases, outbox, sending, usage
from yiju.bots.door import Door
from yiju.bots.standing import letters, standing
from yiju.bots.tasks import end
from yiju.bots.tidying import tidy
from yiju.bots.types import Chat, Delivery, Incoming, Memory
from yiju.errors import Conflict
from yiju.store import audit, memories
from yiju.store.bot_tables import bot_inbox, bot_outbox, bot_usage
from yiju.store.database import Database

CHAT = Chat(channel="wecom", bot="b", id="c")
BOTS = [("wecom", "b")]
SECRET = "webhook-key-0123456789"


def _came(key: str) -> Incoming:
    at = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
    return Incoming(key=key, chat=CHAT, sender="u", text=f"text of {key}", at=at, reply={"url": SECRET})


def _delivery(name: str) -> Delivery:
    target = {"url": SECRET}
    return Delivery(channel="wecom", bot="b", chat="c", way="w", target=target, body={"text": name})


def _posted(sql: Database, *names: str) -> None:
    with sql.write() as connection:
        for name in names:
            outbox.post(connection, name, [_delivery(name)])


def test_a_lease_has_one_holder_until_it_is_given_back_or_over(sql: Database) -> None:
    assert leases.take(sql, "x", "one", 60)
    assert leases.take(sql, "x", "one", 60), "renewed"
    assert not leases.take(sql, "x", "two", 60)
    assert leases.take(sql, "y", "two", 60)
    leases.give(sql, "x", "two")
    assert not leases.take(sql, "x", "two", 60), "only its holder gives it back"
    leases.give(sql, "x", "one")
    assert leases.take(sql, "x", "two", -1)
    assert leases.take(sql, "x", "one", 60), "over"
    assert not leases.take(sql, "x", "two", 60)


def test_of_many_that_want_a_lease_at_once_one_gets_it(sql: Database) -> None:
    got: list[bool] = []
    start = threading.Barrier(6)

    def want(name: str) -> None:
        start.wait()
        got.append(leases.take(sql, "x", name, 60))

    threads = [threading.Thread(target=want, args=(f"p{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]


def test_what_runs_under_a_lease_ends_with_it_and_its_error_is_raised(sql: Database) -> None:
    async def fails() -> None:
        raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        asyncio.run(leases.hold(sql, "x", "one", 60, fails))
    assert leases.take(sql, "x", "two", 60), "given back"


def test_a_task_that_swallows_a_cancel_ends_all_the_same() -> None:
    async def stubborn() -> None:
        for _ in range(2):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue
        await asyncio.sleep(60)

    async def run() -> bool:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        await end(task, again=0.05)
        return task.cancelled()

    assert asyncio.run(run())


def test_what_closes_in_order_is_not_cut_short_however_deep_it_lies(sql: Database) -> None:
    """As a runtime ends a lease's holder, it its channel, and that what it shows."""
    closed: list[bool] = []
    begun = asyncio.Event()

    async def channel() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(1.5)
            closed.append(leases.take(sql, "x", "two", 60))

    async def supervised() -> None:
        running = asyncio.create_task(channel())
        try:
            await asyncio.wait((running,))
        finally:
            await end(running)

    async def run() -> None:
        holding = asyncio.create_task(leases.hold(sql, "x", "one", 60, supervised))
        await begun.wait()
        await end(holding, again=0.5)
        assert holding.cancelled()

    asyncio.run(run())
    assert closed == [False], "nobody else may run it while it closes"
    assert leases.take(sql, "x", "two", 60), "given back afterwards"


def test_a_lease_is_given_back_though_its_holder_is_cancelled_once_more_meanwhile(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, give = threading.Event(), threading.Event(), leases.give

    def slow(*args: object) -> None:
        begun.set()
        assert go_on.wait(30)
        give(sql, "x", "one")

    monkeypatch.setattr(leases, "give", slow)

    async def run() -> None:
        running = asyncio.Event()

        async def forever() -> None:
            running.set()
            await asyncio.Event().wait()

        holding = asyncio.create_task(leases.hold(sql, "x", "one", 60, forever))
        await running.wait()
        holding.cancel()
        assert await asyncio.to_thread(begun.wait, 30)
        holding.cancel()
        done, _ = await asyncio.wait((holding,), timeout=0.05)
        assert not done, "it ends when it is given back"
        go_on.set()
        await asyncio.wait((holding,))
        assert holding.cancelled()

    asyncio.run(run())
    assert leases.take(sql, "x", "two", 60)


def test_calls_are_counted_by_month_and_bot(sql: Database) -> None:
    assert usage.count(sql, "dingtalk", "b", "card") == 1
    assert usage.count(sql, "dingtalk", "b", "text", 4) == 5
    assert usage.count(sql, "dingtalk", "other", "text") == 1
    assert usage.used(sql, "dingtalk", "b") == 5
    with sql.write() as connection:
        connection.execute(sa.update(bot_usage).values(month="2020-01"))
    assert usage.used(sql, "dingtalk", "b") == 0


def test_a_conversation_is_remembered_by_person_and_chat_and_can_be_forgotten(sql: Database) -> None:
    memory = Memory(customer="k1", page=2, pending={"kind": "which"})
    with sql.write() as connection:
        memories.keep(connection, CHAT, "ann", memory)
        memories.keep(connection, CHAT, "ann", memory.model_copy(update={"page": 3}))
    assert memories.recall(sql, CHAT, "ann").page == 3
    assert memories.recall(sql, CHAT, "bob") == Memory()
    assert memories.recall(sql, CHAT.model_copy(update={"id": "other"}), "ann") == Memory()
    assert memories.last_heard(sql, "ann") == [("wecom", "b")]
    with sql.write() as connection:
        memories.keep(connection, CHAT, "ann", Memory())
    assert memories.recall(sql, CHAT, "ann") == Memory()


def test_what_comes_together_is_kept_in_order_and_one_that_cannot_be_kept_hinders_no_other(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = inbox.accept_all

    def accept_all(sql: Database, incomings: list[Incoming]) -> list[bool]:
        if any(one.key == "bad" for one in incomings):
            raise ValueError("bad")
        return real(sql, incomings)

    monkeypatch.setattr(inbox, "accept_all", accept_all)
    door = Door(sql)

    async def come() -> list[object]:
        keys = ("k0", "k1", "bad", "k2", "k1")
        return await asyncio.gather(*(door.accept(_came(key)) for key in keys), return_exceptions=True)

    new = asyncio.run(come())
    door.close()
    assert [one for one in new if not isinstance(one, ValueError)] == [True, True, True, False]
    assert isinstance(new[2], ValueError)
    with sql.read() as connection:
        assert list(connection.scalars(sa.select(bot_inbox.c.key).order_by(bot_inbox.c.seq))) == [
            "k0",
            "k1",
            "k2",
        ]


def test_what_is_meant_for_later_holds_nobody_up(sql: Database) -> None:
    at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)
    with sql.write() as connection:
        outbox.post(connection, "tomorrow", [_delivery("tomorrow")], at=at)
        outbox.post(connection, "now", [_delivery("now")])
        outbox.post(connection, "now", [_delivery("again")])
    assert [one.delivery.body["text"] for one in sending.pick(sql, BOTS)] == ["now"]


def test_keys_are_forgotten_after_a_day_and_letters_after_a_month(sql: Database) -> None:
    for key in ("done", "fresh", "failed"):
        inbox.accept(sql, _came(key))
        claimed = inbox.claim(sql, "p", 60, BOTS)
        assert claimed is not None
        with sql.write() as connection:
            (inbox.fail if key == "failed" else inbox.finish)(connection, claimed)
    with sql.write() as connection:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
        old = bot_inbox.c.key.in_(("done", "failed"))
        connection.execute(sa.update(bot_inbox).where(old).values(ended_at=before))
    assert tidy(sql) == 1
    assert not inbox.accept(sql, _came("fresh"))
    assert inbox.accept(sql, _came("done")), "a day later it is another message"
    with sql.write() as connection:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
        connection.execute(sa.update(bot_inbox).where(bot_inbox.c.key == "failed").values(ended_at=before))
    assert tidy(sql) == 1
    assert letters(sql) == []


def test_letters_are_listed_without_their_words_and_sent_again_by_number(
    sql: Database, sql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_DATABASE_URL", sql_url)
    here = ("--data", str(tmp_path))
    inbox.accept(sql, _came("k1"))
    claimed = inbox.claim(sql, "p", 60, BOTS)
    assert claimed is not None
    with sql.write() as connection:
        inbox.fail(connection, claimed)
    _posted(sql, "dead")
    [first] = sending.pick(sql, BOTS)
    mine = sending.begin(sql, first, "p", 60)
    assert mine is not None
    sending.lost(sql, mine, "dead", "平台不收")
    _posted(sql, "cut")
    [second] = sending.pick(sql, BOTS)
    assert sending.begin(sql, second, "p", -1) is not None
    assert sending.cut_off(sql) == 1
    ran = yiju("bots", "failed", "--json", *here)
    assert [(one["state"], one["error"]) for one in ran.json["letters"]] == [
        ("failed", ""),
        ("dead", "平台不收"),
        ("unknown", sending.CUT_OFF),
    ]
    plain = yiju("bots", "failed", *here).out + yiju("bots", "status", *here).out + ran.out
    assert SECRET not in plain and "text of" not in plain and "没能发出 1" in plain
    assert [standing(sql)[0].failed, standing(sql)[0].dead, standing(sql)[0].unknown] == [1, 1, 1]
    assert yiju("bots", "retry", "out99", *here).code == 1
    assert yiju("bots", "retry", *here).code == 2
    assert yiju("bots", "retry", "--all", "--json", *here).json == {"retried": 2}
    assert [one.state for one in letters(sql)] == ["unknown"], "what may have been seen is not sent by itself"
    number = f"out{letters(sql)[0].number}"
    assert yiju("bots", "retry", number, "--json", *here).json == {"retried": 1}
    with sql.read() as connection:
        assert set(connection.scalars(sa.select(bot_outbox.c.state))) == {"waiting"}
    again = inbox.claim(sql, "p", 60, BOTS)
    assert again is not None and (again.attempts, again.errors) == (1, 0)
    assert again.incoming.text == "text of k1"
    audited = [one.details["numbers"] for one in audit.entries(sql) if one.action == "bots.retried"]
    assert [len(numbers) for numbers in audited] == [2, 1] and audited[1] == [number]


def test_letters_are_dated_in_chinas_time_wherever_the_server_is(
    sql: Database, sql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_DATABASE_URL", sql_url)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        inbox.accept(sql, _came("k1"))
        claimed = inbox.claim(sql, "p", 60, BOTS)
        assert claimed is not None
        with sql.write() as connection:
            inbox.fail(connection, claimed)
            at = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)
            connection.execute(sa.update(bot_inbox).values(ended_at=at))
        assert "03-02 04:30" in yiju("bots", "failed", "--data", str(tmp_path)).out
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_message_that_waits_for_another_try_holds_its_chat_up(sql: Database) -> None:
    for key in ("k1", "k2"):
        inbox.accept(sql, _came(key))
    claimed = inbox.claim(sql, "p", 60, BOTS)
    assert claimed is not None and claimed.incoming.key == "k1"
    assert inbox.claim(sql, "p", 60, BOTS) is None, "one at a time"
    inbox.release(sql, claimed, 60, wrong=True)
    assert inbox.claim(sql, "p", 60, BOTS) is None, "in order"


def test_an_answer_that_comes_too_late_is_not_kept_though_its_own_process_took_the_message_up_again(
    sql: Database,
) -> None:
    inbox.accept(sql, _came("k1"))
    late, again = inbox.claim(sql, "p", -1, BOTS), inbox.claim(sql, "p", 60, BOTS)
    assert late is not None and again is not None
    with pytest.raises(Conflict), sql.write() as connection:
        inbox.finish(connection, late)
    with sql.write() as connection:
        inbox.finish(connection, again)
    with pytest.raises(Conflict), sql.write() as connection:
        inbox.finish(connection, again)
