"""Calls of a self-built app: messages to its people, cards updated later. Vendor's page "发送应用消息"."""

from typing import Any, NamedTuple

from pydantic import SecretStr

from yiju.platforms.calls import ask
from yiju.platforms.tokens import AppToken, token_in

STALE = frozenset({"40014", "42001"})
REFUSED = frozenset({"40001", "40013"})
_SAME_WITHIN = 1800
"""Seconds in which the platform shows the same message once."""


class Sent(NamedTuple):
    """``missed``: those of the receivers who did not get it: out of sight, without a licence, or gone."""

    id: str
    missed: frozenset[str]


def make_token(base: str, corp: str, secret: SecretStr) -> AppToken:
    """The token of an app: the platform gives each app its own."""
    return AppToken(lambda: _fetch(base, corp, secret), REFUSED)


class App:
    """A self-built app. Safe to use from several threads; its methods block."""

    def __init__(self, base: str, corp: str, agent: str, secret: SecretStr) -> None:
        self._base = base
        self._agent = int(agent) if agent.isdecimal() else agent
        self._token = make_token(base, corp, secret)

    def send(self, user: str, message: dict[str, Any], *, once: bool) -> Sent:
        """Send a message to a person.

        Args:
            message: ``msgtype`` and its part.
            once: the same again within half an hour is not shown again.

        Raises:
            PlatformError: it was not sent, or that is not known (``unanswered``).
        """
        body: dict[str, Any] = {"touser": user, "agentid": self._agent} | message
        if once:
            body |= {"enable_duplicate_check": 1, "duplicate_check_interval": _SAME_WITHIN}
        found = self._call("message/send", body)
        missed = "|".join(str(found.get(name) or "") for name in ("invaliduser", "unlicenseduser"))
        return Sent(str(found.get("msgid", "")), frozenset(one for one in missed.split("|") if one))

    def update_card(self, user: str, response_code: str, card: dict[str, Any]) -> None:
        """Change a card that somebody pressed.

        Args:
            response_code: of the press; good once, for 72 hours. A secret.

        Raises:
            PlatformError: it stays as it is.
        """
        body = {
            "userids": [user],
            "agentid": self._agent,
            "response_code": response_code,
            "template_card": card,
        }
        self._call("message/update_template_card", body)

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        def call(token: str) -> dict[str, Any]:
            return ask("POST", f"{self._base}/cgi-bin/{path}", query={"access_token": token}, body=body)

        return self._token.using(call, STALE)


def _fetch(base: str, corp: str, secret: SecretStr) -> tuple[str, float]:
    query = {"corpid": corp, "corpsecret": secret.get_secret_value()}
    found = ask("GET", f"{base}/cgi-bin/gettoken", query=query)
    return token_in(found, "access_token", "expires_in")
