"""The part of ``yiju bots check`` that needs nobody: settings that are missing, malformed or at odds."""

import re
from collections.abc import Iterator

from yiju.bots.checking_forms import forms_of, parts_of, value_of
from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.platforms.wecom.crypto import BadEnvelope, aes_key_of
from yiju.settings import Settings

_KNOWN = ("dingtalk", "wecom")
_CALLED = {"dingtalk": "钉钉", "wecom": "企业微信"}
_KEY = re.compile(r"[A-Za-z0-9]{43}")
_GUIDE = {"dingtalk": "docs/dingtalk.md", "wecom": "docs/wecom.md"}
LOCAL = {"localhost", "127.0.0.1", "::1"}


def bots_named(settings: Settings) -> tuple[str, ...]:
    """The bots that the server runs by its settings, those that are known."""
    given = [part.strip() for part in settings.bots.replace("，", ",").split(",")]
    return tuple(dict.fromkeys(one for one in given if one in _KNOWN))


def settings_of(settings: Settings, named: tuple[str, ...]) -> Iterator[Finding]:
    """What is wrong with the settings themselves."""
    given = [part.strip() for part in settings.bots.replace("，", ",").split(",") if part.strip()]
    unknown = [one for one in given if one not in _KNOWN]
    if unknown:
        yield error(
            "bots",
            f"YIJU_BOTS 里有不认识的名字：{'、'.join(unknown)}",
            "服务器启动不了。",
            "只写 dingtalk、wecom，逗号分开。",
        )
    if not given:
        yield error(
            "bots",
            "没有启用任何机器人。",
            "YIJU_BOTS 是空的。",
            "用钉钉就设置 YIJU_BOTS=dingtalk，用企业微信就写 wecom，两个都用写 dingtalk,wecom。",
        )
    if "dingtalk" in named:
        yield from _dingtalk(settings)
    if "wecom" in named:
        yield from _wecom(settings)
    yield from forms_of(settings, named)


def addresses_of(settings: Settings, named: tuple[str, ...]) -> list[Finding]:
    """Addresses of platforms that no secret may be sent to."""
    return [found for name in _addresses(named) for found in _address(settings, name)]


def _dingtalk(settings: Settings) -> Iterator[Finding]:
    needed = ("dingtalk_client_id", "dingtalk_client_secret", "dingtalk_corp_id")
    missing = list(_missing(settings, "dingtalk", needed))
    yield from missing or [fine("dingtalk", "应用的 Client ID、Secret 和 CorpId 都填了")]
    if not settings.dingtalk_card_template:
        yield warning(
            "dingtalk",
            "没有设置卡片模板。",
            "回答用 markdown 发送：没有按钮，也不能边写边显示。",
            "按 docs/dingtalk.md 建好模板并发布，把编号填进 YIJU_DINGTALK_CARD_TEMPLATE。",
        )
    else:
        yield fine("dingtalk", "卡片模板已设置")
    secret = settings.dingtalk_alert_secret.get_secret_value()
    if secret and not secret.startswith("SEC"):
        yield error(
            "dingtalk",
            "YIJU_DINGTALK_ALERT_SECRET 不像加签密钥。",
            "告警会被拒收。",
            "加签密钥以 SEC 开头，从群机器人的安全设置里复制。",
        )
    if settings.dingtalk_mode == "http":
        yield from _dingtalk_http(settings)


def _dingtalk_http(settings: Settings) -> Iterator[Finding]:
    """What HTTP mode needs beside the app; how the public address stands is told by ``public_address``."""
    token, key = value_of(settings, "dingtalk_event_token"), value_of(settings, "dingtalk_event_aes_key")
    missing = [
        f"YIJU_{name.upper()}"
        for name in ("dingtalk_event_token", "dingtalk_event_aes_key")
        if not value_of(settings, name)
    ]
    if missing:
        tell = error if token or key else warning
        yield tell(
            "dingtalk",
            f"HTTP 模式缺少设置 {'、'.join(missing)}。",
            "收不到事件：有人离职时不会马上解除关联，要管理员运行 yiju users unlink。",
            "在开放平台的“事件订阅”选 HTTP 推送，把签名 token 和加密 aes_key 填进来，重启服务。",
        )
    if key:
        yield from _aes_key(settings, "dingtalk", "dingtalk_event_aes_key")
    if settings.dingtalk_card_template and not value_of(settings, "dingtalk_card_secret"):
        yield error(
            "dingtalk",
            "HTTP 模式用卡片，缺少设置 YIJU_DINGTALK_CARD_SECRET。",
            "收不到卡片上的点击，钉钉机器人启动不了。",
            "自己定一段长的随机文字填进去，重启服务；不用卡片就去掉 YIJU_DINGTALK_CARD_TEMPLATE。",
        )


def _wecom(settings: Settings) -> Iterator[Finding]:
    """What is wrong; that all is there is said only where nothing is."""
    needed = _needed_by_wecom(settings)
    found = [*_missing(settings, "wecom", needed), *_wecom_at_odds(settings)]
    if not any(one.level == "error" for one in found):
        yield fine("wecom", f"填了 {'、'.join(f'YIJU_{name.upper()}' for name in needed)}")
    yield from found


def _needed_by_wecom(settings: Settings) -> list[str]:
    needed = ["wecom_corp_id"]
    if settings.wecom_bot_id:
        socket = settings.wecom_mode == "ws"
        needed += ["wecom_bot_secret"] if socket else ["wecom_bot_token", "wecom_bot_aes_key"]
    if settings.wecom_agent_id:
        needed += ["wecom_corp_secret"]
        if value_of(settings, "wecom_token") or value_of(settings, "wecom_aes_key"):
            needed += ["wecom_token", "wecom_aes_key"]
    return needed


def _wecom_at_odds(settings: Settings) -> Iterator[Finding]:
    has_bot, has_app = bool(settings.wecom_bot_id), bool(settings.wecom_agent_id)
    if not has_bot and not has_app:
        yield error(
            "wecom",
            "智能机器人和自建应用都没有设置。",
            "至少要有一个，才能收发消息。",
            "智能机器人填 YIJU_WECOM_BOT_ID，自建应用填 YIJU_WECOM_AGENT_ID。",
        )
    socket = settings.wecom_mode == "ws"
    for name in ("wecom_aes_key", "wecom_bot_aes_key"):
        if value_of(settings, name):
            yield from _aes_key(settings, "wecom", name)
    if has_bot and socket and value_of(settings, "wecom_bot_aes_key"):
        yield warning(
            "wecom",
            "长连接和回调的设置都填了，现在用的是长连接（YIJU_WECOM_MODE=ws）。",
            "企业微信里两种方式只能开一种，开了回调，长连接就断。",
            "在管理后台确认开的是长连接；不用的设置可以删掉。",
        )
    if has_app and not value_of(settings, "wecom_token") and not value_of(settings, "wecom_aes_key"):
        yield warning(
            "wecom",
            "自建应用没有设置接收消息（YIJU_WECOM_TOKEN、YIJU_WECOM_AES_KEY）。",
            "只能发，收不到同事发给应用的话，也收不到卡片上的点击。",
            "在应用的“接收消息”里设置 API 接收，把 Token 和 EncodingAESKey 填进来。",
        )
    agent = settings.wecom_agent_id
    if agent and not agent.isdecimal():
        yield error("wecom", "YIJU_WECOM_AGENT_ID 不是数字。", "发消息会失败。", "填应用详情页上的 AgentId。")


def _missing(settings: Settings, about: str, names: "tuple[str, ...] | list[str]") -> Iterator[Finding]:
    for name in names:
        if not value_of(settings, name):
            yield error(
                about,
                f"缺少设置 YIJU_{name.upper()}。",
                f"{_CALLED[about]}机器人启动不了。",
                f"见 {_GUIDE[about]}。",
            )


def _aes_key(settings: Settings, about: str, name: str) -> Iterator[Finding]:
    text = value_of(settings, name)
    shown = f"YIJU_{name.upper()}"
    try:
        whole = _KEY.fullmatch(text) is not None and len(aes_key_of(text)) == 32
    except BadEnvelope:
        whole = False
    if whole:
        yield fine(about, f"{shown} 格式正确")
    else:
        yield error(
            about,
            f"{shown} 格式不对：要 43 个字母或数字，现在是 {len(text)} 个字符。",
            "解不开平台发来的消息。",
            "从管理后台重新复制，不要带空格。",
        )


def _addresses(named: tuple[str, ...]) -> Iterator[str]:
    if "dingtalk" in named:
        yield from ("dingtalk_api_base", "dingtalk_oapi_base")
    if "wecom" in named:
        yield from ("wecom_api_base", "wecom_ws_url")


def _address(settings: Settings, name: str) -> Iterator[Finding]:
    about = name.partition("_")[0]
    parts = parts_of(value_of(settings, name))
    safe = {"wss"} if name.endswith("ws_url") else {"https"}
    if not parts.hostname or parts.scheme not in safe | {"http", "ws"}:
        yield error(
            about, f"YIJU_{name.upper()} 不是地址。", "连不上平台。", "删掉这个设置就用平台的正式地址。"
        )
    elif parts.scheme not in safe and parts.hostname not in LOCAL:
        yield error(
            about,
            f"YIJU_{name.upper()} 没有加密（{parts.scheme}）。",
            "密钥会明文经过网络。",
            "删掉这个设置就用平台的正式地址。",
        )
