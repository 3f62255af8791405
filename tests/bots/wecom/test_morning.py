"""A rep's morning in WeCom, from a real server: what she sees, and what becomes of what she says."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.account import CUSTOMER, OTHER, SECRETS, build
from tests.support.wecom_channel import BOT
from tests.support.wecom_channel import SECRETS as OWN_SECRETS
from tests.support.wecom_gateway_rest import WeComRest
from tests.support.wecom_gateway_screen import Bubble
from tests.support.wecom_morning import Morning, callback_bot, signals_of
from yiju.bots.wecom.live import LATER


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    with Morning(tmp_path_factory.mktemp("morning")) as made:
        made.far.until(lambda: made.far.owners)
        yield made


def _told(
    morning: Morning, text: str, label: str = "", *, user: str = "zhangsan", chat: str = ""
) -> list[Bubble]:
    """What the bot says to it: finished, and down to the card with this button."""
    place = chat or user
    before = len(morning.far.screen.of_bot(place))
    morning.far.say(user, text, chat=chat)

    def shown() -> list[Bubble]:
        return morning.far.screen.of_bot(place)[before:]

    morning.far.until(
        lambda: (
            shown() and all(one.finished for one in shown()) and (not label or label in shown()[-1].buttons())
        ),
        30,
    )
    return shown()


def test_over_the_long_connection(morning: Morning) -> None:
    far = morning.far
    far.event("zhangsan", "enter_chat")
    far.until(lambda: far.screen.of_bot("zhangsan"))
    assert CUSTOMER in far.screen.of_bot("zhangsan")[0].text

    strategy, card = _told(morning, f"拜访策略 {CUSTOMER} 谈年降", "采纳")
    assert strategy.kind == "stream"
    assert strategy.text.startswith(f"### 拜访策略 · {CUSTOMER} · 谈年降")
    assert "**1.** ⚠ 逾期" in strategy.text
    assert "〕1" in strategy.text
    assert not set(card.buttons()) & {"👍", "👎"}

    [source] = _told(morning, "依据 2")
    assert "第 2 处依据" in source.text
    assert "> **原文：**" in source.text

    far.press("zhangsan", "采纳")
    far.until(lambda: "(已采纳)" in card.shown())

    talk, _ = _told(morning, f"话术 {CUSTOMER} 异议处理", "采纳")
    assert "说：**" in talk.text
    far.thumb("zhangsan", 2, content="口气太硬", inaccurate_reason_list=[3])
    far.until(lambda: len(morning.signals()) == 2, 20)
    assert morning.signals() == [
        ("adopted", "", "strategy"),
        ("down", "内容有错误；口气太硬", "talk"),
    ]
    second = len(far.screen.of_bot("zhangsan"))
    far.press("zhangsan", next(label for label in far.screen.card("zhangsan", "采纳").buttons()))
    far.until(lambda: len(morning.signals()) == 3)
    assert len(far.screen.of_bot("zhangsan")) == second
    print(far.screen.transcript("zhangsan"))


def test_a_page_is_turned_by_its_button(morning: Morning) -> None:
    far = morning.far
    _, card = _told(morning, f"拜访策略 {CUSTOMER}", "采纳")
    [turn] = [label for label in card.buttons() if label.startswith("下一页")]
    before = len(far.screen.of_bot("zhangsan"))
    far.press("zhangsan", turn)
    far.until(lambda: any("第 2/" in one.text for one in far.screen.of_bot("zhangsan")[before:]))


def test_a_stranger_is_refused_and_told_nothing(morning: Morning) -> None:
    [refusal] = _told(morning, f"拜访策略 {CUSTOMER}", user="stranger")
    assert "还没有开通" in refusal.text
    count, card = len(morning.signals()), morning.far.screen.card("zhangsan", "采纳")
    told = {"event_key": card.buttons()["采纳"], "task_id": card.card["task_id"]}
    morning.far.event("stranger", "template_card_event", told)
    morning.far.until(lambda: len(morning.far.screen.of_bot("stranger")) == 2)
    assert "还没有开通" in morning.far.screen.of_bot("stranger")[-1].text
    assert "采纳" in card.buttons()
    assert len(morning.signals()) == count


def test_a_group_that_nobody_declared_hears_nothing_and_the_asker_all(morning: Morning) -> None:
    far = morning.far
    before = len(far.screen.of_bot("zhangsan"))
    [openly] = _told(morning, f"@销售助手 拜访策略 {CUSTOMER} 谈交期", chat="wrkSgroup")
    assert openly.text == "已私信您。"
    far.until(lambda: any("谈交期" in one.text for one in far.screen.of_bot("zhangsan")[before:]))


def test_by_the_app(morning: Morning) -> None:
    rest, app = morning.rest, morning.app
    count = len(morning.signals())
    begun = time.monotonic()
    assert app.say("zhangsan", f"拜访策略 {CUSTOMER} 谈年降") == {}
    assert time.monotonic() - begun < 5.0  # later it would be cut off
    rest.until(
        lambda: "采纳" in (rest.screen.of_bot("zhangsan") or [Bubble("bot", "text")])[-1].buttons(), 30
    )
    text = next(one.text for one in rest.screen.of_bot("zhangsan") if one.kind == "markdown")
    assert f"**拜访策略 · {CUSTOMER} · 谈年降**" in text
    assert '<font color="comment">〔依据' in text
    assert "采纳" in [
        one["Text"] for one in app.call(rest.press("zhangsan", "👍"))["TemplateCard"]["ButtonList"]
    ]
    found = app.call(rest.press("zhangsan", "采纳"))
    assert found["TemplateCard"]["ReplaceText"] == "已采纳"
    assert [kind for kind, _, _ in morning.signals()[count:]] == ["up", "adopted"]
    before = len(rest.screen.of_bot("zhangsan"))
    app.call(rest.press("zhangsan", "👎"))
    rest.until(lambda: rest.screen.of_bot("zhangsan")[before:], 20)
    assert "为什么" in rest.screen.of_bot("zhangsan")[before].text
    print(rest.screen.transcript("zhangsan"))


def test_killed_in_the_middle_it_finishes_the_same_stream(morning: Morning) -> None:
    far = morning.far
    before = len(far.screen.of_bot("zhangsan"))
    far.say("zhangsan", f"拜访策略 {CUSTOMER} 谈重启")
    far.until(lambda: far.screen.of_bot("zhangsan")[before:])
    morning.served.kill()
    [stream] = far.screen.of_bot("zhangsan")[before:]
    far.until(lambda: not far.owners)
    assert not stream.finished
    morning.served.start()
    far.until(lambda: len(far.screen.of_bot("zhangsan")[before:]) == 2, 60)  # and its card
    assert stream.finished
    assert "谈重启" in stream.text


def test_neither_the_log_nor_the_chats_hold_what_they_must_not(morning: Morning) -> None:
    log = morning.served.log
    for secret in (*OWN_SECRETS, morning.rest.token, "口气太硬", "谈年降"):
        assert secret not in log
    said = "\n".join(
        one.shown()
        for screen in (morning.far.screen, morning.rest.screen)
        for chat in screen.chats
        for one in screen.of_bot(chat)
    )
    for other in (OTHER, *SECRETS):
        assert other not in said


def test_by_callbacks(tmp_path: Path, rest: WeComRest) -> None:
    """Another company's bot, in this process."""
    data = build(tmp_path)
    with callback_bot(data, rest) as (bot, runtime, store):
        assert "依据" in bot.event("zhangsan", "enter_chat")["text"]["content"]
        bot.say("zhangsan", f"拜访策略 {CUSTOMER} 谈年降")
        assert bot.screen.of_bot("zhangsan")[0].text == "正在查阅资料…"
        bot.until_finished("zhangsan", seconds=30)
        strategy, card = bot.screen.of_bot("zhangsan")
        assert strategy.text.startswith(f"### 拜访策略 · {CUSTOMER} · 谈年降")
        assert bot.press("zhangsan", "采纳")
        assert "(已采纳)" in card.shown()
        assert bot.thumb("zhangsan", 1) == {}
        assert [kind for kind, _, _ in signals_of(store)] == ["adopted", "up"]
        # What takes too long over there comes by the address that came with the question.
        channel: Any = runtime.channels["wecom", BOT]
        channel._seconds = -1
        bot.say("zhangsan", "我的客户", response_url=rest.response_url("zhangsan"))
        assert LATER in bot.screen.of_bot("zhangsan")[-1].text
        rest.until(lambda: rest.screen.of_bot("zhangsan"), 30)
        assert CUSTOMER in rest.screen.of_bot("zhangsan")[0].text
