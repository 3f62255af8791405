"""What a follow-up asks for, given what was asked before."""

import regex

from yiju.bots.intent_types import Intent
from yiju.bots.names import Names
from yiju.bots.typed import fold
from yiju.copilot.talk import find_scene, scene_names
from yiju.store.types import Customer, Suggestion

TOPIC = "topic"
"""The kind of ``pending`` that keeps what was asked before something that had to be asked back."""
_TIME = (
    r"(?:20\d\d\s*年?(?:度)?|[上下本去今明]个?(?:年度?|季度|月)|前年|后年|第?[一二三四]季度|q[1-4]|\d{1,2}月)"
)
_EDITION = r"(?:旧版|新版|原版|修订版|最新版|上一版|之前|现在|以前|目前)"
_ONLY = regex.compile(rf"(?:{_TIME}|{_EDITION})(?:的|那版|版)?")
_OLD_TIME = regex.compile(_TIME)
_OLD_EDITION = regex.compile(_EDITION)


def asked_again(intent: Intent, before: Suggestion | None, names: Names, customer: Customer | None) -> Intent:
    """The whole request that a follow-up stands for.

    Args:
        customer: the one that it names, where it names nothing else.
    """
    if customer is not None and before is not None:
        given = {"customers": (customer.id,)}
        if before.kind == "strategy":
            return Intent(kind="strategy", text=before.request.get("goal", ""), **given)
        if before.kind == "talk":
            asked = {"text": before.request.get("scene", ""), "tone": before.request.get("tone", "")}
            return Intent(kind="talk", **asked, **given)
        return Intent(kind="ask", text=_without_names(before.request.get("question", ""), names), **given)
    if before is not None and before.kind == "talk" and find_scene(intent.text).name in scene_names():
        kept = {name: before.request.get(name, "") for name in ("person", "tone")}
        return intent.model_copy(update={"kind": "talk", **kept})
    question = before.request.get("question", "") if before is not None else ""
    if question and _ONLY.fullmatch(fold(intent.text)):
        return Intent(kind="ask", customers=intent.customers, text=_at_another_time(question, intent.text))
    return intent.model_copy(update={"kind": "ask"})


def _without_names(question: str, names: Names) -> str:
    """A question without the customers that it names, so that it can be asked of another."""
    for mention in reversed(names.find(fold(question))):
        rest = question[mention.end :]
        question = question[: mention.start] + (rest[1:] if rest.startswith("的") else rest)
    return question.strip(" ，,：:") or question


def _at_another_time(question: str, other: str) -> str:
    """A question with its year or edition replaced; put before it where it has none."""
    plain = other.removesuffix("的")
    pattern = _OLD_TIME if _OLD_TIME.match(fold(other)) else _OLD_EDITION
    if match := pattern.search(fold(question)):
        return question[: match.start()] + plain + question[match.end() :]
    return f"{plain}的{question}"
