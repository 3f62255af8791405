"""Price floors, discount authority, forbidden promises and compliance words, read from one TOML file."""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import regex
from pydantic import Field, ValidationError, field_validator

from yiju.copilot.rules.offers import names_product, percent_off, prices_in
from yiju.errors import YijuError
from yiju.invalid import first_wrong
from yiju.settings import Settings
from yiju.store.types import Frozen

OWN = "rules.toml"
_HINT = "写法见 examples/rules.toml；改好后用 yiju rules check 再看一遍。"
_QUOTED = regex.compile(r"‘[^‘’]*’")
_CLAUSE = regex.compile(r"[^，。；！？,;!?\n]+")


class Floor(Frozen):
    """No lower price than this for a product."""

    product: str = Field(min_length=2)
    floor: float = Field(gt=0)


class Authority(Frozen):
    """The most that a role may take off a price, in percent."""

    role: Literal["rep", "director", "admin"]
    most: float = Field(ge=0, le=100)


class Words(Frozen):
    """Words, or a pattern, that no line of ours may hold."""

    words: tuple[str, ...] = ()
    pattern: str = ""
    reason: str = Field(min_length=2)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            regex.compile(pattern)
        except regex.error as error:
            raise ValueError(f"不是正则表达式：{error}") from error
        return pattern

    def found(self, text: str) -> str:
        """What a text holds of them; empty where nothing."""
        named = next((word for word in self.words if word and word in text), "")
        match = regex.search(self.pattern, text, timeout=1) if self.pattern and not named else None
        return named or (match.group() if match else "")


class Rules(Frozen):
    """The whole file. ``roles``: who speaks; of several authorities the widest counts."""

    price_floor: tuple[Floor, ...] = ()
    discount: tuple[Authority, ...] = ()
    forbidden: tuple[Words, ...] = ()
    compliance: tuple[Words, ...] = ()

    def objection(self, line: str, bases: Sequence[str] = (), roles: Collection[str] = ("rep",)) -> str:
        """Why our side may not say a line; empty where it may.

        Args:
            bases: the evidence that it rests on: what is repeated of it word for word is not ours.
        """
        own = _QUOTED.sub("‘’", line)
        for base in sorted(bases, key=len, reverse=True):
            own = own.replace(base, "") if len(base) > 3 else own
        return next(self._objections(own, roles), "")

    def _objections(self, text: str, roles: Collection[str]) -> Iterator[str]:
        for kind, group in (("禁止的承诺", self.forbidden), ("合规用语", self.compliance)):
            for one in group:
                if word := one.found(text):
                    yield f"{kind}：“{word}”，{one.reason}"
        limits = [one.most for one in self.discount if one.role in roles]
        for clause in _CLAUSE.findall(text):
            off = percent_off(clause)
            if self.discount and off is not None and off > max(limits, default=0.0):
                yield f"让利{off:g}%超出权限{max(limits, default=0.0):g}%"
            for floor in self.price_floor:
                low = [price for price in prices_in(clause) if price < floor.floor]
                if low and names_product(clause, floor.product):
                    yield f"{floor.product}报价{low[0]:g}元，低于底价{floor.floor:g}元"


def rules_path(settings: Settings) -> Path:
    """Where the rules lie: ``YIJU_RULES``, else ``rules.toml`` in the data folder."""
    return Path(settings.rules) if settings.rules else settings.data / OWN


def load_rules(settings: Settings) -> Rules | None:
    """The rules in force; None where no file was written.

    Raises:
        YijuError: the file cannot be read or is not well formed, or the one that is set is not there.
    """
    path = rules_path(settings)
    try:
        told = path.stat()
    except OSError:
        if settings.rules:
            raise YijuError(f"没有规则文件 {path}。", hint="改正 YIJU_RULES，或去掉它。") from None
        return None
    return _load(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int, _size: int) -> Rules:
    return read_rules(path)


def read_rules(path: Path) -> Rules:
    """The rules of a file. Raises YijuError naming the line, or the entry and the field."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Rules.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(f"规则文件读不了：{path}：{error}", hint="需要 UTF-8 的 TOML 文件。") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "末尾"
        raise YijuError(f"规则文件 {path} {where}不是 TOML：{error}", hint=_HINT) from error
    except ValidationError as error:
        field, wrong = first_wrong(error)
        raise YijuError(f"规则文件 {path} 的 {field or '整个文件'} 不对：{wrong}", hint=_HINT) from error
