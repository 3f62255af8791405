"""Mailboxes, feeds and pages, read into a store as a schedule would, again and again."""

import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from tests.support.mailserver import PASSWORD, Mailserver, mail
from tests.support.website import Reply, Website, page
from tests.sync.support import current, documents, items, row
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.sync.changes import news
from yiju.sync.config_file import load_sources
from yiju.sync.run import Ran, run_source

WEEK = dt.timedelta(days=7)
_users = (f"user{n}" for n in itertools.count())


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PARSE_WORKERS", "0")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as opened:
        yield opened


@pytest.fixture(scope="module")
def server() -> Iterator[Mailserver]:
    opened = Mailserver()
    yield opened
    opened.close()


def run(store: Store, **fields: Any) -> Ran:
    """One run of a source, as it stands in the file of sources."""
    import yaml

    entry = {"name": "it", "customer": "华信集团", "rate": "10000/s", **fields}
    file = store.settings.data / "sources.yaml"
    file.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    configured = load_sources(store.settings)
    assert configured is not None and not configured.troubles, configured
    return run_source(store, configured.sources[0], threading.Event())


def test_a_board_of_tenders_is_read_and_what_changes_on_it_is_news(store: Store, site: Website) -> None:
    notice = "项目：副车架总成采购\n预算金额：三百二十万元\n投标截止时间：2026-02-01 09:30\n浏览次数：{}"
    site.pages["/list"] = page('<a href="/d/1.html">公告一</a><a href="/d/2.html">公告二</a>')
    site.pages["/d/1.html"] = page(notice.format(1), title="公告一")
    site.pages["/d/2.html"] = page("项目：检测设备采购", title="公告二")
    given = {"kind": "web", "start": [site.url("/list")], "links": "/d/", "internal": True, "recheck": 0}
    assert run(store, **given).counts["documents"] == 2
    assert {one.attributes["url"] for one in documents(store)} == {
        site.url("/d/1.html"),
        site.url("/d/2.html"),
    }

    site.pages["/d/1.html"] = page(notice.format(2), title="公告一")
    assert run(store, **given).counts == {"offered": 2, "unchanged": 2}

    site.pages["/d/1.html"] = page(notice.format(3).replace("2026-02-01", "2026-02-10"), title="公告一")
    site.pages["/d/2.html"] = Reply(status=404)
    counts = run(store, **given).counts
    assert (counts["documents"], counts["gone"]) == (1, 1)
    assert {"公告一", "公告二"} <= set(current(store))  # what is gone from the board is still ours
    assert [one.state for one in documents(store) if one.title == "公告一"].count("old") == 1

    (told,) = (
        one
        for one in news(store, local_viewer(store.sql), since=dt.datetime.now(dt.UTC) - WEEK)
        if one.document.title == "公告一"
    )
    assert any("2026-02-10" in one.text for one in told.paragraphs.values())


def test_a_page_that_fails_is_named_and_read_when_it_answers(store: Store, site: Website) -> None:
    site.pages["/a"] = Reply(status=500)
    given = {"kind": "web", "urls": [site.url("/a")], "internal": True}
    ran = run(store, **given)
    assert (ran.outcome, ran.counts["failed"]) == ("done", 1)
    assert "HTTP 500" in items(store, "it")[site.url("/a")].reason
    site.pages["/a"] = Reply(status=429, headers={"retry-after": "77"})
    ran = run(store, **given)
    assert (ran.outcome, ran.pause) == ("down", 77.0)
    site.pages["/a"] = page("正文")
    assert run(store, **given).counts["documents"] == 1


def test_what_a_feed_says_is_kept_where_its_page_is_missing(store: Store, site: Website) -> None:
    item = "<item><title>{0}</title><guid>{0}</guid><link>{1}</link><description>{2}</description></item>"
    feed = '<rss version="2.0"><channel><title>要闻</title>{}</channel></rss>'
    there, away = site.url("/n/1"), site.url("/files/2.pdf")
    said = item.format("扩产", there, "摘要一。") + item.format("招标", away, "招标的摘要。")
    site.pages["/feed"] = Reply(feed.format(said).encode(), type="text/xml")
    site.pages["/n/1"] = page("扩产的全文，投资三亿元。", title="扩产")
    given = {"kind": "feed", "url": site.url("/feed"), "internal": True, "follow": True}
    counts = run(store, **given).counts
    assert counts == {"offered": 2, "read": 2, "documents": 2}
    assert "招标的摘要" in current(store)["招标"] and "全文" in current(store)["扩产"]
    assert run(store, **given).counts == {"offered": 2, "unchanged": 2}

    site.pages["/n/1"] = Reply(status=410)  # a page that was read is not replaced by its summary
    said = said.replace("摘要一", "摘要二")
    site.pages["/feed"] = Reply(feed.format(said).encode(), type="text/xml")
    assert run(store, **given).counts == {"offered": 2, "unchanged": 1, "gone": 1}
    assert "全文" in current(store)["扩产"]


def test_a_feed_is_read_and_its_entries_are_dated(store: Store, site: Website) -> None:
    made = "<rss version='2.0'><channel><title>要闻</title>{}</channel></rss>"
    item = "<item><title>{0}</title><guid>{0}</guid><description>{1}</description>"
    item += "<pubDate>Thu, 15 Jan 2026 00:30:00 +0800</pubDate></item>"
    first = item.format("扩产", "新建产线，投资三亿元。")
    site.pages["/feed"] = Reply(made.format(first).encode(), type="text/xml", etag=True)
    given = {"kind": "feed", "url": site.url("/feed"), "internal": True}
    assert run(store, **given).counts["documents"] == 1
    (row_,) = documents(store)
    assert (row_.title, str(row_.date), row_.attributes["feed"]) == ("扩产", "2026-01-15", "要闻")
    assert run(store, **given).counts == {}
    site.pages["/feed"] = Reply(made.format(item.format("人事", "换帅。") + first).encode(), type="text/xml")
    assert run(store, **given).counts["documents"] == 1
    assert set(current(store)) == {"扩产", "人事"}


def test_a_mailbox_is_read_with_what_is_attached(store: Store, server: Mailserver) -> None:
    user = next(_users)
    told = EmailMessage()
    told["From"], told["To"], told["Subject"] = (
        "王工 <wang@client.example>",
        "li@ours.example",
        "图纸与报价要求",
    )
    told["Date"], told["Message-ID"] = "Thu, 15 Jan 2026 09:30:00 +0800", "<att@client.example>"
    told.set_content("请按附件报价，交期六周。")
    told.add_attachment("副车架 年需求两万件", filename="需求.txt")
    server.put(told.as_bytes(), user=user)
    given = {"kind": "imap", "host": "127.0.0.1", "port": server.port, "user": user, "folders": ["*"]}
    given["password"] = "env:MAIL_PASSWORD"
    assert run(store, **given).counts["documents"] == 2
    assert set(current(store)) == {"图纸与报价要求", "需求"}
    (sent,) = (one for one in documents(store) if one.kind == "mail")
    assert (str(sent.date), sent.attributes["folder"]) == ("2026-01-15", "INBOX")

    with server.connect(user) as connection:
        connection.create("Done")
        connection.select("INBOX")
        connection._simple_command("MOVE", "1", "Done")
    server.put(mail("第二封", "补充。", id="<2@client.example>"), user=user)
    counts = run(store, **given).counts
    assert (counts["documents"], counts["unchanged"]) == (1, 1)  # what was moved is no second mail
    assert len(documents(store)) == 3
    assert PASSWORD not in str(row(store, "it")) + str(items(store, "it"))
