"""What is asked for in words, and what is answered."""

import datetime as dt
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, OTHER, TODAY
from tests.support.stored import put
from tests.support.talking import Talker
from yiju.bots.proactive import calendar_feeds
from yiju.bots.proactive.calendar_feeds import Feed
from yiju.bots.proactive.fetching import Fetched
from yiju.bots.proactive.visits import Planned, keep_visits
from yiju.bots.types import Memory
from yiju.copilot.talk import scene_names
from yiju.sandbox.moments import CHINA
from yiju.store.access import local_viewer, viewer_for
from yiju.store.customers import ensure_customer, list_customers
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.users import save_user


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
    begins = next(page for page in pages if "下一步" in page.splitlines())
    assert xiaoli.say("下一步") == begins
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


@pytest.mark.parametrize("asked", ["话术 海川重工和{} 催款", "怎么跟{}和海川重工催款"])
def test_of_a_second_company_that_is_no_customer_it_is_said_that_there_is_none(
    xiaoli: Talker, asked: str
) -> None:
    said = xiaoli.say(asked.format(CUSTOMER))
    assert f"一份话术只对一个客户说，这份是{CUSTOMER}的；没有找到客户“海川重工”" in said
    assert said.startswith(f"话术 · {CUSTOMER} · 催款\n")


def test_an_answer_from_one_of_two_namesakes_is_about_that_one(filled: Store, tmp_path: Path) -> None:
    put(filled, tmp_path / "twin", {"合同.txt": "预付款比例为30%。"}, customer=CUSTOMER, unit="twin")
    save_user(filled.sql, "zwei", roles=["rep"], units=["main", "twin", "north"], actor="test")
    zwei = Talker(filled, "zwei", TODAY)
    zwei.say(f"{OTHER}")
    zwei.say("所有客户：预付款比例是多少")
    assert zwei.say("记忆").count(f"正在说的客户： {CUSTOMER}（twin）") == 1


def test_a_tone_is_heard_kept_for_what_follows_and_told(xiaoli: Talker) -> None:
    first = xiaoli.say(f"话术 {CUSTOMER} 报价 语气正式")
    assert first.startswith(f"话术 · {CUSTOMER} · 报价 · 语气正式\n")
    assert xiaoli.say("那异议处理呢").startswith(f"话术 · {CUSTOMER} · 异议处理 · 语气正式\n")
    asked = xiaoli.say(f"话术 {CUSTOMER} 亲切一点")
    assert f"话术 {CUSTOMER} 开场 语气亲切" in asked, "a scene pressed keeps the tone"
    assert xiaoli.say("1").startswith(f"话术 · {CUSTOMER} · 开场 · 语气亲切\n")


def test_where_a_question_is_of_one_customer_it_is_asked_back_and_then_answered(filled: Store) -> None:
    save_user(filled.sql, "beide", roles=["rep"], units=["main", "north"], actor="test")
    talker = Talker(filled, "beide", TODAY)
    asked = talker.say("联系人有哪些")
    assert f"[{CUSTOMER}|{CUSTOMER}：联系人有哪些]" in asked and f"[{OTHER}|" in asked
    told = talker.say(CUSTOMER)
    assert told.startswith(f"回答 · {CUSTOMER}\n") and "Anke Vogt" in told


def test_a_question_in_full_script_is_answered_as_in_simplified(xiaoli: Talker) -> None:
    assert "60天电汇" in xiaoli.say("莱茵汽車的付款方式是什麼？")
    assert "Kahl" in xiaoli.say("那誰有否決權")
    assert "资料中没有" in xiaoli.say("他們的員工食堂幾點開飯")


def test_a_follow_up_upon_nothing_is_asked_of_whom(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    both = Talker(filled, "both", TODAY)
    asked = both.say("那付款方式呢？")
    assert "是哪个客户？" in asked and "60天" not in asked
    assert "60天" in both.say(CUSTOMER)
    both.say("忘记对话")
    assert "是哪个客户？" in both.say("那付款方式呢？")


def test_what_had_to_be_asked_back_leaves_the_topic_as_it_was(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    both = Talker(filled, "both", TODAY)
    both.say(f"{CUSTOMER}的付款方式是什么？")
    for typed in ("那Anke Vogt呢？", "呵呵呵呵"):
        assert "没有查" in both.say(typed), typed
    again = both.say(f"那{OTHER}呢？")
    assert again.startswith(f"回答 · {OTHER}\n") and "付款方式" in again
    assert "没有查" in both.say("呵呵呵呵")
    assert "请回" not in both.say("7"), "it waits for no number"
