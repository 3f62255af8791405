"""What a mailbox is configured with."""

import datetime as dt
import ipaddress
from typing import Literal, Self

from pydantic import Field, model_validator

from yiju.errors import Skipped
from yiju.sync.base import SourceFailure
from yiju.sync.config import Seconds, SecretRef, SourceConfig


class Config(SourceConfig):
    """A mailbox.

    Attributes:
        tls: ``true``, ``starttls`` or ``false``; where none is said, only this machine is asked in the clear.
        ca: a file with certificates to trust beside the system's, of a server inside the house.
        password, token: one of them; a token is for XOAUTH2.
        folders: by the names that people see; ``*`` means all but rubbish, drafts and views.
        since: only what came that day or later.
    """

    kind: Literal["imap"]
    host: str = Field(min_length=1, max_length=253)
    port: int | None = Field(None, ge=1, le=65535)
    tls: bool | Literal["starttls"] | None = None
    ca: str = ""
    user: str = Field(min_length=1, max_length=320)
    password: SecretRef | None = None
    token: SecretRef | None = None
    folders: list[str] = Field(default_factory=lambda: ["INBOX"], min_length=1)
    since: dt.date | None = None
    most_mb: float = Field(30, gt=0, le=200)
    timeout: Seconds = Field(60.0, gt=0, le=600)

    @model_validator(mode="after")
    def _logs_in_somehow(self) -> Self:
        if (self.password is None) == (self.token is None):
            raise ValueError("password 和 token 要写一个，并只写一个")
        return self

    @property
    def secured(self) -> bool | Literal["starttls"]:
        """How the connection is kept from others."""
        return not _is_here(self.host) if self.tls is None else self.tls


class TooMuch(SourceFailure):
    """An answer is larger than anything that is asked for. What follows on the wire is the rest of it."""


def too_large(config: Config) -> Skipped:
    """Why a mail is not fetched."""
    return Skipped(f"邮件超过 {config.most_mb:g} MB，未读取。", hint="确实需要，请调大这个来源的 most_mb。")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
