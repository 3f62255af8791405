"""HTTP mode: the addresses that DingTalk calls. All refusals look alike; the log tells them apart."""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from yiju.bots.dingtalk.intake import Intake
from yiju.bots.refusals import Refusals
from yiju.bots.sources import TOO_MANY, Sources, source_of
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
    refusals = {path: Refusals(path) for path in (MESSAGES, CARDS, EVENTS)}
    sources = Sources()

    def too_many(request: Request) -> Response | None:
        if sources.admits(source_of(request)):
            return None
        refusals[request.url.path].note(TOO_MANY)
        return Response(status_code=429)

    @router.post(MESSAGES)
    async def message(request: Request) -> Response:
        if (refused := too_many(request)) is not None:
            return refused
        check = _checked(refusals[MESSAGES], lambda: check_message(request.headers, app_secret, window_s))
        data = None if not check else await _body(request, refusals[MESSAGES])
        if data is None:
            return _refusal(check)
        sources.ours(source_of(request))
        await intake.message(data)
        return JSONResponse({"msgtype": "empty"})

    @router.post(CARDS)
    async def card(request: Request) -> Response:
        if (refused := too_many(request)) is not None:
            return refused
        check = bool(card_secret) and _checked(
            refusals[CARDS], lambda: check_card(request.headers, card_secret, window_s)
        )
        data = None if not check else await _body(request, refusals[CARDS])
        if data is None:
            return _refusal(check)
        sources.ours(source_of(request))
        stamp = request.headers.get("x-ddpaas-signature-timestamp", "")
        key = hashlib.sha256(f"{stamp}\n{data!r}".encode()).hexdigest()
        return JSONResponse(await intake.tap(data, key))

    @router.post(EVENTS)
    async def event(request: Request) -> Response:
        if (refused := too_many(request)) is not None:
            return refused
        raw = await _read(request) if events is not None else None
        if events is None or raw is None:
            return _refusal(events is not None)
        try:
            found = events.open(request.query_params, raw)
        except (YijuError, BadBody) as error:
            refusals[EVENTS].note(f"事件回调被拒绝：{error}")
            return _refusal(False)
        sources.ours(source_of(request))
        kind = str(found.get("EventType") or found.get("eventType") or "")
        signature = request.query_params.get("msg_signature") or request.query_params.get("signature") or ""
        told = await intake.event(kind, signature, str(found.get("CorpId") or ""), found)
        if told["status"] != "SUCCESS":
            return Response(status_code=503)
        return JSONResponse(events.success(request.query_params.get("nonce", "")))

    return router


def _checked(refusals: Refusals, check: Callable[[], None]) -> bool:
    try:
        check()
    except YijuError as error:
        refusals.note(f"签名被拒绝 {getattr(error, 'code', '')}")
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


async def _body(request: "Request", refusals: Refusals) -> dict[str, Any] | None:
    raw = await _read(request)
    try:
        return None if raw is None else read_body(raw)
    except BadBody as error:
        refusals.note(f"正文看不懂：{error}")
        return None


def _refusal(signed: bool) -> "Response":
    from fastapi.responses import Response

    return Response(status_code=400 if signed else 403)
