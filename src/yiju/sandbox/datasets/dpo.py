"""Preference pairs: what a director wrote against what was drafted; what stood against what was rejected.

Only honest ones: both answers are to the same prompt, and what they cite stands in it; a rejection for a
reason that lies outside the words themselves (too like the others) prefers nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yiju.sandbox.datasets.answers import LINE, line, parts_of, statements
from yiju.sandbox.datasets.laying import Situation
from yiju.sandbox.datasets.making import Maker
from yiju.sandbox.datasets.types import Draft
from yiju.store.types import Claim, Section

_OUTSIDE = frozenset({"too_alike", "other"})
"""Reasons that compare a statement with others, or say nothing that can be learnt."""


def dpo_drafts(maker: Maker) -> Iterator[Draft]:
    """Rewritten claims and lines, then rejected claims beside an accepted one of the same section."""
    talk = maker.judged.suggestion.kind == "talk"
    for section in maker.sections:
        if talk:
            yield from _line(maker, section)
            continue
        for claim in section.claims:
            verdict = maker.verdict(claim)
            if verdict is not None and verdict.ruling == "edit":
                yield from _edited(maker, section, claim)
            elif verdict is not None and verdict.ruling == "reject":
                yield from _rejected(maker, section, claim)


def _edited(maker: Maker, section: Section, claim: Claim) -> Iterator[Draft]:
    if _same(maker.judged.text(claim), claim.text):
        maker.out("same_text")
        return
    situation = _lay(maker, section, [claim])
    if situation is not None:
        chosen = statements(maker.judged, [claim], situation)
        rejected = statements(maker.judged, [claim], situation, {claim.id: claim.text})
        yield from _pair(maker, f"edit {claim.id}", situation, chosen, rejected, [claim])


def _rejected(maker: Maker, section: Section, claim: Claim) -> Iterator[Draft]:
    verdict = maker.verdict(claim)
    assert verdict is not None
    if verdict.through != "claim" or verdict.reasons <= _OUTSIDE:
        maker.out("not_comparable")
        return
    others = [one for one in section.claims if one.nature == claim.nature and _accepted(maker, one)]
    if not others:
        maker.out("no_counterpart")
        return
    chosen = others[0]
    situation = _lay(maker, section, [chosen, claim])
    if situation is not None:
        answers = [statements(maker.judged, [one], situation) for one in (chosen, claim)]
        yield from _pair(maker, f"reject {claim.id}", situation, answers[0], answers[1], [chosen, claim])


def _accepted(maker: Maker, claim: Claim) -> bool:
    verdict = maker.verdict(claim)
    return verdict is not None and verdict.ruling == "accept" and verdict.through == "claim"


def _line(maker: Maker, section: Section) -> Iterator[Draft]:
    """A line with rewritten parts against the same line as drafted."""
    parts = parts_of(section)
    if not {"why", "say"} <= parts.keys():
        return
    edited = {
        claim.id: claim.text
        for claim in parts.values()
        if (verdict := maker.verdict(claim)) is not None
        and verdict.ruling == "edit"
        and not _same(verdict.rewrite, claim.text)
    }
    if not edited:
        return
    if not (maker.judged.stands(parts["why"]) and maker.judged.stands(parts["say"])):
        maker.out("line_incomplete")
        return
    situation = _lay(maker, section, [parts["why"]])
    if situation is not None:
        chosen = _lines(line(maker.judged, parts, situation))
        rejected = _lines(line(maker.judged, parts, situation, edited))
        claims = [parts[role] for role in LINE if role in parts]
        yield from _pair(maker, f"line {parts['say'].id}", situation, chosen, rejected, claims)


def _lines(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {"lines": [dict(row)]}


def _lay(maker: Maker, section: Section, claims: Sequence[Claim]) -> Situation | None:
    if any(maker.grounds.spans(claim) is None for claim in claims):
        maker.out("source_gone")
        return None
    situation = maker.layer.lay(maker.judged, section, claims, 1, maker.facts_before(section, claims))
    if situation is None:
        maker.out("too_long")
    return situation


def _pair(
    maker: Maker,
    what: str,
    situation: Situation,
    chosen: dict[str, Any] | None,
    rejected: dict[str, Any] | None,
    claims: Sequence[Claim],
) -> Iterator[Draft]:
    if chosen is None or rejected is None:
        maker.out("no_ground")
        return
    pair = {
        "prompt": [dict(message) for message in situation.messages],
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
    }
    found = maker.draft("dpo", what, pair, "claim", claims, situation)
    if found is not None:
        yield found


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())
