"""What reviewers taught, for a drafting model: rewrites to follow, and what they rejected taken out again."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_prompt import DraftRequest, neutral
from yiju.copilot.taste import GROUND_REFUSED, Sitting
from yiju.copilot.tasting import point_of
from yiju.models.tokens import count_tokens
from yiju.store.types import Claim, Dropped

_MOST_WORDS = 120
"""Characters of a rewrite that are shown."""


def example_lines(sitting: Sitting | None, request: DraftRequest, room: int) -> list[tuple[str, str]]:
    """(annotation id, line) of rewrites for one prompt, in at most ``room`` tokens; none for an answer."""
    if sitting is None or request.prompt == "answer":
        return []
    shown: list[tuple[str, str]] = []
    for one, before, after in sitting.examples(request.title, "say" if request.form == "lines" else ""):
        line = f"原句：{neutral(before)[:_MOST_WORDS]} 改为：{neutral(after)[:_MOST_WORDS]}"
        cost = count_tokens(line) + 1
        if cost <= room:
            shown.append((one, line))
            room -= cost
    return shown


def taught(
    sitting: Sitting | None,
    title: str,
    drafted: DraftedSection,
    facts: Sequence[Claim],
    examples: Sequence[str],
) -> DraftedSection:
    """A model's draft without what reviewers rejected before; advice goes with what it rests on.

    Args:
        facts: what the model was given to rest advice on.
        examples: ids of the rewrites that it was shown.
    """
    if sitting is None or drafted.status != "drafted":
        return drafted
    if any(label.startswith("exemplars.") for label in drafted.prompts):
        sitting.used(examples)
    by_id = {claim.id: claim for claim in (*facts, *drafted.claims)}
    gone: dict[str, str] = {}
    for claim in drafted.claims:
        refused = sitting.refusal(point_of(title, claim, by_id))
        if refused is not None:
            sitting.used((refused.annotation,))
            gone[claim.id] = refused.reason
        elif any(one in gone for one in claim.rests_on):
            gone[claim.id] = GROUND_REFUSED
    if not gone:
        return drafted
    lost = [
        Dropped(section=title, text=by_id[one].text, reason=reason, cause="refused")
        for one, reason in gone.items()
    ]
    kept = tuple(claim for claim in drafted.claims if claim.id not in gone)
    fallback = "" if kept else "大模型写的内容都是评审驳回过的。"
    return replace(
        drafted,
        status="drafted" if kept else "failed",
        claims=kept,
        dropped=(*drafted.dropped, *lost),
        fallback=fallback,
        check="" if kept else "refused",
    )
