"""The part of ``yiju bots check`` that needs nobody: settings that are missing, malformed or at odds."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.platforms.wecom.crypto import BadEnvelope, aes_key_of
from yiju.settings import Settings

_KNOWN = ("dingtalk", "wecom")
_CALLED = {"dingtalk": "钉钉", "wecom": "企业微信"}
_KEY = re.compile(r"[A-Za-z0-9]{43}")
_GUIDE = {"dingtalk": "docs/dingtalk.md", "wecom": "docs/wecom.md"}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_SECONDS = 8.0


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
        yield error("bots", "没有启用任何机器人。", "YIJU_BOTS 是空的。", "设置 YIJU_BOTS=dingtalk,wecom。")
    if "dingtalk" in named:
        yield from _dingtalk(settings)
    if "wecom" in named:
        yield from _wecom(settings)


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
    if settings.dingtalk_mode == "http" and settings.dingtalk_event_aes_key.get_secret_value():
        yield from _aes_key(settings, "dingtalk", "dingtalk_event_aes_key")


def _wecom(settings: Settings) -> Iterator[Finding]:
    has_bot, has_app = bool(settings.wecom_bot_id), bool(settings.wecom_agent_id)
    if not has_bot and not has_app:
        yield error(
            "wecom",
            "智能机器人和自建应用都没有设置。",
            "至少要有一个，才能收发消息。",
            "智能机器人填 YIJU_WECOM_BOT_ID，自建应用填 YIJU_WECOM_AGENT_ID。",
        )
    socket = settings.wecom_mode == "ws"
    needed: list[str] = ["wecom_corp_id"] if has_bot or has_app else []
    if has_bot:
        needed += ["wecom_bot_secret"] if socket else ["wecom_bot_token", "wecom_bot_aes_key"]
    if has_app:
        needed += ["wecom_corp_secret"]
    if has_app and (_value(settings, "wecom_token") or _value(settings, "wecom_aes_key")):
        needed += ["wecom_token", "wecom_aes_key"]
    missing = list(_missing(settings, "wecom", needed))
    yield from missing or ([fine("wecom", "需要的设置都填了")] if needed else [])
    for name in ("wecom_aes_key", "wecom_bot_aes_key"):
        if _value(settings, name):
            yield from _aes_key(settings, "wecom", name)
    if has_bot and socket and _value(settings, "wecom_bot_aes_key"):
        yield warning(
            "wecom",
            "长连接和回调的设置都填了，现在用的是长连接（YIJU_WECOM_MODE=ws）。",
            "企业微信里两种方式只能开一种，开了回调，长连接就断。",
            "在管理后台确认开的是长连接；不用的设置可以删掉。",
        )
    if has_app and not _value(settings, "wecom_token"):
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
        if not _value(settings, name):
            yield error(
                about,
                f"缺少设置 YIJU_{name.upper()}。",
                f"{_CALLED[about]}机器人启动不了。",
                f"见 {_GUIDE[about]}。",
            )


def _aes_key(settings: Settings, about: str, name: str) -> Iterator[Finding]:
    text = _value(settings, name)
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
    parts = urlsplit(_value(settings, name))
    safe = {"wss"} if name.endswith("ws_url") else {"https"}
    if not parts.hostname or parts.scheme not in safe | {"http", "ws"}:
        yield error(
            about, f"YIJU_{name.upper()} 不是地址。", "连不上平台。", "删掉这个设置就用平台的正式地址。"
        )
    elif parts.scheme not in safe and parts.hostname not in _LOCAL:
        yield error(
            about,
            f"YIJU_{name.upper()} 没有加密（{parts.scheme}）。",
            "密钥会明文经过网络。",
            "删掉这个设置就用平台的正式地址。",
        )


def callbacks(settings: Settings, named: tuple[str, ...]) -> list[str]:
    """What the platforms must be able to call: the bots' names, in Chinese."""
    found = []
    if "dingtalk" in named and settings.dingtalk_mode == "http":
        found.append("钉钉 HTTP 模式")
    if "wecom" in named and settings.wecom_bot_id and settings.wecom_mode == "callback":
        found.append("企业微信智能机器人回调")
    if "wecom" in named and settings.wecom_agent_id and _value(settings, "wecom_token"):
        found.append("企业微信自建应用回调")
    return found


def public_address(settings: Settings, named: tuple[str, ...]) -> Iterator[Finding]:
    """Whether platforms can call us, where they must."""
    wanted = callbacks(settings, named)
    if not wanted:
        return
    who = "、".join(wanted)
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" or not parts.hostname or parts.hostname in _LOCAL:
        yield error(
            "bots",
            f"{who}需要一个公网的 https 地址，YIJU_PUBLIC_URL 是“{settings.public_url or '（空）'}”。",
            "平台的消息送不进来。",
            "设置 YIJU_PUBLIC_URL=https://主机名，按 docs/server.md 配好反向代理。",
        )
        return
    yield _reached(settings.public_url.rstrip("/"), who)


def _reached(address: str, who: str) -> Finding:
    import httpx

    from yiju.errors import without_secrets

    try:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
            given = client.get(f"{address}/bots/")
    except httpx.HTTPError as trouble:
        told = without_secrets(str(trouble))[:120] or type(trouble).__name__
        return warning(
            "bots",
            f"从这台机器打不开 {address}/bots/：{told}",
            f"{who}要能从公网访问它；有的网络只是自己连不上自己。",
            "从外面的网络打开看一看，检查域名、证书和反向代理。",
        )
    if given.is_redirect or given.status_code >= 500:
        return error(
            "bots",
            f"{address}/bots/ 回答的是 HTTP {given.status_code}。",
            "平台不跟随跳转，也不接受错误。",
            "让反向代理把 /bots/ 原样转给本服务；确认服务已启动。",
        )
    return fine("bots", f"{address} 能打开")


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return value if isinstance(value, str) else str(value.get_secret_value())
