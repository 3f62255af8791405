"""One database, several machines; and what tests do where there is no server."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.conftest import without_postgres
from tests.support.stored import put, settings_for, viewer
from yiju.errors import YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import points, tables
from yiju.store.store import Store

MAIN = viewer("main")


@pytest.mark.parametrize("sql_url", ["postgresql"], indirect=True)
def test_a_second_in_process_index_over_one_database_is_refused(sql_url: str, tmp_path: Path) -> None:
    first = settings_for(tmp_path / "first", database_url=sql_url)
    second = settings_for(tmp_path / "second", database_url=sql_url)
    with Store.open(first) as store:
        put(store, tmp_path / "in", {"a.txt": "甲方案", "b.txt": "乙方案"}, embedder=HashingEmbedder())
    with pytest.raises(YijuError, match="索引在另一处") as caught:
        Store.open(second)
    assert "YIJU_VECTOR_STORE=server" in (caught.value.hint or "")
    with Store.open(first) as store:  # it has lost nothing by that
        assert points.pending(store.sql, HashingEmbedder().name) == []
        assert len(find_chunks(store, HashingEmbedder(), MAIN, "方案")) == 2
        with store.sql.write() as connection:  # what the hint says, where the first is out of use
            connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "index_place"))
    with Store.open(second) as store:
        assert store.vectors.count() == 2
    with pytest.raises(YijuError, match="索引在另一处"):
        Store.open(first)


@pytest.mark.parametrize("sql_url", ["postgresql"], indirect=True)
def test_a_machine_that_was_renamed_keeps_its_index(
    sql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path / "data", database_url=sql_url)
    with Store.open(settings) as store:
        put(store, tmp_path / "in", {"a.txt": "甲方案"}, embedder=HashingEmbedder())
    monkeypatch.setattr("platform.node", lambda: "renamed")
    monkeypatch.setattr("yiju.store.bm25.VERSION", "next")  # it must be rebuilt, by the one that has it
    with Store.open(settings) as store:
        assert store.vectors.count() == 1
        put(store, tmp_path / "in", {"b.txt": "乙方案"})
        assert store.vectors.count() == 2


def test_an_index_with_a_damaged_description_is_made_anew(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": "甲方案"}, embedder=HashingEmbedder())
    (tmp_path / "data" / "vectors" / "shard.json").write_text("{", encoding="utf-8")
    url = store.sql.engine.url.render_as_string(hide_password=False)
    with Store.open(settings_for(tmp_path / "data", database_url=url)) as again:
        assert again.vectors.count() == 1
        assert len(find_chunks(again, HashingEmbedder(), MAIN, "甲方案")) == 1
        assert points.pending(again.sql, HashingEmbedder().name) == []


def test_on_ci_a_missing_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="PostgreSQL"):
        without_postgres("connection refused")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception):
        without_postgres("connection refused")
