"""Sessions: found by their token alone, until they end."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.support.stored import viewer
from yiju.errors import NotFound
from yiju.store import audit, tables
from yiju.store.database import Database
from yiju.store.session_tables import sessions as table
from yiju.store.users import save_user
from yiju.web import sessions

HOURS = dt.timedelta(hours=8)
IDLE = dt.timedelta(hours=2)


def _aged(sql: Database, **columns: dt.timedelta) -> None:
    """Make every session older by so much."""
    with sql.write() as connection:
        for row in connection.execute(sa.select(table)).all():
            moved = {name: row._mapping[name] - by for name, by in columns.items()}
            connection.execute(
                sa.update(table).where(table.c.token_sha256 == row.token_sha256).values(**moved)
            )


def _seen(sql: Database) -> dt.datetime:
    with sql.read() as connection:
        found: dt.datetime = connection.execute(sa.select(table.c.seen_at)).scalar_one()
    return found


def test_a_session_is_found_by_its_token_which_is_kept_nowhere(sql: Database) -> None:
    token, made = sessions.begin(sql, "head", "local", HOURS)
    assert len(token) >= 43
    assert sessions.find(sql, token, IDLE) == made
    assert sessions.find(sql, token + "x", IDLE) is None
    assert sessions.find(sql, made.token_sha256, IDLE) is None
    with sql.read() as connection:
        rows = str(connection.execute(sa.select(table)).all()) + str(
            connection.execute(sa.select(tables.audit)).all()
        )
    assert token not in rows


def test_tokens_and_csrf_differ(sql: Database) -> None:
    made = [sessions.begin(sql, "head", "local", HOURS) for _ in range(3)]
    assert len({token for token, _ in made} | {one.csrf for _, one in made}) == 6


def test_it_ends_when_its_time_is_over_however_busy(sql: Database) -> None:
    token, _ = sessions.begin(sql, "head", "local", HOURS)
    _aged(sql, expires_at=HOURS - dt.timedelta(seconds=30))
    assert sessions.find(sql, token, IDLE) is not None
    _aged(sql, expires_at=dt.timedelta(seconds=31))
    assert sessions.find(sql, token, IDLE) is None


def test_it_ends_when_nobody_comes_and_slides_when_somebody_does(sql: Database) -> None:
    token, _ = sessions.begin(sql, "head", "local", HOURS)
    began = _seen(sql)
    sessions.find(sql, token, IDLE)
    assert _seen(sql) == began, "a read within a minute writes nothing"
    _aged(sql, seen_at=IDLE - dt.timedelta(seconds=30))
    before = _seen(sql)
    assert sessions.find(sql, token, IDLE) is not None
    assert _seen(sql) - before > dt.timedelta(hours=1)
    _aged(sql, seen_at=IDLE + dt.timedelta(seconds=30))
    assert sessions.find(sql, token, IDLE) is None


def test_a_programs_token_does_not_go_idle(sql: Database) -> None:
    token, _ = sessions.begin(sql, "head", "token", dt.timedelta(days=90))
    _aged(sql, seen_at=dt.timedelta(days=30))
    assert sessions.find(sql, token, IDLE) is not None
    _aged(sql, expires_at=dt.timedelta(days=90))
    assert sessions.find(sql, token, IDLE) is None


def test_an_ended_one_stays_ended_and_is_told_of_once(sql: Database) -> None:
    token, made = sessions.begin(sql, "head", "local", HOURS)
    other, _ = sessions.begin(sql, "head", "token", HOURS)
    sessions.end(sql, made)
    sessions.end(sql, made)
    assert sessions.find(sql, token, IDLE) is None
    assert sessions.find(sql, other, IDLE) is not None
    assert sessions.end_all(sql, "head", "boss") == 1
    assert sessions.find(sql, other, IDLE) is None
    assert sessions.end_all(sql, "head", "boss") == 0
    told = [(one.actor, one.action) for one in audit.entries(sql)]
    assert told.count(("head", "session.ended")) == 1
    assert told.count(("boss", "session.ended_all")) == 1
    assert audit.verify_chain(sql) == []


def test_the_viewer_is_the_user_as_registered_now(sql: Database) -> None:
    save_user(sql, "head", roles=["director"], units=["main"], actor="test")
    _, made = sessions.begin(sql, "head", "dingtalk", HOURS)
    assert sessions.viewer_of_session(sql, made).roles == {"director"}
    save_user(sql, "head", roles=["rep"], units=["west"], actor="test")
    seen = sessions.viewer_of_session(sql, made)
    assert seen == viewer("west", user="head")
    with sql.write() as connection:
        connection.execute(sa.delete(tables.user_units))
        connection.execute(sa.delete(tables.users))
    with pytest.raises(NotFound):
        sessions.viewer_of_session(sql, made)


def test_only_a_local_sign_in_makes_the_local_user(sql: Database) -> None:
    """Whoever was registered under that very name, before it was reserved, is not the local admin."""
    with sql.write() as connection:
        connection.execute(sa.insert(tables.users).values(name="local", roles=["rep"]))
    _, here = sessions.begin(sql, "local", "local", HOURS)
    _, elsewhere = sessions.begin(sql, "local", "wecom", HOURS)
    assert sessions.viewer_of_session(sql, here).roles == {"admin"}
    assert sessions.viewer_of_session(sql, elsewhere).roles == {"rep"}


def test_csrf_of_another_session_is_not_this_ones(sql: Database) -> None:
    _, one = sessions.begin(sql, "head", "local", HOURS)
    _, two = sessions.begin(sql, "head", "local", HOURS)
    assert sessions.same_csrf(one, one.csrf)
    for wrong in (two.csrf, "", one.csrf[:-1], one.csrf + "x", "é", "\ud800"):
        assert not sessions.same_csrf(one, wrong)
