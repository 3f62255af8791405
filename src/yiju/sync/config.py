"""What every source is configured with: one entry of ``sources.yaml``. Each kind adds its own fields."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
)

from yiju.errors import YijuError
from yiju.store.types import Kind

_NAME = re.compile(r"\w[\w-]*")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_RATE = re.compile(r"(\d+)\s*/\s*([smh])")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_REFERENCE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_SECRET = re.compile(
    r"(?:^|[-_])(?:pass(?:word|wd|phrase)?|pwd|secret|token|cookie|authorization|credentials?|signature|[as]k|jwt"
    r"|(?:api|app|access|secret|private|auth|client|subscription|sign(?:ing|ature)?)[-_]?key)$",
    re.IGNORECASE,
)
_SENT = re.compile(r"^(?:\w+\.)*(?:params|headers|body)(?:\.|\[)")
"""Where what is sent to a service stands: there whatever is called a key is one."""
_ANY_KEY = re.compile(r"(?:^|[-_])key$|(?:api|app|auth)key$", re.IGNORECASE)
_COMMANDS = frozenset({"run", "check", "list", "news"})
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WHEN = frozenset({"every", "rate", "errors", "enabled"})
"""Fields that say when and how fast, and not what is read."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by the name of the environment variable that holds it. Its value is never kept or printed."""

    variable: str

    def value(self) -> str:
        """The secret itself. Raises YijuError where the variable is not set."""
        found = os.environ.get(self.variable, "")
        if not found:
            raise YijuError(f"没有设置环境变量 {self.variable}。", hint="在运行 yiju 的环境里设好它再试。")
        return found


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests in so many seconds."""

    count: int
    seconds: float


def _secret(given: object) -> object:
    if isinstance(given, Secret):
        return given
    found = _REFERENCE.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        raise ValueError("密码、令牌不能直接写在文件里，要写成 env:变量名")
    return Secret(found[1])


def _span(given: object) -> object:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return float(given)
    found = _SPAN.fullmatch(given.strip().lower()) if isinstance(given, str) else None
    if found is None:
        raise ValueError("要一段时间，如 30s、15m、2h、1d")
    return float(found[1]) * _SECONDS[found[2]]


def _rate(given: object) -> object:
    if isinstance(given, Rate):
        return given
    found = _RATE.fullmatch(given.strip().lower()) if isinstance(given, str) else None
    if found is None or not int(found[1]):
        raise ValueError("要写成次数/时间，如 30/m、2/s、500/h")
    return Rate(int(found[1]), _SECONDS[found[2]])


def _as_text(rate: Rate) -> str:
    return f"{rate.count}/{rate.seconds:g}s"


SecretRef = Annotated[
    Secret, BeforeValidator(_secret), PlainSerializer(lambda one: f"env:{one.variable}", return_type=str)
]
"""``env:NAME`` alone."""
Seconds = Annotated[float, BeforeValidator(_span)]
"""``30s``, ``15m``, ``2h``, ``1d``; a bare number is seconds."""
PerTime = Annotated[Rate, BeforeValidator(_rate), PlainSerializer(_as_text, return_type=str)]
"""``30/m``."""


class Entry(BaseModel):
    """A model of ours, or a part of one: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class SourceConfig(Entry):
    """What all kinds share.

    Attributes:
        name: names the source for ever: under another name everything is read anew.
        customer: whose material it is; empty: rules of assignment say, and the tray.
        unit: whose members see it; empty = the default unit.
        document_kind: of everything it brings; None leaves it to the content.
        every: seconds between two runs of the schedule. rate: of its requests.
        errors: items that may fail to be fetched within one run before the source is left alone.
    """

    name: str = Field(min_length=1, max_length=64)
    kind: str
    enabled: bool = True
    customer: str = Field("", max_length=200)
    unit: str = Field("", max_length=200)
    document_kind: Kind | None = None
    every: Seconds = Field(900.0, ge=10, le=30 * 86400)
    rate: PerTime = Rate(60, 60.0)
    errors: int = Field(20, ge=1, le=10_000)

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("只能用汉字、字母、数字、_ 和 -（不能开头），不能有空格")
        if name in _COMMANDS:
            raise ValueError(f"{name} 是 yiju sync 的命令，请换一个名称")
        return name

    def fingerprint(self) -> str:
        """Of what is read: a cursor of another one means nothing here."""
        told = self.model_dump_json(exclude=set(_WHEN))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def thing(self, key: str) -> str:
        """The hash by which a thing of this key is known, whatever its source is called."""
        told = f"\0thing\0{self.kind}\0{self._place()}\0{key}"
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def _place(self) -> str:
        """Within what the keys are keys; empty where they are ones wherever they come from (addresses)."""
        return ""


def plain_secrets(value: Any, at: str = "") -> Iterator[str]:
    """Where secrets stand in plain text in what was read from the file, as ``auth.token``.

    A field, header or parameter that is named like one must be ``env:NAME``; an address holds no password.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            where = f"{at}.{key}".lstrip(".")
            literal = isinstance(inner, str | int) and not isinstance(inner, bool) and str(inner)
            named = is_secret(str(key), sent=_SENT.match(where) is not None)
            if literal and named and not _REFERENCE.fullmatch(str(inner).strip()):
                yield where
            else:
                yield from plain_secrets(inner, where)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from plain_secrets(one, f"{at}[{number}]")
    elif isinstance(value, str) and "://" in value and _holds_secret(value):
        yield at


def is_secret(name: str, *, sent: bool = False) -> bool:
    """Whether something is named like a secret: ``apiKey`` as ``api_key``.

    Args:
        sent: it is sent to a service: as a parameter, a header, in a body, in an address.
    """
    name = _CAPITAL.sub("_", name)
    return _SECRET.search(name) is not None or (sent and _ANY_KEY.search(name) is not None)


def _holds_secret(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.username is not None or any(
            is_secret(name, sent=True) for name, _ in parse_qsl(parts.query)
        )
    except ValueError:
        return False
