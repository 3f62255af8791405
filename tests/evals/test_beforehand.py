"""What a run needs is looked at before it runs, and nothing of that is left behind."""

import os
from pathlib import Path

import pytest

from tests.support.shell import yiju
from yiju.errors import YijuError
from yiju.evals.beforehand import fresh_folder, need_file, need_folder

SHUT = Path("/proc/yiju-evals")
"""Where nobody, root included, may write."""


def _told(tmp_path: Path, *options: str) -> str:
    given = () if "--data" in options else ("--data", str(tmp_path / "data"))
    ran = yiju("eval", "run", "terms", *options, *given)
    assert (ran.code, ran.out) == (1, "")
    assert "程序内部出错" not in ran.err
    assert "个套件，" not in ran.err  # nothing was asked
    assert not (tmp_path / "data").exists()
    return ran.err


@pytest.mark.parametrize("option", ["--data", "--out"])
def test_a_folder_that_is_a_file_or_shut(tmp_path: Path, option: str) -> None:
    file = tmp_path / "afile"
    file.touch()
    for path in (file, file / "below"):
        told = _told(tmp_path, option, str(path))
        assert f"{file} 是一个文件，不是文件夹" in told
        assert option in told
    if SHUT.parent.is_dir():
        assert f"写不了：{SHUT}" in _told(tmp_path, option, str(SHUT))


def test_a_baseline_that_cannot_be_saved_or_read(tmp_path: Path) -> None:
    assert "是一个文件夹" in _told(tmp_path, "--save-baseline", str(tmp_path))
    assert "是一个文件夹" in _told(tmp_path, "--baseline", str(tmp_path))
    assert "没有这份基线" in _told(tmp_path, "--baseline", str(tmp_path / "none.json"))
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    for option in ("--baseline", "--save-baseline"):
        assert "bad.json" in _told(tmp_path, option, str(tmp_path / "bad.json"))
    if SHUT.parent.is_dir():
        assert "基线写不了" in _told(tmp_path, "--save-baseline", str(SHUT / "b.json"))


def test_gates_are_read_first(tmp_path: Path) -> None:
    assert "门限文件读不了" in _told(tmp_path, "--gates", str(tmp_path))
    (tmp_path / "gates.toml").write_text("[flors]\n", encoding="utf-8")
    assert "flors 不对" in _told(tmp_path, "--gates", str(tmp_path / "gates.toml"))


def test_cases_are_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "ask.jsonl"
    file.touch()
    assert "是一个文件，要它所在的文件夹" in _told(tmp_path, "--cases", str(file))
    assert "不存在" in _told(tmp_path, "--cases", str(tmp_path / "none"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a folder that is read only")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    assert "没有权限" in _told(tmp_path, "--data", str(shut))


def test_looking_leaves_nothing(tmp_path: Path) -> None:
    need_folder(tmp_path / "a" / "b", "报告", "")
    need_file(tmp_path / "a" / "b.json", "基线", "")
    assert list(tmp_path.iterdir()) == []
    need_folder(tmp_path, "报告", "")
    assert tmp_path.is_dir()


def test_two_runs_of_one_second_have_a_folder_each(tmp_path: Path) -> None:
    made = [fresh_folder(tmp_path / "runs", "20260310-101500-ask") for _ in range(3)]
    assert [path.name[15:] for path in made] == ["-ask", "-ask-2", "-ask-3"]
    assert all(path.is_dir() for path in made)
    (tmp_path / "file").touch()
    with pytest.raises(YijuError, match="是一个文件"):
        fresh_folder(tmp_path / "file", "ask")
