"""What is remembered of an answer in the making: only where nothing else happened to the conversation."""

from yiju.store import memories
from yiju.store.database import Database
from yiju.store.memories import Chat, Memory

_CHAT = Chat(channel="api", bot="api", id="a")
_NEW = Memory(suggestion="s2")


def _kept(sql: Database, since: Memory) -> bool:
    with sql.write() as connection:
        return memories.keep_unless_changed(connection, _CHAT, "u", since, _NEW)


def _now(sql: Database, memory: Memory) -> None:
    with sql.write() as connection:
        memories.keep(connection, _CHAT, "u", memory)


def test_it_is_remembered_where_nothing_changed(sql: Database) -> None:
    assert _kept(sql, memories.begin(sql, _CHAT, "u"))
    assert memories.begin(sql, _CHAT, "u") == _NEW and _kept(sql, _NEW)


def test_nothing_is_told_of_a_conversation_that_only_began(sql: Database) -> None:
    memories.begin(sql, _CHAT, "u")
    assert memories.conversations(sql, "api", "u") == []


def test_it_is_not_where_the_conversation_was_forgotten_or_went_on(sql: Database) -> None:
    since = memories.begin(sql, _CHAT, "u")
    _now(sql, Memory())
    assert not _kept(sql, since) and memories.recall(sql, _CHAT, "u") == Memory()
    since = memories.begin(sql, _CHAT, "u")
    _now(sql, Memory(suggestion="s1"))
    assert not _kept(sql, since) and memories.recall(sql, _CHAT, "u").suggestion == "s1"
