"""People who write to bots: what a channel hands over for them."""

import datetime as dt
import itertools
from typing import Any

from yiju.bots.types import ChannelName, Chat, Incoming
from yiju.store.database import Database
from yiju.store.identities import Identity, Platform, link

CORP = {"dingtalk": "dingcorp1", "wecom": "wwcorp1", "wecom-app": "wwcorp1"}
NOW = dt.datetime(2026, 3, 10, 2, 0, tzinfo=dt.UTC)
"""Ten in the morning in China, on the day of the samples."""
_keys = itertools.count(1)


def chat(channel: ChannelName = "dingtalk", *, group: str = "") -> Chat:
    """A chat with one person, or the group of this id."""
    return Chat(channel=channel, bot="bot1", id=group or "single", group=bool(group))


def wrote(user: str, text: str = "帮助", *, channel: ChannelName = "dingtalk", **given: Any) -> Incoming:
    """A message by the person whose id there is ``u-<user>``. ``group``: the id of a group; else alone."""
    at = chat(channel, group=given.pop("group", ""))
    if not at.group:
        at = at.model_copy(update={"id": f"single-{user}"})
    made = {
        "key": f"m{next(_keys)}",
        "chat": at,
        "corp": CORP[channel],
        "sender": f"u-{user}" if user else "",
        "nick": user,
        "text": text,
        "at": NOW,
    }
    return Incoming.model_validate(made | given)


def connect(sql: Database, user: str, platform: Platform = "dingtalk") -> None:
    """Link a user to the person whose id is ``u-<user>``."""
    made = Identity(platform=platform, corp=CORP[platform], external_id=f"u-{user}", user=user)
    link(sql, made, "test")
