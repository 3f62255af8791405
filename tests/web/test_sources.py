"""``/sources``: pages, filters, gaps and progress, as a program gets them."""

import pytest
from fastapi import FastAPI

from tests.support.browser import Browser, house_in, program
from tests.support.town import Ids
from tests.support.world import AUTO, NAMESAKE, RESTRICTED, who
from yiju.store.documents import list_documents

SOURCES = "/api/v1/sources"
Town = tuple[FastAPI, dict[str, Ids]]


@pytest.fixture
def client(town: Town) -> Browser:
    """A rep of the unit auto."""
    return program(town[0], "rep_auto")


def test_pages_hold_each_document_once_in_the_lists_order(town: Town, client: Browser) -> None:
    store = house_in(town[0]).store
    expected = [d.id for d in list_documents(store.sql, who(store, "rep_auto"))]
    seen: list[str] = []
    after = ""
    while True:
        told = client.get(SOURCES, params={"limit": 7, **({"after": after} if after else {})}).json()
        assert told["totals"]["documents"] == len(expected)
        seen += [one["id"] for one in told["documents"]]
        after = told["next"]
        if not after:
            break
    assert seen == expected


def test_filters_are_parameters(client: Browser) -> None:
    told = client.get(SOURCES, params={"customer": NAMESAKE, "unit": AUTO, "limit": 200}).json()
    assert told["totals"]["by_customer"].keys() == {NAMESAKE}
    restricted = next(one for one in told["documents"] if one["title"] == RESTRICTED)
    assert (restricted["opens"], restricted["uri"]) == (False, "")
    kinds = client.get(SOURCES, params={"kind": ["mail", "call"], "limit": 200}).json()
    assert kinds["totals"]["by_kind"].keys() == {"mail", "call"}
    since = client.get(SOURCES, params={"since": "2026-01-01", "limit": 200}).json()
    assert since["documents"] and all(one["date"] >= "2026-01-01" for one in since["documents"])
    assert client.get(SOURCES, params={"unindexed": True}).json()["documents"] == []
    stale = client.get(SOURCES, params={"stale": True, "limit": 200}).json()
    assert stale["documents"] and all(one["stale"] for one in stale["documents"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"kind": "fax"}, 422),
        ({"since": "2026-02-30"}, 422),
        ({"limit": 0}, 422),
        ({"after": "dffffffffffff"}, 404),
        ({"unit": "nowhere"}, 404),
        ({"customer": "莫须有公司"}, 404),
    ],
)
def test_wrong_input_is_told(client: Browser, query: dict[str, object], status: int) -> None:
    done = client.get(SOURCES, params=query)  # type: ignore[arg-type]
    assert (done.status_code, set(done.json())) == (status, {"error", "hint"})


def test_gaps_and_progress(client: Browser) -> None:
    gaps = client.get(f"{SOURCES}/gaps", params={"customer": NAMESAKE}).json()["gaps"]
    assert {(gap["customer"], gap["unit"]) for gap in gaps} == {(NAMESAKE, AUTO)}
    assert {gap["why"] for gap in gaps} <= {"never", "old", "undated"}
    told = client.get(f"{SOURCES}/progress").json()
    assert (told["pending"], told["chunks"]) == (0, told["dense"])
    assert [one["unit"] for one in told["units"]] == [AUTO]
