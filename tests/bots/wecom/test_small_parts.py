"""Paces, alerts, and what has to be set up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.channel_desk import Kept, SmallDesk
from tests.support.stored import settings_for
from tests.support.wecom_channel import advice, settings_of
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.channel import NotSent
from yiju.bots.wecom import make_channels
from yiju.bots.wecom.alerts import Alarms, tell_group
from yiju.bots.wecom.pace import Pace
from yiju.errors import YijuError
from yiju.settings import Settings
from yiju.store.store import Store

Choose = Callable[..., Settings]


@pytest.fixture
def choose(tmp_path: Path, rest: WeComRest) -> Choose:
    return lambda **changes: settings_for(tmp_path, **settings_of(rest.url, "ws://127.0.0.1:9", **changes))


def test_a_pace_is_kept_by_the_minute_and_the_hour() -> None:
    clock = [0.0]
    pace = Pace(3, 5, clock=lambda: clock[0])
    for _ in range(3):
        assert pace.wait("a") == 0
        pace.said("a")
        clock[0] += 1
    assert pace.wait("a") == pytest.approx(57)
    assert (pace.wait("b"), pace.since("b")) == (0, float("inf"))
    assert (pace.since("a"), pace.wait("b", spare=2), pace.wait("b", spare=3)) == (1.0, 0, 60.0)
    clock[0] = 60.5
    assert pace.wait("a") == 0
    assert pace.wait("a", spare=1) == pytest.approx(0.5)
    for _ in range(2):
        pace.said("a")
    clock[0] = 200.0
    assert pace.wait("a") == pytest.approx(3400)  # five in this hour
    clock[0] = 3600.5
    assert pace.wait("a") == 0


def test_alerts_reach_the_group_cut_to_4096_bytes(choose: Choose, rest: WeComRest) -> None:
    assert tell_group(choose(), advice("客户下周三开预算会。" * 300))
    assert len(rest.group) > 1
    assert rest.group[0].startswith("**拜访策略 · 华东电网**")
    assert not tell_group(choose(wecom_webhook_key=""), advice())


def test_a_wrong_key_and_too_many_alerts_are_told_apart(choose: Choose, rest: WeComRest) -> None:
    with pytest.raises(NotSent, match="93000") as wrong:
        tell_group(choose(wecom_webhook_key="wrong-key"), advice())
    assert not wrong.value.again
    for _ in range(20):
        tell_group(choose(), advice())
    with pytest.raises(NotSent) as many:
        tell_group(choose(), advice())
    assert (many.value.again, many.value.after) == (True, 60.0)


def test_an_alarm_is_told_once_a_day_and_one_that_fails_is_logged_without_its_key(
    choose: Choose, rest: WeComRest, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    alarm = Alarms(choose(), clock=lambda: clock[0])
    for at in (0.0, 100.0, 86_000.0, 86_400.0):
        clock[0] = at
        alarm("长连接被顶替")
    alarm("别的事")
    assert ["长连接被顶替" in one for one in rest.group] == [True, True, False]
    Alarms(choose(wecom_webhook_key="wrong-key"))("长连接被顶替")
    assert "93000" in caplog.text
    assert "wrong-key" not in caplog.text


def _made(settings: Settings, store: Store) -> list[tuple[str, str, bool]]:
    found = make_channels(SmallDesk(settings, store), Kept())
    return [(one.name, type(one).__name__, one.exclusive) for one in found]


def test_what_is_set_up_is_made(choose: Choose, kept_store: Store) -> None:
    app = ("wecom-app", "AppBot", False)
    assert _made(choose(), kept_store) == [("wecom", "SocketBot", True), app]
    assert _made(choose(wecom_mode="callback"), kept_store) == [("wecom", "CallbackBot", False), app]
    assert _made(choose(wecom_bot_id=""), kept_store) == [app]
    assert len(_made(choose(wecom_agent_id=""), kept_store)) == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"wecom_bot_id": "", "wecom_agent_id": ""}, "YIJU_WECOM_BOT_ID"),
        ({"wecom_bot_secret": ""}, "YIJU_WECOM_BOT_SECRET"),
        ({"wecom_mode": "callback", "wecom_bot_token": ""}, "YIJU_WECOM_BOT_TOKEN"),
        ({"wecom_mode": "callback", "wecom_bot_aes_key": "short"}, "EncodingAESKey"),
        ({"wecom_corp_secret": ""}, "YIJU_WECOM_CORP_SECRET"),
        ({"wecom_corp_id": ""}, "YIJU_WECOM_CORP_ID"),
        ({"wecom_token": ""}, "YIJU_WECOM_TOKEN"),
        ({"wecom_aes_key": "a" * 42}, "EncodingAESKey"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    choose: Choose, kept_store: Store, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(YijuError) as refused:
        _made(choose(**changes), kept_store)
    assert named in f"{refused.value}{refused.value.hint}"
    assert "short" not in str(refused.value)
