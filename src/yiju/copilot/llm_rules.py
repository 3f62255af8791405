"""A model's draft without the lines that the sales office's rules forbid."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.draft import THEIRS
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.material import Material
from yiju.store.types import Claim, Dropped


def lawful(material: Material, title: str, drafted: DraftedSection, facts: Sequence[Claim]) -> DraftedSection:
    """The draft without advice that breaks a rule; failed where nothing is left.

    Args:
        facts: what the model was given to rest advice on.
    """
    if material.rules is None or drafted.status != "drafted":
        return drafted
    by_id = {claim.id: claim for claim in (*facts, *drafted.claims)}
    lost: list[Dropped] = []
    kept: list[Claim] = []
    for claim in drafted.claims:
        bases = [by_id[one] for one in claim.rests_on if one in by_id]
        said = [text for base in bases for text in (base.text, *(c.quote for c in base.citations))]
        objection = ""
        if claim.nature == "advice" and claim.role != THEIRS:
            objection = material.rules.objection(claim.text, said, material.roles)
        if objection:
            lost.append(Dropped(section=title, text=claim.text, reason=objection, cause="rules"))
        else:
            kept.append(claim)
    if not lost:
        return drafted
    return replace(
        drafted,
        status="drafted" if kept else "failed",
        claims=tuple(kept),
        dropped=(*drafted.dropped, *lost),
        fallback="" if kept else "大模型写的内容都违反销售规则。",
        check="" if kept else "rules",
    )
