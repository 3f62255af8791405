"""Copies, renamed and changed files: no content is lost while a file has it, none is current twice."""

from pathlib import Path

import pytest
from tests.support.stored import put, read_lines, settings_for, viewer

import yiju.ingest.read
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.ingest.reading import Reading
from yiju.store import audit
from yiju.store.documents import get_document, list_documents, paragraphs_of
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.types import Kind

MAIN = viewer("main")
X, Y = "十二月完成样件验证", "改为三月完成样件验证"


def folder(store: Store, files: Path, **options: object) -> IngestReport:
    return ingest(store, None, [files], customer="莱茵汽车", unit="main", **{"read": read_lines, **options})  # type: ignore[arg-type]


def current(store: Store) -> dict[str, str]:
    """File name → text, of the current documents."""
    told: dict[str, str] = {}
    for document in list_documents(store.sql, MAIN):
        name = document.uri.rsplit("/", 1)[1]
        assert name not in told, "two current versions of one file"
        assert document.source_key == document.uri
        told[name] = "".join(p.text for p in paragraphs_of(store.sql, MAIN, [document.id]))
        assert store.vectors.count([document.id]) == 1
    assert store.vectors.count() == len(told)
    return told


def counts(report: IngestReport) -> tuple[int, int]:
    assert not report.failed
    return report.documents, report.unchanged


@pytest.mark.parametrize("original", ["a.txt", "z.txt"])
@pytest.mark.parametrize("noted", [True, False])
def test_a_copy_keeps_the_content_when_the_original_changes(
    store: Store, tmp_path: Path, original: str, noted: bool
) -> None:
    files = tmp_path / "in"
    put(store, files, {original: X})
    (first,) = list_documents(store.sql, MAIN)
    (files / "m.txt").write_text(X, encoding="utf-8")
    if noted:
        assert counts(folder(store, files)) == (0, 2)
    (files / original).write_text(Y, encoding="utf-8")
    assert folder(store, files).documents in {1, 2}
    assert current(store) == {original: Y, "m.txt": X}
    assert get_document(store.sql, MAIN, first.id).sha256 == first.sha256
    assert counts(folder(store, files)) == (0, 2)


def test_a_copy_outlives_an_original_taken_in_alone(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, {"a.txt": X})
    assert counts(put(store, tmp_path, {"b.txt": X})) == (0, 1)
    assert counts(put(store, tmp_path, {"a.txt": Y})) == (1, 0)
    (kept,) = [d for d in list_documents(store.sql, MAIN) if d.uri.endswith("b.txt")]
    assert kept.current
    assert current(store) == {"a.txt": Y, "b.txt": X}
    assert counts(put(store, tmp_path, {"b.txt": Y})) == (1, 0)  # now its own place, with its own version
    assert current(store) == {"a.txt": Y, "b.txt": Y}


def test_copies_in_one_batch_are_one_document(store: Store, tmp_path: Path) -> None:
    files = {"a.txt": X, "b.txt": X, "c.txt": X}
    assert counts(put(store, tmp_path / "in", files)) == (1, 2)
    assert counts(folder(store, tmp_path / "in")) == (0, 3)
    assert current(store) == {"a.txt": X}


def test_a_renamed_file_takes_its_document_along(store: Store, tmp_path: Path) -> None:
    files = tmp_path / "in"
    put(store, files, {"old.txt": X})
    before, log = list_documents(store.sql, MAIN), audit.head(store.sql)
    (files / "old.txt").rename(files / "new.txt")
    assert counts(folder(store, files)) == (0, 1)
    assert [d.id for d in list_documents(store.sql, MAIN)] == [d.id for d in before]
    assert audit.head(store.sql) == log
    assert current(store) == {"new.txt": X}
    (files / "new.txt").write_text(Y, encoding="utf-8")
    assert counts(folder(store, files)) == (1, 0)
    assert current(store) == {"new.txt": Y}
    # What was cited yesterday can still be looked up; the first content may come back at either name.
    assert not get_document(store.sql, MAIN, before[0].id).current
    assert counts(put(store, files, {"old.txt": X})) == (1, 0)
    assert counts(put(store, files, {"new.txt": X})) == (1, 0)
    assert current(store) == {"new.txt": X, "old.txt": X}


def test_a_copy_becomes_the_home_of_a_document_whose_file_went(store: Store, tmp_path: Path) -> None:
    files = tmp_path / "in"
    put(store, files, {"a.txt": X, "b.txt": X})
    (files / "a.txt").unlink()
    assert counts(folder(store, files)) == (0, 1)
    assert current(store) == {"b.txt": X}


def test_a_copy_that_is_all_that_is_left_is_superseded_where_it_lies(store: Store, tmp_path: Path) -> None:
    files = tmp_path / "in"
    put(store, files, {"a.txt": X, "b.txt": X})
    (files / "a.txt").unlink()
    (files / "b.txt").write_text(Y, encoding="utf-8")
    assert counts(folder(store, files)) == (1, 0)
    assert current(store) == {"b.txt": Y}


def test_a_file_that_comes_back_where_it_was_moved_from_is_a_document_of_its_own(
    store: Store, tmp_path: Path
) -> None:
    files = tmp_path / "in"
    put(store, files, {"a.txt": X})
    (files / "a.txt").rename(files / "b.txt")
    folder(store, files)
    # The id that a.txt would have is that of the document which is current at b.txt.
    assert counts(put(store, files, {"a.txt": X}, kind=Kind.TENDER)) == (1, 0)
    assert counts(put(store, files, {"a.txt": X, "b.txt": Y})) == (1, 1)
    assert current(store) == {"a.txt": X, "b.txt": Y}


def test_another_decision_holds_for_the_copies_too(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": X, "b.txt": X})
    assert counts(folder(store, tmp_path / "in", kind=Kind.TENDER)) == (1, 1)
    assert [d.kind for d in list_documents(store.sql, MAIN)] == [Kind.TENDER]
    (tmp_path / "in" / "a.txt").write_text(Y, encoding="utf-8")
    folder(store, tmp_path / "in")
    assert current(store) == {"a.txt": Y, "b.txt": X}


def test_a_kill_between_staging_and_publishing_loses_no_copy(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def dying(store: Store) -> None:
        monkeypatch.undo()
        monkeypatch.setattr("yiju.ingest.pipeline.settle", dead)
        settle(store)

    def dead(_store: Store) -> None:
        raise Died

    files = tmp_path / "in"
    put(store, files, {"a.txt": X, "b.txt": X})
    (files / "a.txt").write_text(Y, encoding="utf-8")
    monkeypatch.setattr("yiju.ingest.pipeline.settle", dying)
    with pytest.raises(Died):
        folder(store, files)
    monkeypatch.undo()
    url = store.sql.engine.url.render_as_string(hide_password=False)
    with Store.open(settings_for(tmp_path / "data", database_url=url)) as again:
        assert current(again) == {"a.txt": Y, "b.txt": X}
        assert counts(folder(again, files)) == (0, 2)


def test_unchanged_files_are_not_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known by their bytes and by the reader's version, for home and copy alike."""
    read, seen = yiju.ingest.read.read, []

    def counting(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        seen.append(path.name)
        return read(path, kind=kind, max_mb=max_mb)

    monkeypatch.setattr("yiju.ingest.read.read", counting)
    files = tmp_path / "in"
    files.mkdir()
    call = "[00:01] 王工：年降比例按三个点执行\n[00:09] 李工：好的，我们再确认\n[00:15] 王工：月底前答复\n"
    texts = {"a.txt": X, "b.txt": X, "c.md": f"# 纪要\n\n{Y}\n", "d.txt": call, "e.html": f"<p>{Y}</p>"}
    for name, text in texts.items():
        (files / name).write_text(text, encoding="utf-8")
    first = folder(store, files, read=None)
    assert counts(first) == (4, 1)
    assert len(seen) == 5
    assert counts(folder(store, files, read=None)) == (0, 5)
    assert len(seen) == 5
    monkeypatch.setattr("yiju.ingest.plaintext.TEXT_PARSER", "text/next")
    assert counts(folder(store, files, read=None)) == (1, 4)
    assert sorted(seen[5:]) == ["a.txt", "b.txt"]
    assert counts(folder(store, files, read=None, kind=Kind.MAIL))[0] == 4


def test_who_took_a_document_in_is_in_the_log(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": X})
    (tmp_path / "in" / "b.txt").write_text(Y, encoding="utf-8")
    folder(store, tmp_path / "in", actor="王蕾")
    told = [e.actor for e in audit.entries(store.sql) if e.action == "document.published"]
    assert told == ["local", "王蕾"]
