"""The conversation: one incoming, one turn. Free of channels, and of state but the memory given."""

from collections.abc import Callable, Mapping

from yiju.bots.agent import nothing_to_confirm
from yiju.bots.answers import answer_pending
from yiju.bots.commands import (
    about,
    advice,
    lists,
    opinions,
    outcomes,
    remembered,
    small,
    sources,
    subscribing,
)
from yiju.bots.desk import Desk
from yiju.bots.hearing import Hearing
from yiju.bots.intent_types import Intent, IntentKind
from yiju.bots.intents import read_intent
from yiju.bots.pressing import press
from yiju.bots.typed import bare, read_typed, without_doing
from yiju.bots.types import Asker, Incoming, Memory, Message, Press, Turn
from yiju.copilot.blotting import blotted
from yiju.errors import YijuError
from yiju.privacy import policy_of

__all__ = ["converse", "press"]

_Command = Callable[[Hearing, Intent], Turn]
_COMMANDS: Mapping[IntentKind, _Command] = {
    "strategy": advice.strategy,
    "talk": advice.talk,
    "ask": advice.ask,
    "follow": advice.follow,
    "about": about.about,
    "source": sources.source,
    "adopt": opinions.opinion,
    "reject": opinions.opinion,
    "used": opinions.opinion,
    "unused": opinions.opinion,
    "up": opinions.opinion,
    "down": opinions.opinion,
    "edit": opinions.edit,
    "outcome": outcomes.outcome,
    "customers": lists.customers,
    "commitments": lists.commitments,
    "visits": lists.visits,
    "more": lists.more,
    "back": lists.more,
    "page": lists.more,
    "subscriptions": subscribing.topics,
    "subscribe": subscribing.want,
    "unsubscribe": subscribing.unwant,
    "quiet": subscribing.quiet,
    "help": small.help_,
    "hello": small.hello,
    "thanks": small.thanks,
    "remembered": remembered.remembered,
    "forget": small.forget,
    "cancel": small.cancel,
    "number": small.number,
    "empty": small.empty,
}


def converse(
    desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Callable[[str], None]
) -> Turn:
    """What to say to one incoming, and what to remember. The same again keeps no feedback twice.

    Made with what everybody who reads along may see; where that is not known, with the asker's own rights,
    and every message is private. A problem that people can act on is said; anything else is raised.
    """
    h = Hearing(desk, incoming, asker, memory, tell)
    try:
        turn = _turn(h)
    except YijuError as error:
        turn = _problem(h, error)
    turn = turn.model_copy(update={"messages": _blotted(desk, turn.messages)})
    return _private(turn) if h.private else turn


def _blotted(desk: Desk, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Without what is masked everywhere: lists quote documents, and are no suggestions."""
    policy = policy_of(desk.store.settings)
    return tuple(blotted(message, policy) for message in messages)


def _turn(h: Hearing) -> Turn:
    if h.incoming.kind == "left":
        return Turn(messages=(), memory=Memory())
    if h.incoming.kind == "enter":
        return small.hello(h, Intent(kind="hello")).model_copy(update={"memory": h.memory})
    if h.incoming.press is not None:
        return _pressed(h, h.incoming.press)
    if h.incoming.refused and not h.incoming.text:
        return Turn(messages=h.say(h.incoming.refused).messages, memory=h.memory)
    return _typed(h, h.incoming.text)


def _typed(h: Hearing, text: str) -> Turn:
    said = without_doing(bare(read_typed(text))).text
    if turn := lists.section(h, said):
        return turn
    intent = read_intent(text, h.names)
    return answer_pending(h, intent, text, _do) or nothing_to_confirm(h, text, intent) or _do(h, intent)


def _do(h: Hearing, intent: Intent) -> Turn:
    return _COMMANDS[intent.kind](h, intent)


def _pressed(h: Hearing, pressed: Press) -> Turn:
    """What a press asks for beyond what ``press`` has kept of it."""
    if pressed.action == "say":
        return _typed(h, pressed.value)
    number = int(pressed.value) if pressed.value.isdecimal() else 0
    if pressed.action == "more" and not pressed.suggestion:
        return lists.more(h, Intent(kind="page", numbers=(number + 1,)))
    about = h.memory.model_copy(update={"suggestion": pressed.suggestion, "pending": {}})
    there = Hearing(h.desk, h.incoming, h.asker, about, h.tell)
    if pressed.action == "more":
        return lists.turn_to(there, number)
    if pressed.action == "source":
        turn = sources.source(there, Intent(kind="source", numbers=(number,) if number else ()))
        return turn.model_copy(update={"memory": h.memory})
    if pressed.action == "down" and there.shown is not None:
        claims = [pressed.claim] if pressed.claim else []
        return opinions.ask_reason(there, there.shown, claims, "down", "记下了 👎。")
    return Turn(messages=(), memory=h.memory)


def _problem(h: Hearing, error: YijuError) -> Turn:
    """A sentence; a hint that names a command line is of no use on a phone."""
    hint = error.hint if error.hint and "yiju " not in error.hint else ""
    return Turn(messages=h.say(*(text for text in (str(error), hint) if text)).messages, memory=h.memory)


def _private(turn: Turn) -> Turn:
    messages: tuple[Message, ...] = tuple(m.model_copy(update={"private": True}) for m in turn.messages)
    return turn.model_copy(update={"messages": messages})
