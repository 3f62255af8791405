"""Requests that reach no page, told in Chinese: an unknown address, a part of it that is missing or wrong."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from nicegui import app
from starlette.exceptions import HTTPException
from starlette.responses import Response

from yiju.web.errors import answer, invalid_in, said
from yiju.web.plain import plain_page

_FILES = ("/page-picture", "/original", "/_nicegui")
"""What no person opens as a page: answered as the API answers."""


def install() -> None:
    """Answer what goes wrong outside of a page's own function, in place of NiceGUI's English pages."""
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in (404, HTTPException):
        app.add_exception_handler(kind, _http)
    app.add_exception_handler(Exception, _passed_on)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _answer(request, 422, f"地址不完整或不对：{invalid_in(error.errors())}。")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _answer(request, status, said(status))


async def _passed_on(_request: Request, error: Exception) -> Response:
    raise error  # to where all that nobody foresaw is logged and answered


def _answer(request: Request, status: int, text: str) -> Response:
    if request.url.path.startswith(_FILES):
        return answer(status, text)
    return plain_page(status, "打不开这一页", text)
