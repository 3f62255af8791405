"""What a cluster takes in is, row for row and bit for bit, what one machine takes in."""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.support.clusters import everything, make_mischief, need_ray
from tests.support.stored import settings_for
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store

need_ray()

from yiju.cluster.files import groups  # noqa: E402
from yiju.cluster.work import Cluster  # noqa: E402

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "weserland"
pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sample documents, and files of every kind of trouble."""
    folder = tmp_path_factory.mktemp("files") / "资料"
    folder.mkdir()
    for number in range(12):
        lines = "\n".join(f"第{n}条 交付第{number}批第{n}号样件，付款期60日。" for n in range(1, 30))
        (folder / f"n{number:02}.txt").write_text(lines, "utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (folder / "空.txt").write_bytes(b"")
    (folder / "bad.txt").write_text("读它的进程会崩溃", "utf-8")
    (folder / "worse.txt").write_text("连集群的进程也会", "utf-8")
    (folder / "z 同文.txt").write_bytes((folder / "n01.txt").read_bytes())
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "qian@hs.example", "zhao@ours.example", "付款条件"
    mail["Date"] = "Fri, 23 Jan 2026 09:00:00 +0800"
    mail.set_content("成本拆分表见附件。")
    mail.add_attachment("年降比例为3%".encode(), maintype="text", subtype="plain", filename="拆分.txt")
    mail.add_attachment(b"%PDF-1.7\nbroken", maintype="application", subtype="pdf", filename="坏.pdf")
    (folder / "来函.eml").write_bytes(bytes(mail))
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("里/甲.txt", "甲方案的价格")
        archive.writestr("里/bad.txt", "崩溃")
        archive.writestr("里/来函.eml", bytes(mail))
    box = folder / "信箱"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1700000000.M1.host:2,S").write_bytes(bytes(mail).replace(b"09:00", b"10:00"))
    return folder


def take_in(data: Path, paths: list[Path], elsewhere: Cluster | None) -> tuple[IngestReport, Any]:
    with Store.open(settings_for(data, parse_workers=1)) as store:
        report = ingest(
            store, HashingEmbedder(), paths, customer="威瑟兰汽车", unit="main", elsewhere=elsewhere
        )
        report.seconds = 0.0
        return report, everything(store)


@pytest.fixture
def misbehaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in processes that this one starts."""
    make_mischief(tmp_path / "mischief")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "mischief"))


@pytest.mark.usefixtures("misbehaving")
def test_the_same_rows_and_vectors(nodes: Cluster, files: Path, tmp_path: Path) -> None:
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
