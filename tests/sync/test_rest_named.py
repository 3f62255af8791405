"""A record of a customer that nobody here knows: whoever clears the tray is told whom the record names."""

import threading
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url, store
from tests.support.shell import yiju
from tests.support.stored import viewer
from tests.support.unassigned import take
from tests.sync.rest_server import Says, service
from yiju.ingest.assign.clearing import Decision, assign, waiting
from yiju.store.customers import ensure_customer
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.sync.rest_config import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url", "store"]

BOSS = viewer("main", role="admin")
STRANGER = "远江重机"


def _run(store: Store, *rows: dict[str, object], **fields: str) -> None:
    with service(lambda _asked: Says({"data": list(rows)})) as there:
        told = {
            "name": "crm",
            "kind": "rest",
            "url": f"{there.url}/list",
            "internal": True,
            "records": "data",
        }
        mapped = {"key": "id", "title": "name", "customer": "who", **fields}
        config = Config.model_validate({**told, "fields": mapped, "rate": "10000/s"})
        assert run_source(store, config, threading.Event()).outcome == "done"


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_tray_and_the_document_name_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, sql_url: str, form: str
) -> None:
    ensure_customer(store.sql, "莱茵汽车", "main")
    _run(store, {"id": 1, "name": "三月拜访", "who": STRANGER, "said": "要求两周内报价。"}, **{form: "said"})
    (one,) = waiting(store, BOSS)
    assert one.named == (STRANGER,) and f"写的客户是“{STRANGER}”" in one.why
    assert any(STRANGER in text for text in one.opening)
    for name, value in (("EMBEDDER", "hashing"), ("DATABASE_URL", sql_url)):
        monkeypatch.setenv(f"YIJU_{name}", value)
    data = ("--data", str(store.settings.data))
    assert STRANGER in yiju("tray", "list", *data).out
    assert yiju("tray", "list", "--json", *data).json["documents"][0]["named"] == [STRANGER]
    ensure_customer(store.sql, STRANGER, "main")
    (now,) = waiting(store, BOSS)
    assert [c.customer.name for c in now.candidates] == [STRANGER]
    assign(store, BOSS, [Decision(id=one.held.id, customer=STRANGER)])
    (made,) = list_documents(store.sql, BOSS)
    assert any(STRANGER in p.text for p in paragraphs_of(store.sql, BOSS, [made.id]))


def test_a_record_that_names_it_already_says_it_once(store: Store) -> None:
    told = {"id": 1, "name": "三月拜访", "who": STRANGER, "said": "要求两周内报价。"}
    _run(store, told, text="said")
    (one,) = waiting(store, BOSS)
    assert sum(text.count(STRANGER) for text in one.opening) == 1


def test_so_do_the_rows_of_a_sheet(store: Store, tmp_path: Path) -> None:
    ensure_customer(store.sql, "莱茵汽车", "main")
    names = [STRANGER, "昆仑泵业", STRANGER, "四海轴承", "五岳阀门"]
    rows = [f"2026-01-0{day},{name},看样" for day, name in enumerate(names, start=1)]
    (tmp_path / "表").mkdir()
    (tmp_path / "表" / "a.csv").write_text("\n".join(["拜访日期,客户名称,拜访内容", *rows]), encoding="utf-8")
    take(store, tmp_path / "表", unit="main")
    (one,) = waiting(store, BOSS)
    assert one.named == (STRANGER, "昆仑泵业", "四海轴承", "五岳阀门")
    assert f"“{STRANGER}、昆仑泵业、四海轴承”等 4 家" in one.why
