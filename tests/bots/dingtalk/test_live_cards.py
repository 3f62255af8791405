"""Cards: opened while one waits, shown at a measured pace, always finished, by whichever process."""

import datetime as dt
from collections.abc import Iterator

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import PLAIN, QPS, STREAM, advice, asked, begun, card_of
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.bots import inbox, outbox, sending
from yiju.bots.dingtalk.deliveries import track_of
from yiju.bots.fates import Fate, fate_of
from yiju.platforms.dingtalk.cards import Space


def test_an_answer_is_streamed_on_a_card_and_finished_with_buttons(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming, card = begun(far, near)
    assert (card.state, card.values["content"]) == ("inputting", "正在查阅资料…")
    near.do(near.channel.progress(incoming, "正在核对依据…"))
    assert card.values["content"] == "正在核对依据…"
    assert card.space == "dtv1.card//IM_ROBOT.manager4521"
    assert near.answer(incoming, advice()) == []
    assert (card.state, card.values["content"]) == ("finished", "先谈碳足迹。")
    assert list(card.buttons("manager4521")) == ["👍 有用", "👎 没用", "采纳", "下一页"]
    assert far.said == []
    assert len(far.cards.all) == 1


def test_a_quick_answer_without_buttons_needs_neither_card_nor_counted_call(
    far: DingTalkGateway, start: Start
) -> None:
    near = start(patience=30)
    incoming = asked(far, near, "帮助")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, PLAIN) == []
    assert far.cards.all == {}
    assert [(one.way, one.text) for one in far.said] == [("session", "可以问：拜访策略 客户名")]
    assert not [one for one in far.asked if one[1].startswith("/v1.0/card")]


def test_a_card_that_was_opened_is_finished_by_an_answer_without_buttons(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming, card = begun(far, near)
    assert near.answer(incoming, PLAIN, PLAIN) == []
    assert (card.state, card.values["content"]) == ("finished", "可以问：拜访策略 客户名")
    assert [one.way for one in far.said] == ["session"]


def test_the_same_delivery_again_shows_the_same_card(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    deliveries = near.channel.deliveries(incoming, (advice(),))
    assert deliveries == near.channel.deliveries(incoming, (advice(),))
    assert deliveries[0].repeatable
    for _ in range(2):
        assert near.send(*deliveries) == []
    assert len(far.cards.all) == 1
    assert card.frames[-1] == "先谈碳足迹。"


def test_another_process_finishes_the_card_that_this_one_opened(far: DingTalkGateway, start: Start) -> None:
    other, near = start(), start()
    incoming, card = begun(far, near)
    assert other.answer(incoming, PLAIN) == []
    assert (card.state, card.values["content"]) == ("finished", "可以问：拜访策略 客户名")


def _quick(near: Near) -> None:
    """Its cards are looked after often, and not for long."""
    near.channel._cards._tick, near.channel._cards._look, near.channel._cards._longest = 0.02, 0.05, 2.0


def test_what_another_process_has_finished_is_never_touched_again(far: DingTalkGateway, start: Start) -> None:
    other, near = start(), start()
    _quick(near)
    incoming, card = begun(far, near)
    sql = near.channel._sql
    claimed = inbox.claim(sql, "other", 60, [("dingtalk", other.channel.bot)])
    assert claimed is not None
    with sql.write() as connection:
        inbox.finish(connection, claimed)
        outbox.post(connection, claimed.key, other.channel.deliveries(incoming, (advice(),)))
    [pending] = sending.pick(sql, [("dingtalk", other.channel.bot)])
    taken = sending.begin(sql, pending, "other", 60)
    assert taken is not None
    assert other.send(taken.delivery) == []
    sending.sent(sql, taken)
    calls = far.count(STREAM)
    far.wait(lambda: track_of(incoming) not in near.channel._cards._cards)
    assert (card.state, card.values["content"], far.count(STREAM)) == ("finished", "先谈碳足迹。", calls)
    assert fate_of(sql, incoming) == "shown"


def test_while_another_process_sends_the_answer_its_card_is_left_alone(
    far: DingTalkGateway, start: Start
) -> None:
    other, near = start(), start()
    _quick(near)
    incoming, card = begun(far, near)
    claimed = inbox.claim(near.channel._sql, "other", 60, [("dingtalk", other.channel.bot)])
    assert claimed is not None
    with near.channel._sql.write() as connection:
        inbox.finish(connection, claimed)
        outbox.post(connection, claimed.key, other.channel.deliveries(incoming, (advice(),)))
    far.wait(lambda: track_of(incoming) not in near.channel._cards._cards)
    assert (card.state, card.frames) == ("inputting", ["正在查阅资料…"])
    assert other.answer(incoming, advice()) == []
    assert card.values["content"] == "先谈碳足迹。"


def test_where_another_process_gives_no_answer_the_card_is_closed(far: DingTalkGateway, start: Start) -> None:
    other, near = start(), start()
    _quick(near)
    incoming, card = begun(far, near)
    claimed = inbox.claim(near.channel._sql, "other", 60, [("dingtalk", other.channel.bot)])
    assert claimed is not None
    with near.channel._sql.write() as connection:
        inbox.finish(connection, claimed)
    other.do(other.channel.abandon(incoming, "权限有变动，这条没有发出。"))
    far.wait(lambda: card.state == "finished")
    assert "请再问一次" in card.values["content"]


def test_another_process_answers_where_no_card_was_opened(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.answer(asked(far, near), PLAIN) == []
    assert [one.way for one in far.said] == ["session"]


def test_what_is_said_where_nothing_was_begun_tries_no_card(far: DingTalkGateway, start: Start) -> None:
    near = start()
    refusal = PLAIN.model_copy(update={"begun": False})
    assert near.answer(asked(far, near), refusal) == []
    assert [one.way for one in far.said] == ["session"]
    assert not [one for one in far.asked if one[1].startswith("/v1.0/card")]
    incoming, card = begun(far, near)  # begun all the same: they were cut off meanwhile
    assert near.answer(incoming, refusal) == []
    assert card.state == "finished"


def test_what_another_process_answered_meanwhile_opens_no_card(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    far.wait(lambda: all(card.settled.is_set() for card in near.channel._cards._cards.values()))
    assert far.cards.all == {}


def test_what_another_process_answers_while_it_opens_is_closed_at_once(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near)
    fates: Iterator[Fate] = iter(("asked", "beside"))

    async def fate() -> Fate:
        return next(fates)

    near.loop.call_soon_threadsafe(
        near.channel._cards.begin, track_of(incoming), Space("person", "manager4521"), {}, fate
    )
    far.wait(lambda: [one for one in far.cards.all.values() if one.state == "finished"])
    [card] = far.cards.all.values()
    assert "见上下的消息" in card.values["content"]
    assert near.answer(incoming, advice()) == []
    assert card.values["content"] == "先谈碳足迹。"


def test_no_answer_closes_the_card_with_a_sentence(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    near.do(near.channel.abandon(incoming, "您发得太快了，请稍后再问。"))
    assert (card.state, card.values["content"]) == ("finished", "您发得太快了，请稍后再问。")


def test_no_answer_closes_the_card_of_a_process_that_is_gone(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    near.do(near.channel._cards.close())
    later = start()
    later.do(later.channel.abandon(incoming, "请再问一次。"))
    assert (card.state, card.values["content"]) == ("finished", "请再问一次。")
    asked = len(far.asked)
    later.do(later.channel.abandon(incoming.model_copy(update={"at": dt.datetime.now(dt.UTC)}), "x"))
    assert len(far.asked) == asked


def test_a_card_that_nobody_finishes_is_closed_and_a_late_answer_still_shows(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    near.channel._cards._longest = 0.1
    incoming, card = begun(far, near)
    far.wait(lambda: card.state == "finished")
    assert "请再问一次" in card.values["content"]
    assert near.answer(incoming, advice()) == []
    assert card.values["content"] == "先谈碳足迹。"
    assert "采纳" in card.buttons("manager4521")


def test_what_is_told_before_the_card_is_open_is_its_first_frame(far: DingTalkGateway, start: Start) -> None:
    near = start(patience=0.2)
    incoming = asked(far, near)
    inbox.accept(near.channel._sql, incoming)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.progress(incoming, "正在读海澜的资料…"))
    far.wait(lambda: [card for card in far.cards.all.values() if card.frames == ["正在读海澜的资料…"]])


def test_frames_keep_their_distance(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    near.do(near.channel.progress(incoming, "第一句。"))
    near.do(near.channel.progress(incoming, "太快。"))
    near.now += 2
    near.do(near.channel.progress(incoming, "第一句。长了一点。"))
    near.do(near.channel.progress(incoming, "第一句。" + "长" * 80))
    assert card.frames == ["正在查阅资料…", "第一句。", "第一句。" + "长" * 80]
    for number in range(20):
        near.now += 2
        near.do(near.channel.progress(incoming, f"第 {number} 步"))
    assert len(card.frames) == 12


def test_a_throttled_frame_is_skipped_and_the_next_comes_later(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    far.fail(STREAM, QPS, QPS)
    for seconds in (0.0, 1.6, 2.1):  # pauses double: 1, 2 seconds, and 1.5 at least
        near.now += seconds
        near.do(near.channel.progress(incoming, f"之后 {seconds} 秒"))
    assert card.frames == ["正在查阅资料…", "之后 2.1 秒"]
    assert near.answer(incoming, advice()) == []


def test_the_last_frame_is_tried_again(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    far.fail(STREAM, QPS)
    deliveries = near.channel.deliveries(incoming, (advice(),))
    [failed] = near.send(*deliveries)
    assert (failed.again, failed.uncertain, failed.after) == (True, False, 1)
    assert near.send(*deliveries) == []
    assert (card.state, card.values["content"]) == ("finished", "先谈碳足迹。")


def test_a_database_that_fails_costs_the_card_and_not_the_answer(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)

    async def broken() -> Fate:
        raise OSError("database is locked")

    person = Space("person", "manager4521")
    near.loop.call_soon_threadsafe(near.channel._cards.begin, track_of(incoming), person, {}, broken)
    far.wait(lambda: all(card.settled.is_set() for card in near.channel._cards._cards.values()))
    assert near.answer(incoming, PLAIN) == []
    assert [one.way for one in far.said] == ["session"]
    assert near.answer(incoming, advice()) == []
    assert card_of(far).state == "finished"
