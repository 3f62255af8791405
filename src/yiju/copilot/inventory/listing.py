"""The inventory of one viewer: documents with what is known of them, totals, gaps, the state of the index."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.copilot.blotting import blotted
from yiju.copilot.inventory.expected import expected_of
from yiju.copilot.inventory.gaps import find_gaps
from yiju.copilot.inventory.originals import original_trouble
from yiju.copilot.inventory.progress import index_progress, index_state
from yiju.copilot.inventory.stale import by_content, by_rows
from yiju.copilot.inventory.totals import summed, totals_json
from yiju.copilot.inventory.types import Asked, Gap, IndexProgress, Listed, Stale
from yiju.copilot.retrieve import Reader
from yiju.errors import NotFound
from yiju.ingest.coverage import COVERAGE
from yiju.ingest.coverage import from_attribute as coverage_from
from yiju.ingest.language import LANGUAGE
from yiju.privacy import Policy, policy_of
from yiju.privacy.counting import PERSONAL, from_attribute
from yiju.store.access import may_open, visible_units
from yiju.store.customers import find_customers
from yiju.store.inventory import Held, Wanted, attributes_of, held, totals_of
from yiju.store.inventory_index import Cited, Indexed, cited_of, index_of
from yiju.store.points import dense_model
from yiju.store.types import Customer

_FEW = 1000
"""Documents up to which they are named to the database; beyond, counting all of the viewer's is quicker."""


@dataclass(frozen=True)
class Inventory:
    """What was asked for.

    Attributes:
        documents: of this page; next: the last one's id where more follow, else empty.
        totals: over all pages, as JSON.
        gaps: of the same customers, whatever kinds and days were asked for.
    """

    documents: list[Listed]
    totals: dict[str, Any]
    gaps: list[Gap]
    index: IndexProgress
    next: str = ""


def inventory(reader: Reader, asked: Asked) -> Inventory:
    """Everything current that the viewer may quote and that fits.

    Raises:
        NotFound: no such customer or unit for this viewer, or no document ``after``.
        YijuError: the file of what is expected is not well formed.
    """
    expected = expected_of(reader.store.settings)
    customers = _customers(reader, asked)
    with reader.store.sql.read() as connection:
        model = dense_model(connection) or ""
        wanted = _wanted(asked, customers, model)
        if asked.stale or asked.originals:  # told only by looking at each of them
            every = held(connection, reader.viewer, wanted)
            reasons, left_out = _reasons(reader, connection, every, asked, expected.stale_days)
            if asked.stale:
                every = [one for one in every if reasons.get(one.document.id)]
            totals = summed([one.document for one in every]) | {"not_compared": left_out}
            page = _paged(every, asked)
        else:
            page = held(connection, reader.viewer, wanted, after=asked.after, limit=_and_one(asked.limit))
            counts = attributes_of(connection, reader.viewer, wanted, PERSONAL)
            totals, reasons = totals_json(totals_of(connection, reader.viewer, wanted), counts), None
        more = asked.limit is not None and len(page) > asked.limit
        page = page[: asked.limit]
        ids = [one.document.id for one in page] if len(page) <= _FEW else None
        indexed = index_of(connection, reader.viewer, model, ids)
        cited = cited_of(connection, reader.viewer, ids)
        gaps = find_gaps(connection, reader.viewer, customers, expected, asked.as_of)
        index = index_progress(connection, reader.viewer)
    if reasons is None:
        reasons = {
            one.document.id: by_rows(
                one.document, _times(cited, one.document.id), expected.stale_days, asked.as_of
            )
            for one in page
        }
    policy = policy_of(reader.store.settings)
    documents = [_listed(reader, one, indexed, cited, reasons, model, policy) for one in page]
    return Inventory(documents, totals, gaps, index, page[-1].document.id if more else "")


def _customers(reader: Reader, asked: Asked) -> list[Customer]:
    if asked.unit and asked.unit not in visible_units(reader.viewer):
        raise NotFound(f"没有这个单元：{asked.unit}", hint="用 yiju units 查看有哪些单元。")
    if asked.customer and asked.unit:
        # One name in several units is told apart by the unit that is asked for.
        same = find_customers(reader.store.sql, reader.viewer, asked.customer)
        if len(inside := [one for one in same if one.unit == asked.unit]) == 1:
            return inside
    customers = [reader.customer(asked.customer)] if asked.customer else reader.customers()
    return [one for one in customers if asked.unit in {"", one.unit}]


def _wanted(asked: Asked, customers: Sequence[Customer], model: str) -> Wanted:
    return Wanted(
        customer_ids=[one.id for one in customers] if asked.customer else None,
        kinds=asked.kinds or None,
        unit=asked.unit,
        since=asked.since,
        warned=asked.warned,
        unindexed=model if asked.unindexed else None,
    )


def _reasons(
    reader: Reader, connection: sa.Connection, every: Sequence[Held], asked: Asked, stale_days: int
) -> tuple[dict[str, list[Stale]], int]:
    documents = [one.document for one in every]
    cited = cited_of(connection, reader.viewer)
    found = {d.id: by_rows(d, _times(cited, d.id), stale_days, asked.as_of) for d in documents}
    left_out = 0
    if asked.stale:
        told, left_out = by_content(reader, documents, asked.as_of)
        for one, reasons in told.items():
            found[one] += reasons
    if asked.originals:
        for document in documents:
            # Whoever may not open it is told nothing of its file, and has nobody look at the disk.
            trouble = original_trouble(document) if may_open(reader.viewer, document) else None
            found[document.id] += [trouble] if trouble else []
    return found, left_out


def _paged(every: list[Held], asked: Asked) -> list[Held]:
    if not asked.after:
        return every
    at = next((n for n, one in enumerate(every) if one.document.id == asked.after), None)
    if at is None:
        raise NotFound(f"没有这份资料：{asked.after}", hint="从头翻起，不带 after。")
    return every[at + 1 :]


def _and_one(limit: int | None) -> int | None:
    return None if limit is None else limit + 1


def _times(cited: Mapping[str, Cited], document_id: str) -> int:
    return cited[document_id].times if document_id in cited else 0


def _listed(
    reader: Reader,
    one: Held,
    indexed: Mapping[str, Indexed],
    cited: Mapping[str, Cited],
    reasons: Mapping[str, Sequence[Stale]],
    model: str,
    policy: Policy,
) -> Listed:
    opens = may_open(reader.viewer, one.document)
    document, attributes = blotted(one.document, policy), one.document.attributes
    counted, last = attributes.get(PERSONAL), cited.get(one.document.id)
    return Listed(
        **document.model_dump(),
        opens=opens,
        language=attributes.get(LANGUAGE, ""),
        coverage=coverage_from(attributes.get(COVERAGE)),
        index=index_state(indexed.get(document.id, Indexed()), model),
        personal_data=None if counted is None else dict(Counter(from_attribute(counted))),
        cited=last.times if last else 0,
        last_cited=last.last if last else None,
        ingested_by=one.ingested_by,
        stale=tuple(
            stale.model_copy(update={"said": policy.shown(stale.said)})
            for stale in reasons.get(document.id, ())
        ),
    )
