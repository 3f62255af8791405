"""Ctrl-C is one line, wherever it comes: Python and libraries print nothing of it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SAID = "已中断；已完成的部分已保存，重新运行即可继续。\n"
BEGIN = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
def press():
    signal.raise_signal(signal.SIGINT)
from yiju.cli import main
"""
WRAPPED = """
from yiju.errors import YijuError
from yiju.store.database import Database
def close(self):
    try:
        press()
    except KeyboardInterrupt as error:
        raise %s from error
Database.close = close
"""
MOMENTS = {
    "while a connection to the database is cleaned up": """
import sqlalchemy as sa
sa.event.listen(sa.Pool, "reset", lambda *_: press())
""",
    "while an object is given up": """
from yiju.store.database import Database
class Given:
    def __del__(self):
        press()
def close(self):
    Given()
    time.sleep(60)  # nothing was raised
Database.close = close
""",
    "while an object is made": """
from yiju.store.database import Database
class Half:
    def __init__(self):
        press()
        self.whole = True
    def __del__(self):
        self.whole
Database.close = lambda self: Half()
""",
    "while the command is loaded": """
class Slow:
    def find_spec(self, name, *rest):
        if name == "yiju.cli.app":
            press()
sys.meta_path.insert(0, Slow())
""",
    "and threads lose what they worked with": """
import threading, yiju.cli.interrupts as ours
from yiju.store.database import Database
Database.close = lambda self: press()
def work():
    while not ours.was_interrupted():
        time.sleep(0.01)
    raise ConnectionError("gone")
threading.Thread(target=work).start()
""",
    "and a library makes an error of it": WRAPPED % "ValueError",
    "and we make an error of it": WRAPPED % "YijuError('没有连上')",
}


def _ran(moment: str, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"{BEGIN}{moment}\nmain()", *line],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_an_interrupt_is_one_line(moment: str, tmp_path: Path) -> None:
    ran = _ran(moment, "users", "list", "--data", str(tmp_path))
    assert (ran.returncode, ran.stderr) == (130, SAID)


def test_one_at_the_very_end_ends_it_without_a_word() -> None:
    ran = _ran("import atexit\natexit.register(lambda: (press(), print('not ended')))", "--help")
    assert (ran.returncode, ran.stderr) == (-signal.SIGINT, "")
    assert "not ended" not in ran.stdout
