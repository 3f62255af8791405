"""The REST API, one topic a file. Thin: each route calls its room's function as the request's viewer."""

import importlib

from fastapi import APIRouter, Depends, FastAPI

from yiju.errors import NotFound
from yiju.web.clean import only_text
from yiju.web.deps import session_of
from yiju.web.errors import documented

PREFIX = "/api/v1"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_TOPICS = (
    "me",
    "customers",
    "suggestions",
    "converse",
    "annotations",
    "signals",
    "places",
    "feeds",
    "sources",
    "search",
    "reviewing",
    "figures",
    "issues",
    "exemplars",
    "replays",
    "trials",
    "promotions",
    "datasets",
    "tray",
)


def install(app: FastAPI) -> None:
    """Add every route. None of them answers without a session, whatever the route itself asks for."""
    api = APIRouter(
        prefix=PREFIX, dependencies=[Depends(session_of), Depends(only_text)], responses=documented()
    )
    for topic in _TOPICS:
        api.include_router(importlib.import_module(f"yiju.web.api.{topic}").router)
    app.include_router(api)

    @app.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
    def nothing(rest: str) -> None:
        """Below ``/api`` an unknown address is answered as the API answers, and not by a page."""
        raise NotFound("没有这个地址。")
