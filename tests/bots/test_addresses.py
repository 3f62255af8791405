"""Addresses that answer for whoever holds them leave the database once they are of no use."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from yiju.bots import inbox, outbox, sending
from yiju.bots.inbox import Claimed
from yiju.bots.outbox import Audience
from yiju.bots.tidying import tidy
from yiju.bots.types import Asker, Chat, Delivery, Incoming
from yiju.store.bot_tables import bot_inbox, bot_outbox
from yiju.store.database import Database
from yiju.store.types import Viewer

NOW = dt.datetime.now(dt.UTC)
SOON, PAST = NOW + dt.timedelta(hours=1), NOW - dt.timedelta(minutes=1)
WEBHOOK = {"webhook": "https://oapi/SECRET", "until": SOON.isoformat()}
CHAT = Chat(channel="dingtalk", bot="b", id="c")
BOTS = [("dingtalk", "b")]
ANN = Viewer(user="ann", roles=frozenset({"rep"}), units=frozenset({"main"}))


def _came(reply: dict[str, Any]) -> Incoming:
    return Incoming(key="k", chat=CHAT, corp="corp", sender="ann", text="报价？", at=NOW, reply=reply)


def _claimed(sql: Database, reply: dict[str, Any]) -> Claimed:
    inbox.accept(sql, _came(reply))
    claimed = inbox.claim(sql, "me", 60, BOTS)
    assert claimed is not None
    return claimed


def _delivery(**target: Any) -> Delivery:
    plain = Delivery(channel="dingtalk", bot="b", chat="c", way="text", target=target)
    body = {"text": "答", "plain": [plain.model_dump(mode="json")]}
    return plain.model_copy(update={"body": body})


def _audience(reply: dict[str, Any]) -> Audience:
    asker = Asker(user="ann", own=ANN, here=ANN)
    given = {"asker": asker, "chat": CHAT, "corp": "corp", "sender": "ann"}
    return Audience.model_validate(given | {"opened": _came(reply), "asked": _came(reply)})


def _sending(sql: Database, reply: dict[str, Any]) -> sending.Pending:
    deliveries = [_delivery(person="ann", **reply)]
    with sql.write() as connection:
        outbox.post(connection, "k", deliveries, _audience(reply))
    mine = sending.begin(sql, sending.pick(sql, BOTS)[0], "me", 60)
    assert mine is not None
    return mine


def _bodies(sql: Database, table: sa.Table) -> str:
    with sql.read() as connection:
        return json.dumps(connection.scalars(sa.select(table.c.body)).all())


def test_a_failed_message_keeps_its_words_and_not_its_address(sql: Database) -> None:
    claimed = _claimed(sql, WEBHOOK)
    with sql.write() as connection:
        inbox.fail(connection, claimed)
    assert "SECRET" not in _bodies(sql, bot_inbox)
    with sql.write() as connection:
        assert inbox.retry(connection, [claimed.seq]) == 1
    again = inbox.claim(sql, "me", 60, BOTS)
    assert again is not None and again.incoming.late
    assert (again.incoming.text, again.incoming.reply) == ("报价？", {})


def test_what_could_not_be_sent_or_may_have_been_goes_another_way_when_it_is_tried_again(
    sql: Database,
) -> None:
    for state in ("dead", "unknown", "cut off"):
        mine = _sending(sql, WEBHOOK)
        if state == "cut off":
            sending.cut_off(sql, "me")
        else:
            sending.lost(sql, mine, "dead" if state == "dead" else "unknown", "没有发出")
        assert "SECRET" not in _bodies(sql, bot_outbox), state
        with sql.write() as connection:
            assert outbox.retry(connection, [mine.seq]) == 1
        [again] = sending.pick(sql, BOTS)
        assert again.delivery.target == {"person": "ann"}
        assert again.delivery.body["text"] == "答" and again.audience is not None
        with sql.write() as connection:
            connection.execute(sa.delete(bot_outbox))


def test_the_only_way_there_is_stays_until_it_ends(sql: Database) -> None:
    """WeCom by callbacks has no other."""
    for until, kept in ((SOON, True), (PAST, False)):
        mine = _sending(sql, {"url": "https://qyapi/SECRET", "until": until.isoformat()})
        sending.lost(sql, mine, "dead", "没有发出")
        assert ("SECRET" in _bodies(sql, bot_outbox)) is kept
        with sql.write() as connection:
            connection.execute(sa.delete(bot_outbox))


def test_clearing_up_takes_out_what_ended_meanwhile(sql: Database) -> None:
    reply = {"url": "https://qyapi/SECRET", "until": SOON.isoformat()}
    claimed = _claimed(sql, reply)
    with sql.write() as connection:
        inbox.fail(connection, claimed)
    sending.lost(sql, _sending(sql, reply), "dead", "没有发出")
    tidy(sql)
    assert all("SECRET" in _bodies(sql, table) for table in (bot_inbox, bot_outbox))
    for table in (bot_inbox, bot_outbox):  # as if the hour were over
        with sql.write() as connection:
            body = json.loads(json.dumps(connection.scalar(sa.select(table.c.body))))
            text = json.dumps(body).replace(SOON.isoformat(), PAST.isoformat())
            connection.execute(sa.update(table).values(body=json.loads(text)))
    assert tidy(sql) == 2
    for table in (bot_inbox, bot_outbox):
        assert "SECRET" not in _bodies(sql, table) and "until" not in _bodies(sql, table)
