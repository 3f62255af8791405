"""What the agent's model is told first: who it works for, what was shown before, what the person says."""

from yiju.copilot.agent.tools.base import Hand, joined
from yiju.copilot.llm_prompt import neutral
from yiju.prompts.chosen import Prompts
from yiju.store.labels import ADVICE

_CUSTOMERS = 20
_BEFORE = 400
"""Tokens of what was shown before."""


def lay(hand: Hand, prompts: Prompts, text: str, steps: int) -> tuple[str, str]:
    """System and user message."""
    called = list(hand.called.values())
    named = "、".join(map(neutral, called[:_CUSTOMERS])) + ("等" if len(called) > _CUSTOMERS else "")
    if hand.default is not None and len(called) > 1:
        named += f"；正在谈的是{neutral(hand.called[hand.default.id])}"
    seller = hand.scope[0].seller.name or "我方"
    return prompts.load("agent").render(
        {
            "seller": neutral(seller),
            "customers": named,
            "today": hand.today.isoformat(),
            "steps": str(steps),
            "before": _before(hand),
            "question": neutral(text),
        }
    )


def _before(hand: Hand) -> str:
    one = hand.before
    if one is None:
        return "（无）"
    asked = one.request.get("question") or one.request.get("goal") or one.request.get("scene") or ""
    head = f"上一份：{neutral(one.customer)}的{ADVICE[one.kind]}" + (
        f"（{neutral(asked)[:60]}）" if asked else ""
    )
    claims = [claim for section in one.sections for claim in section.claims]
    lines = [f"第{number}条：{neutral(claim.text)[:60]}" for number, claim in enumerate(claims, 1)]
    return joined([head, *lines], _BEFORE)
