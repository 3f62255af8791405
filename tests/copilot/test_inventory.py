"""The inventory: what is listed, filtered, counted, paged; what is stale; whose original is gone."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import put, read_lines, viewer
from tests.support.suggested import cite, suggestion
from yiju.copilot.inventory import stale
from yiju.copilot.inventory.listing import Inventory, inventory
from yiju.copilot.inventory.types import Asked
from yiju.copilot.retrieve import Reader
from yiju.errors import NotFound, YijuError
from yiju.ingest.reading import Reading
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.pace import note_pace
from yiju.store.store import Store
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Claim, Kind

__all__ = ["postgres", "sql_url", "store"]
HEAD = viewer("main", "west", role="director")
DAY = dt.date(2026, 3, 1)
FILES = {
    "mail-报价.txt": "年降比例为3%，自第二年起执行。",
    "call-沟通.txt": "我们希望谈到4%，请在周五前答复。",
    "note-备忘.md": "The buyer asked for the corrected evidence and we will send it to the team.",
}


def reading(**changes: object) -> Callable[..., Reading]:
    """The tests' own reader, with something of what it gives changed."""
    from dataclasses import replace

    def read(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        return replace(read_lines(path, kind=kind, max_mb=max_mb), **changes)  # type: ignore[arg-type]

    return read


def ask(store: Store, **asked: object) -> Inventory:
    given: dict[str, object] = {"as_of": DAY, **asked}
    return inventory(Reader(store, None, HEAD), Asked(**given))  # type: ignore[arg-type]


def titles(found: Inventory) -> list[str]:
    return [one.title for one in found.documents]


def whys(found: Inventory) -> dict[str, list[str]]:
    return {one.title: [reason.why for reason in one.stale] for one in found.documents}


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """Three documents with vectors, and two without: undated with a warning, and in the unit west."""
    put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    undated = reading(date=None, warnings=("第3页是扫描件，未读取",), pages=7, attributes={})
    put(store, tmp_path / "in", {"note-扫描.txt": "没有日期的资料。"}, read=undated)
    put(store, tmp_path / "west", {"mail-西.txt": "西区的来信。"}, unit="west", customer="西部重工")
    return store


def test_a_document_tells_all_that_is_known_of_it(filled: Store, tmp_path: Path) -> None:
    one = next(d for d in ask(filled).documents if d.title == "mail-报价")
    assert (one.kind, one.customer, one.unit, one.format) == (Kind.MAIL, "莱茵汽车", "main", "txt")
    assert (one.language, one.coverage, one.personal_data) == ("zh", 1.0, {})
    assert (one.index.state, one.index.chunks, one.index.dense) == ("dense", 1, 1)
    assert one.index.model == HashingEmbedder().name
    assert (one.cited, one.last_cited, one.ingested_by, one.opens) == (0, None, "local", True)
    assert one.uri == (tmp_path / "in" / "mail-报价.txt").resolve().as_uri()
    other = next(d for d in ask(filled).documents if d.title == "note-扫描")
    assert (other.index.state, other.index.dense, other.index.model) == ("keyword", 0, "")
    assert next(d for d in ask(filled).documents if d.title == "note-备忘").language == "en"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["call-沟通", "mail-报价", "mail-西", "note-备忘", "note-扫描"]),
        ({"customer": "西部重工"}, ["mail-西"]),
        ({"unit": "west"}, ["mail-西"]),
        ({"kinds": (Kind.MAIL, Kind.CALL)}, ["call-沟通", "mail-报价", "mail-西"]),
        ({"since": dt.date(2026, 1, 15)}, ["call-沟通", "mail-报价", "mail-西", "note-备忘"]),
        ({"since": dt.date(2026, 1, 16)}, []),
        ({"unindexed": True}, ["mail-西", "note-扫描"]),
        ({"warned": True}, ["note-扫描"]),
        ({"stale": True}, ["note-扫描"]),
        ({"unit": "west", "customer": "莱茵汽车"}, []),
    ],
)
def test_what_is_asked_for_is_what_comes(filled: Store, asked: dict[str, object], found: list[str]) -> None:
    given = ask(filled, **asked)
    assert titles(given) == found
    assert given.totals["documents"] == len(found)


def test_totals_of_the_database_are_those_of_the_documents(filled: Store) -> None:
    counted = ask(filled, limit=1).totals
    from yiju.copilot.inventory.totals import summed

    assert counted == summed(ask(filled).documents)
    assert counted["by_kind"] == {"call": 1, "mail": 2, "note": 2}
    assert counted["by_unit"] == {"main": 4, "west": 1}
    assert counted["by_format"] == {"md": 1, "txt": 4}
    assert counted["by_language"]["en"] == 1
    assert (counted["pages"], counted["undated"], counted["warned"]) == (7, 1, 1)


@pytest.mark.parametrize("by_look", [False, True])
def test_pages_follow_each_other_without_a_gap(store: Store, tmp_path: Path, by_look: bool) -> None:
    days = [dt.date(2020, 1, 5), dt.date(2020, 1, 5), None, dt.date(2019, 2, 1), None]
    for n, day in enumerate(days):
        put(store, tmp_path / "in", {f"{n}.txt": f"第{n}份"}, read=reading(date=day), names=[f"{n}.txt"])
    whole = ask(store, stale=by_look)
    assert titles(whole) == ["3", "0", "1", "2", "4"]
    for size in (1, 2, 3, 5):
        seen: list[str] = []
        after = ""
        for _ in range(6):
            page = ask(store, stale=by_look, limit=size, after=after)
            assert page.totals["documents"] == 5
            seen += titles(page)
            after = page.next
            if not after:
                break
        assert seen == titles(whole), size
    with pytest.raises(NotFound):
        ask(store, stale=by_look, after="dffffffffffff")


def test_a_citation_counts_for_the_newest_version(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"a.txt": "旧的价格"})
    (old,) = list_documents(store.sql, HEAD)
    claim = Claim(id="c1", nature="fact", text="旧的价格", citations=(cite(store, old),))
    save_suggestion(store.sql, suggestion("s1", claim))
    save_suggestion(store.sql, suggestion("s2", claim))
    put(store, tmp_path / "in", {"a.txt": "新的价格"})
    (one,) = ask(store).documents
    assert one.id != old.id
    assert (one.cited, one.last_cited) == (2, dt.datetime(2026, 1, 20, 1, 2, tzinfo=dt.UTC))


def test_old_and_never_cited_is_out_of_use_but_a_contract_holds(store: Store, tmp_path: Path) -> None:
    put(
        store,
        tmp_path / "in",
        {name: f"{name}里的话" for name in ("note-甲.txt", "note-乙.txt", "contract-丙.txt")},
    )
    cited = next(d for d in list_documents(store.sql, HEAD) if d.title == "note-乙")
    save_suggestion(
        store.sql, suggestion("s1", Claim(id="c1", nature="fact", text="t", citations=(cite(store, cited),)))
    )
    found = ask(store, stale=True, as_of=dt.date(2027, 3, 1))
    assert whys(found) == {"note-甲": ["unused"]}
    assert titles(ask(store, stale=True, as_of=dt.date(2026, 6, 1))) == []


def test_a_newer_edition_and_an_end_that_has_passed_make_one_stale(store: Store, tmp_path: Path) -> None:
    clauses = ["付款方式为验收后六十天电汇付款", "质保期为交付之日起二十四个月", "违约金为合同金额的百分之五"]
    until = "本合同有效期自2024年1月1日起至2025年12月31日止。"
    for name, day in (("框架合同（初稿）", dt.date(2024, 1, 1)), ("框架合同（修订版）", dt.date(2024, 6, 1))):
        text = "\n".join([*clauses, until, f"签订日期 {day}"])
        put(
            store,
            tmp_path / "in",
            {f"{name}.txt": text},
            read=reading(date=day),
            kind=Kind.CONTRACT,
            names=[f"{name}.txt"],
        )
    found = ask(store, stale=True)
    assert whys(found) == {"框架合同（初稿）": ["superseded"], "框架合同（修订版）": ["ended"]}
    first, last = (one.stale[0] for one in found.documents)
    assert first.by == found.documents[1].id and "修订版" in first.said
    assert "2025-12-31" in last.said
    assert titles(ask(store, stale=True, as_of=dt.date(2025, 12, 31))) == ["框架合同（初稿）"]


def test_an_original_that_is_gone_or_changed_is_told(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    assert not any(one.stale for one in ask(filled, originals=True).documents if one.date)
    (folder / "mail-报价.txt").unlink()
    (folder / "call-沟通.txt").write_text("改过了", encoding="utf-8")
    found = whys(ask(filled, originals=True))
    assert (found["mail-报价"], found["call-沟通"], found["note-备忘"]) == (["gone"], ["changed"], [])
    assert titles(ask(filled, originals=True, stale=True)) == ["call-沟通", "mail-报价", "note-扫描"]
    assert not any(one.stale for one in ask(filled).documents if one.date)


def test_how_far_the_index_is_and_how_long_it_takes(filled: Store) -> None:
    told = ask(filled).index
    assert (told.chunks, told.dense, told.pending, told.seconds_left) == (5, 3, 2, None)
    assert told.said.startswith("向量 3/5 块") and "没有在算" in told.said
    note_pace(filled.sql, HashingEmbedder().name, {"main": 0.01, "west": 0.003})
    told = ask(filled).index
    assert (told.per_second, told.seconds_left) == (0.01, 154)
    assert told.said.endswith("约还需 3 分钟")
    note_pace(filled.sql, HashingEmbedder().name, {"east": 5.0})
    assert ask(filled).index.seconds_left is None


def test_a_store_without_vectors_or_documents_is_no_trouble(store: Store, tmp_path: Path) -> None:
    empty = ask(store)
    assert (empty.documents, empty.totals["documents"], empty.gaps) == ([], 0, [])
    assert empty.index.said == "没有检索块"
    put(store, tmp_path / "in", FILES)
    assert {one.index.state for one in ask(store).documents} == {"keyword"}
    assert len(ask(store, unindexed=True).documents) == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("days = 3", "days"),
        ("[days]\nphone = 3", "phone"),
        ("[days", "inventory.toml"),
        ("stale_days = 0", "stale_days"),
    ],
)
def test_a_file_that_is_wrong_is_named(store: Store, text: str, named: str) -> None:
    (store.settings.data / "inventory.toml").write_text(text, encoding="utf-8")
    with pytest.raises(YijuError) as refused:
        ask(store)
    assert named in str(refused.value) and "inventory.toml" in str(refused.value)
    assert "[key]" not in str(refused.value)


def gaps_of(store: Store, as_of: dt.date = DAY) -> Sequence[tuple[str, str | None, str]]:
    return [(gap.customer, gap.kind, gap.why) for gap in ask(store, as_of=as_of).gaps]


def test_what_a_customer_lacks(filled: Store, tmp_path: Path) -> None:
    from yiju.store.customers import ensure_customer

    ensure_customer(filled.sql, "新客户", "main")
    put(
        filled,
        tmp_path / "west",
        {"call-西.txt": "没有日期"},
        unit="west",
        customer="西部重工",
        read=reading(date=None),
    )
    assert gaps_of(filled) == [
        ("新客户", None, "empty"),
        ("莱茵汽车", Kind.MAIL, "old"),
        ("莱茵汽车", Kind.CONTRACT, "never"),
        ("西部重工", Kind.CALL, "undated"),
        ("西部重工", Kind.MAIL, "old"),
        ("西部重工", Kind.CONTRACT, "never"),
    ]
    old = next(gap for gap in ask(filled).gaps if gap.why == "old")
    assert (old.last, old.days, old.expected) == (dt.date(2026, 1, 15), 45, 30)
    assert old.said == "2026-01-15 之后没有邮件，已 45 天（希望 30 天内有）"
    assert [gap.why for gap in ask(filled, as_of=dt.date(2026, 2, 14), customer="莱茵汽车").gaps] == ["never"]


def test_the_sales_office_says_what_it_expects(filled: Store) -> None:
    file = filled.settings.data / "inventory.toml"
    file.write_text(
        'needed = ["tender"]\n[days]\nmail = 60\n'
        '[customers."西部重工"]\nneeded = []\ndays = { call = 7, mail = 0 }\n',
        encoding="utf-8",
    )
    assert gaps_of(filled) == [("莱茵汽车", Kind.TENDER, "never"), ("西部重工", Kind.CALL, "never")]


def test_a_chats_last_message_counts(store: Store, tmp_path: Path) -> None:
    chat = reading(attributes={"until": "2026-02-20"})
    put(store, tmp_path / "in", {"call-群聊.txt": "你好"}, read=chat)
    (store.settings.data / "inventory.toml").write_text("needed = []\n[days]\ncall = 30\n", encoding="utf-8")
    assert gaps_of(store) == []
    assert gaps_of(store, dt.date(2026, 4, 1)) == [("莱茵汽车", Kind.CALL, "old")]


def test_too_many_alike_are_not_compared_and_counted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("框架合同（初稿）", "框架合同（修订版）")
    files = {f"{name}.txt": f"付款方式为验收后六十天电汇付款\n{name}" for name in names}
    put(store, tmp_path / "in", files, kind=Kind.CONTRACT)
    assert titles(ask(store, stale=True)) == ["框架合同（初稿）"]
    monkeypatch.setattr(stale, "_MOST_ALIKE", 1)
    found = ask(store, stale=True)
    assert (titles(found), found.totals["not_compared"]) == ([], 2)


def test_how_to_date_a_document_depends_on_what_brought_it(filled: Store) -> None:
    (one, *_) = list_documents(filled.sql, local_viewer(filled.sql))
    bare = one.model_copy(update={"date": None, "attributes": {}})
    brought = bare.model_copy(update={"attributes": {"url": "https://x.example/1"}})
    (by_hand,), (by_source,) = (stale.by_rows(each, 0, 365, DAY) for each in (bare, brought))
    assert "--date" in by_hand.said and "--date" not in by_source.said and "来源" in by_source.said


def test_a_chat_is_as_old_as_its_last_message(store: Store, tmp_path: Path) -> None:
    begun, last = dt.date(2024, 1, 5), {"until": "2026-02-27"}
    for name, attributes in (("群聊.txt", last), ("旧闻.txt", {})):
        read = reading(date=begun, attributes=attributes)
        put(store, tmp_path / "in", {name: f"甲：{name}好的。"}, customer="莱茵汽车", read=read)
    assert whys(ask(store, stale=True)) == {"旧闻": ["unused"]}
    assert titles(ask(store, since=dt.date(2026, 2, 27))) == ["群聊"]
    assert titles(ask(store, since=dt.date(2026, 2, 28))) == []


def test_one_name_in_two_units_is_told_apart_by_the_unit(filled: Store, tmp_path: Path) -> None:
    put(filled, tmp_path / "w", {"西.txt": "好的。"}, unit="west", customer="莱茵汽车", read=reading())
    assert titles(ask(filled, customer="莱茵汽车", unit="west")) == ["西"]
    assert {gap.unit for gap in ask(filled, customer="莱茵汽车", unit="main").gaps} == {"main"}
    with pytest.raises(YijuError, match="可能指多个客户"):
        ask(filled, customer="莱茵汽车")


def test_a_file_that_an_editor_on_windows_wrote_is_read(filled: Store) -> None:
    (filled.settings.data / "inventory.toml").write_text("needed = []\n[days]\ncall = 0\n", "utf-8-sig")
    assert gaps_of(filled) == []
