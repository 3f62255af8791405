"""The ``state`` of a sign-in elsewhere: random, for one browser, for ten minutes, used once."""

import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa

from yiju.store.database import Database
from yiju.store.session_tables import sign_in_states

LASTING = dt.timedelta(minutes=10)


def begin(sql: Database, platform: str, next: str) -> tuple[str, str]:
    """A new state, and the secret that the asking browser keeps as a cookie: 32 random bytes each."""
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = dt.datetime.now(dt.UTC)
    row = {
        "state_sha256": _hash(state),
        "browser_sha256": _hash(browser),
        "platform": platform,
        "next": next,
        "expires_at": now + LASTING,
    }
    with sql.write() as connection:
        connection.execute(sa.delete(sign_in_states).where(sign_in_states.c.expires_at < now))
        connection.execute(sa.insert(sign_in_states).values(**row))
    return state, browser


def take(sql: Database, platform: str, state: str, browser: str) -> str | None:
    """Use a state up. Returns where to go on to; None where it is not this browser's, or no longer good.

    Whoever presents a state, it is gone afterwards.
    """
    of_it = sign_in_states.c.state_sha256 == _hash(state)
    with sql.write() as connection:
        row = connection.execute(
            sa.delete(sign_in_states).where(of_it).returning(sign_in_states)
        ).one_or_none()
    if row is None or row.platform != platform:
        return None
    expires = row.expires_at if row.expires_at.tzinfo else row.expires_at.replace(tzinfo=dt.UTC)
    same = hmac.compare_digest(row.browser_sha256, _hash(browser))
    return str(row.next) if same and dt.datetime.now(dt.UTC) < expires else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
