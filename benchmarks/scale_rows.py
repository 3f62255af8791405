"""SQL rows for the points of ``scale_points``: a whole search is timed with its rights and texts."""

import datetime as dt

import sqlalchemy as sa
from benchmarks.scale_points import PER_DOCUMENT, Material, place_of

from yiju.store import tables
from yiju.store.store import Store


def fill(store: Store, material: Material, size: int, model: str) -> None:
    """Write documents, paragraphs and chunks straight into the tables; the index has their points."""
    documents = range(-(-size // PER_DOCUMENT))
    places = {number: place_of(number) for number in documents}
    customers = sorted({(customer, unit) for unit, customer, _, _ in places.values()})
    with store.sql.write() as connection:
        units = sorted({unit for unit, _, _, _ in places.values()})
        connection.execute(sa.insert(tables.units), [{"name": unit} for unit in units])
        rows = [{"id": c, "unit": u, "name": c, "aliases": [], "seller": {}} for c, u in customers]
        connection.execute(sa.insert(tables.customers), rows)
        connection.execute(sa.insert(tables.meta), [{"key": "dense_model", "value": model}])
        connection.execute(sa.insert(tables.documents), [_document(n, *places[n]) for n in documents])
        for start in range(0, size, 5000):
            ids = range(start, min(start + 5000, size))
            connection.execute(sa.insert(tables.paragraphs), [_paragraph(at, material) for at in ids])
            connection.execute(sa.insert(tables.chunks), [_chunk(at, material, model) for at in ids])


def _document(number: int, unit: str, customer: str, kind: str, day: dt.date) -> dict[str, object]:
    return {
        "id": f"d{number:012x}",
        "source_key": f"file:{number}",
        "customer_id": customer,
        "unit": unit,
        "kind": kind,
        "title": f"资料 {number}",
        "date": day,
        "date_source": "document",
        "uri": f"file:{number}",
        "format": "md",
        "sha256": f"{number:064x}",
        "paragraphs": PER_DOCUMENT,
        "parser": "bench",
        "warnings": [],
        "attributes": {},
        "open_restricted": False,
        "state": "current",
        "points": True,
        "ingested_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    }


def _paragraph(at: int, material: Material) -> dict[str, object]:
    number, ordinal = divmod(at, PER_DOCUMENT)
    text = material.texts[at % len(material.texts)]
    return {
        "id": f"d{number:012x}-{ordinal + 1:04d}",
        "document_id": f"d{number:012x}",
        "ordinal": ordinal + 1,
        "text": text,
        "start": 0,
        "end": len(text),
        "locator": {"paragraph": ordinal + 1},
        "role": "body",
        "headings": [],
    }


def _chunk(at: int, material: Material, model: str) -> dict[str, object]:
    number, ordinal = divmod(at, PER_DOCUMENT)
    text = material.texts[at % len(material.texts)]
    return {
        "id": f"d{number:012x}-c{ordinal:04d}",
        "document_id": f"d{number:012x}",
        "ordinal": ordinal,
        "spans": [[f"d{number:012x}-{ordinal + 1:04d}", 0, len(text)]],
        "text": text,
        "text_sha256": f"{at:064x}",
        "dense_model": model,
    }
