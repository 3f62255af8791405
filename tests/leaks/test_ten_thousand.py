"""Ten thousand random questions by viewers of random units: nothing of another unit comes back by any way."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.leaks.signed import UNITS, Asked, fill, random_question
from tests.support.stored import settings_for
from yiju.retrieval.chunks import find_chunks
from yiju.retrieval.options import Options
from yiju.retrieval.search import retrieve
from yiju.retrieval.store_shelf import StoreShelf
from yiju.store import bm25, tables
from yiju.store.access import vector_scope
from yiju.store.store import Store
from yiju.store.types import Viewer

QUERIES = {"edge": 10_000, "memory": 200}
FEW = Options(depth=40)
TODAY = dt.date(2026, 3, 10)


@dataclass(frozen=True)
class World:
    """A store of all units, and what is whose in it, read from the raw tables."""

    store: Store
    unit_of: dict[str, str]
    chunks: list[str]
    customers: list[str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files lie: their places are part of their ids."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module", params=list(QUERIES))
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, files: Path
) -> Iterator[World]:
    """All units, on each engine that needs no server."""
    settings = settings_for(tmp_path_factory.mktemp("world"), vector_store=request.param)
    with Store.open(settings) as store:
        fill(store, files, *UNITS)
        documents = tables.documents
        query = sa.select(tables.chunks.c.id, documents.c.unit).join(documents)
        with store.sql.read() as connection:
            unit_of = {row.id: row.unit for row in connection.execute(query)}
            customers = list(connection.scalars(sa.select(tables.customers.c.id).order_by("id")))
        with store.vectors.session():
            yield World(store, unit_of, sorted(unit_of), customers)


def _by_the_engine(world: World, asked: Asked, chance: random.Random) -> int:
    dense = asked.embedder.query(asked.text) if asked.embedder else None
    vectors = world.store.vectors
    found = vectors.rankings(asked.scope, bm25=bm25.query_vector(asked.text), dense=dense, limit=40)
    ids = {hit.chunk_id for hit in (*found.bm25, *found.dense)}
    ids |= vectors.dense_vectors(asked.scope, chance.sample(world.chunks, 20)).keys()
    assert {world.unit_of[one] for one in ids} <= asked.allowed
    return len(ids)


def _by_search(world: World, asked: Asked) -> int:
    hits = find_chunks(
        world.store,
        asked.embedder,
        asked.viewer,
        asked.text,
        customer_ids=asked.customer_ids,
        kinds=asked.kinds,
        days=asked.days,
        people=asked.people,
        limit=10,
    )
    for hit in hits:
        _signed(hit.document.unit, [p.text for p in hit.paragraphs], asked)
        assert asked.customer_ids is None or hit.document.customer_id in asked.customer_ids
    return len(hits)


def _by_retrieval(world: World, asked: Asked, chance: random.Random) -> int:
    """Expansion, feedback, reranking and neighbours included; fewer candidates than by default, for time."""
    shelf = StoreShelf(world.store, asked.viewer, asked.scope)
    found = retrieve(shelf, asked.embedder, asked.text, limit=10, options=FEW, today=TODAY)
    for one in found:
        passage = one.passage
        _signed(world.unit_of[passage.id], [*passage.headings, *passage.text.split("\n")], asked)
    if chance.random() < 0.3:
        anything = chance.sample(world.chunks, 10)
        beside = shelf.neighbours(anything)
        told = {*shelf.passages(anything), *shelf.dense_vectors(anything)}
        told |= {*beside, *(one for ids in beside.values() for one in ids)}
        assert {world.unit_of[one] for one in told} <= asked.allowed
    return len(found)


def _signed(unit: str, texts: list[str], asked: Asked) -> None:
    assert unit in asked.allowed, asked
    assert all(text.endswith(f"｜{unit}") for text in texts if "｜" in text), asked


@pytest.mark.timeout(400)  # half a minute where nothing else runs
def test_nothing_of_another_unit_ever_comes_back(world: World) -> None:
    chance = random.Random(20260310)
    engine, retrieval = partial(_by_the_engine, chance=chance), partial(_by_retrieval, chance=chance)
    ways: list[Callable[[World, Asked], int]] = [*[engine] * 17, _by_search, retrieval, retrieval]
    found = [0] * len(ways)
    answered = blind = 0
    for number in range(QUERIES[world.store.settings.vector_store]):
        asked = random_question(chance, world.customers)
        many = ways[number % len(ways)](world, asked)
        found[number % len(ways)] += many
        answered += many > 0
        blind += not asked.allowed
    assert min(found) > number // 20, "each way finds what is the viewer's own"
    assert answered > number // 3
    assert blind > number // 10


@pytest.fixture(scope="module")
def alone(world: World, tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[dict[str, Store]]:
    """Each of two units, as if there were no other."""
    made: dict[str, Store] = {}
    for unit in UNITS[:2]:
        folder = tmp_path_factory.mktemp(unit)
        made[unit] = Store.open(settings_for(folder, vector_store=world.store.settings.vector_store))
        fill(made[unit], files, unit)
    with made[UNITS[0]].vectors.session(), made[UNITS[1]].vectors.session():
        yield made
    for store in made.values():
        store.close()


def test_no_score_hangs_on_what_others_have(world: World, alone: dict[str, Store]) -> None:
    """Ranks, scores and features of a viewer's own material, with three other units there and without."""
    chance = random.Random(7)
    compared = 0
    for _ in range(150):
        asked = random_question(chance, world.customers)
        unit = chance.choice(list(alone))
        viewer = Viewer(user="u", roles=frozenset({"rep"}), units=frozenset({unit}))
        scope = vector_scope(viewer, None, asked.kinds, None, asked.days, asked.people)
        here, there = (
            retrieve(
                StoreShelf(store, viewer, scope),
                asked.embedder,
                asked.text,
                limit=10,
                today=TODAY,
            )
            for store in (world.store, alone[unit])
        )
        assert [one.passage.id for one in here] == [one.passage.id for one in there], asked
        for one, other in zip(here, there, strict=True):
            assert one.score == pytest.approx(other.score, abs=1e-3)
            assert one.features == pytest.approx(other.features, abs=1e-3)
        compared += len(here)
    assert compared > 500
