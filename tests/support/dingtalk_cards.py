"""DingTalk's cards as its server keeps them: made once, streamed in order, finished for good.

With the template of docs/dingtalk.md: which buttons somebody sees, and what a tap on one sends.
"""

import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[int, Any]
_SECOND = 20
_MOST = 3_000
SLOTS = 10
_FLOW = {"1": "processing", "2": "inputting", "3": "finished", "5": "failed"}


@dataclass
class Card:
    """One card. ``private``: user → variables that only they see. ``frames``: what was streamed, in order.

    ``flow``: what its ``flowStatus`` was set to, each time, with the number of frames before that. A template
    that needs it (``flow.schema``) shows the state that it says, whatever was streamed.
    """

    track: str
    template: str
    space: str
    values: dict[str, str]
    http: str = ""
    state: str = "processing"
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    frames: list[str] = field(default_factory=list)
    guids: set[str] = field(default_factory=set)
    flow: list[tuple[str, int]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The state that people see."""
        if self.template != "flow.schema":
            return self.state
        return _FLOW.get(self.values.get("flowStatus", ""), "processing")

    def set(self, values: dict[str, str]) -> None:
        """Some variables."""
        self.values = self.values | values
        if "flowStatus" in values:
            self.flow.append((values["flowStatus"], len(self.frames)))

    def seen_by(self, user: str) -> dict[str, str]:
        """The variables as this person sees them."""
        return self.values | self.private.get(user, {})

    def buttons(self, user: str) -> dict[str, tuple[str, dict[str, str]]]:
        """Label → action id and parameters of the buttons that this person sees."""
        if self.shown != "finished":
            return {}
        seen = self.seen_by(user)
        shown: dict[str, tuple[str, dict[str, str]]] = {}
        fixed = (("👍 有用", "up"), ("👎 没用", "down"), ("采纳", "adopt"))
        for label, vote in fixed:
            if seen.get(f"can_{vote}") == "1":
                told = {
                    "action": "feedback",
                    "vote": vote,
                    "answer_id": seen["answer_id"],
                    "seal": seen["seal"],
                }
                shown[label] = (f"fb_{vote}", told)
        for slot in range(1, SLOTS + 1):
            if seen.get(f"b{slot}"):
                told = {"action": "press", "press": seen.get(f"p{slot}", "")}
                shown[seen[f"b{slot}"]] = (f"b{slot}", told)
        return shown


class Cards:
    """All cards of one gateway."""

    def __init__(self) -> None:
        self.all: dict[str, Card] = {}
        self.published = {"answer.schema", "flow.schema"}
        self._lately: dict[str, deque[float]] = {}

    def create(self, body: dict[str, Any]) -> Answer:
        """``createAndDeliver``, and the two-step form without its delivery."""
        track, values = body["outTrackId"], body["cardData"]["cardParamMap"]
        if track in self.all:
            return _wrong("param.cardAlreadyExist")
        if body["cardTemplateId"] not in self.published:
            return _wrong("param.templateUnpublished")
        if not _texts(values):
            return _wrong("invalidParameter.cardParamMap")
        http = body.get("callbackRouteKey", "") if body.get("callbackType") == "HTTP" else ""
        state = "processing" if body.get("callbackType") in {"STREAM", "HTTP"} else "deaf"
        card = Card(track, body["cardTemplateId"], body.get("openSpaceId", ""), {}, http, state)
        card.set(values)
        self.all[track] = card
        if not card.space:
            return 200, {"success": True, "result": track}
        return self._delivered(card)

    def deliver(self, body: dict[str, Any]) -> Answer:
        """The second step."""
        card = self.all.get(body["outTrackId"])
        if card is None:
            return _wrong("param.cardNotExist")
        card.space = body["openSpaceId"]
        return self._delivered(card)

    def _delivered(self, card: Card) -> Answer:
        kind, _, place = card.space.removeprefix("dtv1.card//").partition(".")
        told = {"spaceType": kind, "spaceId": place, "success": True, "carrierId": "c", "errorMsg": ""}
        return 200, {"success": True, "result": {"outTrackId": card.track, "deliverResults": [told]}}

    def update(self, body: dict[str, Any]) -> Answer:
        """``PUT instances``: without updateCardDataByKey all values are replaced."""
        card = self.all.get(body["outTrackId"])
        if card is None:
            return _wrong("param.cardNotExist")
        values = body["cardData"]["cardParamMap"]
        if not _texts(values):
            return _wrong("invalidParameter.cardParamMap")
        by_key = body.get("cardUpdateOptions", {}).get("updateCardDataByKey") is True
        card.values = card.values if by_key else {}
        card.set(values)
        return 200, {"success": True, "result": True}

    def stream(self, body: dict[str, Any]) -> Answer:
        """``PUT streaming``: the whole text each time."""
        card = self.all.get(body["outTrackId"])
        if card is None:
            return _wrong("param.cardNotExist")
        if card.state == "deaf":
            return 500, {"code": "system.error", "message": "m", "requestid": "r"}
        if body["guid"] in card.guids:
            return 200, {"success": True, "result": True}
        if card.state in {"finished", "failed"}:
            return _wrong("param.stream.finished")
        if len(body["content"]) > _MOST:
            return _wrong("param.stream.content")
        if body.get("isFull") is not True:
            return _wrong("param.stream.isFull")
        card.guids.add(body["guid"])
        ending = "finished" if body["isFinalize"] else "failed" if body["isError"] else "inputting"
        card.state = ending
        if ending != "failed" or body["content"]:
            card.values[body["key"]] = body["content"]
            card.frames.append(body["content"])
        return 200, {"success": True, "result": True}

    def pressed(self, card: Card, user: str, response: dict[str, Any]) -> None:
        """What a click was answered with: seen by who clicked alone."""
        mine = card.private.setdefault(user, {})
        for part in ("cardData", "userPrivateData"):
            values = response.get(part, {}).get("cardParamMap", {})
            assert _texts(values), values
            mine.update(values)

    def too_fast(self, api: str) -> bool:
        """More than 20 calls of one API within a second."""
        lately = self._lately.setdefault(api, deque())
        now = time.monotonic()
        while lately and now - lately[0] >= 1:
            lately.popleft()
        lately.append(now)
        return len(lately) > _SECOND


def click(card: Card, user: str, action: str, params: dict[str, Any], corp: str) -> dict[str, Any]:
    """The body of a card callback."""
    kind, _, place = card.space.removeprefix("dtv1.card//").partition(".")
    content = {"cardPrivateData": {"actionIds": [action], "params": params}}
    return {
        "extension": "{}",
        "corpId": corp,
        "spaceType": "IM",
        "spaceId": place if kind == "IM_GROUP" else f"cid-of-{place}",
        "userIdType": 1,
        "type": "actionCallback",
        "userId": user,
        "outTrackId": card.track,
        "content": json.dumps(content, ensure_ascii=False),
    }


def _texts(values: dict[str, Any]) -> bool:
    return all(isinstance(one, str) for pair in values.items() for one in pair)


def _wrong(code: str) -> Answer:
    return 400, {"code": code, "message": "m", "requestid": "req-1"}
