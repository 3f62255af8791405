"""客户近况: what changed at the customer, tender changes first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from yiju.copilot import searches
from yiju.copilot.changes import Change
from yiju.copilot.cues import cue
from yiju.copilot.deadlines import past
from yiju.copilot.draft import JOINT, Draft, facts_of
from yiju.copilot.findings import Findings, is_hearsay
from yiju.copilot.material import Span
from yiju.copilot.predicates import states_something
from yiju.copilot.salience import Wanted, choose, rank, recency, substance
from yiju.copilot.trim import trim
from yiju.copilot.values import has_value
from yiju.copilot.versions import DIGITS
from yiju.copilot.words import content_words
from yiju.store.types import Kind

_CHANGES = 12
"""Changes told, at most."""
_NAMED = 2
"""Signs of what names a row."""
_OWN_LINE = regex.compile(
    r"^(?:日期|(?:发布|编制|签发|发出|修订)(?:日期|时间)|版本号?|版次|文件编号)\s*[:：]"
)
"""A paper's own day or number: that it is another one in another version is no change of it."""
_OLD = 0.15
"""Recency under which a letter is no news: about a year."""
_SHORT = 4
"""Signs by which our own company is known in an article."""
_SAID = 2
"""What nobody stands for is told beside what is known, so often at most."""
_PLAIN = 2
"""Sentences that are told of articles without a word of news."""
_ANYTHING = regex.compile(r"\p{L}{2}")
_STANDING = frozenset({Kind.TENDER, Kind.CONTRACT, Kind.REPORT, Kind.NEWS, Kind.MAIL})
_SAME_SUBJECT = 3
"""Content words that two papers share where they speak of one thing."""
_FEW = 5
"""Where the customer itself is in fewer news than this, news of its market fill up."""


def news(findings: Findings, taken: list[Span]) -> list[Draft]:
    """What changed at the customer: tender changes first, then news, posts and reports."""
    drafts = [
        _over(findings, change_draft(f"change:{index}", change))
        for index, change in enumerate(_leading_changes(findings))
    ]
    relevance = findings.relevance(searches.NEWS)
    kinds = frozenset({Kind.NEWS, Kind.POST, Kind.REPORT, Kind.MAIL})
    wanted = Wanted(_telling(), kinds, relevance, favour=findings.favour)
    told = findings.told

    def best(
        accept: Callable[[Findings, Span], bool], count: int, beside: list[Span], wanted: Wanted = wanted
    ) -> list[Span]:
        ranked = rank(
            findings.material,
            wanted,
            without=findings.superseded,
            accept=lambda s: s.key not in told and accept(findings, s) and not _overtaken(findings, s),
        )
        known = choose((one for one in ranked if not is_hearsay(one[1])), count, taken=beside)
        said = (one for one in ranked if is_hearsay(one[1]))
        return known + choose(said, min(_SAID, count - len(known)), per_document=1, taken=beside + known)

    spans = best(_is_news, 6, taken)
    if len(spans) < _FEW:
        spans += best(_is_of_the_market, _FEW - len(spans), taken + spans)
    if not spans:  # an article that has none of the words of news is one all the same
        plain = Wanted(_ANYTHING, frozenset({Kind.NEWS}), relevance, favour=findings.favour)
        spans = best(_states_news, _PLAIN, taken, plain)
    spans.sort(key=lambda s: s.day, reverse=True)
    told_now = facts_of("news:adjusted", _adjusted(findings), taken) + facts_of("news", spans, taken)
    return drafts + [_of_ours(findings, draft) for draft in told_now]


def _of_ours(findings: Findings, draft: Draft) -> Draft:
    """What our own side wrote, or what is told of us, marked as ours: it is no news of theirs."""
    span, seller = draft.spans[0], findings.material.seller
    named = bool(seller.name) and seller.name[:_SHORT] in span.text
    ours = named or findings.material.side(span) == "ours"
    return replace(draft, flags=(*draft.flags, "about:我方")) if ours else draft


@lru_cache(maxsize=1)
def _telling() -> "regex.Pattern[str]":
    """What makes news: what is announced, and what has come over somebody."""
    return regex.compile(f"{cue('news').pattern}|{cue('distress').pattern}", regex.IGNORECASE)


def _overtaken(findings: Findings, span: Span) -> bool:
    """Whether it is hearsay of which a later paper tells what came of it."""
    if not is_hearsay(span):
        return False
    words = content_words(span.text)
    return any(
        len(words & content_words(later.text)) >= _SAME_SUBJECT
        for later in findings.material.spans
        if later.day > span.day and later.document.kind in _STANDING and not is_hearsay(later)
    )


def _states_news(findings: Findings, span: Span) -> bool:
    return states_something(span.text) and substance(findings.material, span) > 0


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
    changes = [c for c in findings.changes if not _OWN_LINE.match(c.new.text)]
    changes = [c for c in changes if not any(_is_part_of(c, whole) for whole in changes)]
    scored = [c for c in changes if _is_scoring(c)][:3]
    others = [c for c in changes if not _is_scoring(c)]
    chosen = {id(c) for c in scored + others[: _CHANGES - len(scored)]}
    return [c for c in changes if id(c) in chosen]


def _over(findings: Findings, draft: Draft) -> Draft:
    """A changed deadline, marked where the newer day has passed as well."""
    if "截止" not in draft.text:
        return draft
    return replace(draft, flags=(*draft.flags, *past(draft.spans[-1], findings.material.as_of)))


def _is_part_of(change: Change, whole: Change) -> bool:
    """Whether a row's change is told by one that the revision itself lists: its name and its figures, old and
    new (年度需求与最高限价：42万件；36,000万元→46万件；39,600万元).
    """
    if whole is change or whole.old != whole.new or change.old == change.new:
        return False
    name = regex.sub(r"[（(].*?[）)]|\s", "", change.label)
    before, after = (frozenset(DIGITS.findall(text)) for text in (change.was, change.now))
    told = [frozenset(DIGITS.findall(text)) for text in whole.text.split("→")]
    if len(told) != 2 or len(name) < _NAMED or name not in whole.label:
        return False
    return bool((before - after) & told[0]) and bool((after - before) & told[1])


def _is_scoring(change: Change) -> bool:
    return cue("vote").search(" ".join((change.new.text, *change.new.paragraph.headings))) is not None
