"""Price floors, discount authority, forbidden promises and compliance words, read from one TOML file."""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

import regex
from pydantic import Field, ValidationError, field_validator, model_validator

from yiju.copilot.rules.line import Line, read_line, spelt
from yiju.copilot.rules.offers import named_at, percent_off, prices_in
from yiju.copilot.simplified import SIMPLIFIED
from yiju.errors import YijuError
from yiju.invalid import first_wrong
from yiju.settings import Settings
from yiju.store.types import Frozen

OWN = "rules.toml"
_HINT = "写法见 examples/rules.toml；改好后用 yiju rules check 再看一遍。"
_SLOW = 0.5
"""Seconds that a pattern may take for a line."""
_NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
_PLAIN = SIMPLIFIED | str.maketrans(_NARROW)
"""For patterns: what else NFKC would change may be a sign of theirs."""


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

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.pattern and not any(word.strip() for word in self.words):
            raise ValueError("words 和 pattern 至少写一个，否则这条规则管不到任何话")
        return self

    def found(self, text: str) -> str:
        """What a text, as ``spelt``, holds of them; empty where nothing. What a pattern is too slow for
        counts as found."""
        low = text.casefold()
        named = next((word for word in self.words if word.strip() and spelt(word).casefold() in low), "")
        pattern = self.pattern.translate(_PLAIN)
        try:
            match = regex.search(pattern, text, timeout=_SLOW) if pattern and not named else None
        except TimeoutError:
            return f"{self.pattern}（太慢，比不完）"
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
        return next(self._objections(read_line(line, bases), roles), "")

    def _objections(self, line: Line, roles: Collection[str]) -> Iterator[str]:
        for kind, group in (("禁止的承诺", self.forbidden), ("合规用语", self.compliance)):
            for one in group:
                if word := one.found(line.own):
                    yield f"{kind}：“{word}”，{one.reason}"
        most = max((one.most for one in self.discount if one.role in roles), default=0.0)
        off = percent_off(line)
        if self.discount and off is not None and off > most:
            yield f"让利{off:g}%超出权限{most:g}%"
        named = [(floor, places) for floor in self.price_floor if (places := named_at(line, floor.product))]
        for price in prices_in(line) if named else ():
            for floor in _priced(line, price.at, named):
                if price.yuan < floor.floor:
                    told = f"减{price.yuan:g}元而没说减后多少" if price.off else f"报价{price.yuan:g}元"
                    under = f"，底价{floor.floor:g}元" if price.off else f"，低于底价{floor.floor:g}元"
                    yield f"{floor.product}{told}{under}"


def _priced(line: Line, at: int, named: Sequence[tuple[Floor, Sequence[int]]]) -> list[Floor]:
    """The products that a price is for: those named in its sentence, else the last one named before it."""
    start, end = line.sentence(at)
    here = [floor for floor, places in named if any(start <= place < end for place in places)]
    before = [
        (max(place for place in places if place < at), floor) for floor, places in named if places[0] < at
    ]
    return here or [floor for _, floor in sorted(before, key=lambda one: one[0])[-1:]]


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
