"""Pace, places of originals, and batches."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from yiju.sync.base import Cursor, Item, SourceDown, SourceStopped
from yiju.sync.config import Rate
from yiju.sync.originals import Originals, safe_name
from yiju.sync.pace import Bucket
from yiju.sync.run import batches


def test_requests_are_spread_evenly_after_a_burst() -> None:
    now = [0.0]
    bucket = Bucket(Rate(30, 60), threading.Event(), lambda: now[0])
    assert [bucket.due() for _ in range(7)] == [0, 0, 0, 0, 0, 2, 4]
    now[0] = 100.0
    assert [bucket.due() for _ in range(6)] == [0, 0, 0, 0, 0, 2]


def test_a_pace_is_only_ever_slowed() -> None:
    now = [0.0]
    bucket = Bucket(Rate(60, 60), threading.Event(), lambda: now[0])
    bucket.at_least(10)
    bucket.at_least(0.1)
    assert [bucket.due() for _ in range(3)] == [0, 10, 20]


def test_a_wait_ends_with_the_run() -> None:
    stop = threading.Event()
    bucket = Bucket(Rate(1, 3600), stop)
    bucket.wait()
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(SourceStopped):
        bucket.wait()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("来函.eml", "来函.eml"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("a\x00b\u202ec.pdf", "a_b_c.pdf"),
        ("CON:x?.md", "CON_x_.md"),
        ("", "item"),
        ("...", "item"),
        ("长" * 200 + ".docx", "长" * 38 + ".docx"),
    ],
)
def test_names_lead_nowhere_and_keep_their_suffix(name: str, kept: str) -> None:
    assert safe_name(name) == kept


class _Broken(io.BytesIO):
    """A file that breaks off."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("weg")
        return super().read(size)


def test_an_original_is_there_whole_or_as_before(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    item = Item("k", "1", "报价.md", "", folder="客户/../甲")
    place = originals.place_for("盘", item)
    assert place.split("/")[2:] == ["客户", "item", "甲", "报价.md"]
    first = originals.put(place, b"one")
    assert originals.path(place).is_relative_to(tmp_path.resolve() / "originals")
    with pytest.raises(OSError, match="weg"):
        originals.put(place, _Broken(b"half"))
    assert originals.path(place).read_bytes() == b"one"
    assert originals.put(place, b"one") == first != originals.put(place, b"two")
    assert originals.place_for("盘", Item("k", "2", "改名.md", ""), place) == place
    assert originals.place_for("盘", Item("k", "2", "改名.pdf", ""), place) != place
    originals.remove(place)
    originals.remove(place)
    assert [one.name for one in (tmp_path / "originals").iterdir()] == ["盘"]
    assert not any((tmp_path / "originals" / "盘").iterdir())


def test_what_was_told_before_an_error_comes_before_it() -> None:
    def told() -> Iterator[Item | Cursor]:
        for number in range(5):
            yield Item(str(number), "1", "x", "")
        yield Cursor("5")
        raise SourceDown("weg")

    found = []
    with pytest.raises(SourceDown):
        for batch in batches(told(), 2):
            found.append(len(batch))
    assert found == [2, 2, 2]
