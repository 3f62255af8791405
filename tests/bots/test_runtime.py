"""The runtime on a platform that refuses, is cut, repeats, and is told of people who leave."""

import datetime as dt
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.support.paper import Paper
from tests.support.paper_channel import CORP, PaperChannel
from tests.support.paper_desk import Talk, at_work, person
from yiju.bots import answering, inbox, leases, sending
from yiju.bots.channel import NotSent
from yiju.bots.types import Asker, Chat, Delivery, Incoming, Line, Memory, Message
from yiju.store.bot_tables import bot_inbox, bot_leases, bot_outbox
from yiju.store.identities import unlink
from yiju.store.store import Store
from yiju.store.users import save_user

WHERE = "with ann"


@pytest.fixture
def paper() -> Iterator[Paper]:
    with Paper() as made:
        yield made


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong is tried again after tenths of a second."""
    monkeypatch.setattr(answering, "_PAUSES", (0.1, 0.5))


def _states(store: Store, table: sa.Table) -> list[str]:
    with store.sql.read() as connection:
        return list(connection.scalars(sa.select(table.c.state).order_by(table.c.seq)))


def _errors(store: Store) -> str:
    with store.sql.read() as connection:
        return " ".join(connection.scalars(sa.select(bot_outbox.c.error)))


def _events(paper: Paper, kind: str) -> list[str]:
    return [event[kind] for event in paper.events if kind in event]


def test_a_message_is_begun_answered_once_and_forgotten(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk()):
        one = paper.say("ann", WHERE, "你好", times=3)
        paper.until(lambda: len(_events(paper, "ack")) == 3)
        paper.until(lambda: _states(store, bot_outbox) == ["sent"])
    assert paper.answers(one) == ["ann: 你好"]
    assert [event["new"] for event in paper.events if "ack" in event].count(True) == 1
    assert _states(store, bot_inbox) == ["done"]
    with store.sql.read() as connection:
        assert connection.scalar(sa.select(bot_inbox.c.body)) == {}
        assert connection.scalar(sa.select(bot_outbox.c.body)) == {}
        assert connection.scalars(sa.select(bot_leases.c.name)).all() == ["rate:wecom:paper"]


def test_what_is_slow_shows_that_it_is_coming_and_how_far_and_is_not_shown_after(
    store: Store, paper: Paper
) -> None:
    person(store, "ann")

    def slow(incoming: Incoming, asker: Asker, memory: Memory, tell: object) -> str:
        assert callable(tell)
        for step in range(30):
            tell(f"第{step}步")
            time.sleep(0.1)
        return "好了"

    with at_work(store, paper, Talk(slow)):
        one = paper.say("ann", WHERE, "难")
        paper.until(lambda: paper.answers(one))
        time.sleep(0.3)
        kinds = [next(iter(event)) for event in paper.events]
    assert kinds[0] in {"ack", "begin"} and kinds.index("begin") < kinds.index("progress")
    assert 1 <= kinds.count("progress") <= 3
    assert kinds[-1] == "show"


def test_a_platform_that_asks_to_wait_is_asked_again_and_order_is_kept(store: Store, paper: Paper) -> None:
    person(store, "ann")
    paper.refuse = [{"again": True, "after": 0.2}, {"again": True, "after": 0.2}]
    with at_work(store, paper, Talk()):
        said = [paper.say("ann", WHERE, text) for text in ("一", "二", "三")]
        paper.until(lambda: len(paper.shown) == 3)
    assert sorted(about for about, _, _ in paper.shown) == said
    received = [event["ack"] for event in paper.events if event.get("new")]
    assert [about for about, _, _ in paper.shown] == received


def test_another_way_takes_the_place_of_one_that_cannot_be_gone(store: Store, paper: Paper) -> None:
    person(store, "ann")
    paper.refuse = [{"instead": "纯文字"}]
    with at_work(store, paper, Talk()):
        one = paper.say("ann", WHERE, "卡片")
        paper.until(lambda: paper.answers(one))
        two = paper.say("ann", WHERE, "再来")
        paper.until(lambda: paper.answers(two))
    assert (paper.answers(one), paper.answers(two)) == (["纯文字"], ["ann: 再来"])


def test_what_is_refused_for_good_is_dead_and_sent_when_a_person_says_so(store: Store, paper: Paper) -> None:
    from yiju.bots import outbox
    from yiju.bots.standing import letters, standing

    person(store, "ann")
    paper.refuse = [{"again": False, "after": 0}]
    with at_work(store, paper, Talk()):
        one = paper.say("ann", WHERE, "不收")
        paper.until(lambda: _states(store, bot_outbox) == ["dead"])
        paper.until(lambda: _events(paper, "abandon") == [one])
        assert [(letter.came, letter.state, letter.error) for letter in letters(store.sql)] == [
            (False, "dead", "平台不收")
        ]
        assert standing(store.sql)[0].dead == 1
        with store.sql.write() as connection:
            assert outbox.retry(connection, [letters(store.sql)[0].number]) == 1
        paper.until(lambda: paper.answers(one) == ["ann: 不收"])
    assert letters(store.sql) == []


@pytest.mark.parametrize("repeatable", [True, False])
def test_a_line_that_is_cut_while_sending_shows_an_answer_once_at_most(
    store: Store, paper: Paper, repeatable: bool
) -> None:
    """The platform shows it, and is cut before it can say so."""
    person(store, "ann")
    paper.refuse = [{"cut": True}]
    with at_work(store, paper, Talk(), repeatable=repeatable):
        one = paper.say("ann", WHERE, "断")
        paper.until(lambda: _states(store, bot_outbox) == ["sent" if repeatable else "unknown"])
        two = paper.say("ann", WHERE, "后面的照常")
        paper.until(lambda: paper.answers(two))
    assert paper.answers(one) == ["ann: 断"]
    assert len(_events(paper, "show")) == (3 if repeatable else 2)


@pytest.mark.usefixtures("soon")
def test_an_answer_that_goes_wrong_is_tried_again_and_then_told(store: Store, paper: Paper) -> None:
    person(store, "ann")

    def wrong(incoming: Incoming, asker: Asker, memory: Memory, tell: object) -> str:
        if incoming.text == "坏" or len(talk.heard) == 1:
            raise RuntimeError("token=verysecret")
        return "好"

    talk = Talk(wrong)
    with at_work(store, paper, talk):
        one = paper.say("ann", WHERE, "起先坏")
        paper.until(lambda: paper.answers(one) == ["好"])
        two = paper.say("ann", WHERE, "坏")
        three = paper.say("ann", WHERE, "之后")
        paper.until(lambda: paper.answers(three), 40)
    assert "没能处理好" in paper.answers(two)[0]
    assert talk.heard == ["起先坏", "起先坏", "坏", "坏", "坏", "之后"]
    assert _states(store, bot_inbox) == ["done", "failed", "done"]


@pytest.mark.usefixtures("soon")
def test_an_apology_is_said_once_however_often_it_goes_wrong(store: Store, paper: Paper) -> None:
    person(store, "ann")

    def wrong(incoming: Incoming, asker: Asker, memory: Memory, tell: object) -> str:
        raise RuntimeError

    with at_work(store, paper, Talk(wrong)):
        one = paper.say("ann", WHERE, "坏")
        paper.until(lambda: _states(store, bot_outbox) == ["sent"], 40)
        with store.sql.write() as connection:  # a person has it tried again, and it ends processes
            assert inbox.retry(connection, connection.scalars(sa.select(bot_inbox.c.seq)).all()) == 1
            connection.execute(sa.update(bot_inbox).values(attempts=8))
        paper.until(lambda: _states(store, bot_inbox) == ["failed"])
        after = paper.say("ann", WHERE, "之后")
        paper.until(lambda: paper.answers(after), 40)
    assert len([text for text in paper.answers(one) if "没能处理好" in text]) == 1


def test_chats_do_not_wait_for_each_other_and_one_chat_does_one_thing_at_a_time(
    store: Store, paper: Paper
) -> None:
    for name in ("ann", "bob"):
        person(store, name)
    talk = Talk()
    talk.go.clear()
    with at_work(store, paper, talk):
        first = paper.say("ann", WHERE, "慢")
        paper.until(lambda: talk.heard == ["慢"])
        paper.say("ann", WHERE, "等着")
        other = paper.say("bob", "with bob", "别人")
        paper.until(lambda: "别人" in talk.heard)
        time.sleep(0.2)
        assert talk.heard == ["慢", "别人"]
        talk.go.set()
        paper.until(lambda: len(paper.shown) == 3)
    assert paper.answers(first) and paper.answers(other)


def test_who_writes_too_much_is_told_so_once_a_minute(store: Store, paper: Paper) -> None:
    person(store, "ann")
    person(store, "bob")
    with at_work(store, paper, Talk(), bot_per_minute=3):
        said = [paper.say("ann", WHERE, f"{number}") for number in range(8)]
        paper.until(lambda: _states(store, bot_inbox) == ["done"] * 8)
        other = paper.say("bob", "with bob", "我没事")
        paper.until(lambda: paper.answers(other) == ["bob: 我没事"])
        paper.until(lambda: len(paper.shown) >= 5)
    texts = [text for one in said for text in paper.answers(one)]
    assert len([text for text in texts if text.startswith("ann: ")]) == 3
    told = [text for text in texts if "太快" in text]
    assert 1 <= len(told) <= 2  # two, where the minute ends meanwhile
    assert len(_events(paper, "abandon")) == 5 - len(told)


def test_a_stranger_is_refused_and_nobody_is_asked_for_them(store: Store, paper: Paper) -> None:
    talk = Talk()
    with at_work(store, paper, talk):
        one = paper.say("mallory", "with mallory", "客户名单")
        paper.until(lambda: paper.answers(one))
        paper.say("mallory", "with mallory", "客户名单")
        paper.until(lambda: _states(store, bot_inbox) == ["done", "done"])
    assert "没有开通" in paper.answers(one)[0]
    assert talk.heard == []
    assert _events(paper, "begin") == []


@pytest.mark.parametrize("how", ["unlinked", "moved"])
def test_who_loses_their_rights_does_not_get_what_was_made_before(
    store: Store, paper: Paper, how: str
) -> None:
    person(store, "ann", "main", "east")
    paper.refuse = [{"again": True, "after": 1.0}]
    with at_work(store, paper, Talk()):
        one = paper.say("ann", WHERE, "报价")
        paper.until(lambda: _errors(store))
        if how == "unlinked":
            unlink(store.sql, "ann", "wecom", "test")
        else:
            save_user(store.sql, "ann", roles=["rep"], units=["main"], actor="test")
        paper.until(lambda: _states(store, bot_outbox) == ["dropped"])
        paper.until(lambda: _events(paper, "abandon") == [one])
    assert paper.answers(one) == []
    with store.sql.read() as connection:
        assert connection.scalar(sa.select(bot_outbox.c.body)) == {}


def test_what_may_not_be_told_in_a_group_is_told_alone(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk(private=True)):
        one = paper.say("ann", "g1", "报价", group=True)
        paper.until(lambda: len(paper.shown) == 2)
    assert paper.answers(one) == ["已私信您。"]
    assert ("", "push ann ", "ann: 报价") in paper.shown


@pytest.mark.parametrize("how", ["refused", "dropped"])
def test_who_cannot_be_told_alone_is_told_so_in_the_group_once(
    store: Store, paper: Paper, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    person(store, "ann")
    through = PaperChannel.send

    async def send(channel: PaperChannel, delivery: Delivery) -> None:
        if not delivery.chat.startswith("with"):
            await through(channel, delivery)
        elif how == "refused":
            raise NotSent("对方还没有和机器人说过话。")
        else:
            save_user(store.sql, "ann", roles=["rep"], units=["west"], actor="test")
            raise NotSent("等一等", again=True, after=0.1)

    monkeypatch.setattr(PaperChannel, "send", send)
    with at_work(store, paper, Talk(private=True)):
        paper.say("ann", "g1", "报价", group=True)
        paper.until(lambda: len(paper.shown) == 2, 20)
        time.sleep(0.2)
    told = [text for _, _, text in paper.shown]
    assert told == ["已私信您。", told[-1]]
    assert "没能私信" in told[-1] and "再问一次" in told[-1] and "报价" not in told[-1]


def test_stopping_finishes_what_is_in_hand(store: Store, paper: Paper) -> None:
    person(store, "ann")
    talk = Talk()
    talk.go.clear()
    with at_work(store, paper, talk):
        one = paper.say("ann", WHERE, "快停了")
        paper.until(lambda: talk.heard)
        threading.Timer(0.5, talk.go.set).start()
    assert paper.answers(one) == ["ann: 快停了"]


def test_what_cannot_be_finished_is_given_to_the_next_process_at_once(
    store: Store, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiju.bots.runtime.DRAINING", 0.2)
    person(store, "ann")
    stuck = Talk()
    stuck.go.clear()
    with at_work(store, paper, stuck, bot_lease_seconds=60.0):
        one = paper.say("ann", WHERE, "卡住")
        paper.until(lambda: stuck.heard)
    assert _states(store, bot_inbox) == ["waiting"]
    with at_work(store, paper, Talk(), bot_lease_seconds=60.0):
        paper.until(lambda: paper.answers(one), 5)
        stuck.go.set()  # it comes back too late: nobody hears it
        time.sleep(0.3)
    assert paper.answers(one) == ["ann: 卡住"]


def test_what_a_dead_process_had_in_hand_is_taken_up_when_its_time_is_over(
    store: Store, paper: Paper
) -> None:
    person(store, "ann")
    chat = Chat(channel="wecom", bot="paper", id=WHERE)
    at = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
    incoming = Incoming(key="k1", chat=chat, corp=CORP, sender="ann", text="孤儿", at=at)
    assert inbox.accept(store.sql, incoming)
    assert inbox.claim(store.sql, "dead", 1.0, [("wecom", "paper")]) is not None
    with at_work(store, paper, Talk()):
        paper.until(lambda: paper.shown)
    assert [text for _, _, text in paper.shown] == ["ann: 孤儿"]


def test_only_one_of_two_is_connected_and_the_other_takes_over(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk(), exclusive=True) as first:
        paper.until(lambda: paper.connected == 1)
        with at_work(store, paper, Talk(), exclusive=True):
            one = paper.say("ann", WHERE, "一")
            paper.until(lambda: paper.answers(one))
            time.sleep(1)
            assert paper.connected == 1
            first.stop()
            paper.until(lambda: paper.connected == 2, 5)
            two = paper.say("ann", WHERE, "二")
            paper.until(lambda: paper.answers(two))


def test_who_loses_the_lease_is_disconnected_at_once(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk(), exclusive=True) as runtime:
        paper.until(lambda: paper.connected == 1)
        with store.sql.write() as connection:
            mine = bot_leases.c.owner == runtime.owner
            connection.execute(sa.update(bot_leases).where(mine).values(owner="thief"))
        paper.until(lambda: not paper.lines, 5)
        time.sleep(0.3)
        one = paper.say("ann", WHERE, "没人在")
        assert paper.answers(one) == []
        leases.give(store.sql, "channel:wecom:paper", "thief")
        paper.until(lambda: paper.answers(one), 15)


def test_a_cut_line_is_connected_again_and_nothing_is_lost(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk(), bot_per_minute=100):
        said = []
        for number in range(12):
            said.append(paper.say("ann", WHERE, f"{number}"))
            if number % 4 == 3:
                paper.cut()
        paper.until(lambda: not paper.unanswered())
    assert [len(paper.answers(one)) for one in said] == [1] * 12
    assert paper.connected >= 2


def test_a_message_nobody_asked_for_reaches_a_user_once(store: Store, paper: Paper) -> None:
    person(store, "ann")
    message = Message(title="简报", lines=(Line(text="明天拜访"),))
    with at_work(store, paper, Talk()) as runtime:
        assert runtime.post("ann", message, "brief:1")
        assert runtime.post("ann", message, "brief:1")
        assert not runtime.post("nobody", message, "brief:1")
        paper.until(lambda: paper.shown)
        time.sleep(0.2)
    assert [text for _, _, text in paper.shown] == ["明天拜访"]


def test_nothing_is_picked_for_a_bot_that_is_not_run_here(store: Store, paper: Paper) -> None:
    person(store, "ann")
    with at_work(store, paper, Talk()):
        one = paper.say("ann", WHERE, "你好")
        paper.until(lambda: paper.answers(one))
    assert sending.pick(store.sql, [("dingtalk", "paper")]) == []
