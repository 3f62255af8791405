"""Addresses that WeCom calls. All refusals look alike from outside; the log tells them apart."""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from yiju.bots.refusals import Refusals
from yiju.bots.sources import TOO_MANY, Sources, source_of
from yiju.platforms.wecom.callbacks import MOST_BYTES, Door
from yiju.platforms.wecom.crypto import BadEnvelope

if TYPE_CHECKING:
    from fastapi import APIRouter, Request, Response

log = logging.getLogger(__name__)
Handle = Callable[[str], Awaitable[str]]
"""From a message to what answers it, both in plain text; empty for no answer."""


def make_router(path: str, door: Door, handle: Handle, media_type: str) -> "APIRouter":
    """One address: GET is the platform's test of it, POST what happens.

    What ``handle`` raises is answered with 500, and the platform repeats the request.
    """
    from fastapi import APIRouter, Request, Response
    from fastapi.responses import PlainTextResponse

    router = APIRouter(include_in_schema=False)
    refusals, sources = Refusals(path), Sources()

    @router.get(path)
    async def verify(request: Request) -> Response:
        source = source_of(request)
        if not sources.admits(source):
            return _refused(refusals, TOO_MANY, 429)
        try:
            told = PlainTextResponse(door.verify(request.query_params))
        except BadEnvelope as error:
            return _refused(refusals, error)
        sources.ours(source)
        return told

    @router.post(path)
    async def receive(request: Request) -> Response:
        query, source = request.query_params, source_of(request)
        if not sources.admits(source):
            return _refused(refusals, TOO_MANY, 429)
        try:
            message = door.message(query, await _body(request))
        except BadEnvelope as error:
            return _refused(refusals, error)
        sources.ours(source)
        try:
            reply = await handle(message)
        except Exception as error:
            door.forget(query)
            log.warning("企业微信回调没能处理：%s %s", path, type(error).__name__)
            return Response(status_code=500)
        if not reply:
            return Response(status_code=200)
        return Response(door.reply(reply, query["nonce"]), media_type=media_type)

    return router


async def _body(request: "Request") -> bytes:
    """The body, or the first of it that is too much: more is not read."""
    whole = b""
    async for part in request.stream():
        whole += part
        if len(whole) > MOST_BYTES:
            break
    return whole


def _refused(refusals: Refusals, why: object, status: int = 403) -> "Response":
    from fastapi.responses import Response

    refusals.note(why)
    return Response(status_code=status)
