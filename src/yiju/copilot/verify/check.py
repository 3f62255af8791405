"""The verdict on one claim."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yiju.copilot.normalise.text import cjk_share
from yiju.copilot.verify.analysis import Analysis, analyse, is_number
from yiju.copilot.verify.binding import binding_problems
from yiju.copilot.verify.calendar import calendar_problems
from yiju.copilot.verify.called import in_names_of
from yiju.copilot.verify.comparing import comparison_problems
from yiju.copilot.verify.conditions import condition_problems
from yiju.copilot.verify.contexts import context_problems
from yiju.copilot.verify.coverage import coverage_problems, exchange_problems
from yiju.copilot.verify.crossing import crossing_problems
from yiju.copilot.verify.demands import demand_problems
from yiju.copilot.verify.embedding import embedding_problems
from yiju.copilot.verify.former import former_problems
from yiju.copilot.verify.heads import head_problems
from yiju.copilot.verify.names import name_problems
from yiju.copilot.verify.numbers import number_problems, order_problems, slot_problems
from yiju.copilot.verify.only import only_problems
from yiju.copilot.verify.parallel import parallel_problems
from yiju.copilot.verify.placing import Placement, place
from yiju.copilot.verify.polarity import polarity_problems
from yiju.copilot.verify.posts import post_problems
from yiju.copilot.verify.remainder import remainder_problems
from yiju.copilot.verify.roles import role_problems
from yiju.copilot.verify.sequence import sequence_problems
from yiju.copilot.verify.sharing import sharing_problems
from yiju.copilot.verify.speakers import speaker_problems
from yiju.retrieval.glossary.reading import bundled
from yiju.retrieval.glossary.terms import Glossary

_PENALTY = 0.6


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the quotes support a claim.

    Attributes:
        supported: no reason speaks against it.
        score: 0 to 1, at least 0.5 exactly where supported; for ranking.
        reasons: what speaks against it, in Chinese, for people.
    """

    supported: bool
    score: float
    reasons: tuple[str, ...] = ()


def verify_claim(
    text: str,
    quotes: Sequence[str],
    *,
    document_dates: Sequence[dt.date | None] = (),
    names: Collection[str] = (),
    glossary: Glossary | None = None,
) -> Check:
    """Check ``text`` against ``quotes`` by rules alone: no model, no network, the same answer every time.

    Args:
        text: one statement, of one or a few clauses.
        quotes: the cited spans, as they stand in their documents.
        document_dates: dates of the cited documents, where known; they complete dates without a year.
        names: names known for this customer (products, people, standards); one in the claim must be in a
        quote.
        glossary: which names mean the same thing; the bundled one where None.
    """
    check = _verify(text, quotes, document_dates, names)
    if check.supported or not (other := in_names_of(text, quotes, glossary or bundled())):
        return check
    again = _verify(*other, document_dates, names)
    return again if again.supported else check


def _verify(
    text: str,
    quotes: Sequence[str],
    document_dates: Sequence[dt.date | None],
    names: Collection[str],
) -> Check:
    claim = analyse(text)
    evidence = [(quote, analyse(quote)) for quote in quotes if quote.strip()]
    if not claim.tokens:
        return Check(False, 0.0, ("论断没有内容",))
    if not evidence:
        return Check(False, 0.0, ("没有依据",))
    analyses = [analysis for _, analysis in evidence]
    dates = frozenset(date for date in document_dates if date is not None)
    reasons, places = number_problems(claim, analyses, dates)
    reasons += name_problems(claim.text, [analysis.text for analysis in analyses], names)
    reasons += calendar_problems(claim.text, [analysis.text for analysis in analyses])
    placements: list[Placement] = []
    near: dict[int, int] = {}
    covered = total = 0.0
    for clause in range(len(claim.clauses)):
        tokens = tuple(number for number, token in enumerate(claim.tokens) if token.clause == clause)
        if not any(claim.tokens[number].content for number in tokens):
            if not reasons:
                reasons += order_problems(claim, [n for n in tokens if is_number(claim.tokens[n])], analyses)
            continue
        placement, problems = _best(claim, tokens, evidence, near, dates)
        near[id(placement.quote)] = max(
            (placement.quote.tokens[at].end for at in placement.at.values()), default=0
        )
        weight = sum(claim.tokens[number].weight for number in tokens if claim.tokens[number].content)
        covered += placement.covered * weight
        total += weight
        placements.append(placement)
        if _foreign(claim, clause, placement):
            reasons.append("依据为外文，需原文引用")
        else:
            reasons += problems
    if not reasons:
        if not all(placement.verbatim for placement in placements):
            reasons += binding_problems(claim, analyses, places)
        reasons += former_problems(claim, analyses, places)
        reasons += sharing_problems(claim, analyses, places)
        reasons += crossing_problems(claim, analyses, places, placements)
        reasons += condition_problems(placements)
    share = covered / total if total else 1.0
    unique = tuple(dict.fromkeys(reasons))
    return Check(not unique, _score(share, unique, placements), unique)


def _best(
    claim: Analysis,
    tokens: tuple[int, ...],
    evidence: Sequence[tuple[str, Analysis]],
    near: dict[int, int],
    dates: frozenset[dt.date],
) -> tuple[Placement, list[str]]:
    """The quote that speaks least against the clause; the best covered one among equals."""
    tried = []
    for text, analysis in evidence:
        for placement in place(claim, tokens, analysis, text, near.get(id(analysis), 0)):
            tried.append((placement, _problems(placement, dates)))
    return min(tried, key=lambda pair: (len(pair[1]), -pair[0].covered))


def _problems(placement: Placement, dates: frozenset[dt.date]) -> list[str]:
    """All that speaks against a clause in one place."""
    return [
        *coverage_problems(placement),
        *polarity_problems(placement),
        *role_problems(placement),
        *demand_problems(placement),
        *exchange_problems(placement),
        *slot_problems(placement, dates),
        *embedding_problems(placement),
        *head_problems(placement),
        *context_problems(placement),
        *post_problems(placement),
        *speaker_problems(placement),
        *parallel_problems(placement),
        *sequence_problems(placement),
        *comparison_problems(placement),
        *only_problems(placement),
        *remainder_problems(placement),
    ]


def _foreign(claim: Analysis, clause: int, placement: Placement) -> bool:
    """Whether a Chinese clause faces evidence in another language, which words cannot bridge."""
    return placement.quote.foreign and not placement.verbatim and cjk_share(claim.clause_text(clause)) > 0.5


def _score(share: float, reasons: tuple[str, ...], placements: Sequence[Placement]) -> float:
    if not reasons:
        moved = sum(len(placement.moved) for placement in placements)
        whole = all(placement.verbatim for placement in placements)
        return 1.0 if whole else round(max(0.5, 0.5 + 0.45 * share**2 - 0.02 * moved), 4)
    return round(0.5 * share * _PENALTY ** len(reasons), 4)
