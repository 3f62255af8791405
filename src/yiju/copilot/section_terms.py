"""合同与商务要点: one span for each commercial attribute, then the clauses that decide an argument."""

import regex

from yiju.copilot.cues import attributes, cue, cue_names
from yiju.copilot.draft import Draft, fact
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.predicates import states_something
from yiju.copilot.salience import choose, recency
from yiju.copilot.stated import main_attribute
from yiju.store.types import Kind, Role

_AUTHORITY = {Kind.CONTRACT: 1.8, Kind.TENDER: 0.8, Kind.MAIL: 0.5, Kind.NOTE: 0.4, Kind.CALL: 0.3}
_SAID = frozenset({Kind.MAIL, Kind.NOTE})
_OLD = 0.15
"""Recency under which a letter states no terms any more beside what binds: about a year."""
_OTHER_PERIOD = regex.compile(r"保密|公告|公示|送达|异议|质疑|投标有效|响应有效|报价有效|证书|证明|保证期间")
"""Periods that are no term of the contract."""
_PART = regex.compile(r"首付款|预付款|进度款|尾款")
"""A part of the price, which tells how it is paid."""
_OURS_LATE = regex.compile(r"(?:迟延|逾期|延迟|延期|迟)(?:交付|交货|供货|到货|完工|完成|交)|迟交")
"""The seller's own default: what a seller is asked about first."""
_LASTS = regex.compile(r"[\d一二两三四五六七八九十]\s*(?:个月|年)|\b(?:months?|years?)\b", regex.IGNORECASE)
"""How long a warranty lasts; within which time something is mended under it is told in hours and days."""
_SPLIT = regex.compile(r"(?:技术|商务|价格|服务|资信)[^，,；;|]{0,12}?\d")


def terms(findings: Findings, taken: list[Span]) -> list[Draft]:
    """Contracts and current tenders before letters, newer before older."""
    found = _attributes(findings, taken)
    found += _clauses(findings, taken)
    return [fact(f"term:{index}", span, flags=(f"about:{name}",)) for index, (name, span) in enumerate(found)]


def _attributes(findings: Findings, taken: list[Span]) -> list[tuple[str, Span]]:
    """(attribute, span), the weightiest first."""
    stale = {c.older.span.key for c in findings.conflicts if c.relation == "superseded"}
    best: list[tuple[float, str, Span]] = []
    stating: dict[str, list[Span]] = {}
    for span in findings.material.spans:
        if _fits(findings, span) and (found := main_attribute(span)):
            name = "付款条件" if found[0].name == "价格" and _PART.search(span.text) else found[0].name
            stating.setdefault(name, []).append(span)
    for attribute in attributes():
        candidates = [
            (
                _AUTHORITY[s.document.kind]
                + attribute.weight
                + recency(findings.material, s)
                + 0.4 * (s.paragraph.role is Role.BODY)
                - 0.6 * (len(s.text) > 140)
                - 2.0 * (s.key in stale)
                + _aptness(attribute.name, s.text)
                + findings.favour(s),
                s,
            )
            for s in stating.get(attribute.name, [])
            if not (attribute.name == "服务期与合同期" and _OTHER_PERIOD.search(s.text))
        ]
        if candidates:
            score, span = max(candidates, key=lambda pair: (pair[0], -len(pair[1].text)))
            ahead = attribute.name == "截止时间" and span.document.kind is Kind.TENDER
            best.append((score + 1.0 * ahead, attribute.name, span))
    best.sort(key=lambda item: -item[0])
    names = {span: name for _, name, span in reversed(best)}
    spans = choose([(score, span) for score, _, span in best], 8, per_document=5, taken=taken)
    taken.extend(spans)
    return [(names[span], span) for span in spans]


def _clauses(findings: Findings, taken: list[Span]) -> list[tuple[str, Span]]:
    """(name, span) of the clauses that settle who may do what: of each the most binding, newest one."""
    named: list[tuple[str, Span]] = []
    for name in cue_names("clause"):
        pattern = cue("clause", name)
        fitting = [
            (_AUTHORITY[s.document.kind] + recency(findings.material, s), s)
            for s in findings.material.spans
            if s.document.kind in {Kind.CONTRACT, Kind.TENDER, Kind.MAIL}
            and pattern.search(s.text)
            and _fits(findings, s)
            and findings.material.side(s) != "theirs"
        ]
        fitting.sort(key=lambda pair: -pair[0])
        spans = choose(fitting, 1, taken=taken)
        taken.extend(spans)
        named += [(name, span) for span in spans]
    return named[:8]


def _fits(findings: Findings, span: Span) -> bool:
    binding = findings.material.has((Kind.CONTRACT, Kind.TENDER))
    return (
        span.document.kind in _AUTHORITY
        and not (binding and span.document.kind is Kind.CALL)
        and not (binding and span.document.kind in _SAID and recency(findings.material, span) <= _OLD)
        and span.document.id not in findings.superseded
        and span.key not in findings.told
        and not span.text.endswith(("？", "?"))
        and not cue("chatter").search(span.text)
        and states_something(span.text)
        and not cue("adjusted").search(span.text)
    )


def _aptness(name: str, text: str) -> float:
    """Prefer the seller's own late delivery among penalties, a whole split among scores, and how long a
    warranty lasts to how soon something is mended under it.
    """
    if name == "违约责任":
        return 1.0 * bool(_OURS_LATE.search(text))
    if name == "质保":
        return -1.0 * (_LASTS.search(text) is None)
    if name == "评分权重":
        return 1.5 * (len(_SPLIT.findall(text)) >= 2) - 1.0 * (not regex.search(r"\d", text))
    return 0.0
