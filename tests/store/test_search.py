"""The hard gate: nothing crosses a unit or a customer, whatever is asked and however."""

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import put, viewer
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import tables
from yiju.store.access import may_open
from yiju.store.customers import list_customers
from yiju.store.documents import (
    context,
    get_document,
    get_paragraphs,
    list_documents,
    paragraph_select,
    paragraphs_of,
)
from yiju.store.store import Store
from yiju.store.types import Kind, Viewer

UNITS = ("east", "west", "north")
NAMES = ("莱茵汽车", "华东医疗")
WORDS = ("年降比例", "模具分摊", "碳足迹", "过程审核")


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """The same words everywhere, each text signed by its owner: only the filter can part them."""
    chance = random.Random(1)
    for unit in UNITS:
        for name in NAMES:
            files = {
                f"{kind}-{n}.txt": "".join(chance.choices(WORDS, k=3)) + f"｜{unit}｜{name}"
                for kind in (Kind.MAIL, Kind.CALL)
                for n in range(3)
            }
            # The last ones stay without dense vectors.
            embedder = HashingEmbedder() if unit != UNITS[-1] else None
            put(store, tmp_path / unit / name, files, unit=unit, customer=name, embedder=embedder)
    return store


@pytest.mark.parametrize("seed", range(3))
def test_no_search_leaves_its_units_and_customers(filled: Store, seed: int) -> None:
    chance = random.Random(seed)
    everyone = list_customers(filled.sql, viewer(*UNITS))
    with filled.vectors.session():
        for _ in range(25):
            units = frozenset(chance.sample(UNITS, chance.randint(0, 3)))
            who = viewer(*units, role=chance.choice(["rep", "director", "admin"]))
            # Customers of foreign units may be asked for by id; they must not answer.
            asked = chance.choice([None, {c.id for c in chance.sample(everyone, chance.randint(0, 4))}])
            kinds = chance.choice([None, [Kind.MAIL], [Kind.CALL]])
            embedder = chance.choice([None, HashingEmbedder()])
            text = "".join(chance.sample(WORDS, 2)) + "｜west｜east｜莱茵汽车"
            hits = find_chunks(filled, embedder, who, text, customer_ids=asked, kinds=kinds, limit=50)
            for hit in hits:
                assert hit.document.unit in units
                assert asked is None or hit.document.customer_id in asked
                assert kinds is None or hit.document.kind in kinds
                assert all(
                    f"｜{hit.document.unit}｜{hit.document.customer}" in p.text for p in hit.paragraphs
                )
            expected = [c for c in everyone if c.unit in units and (asked is None or c.id in asked)]
            assert {hit.document.customer_id for hit in hits} == {c.id for c in expected}


def test_customers_and_nobody_see_nothing(filled: Store) -> None:
    for who in (viewer(), viewer(*UNITS, role="customer"), viewer("nowhere")):
        assert find_chunks(filled, HashingEmbedder(), who, WORDS[0]) == []
        assert list_documents(filled.sql, who) == []


def test_no_read_by_id_crosses_a_unit(filled: Store) -> None:
    mine, other = viewer("east"), viewer("west", "north", role="admin")
    documents = list_documents(filled.sql, mine)
    assert len(documents) == 12
    paragraphs = paragraphs_of(filled.sql, mine, [d.id for d in documents])
    assert len(paragraphs) == 12
    for document in documents:
        with pytest.raises(NotFound):
            get_document(filled.sql, other, document.id)
    assert paragraphs_of(filled.sql, other, [d.id for d in documents]) == []
    for paragraph in paragraphs:
        with pytest.raises(NotFound):
            get_paragraphs(filled.sql, other, [paragraph.id])
        with pytest.raises(NotFound):
            context(filled.sql, other, paragraph.id)


def test_an_index_that_has_gone_wrong_still_leaks_nothing(filled: Store) -> None:
    """Rows decide again: here the index believes that everything is east's."""
    with filled.sql.write() as connection:
        connection.execute(sa.update(tables.documents).values(unit="west"))
    assert find_chunks(filled, None, viewer("east"), WORDS[0]) == []


def test_quoting_and_opening_differ(filled: Store) -> None:
    with filled.sql.write() as connection:
        connection.execute(sa.update(tables.documents).values(open_restricted=True))

    def opens(who: Viewer) -> bool:
        return may_open(who, document)

    document = list_documents(filled.sql, viewer("east"))[0]
    assert find_chunks(filled, None, viewer("east"), WORDS[0]) != []
    assert not opens(viewer("east"))
    assert opens(viewer("east", role="director"))
    assert opens(viewer("east", role="admin"))
    assert not opens(viewer("west", role="admin"))
    assert not opens(viewer("east", role="customer"))
    assert may_open(viewer("east"), document.model_copy(update={"open_restricted": False}))


def test_the_inventory_can_be_narrowed(filled: Store) -> None:
    east = viewer("east")
    one = next(c for c in list_customers(filled.sql, east) if c.name == "莱茵汽车")
    found = list_documents(filled.sql, east, customer_ids=[one.id], kinds=[Kind.CALL])
    assert len(found) == 3
    assert {(d.customer, d.kind) for d in found} == {("莱茵汽车", Kind.CALL)}
    assert list_documents(filled.sql, east, customer_ids=[]) == []


def test_a_paragraph_has_its_neighbours(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": "一\n二\n三\n四\n五"})
    (document,) = list_documents(store.sql, viewer("main"))
    ids = [p.id for p in paragraphs_of(store.sql, viewer("main"), [document.id])]
    before, centre, after = context(store.sql, viewer("main"), ids[1])
    assert ([p.text for p in before], centre.text, [p.text for p in after]) == (["一"], "二", ["三", "四"])
    in_order = get_paragraphs(store.sql, viewer("main"), [ids[3], ids[0], ids[3]])
    assert [p.text for p in in_order] == ["四", "一", "四"]
    with pytest.raises(NotFound, match="d0-0001"):
        get_paragraphs(store.sql, viewer("main"), [ids[0], "d0-0001"])


def test_reads_by_id_do_not_walk_the_unit(filled: Store) -> None:
    """SQLite must begin with the ids, or every search would cost as much as the unit is large."""
    if not filled.sql.is_sqlite:
        pytest.skip("PostgreSQL plans by its own statistics")
    query = paragraph_select(viewer("east")).where(tables.paragraphs.c.id.in_(["d0-0001", "d0-0002"]))
    text = query.compile(filled.sql.engine, compile_kwargs={"literal_binds": True})
    with filled.sql.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert plan[0].startswith("SEARCH paragraphs"), plan
