"""Tokens, secrets and the month's calls: what is left when they are gone, and what no log holds."""

import datetime as dt

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import PLAIN, SESSION, advice, asked, card_of
from tests.support.dingtalk_gateway import DingTalkGateway


def test_a_call_that_cannot_be_counted_is_sent_all_the_same(
    far: DingTalkGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError("database is locked")

    monkeypatch.setattr("yiju.bots.usage.count", broken)
    near = start()
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    assert len(far.said) == 1


def test_an_expired_token_is_fetched_anew(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    far.forget_tokens()
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    assert len(far.said) == 2
    assert far.count("/v1.0/oauth2/accessToken") == 2


def test_a_wrong_secret_is_a_later_try(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.fail("/v1.0/oauth2/accessToken", (400, {"code": "invalidClientIdOrSecret"}))
    [failed] = near.send(*near.channel.push("u-li", PLAIN))
    assert (failed.again, failed.after) == (True, 60)
    assert "Client Secret" in str(failed)


def test_a_gone_quota_leaves_the_webhook(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.calls_left = 0
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, advice()) == []
    assert [one.way for one in far.said if one.way != "alert"] == ["session"]
    [failed] = near.send(*near.channel.push("u-other", PLAIN))
    assert not failed.again
    counted = [one for one in far.asked if one[1].startswith(("/v1.0/card", "/v1.0/robot"))]
    assert len(counted) == 1  # the one that learned it
    far.wait(lambda: [one for one in far.said if one.way == "alert"])


def test_the_budget_first_takes_the_streaming_and_then_the_cards(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_monthly_calls=10)
    while near.channel._quota._used < 8:
        assert near.send(*near.channel.push("u-li", PLAIN)) == []
    far.wait(lambda: [one for one in far.said if one.way == "alert" and "额度 10 次" in one.text])
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.progress(incoming, "正在核对依据…"))
    assert near.answer(incoming, advice()) == []
    assert card_of(far).frames == ["先谈碳足迹。"]
    before = len(far.said)
    assert near.answer(asked(far, near), advice(suggestion="s2")) == []
    assert len(far.cards.all) == 1
    assert [one.way for one in far.said[before:] if one.way != "alert"] == ["session"]


def test_a_new_month_has_a_new_budget(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_monthly_calls=1)
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    assert len(near.send(*near.channel.push("u-li", PLAIN))) == 1
    near.channel._quota._now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=40)
    near.channel._quota._budget = 2
    assert near.send(*near.channel.push("u-li", PLAIN)) == []


def test_no_log_holds_a_token_or_a_webhook(
    far: DingTalkGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    near = start()
    far.fail(SESSION, (500, {"code": "system.error"}))
    near.answer(asked(far, near, "帮助"), PLAIN)
    near.send(*near.channel.push("u-li", advice()))
    near.channel._alarms("告警", "x")
    far.wait(lambda: [one for one in far.said if one.way == "alert"])
    for secret in (far.token, far.SECRET, "session=", far.robot.TOKEN, far.robot.SECRET, "先谈碳足迹"):
        assert secret not in caplog.text
