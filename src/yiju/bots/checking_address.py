"""The part of ``yiju bots check`` about the address at which platforms call us; what is said at the start."""

from collections.abc import Iterator

from yiju.bots.checking_forms import parts_of, value_of
from yiju.bots.checking_settings import LOCAL, bots_named, settings_of
from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.settings import Settings

_SECONDS = 8.0


def remarks_at_start(settings: Settings) -> list[Finding]:
    """What a server says when it starts: which settings are missing, and what will not work."""
    named = bots_named(settings)
    found = [*settings_of(settings, named), *without_public_address(settings, named)]
    return [one for one in found if one.level != "ok"] if named else []


def callbacks(settings: Settings, named: tuple[str, ...]) -> list[str]:
    """What the platforms must be able to call: the bots' names, in Chinese."""
    found = []
    if "dingtalk" in named and settings.dingtalk_mode == "http":
        found.append("钉钉 HTTP 模式")
    if "wecom" in named and settings.wecom_bot_id and settings.wecom_mode == "callback":
        found.append("企业微信智能机器人回调")
    if "wecom" in named and settings.wecom_agent_id and value_of(settings, "wecom_token"):
        found.append("企业微信自建应用回调")
    return found


def without_public_address(settings: Settings, named: tuple[str, ...]) -> Iterator[Finding]:
    """Where platforms must call us and no address is told. Asks nobody."""
    wanted = callbacks(settings, named)
    parts = parts_of(settings.public_url)
    reached = parts.scheme == "https" and parts.hostname and parts.hostname not in LOCAL
    if wanted and (not reached or parts.path.strip("/") or parts.query):
        now = settings.public_url or "（空）"
        yield error(
            "bots",
            f"{'、'.join(wanted)}需要一个公网的 https 地址，YIJU_PUBLIC_URL 是“{now}”。",
            "平台的消息送不进来：发给别的地址的请求，服务器一律拒绝（421）。",
            "设置 YIJU_PUBLIC_URL=https://主机名，不带路径；按 docs/server.md 配好反向代理，重启服务。",
        )


def public_address(settings: Settings, named: tuple[str, ...]) -> Iterator[Finding]:
    """Whether platforms can call us, where they must."""
    wanted = callbacks(settings, named)
    if not wanted:
        return
    missing = list(without_public_address(settings, named))
    if missing:
        yield from missing
        return
    yield _reached(settings.public_url.rstrip("/"), "、".join(wanted))


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
