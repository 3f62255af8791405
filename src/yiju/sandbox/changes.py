"""What is different in a replay: prompts, model, search, material, the day, and what is assumed."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import regex
from pydantic import Field, ValidationError

from yiju.errors import Invalid
from yiju.invalid import first_wrong
from yiju.retrieval.options import DEFAULT, Options
from yiju.settings import Settings
from yiju.store.types import Frozen

MOST = 50
"""Documents, paragraphs, assumptions or notes in one set of changes."""
_ON = {"1": True, "on": True, "true": True, "开": True, "0": False, "off": False, "false": False, "关": False}
_DEPTHS = range(10, 501)


class Changes(Frozen):
    """Everything that can be changed. As given it changes nothing.

    Attributes:
        mode: how it is drafted; empty = as the original was.
        model: the chat model; empty = the configured one.
        prompts: versions, by name of the prompt.
        retrieval: switches of a search (``retrieval/options.py``), by name.
        without: ids of documents or paragraphs that are not there.
        added: ids of documents of the same customer that are there and count: older versions too.
        assumptions, notes: typed by a person; a note is pasted material (假设材料). Neither is ever cited.
        as_of: the day it is made for; None = the original's.
        exemplars: ``off``: without what reviewers taught.
    """

    mode: Literal["", "extractive", "llm"] = ""
    model: str = Field("", max_length=200)
    prompts: dict[str, int] = Field(default_factory=dict, max_length=MOST)
    retrieval: dict[str, bool | int] = Field(default_factory=dict, max_length=MOST)
    without: tuple[str, ...] = Field((), max_length=MOST)
    added: tuple[str, ...] = Field((), max_length=MOST)
    assumptions: tuple[str, ...] = Field((), max_length=MOST)
    notes: tuple[str, ...] = Field((), max_length=MOST)
    as_of: dt.date | None = None
    exemplars: Literal["", "off"] = ""

    @property
    def none(self) -> bool:
        """Whether nothing is changed."""
        return self == Changes()

    def options(self, base: Options = DEFAULT) -> Options:
        """What searches do, from what they do otherwise."""
        return dataclasses.replace(base, **cast(dict[str, Any], self.retrieval))

    def told(self) -> list[str]:
        """The changes as people read them, one a line; of nothing, none."""
        lines = [f"提示词：{name} → v{version}" for name, version in self.prompts.items()]
        lines += [f"检索：{name} → {_shown(value)}" for name, value in self.retrieval.items()]
        lines += [f"去掉资料：{one}" for one in self.without]
        lines += [f"加入资料：{one}" for one in self.added]
        lines += [f"假设：{one}" for one in self.assumptions]
        lines += [f"假设材料：{one[:60]}" for one in self.notes]
        if self.mode:
            lines.insert(0, f"方式：{'摘编' if self.mode == 'extractive' else '大模型'}")
        if self.model:
            lines.insert(0, f"模型：{self.model}")
        if self.as_of:
            lines.append(f"日期：{self.as_of.isoformat()}")
        if self.exemplars:
            lines.append("范例：不用")
        return lines


def make_changes(
    *,
    prompts: Sequence[str] = (),
    retrieval: Sequence[str] = (),
    today: str | dt.date | None = None,
    **rest: Any,
) -> Changes:
    """Changes from what a person typed. ``prompts``: NAME=VERSION; ``retrieval``: KEY=VALUE.

    Raises:
        YijuError: naming what cannot be read.
    """
    try:
        return Changes.model_validate(
            {
                **rest,
                "prompts": dict(_prompt(one) for one in prompts),
                "retrieval": dict(read_switch(one) for one in retrieval),
                "as_of": today or None,
            }
        )
    except ValidationError as error:
        where, wrong = first_wrong(error)
        raise Invalid(f"推演条件 {where} 不对：{wrong}") from error


def read_switch(text: str) -> tuple[str, bool | int]:
    """A switch of the search and its value.

    Raises:
        YijuError: there is no such switch, or it takes another value.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not any(field.name == name for field in dataclasses.fields(Options)):
        known = "、".join(field.name for field in dataclasses.fields(Options))
        raise Invalid(f"没有检索开关 {name}。", hint=f"可用的：{known}。")
    if name == "depth":
        if not value.isdecimal() or int(value) not in _DEPTHS:
            raise Invalid(f"depth 要是 {_DEPTHS.start} 到 {_DEPTHS.stop - 1} 的整数，收到的是 {value!r}。")
        return name, int(value)
    if value.lower() not in _ON:
        raise Invalid(f"检索开关 {name} 只能是 on 或 off，收到的是 {value!r}。")
    return name, _ON[value.lower()]


def check_switches(values: Mapping[str, bool | int]) -> None:
    """Raises YijuError where ``read_switch`` would for one of these."""
    for name, value in values.items():
        read_switch(f"{name}={value if name == 'depth' else str(value).lower()}")


def allowed_models(settings: Settings) -> tuple[str, ...]:
    """The chat models that a replay may ask, all at the configured endpoint; the configured one first."""
    return (
        tuple(dict.fromkeys(filter(None, (settings.llm_model, *settings.models))))
        if settings.llm_base_url
        else ()
    )


def _prompt(text: str) -> tuple[str, int]:
    match = regex.fullmatch(r"\s*([a-z][a-z-]*)\s*=\s*v?(\d{1,6})\s*", text)
    if match is None:
        raise Invalid(f"提示词要写成 名称=版本，例如 visit-strategy=2，收到的是 {text!r}。")
    return match[1], int(match[2])


def _shown(value: bool | int) -> str:
    return str(value) if not isinstance(value, bool) else "开" if value else "关"
