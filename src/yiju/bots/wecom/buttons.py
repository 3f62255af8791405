"""Buttons as template cards, what a press of one says, and what the card becomes then.

A key says what its button does; who pressed comes from the platform. Keys are untrusted all the same.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from yiju.bots.types import Action, Button, Message, Press, Pressed

_PREFIX = "fb"
_MOST_KEY = 1024
_MOST_BUTTONS = 6
_MOST_LABEL = 10
_STYLES: dict[str, int] = {"adopt": 1, "down": 3}
_OTHER_STYLE = 2
_TASK_ID = 128
ADVICE = "点一下就行，也可以直接打字"
REST = "点一个，其余的请回编号"
GONE = "已失效"


class Room(NamedTuple):
    """Characters that a card shows; the AI bot's have less than the app's."""

    title: int
    desc: int


BOT, APP = Room(26, 30), Room(36, 44)


def key_of(press: Press) -> str:
    """A button's key."""
    parts = (press.action, press.suggestion, press.claim, press.value)
    return ":".join([_PREFIX, *(part.replace("%", "%25").replace(":", "%3A") for part in parts)])


def press_of(key: Any) -> Press | None:
    """What a key says; None for one that is none of ours."""
    parts = key.split(":") if isinstance(key, str) and len(key.encode()) <= _MOST_KEY else []
    if len(parts) != 5 or parts[0] != _PREFIX or parts[1] not in get_args(Action):
        return None
    action, suggestion, claim, value = (part.replace("%3A", ":").replace("%25", "%") for part in parts[1:])
    try:
        return Press.model_validate(
            {"action": action, "suggestion": suggestion, "claim": claim, "value": value}
        )
    except ValidationError:
        return None


def cards(message: Message, task: str, room: Room, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Cards for a message's buttons, six on each; of a longer choice, which the message lists, six alone.

    Args:
        task: names them to the platform; unique among all cards.
        without: actions that need no button here.
    """
    wanted = [one for one in message.buttons if one.press.action not in without]
    listed = len(wanted) > _MOST_BUTTONS and all(one.press.action in {"say", "reason"} for one in wanted)
    buttons = [made for one in _told_apart(wanted) if (made := _button(one))]
    buttons = buttons[:_MOST_BUTTONS] if listed else buttons
    return [
        {
            "card_type": "button_interaction",
            "main_title": {
                "title": clip(message.title, room.title) or "依据",
                "desc": REST if listed else ADVICE,
            },
            "button_list": buttons[at : at + _MOST_BUTTONS],
            "task_id": f"{task}-{at // _MOST_BUTTONS}"[:_TASK_ID],
        }
        for at in range(0, len(buttons), _MOST_BUTTONS)
    ]


def pressed_card(press: Press | None, task_id: str, pressed: Pressed, room: Room) -> dict[str, Any] | None:
    """What a card becomes after a press; None where it stays as it is.

    Thumbs leave the suggestion to be adopted; what is adopted, or gone, is at its end.
    """
    label = pressed.label
    if press is None or pressed.gone:
        return _inert(GONE, task_id, room)
    if not label or press.action in {"more", "source", "say"}:
        return None
    if press.action not in {"up", "down"} or not press.suggestion:
        return _inert(label, task_id, room)
    adopt = Button(label="采纳", press=press.model_copy(update={"action": "adopt", "value": ""}))
    other = "down" if press.action == "up" else "up"
    back = Button(
        label="👎" if other == "down" else "👍", press=press.model_copy(update={"action": other, "value": ""})
    )
    return {
        "card_type": "button_interaction",
        "main_title": {"title": clip(label, room.title), "desc": "记下了，谢谢；改主意可以再点"},
        "button_list": [made for one in (adopt, back) if (made := _button(one))],
        "task_id": task_id,
    }


def clip(text: str, most: int) -> str:
    """On one line, in so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _inert(label: str, task_id: str, room: Room) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": clip(label, room.title)},
        "button_list": [{"text": clip(label, _MOST_LABEL), "style": 2, "key": "done"}],
        "replace_text": clip(label, _MOST_LABEL),
        "task_id": task_id,
    }


def _told_apart(buttons: list[Button]) -> list[Button]:
    """Where clipped labels look alike, all begin with the number that they have in the message's list."""
    if len({clip(one.label, _MOST_LABEL) for one in buttons}) == len(buttons):
        return buttons
    return [one.model_copy(update={"label": f"{n} {one.label}"}) for n, one in enumerate(buttons, 1)]


def _button(button: Button) -> dict[str, Any] | None:
    key = key_of(button.press)
    label = clip(button.label, _MOST_LABEL)
    if not label or len(key.encode()) > _MOST_KEY:
        return None
    return {"text": label, "style": _STYLES.get(button.press.action, _OTHER_STYLE), "key": key}
