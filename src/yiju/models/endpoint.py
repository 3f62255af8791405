"""Posting to a model's endpoint: one time limit for all attempts, no redirects, no secrets in errors."""

import json
import time
from typing import Any

import httpx

from yiju.errors import ModelUnavailable, address, without_secrets
from yiju.models.outside import on_this_machine

_TRIES = 3
_CONNECT = 10.0
"""Seconds a connection may take."""
_MOST_BYTES = 64_000_000
"""A longer answer is given up."""


class Refused(ModelUnavailable):
    """The endpoint answered that it will not serve this request; asking again changes nothing.

    Attributes:
        status: the HTTP status; said: what the endpoint wrote, not to be shown.
    """

    def __init__(self, message: str, *, hint: str, status: int, said: str) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.said = said


class _Slow(Exception):
    """The time for all attempts is over."""


class Endpoint:
    """One URL that takes JSON, or a form with files, and gives JSON.

    Over-loaded answers (429, 5xx) are tried again twice.

    Args:
        model: what the errors speak of (``向量模型 bge-m3``); hint: what they advise.
        seconds: that all attempts of one call may take together.
        transport, pause: how requests travel, and seconds before they are tried again.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str,
        hint: str,
        key: str = "",
        seconds: float,
        transport: httpx.BaseTransport | None = None,
        pause: float = 1.0,
    ) -> None:
        self._url, self._model, self._hint, self._key = url, model, hint, key
        self._seconds, self._pause = seconds, pause
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, transport=transport, trust_env=not on_this_machine(url))

    def post(self, body: dict[str, Any]) -> Any:
        """The answer's JSON value.

        Raises:
            Refused: the endpoint declined (a status other than 2xx, 429 and 5xx).
            ModelUnavailable: it cannot be reached, stays over-loaded, is too slow, or answers no JSON.
        """
        return self._asked({"json": body})

    def post_form(self, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> Any:
        """The same of a form with files (``multipart/form-data``): field name → file name, content."""
        return self._asked({"data": fields, "files": files})

    def _asked(self, sent: dict[str, Any]) -> Any:
        until = time.monotonic() + self._seconds
        reason = ""
        for attempt in range(_TRIES):
            try:
                status, wait, text = self._once(sent, until)
            except (_Slow, httpx.TimeoutException):
                raise self.unusable(reason or f"{self._seconds:g} 秒内没有应答") from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self.unusable(f"连不上（{self._told(error)}）") from error
            if 200 <= status < 300:
                return self._value(text)
            reason = f"HTTP {status}"
            if status != 429 and status < 500:
                unusable = self.unusable(reason)
                raise Refused(str(unusable), hint=unusable.hint, status=status, said=text)
            pause = self._pause * (attempt + 1) if wait is None else wait
            if attempt + 1 == _TRIES or time.monotonic() + pause >= until:
                break
            time.sleep(pause)
        raise self.unusable(reason)

    def _once(self, sent: dict[str, Any], until: float) -> tuple[int, float | None, str]:
        """Status, seconds after which to ask again where the endpoint says so, and text of one attempt."""
        left = until - time.monotonic()
        if left <= 0:
            raise _Slow
        limits = httpx.Timeout(left, connect=min(left, _CONNECT))
        data = bytearray()
        with self._client.stream("POST", self._url, timeout=limits, **sent) as response:
            for part in response.iter_bytes():  # a server that trickles would never time out
                data += part
                if time.monotonic() > until:
                    raise _Slow
                if len(data) > _MOST_BYTES:
                    raise self.unusable(f"应答超过 {_MOST_BYTES // 1_000_000} MB")
        wait = response.headers.get("retry-after", "")
        return response.status_code, float(wait) if wait.isdecimal() else None, data.decode(errors="replace")

    def _value(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self.unusable("应答不是 JSON") from error

    def _told(self, error: Exception) -> str:
        return (
            without_secrets(str(error), self._key) if isinstance(error, httpx.HTTPError) else "地址写法不对"
        )

    def unusable(self, reason: str) -> ModelUnavailable:
        """The error that says why there is no usable answer, and where to look."""
        return ModelUnavailable(f"{self._model} 不可用：{address(self._url)}：{reason}", hint=self._hint)
