"""A real server with WeCom's bots, its gateways around it, and a rep of the small account who chats."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.account import build
from tests.support.served import Served
from tests.support.stored import settings_for
from tests.support.wecom_channel import AGENT, BOT, BOT_KEY, BOT_TOKEN, CORP, KEY, SECRET, TOKEN, settings_of
from tests.support.wecom_gateway import SocketGateway
from tests.support.wecom_gateway_callbacks import AppCaller, BotCaller
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.running import open_bots, routers
from yiju.bots.runtime import Runtime
from yiju.bots.wecom.app import PATH as APP_PATH
from yiju.bots.wecom.callback import PATH as BOT_PATH
from yiju.platforms.wecom.crypto import Seal
from yiju.store.identities import Identity, link
from yiju.store.review_tables import signal_words, signals
from yiju.store.store import Store
from yiju.store.tables import suggestions
from yiju.web.house import House

_WHO = Identity(platform="wecom", corp=CORP, external_id="zhangsan", user="xiaoli")


class Morning:
    """``zhangsan`` at WeCom is ``xiaoli`` here."""

    def __init__(self, folder: Path) -> None:
        self.data = build(folder)
        self.far = SocketGateway({BOT: SECRET})
        self.rest = WeComRest()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.rest)
        self._stack.enter_context(self.far)
        self.store = self._stack.enter_context(Store.open(settings_for(self.data)))
        link(self.store.sql, _WHO, "test")
        chosen = settings_of(self.rest.url, self.far.url)
        del chosen["public_url"]
        settings = {name: str(value) for name, value in chosen.items()}
        self.served = self._stack.enter_context(
            Served(self.data, bots="wecom", bot_lease_seconds="2", **settings)
        )
        made = httpx.Client(base_url=self.served.url, trust_env=False, timeout=20)
        client: Any = self._stack.enter_context(made)
        self.app = AppCaller(client, APP_PATH, Seal(TOKEN, KEY, CORP), CORP, AGENT)
        return self

    def signals(self) -> list[tuple[str, str, str]]:
        """See ``signals_of``."""
        return signals_of(self.store)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def signals_of(store: Store) -> list[tuple[str, str, str]]:
    """Kind, comment and kind of suggestion of all that ``xiaoli`` told, in order."""
    with store.sql.read() as connection:
        rows = connection.execute(
            sa.select(signals.c.kind, signal_words.c.comment, suggestions.c.kind.label("of"))
            .join(signal_words, signal_words.c.signal_id == signals.c.id)
            .join(suggestions, suggestions.c.id == signals.c.suggestion_id)
            .where(signals.c.author == "xiaoli")
            .order_by(signals.c.seq)
        )
        return [(row.kind, row.comment, row.of) for row in rows]


@contextlib.contextmanager
def callback_bot(data: Path, rest: WeComRest) -> Iterator[tuple[BotCaller, Runtime, Store]]:
    """The bots of a data folder in this process, the AI bot by callbacks."""
    chosen = settings_of(rest.url, wecom_mode="callback", wecom_agent_id="", bots="wecom", public_url="")
    with contextlib.closing(House.open(settings_for(data, **chosen))) as house:
        link(house.store.sql, _WHO, "test")
        runtime = open_bots(house)
        assert runtime is not None
        server = FastAPI()
        for router in routers(runtime):
            server.include_router(router)
        runtime.start()
        try:
            with TestClient(server) as client:
                yield BotCaller(client, BOT_PATH, Seal(BOT_TOKEN, BOT_KEY, ""), BOT), runtime, house.store
        finally:
            runtime.stop()
