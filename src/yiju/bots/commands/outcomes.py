"""会后：有推进: how the meeting went, for the advice that it was prepared with."""

from typing import Any

from yiju.bots.asking_back import out_of_range, which
from yiju.bots.feedback import keep
from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.types import Line, Turn
from yiju.bots.wording import BACK
from yiju.sandbox.labels import OUTCOMES
from yiju.sandbox.moments import local
from yiju.sandbox.types import Outcome
from yiju.store.labels import ADVICE
from yiju.store.suggestions import list_suggestions
from yiju.store.types import Suggestion

_MOST = 5
_LOOKED_AT = 40
ALONE = "这个群里最近没有给过拜访策略或话术。会谈结果请单独告诉我。"
"""What was asked elsewhere is not for others to read, not even that it was asked."""
NONE_YET = "还没有可以记结果的拜访策略或话术。先要一份，会后再来说。"


def outcome(h: Hearing, intent: Intent) -> Turn:
    """Keep it; ask back how it went, or for which advice, where that is not said."""
    found = _advice(h, intent)
    if isinstance(found, Turn):
        return found
    if not intent.outcome:
        return _ask_how(h, found, intent)
    return _keep(h, found, intent.outcome, intent.text)


def answer_how(h: Hearing, pending: dict[str, Any], said: Outcome, words: str) -> Turn:
    """How it went, said when asked."""
    shown = h.find(str(pending.get("suggestion")))
    if shown is None:
        return h.say(NONE_YET)
    return _keep(
        h, shown.suggestion, said, "；".join(t for t in (str(pending.get("words") or ""), words) if t)
    )


def again(h: Hearing, pending: dict[str, Any], words: str) -> Turn:
    """What was said does not tell how it went: keep it, and ask for the number."""
    kept = "；".join(one for one in (_words(pending), words) if one)
    said = "、".join(f"{n} {label}" for n, label in enumerate(OUTCOMES.values(), 1))
    return h.say(f"这句已记下。结果算哪一种？回编号：{said}。", pending=pending | {"words": kept})


def choose_how(h: Hearing, pending: dict[str, Any], number: int) -> Turn:
    """The outcome of this number."""
    outcomes = list(OUTCOMES)
    return (
        answer_how(h, pending, outcomes[number - 1], "") if 0 < number <= len(outcomes) else out_of_range(h)
    )


def choose_advice(h: Hearing, pending: dict[str, Any], suggestion_id: str) -> Turn:
    """The advice that was chosen when asked for which."""
    shown = h.find(suggestion_id)
    intent = Intent.model_validate(pending["intent"])
    if shown is None:
        return h.say(NONE_YET)
    if not intent.outcome:
        return _ask_how(h, shown.suggestion, intent)
    return _keep(h, shown.suggestion, intent.outcome, intent.text)


def _advice(h: Hearing, intent: Intent) -> Suggestion | Turn:
    """The strategy or talk track that it is about: shown last, or the customer's last; else a choice.

    Where others read along, only what was shown there.
    """
    if h.read_along:
        return _shown_here(h, intent)
    own = list_suggestions(h.desk.store.sql, h.viewer, user=h.asker.user, limit=_LOOKED_AT)
    own = [one for one in own if one.kind != "answer"]
    customer = h.customer
    if intent.customers or intent.called:
        found = which(h, intent)
        if isinstance(found, Turn):
            return found
        customer = found
    elif h.shown and h.shown.suggestion.kind != "answer":
        return h.shown.suggestion
    if customer is not None:
        its = [one for one in own if one.customer == customer.name and one.unit == customer.unit]
        if its:
            return its[0]
        if intent.customers or intent.called:
            return h.say(f"还没有给{h.called[customer.id]}准备过拜访策略或话术，没有可以记结果的。")
    if len(own) <= 1:
        return own[0] if own else h.say(NONE_YET)
    shown = own[:_MOST]
    lines = [Line(text="是哪一次的结果？")]
    lines += [Line(lead=f"{n}.", text=_called(one), style="item") for n, one in enumerate(shown, 1)]
    lines.append(Line(text=f"回编号。{BACK}", style="note"))
    pending = {
        "kind": "which", "intent": intent.model_dump(mode="json"), "options": [one.id for one in shown]
    }  # fmt: skip
    return h.say(*lines, title="哪一次？", pending=pending)


def _shown_here(h: Hearing, intent: Intent) -> Suggestion | Turn:
    if h.shown is None or h.shown.suggestion.kind == "answer":
        return h.say(ALONE)
    shown = h.shown.suggestion
    if intent.customers or intent.called:
        found = which(h, intent)
        if isinstance(found, Turn):
            return found
        if (found.name, found.unit) != (shown.customer, shown.unit):
            return h.say(ALONE)
    return shown


def _ask_how(h: Hearing, one: Suggestion, intent: Intent) -> Turn:
    lines = [Line(text=f"{_called(one)}，结果怎么样？")]
    lines += [Line(lead=f"{n}.", text=label, style="item") for n, label in enumerate(OUTCOMES.values(), 1)]
    pending = {
        "kind": "outcome", "suggestion": one.id, "words": intent.text, "options": list(OUTCOMES.values())
    }  # fmt: skip
    buttons = [say_button(label, f"会后 {one.customer}：{label}") for label in OUTCOMES.values()]
    return h.say(*lines, title="会后结果", buttons=buttons, pending=pending, suggestion=one.id)


def _keep(h: Hearing, one: Suggestion, said: Outcome, words: str) -> Turn:
    comment = "" if words.strip() == OUTCOMES[said] else words
    keep(h.desk, h.incoming, h.asker, one.id, "outcome", outcome=said, comment=comment)
    return h.say(f"记下了：{_called(one)}，会谈结果“{OUTCOMES[said]}”。", suggestion=one.id)


def _words(pending: dict[str, Any]) -> str:
    return str(pending.get("words") or "")


def _called(one: Suggestion) -> str:
    asked = one.request.get("scene") or one.request.get("goal") or ""
    made = one.request.get("as_of") or f"{local(one.created_at):%Y-%m-%d}"  # the chat's own day
    day = made.partition("-")[2]
    return " · ".join(part for part in (one.customer, ADVICE[one.kind], asked, day) if part)
