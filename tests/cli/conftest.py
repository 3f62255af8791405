"""A data folder with one small customer, taken in through the command line."""

import os
from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju

CUSTOMER = "恒升电机"
CALL = """会议主题：年度商务沟通
时间：2026-01-15 10:00
参会人：钱进（恒升电机 采购部长）、赵敏（我方 客户经理）

钱进 00:03
合同里写的年降比例是3%，我们今年希望谈到4%。

赵敏 00:41
我下周三之前把成本拆分表发给您。

钱进 01:10
你们的样件质量不错，但是交付要再快一点，我们最担心的是4月的投产。
"""
MAIL = (
    "From: qian@hengsheng.example\nTo: zhao@ours.example\nSubject: 付款条件\n"
    "Date: Fri, 23 Jan 2026 09:00:00 +0800\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    "赵经理：\n\n我司的付款条件是收到合格发票后60日内电汇付款。\n\n成本拆分表还没有收到，请尽快发来。\n"
)


class Desk:
    """Runs commands on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *arguments: str) -> Ran:
        return yiju(*arguments, "--data", str(self.data))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a call and a mail."""
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "通话.txt").write_text(CALL, encoding="utf-8")
    (folder / "邮件.eml").write_bytes(MAIL.encode())
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty data folder."""
    return Desk(tmp_path / "data")


@pytest.fixture
def filled(desk: Desk, files: Path) -> Desk:
    """The data folder with the customer's files in it."""
    assert desk("ingest", str(files), "--customer", CUSTOMER, "--json").code == 0
    return desk
