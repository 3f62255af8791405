"""A calendar by its address: what comes of it, what goes with it, and what is not asked."""

import asyncio
import datetime as dt
import ipaddress
import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from tests.support.calendar_server import CalendarServer
from tests.support.samples import reader
from tests.support.stored import viewer
from tests.support.unasked import Hands
from yiju.bots.proactive import calendar_feeds, calendars, fetching, keeping, visit_import
from yiju.bots.proactive.calendar_feeds import EVERY, feed_of, follow, refresh, unfollow
from yiju.bots.proactive.fetching import fetch
from yiju.bots.proactive.keeping import _round
from yiju.bots.proactive.visits import Kept, Planned, keep_visits, list_visits
from yiju.copilot.retrieve import Reader
from yiju.errors import YijuError
from yiju.sandbox.moments import local
from yiju.store.customers import ensure_customer
from yiju.store.database import Database
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.users import save_user
from yiju.sync.web_guard import may_be_asked
from yiju.web.house import House

NOW = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def far() -> Iterator[CalendarServer]:
    with CalendarServer() as made:
        made.holds(("1", "拜访莱茵", "20260312T060000Z"), ("2", "仁澍医院催款", "20260313T060000Z"))
        yield made


@pytest.fixture
def desk(store: Store) -> Reader:
    """A rep with two customers; a third is another unit's. Calendars may lie on this machine."""
    store.settings.calendar_private = True
    save_user(store.sql, "rep", roles=["rep"], units=["main"], actor="test")
    ensure_customer(store.sql, "莱茵汽车", "main", ["莱茵"])
    ensure_customer(store.sql, "仁澍医院", "main")
    ensure_customer(store.sql, "川岳", "west")
    return reader(store, viewer("main", user="rep"), dense=False)


def _told(desk: Reader) -> list[str]:
    return [f"{local(one.at):%m-%d} {one.customer}" for one in list_visits(desk.store.sql, desk.viewer)]


def _house(desk: Reader) -> House:
    return House(desk.store.settings, desk.store)


def test_a_calendar_that_names_anothers_customer_gives_and_tells_nothing_of_it(
    desk: Reader, far: CalendarServer
) -> None:
    far.holds(("9", "拜访川岳", "20260312T060000Z"))
    taken = follow(desk, far.url, NOW)
    assert taken.skipped == ("拜访川岳：没有提到客户",) and taken.kept.added == 0
    refresh(_house(desk), Hands(), NOW)
    everyone = viewer("main", "west", user="boss", role="admin")
    assert list_visits(desk.store.sql, everyone) == []


def test_what_is_moved_moves_and_what_is_gone_goes(desk: Reader, far: CalendarServer) -> None:
    assert follow(desk, far.url, NOW).kept.added == 2
    assert _told(desk) == ["03-12 莱茵汽车", "03-13 仁澍医院"]
    house, hands = _house(desk), Hands()
    refresh(house, hands, NOW)
    assert far.statuses == [200, 304], "nothing is sent again that has not changed"
    far.holds(("1", "拜访莱茵", "20260314T060000Z"))
    refresh(house, hands, NOW + EVERY - dt.timedelta(minutes=1))
    assert len(far.statuses) == 2, "not every minute"
    refresh(house, hands, NOW + EVERY)
    assert _told(desk) == ["03-14 莱茵汽车"] and hands.given == []
    far.holds()
    refresh(house, hands, dt.datetime(2026, 3, 15, tzinfo=dt.UTC))
    assert _told(desk) == ["03-14 莱茵汽车"], "what was stays"


def test_what_recurs_goes_on_in_a_calendar_that_never_changes(desk: Reader, far: CalendarServer) -> None:
    far.holds(("1", "拜访莱茵", "20260312T060000Z\r\nRRULE:FREQ=WEEKLY"))
    follow(desk, far.url, NOW)
    assert _told(desk)[-1] == "05-07 莱茵汽车"
    house = _house(desk)
    for hours in (12, 24, 36, 70 * 24):
        refresh(house, Hands(), NOW + dt.timedelta(hours=hours))
    assert far.statuses == [200, 304, 200, 304, 200]
    assert _told(desk)[-1] == "07-16 莱茵汽车" and _told(desk)[0] == "03-12 莱茵汽车"


def test_many_times_are_kept_and_taken_off_in_few_transactions(
    desk: Reader, far: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counted(sql: Database, who: Viewer, planned: Iterable[Planned]) -> Kept:
        sizes.append(len(told := list(planned)))
        return keep_visits(sql, who, told)

    monkeypatch.setattr(visit_import, "keep_visits", counted)
    monkeypatch.setattr(visit_import, "_AT_ONCE", 40)
    monkeypatch.setattr(calendar_feeds, "_AT_ONCE", 7)
    far.holds(("1", "拜访莱茵", "20260310T060000Z\r\nRRULE:FREQ=DAILY"))
    assert follow(desk, far.url, NOW).kept.added == 59 and sizes == [40, 19]
    far.holds(("1", "拜访莱茵", "20260310T060000Z\r\nRRULE:FREQ=DAILY;COUNT=3"))
    assert follow(desk, far.url, NOW).removed == 56 and len(_told(desk)) == 3


def test_a_calendar_of_too_many_visits_changes_nothing(
    desk: Reader, far: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "_MOST_VISITS", 10)
    far.holds(("1", "拜访莱茵", "20260310T060000Z\r\nRRULE:FREQ=DAILY"))
    with pytest.raises(YijuError, match="拜访太多，最多 10 次"):
        follow(desk, far.url, NOW)
    assert _told(desk) == [] and feed_of(desk.store.sql, "rep") is None


def test_typed_visits_stay_and_the_calendars_go_with_it(desk: Reader, far: CalendarServer) -> None:
    follow(desk, far.url, NOW)
    assert unfollow(desk.store.sql, "rep", NOW) == 2
    assert _told(desk) == [] and feed_of(desk.store.sql, "rep") is None
    with pytest.raises(YijuError, match="没有订阅日历"):
        unfollow(desk.store.sql, "rep", NOW)


def test_whoever_subscribed_is_told_once_a_day_that_it_fails_and_keeps_the_visits(
    desk: Reader, far: CalendarServer
) -> None:
    follow(desk, far.url, NOW)
    house, hands = _house(desk), Hands()
    far.fails = 500
    for hours in (0, 1, 2, 23, 24):
        refresh(house, hands, NOW + dt.timedelta(hours=hours))
    assert [one.user for one in hands.given] == ["rep", "rep"]
    assert "HTTP 500" in hands.given[0].text and "secret-token" not in hands.given[0].text
    assert "看“共享”或“发布”是否还开着" in hands.given[0].text and "退订 日历" in hands.given[0].text
    assert len(_told(desk)) == 2


@pytest.mark.parametrize("body", [b"<html>sign in</html>", b""])
def test_a_page_in_place_of_a_calendar_changes_nothing(
    desk: Reader, far: CalendarServer, body: bytes
) -> None:
    follow(desk, far.url, NOW)
    far.body = body
    hands = Hands()
    refresh(_house(desk), hands, NOW)
    assert len(_told(desk)) == 2 and len(hands.given) == 1


def test_nothing_is_subscribed_where_it_cannot_be_got(desk: Reader, far: CalendarServer) -> None:
    far.fails = 404
    with pytest.raises(YijuError, match="HTTP 404") as caught:
        follow(desk, far.url, NOW)
    assert "secret-token" not in str(caught.value)
    assert feed_of(desk.store.sql, "rep") is None and _told(desk) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://93.184.215.14/x.ics", "要用 https"),
        ("https://127.0.0.1/x.ics", "在内网或本机"),
        ("https://10.0.0.8/x.ics", "在内网或本机"),
        ("https://169.254.169.254/latest/meta-data", "在内网或本机"),
        ("https://[::1]/x.ics", "在内网或本机"),
        ("https://[::ffff:10.0.0.8]/x.ics", "在内网或本机"),
        ("https://[fec0::1]/x.ics", "在内网或本机"),
        ("https://[64:ff9b::a9fe:a9fe]/x.ics", "在内网或本机"),
        ("https://[64:ff9b:1::a00:1]/x.ics", "在内网或本机"),
        ("https://[2002:a00:1::]/x.ics", "在内网或本机"),
        ("https://[2001::1]/x.ics", "在内网或本机"),
        ("https://[::a9fe:a9fe]/x.ics", "在内网或本机"),
        ("https://[ff0e::1]/x.ics", "在内网或本机"),
        ("https://me:pass@example.com/x.ics", "用户名和密码"),
        ("file:///etc/passwd", "写法不对"),
        ("https://", "写法不对"),
        ("https://[x", "写法不对"),
    ],
)
def test_addresses_that_may_not_be_asked_are_not(url: str, told: str) -> None:
    with pytest.raises(YijuError, match=told):
        fetch(url)


@pytest.mark.parametrize(
    "url",
    ["https://a..b/x.ics", f"https://{'a' * 70}.example/x.ics", "https://93.184.215.14/\x01secret"],
)
def test_addresses_that_can_be_none_are_told(url: str) -> None:
    with pytest.raises(YijuError, match="写法不对") as caught:
        fetch(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("moved", ["http://[bad", "https://a..b/x", "https://93.184.215.14/\x01"])
def test_redirects_to_nowhere_are_told(far: CalendarServer, moved: str) -> None:
    far.moves = moved
    with pytest.raises(YijuError, match=r"写法不对|连不上"):
        fetch(far.url, private=True)


def test_a_name_in_chinese_is_asked_by_its_ascii_form(
    far: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look_up(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    got = fetch(far.url.replace("127.0.0.1", "日历.example"), private=True)
    assert got.data == far.body and asked[0] == "xn--jmr704b.example"


@pytest.mark.parametrize(
    "ip",
    [
        "93.184.215.14",
        "2606:4700::6810:84e5",
        "64:ff9b::5db8:d70e",
        "::ffff:93.184.215.14",
        "2002:5db8:d70e::",
    ],
)
def test_public_addresses_are(ip: str) -> None:
    assert may_be_asked(ipaddress.ip_address(ip), internal=False)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://168.63.129.16/metadata", False),  # public by its number, and yet of the cloud's inside
        ("https://169.254.169.254/latest/meta-data", True),
        ("https://[::ffff:169.254.169.254]/latest/meta-data", True),
        ("https://100.100.100.200/latest/meta-data", True),
        ("https://[fd00:ec2::254]/latest/meta-data", True),
    ],
)
def test_where_clouds_keep_secrets_nobody_asks(url: str, private: bool) -> None:
    with pytest.raises(YijuError, match="在内网或本机"):
        fetch(url, private=private)


def test_a_name_that_leads_inside_too_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("192.168.1.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: both)
    with pytest.raises(YijuError, match="在内网或本机"):
        fetch("https://calendar.example.com/x.ics")


def test_this_machine_is_not_asked_unless_it_may_be_not_even_by_a_redirect(far: CalendarServer) -> None:
    with pytest.raises(YijuError, match="要用 https"):
        fetch(far.url)
    assert far.statuses == []
    far.moves = far.url
    with pytest.raises(YijuError, match="跳转太多次"):
        fetch(far.url, private=True)
    assert len(far.statuses) == 4
    far.moves = "http://93.184.215.14/x"
    with pytest.raises(YijuError, match="要用 https"):
        fetch(far.url, private=True)


@pytest.mark.parametrize("inside", ["https://10.0.0.8/inner", "https://[fec0::1]/", "//127.0.0.1/x"])
def test_a_redirect_from_outside_does_not_lead_inside(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    asked: list[str] = []

    async def moved(_: str, where: str, __: object) -> tuple[str, None]:
        asked.append(where)
        return inside, None

    monkeypatch.setattr(fetching, "_once", moved)
    with pytest.raises(YijuError, match="在内网或本机"):
        fetch("https://93.184.215.14/x.ics")
    assert asked == ["93.184.215.14"]


def test_too_much_is_not_read(far: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_MOST_BYTES", 100)
    far.body = b"x" * 5000
    with pytest.raises(YijuError, match="超过"):
        fetch(far.url, private=True)


def test_an_answer_that_drips_is_given_up(far: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time; all of it never does."""
    monkeypatch.setattr(fetching, "_SECONDS", 0.3)
    far.drips = 0.02
    begun = time.monotonic()
    with pytest.raises(YijuError, match="没有传完") as caught:
        fetch(far.url, private=True)
    assert time.monotonic() - begun < 3 and "secret-token" not in str(caught.value)


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_SECONDS", 0.3)
    answered, begun = threading.Event(), time.monotonic()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answered.wait(6.0) and [])
    with pytest.raises(YijuError, match="没有传完"):
        fetch("https://calendar.example.com/x.ics")
    assert time.monotonic() - begun < 3
    answered.set()


def test_a_slow_calendar_delays_nothing_that_is_due(
    desk: Reader, far: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(desk, far.url, NOW)
    far.drips, due = 0.05, threading.Event()
    monkeypatch.setattr(keeping, "_EVERY", 0.01)
    monkeypatch.setattr(fetching, "_SECONDS", 5.0)
    monkeypatch.setattr(keeping, "run_once", lambda *_: due.set() if len(far.statuses) > 1 else None)

    async def rounds() -> float:
        begun = asyncio.get_running_loop().time()
        running = asyncio.create_task(keeping._rounds(_house(desk), Hands(), stopping))
        await asyncio.to_thread(due.wait, 4.0)
        took = asyncio.get_running_loop().time() - begun
        far.stop_dripping()
        stopping.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return took

    stopping = threading.Event()
    assert asyncio.run(rounds()) < 4.0 and due.is_set()


def test_visits_of_long_ago_are_forgotten(desk: Reader, far: CalendarServer) -> None:
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=181)
    soon = old + dt.timedelta(days=3)
    far.holds(("1", "拜访莱茵", f"{old:%Y%m%dT%H%M%SZ}"), ("2", "仁澍医院", f"{soon:%Y%m%dT%H%M%SZ}"))
    follow(desk, far.url, NOW)
    assert len(_told(desk)) == 2
    unfollow(desk.store.sql, "rep", dt.datetime.now(dt.UTC))
    _round(_house(desk), Hands(), threading.Event())
    assert [line.split()[1] for line in _told(desk)] == ["仁澍医院"]
