"""What a site may do to whoever reads it: nothing but be read, or be refused."""

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.website import Reply, Told, Website, page
from yiju.sync.base import SourceDown, SourceFailure
from yiju.sync.web_address import canonical, split
from yiju.sync.web_fetch import Fetcher, Marks
from yiju.sync.web_guard import Allowed
from yiju.sync.web_headers import media_of, retry_after


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as opened:
        yield opened


def fetcher(*hosts: str, internal: bool = True, **bounds: Any) -> Fetcher:
    return Fetcher(Allowed.of(hosts, internal=internal), Told(), **bounds)


def test_redirects_are_followed_within_the_allowed_hosts(site: Website) -> None:
    site.pages["/old"] = Reply(status=302, headers={"location": "/新?页=1".encode().decode("latin-1")})
    site.pages["/%E6%96%B0?%E9%A1%B5=1"] = page("正文")
    answer = fetcher(site.host).get(site.url("/old"))
    assert (answer.status, answer.url) == (200, canonical(site.url("/新?页=1")))
    with Website() as other:
        other.pages["/x"] = page("别处")
        site.pages["/away"] = Reply(status=301, headers={"location": other.url("/x")})
        with pytest.raises(SourceFailure, match="不在这个来源允许的网站里"):
            fetcher(site.host).get(site.url("/away"))
        assert other.asked == []
        assert fetcher(site.host, other.host).get(site.url("/away")).status == 200


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:pw@{host}/x", "gopher://{host}/", "http://["],
)
def test_a_redirect_to_what_is_no_page_leads_nowhere(site: Website, to: str) -> None:
    site.pages["/a"] = Reply(status=302, headers={"location": to.format(host=site.host)})
    with pytest.raises(SourceFailure):
        fetcher(site.host).get(site.url("/a"))
    assert site.paths() == ["/a"]


def test_a_circle_of_redirects_ends(site: Website) -> None:
    site.pages["/a"] = Reply(status=302, headers={"location": "/b"})
    site.pages["/b"] = Reply(status=302, headers={"location": "/a"})
    with pytest.raises(SourceFailure, match="跳转太多次"):
        fetcher(site.host).get(site.url("/a"))
    assert len(site.asked) == 6


@pytest.mark.parametrize("where", ["head", "body", "silence"])
def test_an_answer_that_drips_is_given_up(site: Website, where: str) -> None:
    site.drips["/a"] = where
    began = time.monotonic()
    with pytest.raises(SourceFailure, match="太慢"):
        fetcher(site.host, seconds=0.3).get(site.url("/a"))
    assert time.monotonic() - began < 5


def test_a_bomb_is_refused_before_it_fills_the_memory(site: Website) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), compresslevel=1)
    site.pages["/bomb"] = Reply(bomb, headers={"content-encoding": "gzip"})
    site.pages["/large"] = Reply(bytes(3 * 1024 * 1024))
    for path in ("/bomb", "/large"):
        with pytest.raises(SourceFailure, match="超过 2 MB"):
            fetcher(site.host, most_mb=2).get(site.url(path))


def test_packed_answers_are_unpacked_and_broken_ones_refused(site: Website) -> None:
    whole = gzip.compress("正文".encode() * 5000)
    site.pages["/a"] = Reply(whole, headers={"content-encoding": "gzip"})
    assert fetcher(site.host).get(site.url("/a")).body == "正文".encode() * 5000
    for body, packed in ((whole[:-30], "gzip"), (b"no gzip", "gzip"), (whole, "br")):
        site.pages["/b"] = Reply(body, headers={"content-encoding": packed})
        with pytest.raises(SourceFailure, match=r"压缩|没有传完"):
            fetcher(site.host).get(site.url("/b"))


def test_marks_ask_for_a_newer_one_alone(site: Website) -> None:
    site.pages["/a"] = Reply(b"x", etag=True, headers={"last-modified": "Thu, 15 Jan 2026 00:00:00 GMT"})
    one = fetcher(site.host)
    marks = one.get(site.url("/a")).marks
    assert marks.modified.startswith("Thu") and marks.etag
    assert one.get(site.url("/a"), marks).status == 304
    assert one.get(site.url("/a"), Marks()).status == 200


def test_a_machine_of_ours_is_asked_only_where_that_is_said(site: Website) -> None:
    with pytest.raises(SourceFailure, match="在内网或本机") as caught:
        fetcher(site.host, internal=False).get(site.url("/a"))
    assert "internal: true" in caught.value.hint
    assert site.asked == []


@pytest.mark.parametrize(
    ("ip", "asked", "inside"),
    [
        *((ip, False, True) for ip in ("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "100.64.0.1")),
        *((ip, False, True) for ip in ("::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1")),
        *((ip, False, False) for ip in ("169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::")),
        *((ip, False, False) for ip in ("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe")),
        *((ip, False, False) for ip in ("64:ff9b:1::a9fe:a9fe", "::ffff:0:a9fe:a9fe", "::a9fe:a9fe")),
        *((ip, False, False) for ip in ("100.100.100.200", "fd00:ec2::254", "168.63.129.16")),
        *((ip, False, False) for ip in ("::ffff:100.100.100.200", "64:ff9b::6464:64c8")),
        *((ip, True, True) for ip in ("223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5")),
    ],
)
def test_what_an_address_is_decides_whether_it_is_asked(ip: str, asked: bool, inside: bool) -> None:
    for internal, expected in ((False, asked), (True, inside)):
        allowed = Allowed.of([f"[{ip}]" if ":" in ip else ip], internal=internal)
        if expected:
            assert len(allowed.address_of(ip, 80)) == 1
        else:
            with pytest.raises(SourceFailure):
                allowed.address_of(ip, 80)


def test_a_name_that_stands_for_a_machine_of_ours_is_refused(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is looked up once: what the second answer would be leads nowhere."""
    answers = iter(["223.5.5.5", "127.0.0.1"])

    def rebound(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    allowed = Allowed.of(["http://board.example"])
    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    assert allowed.address_of("board.example", 80) == ["223.5.5.5"]
    with pytest.raises(SourceFailure, match="在内网或本机"):
        allowed.address_of("board.example", 80)


def test_other_ports_of_a_named_host_are_other_hosts() -> None:
    allowed = Allowed.of(["https://board.example/list", "http://intra.example:8080/x", "other.example:8443"])
    for url in ("http://board.example/y", "https://BOARD.example.:443/", "http://intra.example:8080/z"):
        assert allowed.permits(url)
    for url in ("http://board.example:6379/", "http://intra.example/", "https://sub.board.example/", "//x"):
        assert not allowed.permits(url)
    assert not allowed.permits("http://board.example@evil.example/")


def test_nobody_answers(site: Website) -> None:
    with Website() as gone:
        url = gone.url("/")
    with pytest.raises(SourceDown, match="连不上"):
        fetcher(url).get(url)


def test_addresses_are_known_by_one_form() -> None:
    assert canonical("HTTP://例子.中国:80/公告 1?页=2#上") == (
        "http://xn--fsqu00a.xn--fiqs8s/%E5%85%AC%E5%91%8A%201?%E9%A1%B5=2"
    )
    assert canonical("https://a.example") == "https://a.example/"
    for bad in ("", "http://", "http://a:b@c/", "http://a:99999/", "mailto:x@y", f"http://a/{'x' * 3000}"):
        assert split(bad) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("", None),
        ("soon", None),
        ("Thu, 15 Jan 2015 00:00:00 GMT", 0.0),
        ("9" * 30, 604800.0),
        ("²", None),
        ("Mon, 99999999999999999999 Jan 2020 00:00:00 GMT", None),
    ],
)
def test_how_long_to_wait(said: str, seconds: float | None) -> None:
    assert retry_after(said) == seconds


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "a%00b", "nowhere"])
def test_a_header_that_makes_no_sense_costs_no_page(site: Website, name: str) -> None:
    kind, where = f"text/html; charset*={name}''%ff", f"attachment; filename*={name}''%ff"
    site.pages["/a"] = Reply(page("正文").body, headers={"content-disposition": where}, type=kind)
    answer = fetcher(site.url("/a")).get(site.url("/a"))
    assert (answer.type, answer.status) == ("text/html", 200) and "正文" in answer.body.decode()


def test_no_charset_takes_longer_than_its_text() -> None:
    for name in ("punycode", "IDNA", "unicode-escape", "raw_unicode_escape"):
        assert media_of({"content-type": f"application/json; charset={name}"})[1] == ""
    assert media_of({"content-type": "text/html; charset=GB2312"})[1] == "gb2312"
