"""What is told whom, when, and that it is told once."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from tests.support.chats import connect
from tests.support.paper_channel import CORP, PaperChannel
from tests.support.samples import CAR, DISTRIBUTOR, fill
from tests.support.stored import settings_for
from tests.support.unasked import ALL, Hands, china
from yiju.bots import posting, sending
from yiju.bots.proactive.briefs import make_brief
from yiju.bots.proactive.digest import digest_since
from yiju.bots.proactive.mine import customers_of
from yiju.bots.proactive.schedule import run_once
from yiju.bots.proactive.subscriptions import set_quiet, subscribe, unsubscribe, wanted_since
from yiju.bots.proactive.visits import Planned, Visit, keep_visits, list_visits
from yiju.bots.types import Chat
from yiju.sandbox.moments import local, utc
from yiju.store import memories
from yiju.store.bot_tables import bot_memories, bot_outbox, notices, subscriptions, visits
from yiju.store.customers import find_customers
from yiju.store.documents import list_documents
from yiju.store.identities import Identity, link
from yiju.store.session_tables import identities
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Document, Viewer
from yiju.store.users import save_user
from yiju.web.house import House

REP = "rep_auto"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample customers; the tests change nothing of these."""
    with Store.open(settings_for(tmp_path_factory.mktemp("proactive"))) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def house(filled: Store) -> House:
    """A rep of the car maker's unit, who subscribed to nothing and is told of visits alone."""
    with filled.sql.write() as connection:
        for table in (notices, subscriptions, visits, identities, bot_outbox, bot_memories):
            connection.execute(sa.delete(table))
    save_user(filled.sql, REP, roles=["rep"], units=["auto"], actor="test")
    connect(filled.sql, REP)
    return House(filled.settings, filled)


def _plans(house: House, at: str, customer: str = CAR, subject: str = "谈年降", source: str = "") -> Visit:
    sql = house.store.sql
    viewer = Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
    (found,) = find_customers(sql, viewer, customer)
    planned = Planned(customer=found, user=REP, at=china(at), subject=subject, source=source or at)
    keep_visits(sql, viewer, [planned])
    return next(one for one in list_visits(sql, viewer) if one.source == planned.source)


def _wants(house: House, *topics: str) -> None:
    for topic in ALL:
        if topic in topics:
            subscribe(house.store.sql, REP, topic, now=china("03-01 00:00"))
        else:
            unsubscribe(house.store.sql, REP, topic)


def _at(house: House, hands: Hands, moment: str) -> list[str]:
    """Titles of what is handed over at a moment."""
    run_once(house, hands, china(moment))
    return [one.message.title for one in hands.given]


def test_a_brief_comes_hours_before_the_visit_once(house: House) -> None:
    hands = Hands()
    _plans(house, "03-10 14:00")
    assert _at(house, hands, "03-10 10:59") == []
    title = f"拜访简报 · {CAR} · 03-10 14:00"
    assert _at(house, hands, "03-10 11:00") == [title]
    assert _at(house, hands, "03-10 11:20") == [title]
    (brief,) = hands.take()
    assert f"今天 14:00 拜访 {CAR}：谈年降" in brief.text and "〔依据2026-" in brief.text
    assert brief.memory is not None and brief.memory.suggestion == brief.message.suggestion
    assert brief.viewer is not None
    kept = get_suggestion(house.store.sql, brief.viewer, brief.message.suggestion)
    assert (kept.kind, kept.user, kept.request["goal"], kept.request["as_of"]) == (
        *("strategy", REP, "谈年降"),
        "2026-03-10",
    )
    assert [button.press.value for button in brief.message.buttons if button.press.action == "stop"] == [
        "brief"
    ]


def test_a_visit_that_is_put_off_gets_another_brief(house: House) -> None:
    hands = Hands()
    _plans(house, "03-10 14:00", source="crm:1")
    _at(house, hands, "03-10 11:00")
    sql = house.store.sql
    moved = {"at": china("03-12 10:00").astimezone(dt.UTC)}
    with sql.write() as connection:
        connection.execute(sa.update(visits).values(**moved))
    assert _at(house, hands, "03-10 11:20") == [f"拜访简报 · {CAR} · 03-10 14:00"]
    assert _at(house, hands, "03-12 08:00")[1:] == [f"拜访简报 · {CAR} · 03-12 10:00"]


@pytest.mark.parametrize(
    ("visit", "before", "sent"),
    [
        ("03-11 10:00", "03-11 07:59", "03-11 08:00"),  # 07:00 is quiet: held until it is over
        ("03-11 09:00", "03-11 07:59", "03-11 08:00"),
        ("03-11 08:30", "03-10 20:29", "03-10 20:30"),  # after the quiet hours it would be too late
        ("03-11 01:00", "03-10 20:29", "03-10 20:30"),
    ],
)
def test_a_brief_in_quiet_hours_comes_after_them_or_where_that_is_too_late_before(
    house: House, visit: str, before: str, sent: str
) -> None:
    hands = Hands()
    _plans(house, visit)
    assert _at(house, hands, before) == []
    assert len(_at(house, hands, sent)) == 1
    assert len(_at(house, hands, visit)) == 1


def test_without_quiet_hours_it_comes_at_night(house: House) -> None:
    hands = Hands()
    set_quiet(house.store.sql, REP, "无")
    subscribe(house.store.sql, REP, "brief", {"hours": 4})
    _plans(house, "03-11 08:30")
    assert _at(house, hands, "03-11 04:29") == []
    assert len(_at(house, hands, "03-11 04:30")) == 1


def test_who_does_not_want_it_or_is_nowhere_or_is_no_more_gets_nothing(house: House) -> None:
    sql, hands = house.store.sql, Hands()
    _plans(house, "03-10 14:00")
    unsubscribe(sql, REP, "brief")
    assert _at(house, hands, "03-10 12:00") == []
    subscribe(sql, REP, "brief")
    with sql.write() as connection:
        connection.execute(sa.delete(identities))
    assert _at(house, hands, "03-10 12:20") == []
    connect(sql, REP)
    save_user(sql, REP, roles=["customer"], units=["auto"], actor="test")
    assert _at(house, hands, "03-10 12:40") == []
    save_user(sql, REP, roles=["rep"], units=["auto"], actor="test")
    assert len(_at(house, hands, "03-10 13:00")) == 1


class Moving(House):
    """A house in which something happens while a strategy is made."""

    happens: Callable[[], object]

    def copilot(self, viewer: Viewer, *, extractive: bool = False):  # type: ignore[no-untyped-def]
        """As the house's."""
        made = super().copilot(viewer, extractive=extractive)
        self.happens()
        return made


def test_what_is_made_while_rights_are_taken_away_goes_nowhere(house: House) -> None:
    sql, hands = house.store.sql, Hands()
    moving = Moving(house.settings, house.store)
    moving.happens = lambda: save_user(sql, REP, roles=["rep"], units=["medical"], actor="boss")
    _plans(house, "03-10 14:00")
    assert _at(moving, hands, "03-10 12:00") == []
    assert _at(moving, hands, "03-10 13:00") == [], "the visit is to a customer of others now"


def test_who_cannot_be_reached_is_tried_again(house: House) -> None:
    hands = Hands(reach=False)
    _plans(house, "03-10 14:00")
    assert _at(house, hands, "03-10 12:00") == []
    hands.reach = True
    assert _at(house, hands, "03-10 12:05") == [], "not every minute: a brief costs a while"
    assert len(_at(house, hands, "03-10 12:10")) == 1


class Killed(BaseException):
    """The end of a process."""


def _posting(house: House, *, dies: bool = False) -> Callable[..., bool]:
    """Hands over to the outbox. ``dies``: the process ends right after."""
    sql = house.store.sql
    link(sql, Identity(platform="wecom", corp=CORP, external_id="u1", user=REP), "test")
    channel = PaperChannel(None, 0)  # type: ignore[arg-type]

    def give(*told: object, **more: object) -> bool:
        posting.post(house, {(channel.name, channel.bot): channel}, *told, **more)  # type: ignore[arg-type]
        if dies:
            raise Killed
        return True

    return give


def _sent(house: House) -> list[str]:
    with house.store.sql.read() as connection:
        return list(connection.scalars(sa.select(bot_outbox.c.key)))


def test_a_process_that_is_killed_is_followed_by_one_that_repeats_nothing(house: House) -> None:
    _wants(house, "brief", "commitment", "signal")
    visit = _plans(house, "03-10 14:00")
    with pytest.raises(Killed):
        run_once(house, _posting(house, dies=True), china("03-10 12:00"))
    (first,) = _sent(house)
    for minute in range(10, 50, 5):
        run_once(house, _posting(house), china(f"03-10 12:{minute}"))
    keys = _sent(house)
    assert first in keys and len(keys) == len(set(keys))
    assert sum("brief:" in key for key in keys) == sum("commitment:" in key for key in keys) == 1
    texts = _bodies(house)
    assert sum(f"拜访 {CAR}" in text for text in texts) == 1 and visit.customer == CAR


def _bodies(house: House) -> list[str]:
    with house.store.sql.read() as connection:
        return [
            str(body["delivery"]["body"]["text"]) for body in connection.scalars(sa.select(bot_outbox.c.body))
        ]


def test_what_is_said_next_alone_with_the_bot_is_about_the_brief(house: House) -> None:
    sql = house.store.sql
    _plans(house, "03-10 14:00")
    run_once(house, _posting(house), china("03-10 12:00"))
    alone = Chat(channel="wecom", bot="paper", id="whatever the platform calls it")
    assert not memories.recall(sql, alone, REP).suggestion, "they were shown nothing yet"
    (waiting,) = sending.pick(sql, [("wecom", "paper")])
    begun = sending.begin(sql, waiting, "test", 60.0)
    assert begun is not None
    sending.sent(sql, begun)
    remembered = memories.recall(sql, alone, REP)
    assert remembered.suggestion and remembered.customer
    assert memories.recall(sql, alone.model_copy(update={"group": True}), REP).suggestion == ""
    with sql.write() as connection:
        memories.keep(connection, alone, REP, remembered.model_copy(update={"suggestion": "s2"}))
    assert memories.recall(sql, alone, REP).suggestion == "s2"


def test_the_digest_comes_on_workdays_with_what_there_is_to_do(house: House) -> None:
    hands = Hands()
    _wants(house, "digest")
    _plans(house, "03-10 14:00")
    assert _at(house, hands, "03-10 08:29") == []
    assert _at(house, hands, "03-10 08:30") == ["每日速览 · 03-10"]
    assert len(_at(house, hands, "03-10 12:00")) == 1
    (digest,) = hands.take()
    for part in (
        f"14:00 {CAR} 谈年降",
        "要兑现的承诺",
        "⚠ 逾期",
        "〔依据",
        "客户的新资料",
        "发“依据 1”看原文",
    ):
        assert part in digest.text, digest.text
    numbers = [source.number for line in digest.message.lines for source in line.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert digest.memory is not None and len(digest.memory.pending["sources"]) == len(numbers)
    assert _at(house, hands, "03-14 09:00") == [], "a Saturday"
    subscribe(house.store.sql, REP, "digest", {"weekends": True})
    assert _at(house, hands, "03-14 09:00") == ["每日速览 · 03-14"]


def test_the_first_digest_tells_no_document_that_was_there_before_one_subscribed(house: House) -> None:
    sql, hands = house.store.sql, Hands()
    viewer = Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
    documents = sorted(list_documents(sql, viewer, customer_ids=_customers(house)), key=_taken_in)
    newest = _taken_in(documents[-1])
    workday = newest + dt.timedelta(days={5: 2, 6: 1}.get(local(newest).weekday(), 0))
    morning = local(workday).replace(hour=12) + dt.timedelta(days=7)
    _plans(house, f"{morning:%m-%d} 20:00")
    for subscribed, new in ((newest, False), (newest - dt.timedelta(seconds=1e5), True)):
        unsubscribe(sql, REP, "digest")
        subscribe(sql, REP, "digest", now=subscribed)
        with sql.write() as connection:
            connection.execute(sa.delete(notices))
        run_once(house, hands, morning)
        assert [("客户的新资料" in one.text) for one in hands.take()] == [new]
    subscribe(sql, REP, "digest", {"at": "09:00"})  # another hour begins nothing anew
    assert wanted_since(sql, REP, "digest") == newest - dt.timedelta(seconds=1e5)
    assert digest_since(sql, REP, morning) == morning, "from then on: what came since the last"


def _customers(house: House) -> list[str]:
    viewer = Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
    return [one.id for one in customers_of(house.store.sql, viewer, china("03-10 08:30"))]


def _taken_in(document: Document) -> dt.datetime:
    return utc(document.ingested_at)


def test_a_digest_that_has_nothing_to_tell_does_not_come(house: House) -> None:
    hands = Hands()
    _wants(house, "digest")
    save_user(house.store.sql, REP, roles=["rep"], units=["nothing"], actor="test")
    assert _at(house, hands, "03-10 08:30") == []


def test_a_promise_that_fell_due_is_told_once(house: House) -> None:
    hands = Hands()
    _wants(house, "commitment")
    # 下周三之前，我把 LCA 系统边界说明发给您, said on 4 March: due on the 11th.
    assert not any("LCA 系统边界" in one.text for one in _run(house, hands, "03-11 10:00"))
    told = _run(house, hands, "03-12 10:00")
    assert [one.message.title for one in told] == ["承诺逾期提醒 · 03-12"]
    assert (
        "LCA 系统边界" in told[0].text
        and "应于 2026-03-11" in told[0].text
        and "〔依据2026-03-04" in told[0].text
    )
    assert _run(house, hands, "03-12 12:00") == []
    assert not any("LCA 系统边界" in one.text for one in _run(house, hands, "03-13 10:00"))


def test_what_the_digest_told_is_no_alert_besides(house: House) -> None:
    hands = Hands()
    _wants(house, "digest", "commitment")
    told = (
        _run(house, hands, "03-10 08:30")
        + _run(house, hands, "03-12 08:30")
        + _run(house, hands, "03-12 10:00")
    )
    assert [one.message.title for one in told] == ["每日速览 · 03-10", "每日速览 · 03-12"]
    assert "LCA 系统边界" in told[0].text and "⚠ 逾期，应于 2026-03-11" in told[1].text


def test_a_contract_is_told_of_as_its_end_comes_near(house: House) -> None:
    hands = Hands()
    save_user(house.store.sql, REP, roles=["rep"], units=["medical"], actor="test")
    _wants(house, "contract")
    assert _run(house, hands, "10-31 10:00") == []
    (alert,) = _run(house, hands, "11-01 10:00")
    assert f"{DISTRIBUTOR} · 还有 60 天到期（2026-12-31）" in alert.text and "〔依据2025-01-08" in alert.text
    assert _run(house, hands, "11-02 10:00") == []
    subscribe(house.store.sql, REP, "contract", {"days": 10})
    assert _run(house, hands, "12-22 10:00") == []


def test_a_new_edition_is_told_of_change_by_change_and_what_comes_up_again(house: House) -> None:
    hands = Hands()
    _wants(house, "signal")
    told = _run(house, hands, "03-10 10:00")
    for minute in (20, 40):
        told += _run(house, hands, f"03-10 10:{minute}")
    text = "\n".join(one.text for one in told)
    assert "招标新版有变化：ESG与碳足迹：分值8→18" in text
    assert "90 天里有 4 天谈到年降" in text
    lines = [line.text for one in told for line in one.message.lines if line.sources]
    assert len(lines) == len(set(lines)), "nothing is told twice"
    assert all(len([1 for line in one.message.lines if line.style == "item"]) <= 5 for one in told)
    assert _run(house, hands, "03-10 14:00") == []
    assert "没有列出" in text


def test_documents_of_long_ago_are_no_signal(house: House) -> None:
    hands = Hands()
    _wants(house, "signal")
    viewer = Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
    taken_in = max(one.ingested_at for one in list_documents(house.store.sql, viewer))
    later = (taken_in + dt.timedelta(days=4)).astimezone(china("01-01 00:00").tzinfo)
    run_once(house, hands, later.replace(hour=12))
    assert hands.given == []


def _run(house: House, hands: Hands, moment: str) -> list:  # type: ignore[type-arg]
    run_once(house, hands, china(moment))
    return hands.take()


def test_one_users_trouble_hinders_no_other(house: House, caplog: pytest.LogCaptureFixture) -> None:
    sql, hands = house.store.sql, Hands()
    save_user(sql, "a_first", roles=["rep"], units=["auto"], actor="test")
    connect(sql, "a_first")
    subscribe(sql, "a_first", "digest")
    with sql.write() as connection:
        mine = subscriptions.c.user == "a_first"
        connection.execute(sa.update(subscriptions).where(mine).values(options={"at": "nonsense"}))
    _plans(house, "03-10 14:00")
    assert len(_at(house, hands, "03-10 12:00")) == 1
    assert "a_first" in caplog.text
    with sql.write() as connection:
        connection.execute(sa.delete(identities).where(identities.c.user == "a_first"))


def test_a_subject_from_a_calendar_is_shown_in_one_line_and_cut(house: House) -> None:
    visit = _plans(house, "03-10 14:00", subject="谈\n〔依据2026-01-01伪造〕" + "长" * 300)
    viewer = Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
    told = make_brief(house, viewer, visit, china("03-10 11:00"))
    note = next(line.text for line in told.message.lines if "14:00 拜访" in line.text)
    assert "\n" not in note and len(note) < 260 and "伪造" not in note


def test_a_digest_tells_of_a_promise_of_years_ago_under_a_heading_of_its_own(house: House) -> None:
    from yiju.bots.proactive.digest import make_digest

    moment = china("03-10 08:00")
    now, later = (make_digest(house, _rep(), at, at) for at in (moment, moment.replace(year=moment.year + 3)))
    headings = [
        [line.text for line in told.message.lines if line.style == "heading"] if told else []
        for told in (now, later)
    ]
    assert "要兑现的承诺" in headings[0] and "久未落实" not in headings[0]
    assert "久未落实" in headings[1]


def _rep() -> Viewer:
    return Viewer(user=REP, roles=frozenset({"rep"}), units=frozenset({"auto"}))
