"""The customer's people one by one, out of a strategy's claims: what each cares about, said last, was
promised, may object to.

Everything is told by claims that are verified already; who speaks is told by their locators, or by the words
that code wrote in front of them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from yiju.copilot.cues import cue
from yiju.copilot.departed import same_name
from yiju.copilot.sections import COMMITMENTS, CONCERNS, PEOPLE, RISKS
from yiju.copilot.worries import minds
from yiju.store.erasing import is_erased
from yiju.store.types import Claim, Suggestion

_SPEAKS = regex.compile(r"(?:^|[；→])([^；：“”→]{2,30}?)(?:来信|发文)?：“")
_MOST = 6
_EACH = 2


@dataclass(frozen=True, slots=True)
class ContactLines:
    """One person. Each claim stands in one place alone.

    Attributes:
        said: what they said last, of what is not told elsewhere.
        promised: what our side promised them, what they asked for, or what names them.
        objects: what they may object: contradictions they are party to, and what they would not have so.
        decides: what others say of their part in the decision.
    """

    name: str
    cares: tuple[Claim, ...]
    said: tuple[Claim, ...]
    promised: tuple[Claim, ...]
    objects: tuple[Claim, ...]
    decides: tuple[Claim, ...]

    @property
    def parts(self) -> tuple[tuple[Claim, ...], ...]:
        """All that is told of them."""
        return (self.cares, self.said, self.promised, self.objects, self.decides)

    @property
    def stops(self) -> bool:
        """Whether somebody says that they can stop it."""
        return any(cue("power", "stops").search(claim.text) for claim in self.decides)


def contacts_of(suggestion: Suggestion) -> tuple[ContactLines, ...]:
    """The people of a strategy, those first who can stop it, then those of whom most is known; nobody where
    it tells nothing of them.

    Whoever has left is none of them.
    """
    by_title = {section.title: _facts(section.claims) for section in suggestion.sections}
    people, concerns = by_title.get(PEOPLE, []), by_title.get(CONCERNS, [])
    names = dict.fromkeys(
        name
        for claim in (*people, *concerns)
        if "unsided" not in claim.flags
        for name in (*_about(claim), *speakers(claim))
    )
    for name in (one for claim in by_title.get(COMMITMENTS, []) for one in _promised_to(claim)):
        if not any(same_name(name, known) for known in names):
            names[name] = None
    flags = {flag for s in suggestion.sections for claim in s.claims for flag in claim.flags}
    gone = {flag[5:] for flag in flags if flag.startswith("left:")}
    whole = [
        n
        for n in names
        if not any(n != other and len(other) > len(n) and same_name(n, other) for other in names)
    ]
    found = [_lines(name, by_title) for name in whole if not any(same_name(name, one) for one in gone)]
    known = [one for one in found if any(one.parts)]
    known.sort(key=lambda one: (not one.stops, -sum(bool(part) for part in one.parts)))
    return tuple(known[:_MOST])


def speakers(claim: Claim) -> tuple[str, ...]:
    """Who says what a fact tells."""
    told = [citation.locator.speaker or "" for citation in claim.citations]
    return tuple(dict.fromkeys(name for name in (*told, *_SPEAKS.findall(claim.text)) if name))


def day_of(claim: Claim) -> dt.date:
    """The newest day of what a fact cites."""
    return max((c.document.date or dt.date.min for c in claim.citations), default=dt.date.min)


def _lines(name: str, by_title: dict[str, list[Claim]]) -> ContactLines:
    def by_them(title: str) -> list[Claim]:
        return [claim for claim in by_title.get(title, []) if speaks(claim)]

    def speaks(claim: Claim) -> bool:
        return any(same_name(name, one) for one in speakers(claim))

    def to_them(claim: Claim) -> bool:
        return any(same_name(name, one) for one in _promised_to(claim))

    cares, objects = by_them(CONCERNS)[:_EACH], [c for c in by_them(RISKS) if _objects(c)][:_EACH]
    ours = [c for c in by_title.get(COMMITMENTS, []) if not {"theirs", "unknown"} & set(c.flags)]
    promised = [c for c in ours if speaks(c) or name in c.text or to_them(c)][:_EACH]
    about = [c for c in by_title.get(PEOPLE, []) if any(same_name(name, one) for one in _about(c))]
    decides = [c for c in about if not speaks(c) and cue("power").search(c.text)][:_EACH]
    told = {claim.id for claim in (*cares, *objects, *promised)}
    said = [c for claims in by_title.values() for c in claims if speaks(c) and c.id not in told]
    said.sort(key=day_of, reverse=True)
    return ContactLines(name, tuple(cares), tuple(said[:1]), tuple(promised), tuple(objects), tuple(decides))


def _promised_to(claim: Claim) -> list[str]:
    """To whom of theirs our side promised it."""
    return [flag[3:] for flag in claim.flags if flag.startswith("to:")]


def _objects(claim: Claim) -> bool:
    """Whether it is something to answer: that a competitor offers more is none, until somebody minds."""
    return claim.verdict == "conflict" or minds(claim.text)


def _about(claim: Claim) -> list[str]:
    return [flag[6:] for flag in claim.flags if flag.startswith("about:")]


def _facts(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.nature == "fact" and not is_erased(claim)]
