"""The custom robot of a group: alerts, signed, at most 15 a minute."""

import time
import uuid
from collections import deque
from collections.abc import Callable

from pydantic import SecretStr

from yiju.platforms.dingtalk.errors import DingTalkError, Verdict
from yiju.platforms.dingtalk.messages import markdown_body
from yiju.platforms.dingtalk.rest import Api
from yiju.platforms.dingtalk.signing import sign

_A_MINUTE = 15
"""20 are allowed; above that the robot is silent for ten minutes."""


class Robot:
    """One custom robot."""

    def __init__(
        self,
        api: Api,
        token: SecretStr,
        secret: SecretStr,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            token, secret: of its webhook; the secret (``SEC…``) may be empty where another check is set.
        """
        self._api = api
        self._token = token
        self._secret = secret
        self._now = now
        self._sent: deque[float] = deque(maxlen=_A_MINUTE)

    async def send(self, title: str, text: str, *, key: str = "") -> None:
        """Post markdown to its group.

        Args:
            key: names the alert; the same again is shown once.

        Raises:
            DingTalkError: not sent; ``throttled`` also where we sent 15 within a minute.
        """
        now = self._now()
        if len(self._sent) == _A_MINUTE and now - self._sent[0] < 60:
            raise DingTalkError("too.many.alerts", Verdict("throttled", 60 - (now - self._sent[0])))
        self._sent.append(now)
        body = markdown_body(title, text) | {"msgUuid": str(uuid.uuid5(uuid.NAMESPACE_URL, key or f"{now}"))}
        await self._api.post(f"{self._api.app.oapi_base}/robot/send", body, self._query(now))

    def _query(self, now: float) -> dict[str, str]:
        query = {"access_token": self._token.get_secret_value()}
        secret = self._secret.get_secret_value()
        if secret:
            stamp = str(int(now * 1000))
            query |= {"timestamp": stamp, "sign": sign(secret, stamp)}
        return query
