"""How much could go wrong if a rep simply used this suggestion: what a reviewer should look at first."""

import regex

from yiju.copilot.planted import is_planted
from yiju.copilot.promises import is_promise
from yiju.copilot.values import has_value
from yiju.store.erasing import is_erased
from yiju.store.types import Claim, Frozen, Suggestion

_DISCOUNT = regex.compile(r"折扣|打折|返利|返点|降价|让利|优惠|免费|赠送|rebate|discount", regex.IGNORECASE)
_OURS = frozenset({"say", "fallback"})
"""Lines of a talk track that a rep speaks."""
_FLAGS = {
    "conflict": ("说法不一 {n} 处", 0.25, 0.45),
    "overdue": ("逾期事项 {n} 处", 0.15, 0.3),
    "superseded": ("用了旧值 {n} 处", 0.3, 0.5),
    "unlisted": ("未列明的变动 {n} 处", 0.1, 0.2),
}
"""Flag → what is said, weight of the first one, most of all; each further one adds a fifth of the first."""
_MODEL, _PLANTED = 0.15, 0.9


class Risk(Frozen):
    """``score`` in [0, 1], and why, the heaviest reason first."""

    score: float
    reasons: tuple[str, ...]


def risk_of(suggestion: Suggestion) -> Risk:
    """Weights of everything found, joined as independent chances: 1 - prod(1 - weight).

    The weights say what a director wants to see first; they are no probabilities. Model wording, headline
    and dropped drafts are searched for planted orders; extracted sentences were before they were used.
    """
    claims = [claim for section in suggestion.sections for claim in section.claims if not is_erased(claim)]
    found = [
        *_planted(suggestion, claims),
        *_flagged(claims),
        *_spoken(claims),
        *_checked(suggestion, claims),
    ]
    if suggestion.mode == "llm":
        found.append((_MODEL, "由模型措辞"))
    left = 1.0
    for weight, _reason in found:
        left *= 1 - weight
    found.sort(key=lambda pair: -pair[0])
    return Risk(score=round(1 - left, 4), reasons=tuple(reason for _weight, reason in found))


def _planted(suggestion: Suggestion, claims: list[Claim]) -> list[tuple[float, str]]:
    texts = [suggestion.headline, *(dropped.text for dropped in suggestion.dropped_claims)]
    if suggestion.mode == "llm":
        texts += [claim.text for claim in claims]
    count = sum(is_planted(text) for text in texts if text)
    count += sum(dropped.check == "planted" for dropped in suggestion.dropped_claims)
    return [(_PLANTED, f"疑似植入的指令 {count} 处")] if count else []


def _flagged(claims: list[Claim]) -> list[tuple[float, str]]:
    found = []
    for flag, (said, first, most) in _FLAGS.items():
        count = sum(flag in claim.flags or claim.verdict == flag for claim in claims)
        if count:
            found.append((min(most, first * (1 + (count - 1) / 5)), said.format(n=count)))
    return found


def _spoken(claims: list[Claim]) -> list[tuple[float, str]]:
    """What a rep would say aloud: sums, discounts, days and promises bind the company."""
    lines = [claim.text for claim in claims if claim.role in _OURS]
    money = sum(has_value("money", text) or has_value("percent", text) for text in lines)
    discounts = sum(_DISCOUNT.search(text) is not None for text in lines)
    days = sum(has_value("date", text) or has_value("term", text) for text in lines)
    promises = sum(is_promise(text) for text in lines)
    told = (
        (money, 0.3, "要说出口的金额或比例 {n} 句"),
        (discounts, 0.3, "要说出口的折扣或返利 {n} 句"),
        (promises, 0.3, "要说出口的承诺 {n} 句"),
        (days, 0.15, "要说出口的日期或期限 {n} 句"),
    )
    return [(weight, said.format(n=count)) for count, weight, said in told if count]


def _checked(suggestion: Suggestion, claims: list[Claim]) -> list[tuple[float, str]]:
    found = []
    facts = [claim for claim in claims if claim.nature == "fact"]
    unsupported = sum(claim.verdict in {None, "unsupported"} for claim in facts)
    if unsupported:
        found.append((0.3 + 0.5 * unsupported / len(facts), f"无依据支持的事实 {unsupported} 条"))
    if dropped := suggestion.dropped:  # what reviewers' rejections took out endangers nobody
        found.append((0.4 * dropped / (dropped + len(facts)), f"已剔除 {dropped} 条"))
    return found
