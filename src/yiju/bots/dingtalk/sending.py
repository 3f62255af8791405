"""A delivery, sent: card → markdown where the message came from → markdown unasked."""

import contextlib
import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from yiju.bots.channel import NotSent
from yiju.bots.dingtalk.live import LiveCards
from yiju.bots.dingtalk.template import Template, blank
from yiju.bots.types import Delivery
from yiju.platforms.dingtalk.cards import Space, create_card, stream_card, update_card
from yiju.platforms.dingtalk.errors import DingTalkError, Kind
from yiju.platforms.dingtalk.messages import (
    markdown_body,
    send_by_session,
    send_to_group,
    send_to_people,
)
from yiju.platforms.dingtalk.rest import Api

_EARLY = dt.timedelta(seconds=60)
"""Before its end a sessionWebhook is not trusted any more."""
_PASSING: frozenset[Kind] = frozenset({"throttled", "busy", "unreachable", "silent", "secret", "token"})
_LATER = 60.0
_REFUSED = "这条内容没有通过钉钉的内容检查，请到网页上查看。"
_BELOW = "内容较长，见下面的消息。"
_REMEMBERED = 5_000


class Webhooks:
    """Addresses of people's own chats with the robot, while they are good: what goes there is not counted."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._known: OrderedDict[str, tuple[str, dt.datetime]] = OrderedDict()

    def learn(self, person: str, webhook: str, until: dt.datetime | None) -> None:
        """From a message of theirs, in their own chat."""
        if person and webhook and until is not None:
            self._known[person] = (webhook, until)
            self._known.move_to_end(person)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def of(self, target: dict[str, Any]) -> str:
        """Where this goes; empty where only an unasked message can."""
        given, until = target.get("webhook", ""), target.get("until", "")
        if given and until and self._good(dt.datetime.fromisoformat(until)):
            return str(given)
        known = self._known.get(target.get("person", ""))
        return known[0] if known and self._good(known[1]) else ""

    def _good(self, until: dt.datetime) -> bool:
        return self._now() + _EARLY < until


class Sending:
    """Sends deliveries of this channel's making."""

    def __init__(
        self,
        api: Api,
        template: Template,
        cards: LiveCards,
        webhooks: Webhooks,
        alarm: Callable[[str, str], None],
    ) -> None:
        self._api = api
        self._template = template
        self._cards = cards
        self._webhooks = webhooks
        self._alarm = alarm

    async def send(self, delivery: Delivery) -> None:
        """Raises NotSent."""
        try:
            await (self._card(delivery) if delivery.way == "card" else self._text(delivery))
        except DingTalkError as error:
            raise self._not_sent(delivery, error) from None

    # Cards

    async def _card(self, delivery: Delivery) -> None:
        track, body = delivery.target["track"], delivery.body
        state = await self._cards.settle(track)
        if body["optional"] and state == "absent":
            self._cards.done(track)
            raise NotSent("没有打开卡片，改发消息。", instead=_plain(delivery))
        try:
            if state == "open" or body["optional"]:
                await self._fill(track, body)
            else:
                await self._create(delivery)
            await self._finish(track, body["content"])
        except DingTalkError as error:
            if error.kind == "content":
                await self._finish(track, _REFUSED)
            elif error.kind == "too-long":
                await self._finish(track, _BELOW)
                self._cards.done(track)
                raise NotSent("卡片放不下，改发消息。", instead=_plain(delivery)) from None
            else:
                if error.kind not in _PASSING:
                    await self._fail(track)
                    self._cards.done(track)
                raise
        self._cards.done(track)

    async def _fill(self, track: str, body: dict[str, Any]) -> None:
        values = body["values"] | self._template.flow("writing")
        if {**blank(), **values, "seal": "", "answer_id": ""} != blank():
            await update_card(self._api, track, values)

    async def _create(self, delivery: Delivery) -> None:
        target, body = delivery.target, delivery.body
        values = body["values"] | {self._template.key: ""} | self._template.flow("coming")
        try:
            await create_card(
                self._api,
                self._template.id,
                target["track"],
                space_of(target),
                values,
                shown=body["title"],
                at={target["at"]: target.get("nick") or target["at"]} if target.get("at") else {},
                route=self._template.route,
            )
        except DingTalkError as error:
            if error.kind != "card-exists":  # from an earlier try
                raise
            await self._fill(target["track"], body)
        else:
            if writing := self._template.flow("writing"):
                await update_card(self._api, target["track"], writing)

    async def _finish(self, track: str, content: str) -> None:
        guid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{track} {content}"))
        over = self._template.flow("finished")
        try:
            await stream_card(self._api, track, self._template.key, content, guid, end="finish")
        except DingTalkError as error:
            if error.kind != "ours":
                raise
            # It was closed before the answer came: what it shows can still be changed.
            await update_card(self._api, track, {self._template.key: content, **over})
        else:
            if over:
                await update_card(self._api, track, {self._template.key: content, **over})

    async def _fail(self, track: str) -> None:
        """The answer goes another way: the card, if there is one, says no longer that it comes."""
        if failed := self._template.flow("failed"):
            with contextlib.suppress(DingTalkError):
                await update_card(self._api, track, failed)

    # Markdown

    async def _text(self, delivery: Delivery) -> None:
        try:
            await self._say(delivery.target, delivery.body["title"], delivery.body["text"])
        except DingTalkError as error:
            if error.kind != "content":
                raise
            await self._say(delivery.target, delivery.body["title"], _REFUSED)

    async def _say(self, target: dict[str, Any], title: str, text: str) -> None:
        webhook = self._webhooks.of(target)
        if webhook:
            at = [target["at"]] if target.get("at") else []
            try:
                await send_by_session(self._api, webhook, markdown_body(title, text, at))
            except DingTalkError as error:
                if error.kind in _PASSING or error.kind == "content":
                    raise
            else:
                return
        if target.get("group"):
            await send_to_group(self._api, target["group"], title, text)
        elif target.get("person"):
            await send_to_people(self._api, [target["person"]], title, text)
        else:
            raise NotSent("这个人不是本组织的成员，会话地址过期后联系不到。")

    def _not_sent(self, delivery: Delivery, error: DingTalkError) -> NotSent:
        if error.kind == "permission":
            named = "、".join(error.scopes) or error.code
            self._alarm(f"钉钉不允许机器人发消息或卡片，请在开放平台补上权限：{named}", f"permission {named}")
        told = f"{error}（代码 {error.code}）"
        if error.kind in _PASSING:
            after = error.after or (_LATER if error.kind in {"secret", "token"} else 1.0)
            return NotSent(told, again=True, after=after, uncertain=error.kind == "silent")
        return NotSent(told, instead=_plain(delivery))


def space_of(target: dict[str, Any]) -> Space:
    """Where a card lies."""
    return Space("group", target["group"]) if target.get("group") else Space("person", target["person"])


def _plain(delivery: Delivery) -> tuple[Delivery, ...]:
    return tuple(Delivery.model_validate(one) for one in delivery.body.get("plain", ()))
