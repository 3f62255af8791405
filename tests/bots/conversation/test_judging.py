"""Verdicts, votes and outcomes, typed or tapped."""

from tests.bots.conversation.saying import shown_of, signals
from tests.support.account import CUSTOMER, OTHER, TODAY
from tests.support.talking import Talker
from yiju.bots.types import Action, Press
from yiju.sandbox.labels import OUTCOMES
from yiju.store.store import Store
from yiju.store.users import save_user


def test_feedback_lands_on_the_claim_of_that_number_once(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    shown = xiaoli.desk, shown_of(xiaoli)
    incoming = xiaoli.incoming("采纳 2")
    for _ in range(2):  # delivered twice
        xiaoli.turn(incoming)
    from yiju.bots.showing import Shown
    from yiju.store.suggestions import get_suggestion

    claims = Shown(get_suggestion(shown[0].store.sql, xiaoli.asker.own, shown[1])).claims
    (kept,) = signals(xiaoli, shown[1])
    assert (kept.kind, kept.claim_id, kept.channel, kept.author) == (
        "adopted",
        claims[1].id,
        "dingtalk",
        "xiaoli",
    )
    assert claims[1].text[:12] in xiaoli.say("采纳 2")
    xiaoli.say("采纳 1、3")
    assert [one.claim_id for one in signals(xiaoli, shown[1])[-2:]] == [claims[0].id, claims[2].id]
    xiaoli.say("修改 1：今天先道歉")
    last = signals(xiaoli, shown[1])[-1]
    assert (last.kind, last.claim_id, last.comment) == ("edited", claims[0].id, "今天先道歉")
    xiaoli.say("用了")
    assert signals(xiaoli, shown[1])[-1].kind == "used"
    assert f"第 1 到 {len(claims)} 条" in xiaoli.say("采纳 99")
    assert "还没有可以操作的建议" in Talker(shown[0].store, "xiaoli", TODAY).say("采纳 1")


def test_ranges_are_their_claims_and_what_cannot_be_read_judges_nothing(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = shown_of(xiaoli)
    for typed in (f"采纳 {CUSTOMER}", f"采纳 {OTHER}", "采纳最后一条", "驳回：第三节", "用了 最后两条"):
        assert "没有记" in xiaoli.say(typed), typed
    assert not signals(xiaoli, one)
    assert "第 1、2、3 条" in xiaoli.say("采纳 1-3")
    assert len({signal.claim_id for signal in signals(xiaoli, one)} - {""}) == 3


def test_a_rejection_asks_for_its_reason(xiaoli: Talker) -> None:
    xiaoli.say(f"话术 {CUSTOMER} 异议处理")
    one = shown_of(xiaoli)
    asked = xiaoli.say("驳回 1")
    assert asked.startswith("为什么？") and "1. 事实错误" in asked
    assert "请回 1 到" in xiaoli.say("99")
    assert "已过时" in xiaoli.say("3")
    assert [(s.kind, s.reason, s.comment) for s in signals(xiaoli, one)] == [("down", "outdated", "驳回")]
    assert "原因：依据不符，合同里没有。" in xiaoli.say("驳回 2：依据不符，合同里没有")
    assert "原因：语气太冲。" in xiaoli.say("驳回 1 语气太冲")
    assert "原因：会议取消。" in xiaoli.say("没用上，会议取消")
    xiaoli.say("驳回 2：依据不符，合同里没有")
    last = signals(xiaoli, one)[-1]
    assert (last.reason, last.comment) == ("not_supported", "驳回：合同里没有")
    xiaoli.say("👎")
    assert "太长了" in xiaoli.say("太长了，客户没耐心")
    assert signals(xiaoli, one)[-1].comment == "太长了，客户没耐心"
    count = len(signals(xiaoli, one))
    xiaoli.say("驳回 1、2")
    assert "记下了" in xiaoli.say("5")
    assert len(signals(xiaoli, one)) == count + 2, "one for each claim"
    count += 2
    xiaoli.say("👎")
    assert "您的客户" in xiaoli.say("我的客户")  # a new command: no reason
    assert len(signals(xiaoli, one)) == count + 1
    assert not xiaoli.memory.pending.get("signal")


def test_a_rewrite_may_be_a_question(xiaoli: Talker) -> None:
    xiaoli.say(f"话术 {CUSTOMER} 异议处理")
    one = shown_of(xiaoli)
    assert "改成什么" in xiaoli.say("修改 1")
    assert "请直接发" in xiaoli.say("2")
    xiaoli.say("您看以哪份为准？")
    assert signals(xiaoli, one)[-1].comment == "您看以哪份为准？"
    assert "第 2 条" in (asked := xiaoli.say("修改 2：")) and "改成什么" in asked
    assert "没有记" in xiaoli.say("修改 2-3：先道歉")
    xiaoli.say("修改 1")
    assert "不选了" in xiaoli.say("取消")
    assert len(signals(xiaoli, one)) == 1


def test_how_the_meeting_went_is_kept_with_the_advice_for_it(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = shown_of(xiaoli)
    asked = xiaoli.say("会后：客户同意下周看样")
    assert all(label in asked for label in OUTCOMES.values())
    assert f" · {TODAY:%m-%d}" in asked, "the day of the chat, whenever it is"
    assert "回编号" in xiaoli.say("气氛不错")
    assert "有推进" in xiaoli.say("1")
    last = signals(xiaoli, one)[-1]
    assert (last.kind, last.outcome, last.comment) == ("outcome", "forward", "客户同意下周看样；气氛不错")
    fresh = Talker(xiaoli.desk.store, "xiaoli", TODAY)
    assert CUSTOMER in fresh.say(f"会后 {CUSTOMER} 赢单")
    assert signals(xiaoli, one)[-1].outcome == "won"
    save_user(xiaoli.desk.store.sql, "newcomer", roles=["rep"], units=["main"], actor="test")
    assert "还没有" in Talker(xiaoli.desk.store, "newcomer", TODAY).say("会后：有推进")


def test_an_outcome_is_booked_on_no_other_customer_than_the_named(filled: Store) -> None:
    save_user(filled.sql, "closer", roles=["rep"], units=["main"], actor="test")
    closer = Talker(filled, "closer", TODAY)
    closer.say(f"拜访策略 {CUSTOMER}")
    one = shown_of(closer)
    for typed in ("蓝海 丢单", "蓝海：丢单", "蓝海丢单", f"{OTHER} 赢单", "蓝海 谈崩了"):
        assert "没有找到客户" in closer.say(f"会后 {typed}"), typed
    for answer in ("会后 蓝海 赢单", "蓝海 赢单"):
        assert "怎么样" in closer.say("会后：谈崩了")
        assert "没有找到客户“蓝海”" in closer.say(answer)
    fresh = Talker(filled, "closer", TODAY)
    assert "没有找到客户“蓝海”" in fresh.say("会后 蓝海 赢单")
    assert not signals(closer, one)
    assert "怎么样" in closer.say(f"会后 {CUSTOMER} 谈崩了")
    closer.say(f"{CUSTOMER} 丢单")
    assert [signal.outcome for signal in signals(closer, one)] == ["lost"]


def test_presses_are_checked_and_kept_once(filled: Store, xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = shown_of(xiaoli)
    pressed, _ = xiaoli.press(Press(action="adopt", suggestion=one), key="press-1")
    again, _ = xiaoli.press(Press(action="adopt", suggestion=one), key="press-1")
    assert pressed == again and pressed.label == "已采纳"
    assert [signal.kind for signal in signals(xiaoli, one)] == ["adopted"]
    down, asked = xiaoli.press(Press(action="down", suggestion=one))
    assert down.again and "为什么" in asked
    reason, _ = xiaoli.press(Press(action="reason", suggestion=one, value="bad_timing"))
    assert reason.label == "原因：时机不对"
    assert [(s.kind, s.reason) for s in signals(xiaoli, one)[1:]] == [("down", "bad_timing")]
    page, shown = xiaoli.press(Press(action="more", suggestion=one, value="1"))
    assert page.again and "第 2/" in shown
    source, shown = xiaoli.press(Press(action="source", suggestion=one, value="1"))
    assert source.again and "第 1 处依据" in shown
    said, shown = xiaoli.press(Press(action="say", value="我的客户"))
    assert said.again and CUSTOMER in shown
    count = len(signals(xiaoli, one))
    for bad in (
        Press(action="adopt", suggestion="s000000000000"),
        Press(action="adopt"),
        Press(action="adopt", suggestion=one, claim="nope"),
        Press(action="reason", suggestion=one, value="no_such_reason"),
        Press(action="more", suggestion=one, value="999"),
        Press(action="source", suggestion=one, value="-1"),
        Press(action="source", suggestion=one, value="9" * 50),
        Press(action="say", value="长" * 300),
        Press(action="stop", value="nothing"),
    ):
        refused, shown = xiaoli.press(bad)
        assert not refused.label and not refused.again and not shown, bad
    assert len(signals(xiaoli, one)) == count


def test_taps_count_once_and_of_votes_the_last(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = shown_of(xiaoli)

    def kept(*actions: Action) -> list[str]:
        for action in actions:
            assert xiaoli.press(Press(action=action, suggestion=one))[0].label
        return [signal.kind for signal in signals(xiaoli, one)]

    assert kept("up", "up", "down", "down", "up", "up") == ["up", "down", "up"]
    assert kept("adopt", "up", "adopt") == ["up", "down", "up", "adopted"]


def test_what_is_too_long_for_a_button_is_typed(filled: Store, xiaoli: Talker) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    both = Talker(filled, "both", TODAY)
    goal = "把年降谈到百分之二以内并且保住份额" * 13
    turn = both.turn(both.incoming(f"拜访策略 {goal}"))
    assert both.memory.pending["kind"] == "customer" and turn.messages[0].buttons == ()
    assert goal[:20] in both.say("1")
    both = Talker(filled, "both", TODAY)
    both.say(f"{CUSTOMER}的付款方式是什么？")
    asked = both.turn(both.incoming("他们的食堂几点开门" + "，要能坐下很多人" * 30))
    assert not [b for one in asked.messages for b in one.buttons if len(b.press.value) > 200]
    refused, _ = xiaoli.press(Press(action="say", value="长" * 201))
    assert "直接打字" in refused.told and not refused.again
