"""What a trial brought: who won by the votes, whether by more than chance, and what else can be measured.

One past suggestion is one observation, however many vote on it: their votes are averaged.
"""

from collections import defaultdict
from collections.abc import Sequence

from yiju.errors import YijuError
from yiju.sandbox.changes import Changes
from yiju.sandbox.in_force import PROMPT, SEARCH, written
from yiju.sandbox.significance import clustered_interval, sign_test, wilson
from yiju.sandbox.trial_measures import Measure, measures_of
from yiju.sandbox.trials import Pair, Trial, get_trial, pairs_of, progress_of
from yiju.sandbox.voting import Vote, votes_of
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer

LEVEL = 0.05
FEWEST = 10
"""Pairs that must be decided before anything is called significant."""


class Outcome(Frozen):
    """How one pair went. ``score``: mean of its votes, −1 to 1; None without. ``same``: nobody was asked."""

    suggestion_id: str
    replay_id: str
    customer: str
    kind: str
    same: bool
    votes: int
    score: float | None


class Result(Frozen):
    """Everything about a trial.

    Attributes:
        wins, losses, ties: of pairs, by the mean of their votes; identical pairs are ties.
        p: two-sided, exact sign test over decided pairs.
        win_rate: wins / (wins + losses), with its interval ``win_low`` … ``win_high`` (Wilson).
        preference: mean score of the pairs that were asked about, with its clustered bootstrap interval.
        final: every pair is made and has a vote. Before that a glance at p is no test.
        significant: final, enough pairs, p below ``LEVEL``, and the change won.
        warnings: what to mind in reading it, in Chinese.
    """

    trial: Trial
    made: int
    failed: dict[str, str]
    pairs: tuple[Outcome, ...]
    voters: tuple[str, ...]
    votes: int
    wins: int
    losses: int
    ties: int
    identical: int
    p: float
    win_rate: float | None
    win_low: float
    win_high: float
    preference: float | None
    preference_low: float
    preference_high: float
    final: bool
    significant: bool
    warnings: tuple[str, ...]
    measures: tuple[Measure, ...]


def result_of(sql: Database, viewer: Viewer, trial_id: str) -> Result:
    """The result as it stands.

    Raises:
        NotFound: no such trial for this viewer.
    """
    trial = get_trial(sql, viewer, trial_id)
    progress = progress_of(sql, viewer, trial_id)
    pairs = pairs_of(sql, viewer, trial_id)
    votes = votes_of(sql, trial)
    by_pair: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_pair[vote.replay_id].append(vote)
    outcomes = tuple(_outcome(pair, by_pair[pair.replay_id]) for pair in pairs)
    scores = [one.score for one in outcomes if one.score is not None and not one.same]
    wins, losses = sum(s > 0 for s in scores), sum(s < 0 for s in scores)
    identical = sum(one.same for one in outcomes)
    ties = sum(s == 0 for s in scores) + identical
    p = sign_test(wins, losses)
    unasked = [one for one in outcomes if one.score is None and not one.same]
    final = progress.finished and bool(outcomes) and not unasked
    low, high = wilson(wins, wins + losses)
    asked = [[float(v.won) for v in by_pair[one.replay_id]] for one in outcomes if by_pair[one.replay_id]]
    preference = clustered_interval(asked, seed=trial.seed)
    enough = wins + losses >= FEWEST
    return Result(
        trial=trial,
        made=progress.done,
        failed=progress.failed,
        pairs=outcomes,
        voters=tuple(sorted({vote.author for vote in votes})),
        votes=len(votes),
        wins=wins,
        losses=losses,
        ties=ties,
        identical=identical,
        p=p,
        win_rate=wins / (wins + losses) if wins + losses else None,
        win_low=low,
        win_high=high,
        preference=sum(scores) / len(scores) if scores else None,
        preference_low=preference[0],
        preference_high=preference[1],
        final=final,
        significant=final and enough and p < LEVEL and wins > losses,
        warnings=_warnings(
            progress.finished, len(unasked), wins + losses, identical, len(outcomes), progress.failed
        ),
        measures=measures_of(sql, viewer, pairs),
    )


def speaks_for(sql: Database, viewer: Viewer, trial_id: str, subject: str, value: str) -> Result:
    """The result of a trial that speaks for switching a subject to a value.

    Raises:
        NotFound: no such trial for this viewer.
        YijuError: it is not significant, or of something else.
    """
    result = result_of(sql, viewer, trial_id)
    if not _of(result.trial.changes, subject, value) or not _tried(sql, viewer, trial_id, subject, value):
        raise YijuError(
            f"盲测 {trial_id} 比的不是 {subject} → {value}。", hint="盲测只改这一项，才能作为依据。"
        )
    if not result.significant:
        why = (
            result.warnings[0]
            if result.warnings
            else f"胜 {result.wins} 负 {result.losses}，p={result.p:.3f}。"
        )
        raise YijuError(f"盲测 {trial_id} 的结果不显著：{why}", hint="补足样本再投票，或写明理由强制切换。")
    return result


def _of(changes: Changes, subject: str, value: str) -> bool:
    """Whether this and nothing else was changed."""
    if subject.startswith(SEARCH):
        name = subject.removeprefix(SEARCH)
        alone = Changes(retrieval={name: changes.retrieval.get(name, False)})
        return (
            name in changes.retrieval
            and written(changes.retrieval[name]) == value
            and _plain(changes) == alone
        )
    name = subject.removeprefix(PROMPT)
    version = int(value.removeprefix("v").partition("@")[0])
    return _plain(changes) == Changes(prompts={name: version})


def _plain(changes: Changes) -> Changes:
    """Without the way of drafting, which both arms share."""
    return changes.model_copy(update={"mode": ""}) if changes.mode == "llm" else changes


def _tried(sql: Database, viewer: Viewer, trial_id: str, subject: str, value: str) -> bool:
    """Whether the very text of a prompt was asked with: its file may have been altered since."""
    if not subject.startswith(PROMPT):
        return True
    name, (version, _, sha) = subject.removeprefix(PROMPT), value.partition("@")
    labels = {label for pair in pairs_of(sql, viewer, trial_id) for label in pair.changed.prompts}
    return {label for label in labels if label.startswith(f"{name}.")} == {f"{name}.{version}@{sha}"}


def _outcome(pair: Pair, votes: Sequence[Vote]) -> Outcome:
    return Outcome(
        suggestion_id=pair.suggestion_id,
        replay_id=pair.replay_id,
        customer=pair.changed.customer,
        kind=pair.changed.kind,
        same=pair.same,
        votes=len(votes),
        score=0.0 if pair.same else sum(v.won for v in votes) / len(votes) if votes else None,
    )


def _warnings(
    finished: bool, unasked: int, decided: int, identical: int, made: int, failed: dict[str, str]
) -> tuple[str, ...]:
    lines = []
    if not finished:
        lines.append("推演还没跑完。")
    if unasked or not finished:
        lines.append(f"还有 {unasked} 对没有人投票：边投边看会夸大显著性，投完再下结论。")
    if decided < FEWEST:
        lines.append(f"分出胜负的只有 {decided} 对，至少要 {FEWEST} 对。")
    if made and identical * 2 > made:
        lines.append(f"{made} 对里有 {identical} 对两边完全一样：这项改变影响不到多数建议。")
    if failed:
        lines.append(f"{len(failed)} 条没有推演成，不在统计里。")
    return tuple(lines)
