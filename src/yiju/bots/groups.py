"""Group chats: who reads along, and what all of them may see.

Platforms do not tell reliably who is in a group. One is spoken to openly only where an administrator declared
it with its members, and everybody in it, declared or ever heard there, is linked to a user.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from yiju.bots.types import ChannelName, Chat
from yiju.errors import NotFound, YijuError
from yiju.store import audit, tables
from yiju.store.bot_tables import bot_group_members, bot_groups, bot_inbox
from yiju.store.database import Database, insert_ignore
from yiju.store.identities import Platform
from yiju.store.session_tables import identities
from yiju.store.types import Frozen, Viewer

PLATFORM: dict[ChannelName, Platform] = {"dingtalk": "dingtalk", "wecom": "wecom", "wecom-app": "wecom"}
"""The platform whose people speak on a channel; the console's are on none."""
OUTSIDER = ""
"""Stands for somebody who cannot be told by an id: the group stays closed while one is in it."""

_RANK = ("rep", "director", "admin")
_MOST = 200
_members = bot_group_members


class Rights(Frozen):
    """What a set of people may all see."""

    role: str
    units: frozenset[str]

    def of(self, user: str) -> Viewer:
        """As a viewer."""
        return Viewer.model_validate({"user": user, "roles": [self.role], "units": self.units})


class Member(Frozen):
    """Somebody in a group.

    Attributes:
        corp, external_id: empty for somebody from outside whom the platform does not name.
        heard: whether they spoke there; else an administrator named them.
        user: whom they are linked to; empty for nobody.
    """

    corp: str
    external_id: str
    heard: bool
    user: str


class Group(Frozen):
    """A group that was declared. ``closed``: why answers stay private, in Chinese; else empty."""

    channel: ChannelName
    chat: str
    title: str
    declared_by: str
    members: tuple[Member, ...]
    units: frozenset[str]
    closed: str


def declare(
    sql: Database, channel: ChannelName, chat: str, title: str, corp: str, members: Sequence[str], actor: str
) -> None:
    """Say that these people are in a group; of one that was declared before, who else is. Audited.

    Args:
        corp: the organisation whose ids the members are.

    Raises:
        YijuError: no such channel, an empty or too long part, or nobody named.
    """
    if channel not in PLATFORM or channel == "wecom-app":
        raise YijuError(f"{channel} 上没有群。", hint="可用：dingtalk wecom")
    for name, value, most in (("CHAT", chat, 300), ("--title", title, 200), ("--corp", corp, 100)):
        if not value.strip() or len(value) > most:
            raise YijuError(f"{name} 要写 1 到 {most} 个字。")
    named = [member_key(corp, one.strip()) for one in members]
    if not named or OUTSIDER in named:
        raise YijuError("--member 要写成员在平台上的 userid，每人一个。")
    with sql.write() as connection:
        row = {"title": title, "declared_by": actor, "declared_at": dt.datetime.now(dt.UTC)}
        insert_ignore(connection, bot_groups, [{"channel": channel, "chat": chat, **row}])
        connection.execute(sa.update(bot_groups).where(*_it(bot_groups, channel, chat)).values(**row))
        rows = [
            {"channel": channel, "chat": chat, "external_id": one, "heard": False}
            for one in dict.fromkeys(named)
        ]
        insert_ignore(connection, _members, rows)
        audit.append(connection, actor, "group.declared", f"{channel} {chat}", {"members": sorted(named)})


def withdraw(sql: Database, channel: ChannelName, chat: str, actor: str) -> None:
    """Answer in this group no more. Who was heard there is kept, should it be declared again. Audited.

    Raises:
        NotFound: it was not declared.
    """
    with sql.write() as connection:
        if not connection.execute(sa.delete(bot_groups).where(*_it(bot_groups, channel, chat))).rowcount:
            raise _unknown(chat)
        silent = (*_it(_members, channel, chat), _members.c.heard.is_(False))
        connection.execute(sa.delete(_members).where(*silent))
        audit.append(connection, actor, "group.withdrawn", f"{channel} {chat}", {})


def drop_member(
    sql: Database, channel: ChannelName, chat: str, corp: str, external_id: str, actor: str
) -> None:
    """Say that somebody is not in a group any more; ``external_id`` empty: the unnamed outsiders. Audited.

    Raises:
        NotFound: nobody of this id is known there.
    """
    key = member_key(corp, external_id)
    with sql.write() as connection:
        theirs = (*_it(_members, channel, chat), _members.c.external_id == key)
        if not connection.execute(sa.delete(_members).where(*theirs)).rowcount:
            raise NotFound(
                f"这个群里没有记着 {external_id or '外部人员'}。", hint="用 yiju bots groups members 查看。"
            )
        audit.append(connection, actor, "group.member_dropped", f"{channel} {chat}", {"member": key})


def hear(sql: Database, chat: Chat, corp: str, sender: str) -> None:
    """Keep that somebody spoke in a group, and so reads along."""
    key = member_key(corp, sender)
    theirs = (*_it(_members, chat.channel, chat.id), _members.c.external_id == key)
    with sql.read() as connection:
        if connection.scalar(sa.select(_members.c.heard).where(*theirs)):
            return
    row = {"channel": chat.channel, "chat": chat.id, "external_id": key, "heard": True}
    with sql.write() as connection:
        insert_ignore(connection, _members, [row])
        connection.execute(sa.update(_members).where(*theirs).values(heard=True))


def rights_in(sql: Database, chat: Chat) -> Rights | None:
    """What everybody in a group may see; None where that is not known, or is nothing."""
    with sql.read() as connection:
        if (
            connection.scalar(sa.select(bot_groups.c.chat).where(*_it(bot_groups, chat.channel, chat.id)))
            is None
        ):
            return None
        keys = connection.scalars(_keys(chat.channel, chat.id)).all()
        users = _users(connection, PLATFORM[chat.channel], keys)
        waiting = _waiting(connection, chat)
        if users is None or waiting is None:
            return None
        return _common(connection, users | waiting)


def list_groups(sql: Database) -> list[Group]:
    """The declared groups, by channel and title."""
    with sql.read() as connection:
        rows = connection.execute(
            sa.select(bot_groups).order_by(bot_groups.c.channel, bot_groups.c.title)
        ).all()
    return [_group(sql, row) for row in rows]


def find_group(sql: Database, channel: ChannelName, chat: str) -> Group:
    """One of them. Raises NotFound."""
    with sql.read() as connection:
        row = connection.execute(sa.select(bot_groups).where(*_it(bot_groups, channel, chat))).one_or_none()
    if row is None:
        raise _unknown(chat)
    return _group(sql, row)


def member_key(corp: str, external_id: str) -> str:
    """How somebody is kept: an id means one person within one organisation only."""
    key = f"{corp}/{external_id}" if corp and external_id else OUTSIDER
    return key if len(key) <= _MOST else OUTSIDER


def _group(sql: Database, row: sa.Row[tuple[object, ...]]) -> Group:
    channel: ChannelName = row.channel
    with sql.read() as connection:
        heard = {
            one.external_id: one.heard
            for one in connection.execute(sa.select(_members).where(*_it(_members, channel, row.chat)))
        }
        linked = _linked(connection, PLATFORM[channel], heard)
    rights = rights_in(sql, Chat(channel=channel, bot="", id=row.chat, group=True))
    members = tuple(
        Member(corp=corp, external_id=name, heard=heard[key], user=linked.get(key, ""))
        for key in sorted(heard)
        for corp, _, name in [key.partition("/")]
    )
    closed = "" if rights else _why(members)
    return Group(
        channel=channel,
        chat=row.chat,
        title=row.title,
        declared_by=row.declared_by,
        members=members,
        units=rights.units if rights else frozenset(),
        closed=closed,
    )


def _why(members: Iterable[Member]) -> str:
    nobody = [one.external_id or "外部人员" for one in members if not one.user]
    return f"没有关联用户：{'、'.join(nobody)}" if nobody else "群里的人没有共同可见的单元"


def _common(connection: sa.Connection, users: Collection[str]) -> Rights | None:
    rows = connection.execute(sa.select(tables.users).where(tables.users.c.name.in_(sorted(users)))).all()
    ranks = [max((_RANK.index(role) for role in row.roles if role in _RANK), default=-1) for row in rows]
    if len(rows) < len(users) or min(ranks, default=-1) < 0 or any("customer" in row.roles for row in rows):
        return None
    of = tables.user_units
    pairs = connection.execute(sa.select(of.c.user, of.c.unit).where(of.c.user.in_(sorted(users)))).all()
    units = [frozenset(pair.unit for pair in pairs if pair.user == user) for user in users]
    shared = frozenset.intersection(*units)
    return Rights(role=_RANK[min(ranks)], units=shared) if shared else None


def _users(connection: sa.Connection, platform: Platform, keys: Collection[str]) -> frozenset[str] | None:
    """Whom these people are linked to; None where one is to nobody."""
    linked = _linked(connection, platform, keys)
    return frozenset(linked.values()) if linked.keys() == set(keys) else None


def _linked(connection: sa.Connection, platform: Platform, keys: Collection[str]) -> dict[str, str]:
    names = {key.partition("/")[2] for key in keys} - {""}
    query = sa.select(identities).where(
        identities.c.platform == platform, identities.c.external_id.in_(sorted(names))
    )
    found = {member_key(row.corp, row.external_id): row.user for row in connection.execute(query)}
    return {key: user for key, user in found.items() if key in keys}


def _waiting(connection: sa.Connection, chat: Chat) -> frozenset[str] | None:
    """The users of those whose messages there wait to be dealt with; None where one is linked to nobody."""
    corp = bot_inbox.c.body["incoming"]["corp"].as_string()
    there = (*_it(bot_inbox, chat.channel, chat.id), bot_inbox.c.state.in_(["waiting", "in_flight"]))
    rows = connection.execute(sa.select(corp.label("corp"), bot_inbox.c.sender).where(*there).distinct())
    keys = {member_key(row.corp, row.sender) for row in rows}
    return _users(connection, PLATFORM[chat.channel], keys)


def _keys(channel: ChannelName, chat: str) -> sa.Select[str]:
    return sa.select(_members.c.external_id).where(*_it(_members, channel, chat))


def _it(table: sa.Table, channel: ChannelName, chat: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.channel == channel, table.c.chat == chat


def _unknown(chat: str) -> NotFound:
    return NotFound(f"没有登记过这个群：{chat}", hint="用 yiju bots groups list 查看；登记用 declare。")
