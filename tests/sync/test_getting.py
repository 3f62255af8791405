"""What cannot be got of a source costs that one thing alone."""

from collections.abc import Iterator

import pytest

from tests.sync import support
from tests.sync.support import Box, BoxSource, current, items, run, text
from yiju.store.store import Store
from yiju.sync import registry


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
