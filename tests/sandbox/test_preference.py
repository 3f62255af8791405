"""Preferences: none with little data, towards what is kept with more. Checks: what is refused."""

import datetime as dt

import pytest

from tests.sandbox.test_learned_edits import OCCASION, judged, point
from yiju.copilot.taste import Ground, Point
from yiju.sandbox.checks import Checks
from yiju.sandbox.edits import Edits
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.lesson import lesson_of
from yiju.sandbox.preference import LEAST, Preference, features, tells
from yiju.sandbox.situations import similarity, situation_of
from yiju.store.types import Kind

DAY = dt.date(2026, 3, 1)
QUOTE = "2月6日之前，我把对账单发给罗启明，共3份"


def fact(section: str, text: str, kind: Kind = Kind.CALL, *flags: str) -> Point:
    return Point(section, "fact", "", text, flags, (Ground(text, f"p{text}", 0, len(text), kind, DAY, text),))


def ruled(number: int, made: Point, verdict: str, *reasons: str, comment: str = "") -> JudgedClaim:
    given = judged(number, QUOTE, "")
    return JudgedClaim(
        **{
            name: getattr(given, name)
            for name in ("suggestion_id", "claim_id", "unit", "author", "at", "as_of")
        },
        annotation=f"a{number}",
        customer="甲",
        verdict=verdict,  # type: ignore[arg-type]  # a literal, given by the test
        reasons=frozenset(reasons),
        rewrite="",
        comment=comment,
        point=made,
        situation=situation_of(made, OCCASION),
    )


def rulings(count: int) -> list[JudgedClaim]:
    news = [
        ruled(n, fact("客户近况", f"新闻说扩产{n}期", Kind.NEWS), "reject", "not_useful")
        for n in range(count)
    ]
    owed = [ruled(50 + n, fact("我方承诺", f"我们答应{n}日内给报告"), "accept") for n in range(count)]
    return [one for pair in zip(news, owed, strict=True) for one in pair]


def test_few_verdicts_or_all_alike_prefer_nothing() -> None:
    assert Preference(rulings(10)[: LEAST - 1]).weights == {}
    assert Preference([one for one in rulings(20) if one.verdict == "accept"]).weights == {}
    assert Preference().utility(["kind:news"]) == 0.0


def test_what_is_rejected_is_lowered_and_more_so_with_more_verdicts() -> None:
    some, many = Preference(rulings(4)), Preference(rulings(20))
    news = features(fact("客户近况", "新闻说新建三期", Kind.NEWS), DAY)
    owed = features(fact("我方承诺", "我们答应下周给报告"), DAY)
    assert some.utility(news) < 0 < some.utility(owed)
    assert many.utility(news) < some.utility(news)
    assert many.sections["客户近况"] < 0 < many.sections["我方承诺"]


def test_rejections_of_words_or_evidence_say_nothing_of_the_point() -> None:
    made = fact("客户近况", "新闻说扩产")
    assert not tells(ruled(1, made, "reject", "stiff_wording"))
    assert not tells(ruled(1, made, "reject", "outdated", "compliance"))
    assert tells(ruled(1, made, "reject", "not_useful", "outdated"))
    assert tells(ruled(1, made, "accept"))


def test_a_frame_accepted_as_often_is_not_refused() -> None:
    made = point(QUOTE)
    other = point("3月9日之前，我把样件发给贺子涵，共7份")
    situation = situation_of(other, OCCASION)
    rejected = ruled(1, made, "reject", "stiff_wording")
    refused = Checks([rejected], [], {"stiff_wording": "话术生硬"}).refusal(other, situation)
    assert refused is not None
    assert refused.annotation == "a1"
    assert "话术生硬" in refused.reason
    assert Checks([rejected], [ruled(2, made, "accept")], {}).refusal(other, situation) is None
    elsewhere = point(QUOTE, "正面回应客户：“{}”")
    assert Checks([rejected], [], {}).refusal(elsewhere, situation) is None


def test_a_fact_without_words_of_our_own_loses_its_place_for_compliance_alone() -> None:
    made = fact("客户近况", "新闻说扩产")
    situation = situation_of(made, OCCASION)
    for reason, refused in (("stiff_wording", False), ("too_alike", False), ("compliance", True)):
        checks = Checks([ruled(1, made, "reject", reason)], [], {})
        assert (checks.refusal(made, situation) is not None) == refused, reason


COMPLIANT = "我们负责到底：“{}”，谁来办？"


def test_quoted_words_of_ours_are_refused_by_themselves() -> None:
    checks = Checks(
        [ruled(1, point(QUOTE, COMPLIANT), "reject", "compliance", comment="“我们负责到底”不能写")], [], {}
    )
    same, other = point(QUOTE, "先说：我们负责到底“{}”"), point(QUOTE, "先说：“{}”")
    assert checks.refusal(same, situation_of(same, OCCASION)) is not None
    assert checks.refusal(other, situation_of(other, OCCASION)) is None


@pytest.mark.parametrize(
    ("comment", "accepted"),
    [
        ("“我们”", 0),  # too short
        ("“对账单发给罗启明”", 0),  # the evidence's words
        ("“我们负责到底”", 3),  # said in many statements that were accepted
    ],
)
def test_common_words_and_the_evidences_are_not_forbidden(comment: str, accepted: int) -> None:
    made = point(QUOTE, COMPLIANT)
    kept = [ruled(10 + n, point(QUOTE, f"第{n}：我们负责到底，“{{}}”"), "accept") for n in range(accepted)]
    checks = Checks([ruled(1, made, "reject", "compliance", comment=comment)], kept, {})
    for text in ("我们来谈：“{}”", "请我们负责到底的人讲：“{}”", "“{}”，谁来定？"):
        other = point(QUOTE, text)
        elsewhere = other.__class__("下一步", "advice", "", other.text, ("open",), other.grounds)
        assert checks.refusal(elsewhere, situation_of(elsewhere, OCCASION)) is None


def test_words_inside_a_quote_are_not_held_against_a_statement() -> None:
    said = "客户说我们负责到底才签，共3份"
    checks = Checks(
        [ruled(1, point(QUOTE, COMPLIANT), "reject", "compliance", comment="“我们负责到底”")], [], {}
    )
    quoting = point(said)
    assert checks.refusal(quoting, situation_of(quoting, OCCASION)) is None


def test_one_rewrite_moves_only_what_is_almost_the_same() -> None:
    lessons = [lesson_of(judged(1, QUOTE, f"请书面确认：“{QUOTE}”，由谁负责？"))]
    same, far = point(QUOTE), point("3月9日之前，我把样件发给贺子涵，共7份")
    assert [w.text for w in Edits(lessons, []).wordings(same, situation_of(same, OCCASION))]
    elsewhere = Point("下一步", "advice", "", far.text, ("open",), far.grounds)
    assert Edits(lessons, []).wordings(elsewhere, situation_of(elsewhere, OCCASION)) == []


def test_likeness_of_situations() -> None:
    one = situation_of(point(QUOTE), OCCASION)
    assert similarity(one, one, (frozenset("甲"), frozenset("甲"))) >= 0.95
    line = Point("要点", "advice", "say", QUOTE, ("overdue",), point(QUOTE).grounds)
    assert similarity(one, situation_of(line, OCCASION)) == 0.0
    other = situation_of(fact("客户近况", "新闻"), OCCASION)
    assert similarity(one, other) == similarity(other, one) == 0.0
