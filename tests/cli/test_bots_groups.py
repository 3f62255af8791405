"""``yiju bots groups`` and ``yiju subscriptions``, as an administrator types them."""

from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("YIJU_DINGTALK_CORP_ID", "dingcorp1")
    folder = str(tmp_path / "data")
    for name in ("rep", "boss"):
        assert yiju("users", "add", name, "--role", "rep", "--unit", "main", "--data", folder).code == 0
    link = ("--platform", "dingtalk", "--corp", "dingcorp1", "--id", "u-rep")
    assert yiju("users", "link", "rep", *link, "--data", folder).code == 0
    return folder


def _groups(data: str, command: str, *more: str) -> Ran:
    return yiju("bots", "groups", command, *more, "--data", data)


def test_a_group_is_declared_seen_and_taken_off(data: str) -> None:
    at = ("g1", "--platform", "dingtalk")
    made = _groups(data, "declare", *at, "--title", "销售群", "--member", "u-rep", "--member", "u-new")
    assert made.code == 0 and "没有关联用户：u-new" in made.out
    assert "u-new\t没有关联用户\t登记\tdingcorp1" in _groups(data, "members", *at).out
    dropped = _groups(data, "members", *at, "--drop", "u-new", "--json").json
    assert [one["user"] for one in dropped["members"]] == ["rep"] and dropped["units"] == ["main"]
    assert "公开回答：main" in _groups(data, "list").out
    assert _groups(data, "remove", *at).code == 0
    assert _groups(data, "list", "--json").json == {"groups": []}


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("remove", "g9", "--platform", "dingtalk"), 1, "没有登记过这个群"),
        (("members", "g9", "--platform", "feishu"), 2, "dingtalk wecom"),
        (("declare", "g", "--platform", "wecom", "--title", "t", "--member", "u"), 1, "YIJU_WECOM_CORP_ID"),
    ],
)
def test_what_is_wrong_is_told(data: str, line: tuple[str, ...], code: int, told: str) -> None:
    ran = _groups(data, *line)
    assert ran.code == code and told in ran.err


def test_subscriptions_are_set_for_a_user(data: str) -> None:
    def run(*line: str) -> Ran:
        return yiju("subscriptions", *line, "--data", data)

    assert "brief\t拜访简报\t已订阅\thours=3" in run("list", "rep").out
    assert run("add", "rep", "digest", "--set", "at=7:30", "--json").json["options"]["at"] == "07:30"
    assert "没有订阅" in run("remove", "rep", "拜访简报").out
    assert run("quiet", "rep", "22:00-7:00", "--json").json["quiet"] == "22:00-07:00"
    found = run("list", "rep", "--json").json
    assert [one["topic"] for one in found["subscriptions"] if one["wanted"]] == ["digest"]
    for line, code in (
        (("add", "rep", "天气"), 1),
        (("add", "rep", "digest", "--set", "at"), 2),
        (("list", "x"), 1),
    ):
        assert run(*line).code == code
