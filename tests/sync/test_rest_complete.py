"""Records that make no document are left out, and named."""

import threading

from tests.sync.rest_server import Says, service
from tests.sync.support import current, items
from yiju.store.store import Store
from yiju.sync.rest_config import Config
from yiju.sync.run import run_source


def test_a_record_without_a_key_or_a_text_is_left_out_by_name(store: Store) -> None:
    records = [
        {"id": "a1", "name": "走访", "said": "交期六周。"},
        {"name": "没有编号的", "said": "月结。"},
        {"id": "a3", "name": "空的", "said": " ", "stage": ""},
        {"id": "a4", "name": "只有阶段", "stage": "报价"},
        {},
    ]
    with service(lambda _asked: Says({"data": records})) as there:
        given = Config.model_validate(
            {
                "name": "crm",
                "kind": "rest",
                "customer": "莱茵汽车",
                "url": f"{there.url}/list",
                "internal": True,
                "records": "data",
                "fields": {"key": "id", "title": "name", "text": "said"},
                "facts": {"阶段": "stage"},
                "complete": True,
            }
        )
        ran = run_source(store, given, threading.Event())
        records[1]["said"] = "季结。"
        run_source(store, given, threading.Event())
    assert (ran.outcome, ran.counts["documents"], set(items(store, "crm"))) == ("done", 2, {"a1", "a4"})
    assert set(current(store)) == {"走访", "只有阶段"}
    assert "没有编号（fields.key: id），跳过了：第 2 条，没有编号《没有编号的》。" in ran.reason
    assert "没有正文，跳过了：a3《空的》。" in ran.reason and "第 5 条，没有编号。" in ran.reason
