"""The platforms' own lists of people: whether somebody who is linked is still there. Optional, and soft.

DingTalk: ``topapi/v2/user/get``; WeCom: ``cgi-bin/user/get``, whose id must be the member's own: what an AI
bot calls somebody may be another, so that an unknown id counts only for one who was found there before.
"""

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import SecretStr

from yiju.bots.groups import PLATFORM
from yiju.bots.types import Asker, Incoming
from yiju.bots.who import find_asker, leave
from yiju.platforms.calls import PlatformError, ask
from yiju.platforms.dingtalk import tokens as dingtalk
from yiju.platforms.wecom import app as wecom
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.identities import Platform, list_identities, unlink_person

_STALE = frozenset({"40014", "42001", "88"})
_GONE = frozenset({2, 5})
"""WeCom's status of a member who was disabled, or left."""
_UNKNOWN = {"dingtalk": "60121", "wecom": "60111"}


class Access(NamedTuple):
    """What is needed to ask."""

    minutes: int
    dingtalk: tuple[str, str, SecretStr, str, str]
    wecom: tuple[str, SecretStr, str]


def find_present(settings: Settings, sql: Database, incoming: Incoming) -> Asker | None:
    """As ``who.find_asker``; somebody of whom the directory says that they left is cut off."""
    asker = find_asker(sql, incoming)
    directory, platform = directory_of(settings), PLATFORM.get(incoming.chat.channel)
    if asker is None or directory is None or platform is None:
        return asker
    if directory.is_there(platform, incoming.corp, incoming.sender) is False:
        leave(sql, incoming)
        return None
    return asker


def sweep(settings: Settings, sql: Database, *, seconds: float = 30.0) -> list[str]:
    """Cut off every linked person who left. Users who were cut off.

    A platform that does not answer is asked no more in this sweep; who was not reached is first in the next.

    Args:
        seconds: after which nobody more is asked about.
    """
    directory = directory_of(settings)
    return directory.sweep(sql, seconds) if directory is not None else []


def directory_of(settings: Settings) -> "Directory | None":
    """The directories of these settings, one for the process; None where they are not to be asked."""
    if not settings.bot_directory_minutes:
        return None
    s = settings
    dingtalk = (s.dingtalk_corp_id, s.dingtalk_client_id, s.dingtalk_client_secret)
    return _directory(
        Access(
            s.bot_directory_minutes,
            (*dingtalk, s.dingtalk_api_base.rstrip("/"), s.dingtalk_oapi_base.rstrip("/")),
            (s.wecom_corp_id, s.wecom_corp_secret, s.wecom_api_base.rstrip("/")),
        )
    )


class Directory:
    """Answers are kept for some minutes. Safe to use from several threads."""

    def __init__(self, access: Access, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._access, self._clock = access, clock
        self._lock = threading.Lock()
        self._known: dict[tuple[Platform, str], tuple[float, bool | None]] = {}
        self._seen: set[tuple[Platform, str]] = set()
        self._silent: set[Platform] = set()
        _, client, secret, base, _ = access.dingtalk
        self._dingtalk = dingtalk.make_token(base, client, secret)
        corp, secret, base = access.wecom
        self._wecom = wecom.make_token(base, corp, secret)

    def is_there(self, platform: Platform, corp: str, external_id: str) -> bool | None:
        """Whether this person is in our organisation; None where that cannot be told now."""
        own = self._access.dingtalk[0] if platform == "dingtalk" else self._access.wecom[0]
        if not own or corp != own:
            return None
        key = (platform, external_id)
        with self._lock:
            until, known = self._known.get(key, (0.0, None))
        if self._clock() < until:
            return known
        found = self._ask(platform, external_id)
        with self._lock:
            if found:
                self._seen.add(key)
            self._known[key] = (self._clock() + 60.0 * self._access.minutes, found)
        return found

    def sweep(self, sql: Database, seconds: float) -> list[str]:
        """As the function ``sweep``, with what this one knows."""
        until, gone = self._clock() + seconds, list[str]()
        self._silent.clear()
        everybody = list_identities(sql)
        with self._lock:
            everybody.sort(key=lambda one: self._known.get((one.platform, one.external_id), (0.0, None))[0])
        for one in everybody:
            if self._clock() >= until:
                break
            if one.platform in self._silent:
                continue
            there = self.is_there(one.platform, one.corp, one.external_id)
            if there is False and unlink_person(
                sql, one.platform, one.corp, one.external_id, "bots:directory"
            ):
                gone.append(one.user)
        return gone

    def _ask(self, platform: Platform, external_id: str) -> bool | None:
        try:
            if platform == "dingtalk":
                return self._on_dingtalk(external_id)
            return self._on_wecom(external_id)
        except PlatformError as error:
            if error.code != _UNKNOWN[platform]:
                self._silent.add(platform)
                return None
            with self._lock:
                return False if platform == "dingtalk" or (platform, external_id) in self._seen else None

    def _on_dingtalk(self, external_id: str) -> bool:
        base = self._access.dingtalk[4]

        def call(token: str) -> dict[str, Any]:
            body = {"userid": external_id}
            return ask("POST", f"{base}/topapi/v2/user/get", query={"access_token": token}, body=body)

        return isinstance(self._dingtalk.using(call, _STALE).get("result"), dict)

    def _on_wecom(self, external_id: str) -> bool:
        base = self._access.wecom[2]

        def call(token: str) -> dict[str, Any]:
            query = {"access_token": token, "userid": external_id}
            return ask("GET", f"{base}/cgi-bin/user/get", query=query)

        return self._wecom.using(call, _STALE).get("status") not in _GONE


@lru_cache(maxsize=4)
def _directory(access: Access) -> Directory:
    return Directory(access)
