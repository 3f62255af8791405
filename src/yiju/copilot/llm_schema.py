"""The forms a model answers in, and the JSON schemas that hold it to the ids of one prompt."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from yiju.store.types import Nature


class _Answer(BaseModel):
    """Unknown fields are read by nothing, and counted; wrong types are not forgiven."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class Statement(_Answer):
    """One statement. ``rests_on``: ``F2`` (a given fact), ``S1`` or 1 (the draft's own first statement)."""

    nature: Nature
    text: str
    evidence: list[str] = []
    rests_on: list[str | int] = []
    replaces: str = ""


class Statements(_Answer):
    """A drafted section or answer."""

    statements: list[Statement]


class Line(_Answer):
    """One line of a talk track."""

    say: str
    why: str
    evidence: list[str] = []
    reply: str = ""
    fallback: str = ""
    replaces: str = ""


class Lines(_Answer):
    """A drafted talk track."""

    lines: list[Line]


Form = Literal["statements", "lines"]


def answer_schema(
    form: Form,
    *,
    evidence: Sequence[str],
    facts: Sequence[str] = (),
    most: int,
    natures: Sequence[Nature] = ("fact", "advice"),
    replaces: Sequence[str] = (),
) -> dict[str, Any]:
    """A JSON schema by which only ids that stand in the prompt can be written.

    It narrows what a model with constrained decoding can say; what comes back is checked all the same. Ids
    come before words: a small model that has picked its source copies from it. Advice rests on the draft's
    own statements only where there may be facts among them.
    """
    only_facts, only_advice = "advice" not in natures, "fact" not in natures
    cited = _ids(evidence, 3, least=int(only_facts or form == "lines"))
    own = () if only_advice and facts else (f"S{n}" for n in range(1, most + 1))
    grounds = [] if only_facts else [*facts, *own]
    if form == "lines":
        item = {"evidence": cited, "why": _WORDS, "say": _WORDS, "reply": _WORDS, "fallback": _WORDS}
    else:
        item = {
            "nature": {"type": "string", "enum": list(natures)},
            "evidence": cited,
            "rests_on": _ids(grounds, 3, least=int(only_advice)),
            "text": _WORDS,
        }
    if replaces:
        item = {"replaces": {"type": "string", "enum": list(replaces)}, **item}
    return _closed({form: {"type": "array", "maxItems": most, "items": _closed(item)}})


_WORDS = {"type": "string", "maxLength": 120}


def _ids(ids: Sequence[str], most: int, *, least: int = 0) -> dict[str, Any]:
    if not ids:
        return {"type": "array", "maxItems": 0, "items": {"type": "string"}}
    bounds = {"minItems": least, "maxItems": most} if least else {"maxItems": most}
    return {"type": "array", **bounds, "items": {"type": "string", "enum": list(ids)}}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
