"""Shorten a spoken or written sentence without changing what it says."""

import regex

from yiju.copilot.cues import cue
from yiju.copilot.predicates import states_something

_COMMAS = "，,；;、：:"
_CUT = regex.compile(r"[，；;、]|(?<!\d)[,：:]|[,：:](?!\d)")
"""Where a sentence may end; not within 1,280 or 12:30."""
_HANGING = regex.compile(
    r"(?:若|如果|只要|一旦|倘若|假如|凡|当)[^，,；;。]*$|^(?:根据|按照?|依据|鉴于|考虑到|为了?)[^，,；;。]*$|[^，,；;。]{2}(?:之前|之后|以前|以后|前|后|时|起|期间|的情况下)$"
)
"""An end that only says when or under which condition: what happens then was cut off."""
_MIN = 8
_NUMBERING = regex.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.、)）]?\s+|\d{1,2}[、)）]\s*|\d{1,2}\.\s+|[（(][\d一二三四五六七八九十]{1,3}[)）]\s*"
    r"|[一二三四五六七八九十]{1,3}、\s*)(?=\D)"
)
"""Clause and list numbers: the tag names the place already."""


def trim(text: str, limit: int = 90) -> str:
    """``text`` without leading fillers and final stops; a long one ends at a comma before ``limit``.

    Only whole clauses are cut, from the end, never one that turns the meaning (但, 除非, 不含 …), and never
    so much that no predicate is left.
    """
    kept = _NUMBERING.sub("", text.strip())
    while match := cue("filler", "lead").match(kept):
        if len(kept) - match.end() < _MIN:
            break
        kept = kept[match.end() :]
    kept = kept.rstrip("。.；; ").strip()
    if len(kept) <= limit:
        return kept
    cut = max((match.start() for match in _CUT.finditer(kept, _MIN, limit)), default=0)
    if cut <= _MIN or _HANGING.search(kept[:cut]) or _turns(kept[cut + 1 :]) or not _balanced(kept[:cut]):
        return kept
    if states_something(kept) and not states_something(kept[:cut]):
        return kept
    return kept[:cut].rstrip(_COMMAS)


def _turns(rest: str) -> bool:
    head = rest.lstrip()[:40]
    words = ("但", "除非", "除外", "不含", "不包括", "否则", "前提", "如果", "仅限", "以…为准")
    return any(word in head for word in words) or any(
        word in head.lower() for word in ("but ", "unless", "except", "if ", "provided")
    )


def _balanced(text: str) -> bool:
    pairs = {"（": "）", "(": ")", "“": "”", "《": "》", "「": "」"}
    return all(text.count(one) == text.count(two) for one, two in pairs.items())
