"""The goal that a rep gives for a visit, with the facts that carry it."""

from collections.abc import Sequence

from yiju.copilot.cues import attributes, cue
from yiju.copilot.draft import Draft
from yiju.copilot.llm_lexicon import advice_words
from yiju.copilot.question import GENERIC
from yiju.copilot.words import content_words, names_something, word_list

UNGROUNDED = "ungrounded"
"""The mark of a goal of which the material says nothing."""
_MOST = 3
_VAGUE = frozenset(
    "年度 产品 新产品 项目 方案 合作 业务 关系 客户 公司 工作 情况 问题 事项 计划 会议 意见 想法 需求 目标 "
    "信息 资料 进展 机会".split()
)
"""Words that any fact may hold, and none carries a goal by."""


def given_goal(goal: str, facts: Sequence[Draft]) -> Draft:
    """The goal as given, resting on facts that speak of what it names; where none does, it says so."""
    carrying = carriers(goal, facts)
    flags = ("given",) if carrying else ("given", UNGROUNDED)
    rests = tuple(draft.key for draft in carrying)
    return Draft("goal:given", "advice", f"本次目标：{goal}", rests_on=rests, flags=flags)


def carriers(goal: str, facts: Sequence[Draft]) -> list[Draft]:
    """The facts that carry a goal, those first that speak most of it; what was kept long ago carries none.

    Where it names a commercial attribute, or competitors, a fact must speak of that. Else it must hold half
    of the goal's own words: 年度, 产品 and the like are no word of its own, nor is what one does (汇报).
    """
    named = [attribute for attribute in attributes() if attribute.words.search(goal)]
    rivals = cue("competitor").search(goal) is not None
    rest = goal
    for pattern in (*(one.words for one in named), *([cue("competitor")] if rivals else [])):
        rest = pattern.sub(" ", rest)
    words = content_words(rest) - word_list("asked_lightly.txt") - GENERIC - _VAGUE - advice_words("act")
    words = frozenset(word for word in words if names_something(word)) or words
    scored = []
    for place, draft in enumerate(facts):
        said = " ".join((draft.text, *(span.text for span in draft.spans), *draft.flags))
        of = sum(attribute.words.search(said) is not None for attribute in named)
        shared = len(words & content_words(said))
        if rivals:
            carries = draft.key.startswith("rival:") and (of > 0 or not named)
        elif named:
            carries = of > 0
        else:
            carries = shared > 0 and 2 * shared >= len(words)
        if carries and "done" not in draft.flags:
            scored.append((-(2 * of + shared), place, draft))
    return [draft for _, _, draft in sorted(scored, key=lambda one: one[:2])[:_MOST]]
