"""Who somebody elsewhere is here; states of a sign-in; work beside the requests."""

import threading
from pathlib import Path

import pytest

from tests.support.shell import yiju
from yiju.errors import Conflict, NotFound, YijuError
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.identities import Identity, link, list_identities, unlink, user_of
from yiju.store.users import save_user
from yiju.web import states
from yiju.web.work import Work

HEAD = Identity(platform="wecom", corp="ww1", external_id="zhangsan", user="head")


def test_a_person_is_one_user_and_only_where_they_were_linked(sql: Database) -> None:
    for name in ("head", "other"):
        save_user(sql, name, roles=["rep"], units=["main"], actor="test")
    link(sql, HEAD, "boss")
    link(sql, HEAD, "boss")
    assert user_of(sql, "wecom", "ww1", "zhangsan") == "head"
    for elsewhere in (
        ("dingtalk", "ww1", "zhangsan"),
        ("wecom", "ww2", "zhangsan"),
        ("wecom", "ww1", "ZHANGSAN"),
    ):
        assert user_of(sql, *elsewhere) is None
    with pytest.raises(Conflict):
        link(sql, HEAD.model_copy(update={"user": "other"}), "boss")
    with pytest.raises(NotFound):
        link(sql, HEAD.model_copy(update={"user": "noone"}), "boss")
    for wrong in ({"corp": " "}, {"external_id": ""}, {"external_id": "x" * 201}):
        with pytest.raises(YijuError):
            link(sql, HEAD.model_copy(update=wrong), "boss")
    assert list_identities(sql) == [HEAD]
    assert unlink(sql, "head", "wecom", "boss") == [HEAD]
    assert user_of(sql, "wecom", "ww1", "zhangsan") is None
    with pytest.raises(NotFound):
        unlink(sql, "head", "wecom", "boss")
    told = [(one.actor, one.action) for one in audit.entries(sql) if one.action.startswith("identity.")]
    assert told == [("boss", "identity.linked"), ("boss", "identity.unlinked")]


def test_a_state_is_for_one_browser_one_platform_and_once(sql: Database) -> None:
    state, browser = states.begin(sql, "wecom", "/mine")
    assert states.take(sql, "wecom", state, browser) == "/mine"
    assert states.take(sql, "wecom", state, browser) is None
    for platform, given in (("dingtalk", None), ("wecom", "wrong")):
        state, browser = states.begin(sql, "wecom", "/mine")
        assert states.take(sql, platform, state, given or browser) is None
        assert states.take(sql, "wecom", state, browser) is None, "spent, whoever came with it"


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    yiju("users", "add", "head", "--role", "director", "--unit", "main", *data)
    where = ("--platform", "wecom", "--corp", "ww1", "--id", "zhangsan")
    assert yiju("users", "link", "head", *where, "--json", *data).json == HEAD.model_dump()
    assert "zhangsan" in yiju("users", "links", *data).out
    assert yiju("users", "link", "noone", *where, *data).code == 1
    assert yiju("users", "link", "head", "--platform", "x", "--corp", "c", "--id", "i", *data).code == 2
    token = yiju("users", "token", "head", *data)
    assert len(token.out.strip()) >= 43 and "head" in token.err
    gone = yiju("users", "unlink", "head", "--platform", "wecom", "--json", *data).json
    assert (gone["unlinked"], gone["ended"]) == ([HEAD.model_dump()], 1)


def test_work_of_one_name_is_done_once_at_a_time_and_ends_with_the_server() -> None:
    work, go, done = Work(), threading.Event(), []

    def act() -> None:
        go.wait(10)
        done.append(work.closing.is_set())

    assert work.begin("trial:1", act)
    assert not work.begin("trial:1", act)
    assert work.goes_on("trial:1") and not work.goes_on("trial:2")
    assert work.begin("trial:2", lambda: 1 // 0), "what fails is logged"
    closing = threading.Thread(target=work.close)
    closing.start()
    while not work.closing.is_set():
        pass
    go.set()
    closing.join(10)
    assert done == [True]
    assert not work.begin("trial:3", act)
