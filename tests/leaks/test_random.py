"""Questions made of another unit's own words bring up nothing of it."""

import random
from functools import lru_cache

import pytest
import rjieba
import sqlalchemy as sa

from tests.support.samples import TODAY, reader
from tests.support.traces import foreign_to
from tests.support.world import AUTO, BLIND, UNITS, USERS, who
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.types import Viewer

QUERIES, ANSWERS = 200, 20


@lru_cache(maxsize=8)
def _material(store: Store, unit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paragraphs and customer ids of a unit, read from the raw tables."""
    documents = tables.documents
    texts = sa.select(tables.paragraphs.c.text).join(documents).where(documents.c.unit == unit)
    ids = sa.select(tables.customers.c.id).where(tables.customers.c.unit == unit)
    with store.sql.read() as connection:
        found = connection.scalars(texts.order_by(tables.paragraphs.c.text)).all()
        return tuple(found), tuple(connection.scalars(ids.order_by(tables.customers.c.name)))


def _queries(store: Store, viewer: Viewer, count: int) -> list[str]:
    """Words, and whole sentences, of the units the viewer is not in; of both where that is none."""
    chance = random.Random(20260310)
    units = [unit for unit in UNITS if unit not in viewer.units] or list(UNITS)
    texts = [text for unit in units for text in _material(store, unit)[0]]
    words = [word for text in texts for word in rjieba.cut(text) if len(word.strip()) > 1]
    made = [" ".join(chance.sample(words, chance.randint(1, 6))) for _ in range(count - count // 4)]
    return made + chance.sample(texts, count // 4)


@pytest.mark.parametrize("name", USERS)
def test_no_search_brings_up_a_foreign_paragraph(world: Store, name: str) -> None:
    viewer = who(world, name)
    chance = random.Random(name)
    everyone = [one for unit in UNITS for one in _material(world, unit)[1]]
    allowed = viewer.units if name not in BLIND else frozenset()
    found = 0
    with world.vectors.session():
        for query in _queries(world, viewer, QUERIES):
            embedder = chance.choice([None, HashingEmbedder()])
            asked = chance.choice([None, None, chance.sample(everyone, 2)])
            hits = find_chunks(world, embedder, viewer, query, customer_ids=asked)
            found += len(hits)
            for hit in hits:
                assert hit.document.unit in allowed, query
                assert asked is None or hit.document.customer_id in asked
                assert {p.document_id for p in hit.paragraphs} == {hit.document.id}
    assert (found == 0) == (name in BLIND)


def test_the_best_hits_are_those_of_the_unit_alone(world: Store, auto_alone: Store) -> None:
    """Further down the engine leaves equal scores in any order."""
    viewer = who(world, "rep_auto")
    embedder = HashingEmbedder()
    texts = [text for text in _material(world, AUTO)[0] if len(text) > 20]
    with world.vectors.session(), auto_alone.vectors.session():
        for query in random.Random(1).sample(texts, QUERIES // 4):
            here, there = (
                [hit.chunk.id for hit in find_chunks(store, embedder, viewer, query, limit=3)]
                for store in (world, auto_alone)
            )
            assert here == there, query


@pytest.mark.parametrize("name", ["rep_auto", "admin_medical", "client", "nobody"])
def test_no_answer_holds_a_foreign_word(world: Store, name: str) -> None:
    viewer = who(world, name)
    copilot = Copilot(reader(world, viewer))
    traces = foreign_to(world, viewer)
    with world.vectors.session():
        for query in _queries(world, viewer, ANSWERS):
            if name in BLIND:
                with pytest.raises(NotFound, match="还没有任何资料"):
                    copilot.ask(query, as_of=TODAY)
                continue
            given = copilot.ask(query, as_of=TODAY).model_dump(mode="json", exclude={"request"})
            assert traces.in_text(given, said=query) == [], query


def test_the_same_queries_find_what_they_are_made_of(world: Store) -> None:
    """For whoever is in that unit; else the tests above could not fail."""
    rightful = who(world, "rep_medical")
    queries = [query for query in _queries(world, who(world, "rep_auto"), QUERIES) if len(query) > 20]
    with world.vectors.session():
        found = [find_chunks(world, None, rightful, query) for query in queries]
    same = [
        any(query in p.text for hit in hits for p in hit.paragraphs)
        for query, hits in zip(queries, found, strict=True)
    ]
    assert sum(map(bool, found)) == len(queries)
    assert sum(same) > 20  # the whole sentences among them
