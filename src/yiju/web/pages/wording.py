"""Words of the product as the pages say them, and changed words as they show them."""

from nicegui import ui

from yiju.sandbox.wording import word_diff
from yiju.store.erasing import is_erased
from yiju.store.labels import VERDICTS
from yiju.store.types import Claim, Suggestion, Verdict
from yiju.web.pages.theme import KINDS, Text, Tone

FLAGS: dict[str, tuple[str, Tone]] = {
    "overdue": ("逾期", "bad"),
    "open": ("未决", "note"),
    "stale": ("久未落实", "warn"),
    "done": ("已兑现", "good"),
    "theirs": ("对方答应的", ""),
    "unknown": ("不知哪方答应的", "warn"),
    "superseded": ("旧值已被更新", "warn"),
    "assumed": ("假设", "warn"),
    "conflict": ("说法不一", "warn"),
    "changed": ("有变化", "note"),
    "unlisted": ("修订说明里没有列出", "warn"),
    "nearest": ("最接近的内容", "note"),
    "internal": ("内部，勿外传", "bad"),
    "ungrounded": ("资料里没有直接依据", "warn"),
    "unsided": ("不知是哪一方说的", "warn"),
    "hearsay": ("非正式消息", "warn"),
    "learned": ("按范例改写", "note"),
}
ERASED: tuple[str, Tone] = ("资料已删除", "")
_TONES: dict[Verdict, Tone] = {"supported": "good", "conflict": "warn", "unsupported": "bad"}


def mark_of(verdict: Verdict | None) -> tuple[str, Tone]:
    """What checking found, and its colour; a judgement is not checked."""
    return ("判断", "accent") if verdict is None else (VERDICTS[verdict], _TONES[verdict])


def marks_of(claim: Claim) -> list[tuple[str, Tone]]:
    """A claim's marks in words: what checking found, and its flags; each once. Of an erased one: that."""
    if is_erased(claim):
        return [ERASED]
    found: list[tuple[str, Tone]] = []
    if claim.nature == "advice":
        found.append(mark_of(None))
    elif claim.verdict is None:
        found.append(("未核对", "warn"))
    else:
        found.append(mark_of(claim.verdict))
    for flag in claim.flags:
        if flag.startswith("due:"):
            found.append((f"应于 {flag[4:]}", ""))
        elif flag.startswith("past:"):
            found.append((f"{flag[5:]} 已过", "warn"))
        elif flag.startswith("about:"):
            found.append((flag[6:], ""))
        elif flag.startswith("left:"):
            found.append((f"{flag[5:]} 已离开", "warn"))
        elif flag.startswith("follows:"):
            found.append((f"接替 {flag[8:]}", "note"))
        elif flag in FLAGS and not (flag == "conflict" == claim.verdict):
            found.append(FLAGS[flag])
    return found


def title_of(suggestion: Suggestion) -> str:
    """What a suggestion is called in a list."""
    return f"{suggestion.customer} · {KINDS[suggestion.kind]}"


def maker_of(suggestion: Suggestion) -> str:
    """How it was made: the mode, the model, the prompts."""
    if suggestion.mode == "extractive":
        return "摘编（未用模型）"
    prompts = "、".join(label.split("@")[0] for label in suggestion.prompts)
    return " · ".join(part for part in (f"模型 {suggestion.model}", prompts) if part)


def numbers_of(suggestion: Suggestion) -> dict[str, str]:
    """Claim id → how others refer to it: section title and number in it."""
    return {
        claim.id: f"{section.title} {number}"
        for section in suggestion.sections
        for number, claim in enumerate(section.claims, 1)
    }


def diff(old: str, new: str, classes: str = "y-pre") -> ui.element:
    """The new wording with what went struck through and what came in marked."""
    with ui.element("p").classes(classes) as shown:
        for piece in word_diff(old, new):
            tag = {"same": "span", "out": "del", "in": "ins"}[piece.kind]
            Text(tag, piece.text, {"out": "y-del", "in": "y-add"}.get(piece.kind, ""))
    return shown
