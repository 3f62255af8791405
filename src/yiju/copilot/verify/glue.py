"""Steering words that the cutter glues to their neighbour: 不合格, 拒绝接受, 如该."""

from yiju.copilot.verify.lexicon import (
    MARKERS,
    NEGATIVE_PREFIXES,
    NOT_CONDITION,
    NOT_DUTY,
    NOT_EXCEPTION,
    NOT_NEGATIVE,
    Marker,
)

_NOT_PLEASE = (
    "请示",
    "请假",
    "请教",
    "请求",
    "请问",
    "请柬",
    "请客",
    "请愿",
    "请帖",
    "请辞",
    "请战",
    "请托",
    "请勿",
)
_GLUED_WHOLE = frozenset({Marker.STOP, Marker.NOT})


def glued(word: str) -> str:
    """The steering word that ``word`` begins with though the cutter took both for one;
    "" where there is none.
    """
    if len(word) < 2 or word in MARKERS or word in NOT_NEGATIVE or word in NOT_CONDITION:
        return ""
    if MARKERS.get(word[:2]) in _GLUED_WHOLE and len(word) > 2:
        return word[:2]
    if word[0] == "请" and len(word) > 2 and not word.startswith(_NOT_PLEASE):
        return "请"
    if word[0] in NEGATIVE_PREFIXES:
        return next((word[:size] for size in (3, 2) if word[:size] in MARKERS and len(word) > size), word[0])
    if (word[0] in "如若" and len(word) == 2) or (
        word[0] in "应须" and len(word) > 2 and not word.startswith(NOT_DUTY)
    ):
        return word[0]
    if word[0] == "除" and len(word) > 2 and not word.startswith(NOT_EXCEPTION):
        return word[0]
    return ""
