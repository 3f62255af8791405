"""An app's access token at a platform: fetched by one at a time, kept until shortly before its end."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from yiju.platforms.calls import PlatformError

_EARLY = 300
"""Seconds before its end that an app's token is fetched anew."""
_WRONG_SECRETS = 3
"""Refused secrets in a row after which nobody is asked again: WeCom blocks the address for an hour."""


def token_in(found: Mapping[str, Any], token: str, seconds: str) -> tuple[str, float]:
    """The token in a platform's answer, and the seconds it is good for.

    Args:
        token, seconds: how the answer calls them.

    Raises:
        PlatformError: there is none.
    """
    given, good = found.get(token), found.get(seconds)
    if not isinstance(given, str) or not 0 < len(given) <= 2000:
        raise PlatformError("unreadable")
    return given, float(good) if isinstance(good, int | float) and good > 0 else 60.0


class AppToken:
    """An app's access token: fetched by one at a time, kept until shortly before its end."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], refused: frozenset[str]) -> None:
        """
        Args:
            fetch: gives a token and the seconds it is good for.
            refused: codes by which the platform says that the app's secret is wrong.
        """
        self._fetch = fetch
        self._refused = refused
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0
        self._wrong = 0

    def get(self) -> str:
        """The token in force.

        Raises:
            PlatformError: there is none to be had.
        """
        with self._lock:
            if time.monotonic() < self._until:
                return self._token
            if self._wrong >= _WRONG_SECRETS:
                raise PlatformError("secret", "登录配置有误。", hint="请管理员核对应用的密钥后重启服务。")
            try:
                self._token, seconds = self._fetch()
            except PlatformError as error:
                self._wrong = self._wrong + 1 if error.code in self._refused else self._wrong
                raise
            self._wrong = 0
            self._until = time.monotonic() + max(seconds - _EARLY, seconds / 2)
            return self._token

    def using(self, call: Callable[[str], dict[str, Any]], stale: frozenset[str]) -> dict[str, Any]:
        """Call with the token; where its code says that the token is stale, once more with a new one.

        Raises:
            PlatformError: the call failed.
        """
        token = self.get()
        try:
            return call(token)
        except PlatformError as error:
            if error.code not in stale:
                raise
        self.drop(token)
        return call(self.get())

    def drop(self, token: str) -> None:
        """This one is no longer good: the next ``get`` fetches another, unless somebody did already."""
        with self._lock:
            if self._token == token:
                self._until = 0.0
