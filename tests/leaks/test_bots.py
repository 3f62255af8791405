"""What bots tell in a group is what each of its readers may see; else nothing is told there."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from tests.support.chats import CORP, chat, connect, wrote
from tests.support.samples import TODAY, reader
from tests.support.stored import settings_for
from tests.support.traces import foreign_to
from tests.support.world import AUTO, MEDICAL, NAMESAKE, UNITS, USERS, fill, who, write_files
from yiju.bots import inbox
from yiju.bots.groups import declare, drop_member, list_groups, rights_in, withdraw
from yiju.bots.strangers import meet
from yiju.bots.types import Asker
from yiju.bots.who import asker_in, find_asker
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.store.bot_tables import bot_group_members, bot_groups, bot_inbox, notices
from yiju.store.identities import unlink
from yiju.store.session_tables import identities
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.users import save_user

GROUP = "cidGroup1=="


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two units in a store of this file's own: its tests move people about."""
    folder = tmp_path_factory.mktemp("bots")
    with Store.open(settings_for(folder / "data")) as opened:
        fill(opened, write_files(folder / "files"), *UNITS, with_samples=False)
        yield opened


@pytest.fixture
def store(filled: Store) -> Store:
    """Everybody is linked, and where they belong; no group is known."""
    with filled.sql.write() as connection:
        for table in (bot_groups, bot_group_members, bot_inbox, identities, notices):
            connection.execute(sa.delete(table))
    for name, (roles, units) in USERS.items():
        save_user(filled.sql, name, roles=roles, units=units, actor="test")
        connect(filled.sql, name)
    return filled


def _declared(store: Store, *users: str) -> None:
    declare(store.sql, "dingtalk", GROUP, "销售群", CORP["dingtalk"], [f"u-{name}" for name in users], "boss")


def _asks(store: Store, user: str) -> Asker:
    found = find_asker(store.sql, wrote(user, f"拜访策略 {NAMESAKE}", group=GROUP))
    assert found is not None
    return found


def _open_units(store: Store, user: str) -> set[str] | None:
    """The units of which something may be told in the group when this user asks there."""
    here = _asks(store, user).here
    return None if here is None else set(here.units)


def test_a_group_that_nobody_declared_is_told_nothing(store: Store) -> None:
    assert _open_units(store, "rep_auto") is None
    assert _asks(store, "rep_auto").own == who(store, "rep_auto")


def test_colleagues_of_one_unit_are_told_what_they_share(store: Store) -> None:
    _declared(store, "rep_auto", "head_auto")
    assert _asks(store, "head_auto").here == Viewer(
        user="head_auto", roles=frozenset({"rep"}), units=frozenset({AUTO})
    )


def test_whoever_is_in_both_units_asks_with_what_all_share(store: Store) -> None:
    _declared(store, "both", "rep_auto")
    asker = _asks(store, "both")
    assert asker.own.units == set(UNITS)
    assert asker.here is not None and asker.here.units == {AUTO}
    copilot = Copilot(reader(store, asker.here))
    traces = foreign_to(store, who(store, "rep_auto"))
    given = copilot.strategy(NAMESAKE, as_of=TODAY)
    assert given.unit == AUTO
    assert traces.in_text(given.model_dump_json()) == []
    with pytest.raises(NotFound) as refused:
        copilot.strategy("威瑟兰", as_of=TODAY)  # an alias in the other unit alone
    assert traces.in_text(f"{refused.value} {refused.value.hint}", said="威瑟兰") == []


def test_a_reader_of_another_unit_closes_the_group(store: Store) -> None:
    _declared(store, "rep_auto", "rep_medical")
    assert _open_units(store, "rep_auto") is None
    assert _open_units(store, "rep_medical") is None


@pytest.mark.parametrize("user", ["client", "odd", "nobody", "root"])
def test_a_reader_who_may_see_nothing_closes_the_group(store: Store, user: str) -> None:
    _declared(store, "rep_auto", "head_auto")
    assert _open_units(store, "rep_auto") == {AUTO}
    _declared(store, user)
    assert _open_units(store, "rep_auto") is None


def _heard_from_another_unit(store: Store) -> None:
    find_asker(store.sql, wrote("rep_medical", group=GROUP))


def _heard_unlinked(store: Store) -> None:
    assert find_asker(store.sql, wrote("stranger", group=GROUP)) is None


def _heard_from_outside(store: Store) -> None:
    assert find_asker(store.sql, wrote("", group=GROUP)) is None


def _heard_from_another_company(store: Store) -> None:
    """By the id that a colleague has here."""
    assert find_asker(store.sql, wrote("head_auto", group=GROUP, corp="dingcorp2")) is None


def _pressed_unlinked(store: Store) -> None:
    press = {"action": "adopt", "suggestion": "s1"}
    assert find_asker(store.sql, wrote("stranger", group=GROUP, kind="press", press=press)) is None


def _unlinked(store: Store) -> None:
    unlink(store.sql, "head_auto", "dingtalk", "boss")


def _moved(store: Store) -> None:
    save_user(store.sql, "head_auto", roles=["director"], units=[MEDICAL], actor="boss")


def _made_a_customer(store: Store) -> None:
    save_user(store.sql, "head_auto", roles=["customer"], units=[AUTO], actor="boss")


def _withdrawn(store: Store) -> None:
    withdraw(store.sql, "dingtalk", GROUP, "boss")


def _left(store: Store) -> None:
    assert find_asker(store.sql, wrote("head_auto", kind="left")) is None


@pytest.mark.parametrize(
    "change",
    [
        *(_heard_from_another_unit, _heard_unlinked, _heard_from_outside, _heard_from_another_company),
        *(_pressed_unlinked, _unlinked, _moved, _made_a_customer, _withdrawn, _left),
    ],
)
def test_from_that_moment_the_group_is_told_nothing(store: Store, change: Callable[[Store], None]) -> None:
    _declared(store, "rep_auto", "head_auto")
    asked = wrote("rep_auto", group=GROUP)
    before = find_asker(store.sql, asked)
    assert before is not None and before.here is not None
    change(store)
    # Looked up again where an answer that was made before is about to be sent.
    again = asker_in(store.sql, asked.chat, asked.corp, asked.sender)
    assert again is not None and again.here is None and again.own == before.own
    assert _open_units(store, "rep_auto") is None


@pytest.mark.parametrize(
    ("corp", "open_still"), [(CORP["dingtalk"], True), ("dingcorp2", False), ("", False)]
)
def test_whoever_waits_to_be_answered_reads_along_already(store: Store, corp: str, open_still: bool) -> None:
    """By their organisation, too: another company's people may bear our colleagues' ids."""
    _declared(store, "rep_auto", "head_auto")
    asked = wrote("rep_auto", group=GROUP)
    assert find_asker(store.sql, asked) is not None
    assert inbox.accept(store.sql, wrote("head_auto", group=GROUP, corp=corp))
    again = asker_in(store.sql, asked.chat, asked.corp, asked.sender)
    assert again is not None and (again.here is not None) == open_still


def test_who_was_heard_is_remembered_when_a_group_is_declared_anew(store: Store) -> None:
    _declared(store, "rep_auto")
    _heard_unlinked(store)
    withdraw(store.sql, "dingtalk", GROUP, "boss")
    _declared(store, "rep_auto")
    assert _open_units(store, "rep_auto") is None
    drop_member(store.sql, "dingtalk", GROUP, CORP["dingtalk"], "u-stranger", "boss")
    assert _open_units(store, "rep_auto") == {AUTO}


def test_a_reader_who_comes_back_opens_the_group_again_only_where_all_share(store: Store) -> None:
    _declared(store, "rep_auto", "head_auto")
    _unlinked(store)
    assert _open_units(store, "rep_auto") is None
    connect(store.sql, "head_auto")
    assert _open_units(store, "rep_auto") == {AUTO}


def test_one_group_says_nothing_of_another(store: Store) -> None:
    _declared(store, "rep_auto", "head_auto")
    find_asker(store.sql, wrote("rep_medical", group="cidOther=="))
    assert rights_in(store.sql, chat(group="cidOther==")) is None
    assert _open_units(store, "rep_auto") == {AUTO}
    assert rights_in(store.sql, chat("wecom", group=GROUP)) is None, "the same id elsewhere is another group"


@pytest.mark.parametrize("user", USERS)
def test_rights_in_a_chat_with_one_person_are_their_own(store: Store, user: str) -> None:
    asker = find_asker(store.sql, wrote(user))
    if "customer" in USERS[user][0]:
        assert asker is None, "bots serve our own people"
    else:
        assert asker is not None and asker.own == asker.here == who(store, user)


@pytest.mark.parametrize("group", ["", GROUP])
def test_strangers_are_told_and_told_of_without_a_word_of_any_unit(store: Store, group: str) -> None:
    everything = foreign_to(store, who(store, "nobody"))
    _declared(store, "rep_auto")
    asked = wrote("stranger", f"{NAMESAKE}的年降是多少", group=group)
    assert find_asker(store.sql, asked) is None
    met = meet(store.sql, asked)
    assert met.refusal is not None and {one.user for one in met.notices} == {"boss", "admin_medical", "root"}
    assert everything.in_text(met.model_dump_json()) == []
    assert asked.text not in met.model_dump_json(), "what strangers write is nobody's to read"


def test_what_administrators_see_of_groups_names_units_of_theirs_alone(store: Store) -> None:
    """The list is of whoever owns the data folder; it tells no customer and no document."""
    _declared(store, "rep_auto", "stranger")
    found = list_groups(store.sql)
    assert [one.closed for one in found] == ["没有关联用户：u-stranger"]
    words = foreign_to(store, who(store, "nobody"))
    assert words.in_text(found[0].model_dump_json()) == []
