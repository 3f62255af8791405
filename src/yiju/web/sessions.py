"""Sessions: who is signed in. The token is only with its owner; here lies its hash."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Literal

import sqlalchemy as sa

from yiju.store import audit
from yiju.store.access import LOCAL_USER, local_viewer, viewer_for
from yiju.store.database import Database
from yiju.store.session_tables import sessions
from yiju.store.types import Frozen, Viewer
from yiju.web.seen import touch

Way = Literal["local", "dingtalk", "wecom", "token"]

_SLIDE = dt.timedelta(seconds=60)
"""How old the last-seen moment may grow before it is written again: reading costs no write."""
_KEPT = dt.timedelta(days=7)
"""How long an ended session's row stays."""


class Session(Frozen):
    """One sign-in. ``csrf`` goes to the owner's pages and comes back with every change."""

    token_sha256: str
    user: str
    csrf: str
    method: Way
    created_at: dt.datetime
    expires_at: dt.datetime


def begin(sql: Database, user: str, method: Way, lasting: dt.timedelta) -> tuple[str, Session]:
    """Sign somebody in: always a new token (32 random bytes), whatever the browser had before. Audited."""
    token = secrets.token_urlsafe(32)
    now = dt.datetime.now(dt.UTC)
    made = Session(
        token_sha256=_hash(token),
        user=user,
        csrf=secrets.token_urlsafe(32),
        method=method,
        created_at=now,
        expires_at=now + lasting,
    )
    with sql.write() as connection:
        connection.execute(sa.delete(sessions).where(sessions.c.expires_at < now - _KEPT))
        row = made.model_dump() | {"seen_at": now, "ended": False}
        connection.execute(sa.insert(sessions).values(**row))
        audit.append(connection, user, "session.began", made.token_sha256[:12], {"method": method})
    return token, made


def find(
    sql: Database, token: str, idle: dt.timedelta, used: Callable[[str], object] | None = None
) -> Session | None:
    """The session that a token belongs to; None once it ended, expired, or stood idle for too long.

    A program's token does not go idle. Reads alone, where ``used`` is given.

    Args:
        used: told the token's hash when it is time to write down that the session is in use; without it that
            is written here, if nobody holds the lock.
    """
    now = dt.datetime.now(dt.UTC)
    of_it = sessions.c.token_sha256 == _hash(token)
    with sql.read() as connection:
        row = connection.execute(sa.select(sessions).where(of_it)).one_or_none()
    if row is None or row.ended or _utc(row.expires_at) <= now:
        return None
    unseen = now - _utc(row.seen_at)
    if row.method != "token" and unseen > idle:
        return None
    if unseen > min(_SLIDE, idle / 4):
        touch(sql, row.token_sha256) if used is None else used(row.token_sha256)
    names = set(Session.model_fields)
    found = {name: value for name, value in row._mapping.items() if name in names}
    moments = {name: _utc(found[name]) for name in ("created_at", "expires_at")}
    return Session.model_validate(found | moments)


def viewer_of_session(sql: Database, session: Session) -> Viewer:
    """Its user as registered now: a change of roles or units counts from the next request on.

    Raises:
        NotFound: the user is registered no longer.
    """
    if session.method == "local" and session.user == LOCAL_USER:
        return local_viewer(sql)
    return viewer_for(sql, session.user)


def same_csrf(session: Session, given: str) -> bool:
    """Whether this is the session's own, compared in constant time."""
    return hmac.compare_digest(session.csrf.encode(), given.encode("utf-8", "surrogatepass"))


def end(sql: Database, session: Session) -> None:
    """Sign out: the token is worth nothing from now on. Audited."""
    of_it = sa.and_(sessions.c.token_sha256 == session.token_sha256, sessions.c.ended.is_(False))
    with sql.write() as connection:
        if connection.execute(sa.update(sessions).where(of_it).values(ended=True)).rowcount:
            audit.append(connection, session.user, "session.ended", session.token_sha256[:12])


def end_all(sql: Database, user: str, actor: str) -> int:
    """End every session and token of a user. Audited. Returns how many there were."""
    theirs = sa.and_(sessions.c.user == user, sessions.c.ended.is_(False))
    with sql.write() as connection:
        count = connection.execute(sa.update(sessions).where(theirs).values(ended=True)).rowcount
        if count:
            audit.append(connection, actor, "session.ended_all", user, {"count": count})
    return count


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
