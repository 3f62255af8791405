"""What a service that answers in JSON is configured with: how it is asked, and what its records mean."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from yiju.sync.config import Entry, Seconds, Secret, SecretRef, SourceConfig
from yiju.sync.web_address import host_port, split
from yiju.sync.web_guard import Allowed


def _expression(text: str) -> str:
    import jmespath

    try:
        jmespath.compile(text)
    except Exception as error:
        raise ValueError(f"不是 JMESPath 表达式：{text}") from error
    return text


def _address(url: str) -> str:
    if split(url) is None:
        raise ValueError("要 http:// 或 https:// 开头、不带密码的网址")
    return url


def _reference(given: object) -> object:
    found = re.fullmatch(r"env:([A-Za-z_][A-Za-z0-9_]*)", given.strip()) if isinstance(given, str) else None
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    return Secret(found[1]) if found else given


def _with_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {name: _with_secrets(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_secrets(inner) for inner in value]
    return _reference(value) if isinstance(value, str) else value


Path = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_expression)]
"""A JMESPath expression."""
Url = Annotated[str, AfterValidator(_address)]
Value = Annotated[
    str | Secret,
    BeforeValidator(_reference),
    PlainSerializer(lambda one: f"env:{one.variable}" if isinstance(one, Secret) else one, return_type=str),
]
"""A text, or ``env:NAME``."""


class Auth(Entry):
    """How we say who we are: to the host of ``url`` alone.

    Attributes:
        token: for bearer. user, password: for basic. name, value: for a header.
        token_url, client_id, client_secret, scope: for oauth2 (client credentials, RFC 6749 §4.4).
    """

    type: Literal["none", "bearer", "basic", "header", "oauth2"] = "none"
    token: SecretRef | None = None
    user: Value = ""
    password: SecretRef | None = None
    name: str = ""
    value: SecretRef | None = None
    token_url: str = ""
    client_id: Value = ""
    client_secret: SecretRef | None = None
    scope: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        needed = {
            "bearer": ("token",),
            "basic": ("user", "password"),
            "header": ("name", "value"),
            "oauth2": ("token_url", "client_id", "client_secret"),
        }
        for field in needed.get(self.type, ()):
            if not getattr(self, field):
                raise ValueError(f"{self.type} 需要 {field}")
        if self.type == "oauth2":
            _address(self.token_url)
        return self


class Fields(Entry):
    """Where in a record stands what: JMESPath each.

    Attributes:
        key: what it is known by. version: what changes with it; without it, the record's own hash.
        text: Markdown or plain text. html: a page. file: the address of a file. uri: of its page, for people.
    """

    key: Path
    version: Path | None = None
    title: Path | None = None
    date: Path | None = None
    customer: Path | None = None
    text: Path | None = None
    html: Path | None = None
    file: Path | None = None
    uri: Path | None = None

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        if sum(one is not None for one in (self.text, self.html, self.file)) > 1:
            raise ValueError("text、html、file 只能写一个")
        return self


class Paging(Entry):
    """How one comes to the next page.

    Attributes:
        by: page (a number), offset, cursor (a value of the answer), next (an address in it), link (RFC 8288).
        param: of page, offset or cursor; with ``within: body`` a field of the body.
        value: where the cursor or the next address stands.
    """

    by: Literal["none", "page", "offset", "cursor", "next", "link"] = "none"
    param: str = ""
    within: Literal["query", "body"] = "query"
    start: int = Field(1, ge=0)
    size: int = Field(0, ge=0, le=100_000)
    size_param: str = ""
    value: Path | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.by in {"page", "offset", "cursor"} and not self.param:
            raise ValueError(f"{self.by} 需要 param")
        if self.by in {"cursor", "next"} and self.value is None:
            raise ValueError(f"{self.by} 需要 value")
        return self


class Since(Entry):
    """Only what is new is asked for: a parameter that is fed from the greatest value of a field.

    Attributes:
        overlap: seconds that are asked for again, for what came late. first: for the first run.
        form: iso, date, compact (``20260110123000``), epoch (seconds), epoch_ms; raw: as it stands, no
            overlap.
        ordered: records come in the order of the field: a run that breaks off goes on where it was.
    """

    param: str = Field(min_length=1)
    field: Path
    within: Literal["query", "body"] = "query"
    form: Literal["iso", "date", "compact", "epoch", "epoch_ms", "raw"] = "iso"
    overlap: Seconds = Field(0.0, ge=0)
    first: str = ""
    ordered: bool = False


class Config(SourceConfig):
    """A service.

    Attributes:
        ok: what is true of an answer that tells of no error. records: where its list of records stands.
        facts: name → where it stands: lines ``名称: 值`` of the document, and its attributes.
        files: paths of our own host below which credentials are told for the files that records name.
        hosts: further hosts that may be asked, for files. internal: all may lie in a private network.
        complete: a run tells every record there is, so that what it leaves out is gone.
    """

    kind: Literal["rest"]
    url: Url
    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, Value] = Field(default_factory=dict)
    params: dict[str, Value] = Field(default_factory=dict)
    body: dict[str, object] | None = None
    auth: Auth = Auth()
    ok: Path | None = None
    records: Path = "@"
    fields: Fields
    facts: dict[str, Path] = Field(default_factory=dict)
    paging: Paging = Paging()
    since: Since | None = None
    hosts: list[str] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    internal: bool = False
    complete: bool = False
    max_pages: int = Field(100, ge=1, le=100_000)
    most_mb: float = Field(20, gt=0, le=200)
    timeout: Seconds = Field(30.0, gt=0, le=600)

    @field_validator("body")
    @classmethod
    def _knows_secrets(cls, body: dict[str, object] | None) -> object:
        return _with_secrets(body)

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: list[str]) -> list[str]:
        for one in hosts:
            if "/" in one or split(f"https://{one}") is None:
                raise ValueError(f"要主机名，不带密码和路径{'' if '@' in one else f'，不是 {one[:80]}'}")
        return hosts

    @field_validator("files")
    @classmethod
    def _are_paths(cls, files: list[str]) -> list[str]:
        for one in files:
            if not one.startswith("/") or not is_plain_path(one):
                raise ValueError(f"要 / 开头的路径，不是 {one[:80]}")
        return files

    def allowed(self) -> Allowed:
        """The hosts that may be asked."""
        tokens = [self.auth.token_url] if self.auth.token_url else []
        return Allowed.of([self.url, *tokens, *self.hosts], internal=self.internal)

    def _place(self) -> str:
        asked = {"url", "method", "params", "body", "records"}
        return self.model_dump_json(include={**dict.fromkeys(asked, True), "fields": {"key"}})

    @property
    def origin(self) -> tuple[str, str, int] | None:
        """Whom secrets are told to."""
        return origin_of(self.url)


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None of one that nobody may be asked at."""
    parts = split(url)
    return None if parts is None else (parts.scheme, *host_port(parts))


def is_plain_path(path: str) -> bool:
    """Whether a path leads where it says, to every server: no dots that go up, nothing written in code."""
    return not any(one in path for one in ("%", "\\", "//", "/.", ";"))
