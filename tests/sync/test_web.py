"""Pages of the web, read from a real server on this machine."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.website import Reply, Told, Website, page
from yiju.sync.base import Cursor, Gone, Item, Remark, SourceDown, SourceFailure, SourceGone
from yiju.sync.web import Config, WebSource, connect
from yiju.sync.web_state import Known, State


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in this process: faster, and what is tested here is not the reader."""
    monkeypatch.setenv("YIJU_PARSE_WORKERS", "0")


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as opened:
        yield opened


def source(*urls: str, **fields: Any) -> WebSource:
    """One of these pages."""
    given = {"name": "site", "kind": "web", "customer": "甲", "urls": list(urls), "internal": True, **fields}
    return connect(Config.model_validate(given), Told())


def told(opened: WebSource, cursor: str = "") -> tuple[list[Item], str]:
    """The items that it tells, and where the next run begins."""
    items = []
    for one in opened.items(cursor):
        if isinstance(one, Item):
            items.append(one)
        elif isinstance(one, Cursor):
            cursor = one.value
    return items, cursor


def text(opened: WebSource, item: Item) -> str:
    return opened.fetch(item).decode()


def test_a_page_is_told_and_fetched_with_one_request(site: Website) -> None:
    site.pages["/a"] = page("招标公告：副车架项目", title="公告一")
    opened = source(site.url("/a"))
    (item,), _ = told(opened)
    assert (item.key, item.name, item.uri) == (site.url("/a"), "a.html", site.url("/a"))
    assert "副车架项目" in text(opened, item)
    assert site.paths() == ["/a"]
    assert site.asked[-1].headers["user-agent"].startswith("Yiju/")


def test_an_item_of_an_earlier_run_is_fetched_again(site: Website) -> None:
    site.pages["/a"] = page("正文")
    (item,), _ = told(source(site.url("/a")))
    assert "正文" in text(source(site.url("/a")), item)
    site.pages["/a"] = Reply(status=410)
    with pytest.raises(SourceGone):
        source(site.url("/a")).fetch(item)


def test_what_has_not_changed_is_not_sent_again(site: Website) -> None:
    site.pages["/a"] = Reply(page("正文").body, etag=True)
    (first,), cursor = told(source(site.url("/a")))
    (again,), cursor = told(source(site.url("/a")), cursor)
    assert again == first
    assert site.asked[-1].headers["if-none-match"]
    site.pages["/a"] = Reply(page("新正文").body, etag=True)
    opened = source(site.url("/a"))
    (changed,), _ = told(opened, cursor)
    assert (changed.key, changed.version == first.version) == (first.key, False)
    assert "新正文" in text(opened, changed)


def test_counters_and_clocks_make_no_new_version(site: Website) -> None:
    lines = "浏览次数：{}\n今天是2026年1月{}日 星期四\n项目预算三百二十万元"
    versions = []
    for count in (17, 18):
        site.pages["/a"] = page(lines.format(count, count), head=f"<meta name=x content={count}>")
        versions += [item.version for item in told(source(site.url("/a")))[0]]
    site.pages["/a"] = page(lines.replace("三百二十万", "三百五十万").format(19, 19))
    versions += [item.version for item in told(source(site.url("/a")))[0]]
    assert versions[0] == versions[1] != versions[2]


def test_a_list_leads_to_its_entries_and_is_not_kept(site: Website) -> None:
    site.pages["/list"] = page(
        '<a href="/d/1.html">一</a> <a href="d/2.html#top">二</a> <a href="/about">关于</a>'
        ' <a href="/d/1.html">重复</a> <a href="http://elsewhere.example/d/9.html">别处</a>'
        ' <a href="javascript:x()">脚本</a> <a style="display:none" href="/d/trap.html">陷阱</a>'
    )
    site.pages["/d/1.html"], site.pages["/d/2.html"] = page("明细一"), page("明细二")
    opened = source(start=[site.url("/list")], links=r"/d/\w+\.html$")
    items, cursor = told(opened)
    assert [item.key for item in items] == [site.url("/d/1.html"), site.url("/d/2.html")]
    again, _ = told(source(start=[site.url("/list")], links=r"/d/\w+\.html$"), cursor)
    assert again == items
    assert site.paths() == ["/list", "/d/1.html", "/d/2.html", "/list"]  # the entries are fresh for a day


def test_an_entry_is_asked_for_again_when_it_is_due(site: Website) -> None:
    site.pages["/list"] = page('<a href="/d/1">一</a>')
    site.pages["/d/1"] = page("明细一")
    given: dict[str, Any] = {"start": [site.url("/list")], "links": "/d/", "recheck": 0}
    _, cursor = told(source(**given))
    site.pages["/d/1"] = Reply(status=404)
    assert Gone(site.url("/d/1")) in list(source(**given).items(cursor))


def test_a_link_that_leads_nowhere_is_not_asked_for_at_every_look(site: Website) -> None:
    site.pages["/list"] = page('<a href="/d/1">一</a><a href="/d/2">二</a>')
    site.pages["/d/2"] = page("明细二")
    given: dict[str, Any] = {"start": [site.url("/list")], "links": "/d/"}
    items, cursor = told(source(**given))
    assert [item.version.partition(":")[0] for item in items] == ["failed", "text"]
    for _ in range(3):
        again, cursor = told(source(**given), cursor)
        assert [item.key for item in again] == [site.url("/d/2")]
    assert site.paths().count("/d/1") == 1
    site.pages["/d/1"] = page("明细一")  # who was told asks again
    assert b"\xe4\xb8\x80" in source(**given).fetch(items[0])
    due, _ = told(source(**given, recheck=0), cursor)
    assert [item.version.partition(":")[0] for item in due] == ["text", "text"]


def test_a_clock_that_once_was_wrong_keeps_no_page_from_being_asked_for(site: Website) -> None:
    site.pages["/list"] = page('<a href="/d/1">一</a>')
    site.pages["/d/1"] = page("明细一")
    given: dict[str, Any] = {"start": [site.url("/list")], "links": "/d/"}
    state = json.loads(told(source(**given))[1])
    state["pages"][site.url("/d/1")]["at"] = time.time() + 10 * 365 * 86400
    site.asked.clear()
    told(source(**given), json.dumps(state))
    assert site.paths() == ["/list", "/d/1"]


def test_second_pages_of_a_list_and_attachments_are_two_links_away(site: Website) -> None:
    site.pages["/list"] = page('<a href="/list?p=2">下一页</a> <a href="/d/1">一</a>')
    site.pages["/list?p=2"] = page('<a href="/d/2">二</a><a href="/list?p=3">下一页</a>')
    site.pages["/d/1"] = page('明细 <a href="/files/a.pdf">附件</a>')
    site.pages["/d/2"] = page("明细二")
    site.pages["/files/a.pdf"] = Reply(b"%PDF-1.4 x", type="application/pdf")
    opened = source(start=[site.url("/list")], links="/d/|/files/", follow=r"\?p=", depth=2)
    items, _ = told(opened)
    assert sorted(item.name for item in items) == ["1.html", "2.html", "a.pdf"]
    assert "/list?p=3" not in site.paths()


def test_no_more_pages_than_asked_for(site: Website) -> None:
    site.pages["/list"] = page("".join(f'<a href="/d/{n}">{n}</a>' for n in range(30)))
    site.pages |= {f"/d/{n}": page(f"明细{n}") for n in range(30)}
    opened = source(start=[site.url("/list")], links="/d/", most=12)
    made = list(opened.items(""))
    assert sum(isinstance(one, Item) for one in made) == 12
    assert [at for at, one in enumerate(made) if isinstance(one, Cursor)] == [10, 13]
    assert isinstance(made[-1], Remark) and "还有 18 个网页没有读" in made[-1].text


@pytest.mark.parametrize("recheck", [86400, 0])
def test_of_more_pages_than_one_run_may_ask_for_each_has_its_turn(site: Website, recheck: int) -> None:
    site.pages["/list"] = page("".join(f'<a href="/d/{n}">{n}</a>' for n in range(12)))
    site.pages |= {f"/d/{n}": page(f"明细{n}") for n in range(12) if n > 2}  # the first are broken
    given: dict[str, Any] = {"start": [site.url("/list")], "links": "/d/", "most": 5, "recheck": recheck}
    cursor, met, left = "", set[str](), []
    for _ in range(3):
        for one in source(**given).items(cursor):
            cursor = one.value if isinstance(one, Cursor) else cursor
            met |= {one.key} if isinstance(one, Item) else set()
            left += [one.text] if isinstance(one, Remark) else []
    assert met == {site.url(f"/d/{n}") for n in range(12)}
    assert len(left) >= 2
    assert max(site.paths().count(f"/d/{n}") for n in range(12)) == (1 if recheck else 2)


def test_an_address_is_kept_without_what_opens_doors(site: Website) -> None:
    site.pages["/a"] = Reply(
        status=302, headers={"location": "/b;jsessionid=77?id=3&access_token=geheim&sign=x"}
    )
    site.pages["/b;jsessionid=77?id=3&access_token=geheim&sign=x"] = page("正文")
    site.pages["/list"] = page('<a href="/c?subscription-key=geheim&p=1">丙</a>')
    first, second = told(source(site.url("/a"), start=[site.url("/list")], links="/c"))[0]
    assert first.uri == site.url("/b?id=3")
    assert second.uri == site.url("/c?p=1")


def test_a_run_that_was_cut_off_goes_on_from_its_cursor(site: Website) -> None:
    site.pages["/list"] = page("".join(f'<a href="/d/{n}">{n}</a>' for n in range(15)))
    site.pages |= {f"/d/{n}": page(f"明细{n}") for n in range(15)}
    given: dict[str, Any] = {"start": [site.url("/list")], "links": "/d/"}
    half = next(one for one in source(**given).items("") if isinstance(one, Cursor))
    site.asked.clear()
    items, _ = told(source(**given), half.value)
    assert len(items) == 15
    assert site.paths() == ["/list", *(f"/d/{n}" for n in range(10, 15))]


def test_one_page_that_cannot_be_had_is_told_by_its_name_and_stops_no_other(site: Website) -> None:
    site.pages["/a"] = Reply(status=403)
    site.pages["/b"] = Reply(status=500)
    site.pages["/c"] = page("正文")
    opened = source(*(site.url(path) for path in ("/a", "/b", "/c", "/d")))
    items, _ = told(opened)
    for item, why in zip(items, ("403", "500", "", "404"), strict=True):
        if not why:
            assert "正文" in text(opened, item)
            continue
        with pytest.raises(SourceFailure, match=why):
            opened.fetch(item)


@pytest.mark.parametrize(("status", "said", "seconds"), [(429, "120", 120.0), (503, "", None)])
def test_a_site_that_asks_for_peace_gets_it(
    site: Website, status: int, said: str, seconds: float | None
) -> None:
    site.pages["/a"] = page("正文")
    site.pages["/b"] = Reply(status=status, headers={"retry-after": said} if said else {})
    opened = source(site.url("/a"), site.url("/b"), site.url("/c"))
    items = []
    with pytest.raises(SourceDown) as caught:
        for one in opened.items(""):
            items.append(one)
    assert caught.value.retry_after == seconds
    assert [one.key for one in items if isinstance(one, Item)] == [site.url("/a")]
    assert isinstance(items[-1], Cursor)
    assert "/c" not in site.paths()


def test_another_site_is_read_while_one_is_down(site: Website) -> None:
    with Website() as silent:
        dead = silent.url("/x")
    site.pages["/a"] = page("正文")
    opened = source(dead, site.url("/a"))
    items = []
    with pytest.raises(SourceDown, match="连不上"):
        for one in opened.items(""):
            items.append(one)
    assert [one.key for one in items if isinstance(one, Item)] == [site.url("/a")]


def test_of_many_pages_those_met_last_are_remembered() -> None:
    state = State()
    for number in range(5001):
        state.keep(str(number), Known("v", "n", "u"))
    state.keep("1", Known("w", "n", "u"))
    kept = State.of(state.dumped())
    assert len(kept.pages) == 5000
    assert "0" not in kept.pages
    assert list(kept.pages)[-1] == "1"
    for broken in ("", "x", "[]", '{"pages": 3}', '{"pages": {"a": {"b": 1}}}'):
        assert State.of(broken).pages == {}
