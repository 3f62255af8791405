"""Questions answered by the conversation agent, where there is one, and the feedback that it proposes."""

from typing import Any

from yiju.bots.feedback import channel_of
from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.typed import bare, read_typed
from yiju.bots.types import Line, Turn
from yiju.copilot.agent.types import Before, Pending, Proposal
from yiju.sandbox import proposals
from yiju.store.types import Suggestion

_KEEP = frozenset("确认 记下 记下吧 记下来".split())
_YES = _KEEP | frozenset("是 是的 对 对的 好 好的 可以 行 嗯 ok yes".split())
"""Below an answer only the first count: 好 may as well be said of the answer."""
_OPEN = frozenset(("ask", "follow", "about", "number", "empty"))
"""What is read as neither a command nor a greeting."""
_SHORT = 6
"""Characters of a word that may be meant as an answer to a yes-or-no question, at most."""
_BUTTONS = (say_button("确认", "确认"), say_button("取消", "取消"))


def converse(h: Hearing, text: str, customer: str) -> tuple[Suggestion, dict[str, Any]]:
    """The answer to a question, and what is to be remembered of feedback that waits to be confirmed.

    Without a model, or with the agent switched off, it is the fixed graph's. Raises as ``Copilot.ask``.
    """
    copilot, settings = h.desk.copilot(h.viewer), h.desk.settings
    if not settings.agent or copilot.llm is None:
        return copilot.ask(text, customer=customer, as_of=h.day, watch=h.watch()), {}
    from yiju.copilot.agent.service import make_agent

    waiting: dict[str, Any] = {}

    def propose(proposal: Proposal) -> Pending:
        pending, kept = proposals.ask(proposal)
        waiting.update(kept)
        return pending

    shown = h.shown
    before = Before(
        customer=h.memory.customer,
        suggestion=shown.suggestion.id if shown else "",
        claims=tuple(claim.id for claim in shown.claims) if shown else (),
    )
    agent = make_agent(copilot, settings, propose)
    made = agent.converse(text, customer=customer, before=before, as_of=h.day, watch=h.watch())
    return made, waiting


def ask_to_confirm(h: Hearing, waiting: dict[str, Any]) -> Turn:
    """Nothing but the question whether to keep what they think."""
    return h.say(_question(waiting), buttons=_BUTTONS, pending=waiting)


def with_confirmation(turn: Turn, waiting: dict[str, Any]) -> Turn:
    """An answer, with that question below it."""
    if not waiting:
        return turn
    last = turn.messages[-1]
    asked = last.model_copy(
        update={
            "lines": (*last.lines, Line(text=_question(waiting))),
            "buttons": (*last.buttons, *_BUTTONS),
        }
    )
    memory = turn.memory.model_copy(update={"pending": waiting | {"beside": True}})
    return Turn(messages=(*turn.messages[:-1], asked), memory=memory)


def confirmed(h: Hearing, pending: dict[str, Any], text: str, intent: Intent) -> Turn | None:
    """Keep it where they say so. Of a word that says neither so nor anything else it is asked again; None for
    a command or a question, which lets it go. Raises as ``confirm``."""
    said = bare(read_typed(text))
    if proposals.waits(pending) is None and said.key not in _KEEP:
        return None  # it has expired: there is nothing to ask again
    if said.key not in (_KEEP if pending.get("beside") else _YES):
        bare_word = len(said.key) <= _SHORT and not said.asks and intent.kind in _OPEN
        unclear = said.key in _YES or (bare_word and not intent.customers)
        return h.say(_question(pending), buttons=_BUTTONS, pending=pending) if unclear else None
    proposal = proposals.waits(pending)
    sql = h.desk.store.sql
    channel = channel_of(h.incoming.chat)
    proposals.confirm(sql, h.asker.own, pending, h.desk.rubric, channel, token=None)
    return h.say(f"记下了：{proposal.told}。" if proposal else "记下了。")


def nothing_to_confirm(h: Hearing, text: str, intent: Intent) -> Turn | None:
    """确认 where nothing waits for it: that is said, and not searched for. None of anything else."""
    if intent.kind not in _OPEN or bare(read_typed(text)).key not in _KEEP:
        return None
    return h.say("现在没有等您确认的事。对某一条有意见，请直接说，例如“采纳 2”“第 2 条不对，因为…”。")


def _question(waiting: dict[str, Any]) -> str:
    proposal = proposals.waits(waiting)
    return f"要{proposal.told if proposal else '记下这个意见'}吗？"
