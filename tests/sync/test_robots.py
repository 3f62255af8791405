"""What sites let us read, asked of real ones on this machine."""

from collections.abc import Iterator

import pytest

from tests.support.website import Reply, Told, Website, page
from yiju.sync import feed
from yiju.sync.base import Item, SourceDown, SourceFailure
from yiju.sync.web import Config, WebSource, connect


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PARSE_WORKERS", "0")


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as opened:
        opened.pages |= {"/a": page("正文甲"), "/private/b": page("正文乙")}
        yield opened


def source(site: Website, pace: Told | None = None, **fields: object) -> WebSource:
    given = {"name": "site", "kind": "web", "customer": "甲", "internal": True, **fields}
    if "start" not in fields:
        given["urls"] = [site.url("/a"), site.url("/private/b")]
    return connect(Config.model_validate(given), pace or Told())


def rules(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, type="text/plain")


def test_a_page_that_may_not_be_read_is_not_asked_for(site: Website) -> None:
    site.pages["/robots.txt"] = rules("User-agent: *\nDisallow: /private/\n")
    opened = source(site)
    first, second = (one for one in opened.items("") if isinstance(one, Item))
    assert "正文甲" in opened.fetch(first).decode()
    with pytest.raises(SourceFailure, match=r"robots\.txt 不允许"):
        opened.fetch(second)
    with pytest.raises(SourceFailure, match=r"robots\.txt 不允许"):  # nor when it is tried again, another day
        source(site).fetch(second)
    assert site.paths() == ["/a"]


def test_rules_for_our_name_count_and_not_those_for_others(site: Website) -> None:
    site.pages["/robots.txt"] = rules(
        "User-agent: Yiju\nDisallow: /a\nAllow: /private/\nCrawl-delay: 7\n\n"
        "User-agent: *\nDisallow: /\nCrawl-delay: 90\n"
    )
    pace = Told()
    opened = source(site, pace)
    first, second = (one for one in opened.items("") if isinstance(one, Item))
    assert "正文乙" in opened.fetch(second).decode()
    with pytest.raises(SourceFailure):
        opened.fetch(first)
    assert pace.slowest == 7.0


def test_a_delay_of_days_is_not_a_run_that_never_ends(site: Website) -> None:
    site.pages["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 999999\n")
    pace = Told()
    list(source(site, pace).items(""))
    assert pace.slowest == 120.0


@pytest.mark.parametrize("status", [404, 403, 401, 410])
def test_a_site_without_rules_is_read(site: Website, status: int) -> None:
    site.pages["/robots.txt"] = rules("User-agent: *\nDisallow: /\n", status)
    assert len([one for one in source(site).items("") if isinstance(one, Item)]) == 2


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_cannot_tell_its_rules_is_left_alone(site: Website, status: int) -> None:
    site.pages["/robots.txt"] = rules("", status)
    with pytest.raises(SourceDown):
        list(source(site).items(""))
    assert site.paths() == []


def test_links_that_may_not_be_followed_are_passed_over(site: Website) -> None:
    site.pages["/robots.txt"] = rules("User-agent: *\nDisallow: /private/\n")
    site.pages["/list"] = page('<a href="/a">甲</a><a href="/private/b">乙</a>')
    opened = source(site, start=[site.url("/list")], links="/a$|/private/")
    assert [one.key for one in opened.items("") if isinstance(one, Item)] == [site.url("/a")]
    assert site.asked[0].path == "/robots.txt"
    assert sum(one.path == "/robots.txt" for one in site.asked) == 1


def test_a_redirect_leads_only_where_its_site_lets_us_read(site: Website) -> None:
    site.pages["/robots.txt"] = rules("User-agent: *\nDisallow: /private/\n")
    site.pages["/a"] = Reply(status=302, headers={"location": "/private/b"})
    opened = source(site)
    item = next(one for one in opened.items("") if isinstance(one, Item))
    for again in (opened, source(site)):
        with pytest.raises(SourceFailure, match=r"robots\.txt 不允许"):
            again.fetch(item)
    assert set(site.paths()) == {"/a"}
    with Website() as other:
        other.pages |= {"/x": page("别处"), "/robots.txt": rules("User-agent: *\nDisallow: /\n")}
        site.pages["/feed"] = Reply(status=301, headers={"location": other.url("/x")})
        given = {
            "name": "f",
            "kind": "feed",
            "url": site.url("/feed"),
            "internal": True,
            "hosts": [other.host],
        }
        with pytest.raises(SourceFailure, match=r"robots\.txt 不允许"):
            list(feed.connect(feed.Config.model_validate(given), Told()).items(""))
        assert other.paths() == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: u{n}\n" for n in range(12_000)) + "Disallow: /a\n" * 12_000,
        "User-agent: *\nDisallow: /" + "*a" * 200_000 + "$",
        "User-agent:" + " " * 500_000 + "x",
        "User-agent: *\nDisallow: /" + "%" * 500_000,
    ],
)
def test_no_rules_take_longer_than_their_length(site: Website, text: str) -> None:
    site.pages["/robots.txt"] = rules(text)
    assert len([one for one in source(site).items("") if isinstance(one, Item)]) == 2


def test_groups_for_several_names_count_for_ours(site: Website) -> None:
    site.pages["/robots.txt"] = rules(
        "User-agent: Other\nuser-agent: yiju  # us\nDisallow: /private/\n\nUser-agent: Third\nDisallow: /a\n"
    )
    list(source(site).items(""))
    assert site.paths() == ["/a"]


def test_rules_that_begin_with_a_mark_of_their_encoding_count(site: Website) -> None:
    site.pages["/robots.txt"] = rules("\ufeffUser-agent: *\nDisallow: /\n")
    opened = source(site)
    for item in opened.items(""):
        if isinstance(item, Item):
            with pytest.raises(SourceFailure, match=r"robots\.txt 不允许"):
                opened.fetch(item)
    assert site.paths() == []
