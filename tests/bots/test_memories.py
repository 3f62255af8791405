"""What is said alone is about what was shown there last, wherever it was asked."""

from tests.support.paper import Paper
from tests.support.paper_desk import Talk, at_work, person
from yiju.bots.answering import Tell
from yiju.bots.desk import Desk
from yiju.bots.types import Asker, Incoming, Line, Memory, Message, Turn
from yiju.store.store import Store

WHERE = "with ann"


class Remembers(Talk):
    """Says what it remembers, in a group alone; and remembers what it was told."""

    def converse(self, desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> Turn:
        """See ``Converse``."""
        line = Line(text=f"此前：{memory.suggestion or '无'}")
        message = Message(title=incoming.text, lines=(line,), private=incoming.chat.group)
        return Turn(messages=(message,), memory=Memory(suggestion=incoming.text))


def test_what_was_told_alone_is_what_is_talked_of_there(store: Store) -> None:
    person(store, "ann")
    with Paper() as paper, at_work(store, paper, Remembers()):
        said = [(WHERE, "s1", "无"), ("g1", "s2", "无"), (WHERE, "采纳", "s2"), ("g1", "再问", "s2")]
        count = 0
        for chat, text, before in said:
            paper.say("ann", chat, text, group=chat == "g1")
            more = 2 if chat == "g1" else 1
            wanted = count + more
            paper.until(lambda wanted=wanted: len(paper.shown) == wanted)  # type: ignore[misc]
            assert f"此前：{before}" in [text for _, _, text in paper.shown[count:]]
            count = wanted
