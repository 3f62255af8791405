"""What waits in the tray, and what was settled there, as an ingestion meets it."""

from yiju.ingest.assign.packing import packed
from yiju.ingest.index import storable
from yiju.ingest.places import Source
from yiju.ingest.reading import Reading
from yiju.store import tray
from yiju.store.days import CHINA
from yiju.store.types import Kind


def why_settled(settled: tray.Settled) -> str:
    """For people: who dismissed it or moved it away, on which day, and how to have it back."""
    done = "丢弃了它" if settled.outcome == tray.DISMISSED else "把它移到了别的单元"
    day = settled.at.astimezone(CHINA).date()
    return f"{day} {settled.by} {done}；要读入请写明客户：yiju ingest 文件 --customer 名称"


def held_row(source: Source, reading: Reading, restricted: bool) -> dict[str, object]:
    """A row for ``tray.hold``."""
    return {
        "unit": source.customer.unit,
        "source_key": source.key,
        "sha256": source.sha256,
        "title": storable(reading.title),
        "kind": (source.kind or reading.kind or Kind.NOTE).value,
        "date": reading.date or source.date,
        "kind_given": source.kind.value if source.kind else None,
        "date_given": source.date,
        "parser": reading.parser,
        "paragraphs": len(reading.paragraphs),
        "restricted": restricted,
        "reading": packed(reading),
        "taken_by": source.actor,
    }


def as_given(waiting: tray.Held, source: Source) -> bool:
    """What the user gives now must be what was given then; giving nothing keeps it."""
    kind, date = source.kind or waiting.kind_given, source.date or waiting.date_given
    return (kind, date) == (waiting.kind_given, waiting.date_given)
