"""Somebody who left: their keys go, what they wrote stays, and the log tells who took them away."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.support.reviewed import HEAD, HEAD_2, advice, judge, keep
from yiju.errors import Invalid, NotFound
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.assignments import assign
from yiju.store import audit, tables
from yiju.store.access import viewer_for
from yiju.store.database import Database
from yiju.store.identities import Identity, link, list_identities
from yiju.store.units import list_units
from yiju.store.users import Removed, remove_user, save_user
from yiju.web.sessions import begin, find


def test_what_goes_with_a_user_and_what_stays(sql: Database) -> None:
    for who in (HEAD, HEAD_2):
        save_user(sql, who.user, roles=who.roles, units=who.units, actor="t")
        link(sql, Identity(platform="wecom", corp="ww1", external_id=who.user, user=who.user), "t")
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1")
    assign(sql, HEAD_2, "s1", HEAD.user)
    hour = dt.timedelta(hours=1)
    gone, stays = (begin(sql, who.user, "token", hour)[0] for who in (HEAD, HEAD_2))
    removed = remove_user(sql, HEAD.user, actor="boss")
    assert removed == Removed(user="head", ended=1, unlinked=1, unassigned=1)
    assert find(sql, gone, hour) is None
    assert find(sql, stays, hour) is not None
    assert [one.user for one in list_identities(sql)] == ["head2"]
    assert [one.author for one in annotations_of(sql, HEAD_2, "s1")] == ["head"]
    assert [unit.members for unit in list_units(sql, HEAD_2)] == [("head2",)]
    assert audit.verify_chain(sql) == []
    with sql.read() as connection:
        newest = sa.select(tables.audit.c.actor, tables.audit.c.action).order_by(tables.audit.c.seq.desc())
        assert tuple(connection.execute(newest).first() or ()) == ("boss", "user.removed")
    with pytest.raises(NotFound):
        viewer_for(sql, "head")
    with pytest.raises(NotFound):
        remove_user(sql, "head", actor="boss")


def test_the_local_users_name_is_nobodys(sql: Database) -> None:
    with pytest.raises(Invalid, match="本机用户"):
        save_user(sql, "local", roles=["rep"], units=["main"], actor="t")
