"""The AI bot over the long connection: what comes in is kept, what goes out is shown, in time or later."""

import asyncio
import datetime as dt
import time
from collections.abc import Coroutine
from typing import Any

import pytest
import sqlalchemy as sa

from tests.bots.wecom.conftest import Start
from tests.support.wecom_channel import BOT, CORP, OWN, advice, asked
from tests.support.wecom_gateway import SocketGateway
from yiju.bots.types import Line, Message
from yiju.bots.wecom.live import LATER, RESTARTING, WORKING
from yiju.bots.wecom.socket import UNKEPT
from yiju.platforms.wecom.frames import RESPOND, SEND
from yiju.store.bot_tables import bot_streams
from yiju.store.store import Store


def test_a_question_is_answered_in_one_stream_with_a_card_below(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    assert (incoming.chat.id, incoming.sender, incoming.corp, incoming.text) == (
        "zhangsan",
        "zhangsan",
        CORP,
        "拜访策略 华东电网",
    )
    near.do(near.channel.begin(incoming))
    [bubble] = far.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished) == (WORKING, False)
    near.do(near.channel.progress(incoming, "已读 12 份资料"))
    assert bubble.text == "已读 12 份资料"
    assert near.answer(incoming, advice()) == []
    stream, card = far.screen.of_bot("zhangsan")
    assert stream.finished
    assert stream.text == (
        "### 拜访策略 · 华东电网\n\n**1.** 下周三前把报价发给李总。〔依据 邮件 3月2日〕1\n\n> 依据 1 处"
    )
    assert list(card.buttons()) == ["采纳"]  # thumbs are the platform's own
    assert stream.feedback.startswith("trace_")


def test_an_answer_needs_no_beginning(far: SocketGateway, start: Start) -> None:
    near = start()
    assert near.answer(asked(far, near), advice()) == []
    stream = far.screen.of_bot("zhangsan")[0]
    assert stream.finished
    assert stream.feedback  # the first frame is the last


def test_the_same_answer_again_is_shown_once(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    for _ in range(2):
        assert near.answer(incoming, advice()) == []
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream", "card"]


def test_what_was_apologised_for_is_answered_after_all_by_a_message_of_its_own(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near)
    assert near.answer(incoming, Message(title="依据", lines=(Line(text="抱歉。"),))) == []
    assert near.answer(incoming.model_copy(update={"late": True}), advice()) == []
    apology, answer, card = far.screen.of_bot("zhangsan")
    assert (apology.kind, apology.text) == ("stream", "抱歉。")
    assert (answer.kind, card.kind) == ("markdown", "card") and "下周三前" in answer.text


def test_long_answers_are_cut_to_the_byte(far: SocketGateway, start: Start) -> None:
    near = start()
    lines = tuple(Line(text="客户下周三开预算会，先问谁批。" * 20) for _ in range(40))
    assert near.answer(asked(far, near), Message(title="长", lines=lines)) == []
    shown = far.screen.of_bot("zhangsan")
    assert [one.kind for one in shown] == ["stream", "markdown"]
    assert 20480 * 0.9 < len(shown[0].text.encode()) <= 20480


def test_groups_are_told_from_single_chats(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near, "@销售助手 报价？", chat="wrkS1")
    assert (incoming.chat.id, incoming.chat.group, incoming.text) == ("wrkS1", True, "报价？")
    incoming = incoming.model_copy(update={"reply": {"req_id": "R-foreign"}})
    assert near.answer(incoming, advice()) == []
    assert [one["chat_type"] for one in far.of(SEND)] == [2, 2]
    assert near.send(near.channel.push("zhangsan", advice()))  # never wrote alone: cannot be reached
    assert far.of(SEND)[-1]["chat_type"] == 1


def test_a_second_word_on_a_question_in_a_group_is_an_answer_of_its_own(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near, "@销售助手 报价？", chat="wrkS1")
    for key, text in ((incoming.key, "已私信您。"), (f"unreached/{incoming.key}", "没能私信您。")):
        told = Message(title="依据", lines=(Line(text=text),))
        assert near.answer(incoming.model_copy(update={"key": key}), told) == []
    assert [one.text for one in far.screen.of_bot("wrkS1")] == ["已私信您。", "没能私信您。"]


def test_a_proactive_message_reaches_who_has_written_before(far: SocketGateway, start: Start) -> None:
    near = start()
    asked(far, near)
    assert near.send(near.channel.push("zhangsan", advice())) == []
    text, card = far.screen.of_bot("zhangsan")
    assert text.kind == "markdown"
    assert list(card.buttons()) == ["采纳", "👍", "👎"]  # here there are no others


def test_who_enters_is_welcomed(far: SocketGateway, start: Start) -> None:
    near = start()
    far.event("zhangsan", "enter_chat")
    far.until(lambda: near.kept.accepted)
    [incoming] = near.kept.accepted
    assert incoming.kind == "enter"
    assert (
        near.answer(
            incoming, Message(title="您好", lines=(Line(text="您好，我是“依据”。", style="heading"),))
        )
        == []
    )
    assert [one.text for one in far.screen.of_bot("zhangsan")] == ["您好，我是“依据”。"]
    far.update_window = -1.0
    assert near.answer(incoming, advice()) == []  # too late for a greeting: nobody misses it


def test_a_stream_that_takes_long_is_ended_and_the_answer_follows(far: SocketGateway, start: Start) -> None:
    near = start()
    near.channel._live._seconds = 0.1  # stands for five and a half minutes
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    [bubble] = far.screen.of_bot("zhangsan")
    far.until(lambda: bubble.finished)
    assert bubble.text == LATER
    assert near.answer(incoming, advice()) == []
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream", "markdown", "card"]
    assert "下周三前" in far.screen.of_bot("zhangsan")[1].text


def test_a_stream_that_expired_over_there_is_answered_by_a_new_message(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    far.stream_window = -1.0
    assert near.answer(incoming, advice()) == []
    assert far.screen.of_bot("zhangsan")[1].kind == "markdown"


def test_a_silent_stream_says_the_same_again(far: SocketGateway, start: Start) -> None:
    near = start(silence=0.05)
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    far.until(lambda: far.count(RESPOND) >= 3)
    assert near.answer(incoming, advice()) == []
    count = far.count(RESPOND)
    time.sleep(0.15)  # three silences: it is over, nothing follows
    assert far.count(RESPOND) == count


def test_an_answer_whose_receipt_is_lost_follows_as_a_new_message(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    far.silent[RESPOND] = 1
    assert near.answer(incoming, advice()) == []
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream", "markdown", "card"]


def test_a_push_whose_receipt_is_lost_is_not_sent_again(far: SocketGateway, start: Start) -> None:
    near = start()
    asked(far, near)
    far.silent[SEND] = 1
    [text, card] = near.channel.push("zhangsan", advice())
    [failed] = near.send([text])
    assert (failed.uncertain, text.repeatable) == (True, False)
    far.silent[SEND] = 1
    [failed] = near.send([card])
    assert (failed.uncertain, failed.again, card.repeatable) == (True, True, True)
    assert near.send([card]) == []  # its id was taken: it is there
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["markdown", "card"]


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_cut_between_frame_and_receipt_shows_the_answer_once(
    far: SocketGateway, start: Start, forgetful: bool
) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    far.silent[RESPOND] = 1
    count = far.count(RESPOND)
    [stream, *_] = near.channel.deliveries(incoming, (advice(),))
    sending = near.looped.loop

    def cut() -> None:
        far.until(lambda: far.count(RESPOND) > count)
        far.kick(None)

    sending.call_soon_threadsafe(lambda: sending.run_in_executor(None, cut))
    [failed] = near.send([stream])
    assert (failed.uncertain, stream.repeatable) == (True, True)
    far.until(lambda: near.channel.state == "ready" and BOT in far.owners)
    far.forgetful = forgetful
    again = near.send([stream])
    # Refused as over: it was finished by the first. Where the question is not known any more nobody can tell.
    assert [(one.uncertain, one.again) for one in again] == ([(True, False)] if forgetful else [])
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream"]


def test_without_a_connection_it_is_tried_again(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    far.close()
    far.until(lambda: near.channel.state != "ready")
    deliveries = near.channel.deliveries(incoming, (advice(),))
    assert [(one.again, one.uncertain) for one in near.send(deliveries)] == [(True, False)] * len(deliveries)
    far.listen(int(far.url.rsplit(":", 1)[1]))
    far.until(lambda: near.channel.state == "ready")
    assert near.send(deliveries) == []


def test_too_much_in_a_minute_waits_and_progress_gives_way(far: SocketGateway, start: Start) -> None:
    near = start(wecom_per_minute=12)
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    for count in range(20):
        near.do(near.channel.progress(incoming, f"第 {count} 步"))
    assert far.count(RESPOND) <= 4  # what answers need is kept
    plain = Message(title="x", lines=(Line(text="x"),))
    assert near.answer(incoming, plain) == []
    failed = [one for _ in range(12) for one in near.send(near.channel.push("zhangsan", plain))]
    assert {(one.again, 0 < one.after <= 60) for one in failed} == {(True, True)}
    assert sum(far.count(cmd) for cmd in (RESPOND, SEND)) == 12


def test_frames_of_a_chat_keep_their_distance(far: SocketGateway, start: Start) -> None:
    near = start(wecom_frame_seconds=30.0)
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.progress(incoming, "已读 12 份资料"))
    assert far.count(RESPOND) == 1


def test_the_vendors_limit_is_waited_out(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    far.refuse[RESPOND].append(45009)
    deliveries = near.channel.deliveries(incoming, (advice(),))
    [failed] = near.send(deliveries[:1])
    assert (failed.again, failed.uncertain, failed.after) == (True, False, 60.0)
    assert near.send(deliveries) == []


def test_who_gives_up_says_why(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.abandon(incoming, "您的账号还没有开通。"))
    [bubble] = far.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished) == ("您的账号还没有开通。", True)
    near.do(near.channel.abandon(incoming, "再来"))
    assert bubble.text == "您的账号还没有开通。"


def test_streams_end_with_the_process_and_the_answer_follows_from_the_next(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.stop()
    [bubble] = far.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished) == (RESTARTING, True)
    following = start()
    assert following.answer(incoming, advice()) == []
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream", "markdown", "card"]


def test_a_run_that_is_cut_short_as_it_closes_leaves_no_connection_and_the_next_can_send(
    far: SocketGateway, start: Start, kept_store: Store
) -> None:
    near = start()
    near.do(near.channel.begin(asked(far, near)))
    with kept_store.sql.write():  # closing needs the database, and has to wait for it
        near.looped.do(_cancelled("channel"))
        far.until(lambda: not near.channel._live._live)
        near.running = near.looped.begin(_cancelled("channel"))
        far.until(lambda: BOT not in far.owners)
    near.stop()
    near.running = near.looped.begin(_named("channel", near.channel.run()))
    far.until(lambda: near.channel.state == "ready" and BOT in far.owners)
    assert near.send(near.channel.push("zhangsan", advice())) == []
    near.stop()


async def _named(name: str, run: Coroutine[Any, Any, None]) -> None:
    task = asyncio.current_task()
    assert task is not None
    task.set_name(name)
    await run


async def _cancelled(name: str) -> None:
    """Cancel it once more."""
    for task in asyncio.all_tasks():
        if task.get_name() == name:
            task.cancel()


def test_a_process_that_died_leaves_a_stream_that_the_next_finishes(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.channel._live._live.clear()  # as after a kill: the database alone knows of it
    near.stop()
    following = start()
    assert following.answer(incoming, advice()) == []
    stream, card = far.screen.of_bot("zhangsan")
    assert (stream.finished, card.kind) == (True, "card")


def test_a_question_that_a_new_connection_does_not_know_is_answered_by_a_message(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.channel._live._live.clear()
    near.stop()
    far.forgetful = True
    assert start().answer(incoming, advice()) == []
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream", "markdown", "card"]


@pytest.mark.parametrize("seconds", [1, 3600])
def test_an_answer_whose_process_died_at_its_last_frame_is_not_shown_twice(
    far: SocketGateway, start: Start, kept_store: Store, seconds: int
) -> None:
    near = start()
    incoming = asked(far, near)
    [stream, *_] = near.channel.deliveries(incoming, (advice(),))
    assert near.send([stream]) == []
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds)
    with kept_store.sql.write() as connection:  # as if killed before the receipt was kept
        connection.execute(sa.update(bot_streams).values(state="finishing", begun_at=at))
    near.stop()
    far.forgetful = True
    [failed] = start().send([stream])
    assert (failed.uncertain, failed.again, failed.instead) == (True, False, ())
    assert [one.kind for one in far.screen.of_bot("zhangsan")] == ["stream"]


def test_superseded_it_stays_down_and_calls_for_somebody(
    far: SocketGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    alarms: list[str] = []
    near = start(alarm=alarms.append)
    other = start(ready=False)
    far.until(lambda: other.channel.state == "ready" and alarms)
    assert near.channel.state == "superseded"
    assert "顶替" in alarms[0]
    assert "顶替" in caplog.text
    far.until(lambda: far.count("aibot_subscribe") == 2)
    assert far.subscribed == 2


def test_what_cannot_be_kept_is_tried_again_and_then_told(
    far: SocketGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiju.bots.keeping._PAUSES", (0.01, 0.02, 0.02, 0.02))
    near = start()
    near.kept.failing = 4
    assert asked(far, near, "报价？").text == "报价？"
    assert far.screen.of_bot("zhangsan") == []
    near.kept.failing = 5
    far.say("zhangsan", "再问")
    far.until(lambda: far.screen.of_bot("zhangsan"))
    [bubble] = far.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished) == (UNKEPT, True)
    assert asked(far, near, "再发").text == "再发"


def test_duplicates_are_handed_over_and_known(far: SocketGateway, start: Start) -> None:
    near = start()
    req_id = far.say("zhangsan", "报价？")
    far.again(req_id)
    asked(far, near, "此后")
    assert [one.text for one in near.kept.accepted] == ["报价？", "此后"]


def test_messages_for_another_bot_are_not_taken(far: SocketGateway, start: Start) -> None:
    near = start()
    far.say("zhangsan", "报价？", aibotid="aib-other")
    assert asked(far, near, "此后").text == "此后"
    assert len(near.kept.accepted) == 1


def test_what_people_write_never_acts_as_markdown(far: SocketGateway, start: Start) -> None:
    near = start()
    evil = '# 标题 **粗** [点我](https://evil.example) <font color="warning">红</font> <@all> `x` https://evil.example/a'
    near.answer(asked(far, near), Message(title="x", lines=(Line(text=evil), Line(text=f"见 {OWN}/s/1"))))
    shown = far.screen.of_bot("zhangsan")[0].text
    assert not set("*[]<>`") & set(shown)
    assert "https://evil" not in shown
    assert not shown.startswith("#")
    assert f"{OWN}/s/1" in shown
