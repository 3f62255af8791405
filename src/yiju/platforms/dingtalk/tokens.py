"""The access token of a DingTalk app, one for both APIs. Vendor's page "获取企业内部应用的accessToken"."""

from pydantic import SecretStr

from yiju.platforms.calls import ask
from yiju.platforms.tokens import AppToken, token_in

REFUSED = frozenset({"invalidClientIdOrSecret", "40089", "40001"})


def make_token(base: str, client_id: str, secret: SecretStr) -> AppToken:
    """The token of an app. ``base``: of the new API."""
    return AppToken(lambda: _fetch(base, client_id, secret), REFUSED)


def _fetch(base: str, client_id: str, secret: SecretStr) -> tuple[str, float]:
    asked = {"appKey": client_id, "appSecret": secret.get_secret_value()}
    return token_in(ask("POST", f"{base}/v1.0/oauth2/accessToken", body=asked), "accessToken", "expireIn")
