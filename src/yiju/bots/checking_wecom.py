"""The part of ``yiju bots check`` that asks WeCom: once each, for wrong secrets block an address for an hour.

The AI bot's long connection is not tried: a second one would cut off the server that holds it.
"""

import re
from collections.abc import Iterator

from yiju.bots.checking_probe import Answer, clock_of, probe, unreachable
from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.errors import address
from yiju.settings import Settings

_ABOUT = "wecom"
_FROM = re.compile(r"from ip:\s*([0-9a-fA-F.:]{3,45})")
_SECRET = "在管理后台的应用详情里核对 Secret，改 YIJU_WECOM_CORP_SECRET。"


def asked(settings: Settings) -> Iterator[Finding]:
    """Token, clock, trusted address of the self-built app."""
    if settings.wecom_bot_id and settings.wecom_mode == "ws":
        yield fine(_ABOUT, "智能机器人的长连接不在这里试连（会把正在用的挤下线）；状态看 yiju bots status")
    secret = settings.wecom_corp_secret.get_secret_value()
    if not settings.wecom_agent_id or not settings.wecom_corp_id or not secret:
        return
    base = settings.wecom_api_base.rstrip("/")
    query = {"corpid": settings.wecom_corp_id, "corpsecret": secret}
    given = probe("GET", f"{base}/cgi-bin/gettoken", query=query)
    if not given.status:
        yield unreachable(_ABOUT, address(base))
        return
    yield from clock_of(_ABOUT, given)
    token = given.body.get("access_token")
    if given.code != "0" or not isinstance(token, str):
        yield _refused(given, "拿不到 access token")
        return
    yield fine(_ABOUT, "拿得到 access token")
    trusted = probe("GET", f"{base}/cgi-bin/getcallbackip", query={"access_token": token})
    if trusted.code == "0":
        yield fine(_ABOUT, "这台机器在企业可信 IP 里")
    else:
        yield _refused(trusted, "接口调不通")


def _refused(given: Answer, what: str) -> Finding:
    if given.code == "60020":
        match = _FROM.search(given.said)
        at = match[1] if match else "（平台没有说）"
        return error(
            _ABOUT,
            f"这台机器的出口地址 {at} 不在企业可信 IP 里。",
            "自建应用的接口都会被拒绝，发不出消息。",
            f"在应用详情的“企业可信IP”里加上 {at}，一分钟后生效。",
        )
    if given.code == "40001":
        return error(_ABOUT, "企业微信不认应用的 Secret。", "发不出消息；连错几次会封一小时。", _SECRET)
    if given.code in {"40013", "41002"}:
        return error(
            _ABOUT,
            "企业微信不认 CorpId。",
            "发不出消息。",
            "在管理后台“我的企业”里核对企业 ID，改 YIJU_WECOM_CORP_ID。",
        )
    if given.code == "48002":
        return error(_ABOUT, "应用没有这个接口的权限。", f"{what}。", "在管理后台给应用开通接口权限。")
    if given.code in {"45009", "45033"}:
        return warning(_ABOUT, "调用太频繁，被企业微信限制。", f"{what}。", "过一小时再试。")
    return warning(
        _ABOUT, f"{what}（代码 {given.code}）。", "没能核对完。", "拿这个代码到企业微信开发者文档查。"
    )
