"""HTTP mode: the addresses that DingTalk calls. All refusals look alike; the log tells them apart."""

import hashlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from yiju.bots.dingtalk.intake import Intake
from yiju.errors import YijuError
from yiju.platforms.dingtalk.callbacks import (
    MOST_BYTES,
    BadBody,
    EventDoor,
    check_card,
    check_message,
    read_body,
)

if TYPE_CHECKING:
    from fastapi import APIRouter, Request, Response

log = logging.getLogger(__name__)

MESSAGES, CARDS, EVENTS = "/bots/dingtalk/messages", "/bots/dingtalk/cards", "/bots/dingtalk/events"


def make_router(
    intake: Intake,
    *,
    app_secret: str,
    card_secret: str,
    events: EventDoor | None,
    window_s: int,
) -> "APIRouter":
    """The addresses.

    Args:
        events: None where events are not set up; neither are clicks without ``card_secret``.
        window_s: oldest signature that is taken, seconds.
    """
    from fastapi import APIRouter, Request, Response
    from fastapi.responses import JSONResponse

    router = APIRouter(include_in_schema=False)

    @router.post(MESSAGES)
    async def message(request: Request) -> Response:
        check = _checked(request, lambda: check_message(request.headers, app_secret, window_s))
        data = None if not check else await _body(request)
        if data is None:
            return _refusal(check)
        await intake.message(data)
        return JSONResponse({"msgtype": "empty"})

    @router.post(CARDS)
    async def card(request: Request) -> Response:
        check = bool(card_secret) and _checked(
            request, lambda: check_card(request.headers, card_secret, window_s)
        )
        data = None if not check else await _body(request)
        if data is None:
            return _refusal(check)
        stamp = request.headers.get("x-ddpaas-signature-timestamp", "")
        key = hashlib.sha256(f"{stamp}\n{data!r}".encode()).hexdigest()
        return JSONResponse(await intake.tap(data, key))

    @router.post(EVENTS)
    async def event(request: Request) -> Response:
        raw = await _read(request) if events is not None else None
        if events is None or raw is None:
            return _refusal(events is not None)
        try:
            found = events.open(request.query_params, raw)
        except (YijuError, BadBody) as error:
            log.warning("钉钉事件回调被拒绝：%s", error)
            return _refusal(False)
        kind = str(found.get("EventType") or found.get("eventType") or "")
        signature = request.query_params.get("msg_signature") or request.query_params.get("signature") or ""
        told = await intake.event(kind, signature, str(found.get("CorpId") or ""), found)
        if told["status"] != "SUCCESS":
            return Response(status_code=503)
        return JSONResponse(events.success(request.query_params.get("nonce", "")))

    return router


def _checked(request: "Request", check: Callable[[], None]) -> bool:
    try:
        check()
    except YijuError as error:
        log.warning("钉钉回调的签名被拒绝：%s %s", request.url.path, getattr(error, "code", ""))
        return False
    return True


async def _read(request: "Request") -> bytes | None:
    """The body, unless it is too large."""
    whole = b""
    async for part in request.stream():
        whole += part
        if len(whole) > MOST_BYTES:
            return None
    return whole


async def _body(request: "Request") -> dict[str, Any] | None:
    raw = await _read(request)
    try:
        return None if raw is None else read_body(raw)
    except BadBody as error:
        log.warning("钉钉回调的正文看不懂：%s", error)
        return None


def _refusal(signed: bool) -> "Response":
    from fastapi.responses import Response

    return Response(status_code=400 if signed else 403)
