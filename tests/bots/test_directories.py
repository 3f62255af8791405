"""Whether somebody is still there, as the platforms tell it: gone is cut off, doubt is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.support.chats import connect, wrote
from tests.support.gateways import DingTalk, Gateway, WeCom
from tests.support.stored import settings_for
from yiju.bots.directories import Directory, directory_of, find_present, sweep
from yiju.settings import Settings
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.identities import Platform, list_identities
from yiju.store.users import save_user


class Staffed(Gateway):
    """Answers who is there. ``staff``: user id → what is said of them."""

    ASKED: ClassVar = {"dingtalk": "/topapi/v2/user/get", "wecom": "/cgi-bin/user/get"}

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.platform = platform
        self.staff: dict[str, dict[str, Any]] = {}
        self.tokens = DingTalk() if platform == "dingtalk" else WeCom()

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Any:
        """The token as ever; a person by id."""
        if path != self.ASKED[self.platform]:
            return self.tokens.answer(method, path, query, headers, body)
        if query["access_token"] not in self.tokens._tokens:
            return 200, {"errcode": 40014, "errmsg": "m"}
        person = self.staff.get(query.get("userid") or (body or {}).get("userid", ""))
        if person is None:
            return 200, {"errcode": 60121 if self.platform == "dingtalk" else 60111, "errmsg": "m"}
        return 200, {"errcode": 0, "errmsg": "ok", **person}


@pytest.fixture(params=["dingtalk", "wecom"])
def far(request: pytest.FixtureRequest) -> Iterator[Staffed]:
    with Staffed(request.param) as made:
        made.staff["u-rep"] = {"result": {"userid": "u-rep", "active": True}, "status": 1}
        yield made


@pytest.fixture
def settings(tmp_path: Path, far: Staffed) -> Settings:
    return settings_for(
        tmp_path,
        bot_directory_minutes=5,
        dingtalk_client_id=DingTalk.CLIENT,
        dingtalk_client_secret=DingTalk.SECRET,
        dingtalk_corp_id=DingTalk.CORP,
        wecom_corp_id=WeCom.CORP,
        wecom_corp_secret=WeCom.SECRET,
        dingtalk_api_base=far.url,
        dingtalk_oapi_base=far.url,
        wecom_api_base=far.url,
    )


@pytest.fixture
def people(sql: Database, far: Staffed) -> Database:
    save_user(sql, "rep", roles=["rep"], units=["main"], actor="test")
    connect(sql, "rep", far.platform)
    return sql


def _fresh(settings: Settings, now: list[float]) -> Directory:
    made = directory_of(settings)
    assert made is not None
    return Directory(made._access, clock=lambda: now[0])


def test_who_is_there_is_served_and_asked_about_once(
    settings: Settings, people: Database, far: Staffed
) -> None:
    for _ in range(3):
        assert find_present(settings, people, wrote("rep", channel=far.platform)) is not None
    assert far.count(far.ASKED[far.platform]) == 1


def test_without_the_setting_nobody_is_asked_about(
    settings: Settings, people: Database, far: Staffed
) -> None:
    off = settings.model_copy(update={"bot_directory_minutes": 0})
    assert find_present(off, people, wrote("rep", channel=far.platform)) is not None
    assert sweep(off, people) == [] and far.asked == []


def test_who_left_is_cut_off_as_soon_as_that_is_known(settings: Settings, far: Staffed) -> None:
    now = [0.0]
    directory = _fresh(settings, now)
    corp = {"dingtalk": DingTalk.CORP, "wecom": WeCom.CORP}[far.platform]
    assert directory.is_there(far.platform, corp, "u-rep") is True
    del far.staff["u-rep"]
    now[0] = 299.0
    assert directory.is_there(far.platform, corp, "u-rep") is True, "kept for minutes"
    now[0] = 301.0
    assert directory.is_there(far.platform, corp, "u-rep") is False
    assert directory.is_there(far.platform, "another", "u-rep") is None


def test_the_sweep_cuts_off_and_says_so_in_the_audit(
    settings: Settings, people: Database, far: Staffed
) -> None:
    assert sweep(settings, people) == []
    far.staff["u-rep"] = {"result": None, "status": 5}
    again = settings.model_copy(update={"bot_directory_minutes": 6})  # another directory: nothing is kept
    assert sweep(again, people) == ["rep"]
    assert list_identities(people) == []
    assert find_present(settings, people, wrote("rep", channel=far.platform)) is None
    assert [one.actor for one in audit.entries(people) if one.action == "identity.unlinked"] == [
        "bots:directory"
    ]


@pytest.mark.parametrize(
    "answer", [(200, {"errcode": 60011}), (500, {}), (200, b"<html>"), (200, {"errcode": -1})]
)
def test_doubt_cuts_nobody_off(settings: Settings, people: Database, far: Staffed, answer: Any) -> None:
    far.fail(far.ASKED[far.platform], answer, answer)
    assert find_present(settings, people, wrote("rep", channel=far.platform)) is not None
    assert sweep(settings, people) == []


def test_an_id_that_wecom_never_knew_may_be_the_bots_own_name_for_somebody(
    settings: Settings, people: Database, far: Staffed
) -> None:
    far.staff.clear()
    found = find_present(settings, people, wrote("rep", channel=far.platform))
    assert (found is None) == (far.platform == "dingtalk")


def test_a_platform_that_falls_silent_is_asked_once_a_sweep(
    settings: Settings, people: Database, far: Staffed
) -> None:
    for name in ("ann", "bea", "cam"):
        save_user(people, name, roles=["rep"], units=["main"], actor="test")
        connect(people, name, far.platform)
        far.staff[f"u-{name}"] = far.staff["u-rep"]
    now = [0.0]
    directory = _fresh(settings, now)
    assert directory.sweep(people, 30.0) == []
    asked = far.count(far.ASKED[far.platform])
    assert asked == 4
    now[0] = 301.0  # nothing is known any more
    far.fail(far.ASKED[far.platform], *[(500, {})] * 8)
    assert directory.sweep(people, 30.0) == []
    assert far.count(far.ASKED[far.platform]) - asked <= 2, "once, and once more where it was busy"


def test_a_sweep_ends_in_time_and_the_next_goes_on_where_it_ended(
    settings: Settings, people: Database, far: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ann", "bea", "cam"):
        save_user(people, name, roles=["rep"], units=["main"], actor="test")
        connect(people, name, far.platform)
        far.staff[f"u-{name}"] = far.staff["u-rep"]
    now = [1.0]
    directory = _fresh(settings, now)
    heard = far.answer

    def slowly(*asked: Any) -> Any:
        now[0] += 10.0
        return heard(*asked)

    monkeypatch.setattr(far, "answer", slowly)
    directory.sweep(people, 15.0)
    first = far.count(far.ASKED[far.platform])
    assert 1 <= first < 4
    for _ in range(3):
        directory.sweep(people, 15.0)
    assert far.count(far.ASKED[far.platform]) >= 4
    assert len(directory._known) == 4, "everybody has been asked about"
