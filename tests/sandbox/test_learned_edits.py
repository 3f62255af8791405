"""No learned wording brings in a number, a name or a date that the point's own evidence does not hold."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiju.copilot.grounded import ungrounded
from yiju.copilot.taste import Ground, Occasion, Point
from yiju.sandbox.edits import Edits
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.lesson import lesson_of
from yiju.sandbox.masking import as_text, holds_names, masked, read_text
from yiju.sandbox.situations import situation_of
from yiju.sandbox.slots import fields_of, own_words, put_together, take_apart
from yiju.store.types import Kind

OCCASION = Occasion("strategy", "main", "莱茵汽车", stage=frozenset({"overdue"}))
_PEOPLE = ("罗启明", "贺子涵", "闻人岳", "欧阳澈")
_THINGS = ("检测报告", "对账单", "样件", "整改方案")
_FRAMES = (
    "先了结我方逾期事项：“{}”——当面给出完成日期与责任人",
    "正面回应客户：“{}”",
    "书面确认逾期事项：“{}”，不口头表态",
)

days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
quotes = st.builds(
    "{}之前，我把{}发给{}，共{}份".format,
    days.map(lambda day: f"{day.month}月{day.day}日"),
    st.sampled_from(_THINGS),
    st.sampled_from(_PEOPLE),
    st.integers(2, 900),
)
intruders = st.one_of(
    st.integers(2, 99999).map(lambda n: f"{n}万元"),
    st.integers(1, 99).map(lambda n: f"{n}%"),
    st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)).map(
        lambda day: f"{day.year}年{day.month}月{day.day}日"
    ),
    st.sampled_from(("张伟民", "王总监", "李经理", "VDA6.3", "明天", "下周三", "莱茵汽车", "免费")),
)
rewrites = st.lists(
    st.tuples(quotes, st.sampled_from(_FRAMES), st.one_of(st.just(""), intruders)), min_size=2, max_size=6
)


def point(quote: str, frame: str = _FRAMES[0]) -> Point:
    """Advice that quotes a promise of ours."""
    ground = Ground(quote, "p1", 0, len(quote), Kind.CALL, dt.date(2026, 2, 1), f"王蕾：“{quote}”")
    return Point("本次目标与议程", "advice", "", frame.format(quote), ("overdue",), (ground,))


def judged(number: int, quote: str, rewrite: str, customer: str = "") -> JudgedClaim:
    """An edit of such advice."""
    made = point(quote)
    return JudgedClaim(
        annotation=f"a{number}",
        suggestion_id=f"s{number}",
        claim_id="c1",
        unit="main",
        customer=customer or f"客户{number}",
        author="head",
        at=dt.datetime(2026, 2, 3, tzinfo=dt.UTC),
        as_of=dt.date(2026, 2, 3),
        verdict="edit",
        reasons=frozenset(),
        rewrite=rewrite,
        comment="",
        point=made,
        situation=situation_of(made, OCCASION),
    )


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


@settings(max_examples=60)
@given(rewrites, quotes)
def test_whatever_rewrites_say_nothing_of_theirs_is_put_into_another_point(
    taught: list[tuple[str, str, str]], quote: str
) -> None:
    edits = Edits(
        [
            lesson_of(judged(number, said, frame.format(said) + (f"，{extra}" if extra else "")))
            for number, (said, frame, extra) in enumerate(taught)
        ],
        [],
    )
    made = point(quote)
    for wording in edits.wordings(made, situation_of(made, OCCASION)):
        if ungrounded(wording.text, made, {"莱茵汽车"}):
            continue  # never shown
        known = made.text + quote
        assert figures(wording.text) <= figures(known)
        for word in (*_PEOPLE, "张伟民", "王总监", "李经理", "VDA", "明天", "下周三", "莱茵", "免费"):
            assert word not in wording.text or word in known


@settings(max_examples=80)
@given(quotes, intruders)
def test_a_wording_with_something_new_in_it_is_never_shown(quote: str, intruder: str) -> None:
    made = point(quote)
    text = f"书面确认：“{quote}”，{intruder}"
    if intruder in quote or (figures(intruder) and figures(intruder) <= figures(quote)):
        return
    assert ungrounded(text, made, {"莱茵汽车"})


@given(quotes)
def test_frames_around_the_points_own_words_may_be_shown(quote: str) -> None:
    assert ungrounded(f"请书面确认：“{quote}”，由谁负责？", point(quote)) == ""


_SAID = (
    "已经办完，不用再提", "已办结", "办妥了", "客户同意", "对方已确认", "取消", "无需再提", "没有发",
    "这件事解决了", "落实到位", "属实", "双方一致", "不重要", "免谈", "作废", "仍然没办", "别再问",
    "为什么又拖", "谁取消的？", "因为客户拒绝", "可以不提", "必须放弃", "不再需要", "说清楚了",
)  # fmt: skip
_ASKED = (
    "由谁负责？", "这一点您怎么看？", "什么时候能完成？", "先讲清原因，再给出日期", "不口头表态", "请您过目",
)  # fmt: skip
_TURNING = re.compile(
    "已|完(?!成？)|了|妥|结|同意|一致|取消|无需|没|未|别|免|废|又|拒|放弃|属实|必须|不(?!口头)|仍|落实"
)


@settings(max_examples=80)
@given(
    quotes,
    quotes,
    st.lists(st.sampled_from((*_SAID, *_ASKED)), min_size=1, max_size=3),
    st.sampled_from(("“{}”{}", "“{}”，{}", "{1}：“{0}”", "“{}——{}”", "{}，{}")),
)
def test_no_learned_edit_adds_or_turns_a_statement(
    taught: str, quote: str, said: list[str], form: str
) -> None:
    def frame(words: str) -> str:
        return form.format(words, "，".join(said))

    lessons = [lesson_of(judged(number, taught, frame(taught))) for number in range(2)]
    made = point(quote)
    for wording in Edits(lessons, []).wordings(made, situation_of(made, OCCASION)):
        if not ungrounded(wording.text, made, {"莱茵汽车"}):
            assert not _TURNING.search(wording.text.replace(quote, ""))
    if any(one in _SAID for one in said):
        assert ungrounded(frame(quote), made, {"莱茵汽车"})


@given(quotes, st.sampled_from(_ASKED))
def test_questions_orders_and_warnings_to_ourselves_may_be_added(quote: str, asked: str) -> None:
    assert ungrounded(f"“{quote}”，{asked}", point(quote)) == ""


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("上次那批已经办完，这批2月6日之前发", "“这批2月6日之前发”，已经办完"),
        ("上次那批已经办完，这批2月6日之前发", "“这批2月6日之前发”已经办完"),
        ("客户不同意再加质保金", "“同意再加质保金”，谁来定？"),
        ("如果下周付款，我们就发货", "“我们就发货”，这一点您怎么看？"),
        ("我们暂时不能发货，等付款", "“能发货，等付款”，谁来定？"),
        ("王工说先不发样件", "先发样件"),
    ],
)
def test_the_evidences_own_words_are_not_turned(quote: str, text: str) -> None:
    assert ungrounded(text, point(quote, "先了结：“{}”"))


@given(quotes, st.sampled_from(_FRAMES))
def test_taken_apart_and_put_together_is_the_same(quote: str, frame: str) -> None:
    made = point(quote, frame)
    fields = fields_of(made)
    parts = take_apart(made.text, fields)
    assert put_together(parts, fields, {("quote", 0): "whole"}) == made.text
    assert not figures(own_words(parts))


@settings(max_examples=80)
@given(quotes, intruders, st.sampled_from(_PEOPLE))
def test_what_is_published_holds_neither_evidence_nor_names_nor_figures(
    quote: str, extra: str, name: str
) -> None:
    lesson = lesson_of(judged(1, quote, f"先问{name}：“{quote}”，{extra}", customer="莱茵汽车"))
    names = {"莱茵汽车", *_PEOPLE, "张伟民", "王总监", "李经理"}
    text = as_text(masked(lesson.before, names), masked(lesson.after, names), {})
    kept = read_text(text)
    assert kept is not None
    shown = own_words(kept[1])
    assert not figures(shown)
    assert not [word for word in (*names, "VDA", *_THINGS) if word in shown]
    assert quote not in text


@pytest.mark.parametrize("text", ["", "{", "{}", "（所依据的资料已删除）", '{"before": 1}'])
def test_an_erased_publication_is_none(text: str) -> None:
    assert read_text(text) is None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("谁来答复，什么时候答复？", False),
        ("一份材料", False),
        ("3天内", True),
        ("找王建国", True),
        ("VDA标准", True),
    ],
)
def test_what_is_no_frame(text: str, holds: bool) -> None:
    assert holds_names(text) is holds
