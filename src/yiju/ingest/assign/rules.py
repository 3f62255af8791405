"""``assignment.yaml``: what an installation knows of whose documents are."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from yiju.errors import Invalid, YijuError
from yiju.ingest.assign.patterns import matches
from yiju.invalid import first_wrong
from yiju.settings import Settings
from yiju.store.types import Frozen, Kind

OWN = "assignment.yaml"
"""Its name in the data folder."""
_HINT = "写法见 docs/assignment.md。"
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
_FREE = frozenset(
    "163.com 126.com yeah.net vip.163.com qq.com vip.qq.com foxmail.com sina.com sina.cn sohu.com 139.com "
    "189.cn wo.cn 21cn.com tom.com aliyun.com gmail.com googlemail.com outlook.com hotmail.com live.com "
    "live.cn msn.com yahoo.com yahoo.com.cn yahoo.co.jp icloud.com me.com mac.com proton.me protonmail.com "
    "gmx.de gmx.net web.de aol.com mail.com".split()
)
"""Where anybody has a mailbox: tells nothing of whose a mail is."""


class Whose(Frozen):
    """A customer by name or alias, in one unit or in any."""

    customer: str = Field(min_length=1, max_length=400)
    unit: str = ""


class PathRule(Frozen):
    """Files whose place fits ``match`` are of a customer, of a unit, restricted, or several of these.

    Attributes:
        match: parts of a path with ``*``, ``**``, ``{customer}`` and ``{unit}``.
        create: a customer of this name is made where there is none.
    """

    match: str = Field(min_length=1, max_length=1000)
    customer: str = ""
    unit: str = ""
    restricted: bool = False
    create: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> "PathRule":
        names = re.findall(r"\{(\w*)\}", self.match)
        unknown = set(names) - {"customer", "unit"}
        if unknown:
            raise ValueError(f"match 里只能用 {{customer}} 和 {{unit}}，不认识 {sorted(unknown)[0]!r}")
        if len(names) != len(set(names)):
            raise ValueError("match 里同一个名字写了两次")
        if not (names or self.customer or self.unit or self.restricted):
            raise ValueError("没有说归到哪里：要有 customer、unit、restricted，或 match 里的 {customer}")
        if self.create and not (self.customer or "customer" in names):
            raise ValueError("create 要有客户：写上 customer，或在 match 里用 {customer}")
        return self


class Restriction(Frozen):
    """Documents of this kind, at a place that fits, may be quoted by all and opened by a few."""

    kind: Kind | None = None
    path: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Restriction":
        if self.kind is None and not self.path:
            raise ValueError("要写 kind 或 path")
        return self


class Thresholds(Frozen):
    """Confidence from 0 to 1 from which a document is assigned, and from which the tray proposes."""

    assign: float = Field(0.8, ge=0.5, le=1)
    suggest: float = Field(0.4, ge=0, le=1)


class AssignmentRules(Frozen):
    """The whole file.

    Attributes:
        domains: mail domain → whose. paths: the first that fits a place counts.
        aliases: customer → further names, for this alone.
        others: names of competitors and third parties, which are nobody's customers.
        free_mail: further domains where anybody has a mailbox.
    """

    domains: dict[str, Whose] = Field(default_factory=dict)
    paths: tuple[PathRule, ...] = ()
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    restricted: tuple[Restriction, ...] = ()
    others: tuple[str, ...] = ()
    free_mail: tuple[str, ...] = ()
    thresholds: Thresholds = Thresholds()

    @field_validator("domains", mode="before")
    @classmethod
    def _whose(cls, given: Any) -> Any:
        """``domain: name`` is short for ``domain: {customer: name}``."""
        if not isinstance(given, dict):
            return given
        made = {}
        for domain, whose in given.items():
            name = str(domain).strip().lower().lstrip("@")
            if not _DOMAIN.fullmatch(name):
                raise ValueError(f"{domain!r} 不是邮件域名，要像 example.com")
            if name in _FREE:
                raise ValueError(f"{name} 谁都能注册邮箱，不能说明是哪个客户")
            made[name] = {"customer": whose} if isinstance(whose, str) else whose
        return made

    def is_free(self, domain: str) -> bool:
        """Whether anybody has a mailbox there."""
        return domain in _FREE or domain in self.free_mail

    def restricts(self, kind: Kind, place: str) -> bool:
        """Whether a document may be opened by heads alone. ``place``: its path, ``/`` between parts."""
        by_path = any(one.restricted and matches(one.match, place) for one in self.paths)
        return by_path or any(
            one.kind in (None, kind) and (not one.path or bool(matches(one.path, place)))
            for one in self.restricted
        )


def assignment_path(settings: Settings) -> Path:
    """Where the rules lie: ``YIJU_ASSIGNMENT``, else ``assignment.yaml`` in the data folder."""
    return Path(settings.assignment) if settings.assignment else settings.data / OWN


def load_assignment(settings: Settings) -> AssignmentRules:
    """The rules in force; empty ones where no file was written.

    Raises:
        YijuError: the file cannot be read or is not well formed, or the one that is set is not there.
    """
    path = assignment_path(settings)
    try:
        told = path.stat()
    except OSError:
        if settings.assignment:
            raise YijuError(f"没有归属规则文件 {path}。", hint="改正 YIJU_ASSIGNMENT，或去掉它。") from None
        return AssignmentRules()
    return _load(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int, _size: int) -> AssignmentRules:
    return read_assignment(path)


def read_assignment(path: Path) -> AssignmentRules:
    """The rules of a file. Raises Invalid naming the line, or the entry and the field."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
        # A field with nothing behind its colon is one that is left out.
        if isinstance(told, dict):
            told = {name: value for name, value in told.items() if value is not None}
        return AssignmentRules.model_validate({} if told is None else told)
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(f"归属规则文件读不了：{path}：{error}", hint="需要 UTF-8 的 YAML 文件。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        raise Invalid(f"归属规则文件 {path} {where}不是 YAML。", hint=_HINT) from error
    except ValidationError as error:
        field, wrong = first_wrong(error)
        raise Invalid(f"归属规则文件 {path} 的 {field or '整个文件'} 不对：{wrong}。", hint=_HINT) from error
