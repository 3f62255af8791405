"""What a source of web pages is configured with."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from yiju.sync.config import Seconds, SourceConfig
from yiju.sync.web_address import canonical, split
from yiju.sync.web_guard import Allowed


class Config(SourceConfig):
    """Pages to read.

    Attributes:
        urls: pages that are kept, each.
        start: list pages: read for their links, not kept. links: which of these are kept, as a regular
            expression that is searched for in the whole address. follow: which are list pages too.
        depth: how many links away from a list page a kept page may be. most: pages a run, at most.
        recheck: a page that a list links to is asked for again after so many seconds.
        most_mb, timeout: what one page may weigh, and how many seconds it may take.
        hosts: further hosts that may be asked, beside those of ``urls`` and ``start``.
        internal: whether they may lie in a private network.
    """

    kind: Literal["web"]
    urls: list[str] = Field(default_factory=list)
    start: list[str] = Field(default_factory=list)
    links: str = ""
    follow: str = ""
    depth: int = Field(1, ge=1, le=2)
    most: int = Field(200, ge=1, le=5000)
    recheck: Seconds = Field(86400.0, ge=0)
    hosts: list[str] = Field(default_factory=list)
    internal: bool = False
    most_mb: float = Field(30, gt=0, le=200)
    timeout: Seconds = Field(60.0, gt=0, le=600)

    @field_validator("urls", "start")
    @classmethod
    def _are_addresses(cls, urls: list[str]) -> list[str]:
        for url in urls:
            if split(url) is None:
                raise ValueError(f"要 http:// 或 https:// 开头、不带密码的网址，不是 {url[:80]}")
        return [canonical(url) for url in urls]

    @field_validator("links", "follow")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"正则表达式写法不对（{error}）") from None
        return pattern

    @model_validator(mode="after")
    def _names_pages(self) -> "Config":
        if not self.urls and not self.start:
            raise ValueError("urls 和 start 至少要写一个")
        if self.start and not self.links:
            raise ValueError("写了 start，就要用 links 写明哪些链接要读")
        return self

    def allowed(self) -> Allowed:
        """Whom this source may ask."""
        return Allowed.of([*self.urls, *self.start, *self.hosts], internal=self.internal)
