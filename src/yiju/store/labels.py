"""What things are called in Chinese, one word for one thing, as docs/words.md has them."""

from typing import Literal

from yiju.store.erasing import is_erased
from yiju.store.types import Claim, Suggestion, Verdict

ADVICE = {"strategy": "拜访策略", "talk": "话术", "answer": "回答"}
"""Kinds of suggestions."""
DOCUMENTS = {
    "call": "通话",
    "mail": "邮件",
    "contract": "合同",
    "tender": "招标",
    "report": "报告",
    "news": "新闻",
    "post": "动态",
    "note": "其他",
}
"""Kinds of documents."""
USERS = {"rep": "销售", "director": "主管", "admin": "管理员", "customer": "客户"}
"""Roles of users."""
VERDICTS: dict[Verdict, str] = {"supported": "有依据", "conflict": "说法不一", "unsupported": "未证实"}
"""What checking found of a fact."""
ROLES = {"say": "说", "why": "为什么", "reply": "他可能说", "fallback": "接", "avoid": "别说"}
"""Lines of a talk track."""
_FLAGS = {
    "overdue": "⚠ 逾期",
    "open": "未决",
    "stale": "久未落实",
    "done": "✓ 已兑现",
    "theirs": "对方答应的",
    "superseded": "旧值已被更新",
    "assumed": "假设",
    "conflict": "⚠ 说法不一",
    "changed": "有变化",
    "unknown": "不知是哪一方答应的",
    "unlisted": "⚠ 修订说明里没有列出",
    "learned": "按范例改写",
    "ungrounded": "资料里没有直接依据",
    "unsided": "不知是哪一方说的",
    "hearsay": "非正式消息",
}
KEEP = "（内部，勿外传）"
"""What is not for the customer's eyes or ears."""
SignalKind = Literal["adopted", "edited", "up", "down", "revoked", "used", "unused", "outcome"]
Outcome = Literal["", "forward", "same", "back", "won", "lost"]
SIGNALS: dict[SignalKind, str] = {
    "adopted": "采纳",
    "edited": "改后采纳",
    "up": "有用",
    "down": "没用",
    "revoked": "收回了有用、没用",
    "used": "会谈中用了",
    "unused": "会谈中没用上",
    "outcome": "会谈结果",
}
"""What a rep tells of a suggestion in passing."""
OUTCOMES: dict[Outcome, str] = {
    "forward": "有推进",
    "same": "没变化",
    "back": "有倒退",
    "won": "赢单",
    "lost": "丢单",
}
"""How a meeting went."""
CAUSES = {"unproven": "未证实", "refused": "评审驳回过", "rules": "违反销售规则", "": "原因未分开计"}
"""Why a draft was left out."""


def left_out(one: Suggestion) -> str:
    """How many drafts were left out, by cause; of one made before the causes were counted, in all."""
    if one.refused is None:
        return f"已剔除 {one.dropped} 条" + ("（含评审驳回过的，未分开计）" if one.dropped else "")
    refused = f"，评审驳回过而未再用 {one.refused} 条" if one.refused else ""
    forbidden = f"，违反销售规则 {one.forbidden} 条" if one.forbidden else ""
    return f"已剔除 {one.dropped} 条{refused}{forbidden}"


def marks_of(claim: Claim) -> str:
    """A claim's marks as they stand before its text in print, joined by commas; of an erased one: none."""
    if is_erased(claim):  # nothing else holds of it any more
        return ""
    marks = [_FLAGS[flag] for flag in claim.flags if flag in _FLAGS]
    for name, form in (
        ("due:", "应于 {}"),
        ("past:", "⚠ {} 已过"),
        ("left:", "{} 已离开"),
        ("follows:", "接替 {}"),
        ("about:", "{}"),
    ):
        marks += [form.format(flag[len(name) :]) for flag in claim.flags if flag.startswith(name)][:1]
    return "，".join(marks)


def warning_of(claim: Claim) -> str:
    """What stands behind a claim's tags: that it is for our own people alone; else empty."""
    return KEEP if "internal" in claim.flags and not is_erased(claim) else ""


def numbers_of(suggestion: Suggestion) -> dict[str, str]:
    """Claim id → how people refer to it, in print and on pages: its section's title and its number there."""
    return {
        claim.id: f"{section.title} {number}"
        for section in suggestion.sections
        for number, claim in enumerate(section.claims, 1)
    }


def claim_called(suggestion: Suggestion, name: str) -> str:
    """The id of the claim that ``numbers_of`` calls so, spaces aside; else ``name``, perhaps an id."""
    wanted = "".join(name.split())
    called = numbers_of(suggestion).items()
    found = [one for one, number in called if number.replace(" ", "") == wanted]
    exact = [one for one in found if numbers_of(suggestion)[one] == " ".join(name.split())]
    return next(iter(exact or found), name)
