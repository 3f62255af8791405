"""A reading as bytes, and back: so a document waits without being read again."""

import datetime as dt
import json
import zlib
from dataclasses import asdict

from yiju.ingest.reading import Reading, ReadParagraph
from yiju.store.types import Kind, Locator, Role


def packed(reading: Reading) -> bytes:
    """All that a reader found, as compressed JSON."""
    told = asdict(reading) | {
        "date": reading.date.isoformat() if reading.date else None,
        "paragraphs": [
            [
                *(one.text, one.start, one.end, one.locator.model_dump(exclude_none=True)),
                *(one.role.value, list(one.headings)),
            ]
            for one in reading.paragraphs
        ],
    }
    return zlib.compress(json.dumps(told, ensure_ascii=True).encode())


def unpacked(data: bytes) -> Reading:
    """What ``packed`` made bytes of."""
    told = json.loads(zlib.decompress(data))
    paragraphs = tuple(
        ReadParagraph(text, start, end, Locator.model_validate(place), Role(role), tuple(headings))
        for text, start, end, place, role, headings in told["paragraphs"]
    )
    return Reading(
        **told
        | {
            "paragraphs": paragraphs,
            "kind": Kind(told["kind"]) if told["kind"] else None,
            "date": dt.date.fromisoformat(told["date"]) if told["date"] else None,
            "warnings": tuple(told["warnings"]),
        }
    )
