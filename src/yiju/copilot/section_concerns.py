"""客户关切: what the customer asks for, worries about, insists on or will not have so, in their own words."""

from collections.abc import Sequence

from yiju.copilot import searches
from yiju.copilot.cues import cue
from yiju.copilot.draft import Draft, fact
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.meant import meant, says_she
from yiju.copilot.predicates import states_something
from yiju.copilot.salience import Wanted, choose, rank, recency
from yiju.copilot.words import content_words
from yiju.copilot.worries import asking, is_concern, refuses
from yiju.store.types import Kind

_TELLING = 4
"""Content words that make a concern mean something by itself."""
_MOST = 6
_OLD = 0.15
"""Recency under which what somebody would not have so is over: about a year."""
_TALK = frozenset({Kind.CALL, Kind.MAIL, Kind.POST, Kind.NOTE})


def concerns(findings: Findings, taken: list[Span]) -> list[Draft]:
    """What the customer asks for, worries about or insists on."""
    chosen = asked_for(findings, taken)
    taken.extend(chosen)
    names = [meant(findings.material, findings.people, span) for span in chosen]
    return [
        fact(f"concern:{index}", span, flags=(f"about:{name}",) if name else ())
        for index, (span, name) in enumerate(zip(chosen, names, strict=True))
    ]


def asked_for(findings: Findings, taken: Sequence[Span]) -> list[Span]:
    """The sentences of which the section is made, where these are ``taken`` already."""
    return choose(findings.once(_ranked), _MOST, per_document=3, taken=taken)


def _ranked(findings: Findings) -> list[tuple[float, Span]]:
    wanted = Wanted(asking(), _TALK, findings.relevance(searches.CONCERNS), favour=findings.favour)
    return rank(
        findings.material,
        wanted,
        without=findings.superseded,
        accept=lambda span: _fits(findings, span) and findings.follow_up.settled(span) is None,
    )


def _fits(findings: Findings, span: Span) -> bool:
    material = findings.material
    side = material.side(span)
    return (
        len(content_words(span.text)) >= _TELLING  # 能不能松一松？ means nothing by itself
        and is_concern(span.text)
        and (cue("concern").search(span.text) is not None or _objects(findings, span))
        and states_something(span.text)
        and cue("quiz").search(span.text) is None
        and (not says_she(span.text) or bool(meant(material, findings.people, span)))
        and (side == "theirs" or (side == "unknown" and span.document.kind is not Kind.POST))
    )


def _objects(findings: Findings, span: Span) -> bool:
    """Whether somebody of theirs who is there still would not have it so, within the last year or so; what
    asks for a promise of ours is told with the promise.
    """
    return (
        refuses(span.text)
        and not span.text.endswith(("？", "?"))
        and findings.material.side(span) == "theirs"
        and recency(findings.material, span) > _OLD
        and findings.gone(span.speaker) is None
        and not any(
            one.proof is not None and one.proof.paragraph.id == span.paragraph.id
            for one in findings.commitments
        )
    )
