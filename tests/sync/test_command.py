"""``yiju sync`` as a shell runs it."""

import datetime as dt
from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one source that works, one that is away, and one that is wrong."""
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    monkeypatch.setenv("YIJU_PARSE_WORKERS", "0")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("# 报价\n\n价格为两万元。", encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sources.yaml").write_text(
        f"- {{name: 盘, kind: folder, path: {tmp_path / 'in'}, customer: 莱茵汽车, settle: 0}}\n"
        f"- {{name: 远, kind: folder, path: {tmp_path / 'away'}, customer: 莱茵汽车}}\n"
        "- {name: 错, kind: rest, url: 'https://x.example', fields: {key: id}, password: geheim1}\n"
        "- {name: 密, kind: rest, url: 'https://x.example', fields: {key: id}, enabled: false,"
        " auth: {type: bearer, token: 'env:T_NOT_SET'}}\n",
        encoding="utf-8",
    )
    return folder


def _sync(data: Path, *line: str) -> Ran:
    return yiju("sync", *line, "--data", str(data))


def test_one_that_is_wrong_stops_no_other(data: Path) -> None:
    ran = _sync(data, "--json")
    assert ran.code == 1
    told = {one["name"]: one for one in ran.json["sources"]}
    assert (told["盘"]["outcome"], told["盘"]["counts"]["documents"]) == ("done", 1)
    assert told["远"]["outcome"] == "down" and "没有文件夹" in told["远"]["reason"]
    assert [one["name"] for one in ran.json["troubles"]] == ["错"]
    assert "geheim" not in ran.out + ran.err and "密" not in told
    assert yiju("sources", "--json", "--data", str(data)).json["totals"]["documents"] == 1
    again = _sync(data)
    assert again.code == 1 and "盘：完成" in again.out and "未变 1" in again.out
    assert "远：暂缓" in again.out and "错：" in again.err


def test_named_ones_are_read_and_an_unknown_name_is_bad_usage(data: Path) -> None:
    assert _sync(data, "盘", "--no-wait").code == 0
    assert _sync(data, "run", "盘").code == 0
    ran = _sync(data, "没有")
    assert (ran.code, "没有这个来源：没有" in ran.err) == (2, True)
    ran = _sync(data, "错", "--json")
    assert ran.code == 1 and "env:变量名" in ran.json["error"]
    ran = _sync(data, "密")
    assert ran.code == 1 and "T_NOT_SET" in ran.err


def test_a_dry_run_reads_nothing(data: Path) -> None:
    ran = _sync(data, "盘", "--dry-run", "--json")
    assert ran.json["sources"][0]["counts"] == {"offered": 1, "new": 1}
    assert yiju("sources", "--json", "--data", str(data)).json["totals"]["documents"] == 0


def test_check_names_what_is_wrong(data: Path) -> None:
    ran = _sync(data, "check", "--json")
    assert ran.code == 1
    assert {one["name"]: one["error"] for one in ran.json["troubles"]} == {
        "错": "password 不对：密码、令牌不能直接写在文件里，要写成 env:变量名",
        "密": "没有设置环境变量 T_NOT_SET",
    }
    (data / "sources.yaml").write_text("[]")
    ran = _sync(data, "check")
    assert (ran.code, "还没有来源" in ran.out) == (0, True)
    (data / "sources.yaml").unlink()
    ran = _sync(data, "check")
    assert (ran.code, "docs/sources.md" in ran.err) == (1, True)


def test_check_warns_of_customers_and_units_that_are_not_there(data: Path) -> None:
    assert _sync(data, "check", "--json").json["warnings"] == []  # nobody is known yet: all are new
    _sync(data, "盘")
    (data / "sources.yaml").write_text(
        "".join(
            f"- {{name: {name}, kind: folder, path: {data.parent}, {more}}}\n"
            for name, more in (
                ("对", "customer: 莱茵汽车"),
                ("客户错", "customer: 莱因汽车"),
                ("单元错", "customer: 莱茵汽车, unit: mian"),
                ("逐份判断", "settle: 0"),
            )
        ),
        encoding="utf-8",
    )
    ran = _sync(data, "check", "--json")
    told = {one["name"]: one["warning"] for one in ran.json["warnings"]}
    assert ran.code == 0 and told.keys() == {"客户错", "单元错"}
    assert "还没有客户“莱因汽车”" in told["客户错"] and "单元 mian 还没有" in told["单元错"]
    assert "注意：来源 客户错" in _sync(data, "check").err


def test_one_that_is_left_alone_says_until_when_as_clocks_here_show_it(data: Path) -> None:
    _sync(data)
    told = {one["name"]: one for one in _sync(data, "--json").json["sources"]}["远"]
    (listed,) = (one for one in _sync(data, "list", "--json").json["sources"] if one["name"] == "远")
    until = dt.datetime.fromisoformat(listed["not_before"]).astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert (told["outcome"], told["reason"]) == ("waiting", f"上次没读成，{until:%Y-%m-%d %H:%M:%S} 以后再试")


def test_one_that_failed_is_left_alone_by_the_bare_command_alone_and_tells_why(data: Path) -> None:
    _sync(data, "run")
    told = {one["name"]: one for one in _sync(data, "--json").json["sources"]}["远"]
    assert told["outcome"] == "waiting" and "没有文件夹" in told["last_failure"]
    assert "没有文件夹" in _sync(data).out
    told = {one["name"]: one for one in _sync(data, "run", "--json").json["sources"]}["远"]
    assert (told["outcome"], "没有文件夹" in told["reason"]) == ("down", True)
    file = data / "sources.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("away", "in"), encoding="utf-8")
    told = {one["name"]: one for one in _sync(data, "list", "--json").json["sources"]}["远"]
    assert dt.datetime.fromisoformat(told["next_run"]) <= dt.datetime.now(dt.UTC)
    told = {one["name"]: one for one in _sync(data, "--json").json["sources"]}["远"]
    assert told["outcome"] == "done"


def test_the_local_user_sees_sources_that_nothing_was_read_of(data: Path) -> None:
    ran = _sync(data, "list")
    assert ran.code == 0 and "盘\t文件夹\tmain\t还没有读过" in ran.out
    (data / "sources.yaml").unlink()
    ran = _sync(data, "list")
    assert (ran.code, f"没有来源。写在 {data / 'sources.yaml'} 里" in ran.err) == (0, True)


def test_list_tells_of_files_that_vanished(data: Path) -> None:
    _sync(data, "盘")
    (data.parent / "in" / "a.md").unlink()
    _sync(data, "盘")
    assert "1 项已不在来源处" in _sync(data, "list").out


def test_what_was_given_up_is_asked_for_again_by_name(data: Path) -> None:
    assert _sync(data, "盘", "--again", "--json").json["sources"][0]["counts"]["read"] == 1
    assert "--again" in yiju("sync", "run", "--help").out


def test_list_tells_how_they_stand(data: Path) -> None:
    (data.parent / "in" / "坏.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    _sync(data)
    told = {one["name"]: one for one in _sync(data, "list", "--json").json["sources"]}
    assert told["盘"]["items"] == {"read": 1, "failed": 1}
    assert told["盘"]["failures"][0]["name"] == "坏.pdf" and told["盘"]["next_run"]
    assert (told["远"]["outcome"], told["远"]["not_before"] is not None) == ("down", True)
    assert (told["密"]["outcome"], told["密"]["next_run"]) == ("", None)
    ran = _sync(data, "list")
    assert ran.code == 0 and "坏.pdf" in ran.out and "已停用" in ran.out
    assert "盘\t文件夹\t" in ran.out and "密\t接口\t" in ran.out and told["盘"]["kind"] == "folder"


def test_news_lists_the_newest_and_says_that_there_is_more(data: Path) -> None:
    (data.parent / "in" / "b.md").write_text("# 纪要\n\n交期为六周。", encoding="utf-8")
    _sync(data, "盘")
    ran = _sync(data, "news", "--limit", "1", "--json")
    assert (ran.code, len(ran.json["documents"]), ran.json["more"]) == (0, 1, True)
    assert "只列了最新的 1 份" in _sync(data, "news", "--limit", "1").err
    both = _sync(data, "news", "--json").json
    assert (len(both["documents"]), both["more"]) == (2, False)
    assert all(place["tag"] for one in both["documents"] for place in one["new"])
