"""Errors as answers: ``{"error": message, "hint": hint}``, without a detail that is not meant for people."""

import logging
import secrets
import traceback
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yiju.errors import Conflict, Forbidden, ModelUnavailable, NotFound, YijuError, without_secrets
from yiju.invalid import told

log = logging.getLogger(__name__)


class NotSignedIn(YijuError):
    """Nobody is signed in, or no longer."""


class Problem(BaseModel):
    """What every error answers."""

    error: str
    hint: str = ""


_STATUS: tuple[tuple[type[YijuError], int], ...] = (
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (ModelUnavailable, 502),
    (YijuError, 422),
)
_UNANSWERED = "No response returned."
"""Starlette's word where what answers was cancelled; and where a route forgot to answer: that is an error."""
_HTTP = {
    400: "请求看不懂。",
    404: "没有这个地址。",
    405: "这个地址不支持这种请求方法。",
    413: "请求太大。",
}


def status_of(error: YijuError) -> int:
    """The HTTP status that says the same."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def answer(status: int, error: str, hint: str = "") -> JSONResponse:
    """An error's answer."""
    return JSONResponse({"error": error, "hint": hint}, status)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that every route of the API may answer, for its OpenAPI description."""
    common = (400, 401, 403, 404, 405, 409, 413, 422, 500, 502)
    return {status: {"model": Problem} for status in sorted({*common, *statuses})}


def install(app: FastAPI) -> None:
    """Answer every error of the app's routes in this form."""

    async def ours(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, YijuError)
        return answer(status_of(error), str(error), error.hint)

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return answer(422, invalid_in(error.errors()))

    async def http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        made = answer(error.status_code, said(error.status_code))
        for name, value in (error.headers or {}).items():
            made.headers[name] = value
        return made

    app.add_exception_handler(YijuError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def said(status: int) -> str:
    """What an HTTP status says."""
    return _HTTP.get(status, "请求没有成功。")


def invalid_in(errors: Sequence[Any]) -> str:
    """The first thing that is wrong, by its field."""
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    if first["type"].startswith("json_"):  # its place is one in the text, not a field
        where = ""
    what = "缺少" if first["type"] == "missing" else told(first)
    return f"{where} {what}" if where else f"请求内容{what}"


def unforeseen(error: BaseException, where: str) -> tuple[str, str]:
    """Log an error that nobody foresaw, under an id.

    Returns:
        What may be said of it, and a hint: the id alone.
    """
    number = secrets.token_hex(6)
    trace = without_secrets("".join(traceback.format_exception(error)))
    log.error("错误 %s：%s\n%s", number, where, trace)
    return f"服务器内部出错（编号 {number}）。", "请把编号告诉管理员。"


def _is_cut(error: Exception) -> bool:
    """Whether an error says nothing but that nobody waits for the answer any more."""
    return isinstance(error, ClientDisconnect) or str(error) == _UNANSWERED


class Unforeseen:
    """Outermost: an error nobody foresaw is logged under an id, and answered by that id alone.

    A browser that goes on before it has its answer is no error: a line of the lowest sort tells of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; where that fails before anything was sent, answer 500."""
        begun = gone = False

        async def receiving() -> Message:
            nonlocal gone
            message = await receive()
            gone = gone or message["type"] in {"http.disconnect", "websocket.disconnect"}
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] in {"http.response.start", "websocket.accept"}
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            where = f"{scope.get('method', '')} {scope['path']}"
            if gone and _is_cut(error):
                log.info("对方断开了连接：%s", where)
                return
            told = unforeseen(error, where)
            if scope["type"] == "http" and not begun:
                await answer(500, *told)(scope, receive, send)
