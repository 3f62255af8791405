"""What is done with each kind of personal data: kept, masked in prompts, masked everywhere."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, Protocol, get_args

from yiju.errors import YijuError
from yiju.privacy.coded import found_in
from yiju.privacy.find import find
from yiju.privacy.mask import beside
from yiju.privacy.types import LABELS, Kind, Span
from yiju.settings import Settings

Action = Literal["keep", "mask_in_prompts", "mask_everywhere"]
ACTIONS: dict[Action, str] = {
    "keep": "保留",
    "mask_in_prompts": "发给外部模型前遮盖",
    "mask_everywhere": "处处遮盖",
}
"""What people call each action."""
_USUAL: Action = "mask_in_prompts"
DEFAULTS: dict[Kind, Action] = {**dict.fromkeys(LABELS, _USUAL), "name": "keep"}
"""Names are kept: advice is about who says and decides what."""

_BLOT = "●"
"""Stands for one character of what is masked everywhere."""
_STANDING = re.compile(f"〈(?:{'|'.join(LABELS.values())})[0-9]{{0,5}}〉")
"""A placeholder, numbered or not."""


class Finder(Protocol):
    """Finds personal data, as ``find`` does."""

    def __call__(self, text: str, known: Iterable[str] = ()) -> list[Span]: ...


@dataclass(frozen=True)
class Policy:
    """Decided for every kind. ``known``: names of people whom texts may speak of."""

    actions: Mapping[Kind, Action] = field(default_factory=lambda: dict(DEFAULTS))
    find: Finder = find
    known: frozenset[str] = frozenset()

    def knowing(self, names: Iterable[str]) -> "Policy":
        """The same, for texts that may speak of these people too."""
        return replace(self, known=self.known | frozenset(names))

    def kinds(self, *actions: Action) -> frozenset[Kind]:
        """The kinds that one of these is done with."""
        return frozenset(kind for kind, action in self.actions.items() if action in actions)

    @property
    def hidden_from_models(self) -> frozenset[Kind]:
        """What no external model is told."""
        return self.kinds("mask_in_prompts", "mask_everywhere")

    @property
    def mark(self) -> str:
        """Tells whether two policies hide the same from models: part of a name; empty where nothing is.

        Whom the policy knows is part of it where names are hidden.
        """
        hidden = self.hidden_from_models
        if not hidden:
            return ""
        people = sorted(self.known) if "name" in hidden else []
        told = "|".join([*sorted(hidden), getattr(self.find, "__name__", ""), *people])
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def found(self, text: str, kinds: frozenset[Kind]) -> list[Span]:
        """Personal data of these kinds, percent-coded too."""
        if not kinds:
            return []
        return found_in(text, lambda one: [s for s in self.find(one, self.known) if s.kind in kinds])

    def without(self, text: str) -> str:
        """The text as an external model that only measures it (embedding, reranking) may read it."""
        while spans := beside(_STANDING, text, self.found(text, self.hidden_from_models)):
            for span in reversed(spans):
                text = f"{text[: span.start]}〈{LABELS[span.kind]}〉{text[span.end :]}"
        return text

    def shown(self, text: str) -> str:
        """The text as people may read it: of the same length, what is masked everywhere blotted out.

        Looked at again until nothing is left, as ``Given.masked`` does: each look finds less.
        """
        kinds = self.kinds("mask_everywhere")
        while spans := [one for one in self.found(text, kinds) if one.value.strip(_BLOT)]:
            for span in spans:
                text = f"{text[: span.start]}{_BLOT * (span.end - span.start)}{text[span.end :]}"
        return text


def agrees(shown: str, text: str) -> bool:
    """Whether ``shown`` is ``text``, blots apart."""
    return shown == text or (
        len(shown) == len(text) and all(one in (other, _BLOT) for one, other in zip(shown, text, strict=True))
    )


def policy_of(settings: Settings) -> Policy:
    """The policy that the settings name.

    Raises:
        YijuError: a kind or an action that there is none of; Presidio is asked for and not installed.
    """
    finder: Finder = find
    if settings.privacy_engine == "presidio":
        from yiju.privacy.presidio import find_with_presidio, need_presidio

        need_presidio()
        finder = find_with_presidio
    return Policy(_actions(settings.privacy), finder, frozenset(settings.people))


@lru_cache(maxsize=16)
def _actions(text: str) -> Mapping[Kind, Action]:
    actions = dict(DEFAULTS)
    for part in filter(None, (one.strip() for one in text.replace("，", ",").split(","))):
        name, equals, action = (one.strip() for one in part.partition("="))
        kinds = tuple(LABELS) if name == "all" else tuple(kind for kind in LABELS if kind == name)
        if not kinds or not equals or action not in get_args(Action):
            raise YijuError(
                f"设置 YIJU_PRIVACY 不对：{part[:40]!r}",
                hint=f"写成 种类=做法，逗号分开。种类：all、{'、'.join(LABELS)}；"
                f"做法：{'、'.join(ACTIONS)}。",
            )
        actions |= dict.fromkeys(kinds, action)  # type: ignore[arg-type]
    return actions
