"""The card template's variables, from a message; and a tap's parameters, read back.

docs/dingtalk.md tells how the template is built: a streamed text, three buttons of feedback, six of any use.
Every button carries a seal, so that only what we put on this very card counts.
"""

import base64
import hashlib
import hmac
import json
from typing import Literal, NamedTuple

from pydantic import ValidationError

from yiju.bots.types import Button, Message, Press, Pressed
from yiju.platforms.dingtalk.inbound import CardPress

SLOTS = 10
_VOTES = ("up", "down", "adopt")
_AFTER = {"up": {"can_up": "0", "can_down": "1"}, "down": {"can_down": "0", "can_up": "1"}}
_ADOPTED = {"can_up": "0", "can_down": "0", "can_adopt": "0"}
_GONE = _ADOPTED


_FLOW = {"coming": "1", "writing": "2", "finished": "3", "failed": "5"}
"""What the variable of a template that keeps its own state is set to: DingTalk's flowStatus."""


class Template(NamedTuple):
    """How cards of ours are built.

    Attributes:
        id: the card template's; key: its streamed variable; route: of taps by HTTP, else empty.
        status: its variable of the state, where it needs that set by hand; else empty.
    """

    id: str
    key: str
    route: str = ""
    status: str = ""

    def flow(self, state: Literal["coming", "writing", "finished", "failed"]) -> dict[str, str]:
        """The variable that says so; none where the template needs none."""
        return {self.status: _FLOW[state]} if self.status else {}


class Sealer:
    """Marks what stands on our cards. The key is derived from the app's secret; nothing is stored."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"yiju card seal\n{secret}".encode()).digest()

    def seal(self, track: str, what: str) -> str:
        """For this card alone."""
        made = hmac.new(self._key, f"{track}\n{what}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made[:18]).decode()

    def holds(self, track: str, what: str, seal: str) -> bool:
        """Whether it is ours."""
        return hmac.compare_digest(self.seal(track, what).encode(), seal.encode())


def blank() -> dict[str, str]:
    """The variables of a card that has nothing to say yet: a template's own defaults may not be relied on."""
    slots = {f"{name}{slot}": "" for slot in range(1, SLOTS + 1) for name in "bp"}
    return {"answer_id": "", "seal": "", "fb_note": "", **{f"can_{vote}": "0" for vote in _VOTES}, **slots}


def variables(message: Message, track: str, sealer: Sealer) -> dict[str, str]:
    """The variables beside the text. All are strings, and given: those of no use are empty."""
    values = blank()
    values["answer_id"] = message.suggestion
    values["seal"] = sealer.seal(track, message.suggestion)
    for button in message.buttons:
        if _is_vote(button, message):
            values[f"can_{button.press.action}"] = "1"
    for slot, button in enumerate(_others(message)[:SLOTS], start=1):
        values[f"b{slot}"] = button.label
        values[f"p{slot}"] = _packed(button.press, track, sealer)
    return values


def without_room(message: Message) -> tuple[Button, ...]:
    """Buttons that the card has no place for."""
    return tuple(_others(message)[SLOTS:])


def read_tap(tap: CardPress, sealer: Sealer) -> Press | None:
    """What was tapped; None where it was not we who put it there."""
    params = tap.params
    if params.get("action") == "feedback":
        vote, answer = params.get("vote", ""), params.get("answer_id", "")
        if vote not in _VOTES or not sealer.holds(tap.track, answer, params.get("seal", "")):
            return None
        comment = params.get("reason", "")[:500]
        return Press.model_validate({"action": vote, "suggestion": answer, "comment": comment})
    packed, _, seal = params.get("press", "").rpartition("|")
    if not packed or not sealer.holds(tap.track, packed, seal):
        return None
    try:
        return Press.model_validate(json.loads(packed))
    except (ValueError, ValidationError):
        return None


def answered(press: Press, pressed: Pressed) -> dict[str, object]:
    """The answer to a tap: shown to who tapped alone."""
    values = {"fb_note": " · ".join(part for part in (pressed.label, pressed.told) if part)}
    if pressed.gone:
        values |= _GONE
    elif pressed.label and not press.claim:
        values |= _ADOPTED if press.action == "adopt" else _AFTER.get(press.action, {})
    return _private(values)


def refused(told: str) -> dict[str, object]:
    """The answer to a tap that counts for nothing."""
    return _private({"fb_note": told})


def _private(values: dict[str, str]) -> dict[str, object]:
    return {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "cardData": {"cardParamMap": {}},
        "userPrivateData": {"cardParamMap": values},
    }


def _is_vote(button: Button, message: Message) -> bool:
    press = button.press
    return press.action in _VOTES and press.suggestion == message.suggestion != "" and not press.claim


def _others(message: Message) -> list[Button]:
    return [button for button in message.buttons if not _is_vote(button, message)]


def _packed(press: Press, track: str, sealer: Sealer) -> str:
    held = press.model_dump(exclude_defaults=True)
    packed = json.dumps(held, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"{packed}|{sealer.seal(track, packed)}"
