"""What people are shown, without the personal data that the policy masks everywhere.

Blots are as long as what they cover: offsets of a quote hold in a blotted paragraph. Verification comes
before, on the words as they are.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from yiju.copilot.progress import Watch
from yiju.privacy import Policy
from yiju.store.types import Citation, Paragraph

T = TypeVar("T", bound=BaseModel)

_NOT_WORDS = frozenset(
    "id paragraph_id document_id customer_id uri unit user kind mode model prompts usage request rests_on"
    " shaped_by replay_of timings sha256 source_key format parser nature verdict role flags day".split()
)
"""Fields that hold no words of a source. ``request`` holds the asking person's, needed to ask again."""
_ADDRESSED = frozenset("user users reviewer reviewers author actor asker by csrf token".split())
"""Fields of an answer by which it names our own users, who sign in by such names; and secrets."""


def blotted(value: T, policy: Policy) -> T:
    """A suggestion, a section, a paragraph, a document or an annotation as people may see it."""
    if not policy.kinds("mask_everywhere"):
        return value
    untold = {name: getattr(value, name) for name, one in type(value).model_fields.items() if one.exclude}
    return type(value).model_validate(untold | _changed(value.model_dump(), policy.shown))


def blotted_answer(value: Any, policy: Policy) -> Any:
    """What leaves the house, as JSON holds it: every string, whatever room made it; ids of users stay.

    For a boundary that everything passes on its way out: what was kept before the policy is blotted too.
    """
    return _changed(value, policy.shown, _ADDRESSED) if policy.kinds("mask_everywhere") else value


def blotting(watch: Watch, policy: Policy) -> Watch:
    """The same watch, given blotted sections."""
    return replace(watch, section=lambda section: watch.section(blotted(section, policy)))


def as_quoted(paragraph: Paragraph, citation: Citation) -> Paragraph:
    """The paragraph with the citation's own words, blots and all, in their place."""
    text = f"{paragraph.text[: citation.start]}{citation.quote}{paragraph.text[citation.end :]}"
    return paragraph.model_copy(update={"text": text})


def _changed(value: Any, change: Callable[[str], str], kept: frozenset[str] = _NOT_WORDS | _ADDRESSED) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: one if key in kept else _changed(one, change, kept) for key, one in value.items()}
    return [_changed(one, change, kept) for one in value] if isinstance(value, list | tuple) else value
