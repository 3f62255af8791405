"""Text that no database keeps: a NUL, half a surrogate pair. Said plainly, before a room meets it."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import Request

from yiju.errors import YijuError

_UNKEPT = re.compile("[\0\ud800-\udfff]")


async def only_text(request: Request) -> None:
    """Refuse a request with such a character in its path, query or JSON body.

    Raises:
        YijuError: there is one.
    """
    given = [*request.path_params.values(), *request.query_params.keys(), *request.query_params.values()]
    if any(_UNKEPT.search(str(one)) for one in given):
        raise YijuError("地址里有不能用的字符。")
    if not await request.body():
        return
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return  # the route's own reading of it says so
    if any(_UNKEPT.search(text) for text in _texts(body)):
        raise YijuError("内容里有不能保存的字符。", hint="去掉不可见的控制字符再试。")


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
