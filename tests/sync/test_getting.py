"""What cannot be got of a source costs that one thing alone."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pytest

from tests.sync import support
from tests.sync.support import Box, BoxSource, config, current, documents, items, run, text
from yiju.errors import YijuError
from yiju.store.store import Store
from yiju.sync import registry
from yiju.sync.base import Item, SourceFailure
from yiju.sync.intake import Intake
from yiju.sync.runs import run_all


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A source of the kind ``box``."""
    made = Box()
    monkeypatch.setitem(registry.KINDS, "box", "tests.sync.support")
    monkeypatch.setattr(support, "connect", lambda one, _pace: BoxSource(one.name, made), raising=False)
    yield made


def test_a_thing_over_which_we_stumble_keeps_no_other_from_being_read(store: Store, box: Box) -> None:
    box.texts = {"坏.md": text("坏"), "好.md": text("好")}
    box.wrong = {"坏.md": ValueError("Invalid IPv6 URL")}
    ran = run(store)
    assert (ran.outcome, ran.counts["read"], ran.counts["failed"]) == ("done", 1, 1)
    assert set(current(store)) == {"好"} and items(store)["坏.md"].outcome == "failed"
    assert "坏.md" in ran.last_failure and "Invalid IPv6 URL" in ran.last_failure
    box.wrong.clear()
    run(store)
    assert set(current(store)) == {"好", "坏"}


def test_what_is_wrong_and_what_to_do_are_two_sentences(store: Store, box: Box) -> None:
    box.texts = {"a.md": text("a"), "b.md": text("b")}
    box.wrong = {
        "a.md": SourceFailure("读不到", hint="检查网络。"),
        "b.md": YijuError("没有写入", hint="腾出空间。"),
    }
    ran = run(store)
    assert (ran.outcome, ran.reason) == ("failed", "没有写入。腾出空间。")
    assert ran.last_failure == "a.md：读不到。检查网络。"


class _Renamed(BoxSource):
    """A box of things whose file names change, as those of attachments do."""

    suffix = ".md"

    def items(self, cursor: str) -> Iterator[Any]:
        for one in super().items(cursor):
            yield replace(one, name=one.name + self.suffix) if isinstance(one, Item) else one

    def fetch(self, item: Item) -> bytes | BinaryIO:
        return super().fetch(replace(item, name=item.key))


@pytest.mark.parametrize("dies", [False, True])
def test_a_thing_of_another_suffix_is_the_next_version(
    store: Store, box: Box, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    monkeypatch.setattr(support, "connect", lambda one, _pace: _Renamed(one.name, box))
    box.texts = {"报价": text("报价")}
    run(store)
    box.texts = {"报价": "报价\n\n交货期改为三周。"}
    monkeypatch.setattr(_Renamed, "suffix", ".txt")
    if dies:
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(Intake, "_read", _killed)
            run(store)
    run(store)
    assert ["三周" in words for words in current(store).values()] == [True]
    assert len({one.source_key for one in documents(store)}) == 1
    originals = [path.name for path in (store.settings.data / "originals").rglob("*") if path.is_file()]
    assert originals == ["报价.txt"]


def _killed(*_given: object) -> None:
    raise KeyboardInterrupt


def test_what_was_given_up_is_tried_once_more_where_somebody_asks_for_it(store: Store, box: Box) -> None:
    box.numbered = True  # and its list begins behind it: it is never offered again
    box.texts = {"附件.md": text("附件")}
    box.wrong = {"附件.md": SourceFailure("要登录")}
    for _ in range(6):
        run(store)
    assert (items(store)["附件.md"].outcome, len(box.fetched)) == ("given_up", 5)
    run_all(store, [config()], threading.Event(), again=True)
    assert (items(store)["附件.md"].outcome, len(box.fetched)) == ("given_up", 6)
    box.wrong.clear()
    run(store)
    assert len(box.fetched) == 6
    (ran,) = run_all(store, [config()], threading.Event(), again=True)
    assert (ran.outcome, ran.counts["read"], set(current(store))) == ("done", 1, {"附件"})
