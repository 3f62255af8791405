"""Errors meant for people: one line that says what is wrong and what to do next, and no secret."""

import re
from urllib.parse import urlsplit


class YijuError(Exception):
    """A problem the user can act on. The command line prints it without a traceback.

    Attributes:
        hint: what to do next, or an empty string.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotFound(YijuError):
    """The thing asked for does not exist, or this viewer may not know that it does."""


class Forbidden(YijuError):
    """The viewer may know of the thing, but not do this with it."""


class Invalid(YijuError):
    """What was asked for is not well formed, or names no known choice, however things stand: bad usage."""


class Conflict(YijuError):
    """Somebody else was first, or the thing is no longer as the request takes it to be."""


class ReadFailure(YijuError):
    """A file could not be read; the message names the reason, not the library."""


class Skipped(YijuError):
    """A file that is deliberately not read (empty, unsupported form, temporary file)."""


class ModelUnavailable(YijuError):
    """A model endpoint did not give a usable answer.

    Attributes:
        plain: the message without what the endpoint or the model said: all that may stand in advice.
    """

    def __init__(self, message: str, *, hint: str = "", quoted: str = "") -> None:
        """``quoted``: the part of the message that is another's words."""
        super().__init__(message, hint=hint)
        self.plain = message.replace(quoted, "") if quoted else message


BAD_ADDRESS = "（地址写法不对）"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"'<>，。；：（）]+", re.IGNORECASE)
_KEY = re.compile(
    r"\b(?:bearer|basic)\s+[\w.~+/=-]{6,}|\bsk-[\w-]{6,}"
    r"|\b(?:api[-_ ]?key|password|passwd|secret|token|pwd)\b[\"']?\s*[=:]\s*[\"']?[^\s\"',;&]+",
    re.IGNORECASE,
)


def address(url: str) -> str:
    """Where a service is, for an error: scheme, host and port alone. User, path and query may be secret."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return BAD_ADDRESS
    if not host or "@" in parts.path + parts.query + parts.fragment:  # a password that held a / or a #
        return BAD_ADDRESS
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}".removeprefix("://") + (f":{port}" if port else "")


def without_secrets(text: str, *secrets: str) -> str:
    """Another's words as they may be passed on: URLs by their address, keys left out.

    Args:
        secrets: what is known to be one.
    """
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "***")
    return _KEY.sub("***", _URL.sub(lambda match: address(match[0]), text))


def in_words(error: BaseException) -> str:
    """What went wrong, for a log: its kind and its words, without secrets."""
    return without_secrets(f"{type(error).__name__}: {error}")
