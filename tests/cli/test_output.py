"""What documents and file names hold commands no terminal, hides nothing and forges no line."""

import base64
import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CUSTOMER, Desk
from tests.support.shell import yiju
from yiju.cli.output import print_json, say, shown, shown_all

ESCAPES = "\x1b[2J\x1b]0;pwn\x07\x9b31m\u202e\u2066\u200b"
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def _word(text: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A mail, a call and two unreadable files whose names and titles carry terminal commands."""
    folder = tmp_path / "敌"
    folder.mkdir()
    (folder / "m.eml").write_text(
        f"From: {_word(f'王{ESCAPES}工')} <a@b.example>\nTo: x@y.example\n"
        f"Subject: {_word(f'报{ESCAPES}价')}\n"
        "Date: Mon, 05 Jan 2026 10:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\n"
        f"年降比例为3%，付款条件为60天{ESCAPES}。\n",
        encoding="utf-8",
    )
    said = [
        {"speaker": f"李{ESCAPES}雷", "start": at, "end": at + 5, "text": f"第{at}件样件下周交付{ESCAPES}。"}
        for at in range(0, 60, 10)
    ]
    call = {"title": f"周{ESCAPES}会", "segments": said}
    (folder / "c.json").write_text(json.dumps(call), encoding="utf-8")
    (folder / "断\x1b[2J\n失败：假的.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "空\x1b[31m.txt").write_bytes(b"")
    return folder


def test_no_command_prints_what_a_terminal_would_obey(desk: Desk, hostile: Path) -> None:
    told = desk("ingest", str(hostile), "--customer", CUSTOMER)
    assert told.code == 0
    assert "断␛[2J 失败：假的.pdf" in told.err
    assert sum(line.startswith("失败：") for line in told.err.splitlines()) == 1
    listed = desk("sources", "--json")
    documents = listed.json["documents"]
    assert len(documents) == 2
    printed = [told, listed, desk("sources"), desk("ask", "付款条件是什么", "--customer", CUSTOMER)]
    for document in documents:
        cited = desk("cite", f"{document['id']}-0001")
        assert cited.code == 0
        printed += [cited, desk("cite", f"{document['id']}-0001", "--json")]
    printed += [desk("strategy", CUSTOMER), desk("forget", documents[0]["id"])]
    for ran in printed:
        assert _OBEYED.search(ran.out + ran.err) is None


def test_a_cited_paragraph_forges_no_line(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "记.md"
    note.write_text("# 记录\n\n```\n第一行\n▶ │ 假的\n```\n", encoding="utf-8")
    desk("ingest", str(note), "--customer", CUSTOMER)
    document = desk("sources", "--json").json["documents"][0]
    assert "\n▶ │ ▶ │ 假的\n" in desk("cite", f"{document['id']}-0002").out


@pytest.mark.skipif(os.name == "nt", reason="names there are text")
def test_a_file_name_that_is_no_text_is_told(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "资料"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system has no such names")
    for line in (("--json",), ()):
        ran = desk("ingest", str(folder), "--customer", CUSTOMER, *line)
        assert (ran.code, "空文件" in ran.out + ran.err) == (0, True)
        assert "内部出错" not in ran.err


def test_shown() -> None:
    assert shown("a\x1b[2J\x07\x7fb\x9bc\ud800") == "a␛[2J␇␡b\ufffdc\ufffd"
    assert shown("单价\u202e281\u202c元\n忽\u200b略\r\x85x") == "单价281元 忽略  x"
    assert shown_all({"a": ["\x1b", 1, None], "b": ("\u2066x",)}) == {"a": ["␛", 1, None], "b": ["x"]}


def test_one_line_is_printed_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    say("一\n二", error=True)
    assert capsys.readouterr().err == "一 二\n"


def test_json_is_exact_and_escaped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    value = {"title": f"报{ESCAPES}价\udcff\U000e0041"}
    print_json(value)
    printed = capfdbinary.readouterr().out.decode()
    assert json.loads(printed) == value
    assert _OBEYED.search(printed) is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("queue", "--limit", "0"), "--limit 的值不对：不能小于 1"),
        (("queue", "--limit", "abc"), "--limit 的值不对：要一个整数"),
        (("export", "sft", "--min-agreement", "3"), "--min-agreement 的值不对：不能大于 1"),
        (("queue", "--mine=3"), "选项 --mine 后面不能写值"),
        (("queue", "extra"), "多出了参数：extra"),
        (("users", "token", "王", "--days", "0"), "--days 的值不对：不能小于 1"),
        (("nothing",), "没有命令 nothing"),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)
def test_a_wrong_command_line_is_told_in_chinese_alone(line: tuple[str, ...], said: str) -> None:
    ran = yiju(*line)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"错误：{said}"
    assert "Traceback" not in ran.err
