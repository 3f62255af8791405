"""An ingestion that was told no customer: each document is judged; the sure ones are somebody's."""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa

from yiju.errors import Invalid
from yiju.ingest.assign.evidence import Verdict
from yiju.ingest.assign.following import followed, why_away
from yiju.ingest.assign.gathering import path_rules
from yiju.ingest.assign.holding import as_given, held_row, why_settled
from yiju.ingest.assign.judge import judged
from yiju.ingest.assign.known import Known, known_of
from yiju.ingest.assign.packing import unpacked
from yiju.ingest.assign.paper import Paper, paper_of
from yiju.ingest.assign.rules import AssignmentRules
from yiju.ingest.assign.staging import stage_unless_known
from yiju.ingest.assign.stored import of_the_store
from yiju.ingest.assign.whereto import whereto
from yiju.ingest.index import Staged
from yiju.ingest.origins import Origins
from yiju.ingest.place_names import shown_place
from yiju.ingest.places import Source
from yiju.ingest.reading import Reading
from yiju.ingest.report import IngestReport
from yiju.ingest.taken import Decision
from yiju.store import audit, tables, tray
from yiju.store.customers import ensure_customer, to_customer
from yiju.store.store import Store
from yiju.store.tray_tables import tray as held_rows
from yiju.store.types import Customer, Kind

_documents, _places = tables.documents, tables.document_places


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document goes.

    Attributes:
        source: with its customer; of nobody's where it goes to the tray.
        confidence: None where it is somebody's already, whoever said so.
        restricted: a rule wants it so. by_rules: rules say whose it is, and nobody.
        settled: why it is not to come, for a person said so; not to be ``put``. Empty where it may come.
    """

    source: Source
    confidence: float | None = None
    restricted: bool = False
    by_rules: bool = False
    settled: str = ""


def nobody(unit: str) -> Customer:
    """Stands for the customer of documents that are nobody's yet, of a unit."""
    return Customer(id="", name="", unit=unit)


class Placing:
    """Judges the documents of one ingestion, in its order.

    Args:
        unit: of documents that nobody is known for.
        units: whose customers may be chosen.
    """

    def __init__(self, store: Store, rules: AssignmentRules, unit: str, units: Collection[str]) -> None:
        self._store, self._rules, self._unit = store, rules, unit
        with store.sql.read() as connection:
            self._known: Known = known_of(connection, {unit, *units}, self._rules, store.settings)
        self._held: list[str] = []
        self._settled: dict[str, str] = {}

    def decision(self, source: Source) -> tuple[Source, Decision | None]:
        """What is known of bytes before they are read: whose they are, or that they wait or were settled."""
        with self._store.sql.read() as connection:
            standing = self._standing(connection, source)
            if standing is not None:
                return standing.source, None
            settled = self._settled_of(connection, source)
            sent = followed(connection, source, self._known.units, settled)
            if sent is not None:
                return replace(source, customer=sent), None
            waiting = tray.held_bytes(connection, self._known.units, source.sha256)
            if waiting is not None and as_given(waiting, source):
                return source, Decision(waiting.kind_given, waiting.parser)
        if settled is None:
            return source, Decision(source.kind)
        self._settled[source.key] = why_settled(settled)
        return source, Decision(source.kind, settled.parser)

    def why_not_read(self, place: str) -> str:
        """Why unchanged bytes at a place were not read: a person settled them. Empty for all else.

        Args:
            place: as ``Told`` names what is unchanged; what it names else is no place.
        """
        return self._settled.get(place, "")

    def target(self, source: Source, reading: Reading) -> Target:
        """Whose a document is. Makes a customer where a rule says so."""
        paper = paper_of(source.key, source.sha256, reading, source.kind)
        restricted = self._rules.restricts(paper.kind, source.key)
        with self._store.sql.read() as connection:
            standing = self._standing(connection, source)
            if standing is not None:
                return replace(standing, restricted=restricted)
            settled = self._settled_of(connection, source)
            sent = followed(connection, source, self._known.units, settled)
            if sent is not None:
                settled = tray.settled(connection, sent.unit, source.sha256)
            away = why_away(connection, source, self._known.units)
        if settled is not None:
            return Target(source, settled=why_settled(settled))
        if sent is not None:
            return Target(replace(source, customer=sent), restricted=restricted)
        if away:
            return Target(source, settled=away)
        unit = self._made_by_rule(paper.place)
        with self._store.sql.read() as connection:
            verdict = self._judged(connection, paper)
            best = verdict.candidates[0] if verdict.sure else None
            gone = best and tray.settled(connection, best.customer.unit, source.sha256)
            sent = whereto(connection, replace(source, customer=best.customer)) if best else None
        if gone:
            return Target(source, settled=why_settled(gone))
        if best is None or sent is None:
            return Target(replace(source, customer=nobody(unit or self._unit)), restricted=restricted)
        if sent.id != best.customer.id:  # a person gave it to somebody else
            return Target(replace(source, customer=sent), restricted=restricted)
        found = replace(source, customer=best.customer)
        return Target(found, best.confidence, restricted, by_rules=True)

    def put(
        self,
        connection: sa.Connection,
        target: Target,
        reading: Reading,
        origins: Origins,
        report: IngestReport,
    ) -> Staged | None:
        """Stage a document, or put it into the tray; the report is told. None where nothing is staged."""
        source, shown = target.source, shown_place(target.source.key)
        customer = source.customer
        self._known.placed[source.key] = customer.id
        if not customer.id:
            if origins.was_forgotten(connection, source):
                report.unchanged += 1
                return None
            self._hold(connection, target, reading, report)
            return None
        paper = paper_of(source.key, source.sha256, reading, source.kind)
        self._known.learn_message(customer.id, paper.own, paper.thread if paper.is_mail else ())
        staged = stage_unless_known(
            *(connection, source, reading, origins),
            restricted=target.restricted,
            by_rules=target.by_rules,
            units=self._known.units,
        )
        if staged is None:
            report.unchanged += 1
        elif target.confidence is not None:
            told = {"unit": customer.unit, "customer": customer.id, "confidence": target.confidence}
            audit.append(connection, source.actor, "document.assigned", staged.document_id, told)
            report.assign(shown, customer.name, target.confidence)
        return staged

    def again(self, report: IngestReport) -> list[tuple[Target, Reading]]:
        """What this ingestion put into the tray, and what came after it makes sure of. To be put."""
        found = []
        for held_id in self._held:
            with self._store.sql.read() as connection:
                row = connection.execute(sa.select(held_rows).where(held_rows.c.id == held_id)).first()
            if row is None:
                continue
            reading = unpacked(row.reading)
            kind = Kind(row.kind_given) if row.kind_given else None
            source = Source(
                *(row.source_key, row.source_key, row.sha256, nobody(row.unit)),
                *(kind, row.date_given, row.taken_by),
            )
            target = self.target(source, reading)
            if target.source.customer.id:
                found.append((target, reading))
                report.unassigned = (report.unassigned or 0) - 1
        return found

    def _hold(
        self, connection: sa.Connection, target: Target, reading: Reading, report: IngestReport
    ) -> None:
        source, unit = target.source, target.source.customer.unit
        waiting = tray.held_bytes(connection, self._known.units, source.sha256)
        if waiting is not None and as_given(waiting, source) and waiting.parser == reading.parser:
            report.unchanged += 1
            return
        held = tray.hold(connection, held_row(source, reading, target.restricted))
        told = {"unit": unit, "sha256": source.sha256}
        audit.append(connection, source.actor, "tray.held", held.id, told)
        self._held.append(held.id)
        report.unassigned = (report.unassigned or 0) + 1

    def _standing(self, connection: sa.Connection, source: Source) -> Target | None:
        """Whose the very bytes at this place are already."""
        here = sa.union(
            sa.select(_documents.c.id).where(_documents.c.source_key == source.key),
            sa.select(_places.c.document_id).where(_places.c.source_key == source.key),
        )
        query = (
            sa.select(tables.customers, _documents.c.assigned_by)
            .join(_documents, _documents.c.customer_id == tables.customers.c.id)
            .where(
                _documents.c.id.in_(connection.scalars(here).all()),
                _documents.c.sha256 == source.sha256,
                _documents.c.unit.in_(sorted(self._known.units)),
                _documents.c.state.in_(("current", "staged")),
            )
            .order_by(_documents.c.unit != self._unit, _documents.c.id)
        )
        row = connection.execute(query).first()
        if row is None:
            return None
        return Target(replace(source, customer=to_customer(row)), by_rules=row.assigned_by == "rules")

    def _judged(self, connection: sa.Connection, paper: Paper) -> Verdict:
        return judged(self._known, paper, of_the_store(connection, self._known, paper))

    def _settled_of(self, connection: sa.Connection, source: Source) -> tray.Settled | None:
        found = [tray.settled(connection, unit, source.sha256) for unit in sorted(self._homes(source))]
        return next(filter(None, found), None)

    def _homes(self, source: Source) -> set[str]:
        """The units in whose tray it would wait: the one that a rule of paths gives, and the usual one."""
        given = [unit for _rule, _name, unit in path_rules(self._known, source.key) if unit]
        return {self._unit, *given[:1]}

    def _made_by_rule(self, place: str) -> str:
        """Make the customer that a rule makes; returns the unit that rules of paths give, or nothing."""
        given = ""
        for rule, name, unit in path_rules(self._known, place):
            given = given or unit
            there = unit or self._unit
            if name and rule.create and not self._known.named(name, unit):
                with contextlib.suppress(Invalid):  # a folder's name that is none: it waits
                    self._known.add([ensure_customer(self._store.sql, name, there)], self._store.settings)
        return given
