"""``yiju bots check``: what is wrong with a setting is named with its remedy; no secret is shown."""

import json
from pathlib import Path

import pytest

from tests.bots.checking.platforms import AES, but, clean, errors
from tests.support.gateways import WeCom
from tests.support.shell import yiju
from yiju.bots.checking import check
from yiju.bots.checking_address import remarks_at_start
from yiju.errors import YijuError
from yiju.settings import Settings, load_settings


def test_where_all_is_well_each_thing_that_was_looked_at_is_named(settings: Settings) -> None:
    found = check(settings, None)
    assert errors(found) == []
    fine = "\n".join(one.what for one in found if one.level == "ok")
    for part in ("拿得到 access token", "Stream 模式可以连接", "qyapi_robot_sendmsg", "Card.Streaming.Write"):
        assert part in fine
    assert "企业可信 IP" in fine and "YIJU_WECOM_AES_KEY 格式正确" in fine and "时钟与平台一致" in fine
    assert all(one.why and one.do for one in found if one.level != "ok")
    clean(json.dumps([one.model_dump() for one in found], ensure_ascii=False))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bots": ""}, "没有启用任何机器人"),
        ({"bots": "dingtalk,feishu"}, "不认识的名字：feishu"),
        ({"dingtalk_client_id": ""}, "缺少设置 YIJU_DINGTALK_CLIENT_ID"),
        ({"dingtalk_corp_id": ""}, "缺少设置 YIJU_DINGTALK_CORP_ID"),
        ({"dingtalk_alert_secret": "notsec"}, "YIJU_DINGTALK_ALERT_SECRET"),
        ({"dingtalk_client_secret": "wrong"}, "不认 Client ID 或 Client Secret"),
        ({"dingtalk_api_base": "http://api.dingtalk.com"}, "没有加密"),
        ({"wecom_ws_url": "ws://gateway.example.com"}, "YIJU_WECOM_WS_URL 没有加密"),
        ({"wecom_corp_secret": "wrong"}, "不认应用的 Secret"),
        ({"wecom_agent_id": "abc"}, "不是数字"),
        ({"wecom_aes_key": AES[:-1]}, "要 43 个字母或数字，现在是 42 个字符"),
        ({"wecom_aes_key": AES[:-1] + "="}, "要 43 个字母或数字"),
        ({"wecom_aes_key": ""}, "缺少设置 YIJU_WECOM_AES_KEY"),
        ({"wecom_mode": "callback"}, "缺少设置 YIJU_WECOM_BOT_TOKEN"),
        ({"wecom_bot_secret": ""}, "缺少设置 YIJU_WECOM_BOT_SECRET"),
        ({"wecom_bot_id": "", "wecom_agent_id": ""}, "智能机器人和自建应用都没有设置"),
        ({"wecom_corp_id": "", "wecom_bot_id": "", "wecom_agent_id": ""}, "缺少设置 YIJU_WECOM_CORP_ID"),
        ({"dingtalk_card_status": "content"}, "YIJU_DINGTALK_CARD_STATUS 和卡片的另一个变量同名"),
        ({"dingtalk_card_status": "b3"}, "YIJU_DINGTALK_CARD_STATUS 和卡片的另一个变量同名"),
        ({"wecom_api_base": "https://[x"}, "YIJU_WECOM_API_BASE 不是地址"),
    ],
)
def test_a_setting_that_is_wrong_is_named(settings: Settings, changes: dict[str, str], told: str) -> None:
    found = check(but(settings, **changes), None)
    assert any(told in one for one in errors(found)), errors(found)
    clean(json.dumps([one.model_dump() for one in found], ensure_ascii=False))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"wecom_webhook_key": "https://qyapi.example.com/send?key=very-secret"},
            "WECOM_WEBHOOK_KEY 像是整个地址",
        ),
        ({"wecom_webhook_key": "very-secret"}, "WECOM_WEBHOOK_KEY 不像群机器人的 key（11 个字符）"),
        (
            {"dingtalk_alert_token": "https://oapi.example.com/?access_token=very-secret"},
            "DINGTALK_ALERT_TOKEN 像是整个地址",
        ),
        (
            {"dingtalk_alert_token": "a" * 64, "dingtalk_alert_secret": ""},
            "没有填 YIJU_DINGTALK_ALERT_SECRET",
        ),
        ({"dingtalk_alert_token": ""}, "没有填 YIJU_DINGTALK_ALERT_TOKEN"),
        ({"wecom_corp_id": "ww1"}, "WECOM_CORP_ID 不像企业微信的企业 ID（3 个字符）"),
        ({"dingtalk_corp_id": "ww1234567890123456"}, "DINGTALK_CORP_ID 不像钉钉的 CorpId"),
        ({"dingtalk_card_template": "abc"}, "DINGTALK_CARD_TEMPLATE 不像卡片模板的编号"),
        ({"wecom_bot_secret": " bot-very-secret"}, "WECOM_BOT_SECRET 前后有空格或引号"),
        ({"dingtalk_client_id": "“dingabc”"}, "DINGTALK_CLIENT_ID 前后有空格或引号"),
        (
            {"dingtalk_card_template": "382e4302-551d-4880-bf29-a30acfab2e71.schema"},
            "没有设置 YIJU_DINGTALK_CARD_STATUS",
        ),
    ],
)
def test_what_was_pasted_wrongly_is_doubted_and_not_shown(
    settings: Settings, changes: dict[str, str], told: str
) -> None:
    found = check(but(settings, **changes), None, ask=False)
    (one,) = [one for one in found if told in one.what]
    assert (one.level, bool(one.why), bool(one.do)) == ("warning", True, True)
    assert "very-secret" not in json.dumps([one.model_dump() for one in found], ensure_ascii=False)


def test_what_looks_as_it_should_is_not_doubted(settings: Settings) -> None:
    right = {
        "dingtalk_alert_token": "0af3" * 16,
        "wecom_corp_id": "ww0123456789abcdef",
        "wecom_webhook_key": "693a91f6-7aaa-4bc4-97a0-0ec2c1fa5aaa",
        "wecom_bot_name": "依据 ",
        "public_url": "https://copilot.example.com",
    }
    found = check(but(settings, **right), None, ask=False)
    assert [one.what for one in found if one.level != "ok"] == ["还没有数据目录。"]


def test_that_all_is_there_is_said_only_where_nothing_of_it_is_wrong(settings: Settings) -> None:
    def said(**changes: str) -> bool:
        found = check(but(settings, **changes), None, ask=False)
        return any(one.what.startswith("填了 YIJU_WECOM_CORP_ID、") for one in found)

    assert said()
    for wrong in ({"wecom_aes_key": "short"}, {"wecom_agent_id": "abc"}, {"wecom_bot_secret": ""}):
        assert not said(**wrong)


def test_half_of_the_apps_callback_is_an_error_and_nothing_beside(settings: Settings) -> None:
    half = [one.what for one in check(but(settings, wecom_token=""), None, ask=False) if one.level != "ok"]
    assert "缺少设置 YIJU_WECOM_TOKEN。" in half and not any("没有设置接收消息" in what for what in half)
    none = check(but(settings, wecom_token="", wecom_aes_key=""), None, ask=False)
    assert any("没有设置接收消息" in one.what for one in none)


def test_what_is_unread_stands_among_all_else_and_one_setting_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "bots": "wecom",
        "wecom_agent_id": "1000002",
        "wecom_token": "token-very-secret",
        "wecom_aes_key": AES,
        "dingtalk_sign_seconds": "99999",
        "wecom_mode": "weird",
        "bot_workers": "many",
        "public_url": "http://copilot.example.com/x",
        "sign_in": "wecom",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"YIJU_{name.upper()}", value)
    ran = yiju("bots", "check", "--offline", "--json", "--data", str(tmp_path / "data"))
    wrong = [(one["about"], one["what"]) for one in ran.json["findings"] if one["level"] == "error"]
    assert ran.code == 1 and ran.json["errors"] == len(wrong)
    for about, told in (
        ("dingtalk", "设置 YIJU_DINGTALK_SIGN_SECONDS 不对：不能大于 3600"),
        ("wecom", "设置 YIJU_WECOM_MODE 不对：要是 ws、callback 之一"),
        ("bots", "设置 YIJU_BOT_WORKERS 不对：要一个整数"),
        ("wecom", "缺少设置 YIJU_WECOM_CORP_ID。"),
        ("wecom", "缺少设置 YIJU_WECOM_CORP_SECRET。"),
    ):
        assert (about, told) in wrong, wrong
    for name in ("YIJU_PUBLIC_URL", "YIJU_WECOM_CORP_ID", "YIJU_WECOM_CORP_SECRET"):
        assert len([what for _, what in wrong if name in what]) == 1, (name, wrong)
    assert "Traceback" not in ran.err


def test_http_mode_says_what_is_missing_and_what_does_not_work_without(settings: Settings) -> None:
    http = {"dingtalk_mode": "http", "bots": "dingtalk"}

    def told(**changes: str) -> dict[str, str]:
        found = check(but(settings, **http, **changes), None, ask=False)
        http_alone = [one for one in found if "HTTP" in one.what or "公网" in one.what]
        assert all(one.why and one.do for one in http_alone)
        return {one.what: one.level for one in http_alone}

    nothing = told()
    assert list(nothing.values()) == ["warning", "error", "error"]
    assert "YIJU_DINGTALK_EVENT_TOKEN、YIJU_DINGTALK_EVENT_AES_KEY" in next(iter(nothing))
    assert any("YIJU_DINGTALK_CARD_SECRET" in what for what in nothing)
    assert any("YIJU_PUBLIC_URL" in what for what in nothing)
    half = told(dingtalk_event_token="t", dingtalk_card_secret="s")
    assert half.pop("HTTP 模式缺少设置 YIJU_DINGTALK_EVENT_AES_KEY。") == "error", (
        "half of a pair is a mistake"
    )
    whole = {"dingtalk_event_token": "t", "dingtalk_event_aes_key": AES, "dingtalk_card_secret": "s"}
    assert told(**whole, public_url="https://copilot.example.com") == {}


def test_at_the_start_the_same_is_said_and_nothing_of_what_is_well(settings: Settings) -> None:
    asked = but(settings, dingtalk_mode="http", bots="dingtalk", dingtalk_card_template="")
    told = "\n".join(one.what for one in remarks_at_start(asked))
    assert "YIJU_DINGTALK_EVENT_TOKEN" in told and "YIJU_PUBLIC_URL" in told
    assert "CorpId 都填了" not in told
    assert remarks_at_start(but(settings, bots="")) == []


@pytest.mark.parametrize("wrong", ["http://nope", "https://nope", "nonsense", "ws://", "wss://[x"])
def test_an_address_that_is_no_sockets_is_refused_by_name(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_WECOM_WS_URL", wrong)
    with pytest.raises(YijuError, match=r"YIJU_WECOM_WS_URL 不对：.*wss://") as caught:
        load_settings()
    assert "YIJU_WECOM_WS_URL" in caught.value.hint


@pytest.mark.parametrize(("sign_in", "starts"), [("local", False), ("none", True), ("wecom", True)])
def test_what_keeps_the_server_from_starting_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: str, starts: bool
) -> None:
    """The AI bot by callbacks needs a public address, beside which nobody may be the local user."""
    given = {
        "bots": "wecom",
        "wecom_mode": "callback",
        "sign_in": sign_in,
        "wecom_bot_id": "aib1",
        "wecom_bot_token": "token-very-secret",
        "wecom_bot_aes_key": AES,
        "wecom_corp_id": WeCom.CORP,
        "public_url": "https://copilot.example.com",
    }
    if sign_in == "wecom":
        given |= {"wecom_agent_id": WeCom.AGENT, "wecom_corp_secret": WeCom.SECRET}
    for name, value in given.items():
        monkeypatch.setenv(f"YIJU_{name.upper()}", value)
    ran = yiju("bots", "check", "--offline", "--json", "--data", str(tmp_path / "data"))
    told = [one["do"] for one in ran.json["findings"] if one["level"] == "error"]
    assert ran.code == (0 if starts else 1)
    assert (told == []) if starts else ("YIJU_SIGN_IN" in told[0] and "none" in told[0])


def test_what_excludes_each_other_is_told(settings: Settings) -> None:
    both = check(but(settings, wecom_bot_token="t", wecom_bot_aes_key=AES), None, ask=False)
    assert any("两种方式只能开一种" in one.why for one in both if one.level == "warning")
