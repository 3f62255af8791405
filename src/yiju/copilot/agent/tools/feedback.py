"""``feedback``: proposes to keep what the person thinks of what they were shown. It keeps nothing itself."""

from pydantic import Field

from yiju.copilot.agent.opinions import more_asked, voiced
from yiju.copilot.agent.own_words import quoted
from yiju.copilot.agent.tools.base import Arguments, Hand, Told, Tool
from yiju.copilot.agent.types import FeedbackKind, Proposal
from yiju.ingest.visible import visible_line
from yiju.store.labels import ADVICE, OUTCOMES, SIGNALS, Outcome
from yiju.store.types import Claim, Suggestion

_ASKED = ("question", "scene", "goal")
"""Of a request, what tells it apart: another answer may stand above the question whether to keep it."""
_PROPOSED = "已提请对方确认；对方确认之前什么都没有记下。"


class Opinion(Arguments):
    kind: FeedbackKind = Field(description="对方的意见")
    claim: int = Field(0, ge=0, le=200, description="对上一份里的第几条；0 是整份")
    outcome: Outcome = Field("", description="kind 为 outcome 时写会谈结果")
    comment: str = Field("", max_length=300, description="对方的原话；没说就不写")


def _feedback(hand: Hand, given: Opinion) -> Told:
    if hand.before is None:
        return Told("之前没有给过建议，没有可以记意见的。", "refused")
    if hand.table.proposal:
        return Told("已有一条意见在等对方确认，一次只提一条。", "refused")
    if (given.kind == "outcome") != bool(given.outcome):
        return Told("outcome 只在 kind 为 outcome 时写，而且必须写。", "invalid")
    if not voiced(given.kind, given.outcome, hand.said):
        return Told("对方没有说过这样的意见，不能替对方记。", "refused")
    claims = [claim for section in hand.before.sections for claim in section.claims]
    if given.claim > len(claims):
        return Told(f"上一份只有 {len(claims)} 条。", "refused")
    comment = quoted(given.comment, hand.said)
    if given.kind == "edited" and not (given.claim and comment):
        return Told("改后采纳要说是第几条，并给出对方改好的原话。", "refused")
    claim = claims[given.claim - 1] if given.claim else None
    hand.table.proposal = Proposal(
        suggestion=hand.before.id,
        claim=claim.id if claim else "",
        kind=given.kind,
        outcome=given.outcome,
        comment=comment,
        told=_told(hand.before, claim, given, comment),
    )
    only = hand.table.bare and not more_asked(hand.said)
    return Told(_PROPOSED if only else f"{_PROPOSED}对方还说了别的，请接着做。", ends=only)


def _told(before: Suggestion, claim: Claim | None, given: Opinion, comment: str) -> str:
    what = f"第 {given.claim} 条" if claim else "整份"
    kind = SIGNALS[given.kind] + (f"：{OUTCOMES[given.outcome]}" if given.outcome else "")
    words = f"，并附上您的话“{visible_line(comment)}”" if comment else ""
    asked = next((before.request[one] for one in _ASKED if before.request.get(one)), "")
    which = f"“{visible_line(asked, 40)}”" if asked else ""
    return f"对{before.customer}的{ADVICE[before.kind]}{which}（{what}）记下“{kind}”{words}"


FEEDBACK = Tool(
    "feedback",
    "正在整理您的意见…",
    "对方对上一份建议表示采纳、有用、没用、用了、会谈结果等意见时，提请对方确认后记录。只提，不会直接写入。",
    Opinion,
    _feedback,
    late=True,
)
