"""Who somebody on DingTalk or WeCom is here. Only an administrator links the two; a sign-in never does."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa

from yiju.errors import Conflict, Invalid, NotFound
from yiju.store import audit, tables
from yiju.store.database import Database
from yiju.store.session_tables import identities, sessions
from yiju.store.types import Frozen

Platform = Literal["dingtalk", "wecom"]
PLATFORMS: tuple[Platform, ...] = ("dingtalk", "wecom")


class Identity(Frozen):
    """A person of an organisation on a platform, and the user they are."""

    platform: Platform
    corp: str
    external_id: str
    user: str


def link(sql: Database, identity: Identity, actor: str) -> None:
    """Let this person sign in as this user. Audited; the same again changes nothing.

    Raises:
        NotFound: no such user.
        Conflict: the person is another user already.
        YijuError: a part is empty or too long.
    """
    for name, value, most in (("corp", identity.corp, 100), ("id", identity.external_id, 200)):
        if not value.strip() or len(value) > most:
            raise Invalid(f"--{name} 要写 1 到 {most} 个字。")
    with sql.write() as connection:
        known = sa.select(tables.users.c.name).where(tables.users.c.name == identity.user)
        if connection.scalar(known) is None:
            raise NotFound(f"没有这个用户：{identity.user}", hint="先用 yiju users add 登记。")
        held = connection.scalar(_user(identity.platform, identity.corp, identity.external_id))
        if held == identity.user:
            return
        if held is not None:
            raise Conflict(
                f"{identity.external_id} 已经是用户 {held}。", hint="先用 yiju users unlink 解除。"
            )
        row = identity.model_dump() | {"linked_by": actor, "linked_at": dt.datetime.now(dt.UTC)}
        connection.execute(sa.insert(identities).values(**row))
        told = identity.model_dump(exclude={"user"})
        audit.append(connection, actor, "identity.linked", identity.user, told)


def unlink(sql: Database, user: str, platform: Platform, actor: str) -> list[Identity]:
    """Take away a user's identities on a platform. Audited. Open sessions go on until they end.

    Raises:
        NotFound: there is none.
    """
    theirs = sa.and_(identities.c.user == user, identities.c.platform == platform)
    with sql.write() as connection:
        rows = connection.execute(sa.select(identities).where(theirs)).all()
        if not rows:
            raise NotFound(f"用户 {user} 没有关联 {platform} 账号。")
        connection.execute(sa.delete(identities).where(theirs))
        gone = [_identity(row) for row in rows]
        told = {"platform": platform, "external_ids": [one.external_id for one in gone]}
        audit.append(connection, actor, "identity.unlinked", user, told)
    return gone


def unlink_person(sql: Database, platform: Platform, corp: str, external_id: str, actor: str) -> str | None:
    """Cut off somebody who left: the link goes, and so do the sessions of the user they were. Audited.

    Returns:
        That user; None where nobody was linked.
    """
    its = sa.and_(
        identities.c.platform == platform,
        identities.c.corp == corp,
        identities.c.external_id == external_id,
    )
    with sql.write() as connection:
        user = connection.scalar(_user(platform, corp, external_id))
        if user is None:
            return None
        connection.execute(sa.delete(identities).where(its))
        open_ones = sa.and_(sessions.c.user == user, sessions.c.ended.is_(False))
        ended = connection.execute(sa.update(sessions).where(open_ones).values(ended=True)).rowcount
        told = {"platform": platform, "external_ids": [external_id], "sessions": ended}
        audit.append(connection, actor, "identity.unlinked", user, told)
    return user


def list_identities(sql: Database) -> list[Identity]:
    """All of them, by user."""
    order = (identities.c.user, identities.c.platform, identities.c.external_id)
    with sql.read() as connection:
        return [_identity(row) for row in connection.execute(sa.select(identities).order_by(*order))]


def user_of(sql: Database, platform: Platform, corp: str, external_id: str) -> str | None:
    """The user that this person is, if they are linked to one."""
    with sql.read() as connection:
        return connection.scalar(_user(platform, corp, external_id))


def _user(platform: Platform, corp: str, external_id: str) -> sa.Select[str]:
    return sa.select(identities.c.user).where(
        identities.c.platform == platform,
        identities.c.corp == corp,
        identities.c.external_id == external_id,
    )


def _identity(row: sa.Row[tuple[object, ...]]) -> Identity:
    return Identity.model_validate({name: row._mapping[name] for name in Identity.model_fields})
