"""A gateway, and the channel running against it."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.dingtalk_channel import Near, settings_of
from tests.support.dingtalk_gateway import DingTalkGateway
from tests.support.stored import settings_for
from yiju.store.bot_tables import bot_inbox, bot_outbox, bot_usage
from yiju.store.store import Store

Start = Callable[..., Near]


@pytest.fixture
def far() -> Iterator[DingTalkGateway]:
    with DingTalkGateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def kept_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for a file's tests: of it, channels use the account of calls and the two queues alone."""
    with contextlib.closing(Store.open(settings_for(tmp_path_factory.mktemp("dingtalk")))) as made:
        yield made


@pytest.fixture
def start(far: DingTalkGateway, kept_store: Store, tmp_path: Path) -> Iterator[Start]:
    """Start the channel, with changes of settings; it has connected."""
    with kept_store.sql.write() as connection:
        for table in (bot_usage, bot_inbox, bot_outbox):
            connection.execute(sa.delete(table))
    with ExitStack() as stack:

        def begin(*, patience: float = 0.0, **changes: Any) -> Near:
            settings = settings_for(tmp_path, **settings_of(far, **changes))
            near = stack.enter_context(Near(kept_store, settings, patience=patience))
            if settings.dingtalk_mode == "stream":
                far.wait_connected(far.connections + 1)
            return near

        yield begin
