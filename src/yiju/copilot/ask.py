"""One question, answered from the viewer's evidence, or an honest 资料中没有."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yiju.copilot.accounts import labels, names_of
from yiju.copilot.conflicts import find_conflicts
from yiju.copilot.draft import Draft, Ledger, attributed, fact
from yiju.copilot.material import Material, Span
from yiju.copilot.people import people_named
from yiju.copilot.question import Question
from yiju.copilot.sections import conflict_draft
from yiju.copilot.stated import states
from yiju.copilot.strategy import Composed
from yiju.copilot.support import Judge, Support
from yiju.copilot.versions import superseded_ids
from yiju.copilot.words import bigrams, jaccard
from yiju.store.types import Customer, Document, Kind, Role, Section

ANSWER = "回答"
_KIND_NAMES = {
    Kind.CALL: "通话 {} 次",
    Kind.MAIL: "邮件 {} 封",
    Kind.CONTRACT: "合同 {} 份",
    Kind.TENDER: "招标文件 {} 份",
    Kind.REPORT: "报告 {} 份",
    Kind.NEWS: "新闻 {} 篇",
    Kind.POST: "动态 {} 条",
    Kind.NOTE: "其他资料 {} 份",
}
_ENOUGH_BESIDE = 0.45
"""Least coverage of the question's weighted words where the value stands beside what is asked for."""
_ENOUGH = 0.6
"""The same where a value of that sort is merely in the sentence."""
_ENOUGH_ANY = 0.55
"""The same where no sort of value is asked for."""
_ENOUGH_PERSON = 0.6
"""The same for a person who is merely in the sentence."""
_NEAR_MISS = 0.3
"""Least coverage of what is shown as the nearest thing found."""
_TELLING = 8
"""Characters from which a span says something: no greeting, no name alone."""
_AS_GOOD = 0.82
"""Further spans are shown from this share of the best score on."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The spans that answer, best first; empty where nothing does. ``nearest``: the closest miss."""

    spans: tuple[Span, ...]
    nearest: Span | None


def pick(
    question: Question,
    candidates: Sequence[Span],
    superseded: frozenset[str],
    people: frozenset[str] = frozenset(),
) -> Answer:
    """Choose the spans that answer, or none. ``people``: names that a question for a person may mean."""
    judge = Judge(question, candidates, superseded, people)
    ranked = sorted(
        (judge.support(span, rank) for rank, span in enumerate(candidates)),
        key=lambda s: (-s.score, s.span.key),
    )
    good = [s for s in ranked if _sufficient(question, s)]
    if not good:
        near = next(
            (s.span for s in ranked if s.coverage >= _NEAR_MISS and len(s.span.text) >= _TELLING), None
        )
        return Answer((), near)
    chosen: list[Support] = []
    for support in good:
        if len(chosen) >= _MOST or support.score < _AS_GOOD * good[0].score:
            break
        if chosen and (support.span.document.id in superseded or _repeats(support, chosen)):
            continue
        chosen.append(support)
    if question.attributes and all(support.value for support in chosen):
        chosen.sort(key=lambda s: s.span.day, reverse=True)  # of two values for one thing, the newest first
    return Answer(tuple(support.span for support in chosen), None)


def _repeats(support: Support, chosen: Sequence[Support]) -> bool:
    """Whether a further span says nothing new: the same value, the same words, or a mere mention."""
    own = [other for other in chosen if other.span.document.customer_id == support.span.document.customer_id]
    if chosen[0].value and support.value in {"", *(other.value for other in own)}:
        return True
    shape = bigrams(support.span.text)
    return any(jaccard(shape, bigrams(other.span.text)) > 0.6 for other in own)


def _sufficient(question: Question, support: Support) -> bool:
    if not support.focused:
        return False
    if support.value:
        return support.coverage >= _ENOUGH_BESIDE
    if "person" in question.sorts:
        return support.fits and support.coverage >= _ENOUGH_PERSON
    if question.value is not None:
        return support.fits and support.coverage >= _ENOUGH
    return support.coverage >= _ENOUGH_ANY


def compose_answer(
    question: Question,
    candidates: Sequence[Span],
    material: Material,
    documents: Sequence[Document],
    accounts: Sequence[Customer] = (),
) -> Composed:
    """The answer's claims, verified.

    Args:
        documents: all that were searched, to say so in a refusal.
        accounts: the customers asked about, where there are several; what is said of more than one of them
            names the one it is from.
    """
    superseded = superseded_ids(material)
    answer = pick(question, candidates, superseded, people_named(documents))
    ledger = Ledger(material, names=names_of(accounts or [material.customer]))
    called = labels(accounts) if len(accounts) > 1 else {}
    rivals = [s for s in candidates if any(states(a, s) for a in question.attributes)]
    drafts = _drafts(answer, rivals, material, superseded)
    if len({span.document.customer_id for draft in drafts for span in draft.spans}) > 1:
        drafts = [_of_whom(draft, called) for draft in drafts]
    claims = ledger.admit(ANSWER, drafts)
    if claims:
        return Composed("", (Section(title=ANSWER, claims=claims),), tuple(ledger.dropped), ())
    searched = Counter(d.kind for d in documents)
    looked = "、".join(form.format(searched[kind]) for kind, form in _KIND_NAMES.items() if searched[kind])
    missing = f"资料中没有{question.topic}。查过：{looked or '没有任何资料'}。"
    nearest = answer.nearest
    near = [_of_whom(fact("nearest", nearest, flags=("nearest",)), called)] if nearest else []
    claims = ledger.admit("最接近的内容", near)
    sections = [Section(title=ANSWER, missing=missing)]
    if claims:
        sections.append(Section(title="最接近的内容", claims=claims))
    return Composed("资料中没有", tuple(sections), tuple(ledger.dropped), (missing,))


def _drafts(
    answer: Answer, rivals: Sequence[Span], material: Material, superseded: frozenset[str]
) -> list[Draft]:
    """One draft a span; where another candidate contradicts a chosen one, both in one. ``rivals``: spans
    that state the attribute asked for."""
    chosen = list(answer.spans)
    known = tuple(dict.fromkeys([*chosen, *rivals]))
    small = Material(material.customer, material.documents, known, material.as_of, material.seller)
    drafts: list[Draft] = []
    told: set[Span] = set()
    for index, conflict in enumerate(find_conflicts(small, without=superseded)):
        pair = {conflict.newer.span, conflict.older.span}
        if pair & set(chosen) and not pair & told:
            drafts.append(conflict_draft(f"conflict:{index}", conflict))
            told |= pair
    for index, span in enumerate(chosen):
        if span not in told:
            flags = ("superseded",) if span.document.id in superseded else ()
            drafts.append(_answer_draft(f"answer:{index}", span, flags))
    drafts.sort(key=lambda d: min(chosen.index(span) for span in d.spans if span in chosen))
    return drafts


def _of_whom(draft: Draft, called: Mapping[str, str]) -> Draft:
    """A draft marked with the customer whose material it is from."""
    name = called.get(draft.spans[0].document.customer_id)
    if name is None:
        return draft
    about = [flag[6:] for flag in draft.flags if flag.startswith("about:")]
    rest = tuple(flag for flag in draft.flags if not flag.startswith("about:"))
    return replace(draft, flags=(*rest, "about:" + "，".join((name, *about))))


def _answer_draft(key: str, span: Span, flags: tuple[str, ...]) -> Draft:
    if span.paragraph.role is Role.TABLE_ROW:
        return Draft(key, "fact", attributed(span, span.text), (span,), flags=flags, fallback=span.text)
    return fact(key, span, limit=220, flags=flags)
