"""``yiju serve`` as it is, but its answers are marked and its acceptances timed, for ``benchmarks.bots``.

``BOTS_TIMES``: the file that the seconds of each acceptance go to. With ``PAPER_PORT`` the paper platform
stands in place of WeCom.
"""

import os
import time
from pathlib import Path

from tests.support import paper_serve

from yiju.bots import running
from yiju.bots.answering import Mind, Tell
from yiju.bots.desk import Desk
from yiju.bots.runtime import Runtime
from yiju.bots.types import Asker, Incoming, Line, Memory, Turn

MARK = "答复编号·"
"""Stands before a message's key in its answer."""


def marked(mind: Mind) -> Mind:
    """The same conversation; each answer names what it answers."""

    def converse(desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> Turn:
        turn = mind.converse(desk, incoming, asker, memory, tell)
        first = turn.messages[0]
        line = Line(text=f"{MARK}{incoming.key}。", style="note")
        shown = first.model_copy(update={"lines": (line, *first.lines)})
        return turn.model_copy(update={"messages": (shown, *turn.messages[1:])})

    return Mind(converse, mind.press)


class Timed(Runtime):
    """Keeps how long each acceptance takes."""

    async def accept(self, incoming: Incoming) -> bool:
        """As ``Runtime``."""
        begun = time.perf_counter()
        new = await super().accept(incoming)
        with Path(os.environ["BOTS_TIMES"]).open("a") as kept:
            kept.write(f"{time.perf_counter() - begun:.4f}\n")
        return new


if __name__ == "__main__":
    from yiju.cli import main

    mind = running.mind()
    running.mind = lambda: marked(mind)
    vars(running)["Runtime"] = Timed
    if "PAPER_PORT" in os.environ:
        running.KINDS["wecom"] = paper_serve.make
    main()
