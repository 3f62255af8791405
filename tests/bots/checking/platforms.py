"""Platforms that have all that a bot needs, and what was found about them."""

from typing import Any

from tests.support.gateways import DingTalk, WeCom
from yiju.bots.checking_types import Finding
from yiju.settings import Settings

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


def but(settings: Settings, **changes: Any) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **changes})


def errors(found: list[Finding]) -> list[str]:
    """What is an error, but for the address that no test has."""
    return [f"{one.about}: {one.what}" for one in found if one.level == "error" and "公网" not in one.what]


def clean(*texts: str) -> None:
    for text in texts:
        assert not any(secret in text for secret in (*SECRETS, "ticket-very-secret", "token-"))
