"""A forgotten document's words leave what bots are about to say, could not say, and show at this moment."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.secret import HEAD, SECRET
from tests.store.test_forgetting import everything
from tests.support.paper import Paper
from tests.support.paper_desk import Talk, at_work, person
from tests.support.stored import put
from yiju.bots import inbox, outbox, sending
from yiju.bots.meanwhile import latest
from yiju.bots.outbox import Audience
from yiju.bots.types import Asker, Chat, Delivery, Incoming, Line, Memory, Message, Press
from yiju.bots.wecom import streams
from yiju.errors import Conflict
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import memories
from yiju.store.access import viewer_for
from yiju.store.bot_tables import bot_outbox, bot_streams
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.users import save_user

CHAT = Chat(channel="wecom", bot="paper", id="with ann")


@pytest.fixture
def document(store: Store, tmp_path: Path) -> str:
    """Of the one document there is: its id."""
    put(store, tmp_path / "in", {"a.txt": SECRET}, embedder=HashingEmbedder())
    (one,) = list_documents(store.sql, HEAD)
    person(store, "ann")
    save_user(store.sql, "eve", roles=["rep"], units=["east"], actor="test")
    return one.id


def _post(store: Store, user: str, state: str, text: str) -> None:
    own = viewer_for(store.sql, user)
    audience = Audience(asker=Asker(user=user, own=own, here=own), chat=CHAT, corp="c", sender=user)
    delivery = Delivery(channel="wecom", bot="paper", chat=f"{user} {state}", way="w", body={"text": text})
    key = f"{user} {state}"
    with store.sql.write() as connection:
        outbox.post(connection, key, [delivery], audience)
        connection.execute(sa.update(bot_outbox).where(bot_outbox.c.key == f"{key}/0").values(state=state))


def _states(store: Store) -> dict[str, str]:
    with store.sql.read() as connection:
        return {
            row.key: row.state for row in connection.execute(sa.select(bot_outbox.c.key, bot_outbox.c.state))
        }


def test_nothing_of_it_is_left_in_any_table(store: Store, document: str) -> None:
    for state in ("waiting", "sending", "dead", "unknown"):
        _post(store, "ann", state, f"“{SECRET}” 〔依据：a〕")
        _post(store, "eve", state, "别的单元的回答")
    streams.begin(store.sql, CHAT, "open", "正在查资料…")
    streams.begin(store.sql, CHAT, "shown", "正在查资料…")
    streams.move(store.sql, CHAT, "shown", "done", text=f"说：{SECRET}", card={"title": SECRET})
    at = dt.datetime.now(dt.UTC)
    press = Press(action="down", suggestion="s1", comment=SECRET)
    came = Incoming(key="k", chat=CHAT, sender="ann", text=f"为什么说{SECRET}", press=press, at=at)
    assert inbox.accept(store.sql, came)
    claimed = inbox.claim(store.sql, "me", 60.0, [("wecom", "paper")])
    assert claimed is not None
    with store.sql.write() as connection:
        inbox.fail(connection, claimed)
        memories.keep(connection, CHAT, "ann", Memory(pending={"intent": {"text": SECRET}}))
    assert SECRET in everything(store)
    forget_document(store, HEAD, document)
    assert SECRET not in everything(store)
    assert {state for key, state in _states(store).items() if key.startswith("ann")} == {"dropped"}
    assert {key: state for key, state in _states(store).items() if key.startswith("eve")} == {
        f"eve {state}/0": state for state in ("waiting", "sending", "dead", "unknown")
    }
    with store.sql.write() as connection:
        seqs = connection.scalars(sa.select(bot_outbox.c.seq).where(bot_outbox.c.key.startswith("ann"))).all()
        assert outbox.retry(connection, seqs) == 0, "nobody can have it sent after all"
        shown = dict(connection.execute(sa.select(bot_streams.c.id, bot_streams.c.text)).all())
    assert shown == {"open": "正在查资料…", "shown": "（所依据的资料已删除）"}


def test_who_waits_for_an_answer_hears_that_it_will_not_come(store: Store, document: str) -> None:
    with Paper() as paper:
        paper.refuse = [{"again": True, "after": 1.0}]
        with at_work(store, paper, Talk(says=lambda *_: f"说：{SECRET}")):
            one = paper.say("ann", "with ann", "底价")
            paper.until(lambda: any("show" in event for event in paper.events))
            paper.until(lambda: set(_states(store).values()) == {"waiting"})
            forget_document(store, HEAD, document)
            paper.until(lambda: any(event.get("abandon") == one for event in paper.events))
        assert paper.answers(one) == []
        (why,) = [event["why"] for event in paper.events if event.get("abandon") == one]
        assert "请再问一次" in why


def test_an_answer_that_was_being_made_meanwhile_is_made_anew(store: Store, document: str) -> None:
    said = iter([f"说：{SECRET}", "没有查到"])
    talk = Talk(says=lambda *_: next(said))
    talk.go.clear()
    with Paper() as paper, at_work(store, paper, talk):
        one = paper.say("ann", "with ann", "底价")
        paper.until(lambda: talk.heard)
        forget_document(store, HEAD, document)
        talk.go.set()
        paper.until(lambda: paper.answers(one))
        assert paper.answers(one) == ["没有查到"]


def test_what_is_made_unasked_while_a_document_is_forgotten_is_not_told(
    store: Store, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    own = viewer_for(store.sql, "ann")
    message = Message(title="简报", lines=(Line(text=SECRET),))
    with Paper() as paper, at_work(store, paper, Talk()) as runtime:
        since = latest(store.sql)  # it is read, and while it is being written …
        forget_document(store, HEAD, document)
        assert not runtime.post("ann", message, "brief:1", viewer=own, since=since)
        assert _states(store) == {} and "一条主动消息没有发" in caplog.text
        since = latest(store.sql)
        other = Message(title="简报", lines=(Line(text="明天拜访"),))
        assert runtime.post("ann", other, "brief:1", viewer=own, since=since), "made anew, it is told"
        paper.until(lambda: paper.shown)
    assert [text for _, _, text in paper.shown] == ["明天拜访"]


def test_the_next_bot_is_left_nothing_that_was_withdrawn_meanwhile(store: Store, document: str) -> None:
    own = viewer_for(store.sql, "ann")
    delivery = Delivery(channel="wecom", bot="paper", chat="c", way="w", body={"text": SECRET})
    asker = Asker(user="ann", own=own, here=own)
    given = {"asker": asker, "chat": CHAT, "corp": "c", "sender": "ann"}
    other = {"key": "notice:1/by1", "chat": CHAT, "corp": "c", "sender": "ann", "deliveries": (delivery,)}
    with store.sql.write() as connection:
        outbox.post(
            connection, "notice:1", [delivery], Audience.model_validate(given | {"elsewhere": (other,)})
        )
    mine = sending.begin(store.sql, sending.pick(store.sql, [("wecom", "paper")])[0], "me", 60)
    assert mine is not None
    forget_document(store, HEAD, document)
    with pytest.raises(Conflict):
        sending.elsewhere(store.sql, mine, "对方还没有和机器人说过话")
    assert SECRET not in everything(store) and _states(store) == {"notice:1/0": "dropped"}
