"""Feedback as a signal of the sandbox, bound to the suggestion and the claim that it is for. Kept once."""

import hashlib
from collections.abc import Mapping
from typing import Literal

from yiju.bots.desk import Desk
from yiju.bots.types import Asker, ChannelName, Chat, Incoming
from yiju.sandbox.signals import add_signal
from yiju.sandbox.types import NewSignal, Outcome, Signal, SignalKind

_CHANNELS: Mapping[ChannelName, Literal["dingtalk", "wecom", "console", "api"]] = {
    "dingtalk": "dingtalk",
    "wecom": "wecom",
    "wecom-app": "wecom",
    "console": "console",
    "api": "api",
}
_MOST_WORDS = 4000


def channel_of(chat: Chat) -> Literal["dingtalk", "wecom", "console", "api"]:
    """What a signal says of where it came from."""
    return _CHANNELS[chat.channel]


def keep(
    desk: Desk,
    incoming: Incoming,
    asker: Asker,
    suggestion: str,
    kind: SignalKind,
    *,
    claim: str = "",
    reason: str = "",
    outcome: Outcome = "",
    comment: str = "",
) -> Signal:
    """Keep it. The same incoming again gives back what was kept at first, and so does the same tap.

    Raises as ``add_signal``.
    """
    new = NewSignal(
        key=signal_key(incoming, f"{kind}:{suggestion}:{claim}"),
        claim_id=claim,
        kind=kind,
        reason=reason,
        outcome=outcome,
        comment=comment[:_MOST_WORDS],
        channel=channel_of(incoming.chat),
    )
    tapped = incoming.press is not None
    return add_signal(desk.store.sql, asker.own, suggestion, new, desk.rubric, tapped=tapped)


def signal_key(incoming: Incoming, part: str) -> str:
    """A signal's key: the same for the same incoming, delivered however often."""
    chat = incoming.chat
    told = "\0".join((chat.channel, chat.bot, incoming.key, part))
    return f"bot-{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def reason_in(text: str, reasons: Mapping[str, str]) -> tuple[str, str]:
    """Code of the reason that a comment names, and what it says besides; no code where it names none."""
    clean = text.strip()
    for code, label in reasons.items():
        if clean.startswith(label):
            return code, clean[len(label) :].strip(" ，,。；;：:")
    named = [code for code, label in reasons.items() if label in clean]
    return (named[0] if len(named) == 1 else ""), clean
