"""``yiju bots check``: every fault is found, named with its remedy, and no secret is shown."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chats import connect
from tests.support.gateways import DingTalk, WeCom
from tests.support.shell import yiju
from tests.support.stored import settings_for
from yiju.bots.checking import check
from yiju.bots.checking_address import remarks_at_start
from yiju.bots.checking_types import Finding
from yiju.bots.groups import declare
from yiju.bots.strangers import meet
from yiju.bots.types import Chat, Incoming
from yiju.bots.wecom.sight import lose
from yiju.bots.who import find_asker
from yiju.errors import YijuError
from yiju.settings import Settings, load_settings
from yiju.store.database import Database
from yiju.store.identities import Identity, link, list_identities
from yiju.store.users import save_user

AES = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SECRETS = (DingTalk.SECRET, WeCom.SECRET, "bot-very-secret", "token-very-secret", AES, "SECalert")
FULL: dict[str, Any] = {
    "bots": "dingtalk,wecom",
    "dingtalk_client_id": DingTalk.CLIENT,
    "dingtalk_client_secret": DingTalk.SECRET,
    "dingtalk_corp_id": DingTalk.CORP,
    "dingtalk_card_template": "tpl.schema",
    "dingtalk_alert_secret": "SECalert",
    "wecom_corp_id": WeCom.CORP,
    "wecom_agent_id": WeCom.AGENT,
    "wecom_corp_secret": WeCom.SECRET,
    "wecom_token": "token-very-secret",
    "wecom_aes_key": AES,
    "wecom_bot_id": "aib1",
    "wecom_bot_secret": "bot-very-secret",
}


class FullDingTalk(DingTalk):
    """With the calls of a robot; ``denied``: scopes that it lacks, by path."""

    def __init__(self) -> None:
        super().__init__()
        self.denied: dict[str, list[str]] = {}
        self.stream = True

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Any:
        """An empty body is refused as such, after the rights were looked at."""
        if path == "/v1.0/gateway/connections/open":
            assert body["clientSecret"] == self.SECRET
            ready = {"endpoint": "wss://x", "ticket": "ticket-very-secret"}
            return (200, ready) if self.stream else (400, {"code": "noStream"})
        if not path.startswith(("/v1.0/robot", "/v1.0/card")):
            return super().answer(method, path, query, headers, body)
        if headers.get("x-acs-dingtalk-access-token") not in self._tokens:
            return 401, {"code": "InvalidAuthentication"}
        assert body == {}, "nothing may come of a check"
        if path in self.denied:
            code = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
            detail = {"requiredScopes": self.denied[path]}
            return 403, {"code": code, "message": "m", "requestid": "r", "accessdenieddetail": detail}
        return 400, {"code": "miss.param.robotCode", "message": "m"}


class FullWeCom(WeCom):
    """With the list of its addresses."""

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Any:
        """As the app's REST interface."""
        if path == "/cgi-bin/getcallbackip":
            assert query["access_token"] in self._tokens
            return 200, {"errcode": 0, "errmsg": "ok", "ip_list": ["101.226.103.*"]}
        return super().answer(method, path, query, headers, body)


@pytest.fixture
def dingtalk() -> Iterator[FullDingTalk]:
    with FullDingTalk() as far:
        yield far


@pytest.fixture
def wecom() -> Iterator[FullWeCom]:
    with FullWeCom() as far:
        yield far


@pytest.fixture
def settings(tmp_path: Path, dingtalk: FullDingTalk, wecom: FullWeCom) -> Settings:
    """All is well, as far as settings go; callbacks cannot be reached, for there is no public address."""
    bases = {
        "dingtalk_api_base": dingtalk.url,
        "dingtalk_oapi_base": dingtalk.url,
        "wecom_api_base": wecom.url,
    }
    return settings_for(tmp_path / "data", **FULL, **bases)


def _but(settings: Settings, **changes: Any) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **changes})


def _wrong(found: list[Finding]) -> list[str]:
    """What is an error, but for the address that no test has."""
    return [f"{one.about}: {one.what}" for one in found if one.level == "error" and "公网" not in one.what]


def _clean(*texts: str) -> None:
    for text in texts:
        assert not any(secret in text for secret in (*SECRETS, "ticket-very-secret", "token-"))


def test_where_all_is_well_each_thing_that_was_looked_at_is_named(settings: Settings) -> None:
    found = check(settings, None)
    assert _wrong(found) == []
    fine = "\n".join(one.what for one in found if one.level == "ok")
    for part in ("拿得到 access token", "Stream 模式可以连接", "qyapi_robot_sendmsg", "Card.Streaming.Write"):
        assert part in fine
    assert "企业可信 IP" in fine and "YIJU_WECOM_AES_KEY 格式正确" in fine and "时钟与平台一致" in fine
    assert all(one.why and one.do for one in found if one.level != "ok")
    _clean(json.dumps([one.model_dump() for one in found], ensure_ascii=False))


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
    found = check(_but(settings, **changes), None)
    assert any(told in one for one in _wrong(found)), _wrong(found)
    _clean(json.dumps([one.model_dump() for one in found], ensure_ascii=False))


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
    found = check(_but(settings, **changes), None, ask=False)
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
    found = check(_but(settings, **right), None, ask=False)
    assert [one.what for one in found if one.level != "ok"] == ["还没有数据目录。"]


def test_that_all_is_there_is_said_only_where_nothing_of_it_is_wrong(settings: Settings) -> None:
    def said(**changes: str) -> bool:
        found = check(_but(settings, **changes), None, ask=False)
        return any(one.what.startswith("填了 YIJU_WECOM_CORP_ID、") for one in found)

    assert said()
    for wrong in ({"wecom_aes_key": "short"}, {"wecom_agent_id": "abc"}, {"wecom_bot_secret": ""}):
        assert not said(**wrong)


def test_half_of_the_apps_callback_is_an_error_and_nothing_beside(settings: Settings) -> None:
    half = [one.what for one in check(_but(settings, wecom_token=""), None, ask=False) if one.level != "ok"]
    assert "缺少设置 YIJU_WECOM_TOKEN。" in half and not any("没有设置接收消息" in what for what in half)
    none = check(_but(settings, wecom_token="", wecom_aes_key=""), None, ask=False)
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
        found = check(_but(settings, **http, **changes), None, ask=False)
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
    asked = _but(settings, dingtalk_mode="http", bots="dingtalk", dingtalk_card_template="")
    told = "\n".join(one.what for one in remarks_at_start(asked))
    assert "YIJU_DINGTALK_EVENT_TOKEN" in told and "YIJU_PUBLIC_URL" in told
    assert "CorpId 都填了" not in told
    assert remarks_at_start(_but(settings, bots="")) == []


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
    both = check(_but(settings, wecom_bot_token="t", wecom_bot_aes_key=AES), None, ask=False)
    assert any("两种方式只能开一种" in one.why for one in both if one.level == "warning")


def test_a_missing_permission_is_named_as_the_platform_names_it(
    settings: Settings, dingtalk: FullDingTalk
) -> None:
    dingtalk.denied["/v1.0/robot/oToMessages/batchSend"] = ["qyapi_robot_sendmsg"]
    dingtalk.denied["/v1.0/card/streaming"] = []
    wrong = _wrong(check(settings, None))
    assert wrong == [
        "dingtalk: 缺权限点：qyapi_robot_sendmsg（机器人主动发消息）。",
        "dingtalk: 缺权限点：Card.Streaming.Write（边写边显示的卡片）。",
    ]


def test_the_streams_subscription_is_tried(settings: Settings, dingtalk: FullDingTalk) -> None:
    dingtalk.stream = False
    assert _wrong(check(settings, None)) == ["dingtalk: Stream 模式连不上（代码 noStream）。"]


def test_an_address_that_is_not_trusted_is_shown(settings: Settings, wecom: FullWeCom) -> None:
    said = "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at x"
    wecom.fail("/cgi-bin/getcallbackip", (200, {"errcode": 60020, "errmsg": said}))
    (wrong,) = [one for one in check(settings, None) if "可信 IP" in one.what]
    assert wrong.level == "error" and "203.0.113.7" in wrong.what and "203.0.113.7" in wrong.do


def test_a_wrong_secret_is_tried_once(settings: Settings, wecom: FullWeCom) -> None:
    check(_but(settings, wecom_corp_secret="wrong"), None)
    assert wecom.count("/cgi-bin/gettoken") == 1


def test_platforms_out_of_reach_are_told_and_nothing_hangs(settings: Settings) -> None:
    nobody = "http://127.0.0.1:9"
    found = check(_but(settings, dingtalk_api_base=nobody, wecom_api_base=nobody), None)
    assert [one for one in _wrong(found) if "连不上平台" in one] == [
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
    http = check(_but(settings, public_url="http://copilot.example.com"), None)
    assert any("公网的 https" in one.what and one.level == "error" for one in http)
    away = check(_but(settings, public_url="https://127.0.0.2:9"), None)
    assert any("打不开 https://127.0.0.2:9/bots/" in one.what and one.level == "warning" for one in away)
    without = _but(settings, wecom_token="", wecom_aes_key="")
    assert not any("公网" in one.what for one in check(without, None))


def test_who_is_not_linked_and_which_groups_are_closed(settings: Settings, sql: Database) -> None:
    for name in ("rep", "new"):
        save_user(sql, name, roles=["rep"], units=["main"], actor="test")
    save_user(sql, "client", roles=["customer"], units=["main"], actor="test")
    nobody = _wrong(check(settings, sql, ask=False))
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
        found = check(_but(settings, wecom_corp_id=corp), sql, ask=False)
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
        return [one.do for one in check(_but(settings, **changes), sql, ask=False) if "事件" in one.what]

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
    _clean(ran.out, ran.err)
    monkeypatch.setenv("YIJU_DINGTALK_CLIENT_SECRET", "wrong-very-secret")
    ran = yiju("bots", "check", "--json", *data)
    assert (ran.code, ran.json["errors"]) == (1, 1)
    assert "wrong-very-secret" not in ran.out + ran.err
    _clean(ran.out, ran.err)
    assert yiju("bots", "check", "--offline", *data).code == 0
