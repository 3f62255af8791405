"""What somebody told us in confidence: it may guide a visit, and is never said to anybody at the customer."""

import regex

from yiju.copilot.material import Material
from yiju.store.types import Kind

_SPOKEN = frozenset({Kind.CALL, Kind.MAIL, Kind.POST, Kind.NOTE})
_AROUND = 3
"""Paragraphs before and after the plea that it speaks of."""
_PLEA = regex.compile(
    r"(?:别|不要|不能|千万别)(?:跟|和|对|向)?(?:别人|人家|外人|外面|任何人|他们?|她们?)?(?:说|讲)?(?:是)?我(?:说|讲|透露|告诉)"
    r"|(?:别|不要|千万别)(?:跟|和|对|向)(?:别人|人家|外人|任何人)(?:说|讲|提)"
    r"|(?:你|您|咱们?)(?:自己)?(?:知道|晓得|清楚|明白|心里有数)就(?:行|好|可以)"
    r"|(?:别|不要|切勿|请勿|不得)外传|内部消息|小道消息|私下(?:里)?(?:跟|和|告诉|透露)|悄悄(?:跟|和|告诉)"
    r"|\b(?:between (?:you and me|us)|off the record|don't quote me|you didn't hear (?:it|this) from me)\b",
    regex.IGNORECASE,
)


def confided(material: Material) -> frozenset[str]:
    """Ids of the paragraphs beside such a plea, in calls, chats, letters and notes."""
    found: set[str] = set()
    for spans in material.by_document.values():
        if spans[0].document.kind not in _SPOKEN:
            continue
        order = list(dict.fromkeys(span.paragraph.id for span in spans))
        place = {one: at for at, one in enumerate(order)}
        for span in spans:
            if _PLEA.search(span.text):
                at = place[span.paragraph.id]
                found.update(order[max(0, at - _AROUND) : at + _AROUND + 1])
    return frozenset(found)
