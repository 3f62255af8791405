"""Who somebody on a platform is here, and what may be told where they ask.

Only what an administrator linked counts. A name that somebody goes by on the platform never does.
"""

from yiju.bots.groups import PLATFORM, hear, rights_in
from yiju.bots.types import Asker, Chat, Incoming
from yiju.errors import NotFound
from yiju.store.access import viewer_for
from yiju.store.database import Database
from yiju.store.identities import unlink_person, user_of
from yiju.store.types import Viewer


def find_asker(sql: Database, incoming: Incoming) -> Asker | None:
    """Who sent it; None for somebody who is no user here, whatever they may once have been.

    Whoever is heard in a group counts as one of its readers from now on. Somebody who left is cut off.
    """
    if incoming.kind == "left":
        leave(sql, incoming)
        return None
    if incoming.chat.group and incoming.chat.channel in PLATFORM:
        hear(sql, incoming.chat, incoming.corp, incoming.sender)
    return asker_in(sql, incoming.chat, incoming.corp, incoming.sender)


def asker_in(sql: Database, chat: Chat, corp: str, sender: str) -> Asker | None:
    """The same of somebody who is known to be there, as things stand at this moment."""
    platform = PLATFORM.get(chat.channel)
    if platform is None or not corp or not sender:
        return None
    user = user_of(sql, platform, corp, sender)
    own = _viewer(sql, user) if user else None
    if own is None:
        return None
    if not chat.group:
        return Asker(user=own.user, own=own, here=own)
    shared = rights_in(sql, chat)
    # Whoever asks is one of them: were they not, what is shared would not be theirs.
    inside = shared is not None and shared.units <= own.units
    return Asker(user=own.user, own=own, here=shared.of(own.user) if shared and inside else None)


def leave(sql: Database, incoming: Incoming) -> str | None:
    """Cut off somebody who left the organisation or the bot, as the platform told. Audited.

    Returns:
        The user they were; None where they were linked to none.
    """
    platform = PLATFORM.get(incoming.chat.channel)
    if platform is None or not incoming.corp or not incoming.sender:
        return None
    return unlink_person(sql, platform, incoming.corp, incoming.sender, f"bots:{incoming.chat.channel}")


def _viewer(sql: Database, user: str) -> Viewer | None:
    """Their rights; None for somebody taken off the list, or who is a customer: bots serve our own people."""
    try:
        found = viewer_for(sql, user)
    except NotFound:
        return None
    return None if "customer" in found.roles else found
