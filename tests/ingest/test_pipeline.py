import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.stored import put, read_lines, settings_for, viewer

from yiju.errors import ModelUnavailable, ReadFailure, Skipped, YijuError
from yiju.ingest.index import embed_pending
from yiju.ingest.reading import Reading
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit, points
from yiju.store.documents import get_document, get_paragraphs, list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.types import DateSource, Document, Kind, Paragraph, Role

MAIN = viewer("main")
FILES = {"a.txt": "# 承诺\n我方承诺三月前提交边界说明\n> 原始邮件", "b.txt": "年降比例为3%，自第二年起执行"}


def documents(store: Store) -> list[Document]:
    return list_documents(store.sql, MAIN)


def found(store: Store, text: str) -> list[str]:
    return [hit.document.title for hit in find_chunks(store, None, MAIN, text)]


def test_files_become_searchable_documents(store: Store, tmp_path: Path) -> None:
    report = put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    told = report.as_dict()
    assert told.pop("seconds") >= 0
    assert told == {
        "files": 2, "documents": 2, "paragraphs": 4, "chunks": 2, "unchanged": 0, "skipped": [], "failed": []
    }  # fmt: skip
    first, second = documents(store)
    assert (first.title, first.customer, first.unit, first.kind) == ("a", "莱茵汽车", "main", Kind.NOTE)
    assert (first.date, first.date_source) == (dt.date(2026, 1, 15), DateSource.DOCUMENT)
    rows = paragraphs_of(store.sql, MAIN, [second.id, first.id])
    assert [p.document_id for p in rows] == [second.id] + [first.id] * 3
    assert [p.role for p in rows[1:]] == [Role.HEADING, Role.BODY, Role.QUOTED]
    assert [p.id for p in rows[1:]] == [f"{first.id}-{n:04d}" for n in (1, 2, 3)]
    (hit,) = find_chunks(store, HashingEmbedder(), MAIN, "边界说明", limit=1)
    assert hit.document == first
    assert [p.text for p in hit.paragraphs] == ["承诺", "我方承诺三月前提交边界说明"]
    assert hit.chunk.spans[hit.paragraphs[1].id] == (0, len(hit.paragraphs[1].text))


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    before, log = documents(store), audit.head(store.sql)
    again = put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    assert (again.documents, again.unchanged) == (0, 2)
    copied = put(store, tmp_path / "copy", FILES, embedder=HashingEmbedder())
    assert (copied.documents, copied.unchanged) == (0, 2)
    assert (documents(store), audit.head(store.sql)) == (before, log)
    assert store.vectors.count() == 2


def test_the_same_content_is_another_document_elsewhere(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", FILES)
    assert put(store, tmp_path / "in", FILES, customer="另一家").documents == 2
    assert put(store, tmp_path / "in", FILES, unit="west").documents == 2
    assert len(documents(store)) == 4
    assert len(list_documents(store.sql, viewer("west"))) == 2


def test_a_changed_file_replaces_its_version(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    old = next(d for d in documents(store) if d.title == "b")
    (paragraph,) = paragraphs_of(store.sql, MAIN, [old.id])
    report = put(store, tmp_path / "in", {"b.txt": "年降比例为2.5%"}, embedder=HashingEmbedder())
    assert (report.documents, report.unchanged) == (1, 0)
    new = next(d for d in documents(store) if d.title == "b")
    assert new.id != old.id
    assert find_chunks(store, None, MAIN, "第二年起执行") == []
    assert found(store, "年降比例") == ["b"]
    assert store.vectors.count([old.id]) == 0
    # What was cited yesterday can be looked up today.
    assert get_paragraphs(store.sql, MAIN, [paragraph.id]) == [paragraph]
    assert get_document(store.sql, MAIN, old.id) == old.model_copy(update={"current": False})
    assert len(list_documents(store.sql, MAIN, include_old=True)) == 3


def test_a_version_may_come_back(store: Store, tmp_path: Path) -> None:
    for text in ("甲方案", "乙方案", "甲方案"):
        put(store, tmp_path / "in", {"a.txt": text}, embedder=HashingEmbedder())
    assert len(documents(store)) == 1
    assert found(store, "甲方案 乙方案") == ["a"]
    assert store.vectors.count() == 1
    assert len(list_documents(store.sql, MAIN, include_old=True)) == 2


def test_a_known_place_may_take_the_content_of_another(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": "甲方案", "b.txt": "乙方案"})
    assert put(store, tmp_path / "in", {"b.txt": "甲方案"}).documents == 1
    assert found(store, "乙方案 甲") == ["a", "b"] or found(store, "乙方案 甲") == ["b", "a"]
    assert {p.text for p in _texts(store)} == {"甲方案"}


def _texts(store: Store) -> list[Paragraph]:
    return paragraphs_of(store.sql, MAIN, [d.id for d in documents(store)])


def test_decisions_of_the_user_make_a_version_and_stay(store: Store, tmp_path: Path) -> None:
    folder, text = tmp_path / "in", {"a.txt": "甲方案"}
    put(store, folder, text, read=_undated)
    given = dt.date(2025, 1, 1)
    assert put(store, folder, text, kind=Kind.TENDER, date=given, read=_undated).documents == 1
    (document,) = documents(store)
    assert (document.kind, document.date, document.date_source) == (Kind.TENDER, given, DateSource.GIVEN)
    assert put(store, folder, text).unchanged == 1
    assert put(store, folder, text, kind=Kind.TENDER).unchanged == 1
    assert put(store, folder, text, kind=Kind.MAIL).documents == 1
    assert [d.kind for d in documents(store)] == [Kind.MAIL]


def test_a_date_given_does_not_redate_what_says_its_own(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": "甲方案"}, date=dt.date(2025, 1, 1))
    (document,) = documents(store)
    assert (document.date, document.date_source) == (dt.date(2026, 1, 15), DateSource.DOCUMENT)


def _undated(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
    return replace(read_lines(path, kind=kind, max_mb=max_mb), date=None)


def test_a_better_reader_reads_again(store: Store, tmp_path: Path) -> None:
    seen: list[Kind | None] = []

    def better(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        seen.append(kind)
        return replace(read_lines(path, kind=kind, max_mb=max_mb), parser="lines-2")

    put(store, tmp_path / "in", {"a.txt": "甲方案"}, kind=Kind.TENDER)
    assert put(store, tmp_path / "in", {"a.txt": "甲方案"}, read=better).documents == 1
    (document,) = documents(store)
    assert (document.parser, document.kind) == ("lines-2", Kind.TENDER)
    assert seen == [Kind.TENDER]
    assert put(store, tmp_path / "in", {"a.txt": "甲方案"}, read=better).unchanged == 1


def test_folders_are_walked_in_order_and_broken_files_stop_nothing(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    order: list[str] = []
    faults: dict[str, Callable[[], Exception]] = {
        "bad.txt": lambda: ReadFailure("bad.txt：文件损坏"),
        "crash.txt": lambda: ZeroDivisionError("oops"),
        "empty.txt": lambda: Skipped("empty.txt：空文件"),
    }

    def read(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        order.append(path.name)
        if path.name in faults:
            raise faults[path.name]()
        return read_lines(path, kind=kind, max_mb=max_mb)

    names = ["z.txt", "sub/b.txt", "sub/a.txt", "bad.txt", "crash.txt", "empty.txt", ".hidden/x.txt"]
    report = put(
        store, folder, {name: f"内容{name}" for name in names}, read=read, names=["", "z.txt", "none.txt"]
    )
    assert order == ["bad.txt", "crash.txt", "empty.txt", "a.txt", "b.txt", "z.txt"]
    assert (report.files, report.documents) == (7, 3)
    assert report.skipped == [{"path": str(folder / "empty.txt"), "reason": "空文件"}]
    errors = {Path(one["path"]).name: one["error"] for one in report.failed}
    assert errors.keys() == {"none.txt", "bad.txt", "crash.txt"}
    assert "ZeroDivisionError" in errors["crash.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    report = put(store, tmp_path, {}, names=["a.txt"])
    assert [Path(one["path"]).name for one in report.failed] == ["a.txt"]


def test_text_that_databases_refuse_keeps_its_offsets(store: Store, tmp_path: Path) -> None:
    def read(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        reading = read_lines(path, kind=kind, max_mb=max_mb)
        (only,) = reading.paragraphs
        return replace(reading, paragraphs=(replace(only, text="年降\0\ud800例"),), title="t\0")

    report = put(store, tmp_path / "in", {"a.txt": "年降比比例"}, read=read)
    assert report.failed == []
    assert [p.text for p in _texts(store)] == ["年降\ufffd\ufffd例"]


def test_dense_vectors_follow_and_are_computed_once_a_text(store: Store, tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(HashingEmbedder):
        def passages(self, texts: Sequence[str]) -> Dense:
            asked.extend(texts)
            return super().passages(texts)

    embedder = Counting()
    steps: list[tuple[str, int, int]] = []
    put(store, tmp_path / "in", FILES)
    assert len(points.pending(store.sql, embedder.name)) == 2
    assert embed_pending(store, embedder, lambda *step: steps.append(step)) == 2
    assert steps == [("向量", 2, 2)]
    put(store, tmp_path / "other", FILES, customer="另一家", embedder=embedder)
    assert len(asked) == 2
    assert points.pending(store.sql, embedder.name) == []
    assert store.vectors.count() == 4


def test_a_failing_endpoint_loses_no_document(store: Store, tmp_path: Path) -> None:
    class Dead(HashingEmbedder):
        def passages(self, texts: Sequence[str]) -> Dense:
            raise ModelUnavailable("no answer")

    with pytest.raises(ModelUnavailable):
        put(store, tmp_path / "in", FILES, embedder=Dead())
    assert found(store, "年降比例") == ["b"]
    assert embed_pending(store, HashingEmbedder()) == 2


def test_another_model_takes_the_whole_index(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    wider = HashingEmbedder(512)
    assert [h.document.title for h in find_chunks(store, wider, MAIN, "年降比例")] == ["b"]
    assert embed_pending(store, wider) == 2
    assert store.vectors.dim == 512
    assert find_chunks(store, wider, MAIN, "年降比例", limit=1)[0].document.title == "b"


def test_a_lost_index_is_rebuilt_from_sql(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    store.vectors.reset(384)  # as if its folder had been deleted
    url = store.sql.engine.url.render_as_string(hide_password=False)
    with Store.open(settings_for(tmp_path / "data", database_url=url)) as again:
        assert again.vectors.count() == 2
        assert find_chunks(again, HashingEmbedder(), MAIN, "年降", limit=1)[0].document.title == "b"
        assert points.pending(again.sql, HashingEmbedder().name) == []


def test_a_busy_store_is_said_plainly(store: Store, tmp_path: Path) -> None:
    url = store.sql.engine.url.render_as_string(hide_password=False)
    other = settings_for(tmp_path / "data", database_url=url, lock_wait=0.2)
    with Store.open(other) as waiting, store.writing(), pytest.raises(YijuError, match="另一个 yiju 进程"):
        put(waiting, tmp_path / "in", FILES)
