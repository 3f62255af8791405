"""Calls: judged by their code, counted once, with a token that is fetched once."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from tests.support.dingtalk_gateway import DingTalkGateway
from tests.support.dingtalk_own import Looped, api_of
from yiju.platforms.dingtalk.errors import DingTalkError, Kind, judge
from yiju.platforms.dingtalk.messages import is_session_webhook, send_to_group, send_to_people
from yiju.platforms.dingtalk.rest import Api
from yiju.platforms.dingtalk.robot import Robot

_GROUP = "/v1.0/robot/groupMessages/send"


@pytest.fixture
def far() -> Iterator[DingTalkGateway]:
    with DingTalkGateway() as gateway:
        yield gateway


@pytest.fixture
def looped() -> Iterator[Looped]:
    with Looped() as made:
        yield made


class _Counting:
    """A meter."""

    def __init__(self) -> None:
        self.counted: list[str] = []
        self.over = False

    async def check(self) -> None:
        pass

    async def count(self, api: str) -> None:
        self.counted.append(api)

    async def gone(self) -> None:
        self.over = True


def _failed(looped: Looped, api: Api) -> DingTalkError:
    with pytest.raises(DingTalkError) as caught:
        looped.do(send_to_group(api, "cid", "t", "x"))
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "kind", "after"),
    [
        (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "throttled", 1),
        (403, "Forbidden.AccessDenied.QpsLimitForApi", "throttled", 2),
        (403, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", "throttled", 60),
        (403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "quota", 0),
        (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", "permission", 0),
        (403, "Forbidden.AccessDenied.IpNotInWhiteList", "permission", 0),
        (403, "something.new", "permission", 0),
        (429, "anything", "throttled", 2),
        (429, "system.busy", "busy", 1),
        (401, "anything", "token", 0),
        (400, "InvalidAuthentication", "token", 0),
        (200, "40014", "token", 0),
        (400, "send.too.fast", "throttled", 10),
        (400, "param.contentUnsafe", "content", 0),
        (400, "contain.forbidden.words", "content", 0),
        (400, "param.cardNotExist", "no-card", 0),
        (400, "param.cardAlreadyExist", "card-exists", 0),
        (400, "param.stream.content", "too-long", 0),
        (400, "param.anything", "ours", 0),
        (400, "miss.param.x", "ours", 0),
        (400, "robot.oto.notExist", "person", 0),
        (400, "session.expired", "session", 0),
        (500, "system.error", "busy", 1),
        (503, "anything", "busy", 1),
        (200, "310000", "permission", 0),
        (200, "410100", "throttled", 600),
        (200, "90020", "quota", 0),
    ],
)
def test_codes(status: int, code: str, kind: Kind, after: float) -> None:
    assert judge(status, code) == (kind, after)


def test_many_at_once_share_one_token_and_all_are_counted(far: DingTalkGateway, looped: Looped) -> None:
    meter = _Counting()
    api = api_of(far, meter)

    async def many() -> None:
        await asyncio.gather(*(send_to_group(api, f"cid{n}", "t", "x") for n in range(8)))

    looped.do(many())
    assert far.count("/v1.0/oauth2/accessToken") == 1
    assert meter.counted == ["groupMessages/send"] * 8
    looped.do(api.close())


def test_a_stale_token_is_replaced_once_and_a_second_refusal_is_told(
    far: DingTalkGateway, looped: Looped
) -> None:
    meter = _Counting()
    api = api_of(far, meter)
    looped.do(send_to_group(api, "cid", "t", "x"))
    far.forget_tokens()
    looped.do(send_to_group(api, "cid", "t", "x"))
    assert far.count("/v1.0/oauth2/accessToken") == 2
    far.fail(_GROUP, *[(401, {"code": "InvalidAuthentication"})] * 2)
    assert _failed(looped, api).kind == "token"
    assert len(meter.counted) == 2


def test_throttled_calls_are_not_counted_and_a_gone_quota_is_told(
    far: DingTalkGateway, looped: Looped
) -> None:
    meter = _Counting()
    api = api_of(far, meter)
    far.fail(_GROUP, (403, {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "requestid": "r9"}))
    throttled = _failed(looped, api)
    assert (throttled.kind, throttled.request_id) == ("throttled", "r9")
    far.calls_left = 0
    assert _failed(looped, api).kind == "quota"
    assert (meter.counted, meter.over) == ([], True)


@pytest.mark.parametrize("answer", [b"<html>busy</html>", {"status": 1111, "wait": 5, "punish": "deny"}])
def test_a_barred_address_calls_nobody_for_five_minutes(
    far: DingTalkGateway, looped: Looped, answer: Any
) -> None:
    now = [1000.0]
    api = api_of(far)
    api._clock = lambda: now[0]
    far.fail(_GROUP, (200, answer))
    assert _failed(looped, api).after == 300
    now[0] += 299
    assert _failed(looped, api).kind == "throttled"
    assert far.count(_GROUP) == 1
    now[0] += 2
    looped.do(send_to_group(api, "cid", "t", "x"))


def test_no_answer_is_told_from_no_connection(far: DingTalkGateway, looped: Looped) -> None:
    api = api_of(far)
    far.fail(_GROUP, (504, {"code": "ServiceUnavailable"}), (502, b"<html>"), (503, b"<html>"))
    assert _failed(looped, api).kind == "silent"
    assert _failed(looped, api).kind == "silent"
    assert _failed(looped, api).kind == "busy"
    gone = api_of(far)
    gone.app = api.app._replace(api_base="http://127.0.0.1:1")
    assert _failed(looped, gone).kind == "unreachable"


def test_a_slow_server_is_given_up(
    far: DingTalkGateway, looped: Looped, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import httpx

    monkeypatch.setattr("yiju.platforms.dingtalk.rest._SECONDS", httpx.Timeout(0.1))
    far.slow["/robot/send"] = 0.5
    robot = Robot(api_of(far), SecretStr(far.robot.TOKEN), SecretStr(far.robot.SECRET))
    with caplog.at_level(logging.DEBUG), pytest.raises(DingTalkError) as caught:
        looped.do(robot.send("t", "x"))
    assert caught.value.kind == "silent"
    assert far.robot.TOKEN not in caplog.text


def test_people_in_batches(far: DingTalkGateway, looped: Looped) -> None:
    api = api_of(far)
    looped.do(send_to_people(api, [f"u{n}" for n in range(20)], "t", "x"))
    assert len(far.said) == 20
    with pytest.raises(DingTalkError) as caught:
        looped.do(send_to_people(api, [f"u{n}" for n in range(21)], "t", "x"))
    assert caught.value.kind == "ours"


def test_a_custom_robots_alert_is_signed_shown_once_and_held_to_fifteen_a_minute(
    far: DingTalkGateway, looped: Looped
) -> None:
    import time

    ahead = [0.0]
    token, secret = SecretStr(far.robot.TOKEN), SecretStr(far.robot.SECRET)
    robot = Robot(api_of(far), token, secret, now=lambda: time.time() + ahead[0])
    looped.do(robot.send("告警", "额度", key="a"))
    looped.do(robot.send("告警", "额度", key="a"))
    assert [(one.title, one.text) for one in far.said] == [("告警", "额度")]
    for number in range(13):
        looped.do(robot.send("告警", "额度", key=f"b{number}"))
    with pytest.raises(DingTalkError) as caught:
        looped.do(robot.send("告警", "额度", key="c"))
    assert 0 < caught.value.after <= 60
    ahead[0] = 61
    looped.do(robot.send("告警", "额度", key="c"))
    wrong = Robot(api_of(far), token, SecretStr("SECother"))
    with pytest.raises(DingTalkError) as caught:
        looped.do(wrong.send("告警", "额度"))
    assert caught.value.kind == "permission"


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://oapi.dingtalk.com/robot/sendBySession?session=x", True),
        ("http://oapi.dingtalk.com/robot/sendBySession?session=x", False),
        ("https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=x", False),
        ("https://a@oapi.dingtalk.com/robot/sendBySession", False),
        ("https://oapi.dingtalk.com/robot/send?access_token=x", False),
        ("https://127.0.0.1/robot/sendBySession?session=x", False),
        ("", False),
    ],
)
def test_only_dingtalks_own_webhook_is_one(url: str, ours: bool) -> None:
    assert is_session_webhook(url, "https://oapi.dingtalk.com") is ours
