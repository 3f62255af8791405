"""What operators are told of the bots: in groups of both platforms, merged, once an hour."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from tests.support.chats import wrote
from tests.support.gateways import Gateway
from tests.support.stored import settings_for
from yiju.bots import inbox, usage
from yiju.bots.alarms import look, raise_alarms
from yiju.settings import Settings
from yiju.store.bot_tables import bot_inbox, bot_leases, bot_outbox
from yiju.store.database import Database

HOUR = dt.timedelta(hours=1)


class Groups(Gateway):
    """The robots of two groups."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []
        self.refuse = False

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Any:
        """Keep what they are told."""
        if self.refuse:
            return 200, {"errcode": 93000, "errmsg": "m"}
        assert query.get("key") == "group-key" or query.get("access_token") == "group-token"
        markdown = body["markdown"]
        self.told.append((path, markdown.get("content") or markdown["text"]))
        return 200, {"errcode": 0, "errmsg": "ok"}


@pytest.fixture
def far() -> Iterator[Groups]:
    with Groups() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path, far: Groups) -> Settings:
    return settings_for(
        tmp_path,
        wecom_webhook_key="group-key",
        dingtalk_alert_token="group-token",
        dingtalk_alert_secret="SECx",
        dingtalk_monthly_calls=100,
        wecom_api_base=far.url,
        dingtalk_oapi_base=far.url,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _dead(sql: Database, key: str, at: dt.datetime) -> None:
    row = {
        "key": key,
        "channel": "wecom",
        "bot": "b",
        "chat": "c",
        "state": "dead",
        "owner": "",
        "attempts": 1,
    }
    times = {"next_at": at, "created_at": at, "ended_at": at}
    with sql.write() as connection:
        connection.execute(sa.insert(bot_outbox).values(**row, **times, error="secret text", body={}))


def test_all_is_well_and_nobody_is_told(settings: Settings, sql: Database, far: Groups) -> None:
    _dead(sql, "old", _now() - 2 * HOUR)
    assert look(settings, sql, _now()) == []
    assert raise_alarms(settings, sql, _now()) == 0 and far.asked == []


def test_what_is_wrong_is_one_message_to_each_group_once_an_hour(
    settings: Settings, sql: Database, far: Groups
) -> None:
    now = _now()
    for number in range(3):
        _dead(sql, f"d{number}", now - HOUR / 2)
    inbox.accept(sql, wrote("rep"))
    with sql.write() as connection:
        connection.execute(sa.update(bot_inbox).values(received_at=now - HOUR / 4, bot="robot"))
        lease = {"name": "channel:wecom:b", "owner": "gone", "until": now - HOUR / 4}
        connection.execute(sa.insert(bot_leases).values(**lease))
    assert raise_alarms(settings, sql, now) == 3
    assert [path for path, _ in far.told] == ["/cgi-bin/webhook/send", "/robot/send"]
    for _, text in far.told:
        for part in ("3 条消息没能", "没有进程在连接", "等了 15 分钟", "yiju bots failed"):
            assert part in text, text
        assert "secret text" not in text
    assert raise_alarms(settings, sql, now + HOUR / 2) == 0
    _dead(sql, "later", now + HOUR)
    assert raise_alarms(settings, sql, now + HOUR) == 3
    assert len(far.told) == 4


def test_calls_that_run_out_are_told_where_the_channel_has_no_group_of_its_own(
    settings: Settings, sql: Database, far: Groups
) -> None:
    usage.count(sql, "dingtalk", "robot", "card", 70)
    inbox.accept(sql, wrote("rep"))
    with sql.write() as connection:
        connection.execute(sa.update(bot_inbox).values(bot="robot"))
    assert look(settings, sql, _now()) == []
    none = settings.model_copy(update={"dingtalk_alert_token": SecretStr("")})
    assert raise_alarms(none, sql, _now()) == 1
    ((_, text),) = far.told
    assert "已用 70，额度 100" in text


def test_a_group_that_cannot_be_told_is_logged_without_its_key(
    settings: Settings, sql: Database, far: Groups, caplog: pytest.LogCaptureFixture
) -> None:
    far.refuse = True
    _dead(sql, "d", _now())
    assert raise_alarms(settings, sql, _now()) == 1
    assert "没有发到企业微信群里" in caplog.text and "没有发到钉钉群里" in caplog.text
    assert "group-key" not in caplog.text and "group-token" not in caplog.text


@pytest.mark.parametrize("wrong", ["wecom_api_base", "dingtalk_oapi_base"])
def test_an_address_that_is_none_keeps_no_other_group_from_being_told(
    settings: Settings, sql: Database, far: Groups, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    _dead(sql, "d", _now())
    mistaken = settings.model_copy(update={wrong: f"{far.url}:port"})
    assert raise_alarms(mistaken, sql, _now()) == 1
    assert len(far.told) == 1 and "没有发到" in caplog.text
    assert raise_alarms(mistaken, sql, _now()) == 0, "once an hour"
    assert "group-key" not in caplog.text and "group-token" not in caplog.text


def test_without_groups_it_is_in_the_log(
    settings: Settings, sql: Database, far: Groups, caplog: pytest.LogCaptureFixture
) -> None:
    _dead(sql, "d", _now())
    none = settings.model_copy(
        update={"wecom_webhook_key": SecretStr(""), "dingtalk_alert_token": SecretStr("")}
    )
    assert raise_alarms(none, sql, _now()) == 1
    assert far.asked == [] and "1 条消息没能" in caplog.text


def test_what_reached_no_group_is_told_again_minutes_later(
    settings: Settings, sql: Database, far: Groups
) -> None:
    now, minutes = _now(), dt.timedelta(minutes=1)
    _dead(sql, "d", now)
    far.refuse = True
    assert raise_alarms(settings, sql, now) == 1
    far.refuse = False
    assert raise_alarms(settings, sql, now + minutes) == 0, "not every minute"
    assert raise_alarms(settings, sql, now + 5 * minutes) == 1
    assert len(far.told) == 2
    assert raise_alarms(settings, sql, now + 20 * minutes) == 0


def test_what_was_not_told_because_the_process_ended_is_told_by_the_next(
    settings: Settings, sql: Database, far: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = _now()
    _dead(sql, "d", now)

    def killed(*_: object) -> bool:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr("yiju.bots.alarms.tell_groups", killed)
        raise_alarms(settings, sql, now)
    assert raise_alarms(settings, sql, now) == 1 and len(far.told) == 2
