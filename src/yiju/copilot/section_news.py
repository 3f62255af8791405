"""客户近况: what changed at the customer, tender changes first."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from yiju.copilot.changes import Change
from yiju.copilot.cues import cue
from yiju.copilot.draft import JOINT, Draft, facts_of
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.salience import Wanted, choose, rank, recency
from yiju.copilot.trim import trim
from yiju.copilot.values import has_value
from yiju.store.types import Kind

_CHANGES = 12
"""Changes told, at most."""
_OLD = 0.15
"""Recency under which a letter is no news: about a year."""
_SHORT = 4
"""Signs by which our own company is known in an article."""
_FEW = 5
"""Where the customer itself is in fewer news than this, news of its market fill up."""


def news(findings: Findings, taken: list[Span]) -> list[Draft]:
    """What changed at the customer: tender changes first, then news, posts and reports."""
    drafts = [
        change_draft(f"change:{index}", change) for index, change in enumerate(_leading_changes(findings))
    ]
    wanted = Wanted(
        cue("news"),
        frozenset({Kind.NEWS, Kind.POST, Kind.REPORT, Kind.MAIL}),
        findings.relevance("近况 新闻 战略 目标 投资 扩产 人事变动 公告"),
        favour=findings.favour,
    )
    told = findings.told

    def best(accept: Callable[[Findings, Span], bool], count: int, beside: list[Span]) -> list[Span]:
        ranked = rank(
            findings.material,
            wanted,
            without=findings.superseded,
            accept=lambda s: s.key not in told and accept(findings, s),
        )
        return choose(ranked, count, per_document=2, taken=beside)

    spans = best(_is_news, 6, taken)
    if len(spans) < _FEW:
        spans += best(_is_of_the_market, _FEW - len(spans), taken + spans)
    spans.sort(key=lambda s: s.day, reverse=True)
    told_now = facts_of("news:adjusted", _adjusted(findings), taken) + facts_of("news", spans, taken)
    return drafts + [_of_ours(findings, draft) for draft in told_now]


def _of_ours(findings: Findings, draft: Draft) -> Draft:
    """What our own side wrote, or what is told of us, marked as ours: it is no news of theirs."""
    span, seller = draft.spans[0], findings.material.seller
    named = bool(seller.name) and seller.name[:_SHORT] in span.text
    ours = named or findings.material.side(span) == "ours"
    return replace(draft, flags=(*draft.flags, "about:我方")) if ours else draft


def _adjusted(findings: Findings) -> list[Span]:
    """Letters that put a new value in an old one's place (由1,280元调整为545元), the newest first."""
    found = [
        span
        for span in findings.material.of(Kind.MAIL)
        if cue("adjusted").search(span.text)
        and has_value("money", span.text)
        and recency(findings.material, span) > _OLD
    ]
    return sorted(found, key=lambda s: s.day, reverse=True)[:2]


def change_draft(key: str, change: Change) -> Draft:
    """Old → new. Where one line does not verify as a whole, each side stands in its own words."""
    sides = [trim(text.replace(" | ", "；"), 120) for text in (change.was, change.now)]
    apart = JOINT.join(sides) if change.was else ""
    return Draft(
        key,
        "fact",
        change.text or apart,
        tuple(dict.fromkeys((change.old, change.new))),
        flags=("changed", "unlisted") if change.unlisted else ("changed",),
        fallback=apart,
        joint="→",
    )


def _is_news(findings: Findings, span: Span) -> bool:
    """News of the customer: an article, post or report that speaks of it; of letters, who comes and goes."""
    if span.document.kind is Kind.MAIL:
        return findings.material.side(span) != "ours" and cue("moved").search(span.text) is not None
    if span.document.kind is not Kind.NEWS:
        return findings.material.side(span) == "theirs"
    customer = findings.material.customer
    around = " ".join((span.document.title, span.paragraph.text, *span.paragraph.headings)).lower()
    return any(name.lower() in around for name in (customer.name, *customer.aliases))


def _is_of_the_market(findings: Findings, span: Span) -> bool:
    """An article filed under the customer that never names it: news of its market."""
    return span.document.kind is Kind.NEWS and not _is_news(findings, span)


def _leading_changes(findings: Findings) -> Sequence[Change]:
    """The weightiest changes: at most three of scoring tables, so that others are told too."""
    scored = [c for c in findings.changes if _is_scoring(c)][:3]
    others = [c for c in findings.changes if not _is_scoring(c)]
    chosen = {id(c) for c in scored + others[: _CHANGES - len(scored)]}
    return [c for c in findings.changes if id(c) in chosen]


def _is_scoring(change: Change) -> bool:
    return cue("vote").search(" ".join((change.new.text, *change.new.paragraph.headings))) is not None
