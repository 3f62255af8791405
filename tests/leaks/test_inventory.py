"""Every figure of the inventory is the viewer's own: counts, index, pace, citations, gaps, places."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import settings_for
from tests.support.traces import foreign_to
from tests.support.world import AUTO, BLIND, CUSTOMERS, MEDICAL, NAMESAKE, RESTRICTED, UNITS, USERS, fill, who
from yiju.copilot.inventory.listing import inventory
from yiju.copilot.inventory.progress import index_progress
from yiju.copilot.inventory.types import Asked
from yiju.copilot.retrieve import Reader
from yiju.errors import NotFound
from yiju.store import tables
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.pace import note_pace
from yiju.store.store import Store
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Citation, CitedDocument, Claim, Document, Locator, Section, Suggestion, Viewer

LATER = dt.date(2031, 1, 1)
_AT = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Store]:
    """Both units without the samples, cited by each other's people, with vectors missing in ``medical``."""
    with Store.open(settings_for(tmp_path_factory.mktemp("counted"))) as store:
        fill(store, files, *UNITS, with_samples=False)
        documents = list_documents(store.sql, local_viewer(store.sql))
        own = {unit: [d for d in documents if d.unit == unit] for unit in UNITS}
        for unit in UNITS:
            save_suggestion(store.sql, _citing(f"s{unit}", unit, own[unit][:1]))
        # Drawn from both: only who is in both may know of it, though it cites one of auto's own.
        save_suggestion(store.sql, _citing("sboth", AUTO, own[AUTO][:1], hours=5), read=[MEDICAL])
        save_suggestion(store.sql, _citing("sreplay", AUTO, own[AUTO][:1], hours=9, replay_of="sauto"))
        with store.sql.write() as connection:
            waiting = sa.select(tables.documents.c.id).where(tables.documents.c.unit == MEDICAL)
            there = tables.chunks.c.document_id.in_(waiting)
            connection.execute(sa.update(tables.chunks).where(there).values(dense_model=None))
        yield store


def _citing(
    name: str, unit: str, documents: list[Document], hours: int = 0, replay_of: str = ""
) -> Suggestion:
    citations = tuple(
        Citation(
            tag="〔依据〕",
            paragraph_id=f"{one.id}-0001",
            quote="x",
            start=0,
            end=1,
            document=CitedDocument.model_validate(one.model_dump(include=set(CitedDocument.model_fields))),
            locator=Locator(),
        )
        for one in documents
    )
    return Suggestion(
        id=name,
        kind="answer",
        customer=NAMESAKE,
        unit=unit,
        mode="extractive",
        user="u",
        created_at=_AT + dt.timedelta(hours=hours),
        sections=(
            Section(title="t", claims=(Claim(id="c1", nature="fact", text="x", citations=citations),)),
        ),
        replay_of=replay_of,
    )


def _reader(store: Store, viewer: Viewer) -> Reader:
    return Reader(store, None, viewer)


def _own(store: Store, user: str) -> list[Document]:
    viewer = who(store, user)
    every = list_documents(store.sql, local_viewer(store.sql))
    return [d for d in every if user not in BLIND and d.unit in viewer.units]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(
    "asked", [Asked(as_of=LATER), Asked(stale=True, as_of=LATER), Asked(limit=2), Asked(unindexed=True)]
)
def test_everything_told_is_of_the_viewers_own(counted: Store, user: str, asked: Asked) -> None:
    viewer = who(counted, user)
    found = inventory(_reader(counted, viewer), asked)
    own = {d.id for d in _own(counted, user)}
    assert {d.id for d in found.documents} <= own
    told = [
        *(d.model_dump_json() for d in found.documents),
        *(gap.model_dump_json() for gap in found.gaps),
        found.index.model_dump_json(),
        str(found.totals),
    ]
    assert foreign_to(counted, viewer).in_text("\n".join(told)) == []


@pytest.mark.parametrize("user", USERS)
def test_totals_count_the_viewers_own(counted: Store, user: str) -> None:
    own = _own(counted, user)
    for asked in (Asked(), Asked(limit=1)):
        totals = inventory(_reader(counted, who(counted, user)), asked).totals
        assert totals["documents"] == len(own)
        assert totals["by_unit"] == Counter(d.unit for d in own)
        assert totals["by_customer"] == Counter(d.customer for d in own)


@pytest.mark.parametrize("user", USERS)
def test_the_index_is_counted_over_the_viewers_own(counted: Store, user: str) -> None:
    own = _own(counted, user)
    with counted.sql.read() as connection:
        progress = index_progress(connection, who(counted, user))
        rows = connection.execute(sa.select(tables.chunks.c.document_id, tables.chunks.c.dense_model)).all()
    ids = {d.id for d in own}
    mine = [row for row in rows if row.document_id in ids]
    assert (progress.chunks, progress.pending) == (len(mine), sum(row.dense_model is None for row in mine))
    assert {one.unit for one in progress.units} == {d.unit for d in own}


def test_the_pace_of_others_is_not_told(counted: Store) -> None:
    note_pace(counted.sql, "hashing-384-2", {AUTO: 1000.0, MEDICAL: 2.0})
    told = {}
    for user in USERS:
        with counted.sql.read() as connection:
            told[user] = index_progress(connection, who(counted, user)).per_second
    # Nothing of auto waits: the pace at which it went tells nothing of what is left.
    assert told == {
        user: 2.0 if user in ("rep_medical", "admin_medical", "both", "boss") else 0.0 for user in USERS
    }


@pytest.mark.parametrize(
    ("user", "times", "last"),
    [
        ("rep_auto", 1, _AT),
        ("head_auto", 1, _AT),  # may read the replay, which counts for nothing
        ("both", 2, _AT + dt.timedelta(hours=5)),
        ("boss", 2, _AT + dt.timedelta(hours=5)),
    ],
)
def test_who_cites_is_counted_among_what_the_viewer_may_read(
    counted: Store, user: str, times: int, last: dt.datetime
) -> None:
    first = next(d for d in list_documents(counted.sql, local_viewer(counted.sql)) if d.unit == AUTO)
    found = inventory(_reader(counted, who(counted, user)), Asked(unit=AUTO))
    one = next(d for d in found.documents if d.id == first.id)
    assert (one.cited, one.last_cited) == (times, last)
    assert all(d.cited == 0 for d in found.documents if d.id != first.id)


@pytest.mark.parametrize("user", USERS)
def test_where_a_restricted_original_lies_is_told_to_those_who_may_open_it(counted: Store, user: str) -> None:
    viewer = who(counted, user)
    asked = Asked(originals=True)
    for one in inventory(_reader(counted, viewer), asked).documents:
        opens = one.title != RESTRICTED or bool(viewer.roles & {"director", "admin"})
        assert one.opens == opens
        assert (bool(one.uri), bool(one.source_key)) == (opens, opens)


def test_nobody_looks_at_a_restricted_file_for_one_who_may_not_open_it(
    counted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    from yiju.copilot.inventory import listing

    monkeypatch.setattr(listing, "original_trouble", lambda document: looked.append(document.title))
    inventory(_reader(counted, who(counted, "rep_auto")), Asked(originals=True))
    assert looked and RESTRICTED not in looked


@pytest.mark.parametrize("user", USERS)
def test_gaps_are_those_of_the_viewers_customers(counted: Store, user: str) -> None:
    viewer = who(counted, user)
    gaps = inventory(_reader(counted, viewer), Asked(as_of=LATER)).gaps
    units = set() if user in BLIND else set(viewer.units)
    assert {gap.unit for gap in gaps} == units
    assert {gap.customer for gap in gaps} <= {name for unit in units for name in CUSTOMERS[unit]}


@pytest.mark.parametrize(("user", "unit"), [("rep_auto", MEDICAL), ("admin_medical", AUTO), ("client", AUTO)])
def test_a_unit_of_others_is_as_unknown_as_one_that_never_was(counted: Store, user: str, unit: str) -> None:
    said = []
    for name in (unit, "nowhere"):
        with pytest.raises(NotFound) as refused:
            inventory(_reader(counted, who(counted, user)), Asked(unit=name))
        said.append((str(refused.value).replace(name, ""), refused.value.hint))
    assert said[0] == said[1]


def test_a_page_cannot_begin_behind_a_document_of_others(counted: Store) -> None:
    foreign = next(d for d in list_documents(counted.sql, local_viewer(counted.sql)) if d.unit == MEDICAL)
    for asked in (Asked(after=foreign.id, limit=5), Asked(after=foreign.id, stale=True)):
        with pytest.raises(NotFound):
            inventory(_reader(counted, who(counted, "rep_auto")), asked)
