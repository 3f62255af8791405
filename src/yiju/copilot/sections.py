"""The factual sections of a visit strategy, drafted from the material by rules alone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from yiju.copilot.addressed import addressed
from yiju.copilot.commitments import Commitment
from yiju.copilot.draft import JOINT, Draft, attributed
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.parting import sentence_of
from yiju.copilot.section_concerns import concerns
from yiju.copilot.section_news import news
from yiju.copilot.section_people import people
from yiju.copilot.section_risks import conflict_draft, risks
from yiju.copilot.section_terms import terms
from yiju.copilot.trim import trim
from yiju.copilot.waiting import is_stale, told_by, uncounted
from yiju.store.types import Role

__all__ = [
    "AGENDA", "COMMITMENTS", "CONCERNS", "FACT_SECTIONS", "NEWS", "NEXT", "PEOPLE", "QUESTIONS", "RISKS",
    "TERMS", "SectionPlan", "conflict_draft",
]  # fmt: skip

NEWS, PEOPLE, CONCERNS = "客户近况", "关键人与决策链", "客户关切"
COMMITMENTS, RISKS, TERMS = "我方承诺与未决事项", "竞争与风险", "合同与商务要点"
AGENDA, QUESTIONS, NEXT = "本次目标与议程", "建议提问", "下一步"

_STALE = 2
"""Promises of which more than a year nothing was heard."""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section: its title, its drafter, and what to ask for where it stays empty."""

    title: str
    draft: Callable[[Findings, list[Span]], list[Draft]]
    missing: str
    intent: str
    """What belongs in it, in a phrase: a query, and an instruction for a model."""


def commitments(findings: Findings, taken: list[Span]) -> list[Draft]:
    """Our promises and what is still open: overdue first; a kept one is said to be kept."""
    ours = [c for c in findings.commitments if c.side in {"ours", "unknown"}]
    theirs = [c for c in findings.commitments if c.side == "theirs" and c.status != "done"]
    kept = sorted((c for c in ours if c.status == "done"), key=lambda c: -c.span.day.toordinal())
    waiting = [c for c in (*ours, *theirs) if c.status != "done"]
    old = [c for c in waiting if is_stale(c, findings.material.as_of)]
    old.sort(key=lambda c: (c.side == "theirs", -c.span.day.toordinal()))
    recent = [c for c in waiting if c not in old]
    recent.sort(key=lambda c: (c.side == "theirs", c.proof is None, -c.span.day.toordinal()))
    late = [c for c in recent if c.status == "overdue"]
    due = sorted((c for c in recent if c.status == "open"), key=lambda c: c.due or dt.date.max)
    drafts: list[Draft] = []
    for index, commitment in enumerate((late[:4] + due[:3] + late[4:])[:8] + old[:_STALE] + kept[:2]):
        draft = promise_draft(f"promise:{index}", commitment, stale=commitment in old)
        whom = addressed(findings.material, findings.people, commitment.span)
        drafts.append(replace(draft, flags=(*draft.flags, f"to:{whom}")) if whom else draft)
        taken += [commitment.span, sentence_of(commitment.span)]
    return drafts


def promise_draft(key: str, commitment: Commitment, *, stale: bool = False) -> Draft:
    """A promise as a fact, with what became of it. ``stale``: a year has gone by without a word of it."""
    flags: list[str] = [commitment.status]
    if commitment.due:
        flags.append(f"due:{commitment.due.isoformat()}")
    if commitment.side != "ours":
        flags.append("theirs" if commitment.side == "theirs" else "unknown")
    flags += ["stale"] if stale else []
    spans = told_by(commitment)
    # How many days it had been late when somebody wrote of it is wrong today.
    told = [(span, span.text if span is commitment.span else uncounted(span.text)) for span in spans]
    text = JOINT.join(attributed(s, trim(said, _room(s, s is commitment.span))) for s, said in told)
    full = JOINT.join(attributed(span, said) for span, said in told)
    return Draft(key, "fact", text, spans, flags=tuple(flags), fallback=full)


def _room(span: Span, promised: bool) -> int:
    """Characters for a promise or its proof; a table's row is cut to no label without its value."""
    if span.paragraph.role is Role.TABLE_ROW:
        return 120
    return 70 if promised else 60


FACT_SECTIONS: tuple[SectionPlan, ...] = (
    SectionPlan(
        NEWS, news, "客户新闻、公众号或官网动态、年报、招标文件", "客户最近的变化：战略、目标、人事、招标要求"
    ),
    SectionPlan(
        PEOPLE,
        people,
        "含发言人的通话记录、往来邮件、组织架构或名片",
        "客户的关键人：职务、在决策里的作用、最近在意什么",
    ),
    SectionPlan(CONCERNS, concerns, "近期通话记录、邮件或拜访纪要", "客户提出的要求、担心和坚持的事"),
    SectionPlan(
        COMMITMENTS,
        commitments,
        "近期通话记录和邮件（我方说过什么、答应过什么）",
        "我方答应过什么、到期没有、兑现没有",
    ),
    SectionPlan(RISKS, risks, "竞争对手报价、客户内部反馈、质量与交付记录", "竞争对手的动作和本项目的风险"),
    SectionPlan(TERMS, terms, "合同、招标文件、报价单", "价格、年降、付款、交付、质保、违约等商务条款"),
)
