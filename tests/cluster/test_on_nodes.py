"""What a cluster takes in is, row for row and bit for bit, what one machine takes in, whatever dies of it.

All in one file: one worker runs it, and starts one cluster.
"""

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.cluster_commands import begin, documents, is_ended
from tests.support.clusters import everything, make_mischief, need_ray
from tests.support.processes import are_gone, wait_for
from tests.support.shell import Ran
from tests.support.stored import settings_for
from tests.support.troubled import put_troubled
from yiju.ingest.limits import Limits
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.ingest.taken import Decision, Taken
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store

need_ray()

from yiju.cluster.files import groups  # noqa: E402
from yiju.cluster.vectors import STAGE  # noqa: E402
from yiju.cluster.work import Cluster  # noqa: E402

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "weserland"
MANY = 70
"""More than are written at once."""
pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every kind of trouble."""
    folder = tmp_path_factory.mktemp("files") / "资料"
    put_troubled(folder)
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number in range(MANY):
        lines = (f"第{n}条 第{number}批第{n}号样件在{n}日内交付，检验合格后付款。" * 4 for n in range(1, 25))
        (folder / f"n{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(many: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What comes of them without a cluster."""
    report, rows = take_in(tmp_path_factory.mktemp("here"), [many], None, "莱茵汽车")
    assert (report.documents, report.unchanged, report.failed) == (MANY, 0, [])
    return rows


def take_in(
    data: Path,
    paths: list[Path],
    elsewhere: Cluster | None,
    customer: str = "威瑟兰汽车",
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[IngestReport, dict[str, list[str]]]:
    """The report, and all rows."""
    given: dict[str, Any] = {"customer": customer, "progress": progress, "elsewhere": elsewhere}
    with Store.open(settings_for(data, parse_workers=1)) as store:
        report = ingest(store, HashingEmbedder(), paths, unit="main", **given)
        report.seconds = 0.0
        return report, everything(store)


@pytest.fixture(scope="module")
def killed() -> list[int]:
    """Processes of a command that was killed; two of Ray's take a minute to see it."""
    return []


@pytest.fixture
def misbehaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in processes that this one starts."""
    make_mischief(tmp_path / "mischief")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "mischief"))


def test_commands_that_are_ended_leave_no_process_and_are_taken_up_again(
    nodes: Cluster, many: Path, alone: dict[str, list[str]], killed: list[int], tmp_path: Path
) -> None:
    with contextlib.ExitStack() as ends:  # both begin at once: a cluster takes its time to start
        begun = []
        for ending in (signal.SIGKILL, signal.SIGINT):
            # Not pytest's folder: sockets' paths must be short.
            scratch = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="r")))
            (tmp_path / ending.name).mkdir()
            command = begin(tmp_path / ending.name / "d", many, scratch, "--cluster", "local")
            ends.enter_context(command)
            ends.callback(command.kill)
            begun.append((ending, scratch, command))
        waiting = {ending: command for ending, _, command in begun}

        def all_stand_still() -> bool:
            for ending, command in list(waiting.items()):
                assert command.poll() is None, command.communicate()
                if documents(tmp_path / ending.name / "d"):
                    command.send_signal(signal.SIGSTOP)
                    del waiting[ending]
            return not waiting

        wait_for(all_stand_still)
        for ending, scratch, command in begun:
            data = tmp_path / ending.name / "d"
            had = is_ended(command, ending, scratch)
            taken = documents(data)
            assert 0 < taken < MANY
            if ending is signal.SIGKILL:
                killed += had
                with begin(data, many, scratch) as again:
                    told, errors = again.communicate(timeout=200)
                ran = Ran(again.returncode, told, errors)
                counts = ran.json["documents"], ran.json["unchanged"], ran.json["failed"]
                assert (ran.code, counts) == (0, (MANY - taken, taken, []))
            else:
                report, _ = take_in(data, [many], nodes, "莱茵汽车")
                counts = report.documents, report.unchanged, report.failed
                assert counts == (MANY - taken, taken, [])
            assert list(scratch.iterdir()) == []
            with Store.open(settings_for(data)) as store:
                assert everything(store) == alone


@pytest.mark.usefixtures("misbehaving")
def test_the_same_rows_and_vectors(
    nodes: Cluster, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [EXAMPLES, files, files / "没有"]
    here, rows = take_in(tmp_path / "here", paths, None)
    there, others = take_in(tmp_path / "there", paths, nodes)
    assert there.as_dict() == here.as_dict()
    assert others == rows
    assert len(rows["embeddings"]) > 130  # enough for the cluster to have had some
    told = {one["path"].removeprefix(f"{files}/"): one["error"] for one in there.failed}
    assert "SIGSEGV" in told["bad.txt"]
    assert "SIGSEGV" in told["worse.txt"]  # though it killed every process of the cluster's that read it
    assert "SIGSEGV" in told["包.zip › 里/bad.txt"]
    # Again: nothing is new, and what has changed is one new version.
    monkeypatch.setattr("yiju.cluster.reading._TRIES", 0)  # each takes a process of Ray's to start
    (files / "n03.txt").write_text("改过的第三批", "utf-8")
    here, rows = take_in(tmp_path / "here", paths, None)
    there, others = take_in(tmp_path / "there", paths, nodes)
    assert there.as_dict() == here.as_dict()
    assert others == rows
    assert there.documents == 1
    assert there.unchanged > 50


@pytest.mark.usefixtures("misbehaving")
def test_files_that_no_node_sees_are_sent(
    nodes: Cluster, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(*arguments: Any) -> Iterator[Any]:
        for group in groups(*arguments):  # as if what lies there at these paths were another file
            yield [replace(file, changed=file.changed + 1) for file in group]

    monkeypatch.setattr("yiju.cluster.reading.groups", elsewhere)
    some = [files / name for name in ("n00.txt", "n01.txt", "worse.txt", "来函.eml", "包.zip", "信箱")]
    here, rows = take_in(tmp_path / "here", some, None)
    there, others = take_in(tmp_path / "there", some, nodes)
    assert there.as_dict() == here.as_dict()
    assert others == rows
    monkeypatch.setattr("yiju.cluster.reading._TRIES", 0)
    again, _ = take_in(tmp_path / "there", some, nodes)
    assert again.documents == 0


def test_what_is_larger_than_allowed_is_not_sent(
    nodes: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "yiju.cluster.reading.groups",
        lambda *given: ([replace(file, changed=0) for file in group] for group in groups(*given)),
    )
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "大.txt").open("wb") as file:
        os.truncate(file.fileno(), 3 << 20)
    reports = []
    for name, elsewhere in (("here", None), ("there", nodes)):
        with Store.open(settings_for(tmp_path / name, parse_workers=1, max_file_mb=2)) as store:
            report = ingest(store, None, [tmp_path / "in"], customer="甲", unit="main", elsewhere=elsewhere)
            reports.append(report.failed)
    assert reports[0] == reports[1]
    assert "超过 2 MB 的上限" in reports[0][0]["error"]


def test_a_reading_that_is_given_up_goes_on_in_no_thread(nodes: Cluster, many: Path) -> None:
    """Such a thread, met by the end of the connection, would end the process."""
    limits = Limits.of(settings_for(many, parse_workers=1))
    some = [*many.iterdir()]
    with nodes.reading(some[:2], lambda *_: Decision(), limits) as events:
        assert len([one for one in events if isinstance(one, Taken)]) == 2
    before = set(threading.enumerate())
    with (
        contextlib.suppress(KeyboardInterrupt),
        nodes.reading(some, lambda *_: Decision(), limits) as events,
    ):
        next(events)
        raise KeyboardInterrupt
    assert set(threading.enumerate()) - before == set()


def test_nodes_killed_in_the_middle_change_nothing(
    running: tuple[Any, list[Any]],
    nodes: Cluster,
    many: Path,
    alone: dict[str, list[str]],
    tmp_path: Path,
) -> None:
    at: dict[str, tuple[int, int]] = {}
    machine, others = running  # the last test that needs more than the head

    def kill(stage: str, done: int, total: int) -> None:
        if stage in {"读取", STAGE} and stage not in at:
            machine.remove_node(others.pop(), allow_graceful=False)
            at[stage] = (done, total)

    there, rows = take_in(tmp_path / "there", [many], nodes, "莱茵汽车", kill)
    assert at.keys() == {"读取", STAGE}
    assert all(0 < done < total for done, total in at.values()), "one was killed when all was done"
    assert (there.documents, there.unchanged, there.failed) == (MANY, 0, [])
    assert rows == alone


def test_of_a_killed_command_no_process_stays(killed: list[int]) -> None:
    if not killed:
        pytest.skip("comes after the one that kills a command")
    wait_for(lambda: are_gone(killed))
