"""``yiju ingest``, ``sources``, ``cite``, ``forget``: what others rely on, and what bad input gets."""

import contextlib
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import CALL, CUSTOMER, Desk
from tests.support.shell import yiju

REPORT = {
    "files",
    "documents",
    "paragraphs",
    "chunks",
    "unchanged",
    "skipped",
    "failed",
    "seconds",
}


def test_ingest_says_what_became_of_each_file(desk: Desk, files: Path) -> None:
    (files / "空.txt").write_bytes(b"")
    (files / "断.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (files / "程序.bin").write_bytes(os.urandom(4000))
    ran = desk("ingest", str(files), "--customer", CUSTOMER, "--json")
    assert ran.code == 0
    assert ran.json.keys() == REPORT
    assert (ran.json["files"], ran.json["documents"], ran.json["unchanged"]) == (5, 2, 0)
    told = {Path(row["path"]).name: row for row in ran.json["skipped"] + ran.json["failed"]}
    assert told.keys() == {"空.txt", "断.pdf", "程序.bin"}
    assert all(row.get("reason") or row.get("error") for row in told.values())
    assert "Traceback" not in ran.err


def test_the_same_files_again_do_nothing(filled: Desk, files: Path) -> None:
    ran = filled("ingest", str(files), "--customer", CUSTOMER, "--json")
    assert (ran.code, ran.json["documents"], ran.json["unchanged"]) == (0, 0, 2)
    (files / "通话.txt").write_text(CALL.replace("4%", "5%"), encoding="utf-8")
    assert filled("ingest", str(files), "--customer", CUSTOMER, "--json").json["documents"] == 1
    assert len(filled("sources", "--json").json["documents"]) == 2


def test_nothing_read_is_a_failure(desk: Desk, tmp_path: Path) -> None:
    ran = desk("ingest", str(tmp_path / "没有"), "--customer", CUSTOMER)
    assert ran.code == 1
    assert "没有这个文件或目录" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kind", "合约"), "合同"),
        (("--date", "去年"), "--date"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_bad_usage_names_the_option_and_exits_2(
    desk: Desk, files: Path, options: tuple[str, ...], said: str
) -> None:
    ran = desk("ingest", str(files), "--customer", CUSTOMER, *options)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("name", ["", "  "])
def test_a_customer_needs_a_name(desk: Desk, files: Path, name: str) -> None:
    ran = desk("ingest", str(files), "--customer", name)
    assert ran.code == 2
    assert "客户" in ran.err
    assert "Traceback" not in ran.err


def test_a_document_is_listed_cited_and_forgotten(filled: Desk) -> None:
    listed = filled("sources", "--customer", CUSTOMER, "--json").json
    assert listed["totals"]["documents"] == 2
    call = next(d for d in listed["documents"] if d["kind"] == "call")
    assert (call["date"], call["customer"]) == ("2026-01-15", CUSTOMER)
    cited = filled("cite", f"{call['id']}-0002", "--json").json
    assert cited.keys() >= {"paragraph_id", "text", "locator", "document", "before", "after"}
    shown = filled("cite", f"{call['id']}-0002")
    assert cited["text"] in shown.out
    assert filled("forget", call["id"], "--json").json["forgotten"] == call["id"]
    again = filled("cite", f"{call['id']}-0002")
    assert (again.code, again.out) == (1, "")
    assert filled("forget", call["id"]).code == 1
    assert [d["kind"] for d in filled("sources", "--json").json["documents"]] == ["mail"]


def test_a_paragraph_of_an_old_version_is_said_to_be_one(filled: Desk, files: Path) -> None:
    call = next(d for d in filled("sources", "--json").json["documents"] if d["kind"] == "call")
    (files / "通话.txt").write_text(CALL.replace("4%", "5%"), encoding="utf-8")
    assert filled("ingest", str(files), "--customer", CUSTOMER, "--json").json["documents"] == 1
    assert "旧版本" in filled("cite", f"{call['id']}-0001").out
    new = next(d for d in filled("sources", "--json").json["documents"] if d["kind"] == "call")
    assert "旧版本" not in filled("cite", f"{new['id']}-0001").out


@pytest.mark.parametrize("line", [("sources",), ("cite", "d000000000000-0001"), ("forget", "d000000000000")])
def test_a_mistyped_data_folder_is_no_empty_one(desk: Desk, line: tuple[str, ...]) -> None:
    ran = desk(*line)
    assert ran.code == 1
    assert "没有数据目录" in ran.err
    assert not desk.data.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("talk", "甲"), "缺少选项 --scene"),
        (("strategy",), "缺少参数 CUSTOMER"),
        (("sources", "--colour", "red"), "没有选项 --colour"),
        (("inquire",), "没有命令 inquire"),
        (("cite", "a", "b"), "多出了参数：b"),
        (("eval", "run", "--sample", "-1"), "--sample 的值不对"),
    ],
)
def test_bad_usage_is_told_in_chinese_and_as_json(desk: Desk, line: tuple[str, ...], said: str) -> None:
    for form in ((), ("--json",)):
        ran = yiju(*line, *form)
        assert ran.code == 2
        assert said in ran.err
        assert "--help" in ran.err
        assert ran.json["error"].startswith(said) if form else ran.out == ""


def test_errors_are_json_for_machines(filled: Desk) -> None:
    ran = filled("cite", "d000000000000-0001", "--json")
    assert ran.code == 1
    assert ran.json["error"]
    assert ran.json["hint"]


@pytest.mark.parametrize(("typed", "gone"), [("n\n", False), ("\n", False), ("y\n", True)])
def test_on_a_terminal_forgetting_is_asked_about(
    filled: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool
) -> None:
    """A script says what it means by running; ``--yes`` says it on a terminal."""
    document = filled("sources", "--json").json["documents"][0]
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    ran = filled("forget", document["id"])
    assert f"将彻底删除《{document['title']}》" in ran.err
    assert ran.code == (0 if gone else 1)
    left = {one["id"] for one in filled("sources", "--json").json["documents"]}
    assert (document["id"] not in left) == gone
    if not gone:
        assert "没有删除" in ran.err
        assert filled("forget", document["id"], "--yes", "--as", "local").code == 0


def test_a_customer_of_another_unit_is_not_made_a_second_time_unasked(desk: Desk, files: Path) -> None:
    assert desk("ingest", str(files), "--customer", CUSTOMER, "--unit", "auto").code == 0
    ran = desk("ingest", str(files), "--customer", CUSTOMER)
    assert ran.code == 2
    assert "auto" in ran.err and "--unit main" in ran.err
    assert {row["unit"] for row in desk("sources", "--json").json["documents"]} == {"auto"}
    assert desk("ingest", str(files), "--customer", CUSTOMER, "--unit", "main").code == 0
    assert desk("ingest", str(files), "--customer", CUSTOMER).code == 0  # the usual unit has it now


def test_a_cluster_that_takes_long_to_start_is_told_of_and_its_time_counts(
    desk: Desk, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cluster itself stands aside (tests/cluster has real ones): what is said, and what is counted."""
    from yiju.cluster import work

    begun: list[float] = []

    @contextlib.contextmanager
    def slow(_address: str) -> Iterator[None]:
        begun.append(time.monotonic())
        while time.monotonic() - begun[0] < 0.3:
            pass
        yield

    monkeypatch.setattr(work, "cluster", slow)
    before = time.monotonic()
    ran = desk("ingest", str(files), "--customer", CUSTOMER, "--cluster", "local", "--json")
    assert ran.code == 0 and "正在在" not in ran.err and "正在本机启动集群" in ran.err
    assert 0.3 <= ran.json["seconds"] <= time.monotonic() - before
