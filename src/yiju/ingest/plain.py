"""Readings and events as plain data, for a pipe: what comes from a process that read hostile bytes is built
anew from text, and never executed.
"""

import datetime as dt
import json
from typing import Any

from yiju.ingest.reading import Reading, ReadParagraph
from yiju.ingest.taken import Begun, Ended, Event, Taken, Told
from yiju.store.types import Kind, Locator, Role


def packed(message: object) -> bytes:
    """A message of lists, texts and numbers, as bytes."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> Any:
    """What was packed. Raises ValueError."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def plain_event(event: Event) -> list[Any]:
    """An event as a message."""
    match event:
        case Taken():
            return ["taken", event.place, event.sha256, plain_reading(event.reading)]
        case Told():
            return ["told", event.outcome, event.shown, event.reason]
        case Begun():
            return ["begun", event.place, event.shown, event.size]
        case Ended():
            return ["ended", event.place, event.why]


def event_of(message: list[Any]) -> Event:
    """The event that a message tells. Raises ValueError, TypeError, LookupError where it tells none."""
    match message:
        case ["taken", str(place), str(sha256), dict(reading)]:
            return Taken(place, sha256, reading_of(reading))
        case ["told", ("unchanged" | "skipped" | "failed") as outcome, str(shown), str(reason)]:
            return Told(outcome, shown, reason)
        case ["begun", str(place), str(shown), int(size)]:
            return Begun(place, shown, size)
        case ["ended", str(place), str(why)]:
            return Ended(place, why)
    raise ValueError("no event")


def plain_reading(reading: Reading) -> dict[str, Any]:
    """A reading as plain data. A paragraph's text is that of its offsets, its headings are told once."""
    numbers: dict[tuple[str, ...], int] = {}
    paragraphs = [
        [
            p.start,
            p.end,
            p.role.value,
            numbers.setdefault(p.headings, len(numbers)),
            p.locator.model_dump(mode="json", exclude_defaults=True),
        ]
        for p in reading.paragraphs
    ]
    return {
        "text": reading.text,
        "paragraphs": paragraphs,
        "headings": [list(one) for one in numbers],
        "title": reading.title,
        "parser": reading.parser,
        "format": reading.format,
        "kind": reading.kind.value if reading.kind else None,
        "date": reading.date.isoformat() if reading.date else None,
        "pages": reading.pages,
        "warnings": list(reading.warnings),
        "attributes": reading.attributes,
    }


def reading_of(told: dict[str, Any]) -> Reading:
    """The reading that plain data tells. Raises ValueError, TypeError, LookupError where it tells none."""
    text = told["text"]
    headings = [tuple(str(one) for one in some) for some in told["headings"]]
    paragraphs = tuple(
        ReadParagraph(
            text[start:end], start, end, Locator.model_validate(place), Role(role), headings[number]
        )
        for start, end, role, number, place in told["paragraphs"]
    )
    return Reading(
        text=text,
        paragraphs=paragraphs,
        title=told["title"],
        parser=told["parser"],
        format=told["format"],
        kind=Kind(told["kind"]) if told["kind"] else None,
        date=dt.date.fromisoformat(told["date"]) if told["date"] else None,
        pages=told["pages"],
        warnings=tuple(told["warnings"]),
        attributes=told["attributes"],
    )
