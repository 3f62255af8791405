"""Messages to people who did not ask just now, wherever they are linked."""

import logging
from collections.abc import Mapping

import sqlalchemy as sa

from yiju.bots import outbox
from yiju.bots.channel import Channel
from yiju.bots.desk import Desk
from yiju.bots.groups import PLATFORM
from yiju.bots.inbox import Bot
from yiju.bots.meanwhile import forgot
from yiju.bots.outbox import Audience, Elsewhere
from yiju.bots.types import Asker, Chat, Memory, Message
from yiju.bots.who import asker_in
from yiju.copilot.blotting import blotted
from yiju.privacy import policy_of
from yiju.store import memories
from yiju.store.database import Database
from yiju.store.identities import Platform
from yiju.store.session_tables import identities
from yiju.store.types import Viewer

log = logging.getLogger(__name__)


def post(
    desk: Desk,
    channels: Mapping[Bot, Channel],
    user: str,
    message: Message,
    key: str,
    *,
    memory: Memory | None = None,
    viewer: Viewer | None = None,
    since: int | None = None,
) -> bool:
    """Have a user told something, once, by the bot they talked with last. The same key again: nothing.

    Args:
        memory: what their conversation is to remember once they were shown it, as if it had been an answer.
        viewer: the rights that it was made with; None for those at this moment.
        since: where the audit stood before it was made; None for what tells of no document.

    Returns:
        Whether they will get it: False for somebody whom no bot can reach, or where a document was
        forgotten meanwhile.
    """
    sql, message = desk.store.sql, blotted(message, policy_of(desk.store.settings))
    ways: list[Elsewhere] = []
    made: Asker | None = None
    for bot in _order(memories.last_heard(sql, user), channels):
        for corp, external_id in _accounts(sql, user, PLATFORM.get(channels[bot].name)):
            chat = Chat(channel=channels[bot].name, bot=channels[bot].bot, id=external_id)
            asker = asker_in(sql, chat, corp, external_id)
            deliveries = channels[bot].push(external_id, message) if asker else ()
            if asker is None or not deliveries:
                continue
            made = Asker(user=user, own=viewer, here=viewer) if viewer else asker
            name = f"notice:{key}" if not ways else f"notice:{key}/by{len(ways)}"
            way = {"chat": chat, "corp": corp, "sender": external_id, "deliveries": deliveries}
            ways.append(Elsewhere.model_validate({"key": name, **way}))
    if made is None:
        return False
    first, *rest = ways
    audience = Audience(
        asker=made, chat=first.chat, corp=first.corp, sender=first.sender, elsewhere=tuple(rest)
    )
    with sql.write() as connection:
        if since is not None and forgot(connection, since):
            log.warning("有资料刚被删除，一条主动消息没有发，稍后重做：%s", user)
            return False
        outbox.post(connection, first.key, first.deliveries, audience, memory=memory)
    return True


def _order(heard: list[tuple[str, str]], channels: Mapping[Bot, Channel]) -> list[Bot]:
    """Those they talked with, the latest first; of the others WeCom's AI bot last: it may not begin."""
    others = sorted(channels, key=lambda bot: bot[0] == "wecom")
    return list(dict.fromkeys([*(bot for bot in heard if bot in channels), *others]))


def _accounts(sql: Database, user: str, platform: Platform | None) -> list[tuple[str, str]]:
    own = (identities.c.user == user, identities.c.platform == platform)
    query = sa.select(identities.c.corp, identities.c.external_id).where(*own)
    with sql.read() as connection:
        return [(row.corp, row.external_id) for row in connection.execute(query)]
