"""What is new on a page, by paragraph; and what of it is no news."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import put, read_lines, viewer
from yiju.errors import NotFound
from yiju.ingest.reading import Reading
from yiju.store import tables
from yiju.store.documents import get_paragraphs, list_documents
from yiju.store.store import Store
from yiju.sync.changes import changes, news
from yiju.sync.changes_text import compare, fingerprint, key_of

PAGE = """# 采购公告
本项目采购副车架总成，预算金额三百二十万元。
投标截止时间：2026-02-01 09:30
联系人：王工，电话 010-1234567
浏览次数：12
发布时间：2026-01-15
"""


def current(store: Store, title: str = "page") -> str:
    return next(d.id for d in list_documents(store.sql, viewer("main", "west")) if d.title == title)


def texts(store: Store, ids: tuple[str, ...]) -> list[str]:
    return [p.text for p in get_paragraphs(store.sql, viewer("main"), list(ids))]


def aged(store: Store, document_id: str, days: float) -> None:
    """Have a version be read so many days ago."""
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    row = sa.update(tables.documents).where(tables.documents.c.id == document_id)
    with store.sql.write() as connection:
        connection.execute(row.values(ingested_at=at))


def now(days: float = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "浏览次数：123",
            "阅读量 3.2万",
            "点击：[ 12 ] 次",
            "本页已被浏览 1,024 次",
            "访问人数：9",
            "Views: 1204",
        ),
        *(
            "您是第 9921 位访客",
            "当前在线：12人",
            "—— · ——",
            "3小时前",
        ),
        *(
            "今天是2026年11月29日 星期日",
            "当前时间：10:02:11",
            "今天是星期日",
            "今日 2026-01-15 星期四 农历十一月廿七",
            "北京时间：2026年1月15日 10:22:33",
            "北京时间 2026-01-15 星期四",
            "更新时间：2026-01-15 10:22",
            "发布日期：2026/1/15",
        ),
        *("发布时间：2026-01-15 浏览次数：1,234次", "Updated: 2026-01-15T10:22:01+08:00", ""),
    ],
)
def test_what_counts_visitors_or_tells_the_time_is_no_news(text: str) -> None:
    assert key_of(text) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("投标截止时间：2026-02-01 09:30", "投标截止时间：2026-02-10 09:30"),
        ("开标日期：2026年2月1日", "开标日期：2026年2月2日"),
        ("预算金额：320万元", "预算金额：350万元"),
        ("2026年2月1日前交货", "2026年3月1日前交货"),
        ("我司现场访问 12 家供应商", "我司现场访问 15 家供应商"),
        ("下载招标文件需交纳 300 元", "下载招标文件需交纳 500 元"),
        ("第8.2条", "第8.3条"),
        ("1 月销量 320 台", "1 月销量 350 台"),
        ("2026年3月1日 9:30", "2026年2月10日 9:30"),
        ("2026-01-15T10:22:01+08:00", "2026-01-16T10:22:01+08:00"),
        ("5,800,000", "3,900,000"),
        ("¥128,000", "¥129,000"),
        ("日期：2026年3月1日", "日期：2026年3月2日"),
        ("1 | 2026-03-01 | 580", "1 | 2026-03-02 | 580"),
        ("投标截止时间：北京时间2026年3月1日9时30分", "投标截止时间：北京时间2026年3月8日9时30分"),
        ("开标时间为北京时间 2026-03-01 09:30", "开标时间为北京时间 2026-03-01 14:30"),
        ("北京时间2026年3月1日9时30分", "北京时间2026年3月8日9时30分"),
        ("报名截止：今日17:00", "报名截止：今日18:00"),
        ("请于今日17:00前提交", "请于今日18:00前提交"),
        ("公示期至今天2026年3月1日", "公示期至今天2026年3月2日"),
    ],
)
def test_a_date_or_figure_that_somebody_means_is_news(one: str, other: str) -> None:
    assert "" != key_of(one) != key_of(other) != ""


def test_width_case_and_counters_within_a_line_do_not_count() -> None:
    assert key_of("ＡＢＣ公司　中标，浏览次数：7") == key_of("abc公司中标， 浏览次数：9")
    assert fingerprint(["甲", "乙", "浏览次数：1"]) == fingerprint(["乙", "更新时间：2026-01-01", "甲"])
    assert fingerprint(["甲", "甲"]) != fingerprint(["甲"])


def test_a_bare_value_is_what_its_heading_says() -> None:
    page = [
        "投标截止时间",
        "2026年3月1日 9:30",
        "最高限价（元）",
        "5,800,000",
        "浏览次数",
        "12",
        "更新时间",
        "10:22",
    ]
    for at, other in ((1, "2026年2月10日 9:30"), (3, "3,900,000")):
        moved = [*page[:at], other, *page[at + 1 :]]
        assert fingerprint(moved) != fingerprint(page)
        told = compare(list(enumerated(page)), list(enumerated(moved)))
        assert told == ([], [], [(f"p{at}", f"p{at}")])
    for at in (5, 7):
        assert fingerprint([*page[:at], "11:47", *page[at + 1 :]]) == fingerprint(page)
    around = [*page[2:4], *page[:2], *page[4:]]
    assert fingerprint(around) == fingerprint(page)
    swapped = [page[0], page[3], page[2], page[1], *page[4:]]
    assert fingerprint(swapped) != fingerprint(page)
    renamed = ["递交截止时间", *page[1:]]
    assert compare(list(enumerated(page)), list(enumerated(renamed))) == ([], [], [("p0", "p0")])
    shown = ["来源：某网 浏览次数：{}", "2026-03-01"]
    assert fingerprint([shown[0].format(1), shown[1]]) == fingerprint([shown[0].format(2), shown[1]])


def enumerated(texts: list[str]) -> Iterator[tuple[str, str]]:
    return ((f"p{at}", text) for at, text in enumerate(texts))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1-",
        "1.1",
        "今天1",
        "2026-01-01",
        "浏览",
        "浏览1",
        "今天是",
        "北京时间1",
        "北京时间1:11:",
        " ",
        "①",
        "农历",
        "1秒",
        "更新",
        "a1",
    ],
)
def test_no_text_takes_longer_than_its_length(piece: str) -> None:
    """Twenty thousand digits once took minutes; this much of anything takes a moment."""
    for length in (19_000, 200_000):
        fingerprint(["甲", piece * (length // len(piece)), "乙"])


@pytest.mark.timeout(20)
def test_pages_without_end_are_compared_by_their_beginnings() -> None:
    pages = [[(f"{side}{n}", f"{n}{side}" * 20_000) for n in range(100)] for side in "ab"]
    assert compare(*pages)[0]


def test_moves_are_no_news_and_pairs_are_the_likeliest() -> None:
    old = [
        ("o1", "投标截止时间：2026-02-01"),
        ("o2", "预算三百万元"),
        ("o3", "联系人：王工"),
        ("o4", "旧段落已删"),
    ]
    new = [
        ("n1", "联系人：王工"),
        ("n2", "预算三百五十万元"),
        ("n3", "投标截止时间：2026-02-10"),
        ("n4", "全新的一段话"),
    ]
    assert compare(old, new) == (["n4"], ["o4"], [("o2", "n2"), ("o1", "n3")])
    assert compare(old, old) == ([], [], [])
    assert compare([], [("n1", "甲"), ("n2", "甲")]) == (["n1", "n2"], [], [])
    assert compare([("o1", "甲")], [("n1", "甲"), ("n2", "甲")]) == (["n2"], [], [])


def test_what_is_new_on_a_page_is_known_by_paragraph(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"page.txt": PAGE})
    first = current(store)
    assert changes(store, viewer("main"), first).before == ""
    changed = PAGE.replace("2026-02-01", "2026-02-10").replace("浏览次数：12", "浏览次数：99")
    changed = (
        changed.replace("联系人：王工，电话 010-1234567\n", "") + "补充：投标保证金五万元。\n> 旧邮件里的话\n"
    )
    put(store, tmp_path / "in", {"page.txt": changed})
    second = current(store)
    found = changes(store, viewer("main"), second)
    assert (found.document_id, found.before) == (second, first)
    assert texts(store, found.new) == ["补充：投标保证金五万元。"]
    assert texts(store, found.gone) == ["联系人：王工，电话 010-1234567"]
    assert [texts(store, pair) for pair in found.changed] == [
        ["投标截止时间：2026-02-01 09:30", "投标截止时间：2026-02-10 09:30"]
    ]
    assert changes(store, viewer("main"), first).before == ""  # an old version is still what it was


def test_a_page_that_a_better_reader_reads_anew_has_no_news(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"page.txt": PAGE})
    aged(store, current(store), 30)

    def better(path: Path, **options: object) -> Reading:
        reading = read_lines(path)
        return Reading(
            reading.text, reading.paragraphs[1:], reading.title, "lines-2", "txt", date=reading.date
        )

    put(store, tmp_path / "in", {"page.txt": PAGE}, read=better)
    assert changes(store, viewer("main"), current(store)).before == ""
    assert news(store, viewer("main"), since=now(7)) == []


def test_news_since_a_day_spans_the_versions_in_between(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {"page.txt": PAGE, "same.txt": PAGE + "另一页。\n"})
    aged(store, current(store), 30)
    aged(store, current(store, "same"), 30)
    for step in range(1, 3):
        put(store, tmp_path / "in", {"page.txt": PAGE + "".join(f"补充{n}。\n" for n in range(step))})
    put(
        store,
        tmp_path / "in",
        {"same.txt": PAGE.replace("：12", "：77") + "另一页。\n", "fresh.txt": "新公告。\n"},
    )
    told = news(store, viewer("main"), since=now(7))
    assert {one.document.title for one in told} == {"page", "fresh"}
    page = next(one for one in told if one.document.title == "page")
    assert [page.paragraphs[one].text for one in page.changes.new] == ["补充0。", "补充1。"]
    fresh = next(one for one in told if one.document.title == "fresh")
    assert (fresh.changes.before, len(fresh.changes.new)) == ("", 1)
    assert news(store, viewer("main"), since=now(-1)) == []
    assert news(store, viewer("main"), since=now(7), customer_ids=[]) == []
    assert [one.document.id for one in news(store, viewer("main"), since=now(7), limit=1)] == [
        told[0].document.id
    ]


def test_what_changed_after_a_first_reading_is_told_within_the_same_days(
    store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path / "in", {"page.txt": PAGE})
    assert [(one.begun, one.changes.before) for one in news(store, viewer("main"), since=now(7))] == [
        (True, "")
    ]
    first = current(store)
    put(store, tmp_path / "in", {"page.txt": PAGE.replace("2026-02-01", "2026-02-10")})
    (told,) = news(store, viewer("main"), since=now(7))
    assert (told.begun, told.changes.before, told.changes.new) == (True, first, ())
    assert [texts(store, pair) for pair in told.changes.changed] == [
        ["投标截止时间：2026-02-01 09:30", "投标截止时间：2026-02-10 09:30"]
    ]


def test_nobody_hears_of_the_news_of_another_unit(store: Store, tmp_path: Path) -> None:
    """Also where the same file lies in both units, with versions of its own in each."""
    put(store, tmp_path / "in", {"page.txt": PAGE + "西区旧事。\n"}, unit="west")
    for unit in ("main", "west"):
        put(store, tmp_path / "in", {"page.txt": PAGE}, unit=unit)
    put(store, tmp_path / "in", {"page.txt": PAGE + "西区密谈：让利两成。\n"}, unit="west")
    west = next(d.id for d in list_documents(store.sql, viewer("west")))
    with pytest.raises(NotFound) as caught:
        changes(store, viewer("main"), west)
    with pytest.raises(NotFound) as unknown:
        changes(store, viewer("main"), "dffffffffffff")
    assert str(caught.value).replace(west, "X") == str(unknown.value).replace("dffffffffffff", "X")
    for who in (viewer("main"), viewer(), viewer("west", role="customer")):
        assert "让利" not in str(news(store, who, since=now(7)))
    assert "让利" in str(news(store, viewer("west"), since=now(7)))
    assert changes(store, viewer("main", "west"), west).before  # the version before it of its own unit
    assert not changes(store, viewer("main", "west"), current_of(store, "main")).before


def current_of(store: Store, unit: str) -> str:
    return next(d.id for d in list_documents(store.sql, viewer(unit)))
