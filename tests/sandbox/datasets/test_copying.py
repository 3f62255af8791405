"""``--out``: a copy takes the place of an earlier one that nobody changed, and of nothing else."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.datasets.conftest import Copies
from tests.support.trainable import HEAD, furnish, judge, strategy
from yiju.errors import YijuError
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.copying import copy
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import Filters
from yiju.store.store import Store

SFT = Filters(kind="sft")


def _review(store: Store) -> None:
    furnish(store)
    strategy(store, "s1")
    judge(store, HEAD, "s1", "c0")


@pytest.fixture
def reviewed(on_sqlite: Copies, tmp_path: Path) -> Iterator[Store]:
    """One verdict: one example."""
    with on_sqlite.store(_review, tmp_path / "data") as store:
        yield store


def _tree(place: Path) -> dict[str, bytes | None]:
    """Everything below a folder; None for a folder or a link."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        if path.is_file() and not path.is_symlink()
        else None
        for path in place.rglob("*")
    }


def test_an_earlier_copy_is_replaced_whole(reviewed: Store, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    export(reviewed, HEAD, SFT, out=out)
    judge(reviewed, HEAD, "s1", "c1")
    made = export(reviewed, HEAD, SFT, out=out)
    assert json.loads((out / folder.MANIFEST).read_text("utf-8"))["id"] == "sft-v2"
    assert folder.read_all(out) == folder.read_all(made.folder)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    cases = export(reviewed, HEAD, Filters(kind="eval"), out=out)  # folders within it
    assert export(reviewed, HEAD, SFT, out=out).id == "sft-v2"
    assert folder.read_all(out) == folder.read_all(made.folder) != folder.read_all(cases.folder)


def test_an_empty_folder_will_do_and_a_file_will_not(reviewed: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made = export(reviewed, HEAD, SFT, out=tmp_path / "empty")
    assert folder.read_all(tmp_path / "empty") == folder.read_all(made.folder)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(YijuError, match="是一个文件"):
        export(reviewed, HEAD, SFT, out=tmp_path / "file")


def _web_project(out: Path) -> None:
    (out / "src").mkdir(parents=True)
    (out / "src" / "app.js").write_text("let x", encoding="utf-8")
    (out / "manifest.json").write_text('{"name": "app", "files": {}}', encoding="utf-8")


def _looks_like_ours(out: Path) -> None:
    out.mkdir()
    told = {"format": 1, "kind": "sft", "version": 1, "id": "sft-v1", "files": {"../s": {"sha256": "0"}}}
    (out / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


def _add(name: str) -> Callable[[Path], None]:
    def act(out: Path) -> None:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("mine", encoding="utf-8")

    return act


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (_add("notes.txt"), "notes.txt"),
        (_add("mine/notes.txt"), "mine"),
        (lambda out: (out / "mine").mkdir(), "mine"),
        (lambda out: (out / "link").symlink_to(out.parent / "precious"), "link"),
        (lambda out: (out / "README.md").unlink(), "缺 README.md"),
        (_add("train.jsonl"), "train.jsonl 被改动过"),
        (_add("manifest.json"), "不是导出的数据集"),
    ],
)
def test_a_copy_with_anything_of_somebodys_in_it_stays(
    reviewed: Store, tmp_path: Path, act: Callable[[Path], None], told: str
) -> None:
    _add("precious/letter.txt")(tmp_path)
    out = tmp_path / "out"
    export(reviewed, HEAD, SFT, out=out)
    act(out)
    before = _tree(out)
    with pytest.raises(YijuError, match=told) as caught:
        export(reviewed, HEAD, SFT, out=out)
    assert "换一个" in caught.value.hint and _tree(out) == before
    assert (tmp_path / "precious" / "letter.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("make", [_web_project, _looks_like_ours, _add("notes.txt")])
def test_any_other_folder_stays(reviewed: Store, tmp_path: Path, make: Callable[[Path], None]) -> None:
    out = tmp_path / "project"
    if make not in (_web_project, _looks_like_ours):
        out.mkdir()
    make(out)
    before = _tree(out)
    with pytest.raises(YijuError, match="project") as caught:
        export(reviewed, HEAD, SFT, out=out)
    assert caught.value.hint and _tree(out) == before
    assert listing.snapshots(reviewed, HEAD) == []  # told before anything was made


def test_the_present_folder_stays(reviewed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _web_project(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    before = _tree(Path.cwd())
    for out in (Path(), Path(), Path("../project")):
        with pytest.raises(YijuError):
            export(reviewed, HEAD, SFT, out=out)
    assert _tree(Path.cwd()) == before


@pytest.mark.parametrize(
    "within", ["datasets/sft-v1", "datasets", "datasets/new", ".", "..", "x/../datasets"]
)
def test_where_snapshots_lie_no_copy_goes(reviewed: Store, within: str) -> None:
    made = export(reviewed, HEAD, SFT)
    data = reviewed.settings.data
    before = _tree(data / "datasets")
    judge(reviewed, HEAD, "s1", "c1")
    with pytest.raises(YijuError, match="--out 不能是数据集所在的文件夹"):
        export(reviewed, HEAD, SFT, out=data / within)
    assert _tree(data / "datasets") == before and made.folder.is_dir()


def test_links_are_not_gone_through(reviewed: Store, tmp_path: Path) -> None:
    made = export(reviewed, HEAD, SFT, out=tmp_path / "out")
    (tmp_path / "to-out").symlink_to(tmp_path / "out")
    with pytest.raises(YijuError, match="是一个链接"):
        export(reviewed, HEAD, SFT, out=tmp_path / "to-out")
    (tmp_path / "to-home").symlink_to(folder.home(reviewed.settings))
    with pytest.raises(YijuError, match="不能是数据集所在的文件夹"):
        export(reviewed, HEAD, SFT, out=tmp_path / "to-home" / "sft-v1")
    _add("precious/letter.txt")(tmp_path)
    (made.folder / "link").symlink_to(tmp_path / "precious")
    listing.delete(reviewed, HEAD, made.id)
    assert {path.name for path in made.folder.iterdir()} == {folder.MANIFEST, folder.TOMBSTONE}
    assert (tmp_path / "precious" / "letter.txt").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_what_cannot_be_written_leaves_nothing(reviewed: Store, tmp_path: Path) -> None:
    made = export(reviewed, HEAD, SFT)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(YijuError, match="写不到"):
        copy(made.folder, closed / "out")
    assert list(closed.iterdir()) == []
