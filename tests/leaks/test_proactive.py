"""What bots tell without being asked is each reader's own; as ``yiju bots brief|digest`` print it, too."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.support.chats import connect
from tests.support.shell import yiju
from tests.support.stored import put, settings_for
from tests.support.traces import foreign_to
from tests.support.unasked import ALL, Hands, china
from tests.support.world import AUTO, BLIND, MEDICAL, NAMESAKE, UNITS, USERS, fill, who, write_files
from yiju.bots.proactive.mine import customers_of
from yiju.bots.proactive.schedule import run_once
from yiju.bots.proactive.subscriptions import set_quiet, subscribe, unsubscribe
from yiju.store.bot_tables import notices, visits
from yiju.store.customers import list_customers
from yiju.store.store import Store
from yiju.store.types import Kind
from yiju.store.users import save_user
from yiju.web.house import House

MOMENTS = ("02-24 09:30", "02-25 09:30")
PRODUCT = {AUTO: "前副车架总成", MEDICAL: "发光试剂盒"}
GOES = ("rep_auto", "rep_medical", "both")


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Both units; everybody is linked, and wants to be told of everything."""
    folder = tmp_path_factory.mktemp("proactive")
    with Store.open(settings_for(folder / "data")) as store:
        fill(store, write_files(folder / "files"), *UNITS, with_samples=False)
        for unit in UNITS:
            text = (
                f"{unit}供货合同\n本合同自2025年4月1日起生效，至2026年3月31日止，供货范围为{PRODUCT[unit]}。"
            )
            files = {f"contract-{unit}.txt": text}
            put(store, folder / "more" / unit, files, customer=NAMESAKE, unit=unit, kind=Kind.CONTRACT)
        for name in USERS:
            connect(store.sql, name)
            set_quiet(store.sql, name, "无")
            for topic in ALL:
                subscribe(store.sql, name, topic, {"days": 365} if topic == "contract" else {})
        unsubscribe(store.sql, "rep_auto", "digest")  # what it tells, alerts need not
        yield store


@pytest.fixture
def house(lived_in: Store) -> House:
    """Nobody was told anything yet; everybody goes to their namesakes, and to one customer more."""
    for name, (roles, units) in USERS.items():
        save_user(lived_in.sql, name, roles=roles, units=units, actor="test")
    with lived_in.sql.write() as connection:
        for table in (notices, visits):
            connection.execute(sa.delete(table))
    for user in GOES:
        for customer in list_customers(lived_in.sql, who(lived_in, user)):
            _goes(lived_in, user, customer.id, china("02-24 12:00"))
    return House(lived_in.settings, lived_in)


def _goes(store: Store, user: str, customer: str, at: dt.datetime) -> None:
    """As a calendar would have it, whatever the user may see."""
    row = {"id": f"v{user}{customer}{at:%m%d}", "customer_id": customer, "user": user, "subject": "例行拜访"}
    times = {"at": at.astimezone(dt.UTC), "updated_at": at.astimezone(dt.UTC)}
    with store.sql.write() as connection:
        connection.execute(sa.insert(visits).values(**row, **times, source="test"))


def test_everybody_is_told_of_their_own_alone(house: House) -> None:
    hands = Hands()
    for moment in MOMENTS:
        run_once(house, hands, china(moment))
    told = {user: [one for one in hands.given if one.user == user] for user in USERS}
    assert {user for user, given in told.items() if given} == {*GOES, "head_auto", "boss", "admin_medical"}
    for user, given in told.items():
        traces = foreign_to(house.store, who(house.store, user))
        for one in given:
            assert traces.in_text(one.message.model_dump_json()) == [], (user, one.key)
            assert one.viewer == who(house.store, user)
    kinds = {user: {one.key.partition(":")[0] for one in told[user]} for user in ("rep_auto", "both")}
    assert kinds == {"rep_auto": {"brief", "contract", "commitment"}, "both": {"brief", "digest"}}
    for user, products in (("rep_auto", [AUTO]), ("rep_medical", [MEDICAL]), ("both", UNITS)):
        text = "\n".join(one.text for one in told[user])
        assert [unit for unit in UNITS if PRODUCT[unit] in text] == list(products)


def test_who_moved_to_another_unit_is_told_of_that_one(house: House) -> None:
    hands = Hands()
    save_user(house.store.sql, "rep_auto", roles=["rep"], units=[MEDICAL], actor="boss")
    run_once(house, hands, china("02-24 09:30"))
    traces = foreign_to(house.store, who(house.store, "rep_auto"))
    given = [one for one in hands.given if one.user == "rep_auto"]
    assert given and not any("brief" in one.key for one in given), "the visits were to customers of others"
    for one in given:
        assert traces.in_text(one.message.model_dump_json()) == [], one.key


@pytest.mark.parametrize("user", [*BLIND, "rep_auto", "rep_medical", "both"])
def test_ones_own_customers_are_among_those_one_may_see(house: House, user: str) -> None:
    viewer = who(house.store, user)
    found = customers_of(house.store.sql, viewer, china("02-24 09:30"))
    assert {one.unit for one in found} <= (set() if user in BLIND else viewer.units)
    assert bool(found) == (user not in BLIND)


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize("user", ["rep_auto", "admin_medical", "client", "nobody"])
def test_the_commands_print_what_the_user_may_see(
    house: House, user: str, form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    _goes(
        house.store,
        user,
        next(
            c.id
            for c in list_customers(house.store.sql, who(house.store, "boss"))
            if c.name == NAMESAKE and c.unit == AUTO
        ),
        china("04-01 10:00"),
    )
    traces = foreign_to(house.store, who(house.store, user))
    for command in ("brief", "digest"):
        line = ("bots", command, "--as", user, "--dry-run", "--today", "2026-02-24")
        ran = yiju(*line, "--data", str(house.settings.data), *form)
        assert traces.in_text(ran.out + ran.err) == [], command
        sees = user == "rep_auto" or (user == "admin_medical" and command == "digest")
        assert ("〔依据" in ran.out) == sees, ran
