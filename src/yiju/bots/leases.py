"""What only one process may do at a time. Who falls silent loses it; who stops gives it back."""

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable

import sqlalchemy as sa

from yiju.bots.bookkeeping import in_books
from yiju.bots.clock import now
from yiju.bots.tasks import end, whole
from yiju.errors import YijuError, in_words
from yiju.store.bot_tables import bot_leases
from yiju.store.database import Database, insert_ignore

log = logging.getLogger(__name__)
_T = bot_leases.c
_BEATS = 3
"""Times that a lease is renewed within its length."""
_MARGIN = 0.8
"""Part of its length after which one that could not be renewed counts as lost here, before others take it."""


def take(sql: Database, name: str, owner: str, seconds: float) -> bool:
    """Take a lease, or renew one's own. False: another holds it."""
    with sql.write() as connection:
        moment = now(connection)
        until = moment + dt.timedelta(seconds=seconds)
        free = sa.or_(_T.owner == owner, _T.until < moment)
        update = sa.update(bot_leases).where(_T.name == name, free).values(owner=owner, until=until)
        if connection.execute(update).rowcount:
            return True
        insert_ignore(connection, bot_leases, [{"name": name, "owner": owner, "until": until}])
        return connection.scalar(sa.select(_T.owner).where(_T.name == name)) == owner


def give(sql: Database, name: str, owner: str) -> None:
    """Give it back, where it is one's own."""
    with sql.write() as connection:
        connection.execute(sa.delete(bot_leases).where(_T.name == name, _T.owner == owner))


async def hold(
    sql: Database, name: str, owner: str, seconds: float, run: Callable[[], Awaitable[None]]
) -> None:
    """Wait for the lease, then run while it is held. Ends with ``run``; what it raises is raised.

    Raises:
        TimeoutError: the lease was lost; ``run`` was cancelled at once, and has ended.
    """
    while True:
        begun = time.monotonic()
        if await _taken(sql, name, owner, seconds):
            break
        await asyncio.sleep(seconds / _BEATS)
    running = asyncio.ensure_future(run())
    beating = asyncio.create_task(_beat(sql, name, owner, seconds, begun))
    try:
        await asyncio.wait((running, beating), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            raise TimeoutError(f"lost the lease {name}")
        await running
    finally:
        try:
            await end(running, beating)
        finally:
            if running.done():  # else nobody else may run it yet
                with contextlib.suppress(sa.exc.SQLAlchemyError, YijuError):  # it runs out by itself
                    await whole(in_books(give, sql, name, owner))


async def _beat(sql: Database, name: str, owner: str, seconds: float, begun: float) -> None:
    """Renew until that fails for too long, or another has it."""
    while True:
        await asyncio.sleep(seconds / _BEATS)
        since = time.monotonic()
        left = begun + seconds * _MARGIN - since
        try:
            async with asyncio.timeout(max(left, 0.0)):  # ``wait_for`` may swallow a cancel
                if not await in_books(take, sql, name, owner, seconds):
                    return
            begun = since
        except TimeoutError:
            return
        except Exception as error:
            log.warning("续租 %s 出错：%s", name, in_words(error))


async def _taken(sql: Database, name: str, owner: str, seconds: float) -> bool:
    try:
        return await in_books(take, sql, name, owner, seconds)
    except Exception as error:
        log.warning("租约 %s 出错：%s", name, in_words(error))
        return False
