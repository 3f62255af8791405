"""Gateways, and channels running against them."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.channel_desk import Kept, Looped, SmallDesk
from tests.support.stored import settings_for
from tests.support.wecom_channel import (
    AGENT,
    BOT,
    BOT_KEY,
    BOT_TOKEN,
    CORP,
    FAST,
    KEY,
    SECRET,
    TOKEN,
    Near,
    settings_of,
)
from tests.support.wecom_gateway import SocketGateway
from tests.support.wecom_gateway_callbacks import AppCaller, BotCaller
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.wecom.app import PATH as APP_PATH
from yiju.bots.wecom.app import AppBot
from yiju.bots.wecom.callback import PATH as BOT_PATH
from yiju.bots.wecom.callback import CallbackBot
from yiju.bots.wecom.socket import SocketBot
from yiju.platforms.wecom.crypto import Seal
from yiju.store.bot_tables import bot_streams
from yiju.store.store import Store

Start = Callable[..., Near]


@pytest.fixture
def far() -> Iterator[SocketGateway]:
    with SocketGateway({BOT: SECRET}) as gateway:
        yield gateway


@pytest.fixture
def rest() -> Iterator[WeComRest]:
    with WeComRest() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def kept_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for a file's tests: of it, channels use the streams alone."""
    with contextlib.closing(Store.open(settings_for(tmp_path_factory.mktemp("wecom")))) as made:
        yield made


@pytest.fixture
def looped(kept_store: Store) -> Iterator[Looped]:
    with kept_store.sql.write() as connection:
        connection.execute(sa.delete(bot_streams))
    with Looped() as made:
        yield made


@pytest.fixture
def start(far: SocketGateway, rest: WeComRest, kept_store: Store, looped: Looped, tmp_path: Path) -> Start:
    """Start the AI bot over the long connection, with changes of settings; it has connected."""

    def begin(*, ready: bool = True, silence: float = 50.0, **changes: Any) -> Near:
        budget = changes.pop("budget", 3.0)
        settings = settings_for(tmp_path, **settings_of(rest.url, far.url, **changes))
        kept, told = Kept(), changes.get("alarm")
        channel = SocketBot(
            SmallDesk(settings, kept_store), kept, timing=FAST, silence=silence, budget=budget, alarm=told
        )

        async def run() -> None:
            task = asyncio.current_task()
            assert task is not None
            task.set_name("channel")
            await channel.run()

        running = looped.begin(run())
        if ready:
            far.until(lambda: channel.state == "ready" and BOT in far.owners)
        return Near(looped, channel, kept, running)

    return begin


@pytest.fixture
def callback(rest: WeComRest, kept_store: Store, looped: Looped, tmp_path: Path) -> Start:
    """The AI bot by callbacks, with changes of settings."""

    def begin(*, budget: float = 3.0, **changes: Any) -> Near:
        settings = settings_for(tmp_path, **settings_of(rest.url, wecom_mode="callback", **changes))
        kept = Kept()
        return Near(looped, CallbackBot(SmallDesk(settings, kept_store), kept, budget=budget), kept)

    return begin


@pytest.fixture
def app(rest: WeComRest, kept_store: Store, looped: Looped, tmp_path: Path) -> Start:
    """The self-built app, with changes of settings."""

    def begin(*, budget: float = 3.0, patience: float = 3.0, **changes: Any) -> Near:
        settings = settings_for(tmp_path, **settings_of(rest.url, **changes))
        kept, told = Kept(), changes.get("alarm")
        desk = SmallDesk(settings, kept_store)
        return Near(looped, AppBot(desk, kept, budget=budget, patience=patience, alarm=told), kept)

    return begin


@pytest.fixture
def served() -> Iterator[Callable[[Any], TestClient]]:
    """Serve a channel's addresses."""
    with ExitStack() as stack:

        def serve(*channels: Any) -> TestClient:
            server = FastAPI()
            for channel in channels:
                server.include_router(channel.router)
            return stack.enter_context(TestClient(server))

        yield serve


@pytest.fixture
def bot_caller(served: Callable[[Any], TestClient]) -> Callable[[Near], BotCaller]:
    """The platform, calling the AI bot."""
    return lambda near: BotCaller(served(near.channel), BOT_PATH, Seal(BOT_TOKEN, BOT_KEY, ""), BOT)


@pytest.fixture
def app_caller(served: Callable[[Any], TestClient]) -> Callable[[Near], AppCaller]:
    """The platform, calling the app."""
    return lambda near: AppCaller(served(near.channel), APP_PATH, Seal(TOKEN, KEY, CORP), CORP, AGENT)
