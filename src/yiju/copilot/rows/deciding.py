"""Who can stop it, and where somebody's floor is told: rows made of sentences that say so."""

import regex

from yiju.copilot.confided import INTERNAL, kept_back
from yiju.copilot.cues import cue
from yiju.copilot.departed import departures
from yiju.copilot.draft import Draft, fact
from yiju.copilot.material import Material, Span
from yiju.copilot.meant import meant, powers, says_she
from yiju.copilot.people import find_people
from yiju.copilot.versions import superseded_ids

_MOST = 5
_OURS = regex.compile(r"我们|我方|我司|咱们")
_THEIRS = regex.compile(r"对方|客户|他们|她们|贵方|贵司|甲方|买方|需方|采购方")
_PRICE = regex.compile(r"价|折|降")
NO_FLOOR_OF_THEIRS = "资料里没有对方说过自己的{}底线。"
NO_FLOOR = "资料里没有写明我方的{}底线。价格和折扣的底线由销售规则管（yiju rules check），不从资料里猜。"


def vetoes(material: Material) -> list[Draft]:
    """What says that somebody can stop it, the most telling first, each with whom it means."""
    people = find_people(material)
    gone = departures(material, people)
    told = [
        span
        for _, span in powers(material, superseded_ids(material))
        if cue("power", "stops").search(span.text) and not any(one.outdates(span) for one in gone)
    ]
    drafts = []
    for number, span in enumerate(told[:_MOST]):
        name = meant(material, people, span)
        first = regex.split(r"[，,。；]", span.text)[0]
        if says_she(first) and not name and not any(p.name in span.text for p in people):
            continue  # 她不签字谁也没办法 answers nobody who does not know her
        drafts.append(fact(f"person:power{number}", span, flags=(f"about:{name}",) if name else ()))
    return drafts


def floors(material: Material, asked: str) -> tuple[list[Draft], str]:
    """What is told of a floor, ours before theirs, and what is missing of ours; of one side alone where
    ``asked`` says so, and of prices alone where it asks for those. Ours is for our own people alone.
    """
    ours, theirs = _split(material)
    if _PRICE.search(asked):
        ours = [span for span in ours if _PRICE.search(span.text)]
        theirs = [span for span in theirs if _PRICE.search(span.text)]
    of_theirs = _THEIRS.search(asked) is not None
    if _OURS.search(asked):
        theirs = []
    elif of_theirs:
        ours = []
    secret = kept_back(material)
    spans = [("我方", span) for span in ours[:_MOST]] + [("对方", span) for span in theirs[:_MOST]]
    drafts = [
        fact(
            f"floor:{number}",
            span,
            limit=160,
            flags=(*((INTERNAL,) if whose == "我方" or span in secret else ()), f"about:{whose}"),
        )
        for number, (whose, span) in enumerate(spans)
    ]
    lacks = NO_FLOOR_OF_THEIRS if of_theirs and not _OURS.search(asked) else NO_FLOOR
    return drafts, "" if (theirs if lacks is NO_FLOOR_OF_THEIRS else ours) else lacks.format(
        "价格" if _PRICE.search(asked) else ""
    )


def _split(material: Material) -> tuple[list[Span], list[Span]]:
    """Sentences on a floor: our own people's, and others'; the newest first."""
    told = [
        span
        for span in material.spans
        if cue("floor").search(span.text) and not span.text.endswith(("？", "?"))
    ]
    told.sort(key=lambda span: (-span.day.toordinal(), span.key))
    ours = [span for span in told if material.side(span) == "ours" and cue("floor", "ours").search(span.text)]
    named = [
        span for span in told if material.side(span) != "ours" and cue("floor", "named").search(span.text)
    ]
    return ours, named
