"""Files are read in processes of their own: one that hangs, dies or wants too much fails alone."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import pytest
from tests.support.stored import settings_for, viewer

from yiju.errors import YijuError
from yiju.ingest import reading_files
from yiju.ingest.limits import Limits
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.ingest.taken import Decision, Taken, Told
from yiju.ingest.worker_environment import environment
from yiju.ingest.worker_process import Inbox, WorkerProcess
from yiju.ingest.worker_scratch import Scratch
from yiju.ingest.workers import Workers
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
# Laid over the package in the reading process alone: text files with these names misbehave.
MISCHIEF = """
import os, signal, sys, time
from pathlib import Path
import yiju.ingest.plaintext as plaintext

real = plaintext.read_text
starts = Path(__file__).with_name("starts")
if starts.exists():
    number, _, bad = starts.read_text().partition(" ")
    starts.write_text(f"{int(number) + 1} {bad}")
    if number in bad.split(","):
        os._exit(9)

def read_text(path):
    name = Path(path).name
    if "hang" in name:
        time.sleep(600)
    if "spin" in name:
        while True:
            pass
    if "greedy" in name:
        hold = [bytearray(16 << 20) for _ in range(1000)]
    if "crash" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "leave" in name:
        os._exit(3)
    if "know" in name:
        import json
        from yiju.settings import load_settings
        known = dict(os.environ)
        known["key"] = load_settings().llm_api_key.get_secret_value()
        known["model"] = load_settings().transcribe_model
        Path(path).with_suffix(".json").write_text(json.dumps(known), "utf-8")
    if "noise" in name:
        os.write(1, b"a library prints")
        print("so does this")
    return real(path)

plaintext.read_text = read_text
"""


@pytest.fixture
def mischief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process begun from here on misbehaves over some files."""
    folder = tmp_path / "mischief"
    folder.mkdir()
    (folder / "mischief.py").write_text(MISCHIEF, "utf-8")
    (folder / "sitecustomize.py").write_text(
        "import sys\nif 'yiju.ingest.worker' in sys.orig_argv:\n    import mischief\n", "utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))


def take_in(
    tmp_path: Path, folder: Path, *, workers: int = 2, seconds: float = 60.0, memory_mb: int = 2048
) -> tuple[IngestReport, dict[str, str]]:
    """The report, and the texts of what was taken in by title."""
    given = settings_for(
        tmp_path / f"data{workers}", parse_workers=workers, parse_seconds=seconds, parse_memory_mb=memory_mb
    )
    with Store.open(given) as store:
        report = ingest(store, None, [folder], customer="莱茵汽车", unit="main")
        found = list_documents(store.sql, viewer("main"))
        texts = {
            d.title: "\n".join(p.text for p in paragraphs_of(store.sql, viewer("main"), [d.id]))
            for d in found
        }
    return report, texts


def nothing_known(_place: str, _sha256: str) -> Decision:
    return Decision()


def put_in(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(f"{name}里写着交货期为四周。", "utf-8")


@pytest.mark.usefixtures("mischief")
def test_what_hangs_or_crashes_fails_alone(tmp_path: Path) -> None:
    names = [
        "a.txt",
        "b-hang.txt",
        "c.txt",
        "d-crash.txt",
        "e-spin.txt",
        "f-leave.txt",
        "g-noise.txt",
        "h.txt",
    ]
    put_in(tmp_path / "in", *names)
    report, texts = take_in(tmp_path, tmp_path / "in", workers=1, seconds=1.5)
    assert set(texts) == {"a", "c", "g-noise", "h"}
    reasons = {Path(row["path"]).name: row["error"] for row in report.failed}
    assert set(reasons) == {"b-hang.txt", "d-crash.txt", "e-spin.txt", "f-leave.txt"}
    for name in ("b-hang.txt", "e-spin.txt"):
        assert "秒还没读完" in reasons[name]
        assert "YIJU_PARSE_SECONDS" in reasons[name]
    assert "SIGSEGV" in reasons["d-crash.txt"]
    assert "意外退出（3）" in reasons["f-leave.txt"]


@pytest.mark.usefixtures("mischief")
def test_a_reading_process_knows_no_key_but_that_for_recordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(tmp_path / "in", "a-know.txt")
    (tmp_path / ".env").write_text(
        "YIJU_LLM_API_KEY=in-the-file\nYIJU_TRANSCRIBE_MODEL=whisper-x\nYIJU_OCR=no\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YIJU_OCR", raising=False)
    secrets = {
        "YIJU_DATABASE_URL": "sqlite:///./x.db?secret-1",
        "YIJU_WECOM_SECRET": "secret-2",
        "YIJU_DINGTALK_CLIENT_SECRET": "secret-3",
        "AWS_SECRET_ACCESS_KEY": "secret-4",
        "HTTPS_PROXY": "http://me:secret-5@127.0.0.1:9",
        "YIJU_TRANSCRIBE_API_KEY": "its-own",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with reading_files.reading_of(
        [tmp_path / "in" / "a-know.txt"], nothing_known, Limits(workers=1, seconds=61.0)
    ) as events:
        assert any(isinstance(event, Taken) for event in events)
    told = (tmp_path / "in" / "a-know.json").read_text("utf-8")
    known = json.loads(told)
    assert "secret-" not in told
    assert "in-the-file" not in told
    assert known["YIJU_TRANSCRIBE_API_KEY"] == "its-own"
    assert (known["YIJU_OCR"], known["model"], known["PATH"]) == ("False", "whisper-x", os.environ["PATH"])


@pytest.mark.usefixtures("mischief")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux alone")
def test_what_wants_too_much_memory_fails_alone(tmp_path: Path) -> None:
    put_in(tmp_path / "in", "a.txt", "b-greedy.txt", "c.txt")
    report, texts = take_in(tmp_path, tmp_path / "in", workers=1, memory_mb=400)
    assert set(texts) == {"a", "c"}
    (row,) = report.failed
    assert "内存不足" in row["error"]
    assert "YIJU_PARSE_MEMORY_MB" in row["error"]


@pytest.mark.usefixtures("mischief")
def test_a_hanging_attachment_costs_neither_its_mail_nor_its_neighbours(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.example", "b@y.example", "报价资料"
    mail["Date"], mail["Message-ID"] = "Thu, 15 Jan 2026 10:00:00 +0800", "<1@x.example>"
    mail.set_content("附件请查收，报价有效期三十天。")
    for name in ("一.txt", "二-hang.txt", "三.txt"):
        mail.add_attachment(f"{name}的内容在此。".encode(), maintype="text", subtype="plain", filename=name)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "来函.eml").write_bytes(mail.as_bytes())
    with zipfile.ZipFile(folder / "资料.zip", "w") as archive:
        for name in ("甲.txt", "乙-crash.txt", "丙.txt"):
            archive.writestr(name, f"{name}里写着验收标准。")
    report, texts = take_in(tmp_path, folder, workers=1, seconds=1.5)
    assert set(texts) == {"报价资料", "一", "三", "甲", "丙"}
    assert [row["path"].rpartition(" › ")[2] for row in report.failed] == ["二-hang.txt", "乙-crash.txt"]
    with Store.open(settings_for(tmp_path / "data1")) as store:
        (letter,) = [d for d in list_documents(store.sql, viewer("main")) if d.title == "报价资料"]
    assert any("二-hang.txt" in warning and "秒还没读完" in warning for warning in letter.warnings)


def test_processes_read_what_this_process_reads_in_the_same_order(tmp_path: Path) -> None:
    files = sorted((ROOT / "examples" / "weserland").rglob("*.*"))
    files = [path for path in files if path.is_file()][:40]
    here, there = Limits(workers=0), Limits(workers=2)
    told = []
    for limits in (here, there):
        with reading_files.reading_of(files, nothing_known, limits) as events:
            told.append([e for e in events if isinstance(e, Taken | Told)])
    assert told[0] == told[1]
    assert len(told[0]) >= len(files) > 10


def test_a_process_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    put_in(tmp_path / "in", "a.txt")
    made: list[WorkerProcess] = []
    inbox: Inbox = queue.SimpleQueue()

    def ask() -> None:
        made.append(WorkerProcess(Limits(workers=1), environment(), inbox))
        assert inbox.get(timeout=60)[1] == ["ready"]

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    (worker,) = made
    try:
        time.sleep(0.3)
        assert worker.alive
        worker.heard()
        worker.send([str(tmp_path / "in" / "a.txt"), None, None, "", {}, ""])
        assert inbox.get(timeout=30)[1] is not None
    finally:
        worker.stop()


def test_one_process_reads_for_many_folders_until_a_setting_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every folder that was ever read into would hold a process of its own."""
    monkeypatch.setattr(reading_files, "_unused", [])
    made: list[WorkerProcess] = []

    class Counted(WorkerProcess):
        def __init__(self, limits: Limits, known: Mapping[str, str], inbox: Inbox) -> None:
            super().__init__(limits, known, inbox)
            made.append(self)

    monkeypatch.setattr("yiju.ingest.workers.WorkerProcess", Counted)
    put_in(tmp_path / "in", "a.txt")
    file = tmp_path / "in" / "a.txt"

    def read_for(**limits: Any) -> None:
        with reading_files.reading_of([file], nothing_known, Limits(workers=1, **limits)) as events:
            assert sum(isinstance(event, Taken) for event in events) == 1

    for number in range(3):
        read_for(data=str(tmp_path / str(number)))
    assert len(made) == 1
    monkeypatch.setenv("YIJU_TRANSCRIBE_MODEL", "another")
    read_for()
    assert len(made) == 2
    for seconds in (31.0, 32.0):
        read_for(seconds=seconds)
    assert [worker.alive for worker in made] == [False, False, True, True]
    for one in reading_files._unused:
        one.close()


def test_files_known_already_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(tmp_path / "in", "a.txt", "b.txt")
    first, _ = take_in(tmp_path, tmp_path / "in")
    assert first.documents == 2

    def never(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("yiju.ingest.workers.WorkerProcess", never)
    monkeypatch.setattr(reading_files, "_unused", [])
    again, _ = take_in(tmp_path, tmp_path / "in")
    assert (again.documents, again.unchanged, again.failed) == (0, 2, [])


def test_where_no_process_can_be_started_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(tmp_path / "in", "a.txt")
    monkeypatch.setattr(reading_files, "_unused", [])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(YijuError, match="起不来") as caught:
        take_in(tmp_path, tmp_path / "in")
    assert "YIJU_PARSE_WORKERS=0" in caught.value.hint
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(YijuError, match="起不来"):
        take_in(tmp_path, tmp_path / "in")


@pytest.mark.usefixtures("mischief")
@pytest.mark.parametrize(("bad", "texts"), [("2,3", {"a", "c", "e"}), ("2,3,4", {"a"})])
def test_a_process_that_does_not_start_is_tried_again_and_costs_nothing_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: str, texts: set[str]
) -> None:
    monkeypatch.setattr("yiju.ingest.worker_attempts._PAUSES", (0.01, 0.01))
    monkeypatch.setattr(reading_files, "_unused", [])
    (tmp_path / "mischief" / "starts").write_text(f"1 {bad}", "utf-8")
    put_in(tmp_path / "in", "a.txt", "b-crash.txt", "c.txt", "d-crash.txt", "e.txt")
    with contextlib.ExitStack() as ends:
        if texts == {"a"}:
            ends.enter_context(pytest.raises(YijuError, match="起不来（退出码 9）"))
        take_in(tmp_path, tmp_path / "in", workers=1)
    with Store.open(settings_for(tmp_path / "data1")) as store:
        assert {d.title for d in list_documents(store.sql, viewer("main"))} == texts


def test_a_larger_file_has_more_time() -> None:
    limits = Limits(seconds=10.0)
    assert limits.seconds_for(0) == limits.seconds_for(10 << 20) == 10.0
    assert limits.seconds_for(50 << 20) == 50.0


def test_ended_processes_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "scratch").mkdir()
    put_in(tmp_path / "in", *(f"{n}.txt" for n in range(3)))
    workers = Workers(Limits(workers=1), environment())
    events = workers.events(sorted((tmp_path / "in").iterdir()), nothing_known)
    assert isinstance(next(events), Taken)
    assert len(list((tmp_path / "scratch").iterdir())) == 1
    events.close()
    workers.close()
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.usefixtures("mischief")
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_command(tmp_path: Path, ending: signal.Signals) -> None:
    scratch = tmp_path / "scratch"
    for folder in (scratch, tmp_path / "in"):
        folder.mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "资料.zip", "w") as archive:
        archive.writestr("b-spin.txt", "客户的报价")
    command = [sys.executable, "-c", "from yiju.cli import main; main()", "ingest", str(tmp_path / "in")]
    command += ["--customer", "莱茵汽车", "--data", str(tmp_path / "data")]
    environment = {**os.environ, "YIJU_EMBEDDER": "none", "TMPDIR": str(scratch)}
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        readers = _wait_for(lambda: _children(running.pid))
        _wait_for(lambda: [one for one in scratch.rglob("*") if one.is_file()])
        time.sleep(0.5)
        running.send_signal(ending)
        _, told = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == (-signal.SIGKILL if ending is signal.SIGKILL else 130)
    assert "Traceback" not in told
    _wait_for(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in readers))
    with mock.patch.object(tempfile, "tempdir", str(scratch)):
        assert [one.is_dir() for one in scratch.iterdir()] == [True] * (ending is signal.SIGKILL)
        other = Scratch()  # the next one removes what a killed one could not, and nothing that is in use
        assert list(scratch.iterdir()) == [other.path]
        third = Scratch()
        assert set(scratch.iterdir()) == {other.path, third.path}
        other.remove()
        third.remove()
    assert list(scratch.iterdir()) == []


def _children(pid: int) -> list[int]:
    """Of all its threads."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # the thread has ended
            found += map(int, listed.read_text("ascii").split())
    return found


def _wait_for(what: Callable[[], T]) -> T:
    until = time.monotonic() + 30
    while not (found := what()):
        assert time.monotonic() < until, "it did not come to be in 30 s"
        time.sleep(0.05)
    return found
