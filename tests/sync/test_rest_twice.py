"""A service that tells of one thing twice: what it said last is kept, and that is said."""

import threading
from typing import Any

import pytest

from tests.sync.rest_server import Says, service
from tests.sync.support import current, documents, items
from yiju.store.store import Store
from yiju.sync.rest_config import Config
from yiju.sync.run import run_source

FIRST = {"id": "1", "name": "跟进", "text": "报价六万元。", "at": "2026-01-05T08:00:00+08:00"}
LAST = {**FIRST, "text": "报价五万元。", "at": "2026-01-06T08:00:00+08:00"}
OTHER = {"id": "2", "name": "回访", "text": "约在周三。", "at": "2026-01-07T08:00:00+08:00"}


def _config(url: str, **changes: Any) -> Config:
    told: dict[str, Any] = {
        "name": "crm",
        "kind": "rest",
        "customer": "莱茵汽车",
        "url": f"{url}/list",
        "internal": True,
        "fields": {"key": "id", "title": "name", "text": "text"},
        "rate": "10000/s",
        **changes,
    }
    return Config.model_validate(told)


@pytest.mark.parametrize("since", [None, {"param": "after", "field": "at"}])
@pytest.mark.parametrize("between", [0, 40])
def test_the_last_of_two_is_kept_however_often_it_is_read(store: Store, since: Any, between: int) -> None:
    more = [{**OTHER, "id": f"m{n}", "text": f"约在第{n}周。"} for n in range(between)]
    told = [FIRST, *more, LAST, OTHER]
    with service(lambda _asked: Says(told)) as there:
        for _ in range(2):
            ran = run_source(store, _config(there.url, since=since), threading.Event())
            assert ran.outcome == "done" and ran.last_failure == ""
            assert "编号 1 有几条不同的记录" in ran.reason
            assert "报价五万元" in current(store)["跟进"] and "六万" not in current(store)["跟进"]
            assert {one.outcome for one in items(store, "crm").values()} == {"read"}
    if not between:  # the first was never read: no version of the document is made of it
        assert len([one for one in documents(store) if one.title == "跟进"]) == 1


def test_the_same_record_on_two_pages_is_one(store: Store) -> None:
    def answer(asked: Any) -> Says:
        return Says({1: [FIRST, OTHER], 2: [OTHER]}.get(int(asked.query["p"]), []))

    with service(answer) as there:
        config = _config(there.url, paging={"by": "page", "param": "p"})
        ran = run_source(store, config, threading.Event())
    assert (ran.outcome, ran.reason, ran.counts["read"]) == ("done", "", 2)
