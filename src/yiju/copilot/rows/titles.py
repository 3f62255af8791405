"""Who holds a title, and which title somebody holds, as the material states it beside the name."""

from collections.abc import Collection, Iterator

import regex

from yiju.copilot.asking import plainly
from yiju.copilot.cues import cue
from yiju.copilot.draft import Draft, fact
from yiju.copilot.material import Material, Span
from yiju.copilot.people import people_named, title_beside

_TITLE = rf"(?P<title>\p{{Han}}{{0,8}}?(?:{cue('titles').pattern}))"
_OURS = r"(?P<ours>我们|我方|我司|咱们)?"
_ASKED = (
    regex.compile(rf"(?:现在|目前)?谁(?:是|任|担任|当|做)(?:客户|他们|对方)?{_OURS}(?:那边)?的?{_TITLE}"),
    regex.compile(
        rf"(?:客户|他们|对方)?{_OURS}(?:那边)?的?{_TITLE}(?:现在|目前)?(?:是谁|是哪位|叫什么(?:名字)?|姓什么)"
    ),
)
_EDGES = " 的，,。.？?！!：:、呢吗了啊都"
_CELL = regex.compile(r"\s*(?:[^:：|]{1,8}[:：]\s*)?(?P<said>[^|]+?)\s*")
_MOST = 4


def title_asked(text: str, names: Collection[str] = ()) -> tuple[str, bool] | None:
    """The title whose holder a question is for, and whether ours is meant; None where it asks otherwise.

    Args:
        names: of the customers it may be about; they are left out.
    """
    bare = plainly(text)
    for name in sorted(names, key=len, reverse=True):
        bare = regex.sub(regex.escape(name), "", bare, flags=regex.I)
    bare = regex.sub(r"\s+", "", bare).strip(_EDGES)
    match = next((found for pattern in _ASKED if (found := pattern.fullmatch(bare))), None)
    return (match["title"], bool(match["ours"])) if match else None


def holders(material: Material, title: str, *, ours: bool) -> list[Draft]:
    """Each person of that side whose title is exactly this one, by the newest source that states it."""
    own = set(material.seller.people)
    people = people_named(material.documents) | own
    found: dict[str, Span] = {}
    for span in _newest(material, regex.compile(regex.escape(title))):
        for name in sorted((one for one in people if one in span.text), key=len, reverse=True):
            known = any(name in other or other in name for other in found)
            if not known and (name in own) is ours and title in _titles(span, name):
                found[name] = span
    return [
        fact(f"holder:{n}", span, flags=(f"about:{name}",))
        for n, (name, span) in enumerate(list(found.items())[:_MOST])
    ]


def titles_of(material: Material, names: Collection[str]) -> list[Draft]:
    """What title each of these people holds, by the newest source that states it; nothing of the others."""
    found: dict[str, Span] = {}
    for span in _newest(material, regex.compile(cue("titles").pattern)):
        for name in names:
            if name not in found and name in span.text and _titles(span, name):
                found[name] = span
    return [
        fact(f"title:{n}", found[name], flags=(f"about:{name}",))
        for n, name in enumerate([one for one in names if one in found])
    ]


def _newest(material: Material, wanted: "regex.Pattern[str]") -> Iterator[Span]:
    spans = sorted(material.spans, key=lambda s: (-s.day.toordinal(), s.key))
    return (span for span in spans if wanted.search(span.text))


def _titles(span: Span, name: str) -> set[str]:
    """The titles that a span gives somebody: beside the name, or in a cell beside the name's own."""
    beside = title_beside(span.text, regex.compile(regex.escape(name)))
    cells = [match["said"] for part in span.text.split("|") if (match := _CELL.fullmatch(part))]
    told = {beside} if beside else set()
    if name in cells:
        for cell in cells:
            told |= {one.strip() for one in regex.split(r"[，,、；;/（(）)]", cell) if _whole(one)}
    return told


def _whole(text: str) -> bool:
    return (
        len(text) <= 16
        and regex.fullmatch(rf"\s*\p{{Han}}{{0,8}}(?:{cue('titles').pattern})\s*", text) is not None
    )
