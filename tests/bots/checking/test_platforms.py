"""``yiju bots check``: what a platform refuses, and whom a bot does not reach, is named with its remedy."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.bots.checking.platforms import FULL, FullDingTalk, FullWeCom, but, clean, errors
from tests.support.chats import connect
from tests.support.gateways import WeCom
from tests.support.shell import yiju
from yiju.bots.checking import check
from yiju.bots.groups import declare
from yiju.bots.strangers import meet
from yiju.bots.types import Chat, Incoming
from yiju.bots.wecom.sight import lose
from yiju.bots.who import find_asker
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.identities import Identity, link, list_identities
from yiju.store.users import save_user


def test_a_missing_permission_is_named_as_the_platform_names_it(
    settings: Settings, dingtalk: FullDingTalk
) -> None:
    dingtalk.denied["/v1.0/robot/oToMessages/batchSend"] = ["qyapi_robot_sendmsg"]
    dingtalk.denied["/v1.0/card/streaming"] = []
    wrong = errors(check(settings, None))
    assert wrong == [
        "dingtalk: 缺权限点：qyapi_robot_sendmsg（机器人主动发消息）。",
        "dingtalk: 缺权限点：Card.Streaming.Write（边写边显示的卡片）。",
    ]


def test_the_streams_subscription_is_tried(settings: Settings, dingtalk: FullDingTalk) -> None:
    dingtalk.stream = False
    assert errors(check(settings, None)) == ["dingtalk: Stream 模式连不上（代码 noStream）。"]


def test_an_address_that_is_not_trusted_is_shown(settings: Settings, wecom: FullWeCom) -> None:
    said = "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at x"
    wecom.fail("/cgi-bin/getcallbackip", (200, {"errcode": 60020, "errmsg": said}))
    (wrong,) = [one for one in check(settings, None) if "可信 IP" in one.what]
    assert wrong.level == "error" and "203.0.113.7" in wrong.what and "203.0.113.7" in wrong.do


def test_a_wrong_secret_is_tried_once(settings: Settings, wecom: FullWeCom) -> None:
    check(but(settings, wecom_corp_secret="wrong"), None)
    assert wecom.count("/cgi-bin/gettoken") == 1


def test_platforms_out_of_reach_are_told_and_nothing_hangs(settings: Settings) -> None:
    nobody = "http://127.0.0.1:9"
    found = check(but(settings, dingtalk_api_base=nobody, wecom_api_base=nobody), None)
    assert [one for one in errors(found) if "连不上平台" in one] == [
        f"dingtalk: 连不上平台：{nobody}",
        f"wecom: 连不上平台：{nobody}",
    ]


@pytest.mark.parametrize(("off", "level"), [(10, "ok"), (60, "warning"), (-600, "error"), (3600, "error")])
def test_a_clock_that_is_off_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, off: int, level: str
) -> None:
    import datetime as dt

    from yiju.bots import checking_probe

    real = checking_probe.probe

    def late(*told: Any, **more: Any) -> Any:
        given = real(*told, **more)
        return given.model_copy(update={"asked_at": given.asked_at + dt.timedelta(seconds=off)})

    monkeypatch.setattr("yiju.bots.checking_dingtalk.probe", late)
    (found,) = [one for one in check(settings, None) if "时钟" in one.what and one.about == "dingtalk"]
    assert found.level == level and ("快" in found.what if off > 30 else True)


def test_callbacks_need_a_public_address_and_one_that_answers(settings: Settings) -> None:
    (none,) = [one for one in check(settings, None) if "公网" in one.what]
    assert none.level == "error" and "企业微信自建应用回调" in none.what
    http = check(but(settings, public_url="http://copilot.example.com"), None)
    assert any("公网的 https" in one.what and one.level == "error" for one in http)
    away = check(but(settings, public_url="https://127.0.0.2:9"), None)
    assert any("打不开 https://127.0.0.2:9/bots/" in one.what and one.level == "warning" for one in away)
    without = but(settings, wecom_token="", wecom_aes_key="")
    assert not any("公网" in one.what for one in check(without, None))


def test_who_is_not_linked_and_which_groups_are_closed(settings: Settings, sql: Database) -> None:
    for name in ("rep", "new"):
        save_user(sql, name, roles=["rep"], units=["main"], actor="test")
    save_user(sql, "client", roles=["customer"], units=["main"], actor="test")
    nobody = errors(check(settings, sql, ask=False))
    assert [one.partition(": ")[2] for one in nobody] == [
        "没有一位用户关联了钉钉账号。",
        "没有一位用户关联了企业微信账号。",
    ]
    connect(sql, "rep")
    connect(sql, "rep", "wecom")
    link(sql, Identity(platform="wecom", corp="other", external_id="x", user="new"), "test")
    declare(sql, "dingtalk", "g1", "销售群", "dingcorp1", ["u-rep", "u-new"], "boss")
    found = [one for one in check(settings, sql, ask=False) if one.level == "warning"]
    told = "\n".join(f"{one.what} {one.do}" for one in found)
    assert "1 位用户没有关联钉钉账号：new" in told and "client" not in told
    assert "yiju users link 用户名 --platform dingtalk --corp dingcorp1" in told
    assert "1 位用户关联的是别的企业：new" in told
    assert "群“销售群”只能私信回答：没有关联用户：u-new" in told


def test_whom_the_app_does_not_reach_is_named(settings: Settings, sql: Database) -> None:
    for name in ("rep", "head"):
        save_user(sql, name, roles=["rep"], units=["main"], actor="test")
        connect(sql, name, "wecom")
    corp = list_identities(sql)[0].corp

    def told() -> list[str]:
        found = check(but(settings, wecom_corp_id=corp), sql, ask=False)
        return [one.what for one in found if "收不到自建应用" in one.what]

    assert told() == []
    lose(sql, corp, WeCom.AGENT, "u-rep")
    assert told() == ["1 位用户收不到自建应用的消息：rep"]


@pytest.mark.parametrize("where", ["alone", "group"])
def test_our_people_whom_events_name_as_anothers_are_told(
    settings: Settings, sql: Database, where: str
) -> None:
    save_user(sql, "rep", roles=["rep"], units=["main"], actor="test")
    connect(sql, "rep", "wecom")
    [rep] = list_identities(sql)
    sender, group = rep.external_id, where == "group"
    for corp, who in (("wpEvents", sender), ("wpElsewhere", "nobody-here"), (rep.corp, sender)):
        chat = Chat(channel="wecom", bot="aib1", id="g1" if group else who, group=group)
        at = dt.datetime.now(dt.UTC)
        entered = Incoming(key=f"{corp}1", chat=chat, corp=corp, sender=who, kind="enter", at=at)
        if find_asker(sql, entered) is None:
            meet(sql, entered)

    def told(**changes: str) -> list[str]:
        return [one.do for one in check(but(settings, **changes), sql, ask=False) if "事件" in one.what]

    [do] = told(wecom_corp_id=rep.corp)
    assert "YIJU_WECOM_BOT_CORP_ID=wpEvents" in do
    assert told(wecom_corp_id=rep.corp, wecom_bot_corp_id="wpEvents") == []


def test_the_command_says_it_in_chinese_and_fails_on_errors(
    tmp_path: Path, dingtalk: FullDingTalk, wecom: FullWeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    bases = {
        "dingtalk_api_base": dingtalk.url,
        "dingtalk_oapi_base": dingtalk.url,
        "wecom_api_base": wecom.url,
    }
    for name, value in {**FULL, **bases, "wecom_token": "", "wecom_aes_key": ""}.items():
        monkeypatch.setenv(f"YIJU_{name.upper()}", str(value))
    data = ("--data", str(tmp_path / "data"))
    ran = yiju("bots", "check", *data)
    assert ran.code == 0 and "0 个错误" in ran.out and "怎么办" in ran.out
    clean(ran.out, ran.err)
    monkeypatch.setenv("YIJU_DINGTALK_CLIENT_SECRET", "wrong-very-secret")
    ran = yiju("bots", "check", "--json", *data)
    assert (ran.code, ran.json["errors"]) == (1, 1)
    assert "wrong-very-secret" not in ran.out + ran.err
    clean(ran.out, ran.err)
    assert yiju("bots", "check", "--offline", *data).code == 0
