"""The AI bot by callbacks: answered at once, asked for until finished, by any process, in time."""

import datetime as dt
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from tests.bots.wecom.conftest import Start
from tests.support.wecom_channel import BOT, BOT_KEY, BOT_TOKEN, SECRETS, Near, advice
from tests.support.wecom_gateway_callbacks import BotCaller
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.types import Button, Incoming, Line, Message, Press, Pressed
from yiju.bots.wecom.callback import PATH
from yiju.bots.wecom.live import LATER, WORKING
from yiju.platforms.wecom.callbacks import MOST_BYTES
from yiju.platforms.wecom.crypto import Seal
from yiju.store.bot_tables import bot_streams
from yiju.store.store import Store

Call = Callable[[Near], BotCaller]


def _asked(near: Near, caller: BotCaller, text: str = "拜访策略 华东电网", **more: Any) -> Incoming:
    caller.say("zhangsan", text, **more)
    return near.kept.accepted[-1]


def _age(store: Store, seconds: float) -> None:
    """As if all answers had been begun so long ago."""
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds)
    with store.sql.write() as connection:
        connection.execute(sa.update(bot_streams).values(begun_at=at))


def test_the_address_is_tested(callback: Start, bot_caller: Call) -> None:
    caller = bot_caller(callback())
    given = caller.verify("4283718239471028374")
    assert (given.status_code, given.content) == (200, b"4283718239471028374")
    assert given.headers["content-type"].startswith("text/plain")


def test_a_question_is_shown_as_being_worked_on_at_once(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    begun = time.monotonic()
    incoming = _asked(near, caller)
    assert time.monotonic() - begun < 1.0
    assert (incoming.chat.id, incoming.text) == ("zhangsan", "拜访策略 华东电网")
    [bubble] = caller.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished, bubble.feedback) == (WORKING, False, f"trace_{bubble.stream}")
    near.do(near.channel.progress(incoming, "已读 12 份资料"))
    assert not caller.refresh("zhangsan")
    assert bubble.text == "已读 12 份资料"
    assert near.answer(incoming, advice()) == []
    assert caller.refresh("zhangsan")
    stream, card = caller.screen.of_bot("zhangsan")
    assert "下周三前把报价发给李总。〔依据 邮件 3月2日〕1" in stream.text
    assert list(card.buttons()) == ["采纳"]


def test_another_process_goes_on_with_it(callback: Start, bot_caller: Call) -> None:
    near = callback()
    first = bot_caller(near)
    incoming = _asked(near, first)
    other = callback()
    second = bot_caller(other)
    second.screen = first.screen
    assert not second.refresh("zhangsan")
    assert other.answer(incoming, advice()) == []
    assert first.refresh("zhangsan")
    assert [one.kind for one in first.screen.of_bot("zhangsan")] == ["stream", "card"]


def test_buttons_for_which_there_is_no_card_can_be_typed(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    more = Button(label="下一页", press=Press(action="more", suggestion="s2"), typed="更多")
    second = Message(title="另一条", lines=(Line(text="另一条"),), buttons=(more,))
    near.answer(_asked(near, caller), advice(), second)
    assert caller.refresh("zhangsan")
    stream, card = caller.screen.of_bot("zhangsan")
    assert list(card.buttons()) == ["采纳"]
    assert "更多" in stream.text
    near.answer(_asked(near, caller, "再来"), advice())
    assert caller.refresh("zhangsan")
    assert "可回复" not in caller.screen.of_bot("zhangsan")[2].text


def test_the_card_is_given_once(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    near.answer(_asked(near, caller), advice())
    body = caller.body(
        "zhangsan", msgtype="stream", stream={"id": caller.screen.of_bot("zhangsan")[0].stream}
    )
    kinds = [caller.call(body | {"msgid": f"again{n}"})["msgtype"] for n in range(2)]
    assert kinds == ["stream_with_template_card", "stream"]


def test_the_same_message_again_is_answered_with_the_same_stream(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    body = caller.say("zhangsan", "报价？")
    for _ in range(2):  # a new request each: the platform's repeats are signed anew
        answer = caller.call(body)
        assert answer["stream"]["id"] == caller.screen.of_bot("zhangsan")[0].stream
    assert len(near.kept.accepted) == 1


def test_what_could_not_be_kept_comes_again(callback: Start, bot_caller: Call) -> None:
    near = callback()
    near.kept.failing = 2
    caller = bot_caller(near)
    body = caller.body("zhangsan", msgtype="text", text={"content": "报价？"})
    assert caller.send(json.dumps(body)).status_code == 500
    assert caller.again().status_code == 500
    assert caller.opened(caller.again())
    assert len(near.kept.accepted) == 1
    assert caller.again().status_code == 403  # now it is a repeat


def test_after_five_and_a_half_minutes_it_is_ended_and_the_answer_follows(
    callback: Start, bot_caller: Call, rest: WeComRest, kept_store: Store
) -> None:
    near = callback()
    caller = bot_caller(near)
    incoming = _asked(near, caller, response_url=rest.response_url("zhangsan"))
    near.do(near.channel.progress(incoming, "已读 12 份资料"))
    _age(kept_store, 329)
    assert not caller.refresh("zhangsan")
    _age(kept_store, 331)
    assert caller.refresh("zhangsan")
    assert caller.screen.of_bot("zhangsan")[0].text == f"已读 12 份资料\n\n{LATER}"
    deliveries = near.channel.deliveries(incoming, (advice(),))
    assert near.send(deliveries) == []
    assert "下周三前" in rest.screen.of_bot("zhangsan")[0].text
    [failed] = near.send(deliveries)  # the address is spent
    assert not failed.again


def test_an_answer_after_the_platform_has_stopped_asking_follows_too(
    callback: Start, bot_caller: Call, rest: WeComRest, kept_store: Store
) -> None:
    near = callback()
    incoming = _asked(near, bot_caller(near), response_url=rest.response_url("zhangsan"))
    _age(kept_store, 700)
    assert near.answer(incoming, advice()) == []
    assert "下周三前" in rest.screen.of_bot("zhangsan")[0].text


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_apologised_for_is_answered_after_all_by_the_address_while_that_is_good(
    callback: Start, bot_caller: Call, rest: WeComRest, kept: bool
) -> None:
    near = callback()
    incoming = _asked(near, bot_caller(near), response_url=rest.response_url("zhangsan"))
    assert dt.timedelta(minutes=59) < dt.datetime.fromisoformat(incoming.reply["until"]) - _now()
    assert near.answer(incoming, Message(title="依据", lines=(Line(text="抱歉。"),))) == []
    late = incoming.model_copy(update={"late": True} | ({} if kept else {"reply": {}}))
    failed = near.answer(late, advice())
    assert [str(one) for one in failed] == ([] if kept else ["没有可用的回复地址，答复没能发出。"])
    assert ["下周三前" in one.text for one in rest.screen.of_bot("zhangsan")] == ([True] if kept else [])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_late_answer_without_receipt_is_not_repeated(
    callback: Start, bot_caller: Call, rest: WeComRest, kept_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    near = callback()
    incoming = _asked(near, bot_caller(near), response_url=rest.response_url("zhangsan"))
    _age(kept_store, 700)
    rest.sleeping["/cgi-bin/aibot/response"] = 0.6
    short = httpx.Timeout(0.2)
    monkeypatch.setattr(httpx, "Timeout", lambda *_, **__: short)
    [failed] = near.answer(incoming, advice())
    assert failed.uncertain
    rest.until(lambda: rest.screen.of_bot("zhangsan"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cgi-bin/aibot/response?response_code=x",
        "http://127.0.0.1:1/cgi-bin/aibot/response?response_code=x",
        "{base}.evil.example/cgi-bin/aibot/response?x",
        "{base}/cgi-bin/message/send?x",
        7,
    ],
)
def test_addresses_that_are_not_the_platforms_are_not_called(
    callback: Start, bot_caller: Call, rest: WeComRest, kept_store: Store, url: Any
) -> None:
    near = callback()
    given = url.format(base=rest.url) if isinstance(url, str) else url
    incoming = _asked(near, bot_caller(near), response_url=given)
    assert incoming.reply == {}
    _age(kept_store, 700)
    [failed] = near.answer(incoming, advice())
    assert not failed.again
    assert rest.count("/cgi-bin/aibot/response") == 0


def test_what_is_too_long_for_a_stream_follows_by_the_address(
    callback: Start, bot_caller: Call, rest: WeComRest
) -> None:
    near = callback()
    caller = bot_caller(near)
    incoming = _asked(near, caller, response_url=rest.response_url("zhangsan"))
    lines = tuple(Line(text="客户下周三开预算会，先问谁批。" * 20) for _ in range(60))
    assert near.answer(incoming, Message(title="长", lines=lines)) == []
    assert caller.refresh("zhangsan")
    [first] = caller.screen.of_bot("zhangsan")
    [second] = rest.screen.of_bot("zhangsan")
    assert all(20480 * 0.9 < len(one.text.encode()) <= 20480 for one in (first, second))
    assert "没有发出" in second.text


def test_an_unknown_stream_and_anothers_are_ended_with_an_apology(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    near.answer(_asked(near, caller), advice())
    theirs = caller.screen.of_bot("zhangsan")[0].stream
    for user, id in (("zhangsan", "unknown"), ("lisi", theirs)):
        answer = caller.call(caller.body(user, msgtype="stream", stream={"id": id}))
        assert answer["stream"]["finish"] is True
        assert "过期" in answer["stream"]["content"]


def test_who_enters_is_welcomed_and_feedback_is_answered_with_nothing(
    callback: Start, bot_caller: Call
) -> None:
    near = callback()
    caller = bot_caller(near)
    assert "依据" in caller.event("zhangsan", "enter_chat")["text"]["content"]
    near.answer(_asked(near, caller), advice())
    assert caller.thumb("zhangsan", 2, content="价格不对", inaccurate_reason_list=[3]) == {}
    assert near.kept.pressed[0].press == Press(action="down", suggestion="s1", comment="内容有错误；价格不对")


def test_a_press_changes_its_card_and_tells(callback: Start, bot_caller: Call, rest: WeComRest) -> None:
    near = callback()
    caller = bot_caller(near)
    near.answer(_asked(near, caller), advice())
    caller.refresh("zhangsan")
    near.kept.becomes = Pressed(label="已采纳", told="记下了。")
    assert caller.press("zhangsan", "采纳", response_url=rest.response_url("zhangsan"))
    assert near.kept.pressed[0].press == Press(action="adopt", suggestion="s1")
    assert "(已采纳)" in caller.screen.transcript("zhangsan")
    rest.until(lambda: rest.screen.of_bot("zhangsan"))
    assert rest.screen.of_bot("zhangsan")[0].text == "记下了。"


def test_a_press_that_takes_long_leaves_the_card_and_is_told(
    callback: Start, bot_caller: Call, rest: WeComRest
) -> None:
    near = callback(budget=0.05)
    caller = bot_caller(near)
    near.answer(_asked(near, caller), advice())
    caller.refresh("zhangsan")
    near.kept.slow, near.kept.becomes = 0.3, Pressed(label="已采纳")
    assert caller.press("zhangsan", "采纳", response_url=rest.response_url("zhangsan")) == {}
    rest.until(lambda: rest.screen.of_bot("zhangsan"))
    assert rest.screen.of_bot("zhangsan")[0].text == "已采纳"


def test_it_cannot_begin_to_speak(callback: Start) -> None:
    assert callback().channel.push("zhangsan", advice()) == ()


def test_who_gives_up_says_why(callback: Start, bot_caller: Call) -> None:
    near = callback()
    caller = bot_caller(near)
    near.do(near.channel.abandon(_asked(near, caller), "您的账号还没有开通。"))
    assert caller.refresh("zhangsan")
    assert caller.screen.of_bot("zhangsan")[0].text == "您的账号还没有开通。"


def test_who_is_refused_at_once_is_not_promised_anything(callback: Start, bot_caller: Call) -> None:
    """A stranger who was told already: that is over before the question is acknowledged."""
    near = callback()
    accept = near.kept.accept

    async def refuse(incoming: Incoming) -> bool:
        await near.channel.abandon(incoming, "您的账号还没有开通。")
        return await accept(incoming)

    near.kept.accept = refuse  # type: ignore[method-assign]
    caller = bot_caller(near)
    _asked(near, caller)
    assert caller.refresh("zhangsan")
    [bubble] = caller.screen.of_bot("zhangsan")
    assert (bubble.text, bubble.finished) == ("您的账号还没有开通。", True)


def test_who_was_told_to_wait_for_more_is_told_that_nothing_comes(
    callback: Start, bot_caller: Call, rest: WeComRest, kept_store: Store
) -> None:
    near = callback()
    caller = bot_caller(near)
    incoming = _asked(near, caller, response_url=rest.response_url("zhangsan"))
    _age(kept_store, 331)
    assert caller.refresh("zhangsan")
    assert caller.screen.of_bot("zhangsan")[0].text == LATER
    for _ in range(2):
        near.do(near.channel.abandon(incoming, "您的账号还没有开通。"))
    assert [one.text for one in rest.screen.of_bot("zhangsan")] == ["您的账号还没有开通。"]


@pytest.mark.parametrize("plain", ['{"a": :b"}', "[1]", "", "{}", '{"msgid":1,"from":{}}', "<xml/>"])
def test_what_is_no_message_is_answered_with_nothing(callback: Start, bot_caller: Call, plain: str) -> None:
    near = callback()
    caller = bot_caller(near)
    assert caller.opened(caller.send(plain)) == ""
    assert near.kept.accepted == []


def test_forged_old_repeated_and_huge_requests_are_refused_alike_and_logged(
    callback: Start, bot_caller: Call, caplog: pytest.LogCaptureFixture
) -> None:
    near = callback()
    caller = bot_caller(near)
    body = json.dumps(caller.body("zhangsan", msgtype="text", text={"content": "报价？"}))
    forger = BotCaller(caller.client, PATH, Seal("wrong-token", BOT_KEY, ""), BOT)
    foreign = BotCaller(caller.client, PATH, Seal(BOT_TOKEN, BOT_KEY, "ww_other"), BOT)
    answers = [forger.send(body), foreign.send(body)]
    for caller.ahead in (-400.0, 400.0):
        answers.append(caller.send(body))
    caller.ahead = 0.0
    assert caller.send(body).status_code == 200
    answers.append(caller.again())
    query, _ = caller.last
    answers.append(caller.client.post(PATH, params=query, content=b" " * (MOST_BYTES + 1)))
    answers.append(caller.client.post(PATH))
    answers.append(caller.client.get(PATH))
    assert {(one.status_code, one.content) for one in answers} == {(403, b"")}
    for why in ("签名不符", "接收方标识不符", "时间戳过旧或超前", "重放", "正文过大", "缺少签名参数"):
        assert why in caplog.text
    assert len(near.kept.accepted) == 1


def test_a_source_of_forgeries_is_turned_away_and_the_platforms_own_are_not_counted(
    callback: Start, bot_caller: Call
) -> None:
    caller = bot_caller(callback())
    caller.say("zhangsan", "报价？")
    assert [caller.refresh("zhangsan") for _ in range(60)] == [False] * 60, "it asks as often as it likes"
    answers = [caller.client.post(PATH).status_code for _ in range(60)]
    assert answers[:20] == [403] * 20 and 429 in answers


def test_a_flood_of_forgeries_does_not_flood_the_log(
    callback: Start, bot_caller: Call, caplog: pytest.LogCaptureFixture
) -> None:
    client: TestClient = bot_caller(callback()).client
    for _ in range(60):
        client.post(PATH)
    assert sum("拒收" in one.message for one in caplog.records) <= 40  # two minutes at most


def test_logs_hold_no_secret_and_nothing_that_was_written(
    callback: Start,
    bot_caller: Call,
    rest: WeComRest,
    kept_store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    test_after_five_and_a_half_minutes_it_is_ended_and_the_answer_follows(
        callback, bot_caller, rest, kept_store
    )
    assert caplog.text
    ours = "\n".join(
        one.getMessage() for one in caplog.records if one.name != "httpx2"
    )  # the platform's side
    for secret in (*SECRETS, "late-secret", "华东电网", "下周三前"):
        assert secret not in ours
