"""A source is read, again and again: what is new, changed, gone, broken, forgotten."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync import support
from tests.sync.support import Box, BoxSource, config, current, documents, items, row, run, text
from yiju.store.access import local_viewer
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.sync import registry
from yiju.sync.base import SourceDown, SourceFailure, SourceGone
from yiju.sync.lease import held


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A source of the kind ``box``."""
    made = Box()
    monkeypatch.setitem(registry.KINDS, "box", "tests.sync.support")
    monkeypatch.setattr(support, "connect", lambda one, _pace: BoxSource(one.name, made), raising=False)
    yield made


def _original(store: Store, key: str) -> Path:
    return store.settings.data / "originals" / str(items(store)[key].original)


def test_what_is_new_is_read_once_and_what_changes_becomes_a_version(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价"), "纪要.md": text("纪要")}
    box.facts = {"信箱": "销售部"}
    assert run(store).counts == {"offered": 2, "documents": 2, "read": 2}
    assert set(current(store)) == {"报价", "纪要"}
    attributes = documents(store)[0].attributes
    assert (attributes["url"], attributes["信箱"]) == ("https://box.example/报价.md", "销售部")

    assert run(store).counts == {"offered": 2, "unchanged": 2}
    assert box.fetched == ["报价.md", "纪要.md"]

    box.texts["报价.md"] = text("报价", "价格为两万元。")
    assert run(store).counts == {"offered": 2, "unchanged": 1, "documents": 1, "read": 1}
    assert box.fetched[2:] == ["报价.md"]
    assert "两万元" in current(store)["报价"]
    versions = [one for one in documents(store) if one.title == "报价"]
    assert sorted(one.state for one in versions) == ["current", "old"]
    assert len({one.source_key for one in versions}) == 1


def test_originals_are_kept_for_their_owner_alone(store: Store, box: Box) -> None:
    box.texts = {"../../etc/报价\u202e.md": text("报价")}
    run(store)
    (key,) = box.texts
    path = _original(store, key)
    assert path.read_text() == text("报价")
    assert path.parent.parent == Path(store.settings.data) / "originals" / "box"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert documents(store)[0].source_key == path.resolve().as_uri()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_other_bytes_that_read_the_same_make_no_version(store: Store, box: Box) -> None:
    box.texts = {"页.md": text("页")}
    run(store)
    box.texts = {"页.md": text("页") + "\n\n"}
    assert run(store).counts == {"offered": 1, "read": 1}
    assert [one.state for one in documents(store)] == ["current"]


def test_what_vanishes_is_noted_and_its_document_stays(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价"), "纪要.md": text("纪要")}
    run(store)
    del box.texts["报价.md"]
    assert run(store).counts["gone"] == 1
    assert items(store)["报价.md"].gone and set(current(store)) == {"报价", "纪要"}
    assert "gone" not in run(store).counts
    box.texts["报价.md"] = text("报价")
    run(store)
    assert not items(store)["报价.md"].gone and len(documents(store)) == 2


def test_a_list_that_is_not_whole_says_nothing_of_what_it_leaves_out(store: Store, box: Box) -> None:
    box.texts, box.wholly = {"报价.md": text("报价"), "纪要.md": text("纪要")}, False
    run(store)
    del box.texts["报价.md"]
    assert "gone" not in run(store).counts


def test_a_thing_that_moved_keeps_its_document(store: Store, box: Box) -> None:
    box.texts = {"a/报价.md": text("报价")}
    run(store)
    before = _original(store, "a/报价.md")
    box.texts = {"b/报价.md": text("报价")}
    run(store)
    (document,) = documents(store)
    assert (document.state, document.source_key) == ("current", _original(store, "b/报价.md").as_uri())
    assert _original(store, "b/报价.md").is_file() and not before.exists()
    assert items(store)["a/报价.md"].original == ""
    box.texts = {"b/报价.md": text("报价", "价格为两万元。")}
    run(store)
    assert sorted(one.state for one in documents(store)) == ["current", "old"]
    assert "两万元" in current(store)["报价"]
    box.texts = {"a/报价.md": text("报价", "价格为两万元。")}
    run(store)
    run(store)
    assert sorted(one.state for one in documents(store)) == ["current", "old"]
    assert _original(store, "a/报价.md").is_file()


def test_a_cursor_is_gone_on_from(store: Store, box: Box) -> None:
    box.texts, box.numbered = {f"{n}.md": text(f"第{n}号") for n in range(40)}, True
    assert run(store).counts["read"] == 40
    box.texts["40.md"] = text("第40号")
    assert run(store).counts == {"offered": 1, "documents": 1, "read": 1}
    assert run(store, config(customer="另一家")).counts["offered"] == 41  # another question: from the start


def test_a_source_that_breaks_off_loses_nothing(store: Store, box: Box) -> None:
    box.texts, box.numbered = {f"{n}.md": text(f"第{n}号") for n in range(8)}, True
    box.wrong = {"5.md": SourceDown("连接断了。", retry_after=90)}
    ran = run(store)
    assert (ran.outcome, ran.pause, ran.counts["read"]) == ("down", 90, 5)
    kept = row(store)
    assert (kept.outcome, kept.strikes, kept.cursor.partition(":")[2]) == ("down", 1, "4")
    assert kept.not_before > kept.ended_at
    box.wrong = {}
    ran = run(store)
    assert (ran.outcome, ran.counts["read"], len(current(store))) == ("done", 3, 8)
    assert (row(store).strikes, row(store).not_before) == (0, None)


def test_pauses_double(store: Store, box: Box) -> None:
    box.texts, box.wrong = {"1.md": ""}, {"1.md": SourceDown("连不上。")}
    assert [run(store).pause for _ in range(4)] == [60, 120, 240, 480]


def test_an_item_that_fails_is_tried_five_times_and_again_when_it_changes(store: Store, box: Box) -> None:
    box.texts, box.numbered = {"1.md": text("一"), "2.md": text("二")}, True
    box.wrong = {"1.md": SourceFailure("太大。")}
    for attempt in range(1, 8):
        ran = run(store)
        kept = items(store)["1.md"]
        assert ran.outcome == "done"
        assert (kept.outcome, kept.attempts) == (("failed", attempt) if attempt < 5 else ("given_up", 5))
        assert kept.reason == "太大。"
    assert box.fetched == ["1.md", "2.md", "1.md", "1.md", "1.md", "1.md"]
    box.wrong, box.numbered = {}, False
    box.texts["1.md"] = text("一", "改过。")
    assert run(store).counts["read"] == 1
    assert items(store)["1.md"].outcome == "read"


def test_a_file_that_cannot_be_read_is_not_got_again(store: Store, box: Box) -> None:
    box.texts = {"坏.pdf": "not a pdf", "空.md": "", "好.md": text("好")}
    for _ in range(6):
        run(store)
    assert box.fetched == ["坏.pdf", "空.md", "好.md"]
    assert items(store)["坏.pdf"].outcome in {"given_up", "skipped"} and items(store)["坏.pdf"].reason
    assert items(store)["空.md"].outcome == "skipped"


def test_too_many_failures_end_a_run(store: Store, box: Box) -> None:
    box.texts = {f"{n}.md": text(f"第{n}号") for n in range(10)}
    box.wrong = {f"{n}.md": SourceFailure("服务器出错。") for n in range(2, 10)}
    ran = run(store, config(errors=3))
    assert (ran.outcome, ran.counts["failed"], ran.counts["read"]) == ("budget", 3, 2)
    assert "服务器出错" in ran.reason and ran.pause == 60
    assert len(box.fetched) == 5


def test_a_thing_that_is_no_more_is_no_failure(store: Store, box: Box) -> None:
    box.texts = {"1.md": text("一")}
    run(store)
    box.texts, box.wrong = {"1.md": text("一", "改")}, {"1.md": SourceGone("没有了。")}
    ran = run(store)
    assert (ran.outcome, ran.counts["gone"], items(store)["1.md"].gone) == ("done", 1, True)
    assert len(current(store)) == 1


def test_what_was_forgotten_does_not_come_back(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价"), "纪要.md": text("纪要")}
    run(store)
    path = _original(store, "报价.md")
    forgotten = next(one.id for one in documents(store) if one.title == "报价")
    forget_document(store, local_viewer(store.sql), forgotten)
    assert not path.exists() and "报价.md" not in items(store)
    box.texts = {"报价.md": text("报价", "新的一版。"), "别处/报价.md": text("报价")}
    ran = run(store)
    assert (ran.counts["forgotten"], ran.counts["skipped"]) == (1, 1)
    assert set(current(store)) == {"纪要"}
    assert [one.name for one in (path.parent.parent).rglob("*.md")] == ["纪要.md"]
    assert run(store).counts.get("read") is None and "报价.md" not in box.fetched[2:]


def test_what_is_forgotten_while_its_next_version_is_got_stays_forgotten(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    (document,) = documents(store)
    box.texts = {"报价.md": text("报价", "新的一版。")}
    box.before = lambda _name: None if not current(store) else _forget(store, document.id)
    run(store)
    assert current(store) == {} and documents(store) == []
    assert not list((Path(store.settings.data) / "originals").rglob("*.md"))


def _forget(store: Store, document_id: str) -> None:
    forget_document(store, local_viewer(store.sql), document_id)


def test_two_do_not_read_a_source_at_once(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    with held(store, "box") as lease:
        assert lease is not None
        assert run(store).outcome == "busy" and box.fetched == []
    assert run(store).outcome == "done"


def test_who_lost_the_lease_writes_nothing_more(store: Store, box: Box) -> None:
    from yiju.sync.lease import take

    box.texts = {"报价.md": text("报价")}

    def taken_over(_name: str) -> None:
        take(store.sql, "box", "another", 60, dead=True)

    box.before = taken_over
    assert run(store).outcome == "busy"
    assert row(store).owner == "another" and items(store) == {}


def test_a_run_that_is_stopped_keeps_what_it_has(store: Store, box: Box) -> None:
    stop = threading.Event()
    box.texts = {f"{n}.md": text(f"第{n}号") for n in range(5)}
    box.before = lambda name: stop.set() if name == "2.md" else None
    ran = run(store, stop=stop)
    assert (ran.outcome, ran.counts["read"], row(store).strikes) == ("stopped", 3, 0)
    assert run(store).counts["read"] == 2


def test_another_customers_name_counts_only_where_it_is_known(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store, config(unit="east"))
    assert [one.unit for one in documents(store)] == ["east"]
    assert "已经在单元 east 里" in run(store, config("two")).reason
    noted = row(store, "two")  # that it could not even begin is known, too, and it is left alone
    assert (noted.outcome, noted.strikes) == ("failed", 1) and "已经在单元 east 里" in noted.reason
    assert noted.ended_at is not None and noted.not_before > noted.ended_at


def test_an_answer_to_come_back_at_once_is_no_answer_to_having_failed(store: Store, box: Box) -> None:
    box.texts, box.wrong = {"1.md": ""}, {"1.md": SourceDown("忙。", retry_after=0)}
    assert [run(store).pause for _ in range(3)] == [60, 120, 240]
