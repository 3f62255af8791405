"""Presses: what is kept of one at once. Nothing that comes with it is believed unchecked."""

from functools import partial

from yiju.bots.desk import Desk
from yiju.bots.feedback import keep
from yiju.bots.hearing import MOST_SAID, Hearing
from yiju.bots.proactive.subscriptions import unsubscribe
from yiju.bots.showing import Shown
from yiju.bots.types import Asker, Incoming, Memory, Press, Pressed
from yiju.errors import YijuError

_GONE = "这条建议已经不在，或不在您可查看的范围内。"

_TOO_LONG = "这句话太长，按钮带不下，请直接打字。"


def press(desk: Desk, incoming: Incoming, asker: Asker) -> Pressed:
    """What becomes of it, fast. The same incoming again keeps nothing twice.

    It must be on a suggestion that the presser may read, and in a group everybody there; whatever else it
    names must be in that suggestion. ``again``: the conversation has more to say.
    """
    given = incoming.press
    if given is None:
        return Pressed()
    h = Hearing(desk, incoming, asker, Memory(), lambda text: None)
    try:
        return _press(h, given)
    except YijuError as error:
        return Pressed(told=str(error))


def _press(h: Hearing, given: Press) -> Pressed:
    if given.action == "say":
        too_long = len(given.value) > MOST_SAID
        return Pressed(again=bool(given.value) and not too_long, told=_TOO_LONG if too_long else "")
    if given.action == "stop":
        one = unsubscribe(h.desk.store.sql, h.asker.user, given.value)
        return Pressed(label="已退订", told=f"已退订{one.called}。想要回来发“订阅 {one.called}”。")
    if given.action == "more" and not given.suggestion:
        return Pressed(again=given.value.isdecimal())
    shown = h.find(given.suggestion)
    if shown is None:
        return Pressed(told=_GONE, gone=True)
    if given.claim and given.claim not in {claim.id for claim in shown.claims}:
        return Pressed(told="这条建议里没有这一条。")
    if given.action in ("more", "source"):
        there = _in_range(shown, given)
        return Pressed(again=there, told="" if there else "没有这一页或这一处。")
    return _kept(h, shown, given)


def _kept(h: Hearing, shown: Shown, given: Press) -> Pressed:
    one, reasons = shown.suggestion.id, h.desk.rubric.reasons
    save = partial(keep, h.desk, h.incoming, h.asker, one, claim=given.claim, comment=given.comment)
    if given.action in ("adopt", "up"):
        save("adopted" if given.action == "adopt" else "up")
        return Pressed(label="已采纳" if given.action == "adopt" else "已记下 👍")
    if given.action == "reason" and given.value not in reasons:
        return Pressed(told="这个原因已不在列表里，请用自己的话说。")
    if given.action == "unvote":
        save("revoked")
        return Pressed(label="已收回")
    reason = given.value if given.value in reasons else ""
    save("down", reason=reason)
    if given.action == "reason":
        return Pressed(label=f"原因：{reasons[reason]}", told="记下了，谢谢。")
    return Pressed(label="已记下 👎", again=not reason and not given.comment)


def _in_range(shown: Shown, given: Press) -> bool:
    if not given.value.isdecimal() or len(given.value) > 4:
        return False
    number = int(given.value)
    if given.action == "more":
        return number < len(shown.pages)
    return 0 < number <= len(shown.sources)
