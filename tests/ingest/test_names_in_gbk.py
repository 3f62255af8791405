"""A file's name in GBK bytes, as old shares have them, reads the same however the file comes in."""

import os
import threading
from pathlib import Path

import pytest
from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, begin, take

from yiju.ingest.assign.clearing import waiting
from yiju.ingest.place_names import name_of, path_of, shown_place
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Document
from yiju.sync.folder import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url", "store"]

HEAD = viewer(EAST, role="admin")


def _coded(name: str) -> str:
    return os.fsdecode(name.encode("gb18030"))


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder.joinpath(*map(_coded, name.split("/")))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 alone")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def _of(store: Store) -> list[Document]:
    return [d for d in list_documents(store.sql, HEAD) if d.title != "起"]


@pytest.mark.parametrize("way", ["ingest", "sync"])
def test_its_title_and_its_folder_are_read(store: Store, tmp_path: Path, way: str) -> None:
    begin(store, tmp_path / "first")
    _file(tmp_path / "in", f"{CAR}/交货安排.txt", "第一批周五到。")
    _file(tmp_path / "in", "杂项/无主记录.txt", "没有线索的话。")
    if way == "ingest":
        report = take(store, tmp_path / "in")
        assert [one["path"] for one in report.assigned or ()] == [str(tmp_path / "in" / CAR / "交货安排.txt")]
        assert take(store, tmp_path / "in").unchanged == 2
    else:
        told = {"name": "in", "kind": "folder", "unit": EAST, "path": str(tmp_path / "in")}
        assert run_source(store, Config.model_validate(told), threading.Event()).outcome == "done"
    assert [(d.title, d.customer) for d in _of(store)] == [("交货安排", CAR)]
    (held,) = waiting(store, HEAD)
    assert held.held.title == "无主记录" and held.place.endswith("无主记录.txt")


def test_it_is_one_document_over_its_versions_and_two_places(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    path = _file(tmp_path / "in", "交货安排.txt", "第一批周五到。")
    take(store, tmp_path / "in", customer=CAR)
    (first,) = _of(store)
    assert path_of(first.uri) == path.resolve() and path_of(first.uri).exists()
    assert name_of(first.uri) == "交货安排.txt" and shown_place(first.uri).endswith("/交货安排.txt")
    _file(tmp_path / "in", "副本.txt", "第一批周五到。")
    take(store, tmp_path / "in", customer=CAR)
    assert [d.uri for d in _of(store)] == [first.uri]  # its home is still there
    _file(tmp_path / "in", "交货安排.txt", "第一批周六到。")
    take(store, tmp_path / "in", customer=CAR)
    assert sorted(d.title for d in _of(store)) == ["交货安排", "交货安排"]
    assert path_of("file:///in/%E5%90%88%E5%90%8C.md") == Path("/in/合同.md")


def test_why_it_could_not_be_read_names_it(store: Store, tmp_path: Path) -> None:
    _file(tmp_path / "in", "空的.txt", "")
    (told,) = take(store, tmp_path / "in").skipped
    assert told["path"].endswith("/空的.txt") and "\udcbf" not in told["reason"]
