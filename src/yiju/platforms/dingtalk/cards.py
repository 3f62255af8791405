"""AI cards: made and delivered, streamed, finished. One worker for each card: order matters."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from yiju.platforms.dingtalk.errors import DingTalkError, Verdict
from yiju.platforms.dingtalk.rest import Api

MOST_CHARACTERS = 3_000
"""Of a streamed text, all in all; more may be refused."""
_MADE, _CARDS, _STREAMING = "createAndDeliver", "/v1.0/card/instances", "/v1.0/card/streaming"


class Space(NamedTuple):
    """Where a card lies: a group (its conversation id) or one person's chat with the robot (user id)."""

    kind: Literal["group", "person"]
    id: str


async def create_card(
    api: Api,
    template: str,
    track: str,
    space: Space,
    values: Mapping[str, str],
    *,
    shown: str,
    at: Mapping[str, str] | None = None,
    route: str = "",
) -> None:
    """Make a card and deliver it.

    Args:
        track: our own id of it (outTrackId); a second card of the same is refused.
        values: the template's variables; all strings.
        shown: what lists of chats show of it.
        at: whom it mentions in a group: user id → nick.
        route: callbackRouteKey where clicks come by HTTP; empty for Stream.

    Raises:
        DingTalkError: not made, or made and not delivered.
    """
    callback = {"callbackType": "HTTP", "callbackRouteKey": route} if route else {"callbackType": "STREAM"}
    body = {
        "cardTemplateId": template,
        "outTrackId": track,
        "userIdType": 1,
        "cardData": {"cardParamMap": dict(values)},
        **callback,
        **_place(api, space, shown, at or {}),
    }
    given = await api.call("POST", f"{_CARDS}/{_MADE}", body, api=_MADE)
    result = given.get("result")
    delivered = result.get("deliverResults") if isinstance(result, dict) else None
    if given.get("success") is not True or not isinstance(delivered, list) or not delivered:
        raise DingTalkError("card.notDelivered", Verdict("no-card"))
    if not all(isinstance(one, dict) and one.get("success") is True for one in delivered):
        raise DingTalkError("card.notDelivered", Verdict("no-card"))


def _place(api: Api, space: Space, shown: str, at: Mapping[str, str]) -> dict[str, Any]:
    name, kind = ("imGroup", "IM_GROUP") if space.kind == "group" else ("imRobot", "IM_ROBOT")
    deliver: dict[str, Any] = {"robotCode": api.app.robot}
    if space.kind == "person":
        deliver["spaceType"] = kind
    elif at:
        deliver["atUserIds"] = dict(at)
    return {
        "openSpaceId": f"dtv1.card//{kind}.{space.id}",
        f"{name}OpenSpaceModel": {"supportForward": False, "lastMessageI18n": {"ZH_CN": shown}},
        f"{name}OpenDeliverModel": deliver,
    }


async def stream_card(
    api: Api,
    track: str,
    key: str,
    content: str,
    guid: str,
    *,
    end: Literal["", "finish", "fail"] = "",
) -> None:
    """Show the whole text so far; with ``end`` the card is finished, or failed, for good.

    Args:
        key: the template's streamed variable.
        guid: names this very call; the same again changes nothing.

    Raises:
        DingTalkError: not shown.
    """
    body = {
        "outTrackId": track,
        "guid": guid,
        "key": key,
        "content": content,
        "isFull": True,
        "isFinalize": end == "finish",
        "isError": end == "fail",
    }
    await api.call("PUT", _STREAMING, body, api="card/streaming")


async def update_card(api: Api, track: str, values: Mapping[str, str]) -> None:
    """Set variables of a card for all who see it; the others keep their values.

    Raises:
        DingTalkError: not set.
    """
    body = {
        "outTrackId": track,
        "userIdType": 1,
        "cardData": {"cardParamMap": dict(values)},
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
    }
    await api.call("PUT", _CARDS, body, api="card/instances")


async def register_callback(api: Api, route: str, url: str, secret: str) -> None:
    """Tell DingTalk where clicks on cards of this route go by HTTP, and the secret they are signed with.

    Raises:
        DingTalkError: not registered.
    """
    body = {"callbackRouteKey": route, "callbackUrl": url, "apiSecret": secret, "forceUpdate": True}
    await api.call("POST", "/v1.0/card/callbacks/register", body, api="callbacks/register")
