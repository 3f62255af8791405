"""At a terminal the first step is told at once; Ctrl-C keeps nothing; a machine hears nothing."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.conftest import CUSTOMER, Desk
from tests.support.stub_llm import Step, StubLLM
from yiju.settings import load_settings
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions

TODAY = ("--today", "2026-02-10")
STRATEGY = ("strategy", CUSTOMER, *TODAY)


def _at_a_terminal(desk: Desk, *line: str) -> tuple[subprocess.Popen[bytes], int]:
    """The command as a shell runs it; its stderr is a terminal, which is returned."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    command = [sys.executable, "-m", "yiju", *line, "--data", str(desk.data)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=there, env=os.environ | {"TERM": "xterm"})
    os.close(there)
    return run, here


def _read(terminal: int, until: str = "", seconds: float = 60.0) -> str:
    """What the terminal shows, until it holds these words, or to its end."""
    told, deadline = b"", time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            some = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        told += some
        if until and until in told.decode(errors="replace"):
            break
    return told.decode(errors="replace")


def _kept(desk: Desk) -> int:
    with Store.open(load_settings().model_copy(update={"data": desk.data})) as store:
        return len(list_suggestions(store.sql, local_viewer(store.sql)))


def test_a_terminal_is_told_each_step_and_left_clean(filled: Desk) -> None:
    run, terminal = _at_a_terminal(filled, *STRATEGY)
    told = _read(terminal)
    assert run.wait(60) == 0
    lines = told.split("\r\x1b[K")
    assert lines[1] == "正在打开资料库…"
    assert lines[2] == "[1/12] 正在读资料…"
    assert "[9/12] 正在核对合同条款…" not in lines  # the terms are the sixth section
    assert "[8/12] 正在核对合同条款…" in lines
    assert lines[-1] == ""


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_is_no_terminal_hears_nothing_of_short_work(filled: Desk, form: tuple[str, ...]) -> None:
    ran = filled(*STRATEGY, *form)
    assert (ran.code, ran.err) == (0, "")


def test_json_at_a_terminal_stays_silent_too(filled: Desk) -> None:
    run, terminal = _at_a_terminal(filled, *STRATEGY, "--json")
    assert run.stdout is not None
    assert json.loads(run.stdout.read())["kind"] == "strategy"
    assert (run.wait(60), _read(terminal)) == (0, "")


@pytest.mark.parametrize("kind", ["strategy", "ask"])
def test_ctrl_c_keeps_nothing(filled: Desk, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubLLM() as stub:
        stub.script(Step(pause=60))
        monkeypatch.setenv("YIJU_LLM_BASE_URL", stub.url)
        monkeypatch.setenv("YIJU_LLM_MODEL", "stub")
        line = STRATEGY if kind == "strategy" else ("ask", "付款条件是什么", "--customer", CUSTOMER)
        run, terminal = _at_a_terminal(filled, *line)
        _read(terminal, "正在起草")
        run.send_signal(signal.SIGINT)
        told = _read(terminal)
        assert run.wait(30) == 130
    assert "正在取消" in told and "已取消，什么都没有保存。" in told
    assert "Traceback" not in told
    assert _kept(filled) == 0


def test_the_data_folder_is_as_usable_as_before(filled: Desk, tmp_path: Path) -> None:
    run, terminal = _at_a_terminal(filled, *STRATEGY)
    _read(terminal, "正在读资料")
    run.send_signal(signal.SIGINT)
    _read(terminal)
    assert run.wait(30) in {0, 130}
    assert filled(*STRATEGY).code == 0
