"""竞争与风险: contradictions, what we let go by word of mouth, competitors, risks."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot import searches
from yiju.copilot.conflicts import Conflict
from yiju.copilot.cues import cue
from yiju.copilot.disputes import Dispute, values
from yiju.copilot.draft import JOINT, Draft, attributed, fact, facts_of
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.predicates import states_something
from yiju.copilot.rivals import speaks_of_rival
from yiju.copilot.salience import Wanted, choose, rank, recency, substance
from yiju.copilot.trim import trim
from yiju.store.types import Kind

_TALK = frozenset({Kind.CALL, Kind.MAIL, Kind.POST, Kind.NOTE})
_OLD = 0.15
"""Recency under which what was said in talk is no risk any more: about a year."""

_BOTH = 160
"""Signs of what befell a competitor and what became of it, together."""


def risks(findings: Findings, taken: list[Span]) -> list[Draft]:
    """Contradictions (both sides shown, the newer one first), concessions, competitors and risks."""
    drafts = [conflict_draft(f"conflict:{i}", c) for i, c in enumerate(_pressing(findings.conflicts)[:3])]
    shown = {span for draft in drafts for span in draft.spans}
    figures = frozenset().union(*(values(span.text) for span in shown))
    disputes = [
        d
        for d in findings.disputes
        if not {d.newer, d.older} & shown and len(figures & (values(d.newer.text) | values(d.older.text))) < 2
    ][:4]
    drafts += [dispute_draft(f"conflict:d{i}", d) for i, d in enumerate(disputes)]
    drafts += [dispute_draft(f"waiver:{i}", d) for i, d in enumerate(concessions(findings)[:2])]
    material = findings.material

    def accept(span: Span) -> bool:
        talk = span.document.kind in _TALK
        return (
            span.key not in findings.told
            and span.document.kind is not Kind.CONTRACT
            and states_something(span.text)
            and not span.text.endswith(("？", "?"))
            and cue("dangling", "lead").search(span.text) is None
            and not _scores(findings, span)
            and not (span.document.kind is Kind.NOTE and material.side(span) == "ours")
            and not any(one.outdates(span) for one in findings.departures)
            and (not talk or recency(material, span) > _OLD)
        )

    def of_rival(span: Span) -> bool:
        return accept(span) and speaks_of_rival(span, findings.rivals) and material.side(span) != "ours"

    relevance = findings.relevance(searches.RIVALS)
    told = [
        (
            substance(material, s)
            + recency(material, s)
            + relevance.get(s.paragraph.id, 0.0)
            + 0.8 * bool(cue("competitor", "offer").search(s.text))
            + findings.favour(s),
            s,
        )
        for s in material.spans
        if s.document.id not in findings.superseded and of_rival(s)
    ]
    chosen = choose(sorted(told, key=lambda pair: (-pair[0], pair[1].key)), 4, taken=taken)
    rivals = facts_of("rival", chosen, taken)
    for index, one in enumerate(rivals):
        after = _overtaking(findings, one.spans[0])
        if after is not None and after not in chosen:
            rivals[index] = fact(one.key, replace(one.spans[0], end=after.end), limit=_BOTH)
            taken.append(after)
    danger = findings.relevance(searches.DANGERS)
    hazards = Wanted(cue("risk"), _TALK | {Kind.NEWS}, danger, favour=findings.favour)
    ranked = rank(
        material,
        hazards,
        without=findings.superseded,
        accept=lambda s: accept(s) and findings.follow_up.settled(s) is None,
    )
    return drafts + rivals + facts_of("risk", choose(ranked, 3, per_document=1, taken=taken), taken)


def _overtaking(findings: Findings, span: Span) -> Span | None:
    """The next sentence of its paragraph, where that tells what became of it: 得分79%，评级C is half of what
    is known where 2025年完成整改，复审获得B级 follows.
    """
    after = (
        s
        for s in findings.material.by_document[span.document.id]
        if s.paragraph.id == span.paragraph.id and s.start >= span.end
    )
    following = next(after, None)
    told = following is not None and cue("competitor", "overtaken").search(following.text)
    return following if told else None


def _scores(findings: Findings, span: Span) -> bool:
    """Whether it tells how offers are scored, and nothing of any competitor."""
    return cue("vote").search(span.text) is not None and not any(
        name in span.text for name in findings.rivals
    )


def concessions(findings: Findings) -> list[Dispute]:
    """What one of ours spoke of letting go, beside the newest source that says it binds nobody."""
    material = findings.material
    said = [
        s
        for s in material.of(Kind.CALL)
        if material.side(s) == "ours"
        and cue("concession", "ours").search(s.text)
        and not s.text.endswith(("？", "?"))
    ]
    formal = [
        s
        for s in material.of(Kind.CONTRACT, Kind.MAIL)
        if cue("concession", "formal").search(s.text) and material.side(s) != "theirs"
    ]
    later = [s for s in formal if s.document.kind is Kind.CONTRACT] or formal
    if not later:
        return []
    return [Dispute(span, later[0], "口头让步") for span in sorted(said, key=lambda s: s.day, reverse=True)]


def conflict_draft(key: str, conflict: Conflict) -> Draft:
    """Both statements in one claim; the newer source first."""
    marked = conflict.relation == "conflict"
    return _both(
        key,
        conflict.newer.span,
        conflict.older.span,
        conflict.relation,
        conflict.newer.attribute.name,
        marked,
    )


def dispute_draft(key: str, dispute: Dispute) -> Draft:
    """What two people say, in one claim."""
    marked = key.startswith("conflict")
    return _both(key, dispute.newer, dispute.older, "conflict" if marked else "waiver", dispute.about, marked)


def _both(key: str, newer: Span, older: Span, relation: str, about: str, marked: bool) -> Draft:
    text = f"{attributed(newer, trim(newer.text, 90))}{JOINT}{attributed(older, trim(older.text, 90))}"
    return Draft(
        key,
        "fact",
        text,
        (newer, older),
        conflict=marked,
        flags=(relation, f"about:{about}"),
        fallback=f"{attributed(newer, newer.text)}{JOINT}{attributed(older, older.text)}",
    )


def _pressing(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """Contradictions, the newest first, each pair of sentences once; what a newer value replaces is none."""
    found: dict[frozenset[Span], Conflict] = {}
    for one in sorted(conflicts, key=lambda c: -c.newer.span.day.toordinal()):
        if one.relation == "conflict":
            found.setdefault(frozenset({one.newer.span, one.older.span}), one)
    return list(found.values())
