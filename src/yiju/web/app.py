"""The FastAPI application without pages: API, signing in, and what guards both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from yiju.settings import Settings
from yiju.web import api, errors, signin, signin_dingtalk, signin_wecom
from yiju.web.gate import BodyLimit, Doors, Gate
from yiju.web.house import House
from yiju.web.masked import Masked


def make_app(settings: Settings) -> FastAPI:
    """The application over one store, which it opens now and closes when it shuts down.

    Raises:
        YijuError: the settings do not fit together, or the store cannot be opened.
    """
    house = House.open(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            house.close()

    app = FastAPI(
        title="Yiju 依据",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # its scripts come from elsewhere
        redoc_url=None,
        openapi_url=f"{api.PREFIX}/openapi.json",
    )
    errors.install(app)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, bool]:
        """Whether the process answers."""
        return {"ok": True}

    for way in (signin, signin_dingtalk, signin_wecom):
        app.include_router(way.router)
    api.install(app)
    # Outermost last.
    app.add_middleware(Masked, house=house)
    app.add_middleware(Doors)
    app.add_middleware(BodyLimit, most=settings.max_body_kb * 1024)
    app.add_middleware(Gate, house=house)
    app.add_middleware(errors.Unforeseen)
    app.state.house = house
    return app
