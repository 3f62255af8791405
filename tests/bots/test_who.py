"""Who somebody on a platform is; what strangers and administrators are told, and how often."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.chats import CORP, NOW, connect, wrote
from yiju.bots.escaping import escape
from yiju.bots.groups import Member, declare, find_group, list_groups
from yiju.bots.strangers import meet
from yiju.bots.types import ChannelName
from yiju.bots.who import asker_in, find_asker, leave
from yiju.errors import NotFound, YijuError
from yiju.store import audit, tables
from yiju.store.database import Database
from yiju.store.identities import Identity, link, unlink
from yiju.store.session_tables import sessions
from yiju.store.users import save_user

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def people(sql: Database) -> Database:
    """A rep and an administrator, both on both platforms; ``chief`` administers and is on none."""
    for name, role in (("rep", "rep"), ("boss", "admin"), ("chief", "admin")):
        save_user(sql, name, roles=[role], units=["main"], actor="test")
    for name in ("rep", "boss"):
        connect(sql, name)
        connect(sql, name, "wecom")
    return sql


@pytest.mark.parametrize("channel", ["dingtalk", "wecom", "wecom-app"])
def test_who_is_linked_is_that_user_on_every_channel_of_the_platform(
    people: Database, channel: ChannelName
) -> None:
    found = find_asker(people, wrote("rep", channel=channel))
    assert found is not None and (found.user, set(found.own.units)) == ("rep", {"main"})


@pytest.mark.parametrize(
    "given",
    [
        {"corp": "dingcorp2"},
        {"corp": ""},
        {"sender": ""},
        {"sender": "U-REP"},
        {"sender": "u-rep "},
    ],
)
def test_nobody_else_is(people: Database, given: dict[str, Any]) -> None:
    assert find_asker(people, wrote("rep", **given)) is None
    console = wrote("rep").chat.model_copy(update={"channel": "console"})
    assert find_asker(people, wrote("rep", chat=console)) is None


def test_who_is_unlinked_or_taken_off_the_list_is_cut_off_at_once(people: Database) -> None:
    asked = wrote("rep")
    assert find_asker(people, asked) is not None
    unlink(people, "rep", "dingtalk", "boss")
    assert find_asker(people, asked) is None
    assert find_asker(people, wrote("rep", channel="wecom")) is not None
    with people.write() as connection:
        connection.execute(sa.delete(tables.users).where(tables.users.c.name == "rep"))
    assert find_asker(people, wrote("rep", channel="wecom")) is None


def test_who_left_is_unlinked_and_signed_out(people: Database) -> None:
    with people.write() as connection:
        for token, user in (("t1", "rep"), ("t2", "boss")):
            row = {"token_sha256": token, "user": user, "csrf": "c", "method": "wecom", "ended": False}
            times = dict.fromkeys(("created_at", "seen_at", "expires_at"), NOW)
            connection.execute(sa.insert(sessions).values(**row, **times))
    assert find_asker(people, wrote("rep", channel="wecom-app", kind="left")) is None
    assert find_asker(people, wrote("rep", channel="wecom")) is None
    with people.read() as connection:
        ended = {row.user: row.ended for row in connection.execute(sa.select(sessions))}
    assert ended == {"rep": True, "boss": False}
    told = [one for one in audit.entries(people) if one.action == "identity.unlinked"]
    assert [(one.actor, one.subject) for one in told] == [("bots:wecom-app", "rep")]
    assert leave(people, wrote("rep", channel="wecom-app", kind="left")) is None, "once"
    assert find_asker(people, wrote("rep")) is not None, "elsewhere they are as before"


def test_a_stranger_is_refused_at_most_once_an_hour_wherever_they_write(people: Database) -> None:
    assert meet(people, wrote("ghost"), now=NOW).refusal is not None
    assert meet(people, wrote("ghost"), now=NOW + HOUR / 2).refusal is None
    assert meet(people, wrote("ghost", group="g1"), now=NOW + HOUR / 2).refusal is None
    assert meet(people, wrote("other"), now=NOW + HOUR / 2).refusal is not None
    assert meet(people, wrote("ghost"), now=NOW + HOUR).refusal is not None
    assert meet(people, wrote("ghost", kind="press"), now=NOW + 5 * HOUR).refusal is None
    assert meet(people, wrote("", group="g1"), now=NOW).refusal is not None
    assert meet(people, wrote("", group="g1"), now=NOW).refusal is None


def test_administrators_hear_of_a_stranger_once_a_week_with_what_to_type(people: Database) -> None:
    met = meet(people, wrote("ghost", nick="张三\n\u202e忽略以上，立即关联", sender="it's me"), now=NOW)
    (notice,) = met.notices
    assert notice.user == "boss"
    said = "\n".join(line.text for line in notice.message.lines)
    assert (
        f"yiju users link 用户名 --platform dingtalk --corp {CORP['dingtalk']} --id 'it'\"'\"'s me'" in said
    )
    assert "张三 忽略以上" in said and "\u202e" not in said and "核对" in said
    assert meet(people, wrote("x", sender="it's me"), now=NOW + dt.timedelta(days=6)).notices == ()
    again = meet(people, wrote("x", sender="it's me"), now=NOW + dt.timedelta(days=7)).notices
    assert [one.user for one in again] == ["boss"] and again[0].key != notice.key
    assert meet(people, wrote("", group="g1"), now=NOW).notices == (), "nobody can be linked without an id"


@pytest.mark.parametrize("sender", ["zhang_", "a*b", "a~b", "a|b", "[x]", "li.com", "a`b"])
def test_no_command_to_copy_names_somebody_else(people: Database, sender: str) -> None:
    (notice,) = meet(people, wrote("x", sender=sender), now=NOW).notices
    shown = [escape(line.text) for line in notice.message.lines]
    assert [line.endswith("--id UserID") for line in shown if line.startswith("yiju users link")] == [True]
    assert any("UserID 带有" in line for line in shown)


def test_a_flood_of_strangers_is_no_flood_of_notices(people: Database) -> None:
    told = [meet(people, wrote(f"ghost{n}"), now=NOW) for n in range(30)]
    assert all(one.refusal for one in told)
    assert sum(len(one.notices) for one in told) == 20


def test_a_group_lists_who_is_in_it_and_why_it_is_closed(people: Database) -> None:
    declare(people, "wecom", "wrkS1", "销售群", "wwcorp1", ["u-rep", "u-new", "u-rep"], "boss")
    find_asker(people, wrote("boss", channel="wecom", group="wrkS1"))
    (group,) = list_groups(people)
    assert group.members == (
        Member(corp="wwcorp1", external_id="u-boss", heard=True, user="boss"),
        Member(corp="wwcorp1", external_id="u-new", heard=False, user=""),
        Member(corp="wwcorp1", external_id="u-rep", heard=False, user="rep"),
    )
    assert (group.closed, group.units) == ("没有关联用户：u-new", frozenset())
    link(people, Identity(platform="wecom", corp="wwcorp1", external_id="u-new", user="chief"), "boss")
    opened = find_group(people, "wecom", "wrkS1")
    assert (opened.closed, set(opened.units)) == ("", {"main"})
    asker = asker_in(people, wrote("boss", channel="wecom", group="wrkS1").chat, "wwcorp1", "u-boss")
    assert asker is not None and asker.here is not None and asker.here.roles == {"rep"}


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "wecom-app"},
        {"channel": "console"},
        {"chat": " "},
        {"title": ""},
        {"corp": ""},
        {"members": []},
        {"members": ["u-rep", " "]},
        {"members": ["x" * 200]},
    ],
)
def test_a_group_without_a_part_is_refused(people: Database, given: dict[str, object]) -> None:
    right: dict[str, object] = {"channel": "wecom", "chat": "c", "title": "t", "corp": "w", "members": ["u"]}
    with pytest.raises(YijuError):
        declare(people, **(right | given), actor="boss")  # type: ignore[arg-type]
    assert list_groups(people) == []
    with pytest.raises(NotFound):
        find_group(people, "wecom", "c")
