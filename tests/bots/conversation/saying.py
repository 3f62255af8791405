"""What a conversation left behind."""

from tests.support.talking import Talker
from yiju.sandbox.signals import signals_of
from yiju.sandbox.types import Signal


def signals(talker: Talker, suggestion: str) -> list[Signal]:
    return signals_of(talker.desk.store.sql, talker.asker.own, suggestion)


def shown_of(talker: Talker) -> str:
    """The suggestion that is remembered."""
    assert talker.memory.suggestion
    return talker.memory.suggestion
