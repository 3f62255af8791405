"""Exactly once and in order, whatever processes do: take turns, repeat, fall silent, come back too late."""

import contextlib
import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from yiju.bots import inbox, outbox, sending
from yiju.bots.inbox import Claimed
from yiju.bots.sending import Pending
from yiju.bots.types import Chat, Delivery, Incoming
from yiju.errors import Conflict
from yiju.store.bot_tables import bot_inbox, bot_outbox
from yiju.store.database import Database

NOW = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
BOTS = [("wecom", "b")]
OWNERS = ("one", "two")
LONG, OVER = 600.0, -1.0
"""A lease that lasts, and one of a process that falls silent at once."""


def came(key: str, chat: str = "c") -> Incoming:
    return Incoming(key=key, chat=Chat(channel="wecom", bot="b", id=chat), sender="u", text=key, at=NOW)


def said(name: str, chat: str = "c", *, repeatable: bool = False) -> Delivery:
    return Delivery(channel="wecom", bot="b", chat=chat, way="w", body={"name": name}, repeatable=repeatable)


def machine(sql: Database) -> type[RuleBasedStateMachine]:
    """Processes at work on one database."""

    class Processes(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            with sql.write() as connection:
                for table in (bot_inbox, bot_outbox):
                    connection.execute(sa.delete(table))
            self.accepted: dict[str, str] = {}
            self.answered: dict[str, list[str]] = defaultdict(list)
            self.shown: dict[str, list[str]] = defaultdict(list)
            self.working: list[Claimed] = []
            self.silent: list[Claimed] = []
            self.sending: list[Pending] = []
            self.cut: list[Pending] = []

        @rule(number=st.integers(0, 5), chat=st.sampled_from("abc"), again=st.booleans())
        def come(self, number: int, chat: str, again: bool) -> None:
            key = f"{chat}{number}"
            assert inbox.accept(sql, came(key, chat)) == (key not in self.accepted)
            self.accepted.setdefault(key, chat)
            if again:
                assert not inbox.accept(sql, came(key, chat))

        @rule(owner=st.sampled_from(OWNERS), dies=st.booleans())
        def claim(self, owner: str, dies: bool) -> None:
            claimed = inbox.claim(sql, owner, OVER if dies else LONG, BOTS)
            if claimed is None:
                return
            chat = claimed.incoming.chat.id
            assert chat not in {one.incoming.chat.id for one in self.working}
            earlier = [key for key in self.accepted if self.accepted[key] == chat]
            assert claimed.incoming.key == next(k for k in earlier if k not in self.answered[chat])
            (self.silent if dies else self.working).append(claimed)

        def _answer(self, claimed: Claimed) -> None:
            chat = claimed.incoming.chat.id
            with sql.write() as connection:
                inbox.finish(connection, claimed)
                outbox.post(
                    connection, claimed.key, [said(f"{claimed.incoming.key}.{n}", chat) for n in "12"]
                )
            self.answered[chat].append(claimed.incoming.key)

        @rule(wrong=st.booleans(), later=st.booleans())
        def release(self, wrong: bool, later: bool) -> None:
            if self.working:
                inbox.release(sql, self.working.pop(), LONG if later else OVER, wrong=wrong)

        @rule()
        def finish(self) -> None:
            if self.working:
                self._answer(self.working.pop(0))

        @rule()
        def finish_too_late(self) -> None:
            """Somebody thought to be dead is not: its answer counts where nobody took the message up."""
            if self.silent:
                with contextlib.suppress(Conflict):
                    self._answer(self.silent.pop(0))

        @rule(owner=st.sampled_from(OWNERS))
        def stop(self, owner: str) -> None:
            inbox.give_back(sql, owner)
            sending.cut_off(sql, owner)
            self.working = [one for one in self.working if one.owner != owner]
            self.cut += [one for one in self.sending if one.owner == owner]
            self.sending = [one for one in self.sending if one.owner != owner]

        @rule(owner=st.sampled_from(OWNERS), dies=st.booleans())
        def send(self, owner: str, dies: bool) -> None:
            for pending in sending.pick(sql, BOTS):
                mine = sending.begin(sql, pending, owner, OVER if dies else LONG)
                assert mine is not None
                if dies:
                    self.cut.append(mine)
                else:
                    self.sending.append(mine)

        @rule()
        def through(self) -> None:
            if self.sending:
                mine = self.sending.pop(0)
                self.shown[mine.delivery.chat].append(mine.delivery.body["name"])
                sending.sent(sql, mine)

        @rule()
        def clear_up(self) -> None:
            sending.cut_off(sql)

        @invariant()
        def every_answer_is_made_once_and_in_order(self) -> None:
            for chat, keys in self.answered.items():
                assert len(keys) == len(set(keys))
                assert keys == [key for key in self.accepted if self.accepted[key] == chat][: len(keys)]

        @invariant()
        def what_is_shown_was_answered_and_stands_in_order(self) -> None:
            for chat, names in self.shown.items():
                made = [f"{key}.{n}" for key in self.answered[chat] for n in "12"]
                cut = {one.delivery.body["name"] for one in self.cut}
                assert names == [name for name in made if name not in cut][: len(names)]

        @invariant()
        def what_is_done_is_forgotten(self) -> None:
            with sql.read() as connection:
                bodies = sa.select(bot_inbox.c.body).where(bot_inbox.c.state == "done")
                assert all(body == {} for body in connection.scalars(bodies))

        def teardown(self) -> None:
            """In the end somebody finishes everything: nothing was lost, nothing is said twice."""
            for owner in OWNERS:
                inbox.give_back(sql, owner)
            with sql.write() as connection:
                connection.execute(sa.update(bot_inbox).values(until=None))
            while (claimed := inbox.claim(sql, "last", LONG, BOTS)) is not None:
                self._answer(claimed)
            assert sorted(key for keys in self.answered.values() for key in keys) == sorted(self.accepted)

    return Processes


def test_whatever_processes_do_each_message_is_answered_once_and_in_order(sql: Database) -> None:
    if sql.is_sqlite:  # this test kills no machine
        sa.event.listen(sql.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        sql.engine.dispose()
    examples = 50 if sql.is_sqlite else 8
    run_state_machine_as_test(
        machine(sql), settings=settings(max_examples=examples, stateful_step_count=40, deadline=None)
    )
