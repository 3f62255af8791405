"""The round of every minute: its parts do not hold each other up."""

import threading

import pytest

from tests.support.samples import reader
from tests.support.stored import viewer
from tests.support.unasked import Hands
from yiju.bots.proactive import keeping
from yiju.store.store import Store
from yiju.web.house import House


@pytest.mark.parametrize("broken", ["sweep", "forget_past", "raise_alarms", "run_once"])
def test_what_goes_wrong_in_one_part_holds_up_none_of_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    done: list[str] = []

    def do(part: str) -> list[str]:
        if part == broken:
            raise ValueError("the fault")
        done.append(part)
        return []

    parts = ["sweep", "forget_past", "raise_alarms", "run_once"]
    for part in parts:
        monkeypatch.setattr(keeping, part, lambda *_, part=part: do(part))
    store.settings.bot_directory_minutes = 30
    desk = reader(store, viewer("main", user="rep"), dense=False)
    keeping._round(House(desk.store.settings, desk.store), Hands(), threading.Event())
    assert done == [part for part in parts if part != broken]
    assert caplog.text.count("the fault") == 1
