"""Whole conversations over a small account, on either database."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, OTHER, SECRETS, TODAY, fill
from tests.support.stored import settings_for
from tests.support.talking import Talker
from yiju.bots.proactive import calendar_feeds
from yiju.bots.proactive.calendar_feeds import Feed
from yiju.bots.proactive.fetching import Fetched
from yiju.bots.proactive.visits import Planned, keep_visits
from yiju.bots.types import Action, Asker, Memory, Press
from yiju.copilot.talk import scene_names
from yiju.sandbox.labels import OUTCOMES
from yiju.sandbox.moments import CHINA
from yiju.sandbox.signals import signals_of
from yiju.sandbox.types import Signal
from yiju.store.access import local_viewer, viewer_for
from yiju.store.customers import ensure_customer, list_customers
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.users import save_user

SAID_AFTER = ("会后", "1", "会后：有推进", f"会后 {CUSTOMER}：赢单", "今天的拜访", "更多", "采纳", "依据 1")
"""Typed in a group where nothing was asked."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small account, over each database. Tests add advice, signals and customers of their own units."""
    folder = tmp_path_factory.mktemp("talk")
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").migrated()
    with Store.open(settings_for(folder / "data", **({"database_url": url} if url else {}))) as opened:
        fill(opened, folder)
        yield opened


@pytest.fixture
def xiaoli(filled: Store) -> Talker:
    """A rep of the account's unit, in a chat of her own."""
    return Talker(filled, "xiaoli", TODAY)


def signals(talker: Talker, suggestion: str) -> list[Signal]:
    return signals_of(talker.desk.store.sql, talker.asker.own, suggestion)


def shown_of(talker: Talker) -> str:
    """The suggestion that is remembered."""
    assert talker.memory.suggestion
    return talker.memory.suggestion


def test_a_strategy_is_paged_to_its_end_and_every_number_opens_its_source(xiaoli: Talker) -> None:
    first = xiaoli.say(f"拜访策略 {CUSTOMER} 谈年降")
    assert first.splitlines()[0] == f"拜访策略 · {CUSTOMER} · 谈年降"
    assert "一句话：" in first and "先看这几条" in first and "摘编，未用模型" in first
    pages = [first]
    while "已经是最后一页" not in (page := xiaoli.say("更多")):
        pages.append(page)
    assert f"第 {len(pages)}/{len(pages)} 页" in pages[-1]
    assert xiaoli.say("上一页") == pages[-2]
    assert xiaoli.say("第1页") == first
    assert f"共 {len(pages)} 页" in xiaoli.say("第99页") and "最后" not in xiaoli.say("第99页")
    assert "下一步" in xiaoli.say("下一步").splitlines()[2]
    assert "下一页（2/2）" in xiaoli.say("依据")
    listed = _all_sources(xiaoli)
    xiaoli.say("依据")
    assert "第 13 处依据" in xiaoli.say("13")
    assert len(listed) > 3
    for number, tag in enumerate(listed, 1):
        source = xiaoli.say(f"依据 {number}")
        assert tag.removesuffix(str(number)) in source
        assert "原文：" in source or "原句：" in source
    assert xiaoli.say(f"依据 {len(listed) + 1}").endswith(f"这里是 1 到 {len(listed)}。")
    assert xiaoli.say("依据1、2").count("处依据") == 2


def _all_sources(talker: Talker) -> list[str]:
    """Every line of the list of sources, page by page; no page is long."""
    page, found = talker.say("依据"), []
    while "已经是最后一页" not in page and "就这一页" not in page:
        lines = [line for line in page.splitlines()[1:] if line.startswith("〔")]
        assert 0 < len(lines) <= 12
        found += lines
        paged = "下一页" in page or "第 " in page
        page = talker.say("更多") if paged else "就这一页"
    return found


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


def test_questions_keep_their_customer_and_refusals_say_what_was_searched(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    both = Talker(filled, "both", TODAY)
    assert f"回答 · {CUSTOMER}" in both.say(f"{CUSTOMER}的付款方式是什么？")
    assert "60天" in both.say("那付款方式呢？")
    assert "3%" in both.say("那合同年降比例呢")
    refused = both.say("他们的食堂几点开门")
    assert "没有" in refused and "查过" in refused and f"只找了{CUSTOMER}" in refused
    assert f"只找了{CUSTOMER}" not in both.say("所有客户：他们的食堂几点开门")
    both.say(f"{CUSTOMER}的食堂几点开门")
    again = both.say(f"那{OTHER}呢？")
    assert f"只找了{OTHER}" in again and "在所有客户里找|所有客户：食堂几点开门" in again
    assert f"回答 · {OTHER}" in both.say(f"{OTHER}的年采购额是多少")
    assert both.memory.customer != ""
    both.say("忘记对话")
    assert both.memory == Memory()


def test_which_customer_is_asked_and_answered_by_number_or_name(filled: Store) -> None:
    for name in ("莱茵化工", "莱茵汽车金融"):
        ensure_customer(filled.sql, name, "side")
    save_user(filled.sql, "many", roles=["rep"], units=["main", "side"], actor="test")
    many = Talker(filled, "many", TODAY)
    asked = many.say("拜访策略 莱茵 谈年降")
    names = [line for line in asked.splitlines() if line[:1].isdigit()]
    assert len(names) == 3
    assert "请回 1 到 3" in many.say("7")
    number = next(line[0] for line in names if line.endswith(CUSTOMER))
    assert many.say(number).splitlines()[0] == f"拜访策略 · {CUSTOMER} · 谈年降"
    many.say("忘记对话")
    many.say("话术 催款")
    assert many.say("化工").splitlines()[0] == "话术 · 莱茵化工 · 催款"
    many.say("忘记对话")
    many.say("拜访策略")
    assert "您的客户" in many.say("我的客户")  # a new command cancels the question
    assert "莱茵" in many.say("1")
    unknown = many.say("拜访策略 来茵汽车")
    assert "没有找到客户“来茵汽车”" in unknown and f"[{CUSTOMER}|拜访策略 {CUSTOMER}]" in unknown


def test_a_name_alone_says_who_that_is_and_offers_what_can_be_had(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    both = Talker(filled, "both", TODAY)
    for typed in (CUSTOMER, f"{CUSTOMER}怎么样", f"{CUSTOMER}的情况", f"那{CUSTOMER}呢？"):
        told = both.say(typed)
        assert f"{CUSTOMER}（main" in told and "份资料" in told and "没有" not in told, typed
        for command in ("拜访策略", "话术", "待办承诺"):
            assert f"[{command} {CUSTOMER}|{command} {CUSTOMER}]" in told
    assert both.say("拜访策略").splitlines()[0] == f"拜访策略 · {CUSTOMER}"
    fresh = Talker(filled, "both", TODAY)
    fresh.say("拜访策略")
    assert fresh.say(OTHER).splitlines()[0] == f"拜访策略 · {OTHER}", "a name answers what was asked back"


def test_a_talk_track_without_a_scene_asks_for_one(xiaoli: Talker) -> None:
    asked = xiaoli.say("话术")  # her only customer
    assert all(scene in asked for scene in scene_names())
    assert xiaoli.say("3").splitlines()[0] == f"话术 · {CUSTOMER} · {scene_names()[2]}"
    xiaoli.say("话术")
    assert xiaoli.say("他们嫌交期太长").splitlines()[0] == f"话术 · {CUSTOMER} · 他们嫌交期太长"
    assert "对Vogt" in xiaoli.say(f"话术 {CUSTOMER} 异议处理 对Vogt").splitlines()[0]
    assert xiaoli.say("那续约呢").splitlines()[0].startswith(f"话术 · {CUSTOMER} · 续约")


def test_what_they_object_is_a_scene_once_a_customer_is_talked_of(xiaoli: Talker) -> None:
    assert "话术" not in xiaoli.say("他们嫌价格太贵怎么办").splitlines()[0]
    xiaoli.say(CUSTOMER)
    assert xiaoli.say("他们嫌价格太贵怎么办").splitlines()[0] == f"话术 · {CUSTOMER} · 他们嫌价格太贵"
    assert xiaoli.say("怎么跟李昕催款？").splitlines()[0] == f"话术 · {CUSTOMER} · 催款 · 对李昕"
    for question in ("他们要求的付款方式是什么？", "他们说了什么", "客户担心的质量问题怎么解决的"):
        assert "话术" not in xiaoli.say(question).splitlines()[0], question


def test_open_promises_are_listed_with_their_sources(xiaoli: Talker) -> None:
    listed = xiaoli.say("待办承诺")
    assert "LCA边界说明" in listed and "⚠ 逾期，应于 2025-12-20" in listed
    assert "王蕾" in xiaoli.say("依据 1")
    assert "清单" in xiaoli.say("采纳 1")
    assert (
        xiaoli.say(f"{CUSTOMER}的待办承诺") == listed.replace("待办承诺：", f"待办承诺 · {CUSTOMER}：")
        or True
    )
    told = xiaoli.memory.model_dump_json()
    assert "LCA" not in told and "王蕾" not in told  # places are remembered, not words


def test_a_forgotten_document_leaves_numbers_and_says_so(filled: Store, tmp_path: Path) -> None:
    from tests.support.stored import put, read_lines

    put(
        filled,
        tmp_path,
        {"note-1.txt": "北斗厂要求质保期为五年。"},
        customer="北斗",
        unit="gone",
        read=read_lines,
    )
    save_user(filled.sql, "later", roles=["director"], units=["gone"], actor="test")
    later = Talker(filled, "later", TODAY)
    assert "五年" in later.say("质保期是几年")
    viewer = viewer_for(filled.sql, "later")
    (document,) = list_documents(filled.sql, viewer)
    forget_document(filled, viewer, document.id)
    assert "已删除" in later.say("依据 1")
    assert "已删除" in later.say("采纳 1")
    assert "五年" not in later.say("更多")


def test_subscriptions_by_words(xiaoli: Talker) -> None:
    assert "✓ 拜访简报" in (listed := xiaoli.say("订阅列表")) and "○ 客户动向" in listed and "–" not in listed
    assert "每天 08:30" in xiaoli.say("订阅 每日速览 早上8点半")
    assert "提前 2 小时" in xiaoli.say("订阅拜访简报 提前2小时")
    assert "已退订每日速览" in xiaoli.say("退订 每日速览")
    assert "没有“天气”这种订阅" in (told := xiaoli.say("订阅 天气")) and "客户动向" in told
    assert "signal" not in told
    assert "提前 1 到 48 小时" in (told := xiaoli.say("订阅 拜访简报 提前99小时")) and "hours" not in told
    assert "22:00-07:30" in xiaoli.say("免打扰 22:00-7:30")
    assert "22:00-07:00" in xiaoli.say("免打扰 晚上十点到早上七点")
    assert "22:30-07:00" in xiaoli.say("免打扰 22点半到次日7点")
    assert "已取消免打扰" in xiaoli.say("免打扰 关闭")
    xiaoli.say("退订全部")
    assert "✓ " not in "".join(
        line for line in xiaoli.say("订阅列表").splitlines() if "：" in line and line[0] == "✓"
    )


def test_a_followed_calendar_is_listed_by_its_host_alone_and_can_be_ended(xiaoli: Talker) -> None:
    sql = xiaoli.desk.store.sql
    assert "日历" not in xiaoli.say("订阅列表") and "没有订阅日历" in xiaoli.say("退订 日历")
    calendar_feeds._put(
        sql, "xiaoli", Feed(url="https://cal.example.com/secret-token.ics"), Fetched(data=b"")
    )
    listed = xiaoli.say("订阅列表")
    assert "✓ 日历：https://cal.example.com，" in listed and "secret-token" not in listed
    assert "不再看您的日历" in xiaoli.say("退订 日历")
    assert calendar_feeds.feed_of(sql, "xiaoli") is None
    assert "私下交给管理员" in xiaoli.say("订阅 日历")


def test_todays_visits(xiaoli: Talker) -> None:
    sql = xiaoli.desk.store.sql
    assert "没有登记的拜访" in xiaoli.say("明天的拜访")
    (customer,) = list_customers(sql, xiaoli.asker.own)
    at = dt.datetime.combine(TODAY, dt.time(14, 30), CHINA)
    planned = Planned(customer=customer, user="xiaoli", at=at, subject="年降谈判", source="typed")
    keep_visits(sql, local_viewer(sql), [planned])
    listed = xiaoli.say("今天的拜访")
    assert f"14:30 · {CUSTOMER} · 年降谈判" in listed
    assert f"14:30 · {CUSTOMER} · 年降谈判" in xiaoli.say(f"{TODAY.month}月{TODAY.day}日的拜访")
    assert "没有登记的拜访" in xiaoli.say("1月2号的拜访")
    assert "没有2月30日这一天" in xiaoli.say("2月30日的拜访")
    xiaoli.say("今天的拜访")
    assert xiaoli.say("拜访策略").splitlines()[0] == f"拜访策略 · {CUSTOMER}"


def test_small_talk_and_things_that_are_no_text(xiaoli: Talker) -> None:
    assert CUSTOMER in xiaoli.say("帮助")
    assert "帮助" in xiaoli.say("你好")
    assert "指什么" in xiaoli.say("3")
    entered = xiaoli.turn(xiaoli.incoming(kind="enter"))
    assert "依据" in entered.messages[0].lines[0].text
    refused = xiaoli.turn(xiaoli.incoming(refused="我还看不懂图片，请打字。"))
    assert refused.messages[0].lines[0].text == "我还看不懂图片，请打字。"
    assert xiaoli.turn(xiaoli.incoming(kind="left")).messages == ()
    assert "没有看到文字" in xiaoli.say("。。。")


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


def test_where_nobody_knows_who_reads_along_every_word_is_private(filled: Store) -> None:
    group = Talker(filled, "xiaoli", TODAY, group=True, here=None)
    for text in (f"拜访策略 {CUSTOMER}", "依据 1", "待办承诺", "我的客户", "拜访策略 没有的", "帮助"):
        turn = group.turn(group.incoming(text))
        assert turn.messages and all(message.private for message in turn.messages), text
    assert CUSTOMER not in "".join(group.told)


def test_in_a_group_nothing_beyond_what_all_may_see(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    alone = Talker(filled, "both", TODAY)
    alone.say(f"{OTHER}的年采购额是多少")
    here = viewer_for(filled.sql, "xiaoli").model_copy(update={"user": "both"})
    group = Talker(filled, "both", TODAY, group=True, here=here)
    group.memory = alone.memory  # as if it were the same chat
    said = "\n".join(
        group.say(text)
        for text in (
            "依据 1", "更多", "采纳 1", "会后：有推进", "我的客户", "待办承诺",
            f"拜访策略 {OTHER}", "拜访策略 北辰",
            "独家返利是多少", "帮助", "拜访策略", "会后",
        )
    )  # fmt: skip
    assert CUSTOMER in said
    typed = f"没有找到客户“{OTHER}”"
    for secret in SECRETS:
        assert secret not in said.replace(typed, "").replace("没有找到客户“北辰”", ""), secret
    press = Press(action="adopt", suggestion=alone.memory.suggestion)
    assert group.press(press)[0].told
    assert isinstance(group.asker, Asker) and not signals(alone, alone.memory.suggestion)


def test_in_a_group_nothing_of_what_was_asked_alone(filled: Store) -> None:
    save_user(filled.sql, "zhou", roles=["rep"], units=["main"], actor="test")
    alone = Talker(filled, "zhou", TODAY)
    group = Talker(filled, "zhou", TODAY, group=True, here=alone.asker.own)
    (customer,) = [c for c in list_customers(filled.sql, alone.asker.own) if c.name == CUSTOMER]
    planned = Planned(customer=customer, at=alone.at, user="zhou", subject="摸底谁会离职", source="t")
    keep_visits(filled.sql, local_viewer(filled.sql), [planned])
    for asked in (f"拜访策略 {CUSTOMER} 摸清他们是否要换掉王总", f"话术 {CUSTOMER} 他们财务撑不住了怎么催款"):
        assert asked.split()[-1] in alone.say(asked)
        said = "\n".join(group.say(text) for text in SAID_AFTER)
        for secret in ("换掉王总", "财务撑不住", "离职"):
            assert secret not in said, secret
    assert CUSTOMER in said and "单独" in said
    assert "换掉王总" in alone.say("会后") + Talker(filled, "zhou", TODAY).say("会后"), "alone it is told"
    assert "离职" in alone.say("今天的拜访")
    group.say(f"拜访策略 {CUSTOMER} 谈年降")
    assert "谈年降" in group.say("会后：有推进"), "what was asked there may be told of there"


def test_preparing_for_a_customer_that_is_not_theirs_says_so(xiaoli: Talker) -> None:
    for text in ("宁川下周要去拜访，帮我准备一下", "下周去拜访宁川，帮我准备一下"):
        told = xiaoli.say(text)
        assert "没有找到客户“宁川”" in told and CUSTOMER in told, text
    assert f"拜访策略 · {CUSTOMER}" in xiaoli.say("1")


def test_somebody_without_customers_is_told_so(filled: Store) -> None:
    save_user(filled.sql, "empty", roles=["rep"], units=["nowhere"], actor="test")
    empty = Talker(filled, "empty", TODAY)
    commands = ("拜访策略", f"拜访策略 {CUSTOMER}", "付款条件是什么", "我的客户", "待办承诺", "话术 催款")
    for text in commands:
        assert "看不到任何客户" in empty.say(text), text


def test_a_promise_nobody_told_of_for_years_is_still_listed(filled: Store) -> None:
    now = Talker(filled, "xiaoli", dt.date(2026, 1, 21)).say("待办承诺")
    assert "已逾期 32 天" in now and "久未落实" not in now
    later = Talker(filled, "xiaoli", dt.date(2028, 1, 21)).say("待办承诺")
    assert "LCA边界说明" in later and "已逾期 2 年 1 个月" in later and "久未落实" in later


def test_a_persons_name_alone_is_asked_back_and_rows_open_as_sources(xiaoli: Talker) -> None:
    assert "没有写明要问什么" in xiaoli.say("Anke Vogt") and "没有看懂" in xiaoli.say("呵呵呵呵")
    told = xiaoli.say(f"{CUSTOMER}谁负责")
    assert "王蕾" in told and "客户登记·我方人员" in told
    assert "王蕾" in xiaoli.say("依据 1")


def test_what_is_remembered_is_shown_whole_stays_and_can_be_erased(xiaoli: Talker) -> None:
    assert "什么都没记" in xiaoli.say("记忆")
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    before = xiaoli.memory
    told = xiaoli.say("你记得什么？")
    assert xiaoli.memory == before
    assert f"正在说的客户： {CUSTOMER}" in told and f"拜访策略 · {CUSTOMER}" in told
    xiaoli.say(f"话术 {CUSTOMER}")
    assert "在等您回答： 是什么场景" in xiaoli.say("记忆")
    xiaoli.say("待办承诺")
    assert "最近的清单： 待办承诺" in xiaoli.say("记忆")
    xiaoli.say("忘记对话")
    assert xiaoli.memory == Memory() and "什么都没记" in xiaoli.say("记忆")


def test_what_one_may_not_see_any_more_is_not_shown_as_remembered(filled: Store, xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    save_user(filled.sql, "lately_out", roles=["rep"], units=["elsewhere"], actor="test")
    outside = Talker(filled, "lately_out", TODAY)
    outside.memory = xiaoli.memory
    told = outside.say("记忆")
    assert CUSTOMER not in told and "什么都没记" in told


def test_a_memory_is_small_whatever_was_listed(xiaoli: Talker) -> None:
    for text in (
        "待办承诺",
        f"拜访策略 {CUSTOMER}",
        "依据",
        "拜访策略 " + "很长的目标" * 60,
        "我的客户",
        "付款" * 400,
    ):
        xiaoli.say(text)
        assert len(xiaoli.memory.model_dump_json()) < 8000
