"""What is said in a group: answers, questions back, sources, what a press gives; nothing of another unit."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.support.chats import CORP, connect, wrote
from tests.support.stored import settings_for
from tests.support.traces import Traces, foreign_to
from tests.support.world import AUTO, MEDICAL, NAMESAKE, UNITS, USERS, fill, who, write_files
from yiju.bots.conversation import converse, press
from yiju.bots.groups import declare
from yiju.bots.types import Asker, Memory, Press, Turn
from yiju.bots.who import find_asker
from yiju.copilot.service import Copilot
from yiju.store.bot_tables import bot_group_members, bot_groups
from yiju.store.session_tables import identities
from yiju.store.store import Store
from yiju.store.types import Suggestion
from yiju.store.users import save_user
from yiju.web.house import House

GROUP = "cidGroup1=="
SAID = (
    *(
        "帮助",
        "我的客户",
        "记忆",
        "待办承诺",
        "今天的拜访",
        "订阅",
        f"拜访策略 {NAMESAKE}",
        "依据",
        "依据 1",
        "依据 2",
    ),
    *("更多", "采纳 1", "驳回 2 不对", f"话术 {NAMESAKE} 催款", "依据 1", "拜访策略", "拜访策略 华", "1"),
    *(f"{NAMESAKE}首批订单金额是多少", "依据 1", "谁有否决权", "拜访策略 华信检验", "拜访策略 威瑟兰"),
    *("试剂捆绑的预算上限是多少", "二供切换的预算上限是多少", "孙砚秋说了什么", "李闻舟说了什么"),
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two units, in a store that these tests may write in."""
    folder = tmp_path_factory.mktemp("said")
    with Store.open(settings_for(folder / "data")) as opened:
        fill(opened, write_files(folder / "files"), *UNITS, with_samples=False)
        yield opened


@pytest.fixture
def house(filled: Store) -> House:
    """Everybody is linked, and where they belong; no group is known."""
    with filled.sql.write() as connection:
        for table in (bot_groups, bot_group_members, identities):
            connection.execute(sa.delete(table))
    for name, (roles, units) in USERS.items():
        save_user(filled.sql, name, roles=roles, units=units, actor="test")
        connect(filled.sql, name)
    return House(filled.settings, filled)


def _declared(house: House, *users: str) -> None:
    ids = [f"u-{name}" for name in users]
    declare(house.store.sql, "dingtalk", GROUP, "销售群", CORP["dingtalk"], ids, "boss")


def _asks(house: House, user: str, text: str, memory: Memory, told: list[str]) -> tuple[Asker, Turn]:
    incoming = wrote(user, text, group=GROUP)
    asker = find_asker(house.store.sql, incoming)
    assert asker is not None
    return asker, converse(house, incoming, asker, memory, told.append)


def _public(turn: Turn) -> str:
    """What stands in the group: what is private goes elsewhere."""
    return "\n".join(one.model_dump_json() for one in turn.messages if not one.private)


def _clean(given: str, traces: Traces, said: str) -> None:
    assert traces.in_text(given, said=said) == [], said


def test_whoever_sees_more_says_in_the_group_what_all_may_see(house: House) -> None:
    _declared(house, "both", "rep_auto")
    traces = foreign_to(house.store, who(house.store, "rep_auto"))
    memory, told, typed, shown = Memory(), list[str](), "", ""
    with house.store.vectors.session():
        for text in SAID:
            typed += text
            asker, turn = _asks(house, "both", text, memory, told)
            memory = turn.memory
            assert asker.here is not None and not any(one.private for one in turn.messages)
            _clean(_public(turn) + memory.model_dump_json(), traces, typed)
            shown += _public(turn)
    _clean("\n".join(told), traces, typed)
    assert "李闻舟" in shown, "something was told after all"


def test_beside_somebody_of_another_unit_nothing_is_said_openly(house: House) -> None:
    _declared(house, "rep_auto", "rep_medical")
    everything = foreign_to(house.store, who(house.store, "nobody"))
    memory, told, typed = Memory(), list[str](), ""
    with house.store.vectors.session():
        for text in SAID:
            typed += text
            asker, turn = _asks(house, "rep_auto", text, memory, told)
            memory = turn.memory
            assert asker.here is None and all(one.private for one in turn.messages)
    _clean("\n".join(told), everything, typed)


def _made(house: House, user: str) -> Suggestion:
    """A strategy of their own, made elsewhere."""
    return Copilot(house.reader(who(house.store, user))).strategy(NAMESAKE)


@pytest.mark.parametrize("unit", UNITS)
def test_a_button_shows_nobody_what_the_group_may_not_see(house: House, unit: str) -> None:
    """A press names a suggestion; whoever knows its id gets no more by that."""
    _declared(house, "both", "rep_auto")
    made = _made(house, f"rep_{unit}")
    traces = foreign_to(house.store, who(house.store, "rep_auto"))
    reads = unit == AUTO
    for action, value in (("more", "0"), ("source", "1"), ("up", ""), ("adopt", ""), ("down", "")):
        given = Press.model_validate({"action": action, "suggestion": made.id, "value": value})
        incoming = wrote("both", "", group=GROUP, kind="press", press=given)
        asker = find_asker(house.store.sql, incoming)
        assert asker is not None
        pressed = press(house, incoming, asker)
        turn = converse(house, incoming, asker, Memory(), lambda text: None)
        _clean(pressed.model_dump_json() + _public(turn), traces, "")
        if not reads:
            assert not pressed.label and "不在" in pressed.told
        elif action in ("up", "adopt"):
            assert pressed.label


@pytest.mark.parametrize("user", ["rep_medical", "both"])
def test_a_memory_of_more_rights_gives_nothing_once_they_are_gone(house: House, user: str) -> None:
    """What was shown alone, or before somebody joined or moved, is not to be had by its number."""
    made = _made(house, "rep_medical")
    remembered = Memory(suggestion=made.id, customer=_customer(house, MEDICAL))
    save_user(house.store.sql, "rep_medical", roles=["rep"], units=[AUTO], actor="boss")
    _declared(house, "rep_auto", "rep_medical", "both")
    traces = foreign_to(house.store, who(house.store, "rep_auto"))
    for text in (
        "依据 1",
        "依据",
        "更多",
        "采纳",
        "采纳 1",
        "修改 1：改成这样",
        "拜访策略",
        "话术 催款",
        "还有呢",
    ):
        asker, turn = _asks(house, user, text, remembered, [])
        assert asker.here is not None
        _clean(_public(turn), traces, text)


def _customer(house: House, unit: str) -> str:
    reader = house.reader(who(house.store, "boss"))
    return next(one.id for one in reader.customers() if one.name == NAMESAKE and one.unit == unit)


def test_every_reader_can_ask_and_is_told_the_same_customers(house: House) -> None:
    _declared(house, "both", "rep_auto", "head_auto", "boss")
    lists = set()
    for user in ("both", "rep_auto", "head_auto", "boss"):
        _, turn = _asks(house, user, "我的客户", Memory(), [])
        lists.add("".join(line.text for one in turn.messages for line in one.lines))
    assert len(lists) == 1 and NAMESAKE in next(iter(lists))
