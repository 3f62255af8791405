"""A watched folder: files at rest, within it, each once, wherever they are moved."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.sync.support import current, documents, items
from yiju.store.store import Store
from yiju.sync.base import Everything, Item, SourceDown, SourceFailure, SourceGone
from yiju.sync.folder import Config, FolderSource
from yiju.sync.pace import Bucket
from yiju.sync.run import Ran, preview, run_source

OLD = 1_700_000_000


def _config(path: Path, **changes: Any) -> Config:
    told = {"name": "in", "kind": "folder", "customer": "莱茵汽车", "path": str(path), **changes}
    return Config.model_validate(told)


def _run(store: Store, path: Path, **changes: Any) -> Ran:
    return run_source(store, _config(path, **changes), threading.Event())


def _source(path: Path, **changes: Any) -> FolderSource:
    config = _config(path, **changes)
    return FolderSource(config, Bucket(config.rate, threading.Event()))


def _file(path: Path, words: str = "交货期六周。", at: float = OLD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {path.stem}\n\n{words}\n", encoding="utf-8")
    os.utime(path, (at, at))
    return path


def _keys(told: list[Any]) -> list[str]:
    return [one.key for one in told if isinstance(one, Item)]


def test_files_are_read_moved_changed_and_gone(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    _file(inbox / "甲" / "报价.md")
    _file(inbox / "纪要.md")
    assert _run(store, inbox).counts == {"offered": 2, "documents": 2, "read": 2}
    assert _run(store, inbox).counts == {"offered": 2, "unchanged": 2}

    (inbox / "乙").mkdir()
    (inbox / "甲" / "报价.md").rename(inbox / "乙" / "报价（终）.md")
    ran = _run(store, inbox)
    assert (ran.counts["gone"], len(documents(store))) == (1, 2)
    _file(inbox / "乙" / "报价（终）.md", "交货期四周。", OLD + 5)
    _run(store, inbox)
    states = sorted(one.state for one in documents(store))
    assert states == ["current", "current", "old"]
    assert "交货期四周。" in "".join(current(store).values())
    assert "交货期六周。" not in "".join(text for title, text in current(store).items() if "报价" in title)

    (inbox / "纪要.md").unlink()
    assert _run(store, inbox).counts["gone"] == 1
    assert items(store, "in")["纪要.md"].gone and len(current(store)) == 2


def test_the_folders_stand_in_the_place_of_the_original(store: Store, tmp_path: Path) -> None:
    _file(tmp_path / "in" / "客户" / "威瑟兰" / "a.md")
    _run(store, tmp_path / "in")
    (document,) = documents(store)
    assert document.source_key.endswith("/%E5%AE%A2%E6%88%B7/%E5%A8%81%E7%91%9F%E5%85%B0/a.md")
    assert document.attributes["url"].startswith("file://")


def test_a_file_that_still_grows_waits_and_is_not_gone(store: Store, tmp_path: Path) -> None:
    path = _file(tmp_path / "in" / "大.md", at=time.time())
    told = list(_source(tmp_path / "in", settle="60s").items(""))
    assert told == []  # neither offered, nor told to be everything
    os.utime(path, (OLD, OLD))
    assert [type(one) for one in _source(tmp_path / "in", settle="60s").items("")] == [Item, Everything]
    source = _source(tmp_path / "in")
    (item,) = [one for one in source.items("") if isinstance(one, Item)]
    _file(path, "多一行。", OLD + 1)
    with pytest.raises(SourceFailure, match="正在改动"):
        source.fetch(item)
    path.unlink()
    with pytest.raises(SourceGone):
        source.fetch(item)


def test_patterns_choose_and_temporary_files_never_count(tmp_path: Path) -> None:
    for name in ("a.md", "b.PDF", "x/c.md", "x/y/d.docx", "~$e.docx", "f.tmp", ".g/h.md", ".i.md"):
        _file(tmp_path / name)
    assert _keys(list(_source(tmp_path).items(""))) == ["a.md", "b.PDF", "x/c.md", "x/y/d.docx"]
    assert _keys(list(_source(tmp_path, include=["*.md"]).items(""))) == ["a.md", "x/c.md"]
    assert _keys(list(_source(tmp_path, include=["x/*"], exclude=["x/y/*"]).items(""))) == ["x/c.md"]
    assert _keys(list(_source(tmp_path, include=["*.pdf"]).items(""))) == ["b.PDF"]
    assert ".g/h.md" in _keys(list(_source(tmp_path, hidden=True).items("")))


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    secret = _file(tmp_path / "other" / "secret.md")
    inbox = tmp_path / "in"
    _file(inbox / "own.md")
    (inbox / "link.md").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    (inbox / "again.md").symlink_to(inbox / "own.md")
    source = _source(inbox)
    assert _keys(list(source.items(""))) == ["again.md", "own.md"]
    for ref in ("link.md", "folder/secret.md", "../other/secret.md", str(secret)):
        with pytest.raises(SourceFailure, match="文件夹外面"):
            source.fetch(Item(ref, "1", "x.md", "", ref=ref))


@pytest.mark.parametrize("what", ["file", "folder", "pipe", "gone", "parent"])
def test_what_is_swapped_when_it_is_about_to_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whoever may write there puts a link, or a pipe, where a file was when it was looked at."""
    inbox, secret = tmp_path / "in", _file(tmp_path / "out" / "a.md", "geheim")
    own = _file(inbox / "x" / "a.md", "offen.")
    source = _source(inbox)
    (item,) = [one for one in source.items("") if isinstance(one, Item)]
    looked_at = Path.resolve

    def swapping(path: Path, strict: bool = False) -> Path:
        found = looked_at(path, strict)
        if path.name == "a.md" and own.exists() and not own.is_symlink():
            own.unlink()
            if what == "file":
                own.symlink_to(secret)
            elif what == "pipe":
                os.mkfifo(own)
            elif what != "gone":
                own.parent.rmdir()
                own.parent.symlink_to(secret.parent) if what == "folder" else own.parent.touch()
        return found

    monkeypatch.setattr(Path, "resolve", swapping)
    with pytest.raises(SourceFailure):
        source.fetch(item)


def test_a_file_that_goes_in_the_run_that_told_of_it_is_no_failure(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "b.md"):
        _file(tmp_path / "in" / name, name)
    fetched = FolderSource.fetch

    def gone_at_once(source: FolderSource, item: Item) -> Any:
        found = fetched(source, item)
        (tmp_path / "in" / item.name).unlink()
        return found

    monkeypatch.setattr(FolderSource, "fetch", gone_at_once)
    ran = _run(store, tmp_path / "in")
    assert (ran.outcome, ran.counts["read"], ran.counts.get("failed", 0)) == ("done", 2, 0)
    assert _run(store, tmp_path / "in").counts == {"gone": 2}


def test_a_folder_that_is_not_there_is_no_empty_folder(store: Store, tmp_path: Path) -> None:
    _file(tmp_path / "in" / "a.md")
    _run(store, tmp_path / "in")
    (tmp_path / "in").rename(tmp_path / "unmounted")
    with pytest.raises(SourceDown, match="没有文件夹"):
        list(_source(tmp_path / "in").items(""))
    ran = _run(store, tmp_path / "in")
    assert (ran.outcome, ran.counts) == ("down", {}) and not items(store, "in")["a.md"].gone
    with pytest.raises(ValidationError):
        _config(Path("relative"))


def test_a_look_reads_and_notes_nothing(store: Store, tmp_path: Path) -> None:
    _file(tmp_path / "in" / "a.md")
    for _ in range(2):
        assert preview(store, _config(tmp_path / "in"), threading.Event()).counts == {"offered": 1, "new": 1}
    assert documents(store) == [] and items(store, "in") == {}
    assert not (store.settings.data / "originals").exists()
