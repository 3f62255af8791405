"""采纳, 修改, 驳回, 用了, 没用上, 👍, 👎, 会后: what a rep says of advice."""

from typing import Any

from yiju.bots.asking_back import out_of_range
from yiju.bots.feedback import keep, reason_in
from yiju.bots.hearing import Hearing
from yiju.bots.intent_types import Intent, IntentKind
from yiju.bots.showing import Shown
from yiju.bots.types import Button, Line, Press, Turn
from yiju.bots.wording import A_LIST, BACK, NOTHING_SHOWN
from yiju.ingest.visible import visible_line
from yiju.sandbox.types import SignalKind
from yiju.store.erasing import is_erased
from yiju.store.labels import ADVICE
from yiju.store.types import Claim

_SIGNALS: dict[IntentKind, tuple[SignalKind, str]] = {
    "adopt": ("adopted", "采纳"),
    "up": ("up", "👍"),
    "used": ("used", "会谈中用了"),
    "unused": ("unused", "会谈中没用上"),
    "reject": ("down", "驳回"),
    "down": ("down", "👎"),
}
"""Intent → the signal, and what it is called when it is confirmed."""
_WORD: dict[IntentKind, str] = {
    "adopt": "采纳", "up": "👍", "used": "用了", "unused": "没用上", "reject": "驳回", "down": "👎",
}  # fmt: skip
"""What one types."""
_WHY: tuple[IntentKind, ...] = ("reject", "down", "unused")
"""Of these the reason helps most."""
_SHORT, _ECHO = 26, 60
"""Characters of a claim, and of what somebody said themselves, as they are told back."""


def opinion(h: Hearing, intent: Intent) -> Turn:
    """采纳, 驳回, 用了 … of the suggestion shown last, or of its claims of these numbers."""
    found = _meant(h, intent)
    if isinstance(found, Turn):
        return found
    shown, claims = found
    if intent.called:
        return _ask_which(h, shown, intent)
    kind, called = _SIGNALS[intent.kind]
    reason, comment = (
        reason_in(intent.text, h.desk.rubric.reasons) if intent.kind in _WHY else ("", intent.text)
    )
    own = comment
    if intent.kind == "reject":
        comment = f"驳回：{comment}" if comment else "驳回"
    for claim in claims or (None,):
        keep(
            h.desk, h.incoming, h.asker, shown.suggestion.id, kind,
            claim=claim.id if claim else "", reason=reason, comment=comment,
        )  # fmt: skip
    told = f"记下了：{called}{_what(shown, claims)}。"
    if intent.kind in _WHY and not intent.text:
        return ask_reason(h, shown, [claim.id for claim in claims], kind, told)
    label = h.desk.rubric.reasons[reason] if reason else ""
    more = "，".join(text for text in (label, visible_line(own, _ECHO)) if text)
    more = f"原因：{more.rstrip('。！!')}。" if more and intent.kind in _WHY else ""
    return h.say(told + more, suggestion=shown.suggestion.id)


def edit(h: Hearing, intent: Intent) -> Turn:
    """修改 2：…: a claim is adopted, in other words."""
    found = _meant(h, intent)
    if isinstance(found, Turn):
        return found
    shown, claims = found
    if intent.called:
        told = (
            f"没看懂“{visible_line(intent.called, 20)}”是第几条，没有记。一次改一条，例如“修改 2：改好的话”。"
        )
        return Turn(messages=h.say(told).messages, memory=h.remembering(suggestion=shown.suggestion.id))
    claim = claims[0] if claims else None
    if not intent.text:
        pending = {"kind": "rewrite", "suggestion": shown.suggestion.id, "numbers": list(intent.numbers[:1])}
        which = f"第 {intent.numbers[0]} 条（{_brief(claim)}）" if claim else "这份建议"
        return h.say(f"{which}改成什么？直接发改好的话。{BACK}", pending=pending)
    keep(
        h.desk, h.incoming, h.asker, shown.suggestion.id, "edited",
        claim=claim.id if claim else "", comment=intent.text,
    )  # fmt: skip
    return h.say(
        f"记下了：{_what(shown, claims).strip()}改为“{visible_line(intent.text, 60)}”。主管评审时看得到。"
    )


def ask_reason(h: Hearing, shown: Shown, claims: list[str], kind: SignalKind, told: str) -> Turn:
    """Why? By number, by a tap, or in one's own words."""
    choices = h.desk.rubric.reason
    one = shown.suggestion.id
    lines = [Line(text=f"{told}为什么？")]
    lines += [Line(lead=f"{n}.", text=choice.label, style="item") for n, choice in enumerate(choices, 1)]
    lines.append(Line(text="回编号，或用自己的话说。不说也行。", style="note"))
    claim = claims[0] if len(claims) == 1 else ""
    buttons = [
        Button(label=choice.label, press=press, typed=str(number))
        for number, choice in enumerate(choices, 1)
        for press in (
            Press(action="reason", suggestion=one, claim=claim, value=choice.code)
            if len(claims) <= 1 and kind == "down"
            else Press(action="say", value=str(number)),  # of several claims, or of what is no 👎
        )
    ]
    pending = {
        "kind": "reason", "suggestion": one, "claims": claims, "signal": kind,
        "options": [choice.code for choice in choices],
    }  # fmt: skip
    return h.say(*lines, title="为什么？", buttons=buttons, pending=pending, suggestion=one)


def give_reason(h: Hearing, pending: dict[str, Any], code: str, comment: str) -> Turn:
    """The reason, for what was judged just now."""
    shown = h.find(str(pending.get("suggestion")))
    if shown is None:
        return h.say(NOTHING_SHOWN)
    known = {claim.id for claim in shown.claims}
    for claim in [one for one in pending.get("claims") or [] if one in known] or [""]:
        keep(
            h.desk, h.incoming, h.asker, shown.suggestion.id, pending["signal"],
            claim=claim, reason=code, comment=comment,
        )  # fmt: skip
    said = h.desk.rubric.reasons[code] if code else visible_line(comment, _ECHO).rstrip("。！!")
    return h.say(f"记下了，原因：{said}。谢谢。")


def choose_reason(h: Hearing, pending: dict[str, Any], number: int) -> Turn:
    """The reason of this number."""
    options = pending.get("options") or []
    if not 0 < number <= len(options) or options[number - 1] not in h.desk.rubric.reasons:
        return out_of_range(h)
    return give_reason(h, pending, options[number - 1], "")


def _ask_which(h: Hearing, shown: Shown, intent: Intent) -> Turn:
    """Which claims? Nothing is judged by what cannot be read."""
    verb = _WORD[intent.kind]
    odd = f"没看懂“{visible_line(intent.called, 20)}”是哪几条，没有记。"
    told = h.say(f"{odd}发“{verb} 3”“{verb} 3-5”；整份发“{verb}”。").messages
    return Turn(messages=told, memory=h.remembering(suggestion=shown.suggestion.id))


def _meant(h: Hearing, intent: Intent) -> tuple[Shown, list[Claim]] | Turn:
    """The suggestion shown last, and its claims of these numbers."""
    shown = h.shown
    if shown is None and h.memory.pending.get("kind") == "list":
        return Turn(messages=h.say(A_LIST).messages, memory=h.memory)
    if shown is None or not shown.claims:
        return h.say(NOTHING_SHOWN if shown is None else "刚才那条没有内容可以评。")
    wrong = [number for number in intent.numbers if not 0 < number <= len(shown.claims)]
    if wrong:
        named = ADVICE[shown.suggestion.kind]
        return h.say(f"没有第 {wrong[0]} 条：刚才的{named}是第 1 到 {len(shown.claims)} 条。")
    claims = [shown.claims[number - 1] for number in intent.numbers]
    if any(map(is_erased, claims)):
        return h.say("这一条所依据的资料已删除，没有内容可以评。")
    return shown, claims


def _what(shown: Shown, claims: list[Claim]) -> str:
    """What a signal is for, so that a wrong number is seen at once."""
    if not claims:
        return f"整份{ADVICE[shown.suggestion.kind]}（{shown.suggestion.customer}）"
    numbers = {claim.id: number for number, claim in enumerate(shown.claims, 1)}
    if len(claims) == 1:
        return f"第 {numbers[claims[0].id]} 条（{_brief(claims[0])}）"
    return f"第 {'、'.join(str(numbers[claim.id]) for claim in claims)} 条"


def _brief(claim: Claim | None) -> str:
    return visible_line(claim.text, _SHORT) if claim else ""
