"""``judged``: the questions of ``ask``, looked at by ragas and, with a chat model, by judges.

Needs the ``eval`` extra; the model only for metrics beyond the first two. Not part of ``smoke``.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from yiju.errors import ModelUnavailable, NotFound
from yiju.evals.judges import ragas_metrics
from yiju.evals.judges.base import ACCEPTED
from yiju.evals.judges.model import ModelJudge
from yiju.evals.judges.ragas_extra import need_ragas
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.scorers.citations import CitationCounts, count_citations
from yiju.evals.suite import Suite
from yiju.evals.suites.ask import AskCase
from yiju.evals.world import World
from yiju.models.chat import Chat
from yiju.store.types import Citation, Claim, Section, Suggestion

CONTEXTS = 5
"""Chunks looked at."""
JUDGED = (
    "faithfulness",
    "answer_relevancy",
    "context_precision",
    "judge_citation_recall",
    "judge_citation_precision",
)
"""Metrics that need a chat model."""


class _Answer(NamedTuple):
    """What is judged; ``told`` is None where the question was refused."""

    told: Suggestion | None
    text: str
    quotes: list[str]
    contexts: list[str]


def run(world: World, case: AskCase) -> Outcome:
    """Search and ask as the viewer; ask each judge ``world.repeats`` times, where there is a chat model."""
    groups = [sorted(world.places.ids(group)) for group in case.gold]
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    try:
        hits = world.search(case.viewer, case.question, case.customer, CONTEXTS)
    except NotFound:
        hits = []
    seconds["search"] = round(time.perf_counter() - started, 4)
    given: dict[str, Any] = {"gold": groups, "retrieved": [[p.id for p in hit.paragraphs] for hit in hits]}
    contexts = ["\n".join(p.text for p in hit.paragraphs) for hit in hits]
    answer = _ask(world, case, contexts)
    told = answer.text or "（没有答）"
    shown = [("问", case.question), ("答", told), *(("引文", quote) for quote in answer.quotes)]
    if world.chat is not None:
        started, failed = time.perf_counter(), len(world.chat.failures)
        asked = world.repeats if answer.told is not None else 0
        rounds = [_judged(world, world.chat, case.question, answer) for _ in range(asked)]
        seconds["judge"] = round(time.perf_counter() - started, 3)
        for name in JUDGED:
            shown.append((name, _spread([one[name] for one in rounds])))
            given.setdefault("judged", {})[name] = _mean([one[name] for one in rounds])
        why = list(dict.fromkeys(world.chat.failures[failed:]))
        shown += [("没有分数的原因", one) for one in why]
        given |= {"again": bool(why), "failures": why}
    return Outcome(given=given, shown=tuple(shown), seconds=seconds)


def _ask(world: World, case: AskCase, contexts: list[str]) -> _Answer:
    copilot = world.copilot(case.viewer)
    try:
        made = copilot.ask(case.question, customer=case.customer, as_of=case.as_of or world.today)
    except NotFound:
        return _Answer(None, "", [], contexts)
    claims = tuple(c for s in made.sections for c in s.claims if "nearest" not in c.flags)
    told = made.model_copy(update={"sections": (Section(title="", claims=claims),)}) if claims else None
    quotes = dict.fromkeys(citation.quote for claim in claims for citation in claim.citations)
    return _Answer(told, "\n".join(claim.text for claim in claims), list(quotes), contexts)


def _judged(world: World, chat: Chat, question: str, answer: _Answer) -> dict[str, float | None]:
    """Every judge once."""
    counts = _counts(chat, answer.told)
    return {
        "faithfulness": ragas_metrics.faithfulness(chat, question, answer.text, answer.quotes),
        "answer_relevancy": ragas_metrics.answer_relevancy(chat, world.embedder, question, answer.text),
        "context_precision": ragas_metrics.context_precision(chat, question, answer.text, answer.contexts),
        "judge_citation_recall": counts.recall if counts else None,
        "judge_citation_precision": counts.precision if counts else None,
    }


def _counts(chat: Chat, told: Suggestion | None) -> CitationCounts | None:
    """Citations as the model judges them; None where it left one unjudged."""
    supports = _supports(ModelJudge(chat))
    try:
        return count_citations(told, supports) if told is not None else None
    except ModelUnavailable:
        return None


def _supports(judge: ModelJudge) -> Callable[[Claim, Sequence[Citation]], bool]:
    known: dict[tuple[str, tuple[str, ...]], float] = {}

    def supports(claim: Claim, cited: Sequence[Citation]) -> bool:
        quotes = tuple(citation.quote for citation in cited)
        if (claim.text, quotes) not in known:
            score = judge.judge(claim.text, quotes)
            if score is None:
                raise ModelUnavailable("评委没有评这一条。")
            known[claim.text, quotes] = score
        return known[claim.text, quotes] >= ACCEPTED

    return supports


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return statistics.fmean(known) if known else None


def _spread(scores: Sequence[float | None]) -> str:
    """``0.667（3 次：0.5 ~ 1）``."""
    known = [score for score in scores if score is not None]
    missed = f"，{len(scores) - len(known)} 次没有分数" if len(known) < len(scores) else ""
    if not known:
        return f"未评分（问了 {len(scores)} 次）"
    return f"{statistics.fmean(known):.3f}（{len(known)} 次：{min(known):.3g} ~ {max(known):.3g}{missed}）"


def score(case: AskCase, outcome: Outcome) -> Scores:
    """A context counts for ``id_context_precision`` where it holds a gold paragraph. For
    ``id_context_recall`` a group of gold is one id: the paragraph that was found, else its first.
    Both are unscored without gold.
    """
    given = outcome.given
    retrieved: list[list[str]] = given["retrieved"]
    found = [name for hit in retrieved for name in hit]
    gold = {name for group in given["gold"] for name in group}
    contexts = [next((name for name in hit if name in gold), hit[0]) for hit in retrieved]
    wanted = [next((name for name in found if name in group), group[0]) for group in given["gold"]]
    scores: Scores = {
        "id_context_precision": ragas_metrics.id_precision(contexts, gold),
        "id_context_recall": ragas_metrics.id_recall(found, wanted),
    }
    judged: Scores = given.get("judged", {})
    return scores | judged


JUDGED_SUITE = Suite(
    "judged",
    AskCase,
    run,
    score,
    main="id_context_recall",
    metrics=("id_context_precision", "id_context_recall", *JUDGED),
    source="ask",
    smoke=False,
    needs=need_ragas,
)
