"""关键人与决策链: the customer's people, their part in the decision, and what each last said of weight."""

from dataclasses import replace

import regex

from yiju.copilot.cues import cue
from yiju.copilot.deadlines import past
from yiju.copilot.draft import Draft, attributed, fact, facts_of
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.meant import meant, powers
from yiju.copilot.people import Person
from yiju.copilot.rivals import speaks_of_rival
from yiju.copilot.salience import choose, recency, substance
from yiju.copilot.section_concerns import asked_for
from yiju.store.types import Kind

_OLD = 0.15
"""Recency under which a move is old news: about a year."""
_MIN_MOVE = 6
_TELLING = 14
"""Signs of a sentence that means something by itself."""
_LEFT = 3
"""Departures that are told."""


def people(findings: Findings, taken: list[Span]) -> list[Draft]:
    """Who can stop it, who comes and goes; then the customer's people: title, part in the decision, and what
    each last said of weight, beside what is told among the concerns and of competitors.
    """
    powers = _powers(findings, taken)
    left = {one.span: (one.flag,) for one in findings.departures}
    drafts = [
        fact(f"person:power{n}", s, flags=(*left.get(s, ()), *_meant(findings, s)))
        for n, s in enumerate(powers)
    ]
    taken.extend(powers)
    drafts += _departures(findings, taken)
    asked = asked_for(findings, taken)
    moves = _moves(findings, [*taken, *asked])
    drafts += facts_of("person:move", moves, taken)
    proofs = {one.proof.paragraph.id for one in findings.commitments if one.proof is not None}
    differing = {
        span
        for one in findings.conflicts
        if one.relation == "conflict"
        for span in (one.newer.span, one.older.span)
    } | {span for one in findings.disputes for span in (one.newer, one.older)}

    def fits(span: Span) -> bool:
        """Whether it says something of weight that is told nowhere else, and is not over."""
        return (
            len(span.text) >= _TELLING
            and substance(findings.material, span) > 0
            and span not in asked
            and span not in differing
            and span.paragraph.id not in proofs
            and cue("confided").search(span.text) is None
            and not speaks_of_rival(span, findings.rivals)
            and not (recency(findings.material, span) <= _OLD and past(span, findings.material.as_of))
        )

    there = [person for person in findings.people if findings.gone(person.name) is None]
    for index, person in enumerate(there[:6]):
        spans: list[Span] = [s for s in person.decision_spans if s not in taken][:1]
        if not spans:
            ranked = [
                (
                    recency(findings.material, s)
                    + substance(findings.material, s)
                    + 0.8 * bool(cue("concern").search(s.text)),
                    s,
                )
                for s in person.said
                if fits(s)
            ]
            spans = choose(sorted(ranked, key=lambda p: -p[0]), 1, taken=taken)
        if person.title_span and person.title_span not in spans:
            drafts.append(_titled(f"title:{index}", person))
            taken.append(person.title_span)
        taken.extend(spans)
        drafts += [fact(f"person:{index}", span, flags=_label(person.name, span)) for span in spans]
    return drafts


def _titled(key: str, person: Person) -> Draft:
    """Name and title as they stand side by side, and no list of all who were there; else the whole span."""
    assert person.title_span is not None
    whole = fact(key, person.title_span, limit=70, flags=_label(person.name, person.title_span))
    text = person.title_span.text
    beside = regex.search(
        rf"{regex.escape(person.name)}\s*[（(，,]\s*[^，,（()）；;|]{{0,24}}{regex.escape(person.title)}[^，,（()）；;|]{{0,60}}[）)]?",
        text,
    )
    if beside is None or len(beside[0]) >= len(text.rstrip("。 ")):
        return whole
    return replace(whole, text=attributed(person.title_span, beside[0]), flags=())


def _departures(findings: Findings, taken: list[Span]) -> list[Draft]:
    """Who has left, and who does their work now: of the last year or so, the newest first."""
    drafts: list[Draft] = []
    fresh = [one for one in findings.departures if recency(findings.material, one.span) > _OLD]
    for index, one in enumerate(fresh[:_LEFT]):
        if one.span not in taken:
            drafts.append(fact(f"person:left{index}", one.span, flags=(one.flag,)))
            taken.append(one.span)
        if one.successor is not None and one.successor not in taken:
            drafts.append(fact(f"person:next{index}", one.successor, flags=(f"follows:{one.name}",)))
            taken.append(one.successor)
    return drafts


def _powers(findings: Findings, taken: list[Span]) -> list[Span]:
    """What is said of who has a veto, signs last or decides."""
    told = [
        one
        for one in powers(findings.material, findings.superseded)
        if not any(gone.outdates(one[1]) for gone in findings.departures)
    ]
    return choose(told, 4, per_document=2, taken=taken)


def _moves(findings: Findings, taken: list[Span]) -> list[Span]:
    """Who left, who takes over, who comes: of the last year or so, the newest first."""
    found = [
        (recency(findings.material, s), s)
        for s in findings.material.of(Kind.CALL, Kind.MAIL, Kind.NOTE, Kind.POST, Kind.NEWS)
        if cue("moved").search(s.text)
        and recency(findings.material, s) > _OLD
        and findings.material.side(s) != "ours"
        and not s.text.endswith(("？", "?"))
        and len(s.text) >= _MIN_MOVE
        and findings.gone(s.speaker) is None
    ]
    return choose(sorted(found, key=lambda p: (-p[0], p[1].key)), 4, per_document=2, taken=taken)


def _meant(findings: Findings, span: Span) -> tuple[str, ...]:
    name = meant(findings.material, findings.people, span)
    return (f"about:{name}",) if name else ()


def _label(name: str, span: Span) -> tuple[str, ...]:
    """Names the person a line is about, where the line itself does not begin with them."""
    return () if span.speaker and (span.speaker in name or name in span.speaker) else (f"about:{name}",)
