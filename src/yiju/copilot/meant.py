"""Who decides, by what is said of it, and whom 她 or 他 means in it."""

from collections.abc import Collection, Sequence

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.people import Person
from yiju.copilot.predicates import states_something
from yiju.copilot.salience import recency
from yiju.store.types import Kind

_BACK = 4
"""Turns before, in which someone meant by 她 was named."""
_MIN_NAME = 2
_TELLING = (Kind.CALL, Kind.MAIL, Kind.NOTE, Kind.TENDER, Kind.REPORT)
_SOMEBODY = regex.compile(r"[她他](?![们人方家国处])(?<!其他)")
_LEADS = regex.compile(
    r"^(?:(?:叫|是|有位|一位)\s*)?((?:Dr\.? |Prof\.? )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,2})\s*[，,]"
)
"""A turn that begins with a Western name tells of that person: Lena Voss，采购可持续负责人，…"""


def powers(material: Material, without: Collection[str] = ()) -> list[tuple[float, Span]]:
    """What is said of who has a veto, signs last or decides, the most telling first, each with its weight: of
    talk, notes, tenders and reports. ``without``: ids of superseded documents.
    """
    ranked = [
        (
            len({m.group() for m in cue("power").finditer(s.text)})
            + 0.6 * recency(material, s)
            + 0.8 * bool(cue("power", "stops").search(s.text)),
            s,
        )
        for s in material.of(*_TELLING)
        if cue("power").search(s.text)
        and s.document.id not in without
        and material.side(s) != "ours"
        and not s.text.endswith(("？", "?"))
        and states_something(s.text)
    ]
    return sorted(ranked, key=lambda p: (-p[0], p[1].key))


def says_she(text: str) -> bool:
    """Whether a sentence speaks of 她 or 他."""
    return _SOMEBODY.search(text) is not None


def without_minding(text: str) -> str:
    """A sentence without how much somebody minds it at its end: …是按截断法还是按替代法，她很在意."""
    return cue("minding").sub("", text)


def meant(material: Material, people: Sequence[Person], span: Span) -> str:
    """Whom 她 or 他 means in talk: whom the turn begins with, else the last of the customer's people named in
    the turns before. Empty where it is not told.
    """
    if span.document.kind is not Kind.CALL or not _SOMEBODY.search(span.text):
        return ""
    before = [
        o
        for o in material.by_document[span.document.id]
        if 0 <= span.paragraph.ordinal - o.paragraph.ordinal <= _BACK and o.key < span.key
    ]
    led = [str(lead[1]) for o in material.by_document[span.document.id] if (lead := _LEADS.match(o.text))]
    called = dict.fromkeys((*(person.name for person in people), *led))
    names = {form: name for name in called for form in (name, *name.split()) if len(form) > _MIN_NAME - 1}
    for other in reversed(before):
        if other.paragraph.id == span.paragraph.id and (lead := _LEADS.match(other.text)):
            return str(lead[1])
        if found := [name for form, name in names.items() if form in other.text and name != span.speaker]:
            return found[0]
    return ""
