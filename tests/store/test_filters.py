"""Days and people as filters of a search: of the viewer's own material, and never beyond it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import put, read_lines, settings_for, viewer
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.types import Kind, Locator

UNITS = ("east", "west")
DATED = {"2025-09-30": "mail", "2026-01-15": "mail", "2026-02-01": "call", "undated": "mail"}


def read_dated(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
    """``KIND-DATE.txt``: mails from 王工 to li@a.cn; in calls, 王工 and 李雷 each say a long line."""
    made = read_lines(path, kind=kind, max_mb=max_mb)
    form, _, day = path.stem.partition("-")
    date = None if day == "undated" else dt.date.fromisoformat(day)
    if form == "mail":
        return replace(made, date=date, attributes={"from": "王工 <wang@b.cn>", "to": "Li Lei <li@a.cn>"})
    said = [
        Piece(line * 60, Locator(speaker=speaker, paragraph=at))
        for at, (speaker, line) in enumerate((("王工", "年降比例。"), ("李雷", "年降比例！")), start=1)
    ]
    text, paragraphs = lay_out(said)
    return replace(made, text=text, paragraphs=paragraphs, date=date, attributes={"speakers": "王工,李雷"})


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """The same in both units."""
    files = {f"{kind}-{day}.txt": f"年降比例，{day}" for day, kind in DATED.items()}
    for unit in UNITS:
        put(store, tmp_path / unit, files, unit=unit, embedder=HashingEmbedder(), read=read_dated)
    return store


def _found(
    store: Store,
    *,
    days: tuple[dt.date | None, dt.date | None] | None = None,
    people: set[str] | None = None,
    units: tuple[str, ...] = ("east",),
) -> list[str]:
    """Dates of what is found, a chunk each."""
    hits = [
        hit
        for embedder in (None, HashingEmbedder())
        for hit in find_chunks(store, embedder, viewer(*units), "年降比例", days=days, people=people)
    ]
    assert {hit.document.unit for hit in hits} <= set(units)
    return sorted({f"{hit.document.date}:{hit.paragraphs[0].locator.speaker or ''}" for hit in hits})


def test_days_are_inclusive_and_undated_documents_lie_in_none(filled: Store) -> None:
    day = dt.date
    assert len(_found(filled)) == 5
    assert _found(filled, days=(day(2025, 9, 30), day(2026, 1, 15))) == ["2025-09-30:", "2026-01-15:"]
    assert _found(filled, days=(day(2026, 1, 16), None)) == ["2026-02-01:李雷", "2026-02-01:王工"]
    assert _found(filled, days=(None, day(2025, 9, 29))) == []
    assert _found(filled, days=(day(2026, 1, 15), day(2025, 9, 30))) == []
    assert not any(one.startswith("None") for one in _found(filled, days=(None, None)))


def test_people_by_name_or_address_and_speakers_by_their_own_words(filled: Store) -> None:
    assert _found(filled, people={"李雷"}) == ["2026-02-01:李雷"]
    assert _found(filled, people={"LI@A.CN"}) == ["2025-09-30:", "2026-01-15:", "None:"]
    assert _found(filled, people={"ｌｉ lei（采购部）"}) == _found(filled, people={"li@a.cn"})
    assert len(_found(filled, people={"王工"})) == 4
    assert len(_found(filled, people={"李雷", "王工"})) == 5
    assert (
        _found(filled, people={"没有此人"})
        == _found(filled, people=set())
        == _found(filled, people={""})
        == []
    )
    both = {"王工"}, (dt.date(2026, 2, 1), dt.date(2026, 2, 1))
    assert _found(filled, people=both[0], days=both[1]) == ["2026-02-01:王工"]


def test_no_filter_opens_another_unit(filled: Store) -> None:
    filters = {"days": (None, dt.date.max), "people": {"王工", "李雷", "li@a.cn"}}
    for unit in (*UNITS, "nowhere"):
        hits = find_chunks(filled, None, viewer(unit), "年降比例", **filters)  # type: ignore[arg-type]
        assert {hit.document.unit for hit in hits} == {unit} & set(UNITS)
    assert find_chunks(filled, None, viewer(*UNITS, role="customer"), "年降比例", **filters) == []  # type: ignore[arg-type]


def test_an_index_of_an_older_layout_is_made_anew(tmp_path: Path) -> None:
    """Keyword weights and the payload changed; opening the store once is all it takes."""
    settings = settings_for(tmp_path / "data")
    with Store.open(settings) as store:
        files = {"mail-2026-01-15.txt": "年降比例"}
        put(store, tmp_path / "in", files, unit="east", embedder=HashingEmbedder(), read=read_dated)
        identity = store.vectors.identity
        with store.sql.write() as connection:
            old = sa.update(tables.meta).where(tables.meta.c.key == "index")
            connection.execute(old.values(value=f"{identity}/bm25-1"))
    with Store.open(settings) as store:
        assert store.vectors.identity not in {"", identity}
        assert _found(store, people={"王工"}, days=(dt.date(2026, 1, 1), None)) == ["2026-01-15:"]
        assert find_chunks(store, HashingEmbedder(), viewer("east"), "年降比例")
        rebuilt = store.vectors.identity
    with Store.open(settings) as store:
        assert store.vectors.identity == rebuilt
