"""What a trial brought: who won by the votes, whether by more than chance, and what else can be measured.

One past suggestion is one observation, however many vote on it: their votes are averaged. Those of one
customer hang together, so what is called significant must be so over customers, too.
"""

from collections.abc import Sequence

from yiju.errors import YijuError
from yiju.sandbox.changes import Changes
from yiju.sandbox.in_force import PROMPT, SEARCH, Active, in_force_of, written
from yiju.sandbox.trial_measures import Measure, measures_of
from yiju.sandbox.trial_tally import FEWEST, FEWEST_CUSTOMERS, Tally, tally, votes_until_final
from yiju.sandbox.trials import Pair, Progress, Trial, get_trial, pairs_of, progress_of
from yiju.sandbox.voting import Vote, votes_of
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer


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
        wins, losses, ties: of suggestions, by the mean of their votes; pairs that say the same as each other
            count once, those without a difference are ties.
        p: two-sided, exact sign test over decided suggestions, as if they were independent.
        customers_won, customers_lost, p_customers: the same of customers, by the mean of their suggestions.
        win_rate: wins / (wins + losses), with its interval ``win_low`` … ``win_high`` (Wilson).
        preference: mean over customers, with its bootstrap interval that draws whole customers.
        repeats: pairs that say the same as an earlier one.
        late: votes that came when the trial was final.
        final: every pair is made and has a vote. Before that a glance at p is no test.
        significant: final, enough suggestions, both p below ``LEVEL``, and the change won both ways.
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
    repeats: int
    p: float
    customers_won: int
    customers_lost: int
    p_customers: float
    win_rate: float | None
    win_low: float
    win_high: float
    preference: float | None
    preference_low: float
    preference_high: float
    late: int
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
    found = tally(pairs, votes, seed=trial.seed)
    suggestions, customers = found.suggestions, found.customers
    identical = sum(pair.same for pair in pairs)
    final = progress.finished and bool(pairs) and not found.unasked
    until = votes_until_final(pairs, votes) if final else len(votes)
    then = tally(pairs, votes[:until], seed=trial.seed)
    return Result(
        trial=trial,
        made=progress.done,
        failed=progress.failed,
        pairs=tuple(_outcome(pair, [v for v in votes if v.replay_id == pair.replay_id]) for pair in pairs),
        voters=tuple(sorted({vote.author for vote in votes})),
        votes=len(votes),
        wins=suggestions.wins,
        losses=suggestions.losses,
        ties=suggestions.ties + identical,
        identical=identical,
        repeats=len(pairs) - identical - len({pair.likeness for pair in pairs if not pair.same}),
        p=suggestions.p,
        customers_won=customers.wins,
        customers_lost=customers.losses,
        p_customers=customers.p,
        win_rate=suggestions.wins / suggestions.decided if suggestions.decided else None,
        win_low=found.win_low,
        win_high=found.win_high,
        preference=found.preference,
        preference_low=found.preference_low,
        preference_high=found.preference_high,
        late=len(votes) - until,
        final=final,
        significant=final and found.beyond_chance,
        warnings=_warnings(progress, pairs, found, then, len(votes) - until),
        measures=measures_of(sql, viewer, pairs),
    )


def speaks_for(sql: Database, viewer: Viewer, trial_id: str, subject: str, value: str, now: Active) -> Result:
    """The result of a trial that speaks for switching a subject to a value.

    Args:
        now: what is in force: a trial speaks only against what it was compared with.

    Raises:
        NotFound: no such trial for this viewer.
        YijuError: it is not significant, or of something else.
    """
    result = result_of(sql, viewer, trial_id)
    pairs = pairs_of(sql, viewer, trial_id)
    if not _of(result.trial.changes, subject, value) or not _tried(pairs, subject, value):
        raise YijuError(
            f"盲测 {trial_id} 比的不是 {subject} → {value}。", hint="盲测只改这一项，才能作为依据。"
        )
    if not result.significant:
        told = f"p={result.p:.3f}，按客户 p={result.p_customers:.3f}。"
        why = "".join(result.warnings) or f"胜 {result.wins} 负 {result.losses}，{told}"
        raise YijuError(f"盲测 {trial_id} 的结果不显著：{why}", hint="补足样本再投票，或写明理由强制启用。")
    current = in_force_of(now.prompts, now.options, result.trial.changes)
    against = {row.base.get(subject, "") for pair in pairs for row in (pair.base_row, pair.new_row)}
    if against != {current[subject]}:
        raise YijuError(
            f"盲测 {trial_id} 的原条件是 {'、'.join(sorted(against))}，现在用的是 {current[subject]}。",
            hint="和现在用的再比一次，或写明理由强制启用。",
        )
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


def _tried(pairs: Sequence[Pair], subject: str, value: str) -> bool:
    """Whether the very text of a prompt was asked with: its file may have been altered since."""
    if not subject.startswith(PROMPT):
        return True
    name, (version, _, sha) = subject.removeprefix(PROMPT), value.partition("@")
    labels = {label for pair in pairs for label in pair.changed.prompts}
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
    progress: Progress, pairs: Sequence[Pair], found: Tally, then: Tally, late: int
) -> tuple[str, ...]:
    lines = []
    if not progress.finished:
        lines.append("推演还没跑完。")
    if found.unasked or not progress.finished:
        lines.append(f"还有 {found.unasked} 对没有人投票：边投边看会夸大显著性，投完再下结论。")
    if found.suggestions.decided < FEWEST:
        lines.append(f"分出胜负的只有 {found.suggestions.decided} 对，至少要 {FEWEST} 对。")
    if found.customers.decided < FEWEST_CUSTOMERS:
        lines.append(
            f"分出胜负的客户只有 {found.customers.decided} 家，至少要 {FEWEST_CUSTOMERS} 家："
            "同一个客户的建议不是各自独立的观察。"
        )
    identical = sum(pair.same for pair in pairs)
    if pairs and identical * 2 > len(pairs):
        lines.append(f"{len(pairs)} 对里有 {identical} 对两边完全一样：这项改变影响不到多数建议。")
    if progress.failed:
        lines.append(f"{len(progress.failed)} 条没有推演成，不在统计里。")
    if late:
        lines.append(
            f"有 {late} 票是每对都有人投过之后才投的（那时按客户 p={then.customers.p:.3f}，"
            f"现在 {found.customers.p:.3f}）：看过结果再补票会夸大显著性。"
        )
    return tuple(lines)
