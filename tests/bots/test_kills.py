"""Real server processes that are killed again and again: every message is answered, once, in order."""

import random
import threading
import time
from functools import partial
from pathlib import Path

from tests.support.paper import Paper, by_chat
from tests.support.paper_served import PaperServed, people

MESSAGES, PEOPLE, KILLS = 120, 20, 3
SECONDS = 12.0
"""Within which the messages are typed."""


def test_every_message_is_answered_once_though_the_process_is_killed_three_times(
    sql_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    names = people(sql_url, data, PEOPLE)
    chance = random.Random(7)
    settings = {"database_url": sql_url, "bot_lease_seconds": "2", "bot_per_minute": "100"}

    def typing(paper: Paper) -> None:
        for number in range(MESSAGES):
            time.sleep(SECONDS / MESSAGES)
            name = chance.choice(names)
            paper.say(name, f"with {name}", f"第{number}条", times=2 if chance.random() < 0.1 else 1)

    with Paper() as paper, PaperServed(paper, data, **settings, PAPER_ECHO="0.05") as server:
        typist = threading.Thread(target=typing, args=(paper,))
        typist.start()
        for kill in range(1, KILLS + 1):
            paper.until(partial(_shown, paper, kill * 10))
            server.kill()
            server.start()
        typist.join()
        paper.until(lambda: not paper.unanswered(), 40)
        # Every copy was acknowledged; how fast, ``benchmarks.bots`` measures.
        paper.until(lambda: len(paper.delays()) >= sum(len(one.sent) for one in paper.said.values()))
        exactly_once_and_in_order(paper)


def _shown(paper: Paper, count: int) -> bool:
    return len(paper.shown) > count


def exactly_once_and_in_order(paper: Paper, *, one_door: bool = True) -> None:
    """Each has one answer, which is its own; a chat's come in the order in which they were received.

    Args:
        one_door: one process received them; what two receive at once comes in either order.
    """
    for one in paper.said.values():
        answers = paper.answers(one.id)
        assert len(answers) == 1, (one, answers)
        assert answers[0].endswith(f": {one.text}")
        assert answers[0].startswith(f"{one.sender} ")
    received = [event["ack"] for event in paper.events if event.get("new")]
    assert sorted(received) == sorted(paper.said)
    for chat, said in by_chat(list(paper.said.values())).items():
        mine = {one.id for one in said}
        shown = [about for about, _, _ in paper.shown if about in mine]
        assert not one_door or shown == [key for key in received if key in mine], chat
        pages = [int(paper.answers(key)[0].split()[1].rstrip(":")) for key in shown]
        assert pages == list(range(1, len(shown) + 1)), "what is remembered is remembered once"
