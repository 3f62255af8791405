"""Clearing the tray: what waits, whose it may be, and an admin's word on it."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from yiju.errors import Forbidden, YijuError
from yiju.ingest.assign.evidence import Candidate
from yiju.ingest.assign.following import as_said
from yiju.ingest.assign.judge import judged
from yiju.ingest.assign.known import Known, known_of
from yiju.ingest.assign.packing import unpacked
from yiju.ingest.assign.paper import paper_of
from yiju.ingest.assign.publishing import publish, remember
from yiju.ingest.assign.rules import load_assignment
from yiju.ingest.assign.stored import of_the_store
from yiju.ingest.index import storable
from yiju.ingest.place_names import shown_place
from yiju.store import audit, tray
from yiju.store.customers import customer_for
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.transcripts import Transcripts
from yiju.store.tray import Held
from yiju.store.tray_originals import close_items
from yiju.store.types import Frozen, Viewer

_OPENING, _LONGEST = 3, 300


class Waiting(Frozen):
    """A document in the tray, as an admin decides on it.

    Attributes:
        place: where it lies, for people. why: nobody could be sure; empty where it is sure by now.
        candidates: of the units that the admin clears, the likeliest first.
        opening: its first paragraphs, shortened.
        named: whose it says it is: its source, else the rows of a table.
    """

    held: Held
    place: str
    why: str
    candidates: tuple[Candidate, ...]
    opening: tuple[str, ...]
    named: tuple[str, ...] = ()


class Assigned(Frozen):
    """What an admin assigned.

    Attributes:
        document_id: empty where the customer had the same bytes already.
        attachments: titles of what came with it; with_it: their ids in the tray.
    """

    id: str
    title: str
    document_id: str
    customer: str
    unit: str
    attachments: tuple[str, ...] = ()
    with_it: tuple[str, ...] = ()


class Decision(Frozen):
    """Whose a document in the tray is.

    Attributes:
        customer: name or alias; create: made where the unit has none of this name.
        unit: the one it was taken in for, where empty.
        restricted: None leaves it to the rules.
        alone: what came with a mail stays in the tray.
    """

    id: str
    customer: str
    unit: str = ""
    restricted: bool | None = None
    create: bool = False
    alone: bool = False


def waiting(
    store: Store, viewer: Viewer, ids: Collection[str] | None = None, *, most: int | None = None
) -> list[Waiting]:
    """The tray as this admin may see it, oldest first. Raises as ``store.tray.list_held``.

    Args:
        most: at most so many: each is read whole and judged, some 5 ms a document.
    """
    found = tray.list_held(store.sql, viewer, ids)[:most]
    if not found:
        return []
    everything = tray.list_held(store.sql, viewer)
    with store.sql.read() as connection:
        units = tray.require_clearing(viewer)
        known = known_of(connection, units, load_assignment(store.settings), store.settings)
        known.placed = {one.source_key: "" for one in everything}
        return [_waiting(connection, viewer, known, one) for one in found]


def assign(store: Store, viewer: Viewer, decisions: Sequence[Decision]) -> list[Assigned]:
    """Publish documents of the tray as customers' own, each whole or not at all. Audited.

    Raises:
        Forbidden, NotFound: as ``store.tray.list_held``, or no admin of the unit that it is to go to.
        Invalid: no customer of this name. Conflict: a newer version is there already.
    """
    made: list[Assigned] = []
    tray.require_clearing(viewer)
    rules = load_assignment(store.settings)
    for decision in decisions:
        with store.writing():  # what came with it is looked up here: another admin may be clearing too
            settle(store)
            (held,) = tray.list_held(store.sql, viewer, [decision.id])
            unit = decision.unit or held.unit
            if unit not in tray.require_clearing(viewer):
                raise Forbidden(f"没有把资料归到单元 {unit} 的权限。", hint="要是那个单元的管理员。")
            inner = [] if decision.alone else _inside(store, viewer, held)
            with store.sql.write() as connection:
                customer = customer_for(connection, decision.customer, unit, create=decision.create)
                wish = (customer, decision.restricted, rules)
                document_id = publish(connection, viewer, held, *wish)
                for one in inner:
                    publish(connection, viewer, one, *wish)
            settle(store)
        made.append(
            Assigned(
                id=held.id,
                title=held.title,
                document_id=document_id,
                customer=customer.name,
                unit=unit,
                attachments=tuple(one.title for one in inner),
                with_it=tuple(one.id for one in inner),
            )
        )
    return made


def assign_each(
    store: Store, viewer: Viewer, decisions: Sequence[Decision]
) -> tuple[list[Assigned], list[dict[str, str]]]:
    """``assign``, one after the other: one that fails keeps no other back.

    What came with a mail that is among them went with it, and is not asked for again.

    Returns:
        What was assigned, and what could not be: ``{id, error}``.

    Raises:
        YijuError: the first error, where nothing could be assigned.
    """
    made: list[Assigned] = []
    failed: list[dict[str, str]] = []
    first: YijuError | None = None
    done: set[str] = set()
    for decision in decisions:
        if decision.id in done:
            continue
        try:
            made += assign(store, viewer, [decision])
            done.update((decision.id, *made[-1].with_it))
        except YijuError as error:
            first = first or error
            failed.append({"id": decision.id, "error": str(error)})
    if first is not None and not made:
        raise first
    return made, failed


def assign_suggested(
    store: Store, viewer: Viewer, least: float
) -> tuple[list[Assigned], list[dict[str, str]]]:
    """Publish all that somebody is likely enough for, as the first candidate's.

    Args:
        least: confidence from 0 to 1.

    Returns:
        What was assigned, and what could not be: ``{id, error}``.
    """
    made: list[Assigned] = []
    failed: list[dict[str, str]] = []
    done: set[str] = set()
    for one in waiting(store, viewer):
        best = one.candidates[0] if one.candidates else None
        if best is None or best.confidence < least or one.held.id in done:
            continue
        decision = Decision(id=one.held.id, customer=best.customer.name, unit=best.customer.unit)
        try:
            made += assign(store, viewer, [decision])
            done.update(made[-1].with_it)
        except YijuError as error:
            failed.append({"id": one.held.id, "error": str(error)})
    return made, failed


def dismiss(store: Store, viewer: Viewer, ids: Collection[str]) -> list[Held]:
    """Erase documents of the tray: nobody's material. Their bytes do not come back by themselves. Audited.

    Raises as ``store.tray.list_held``.
    """
    found = tray.list_held(store.sql, viewer, ids)
    with store.writing():
        with store.sql.write() as connection:
            for one in found:
                if not tray.remove(connection, one.id):
                    raise tray.unknown(one.id)
                remember(connection, one, tray.DISMISSED, viewer)
                told = {"unit": one.unit, "sha256": one.sha256}
                audit.append(connection, viewer.user, "tray.dismissed", one.id, told)
            for one in found:
                close_items(connection, store.settings.data, one.source_key)
        store.sql.scrub()
        for one in found:
            Transcripts(store.settings.data).forget(one.sha256)
    return found


def _waiting(connection: sa.Connection, viewer: Viewer, known: Known, held: Held) -> Waiting:
    reading = unpacked(tray.reading_bytes(connection, viewer, held.id))
    paper = paper_of(held.source_key, held.sha256, reading, held.kind_given)
    verdict = as_said(connection, known, held) or judged(known, paper, of_the_store(connection, known, paper))
    least = known.rules.thresholds.suggest
    return Waiting(
        held=held,
        place=storable(shown_place(held.source_key)),
        why=verdict.why,
        candidates=tuple(one for one in verdict.candidates if one.confidence >= min(least, 0.05)),
        named=tuple(storable(one) for one in paper.whose),
        opening=tuple(storable(one.text[:_LONGEST]) for one in reading.paragraphs[:_OPENING]),
    )


def _inside(store: Store, viewer: Viewer, held: Held) -> list[Held]:
    """What waits beside a mail because it came with it."""
    inner = held.source_key + ("/" if "#" in held.source_key else "#")
    return [
        one
        for one in tray.list_held(store.sql, viewer)
        if one.unit == held.unit and one.source_key.startswith(inner)
    ]
