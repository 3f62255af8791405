"""What crosses the pipe between a reading process and whoever started it arrives as it was."""

from dataclasses import fields
from pathlib import Path

import pytest

from yiju.errors import YijuError
from yiju.ingest.plain import event_of, packed, plain_event, plain_reading, reading_of, unpacked
from yiju.ingest.read import read
from yiju.ingest.reading import Reading, ReadParagraph
from yiju.ingest.taken import Begun, Ended, Told

ROOT = Path(__file__).resolve().parents[2]


def test_a_reading_crosses_the_pipe_whole() -> None:
    for path in sorted((ROOT / "examples").rglob("*.*"))[:60]:
        if not path.is_file():
            continue
        try:
            reading = read(path)
        except YijuError:
            continue
        other = reading_of(unpacked(packed(plain_reading(reading))))
        for field in fields(Reading):
            assert getattr(other, field.name) == getattr(reading, field.name), (path, field.name)
        for field in fields(ReadParagraph):
            mine = [getattr(p, field.name) for p in reading.paragraphs]
            assert [getattr(p, field.name) for p in other.paragraphs] == mine, (path, field.name)


@pytest.mark.parametrize(
    "event", [Told("failed", "甲\udce4", "坏了"), Begun("p#1", "甲", 3), Ended(), Ended("p", "")]
)
def test_events_cross_the_pipe(event: Told | Begun | Ended) -> None:
    assert event_of(unpacked(packed(plain_event(event)))) == event


@pytest.mark.parametrize(
    "message", [["taken", 1, 2, 3], ["told", "x", "", ""], [], ["ended"], ["exec", "rm"]]
)
def test_what_is_no_event_is_refused(message: list[object]) -> None:
    with pytest.raises(ValueError, match="no event"):
        event_of(message)
