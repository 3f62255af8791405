"""The part of ``yiju bots check`` that asks DingTalk. Bodies are empty: nothing can come of these calls."""

from collections.abc import Iterator
from typing import Any

from yiju.bots.checking_probe import Answer, clock_of, probe, unreachable
from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.errors import address
from yiju.settings import Settings

_ABOUT = "dingtalk"
_TOPIC = "/v1.0/im/bot/messages/get"
_CALLS = (
    ("POST", "/v1.0/robot/oToMessages/batchSend", "qyapi_robot_sendmsg", "机器人主动发消息"),
    ("POST", "/v1.0/card/instances", "Card.Instance.Write", "发卡片"),
    ("PUT", "/v1.0/card/streaming", "Card.Streaming.Write", "边写边显示的卡片"),
)
"""Call, its permission point, its use. An empty body is refused for itself where the right is there."""


def asked(settings: Settings) -> Iterator[Finding]:
    """Token, clock, connection, permission points."""
    base = settings.dingtalk_api_base.rstrip("/")
    secret = settings.dingtalk_client_secret.get_secret_value()
    if not settings.dingtalk_client_id or not secret:
        return
    body = {"appKey": settings.dingtalk_client_id, "appSecret": secret}
    given = probe("POST", f"{base}/v1.0/oauth2/accessToken", body=body)
    if not given.status:
        yield unreachable(_ABOUT, address(base))
        return
    yield from clock_of(_ABOUT, given)
    token = given.body.get("accessToken")
    if not isinstance(token, str) or not token:
        yield _no_token(given)
        return
    yield fine(_ABOUT, "拿得到 access token")
    if settings.dingtalk_mode == "stream":
        yield _stream(settings, base, secret)
    for method, path, point, use in _CALLS:
        if point.startswith("Card.") and not settings.dingtalk_card_template:
            continue
        headers = {"x-acs-dingtalk-access-token": token}
        yield _allowed(probe(method, base + path, body={}, headers=headers), point, use)


def _no_token(given: Answer) -> Finding:
    if given.code in {"invalidClientIdOrSecret", "40089", "40001"}:
        return error(
            _ABOUT,
            "钉钉不认 Client ID 或 Client Secret。",
            "机器人连不上，也发不出消息。",
            "在开放平台的“凭证与基础信息”里核对，改 YIJU_DINGTALK_CLIENT_ID 和 YIJU_DINGTALK_CLIENT_SECRET。",
        )
    return error(
        _ABOUT,
        f"拿不到 access token（代码 {given.code}，HTTP {given.status}）。",
        "机器人发不出消息。",
        "过一会儿再试；还不行就拿这个代码到开放平台查。",
    )


def _stream(settings: Settings, base: str, secret: str) -> Finding:
    body: dict[str, Any] = {
        "clientId": settings.dingtalk_client_id,
        "clientSecret": secret,
        "subscriptions": [{"type": "CALLBACK", "topic": _TOPIC}],
        "ua": "yiju",
        "localIp": "127.0.0.1",
    }
    given = probe("POST", f"{base}/v1.0/gateway/connections/open", body=body)
    if given.status == 200 and given.body.get("endpoint"):
        return fine(_ABOUT, "Stream 模式可以连接")
    return error(
        _ABOUT,
        f"Stream 模式连不上（代码 {given.code}）。",
        "收不到消息。",
        "在开放平台的“机器人”里把消息接收模式选成 Stream 模式，并发布应用。",
    )


def _allowed(given: Answer, point: str, use: str) -> Finding:
    code = given.code
    if "AccessTokenPermissionDenied" in code:
        detail = given.body.get("accessdenieddetail")
        told = detail.get("requiredScopes") if isinstance(detail, dict) else None
        scopes = [str(one)[:60] for one in told] if isinstance(told, list) and told else [point]
        return error(
            _ABOUT,
            f"缺权限点：{'、'.join(scopes)}（{use}）。",
            f"{use}会失败。",
            "在开放平台的“权限管理”里申请，再发布一次应用。",
        )
    if "IpNotInWhiteList" in code:
        return error(
            _ABOUT,
            "这台机器的出口地址不在应用的白名单里。",
            "接口都会被拒绝。",
            "在开放平台的“安全设置”里加上出口 IP。",
        )
    if "ApiCountLimitForOrg" in code:
        return error(
            _ABOUT,
            "钉钉本月的接口调用额度用完了。",
            "主动消息和卡片都发不出，回答改用纯文字。",
            "购买额度，或等到下个月。",
        )
    if "QpsLimit" in code or "QpmLimit" in code:
        return warning(_ABOUT, f"核对 {point} 时被限流。", "没能看出有没有权限。", "过一分钟再运行一次。")
    if not given.status or given.status >= 500 or given.status == 401:
        return warning(_ABOUT, f"没能核对 {point}（代码 {code}）。", f"它用于{use}。", "过一会儿再运行一次。")
    return fine(_ABOUT, f"有权限点 {point}（{use}）")
