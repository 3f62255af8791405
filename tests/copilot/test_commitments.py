"""Promises: who gave them, when they fall due, and what became of them."""

import datetime as dt

import pytest

from tests.support.make import TODAY, Line, Source, material, said, source
from yiju.copilot.commitments import Commitment, find_commitments
from yiju.store.types import Kind, Role

OUR_MAIL = "王蕾 <wang@huarui.example>"
THEIR_MAIL = "Anke Vogt <vogt@rhein.example>"
PROMISE = "LCA边界说明我们12月20日之前一定发给您。"


def call(day: str, *turns: tuple[str, str]) -> Source:
    """A call of these turns."""
    return source(Kind.CALL, day, *(said(speaker, text) for speaker, text in turns))


def mail(day: str, sender: str, *texts: str) -> Source:
    """A mail of these paragraphs."""
    return source(Kind.MAIL, day, *texts, sender=sender)


def promised(*sources: Source, as_of: dt.date = TODAY) -> list[Commitment]:
    return find_commitments(material(*sources, as_of=as_of))


def test_a_promise_past_its_day_is_overdue() -> None:
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)))
    assert (one.side, one.status, one.due) == ("ours", "overdue", dt.date(2025, 12, 20))
    assert one.span.text == PROMISE
    assert one.proof is None


def test_a_promise_before_its_day_is_open() -> None:
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), as_of=dt.date(2025, 12, 15))
    assert (one.status, one.due) == ("open", dt.date(2025, 12, 20))


def test_a_kept_promise_is_done_and_shows_its_proof() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2025-12-18", OUR_MAIL, "LCA边界说明已发给您，请查收附件。"),
    )
    assert one.status == "done"
    assert one.proof is not None
    assert "已发给您" in one.proof.text


def test_news_of_something_else_keeps_no_promise() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2025-12-18", OUR_MAIL, "十一月的对账单已发给您，请查收附件。"),
    )
    assert one.status == "overdue"


def test_a_chased_promise_is_overdue_by_the_customers_word() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2026-01-08", THEIR_MAIL, "LCA边界说明到现在还没有收到，请尽快。"),
    )
    assert one.status == "overdue"
    assert one.proof is not None
    assert "还没有收到" in one.proof.text


def test_what_was_chased_and_then_sent_is_done() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2026-01-08", THEIR_MAIL, "LCA边界说明到现在还没有收到，请尽快。"),
        mail("2026-01-10", OUR_MAIL, "LCA边界说明已发给您，请查收附件。"),
    )
    assert one.status == "done"


def test_what_was_sent_before_the_promise_proves_nothing() -> None:
    (one,) = promised(
        mail("2025-11-01", OUR_MAIL, "LCA边界说明旧版已发给您，请查收附件。"),
        call("2025-12-09", ("王蕾", PROMISE)),
    )
    assert one.status == "overdue"


@pytest.mark.parametrize(
    "text",
    [
        "LCA边界说明你们12月20日之前能不能发给我们？",
        "我们什么时候可以收到LCA边界说明？",
        "如果模具分摊谈妥，我们会在两周内提交工艺方案。",
        "请贵司于12月20日之前提交LCA边界说明。",
        "贵司的LCA边界说明到现在我们还没有收到。",
        "您说我们会在周五发工艺方案给您，是这样吗？",
        "周末我们会去吃饭，回头见。",
        "LCA边界说明的格式按附件二执行。",
        "If the tooling is shared, we will send the process plan by Friday.",
        "好的，我会的。",
    ],
)
def test_what_only_looks_like_a_promise_is_none(text: str) -> None:
    assert promised(call("2025-12-09", ("王蕾", text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "下周三之前，我把模具分摊方案发给您。",
        "我们会在本周五之前提交模具分摊方案。",
        "我方承诺二月底之前完成模具验收整改。",
        "We will send the tooling cost breakdown by Friday.",
    ],
)
def test_forms_of_a_promise(text: str) -> None:
    (one,) = promised(call("2025-12-09", ("王蕾", text)))
    assert one.side == "ours"
    assert one.due is not None


def test_their_promises_are_told_apart_from_ours() -> None:
    theirs, ours = (
        promised(call("2026-03-02", (who, "我们本月底之前把图纸变更清单发给您。")))[0].side
        for who in ("Anke Vogt", "王蕾")
    )
    assert (theirs, ours) == ("theirs", "ours")


def test_a_promise_said_twice_is_told_once() -> None:
    found = promised(
        call("2025-12-09", ("王蕾", PROMISE), ("王蕾", "LCA边界说明12月20日之前我们一定发给您的。")),
    )
    assert len(found) == 1


def test_an_undated_source_gives_no_due_date() -> None:
    (one,) = promised(source(Kind.NOTE, None, "我们下周三之前把模具分摊方案发给客户。"))
    assert (one.due, one.status) == (None, "open")


def test_the_pressing_ones_come_first() -> None:
    found = promised(
        call("2026-03-05", ("王蕾", "我们3月20日之前提交模具分摊方案。")),
        call("2025-12-09", ("王蕾", PROMISE)),
        call("2026-03-06", ("王蕾", "我们3月15日之前把样件检测报告寄给您。")),
    )
    assert [one.due for one in found] == [
        dt.date(2025, 12, 20),
        dt.date(2026, 3, 15),
        dt.date(2026, 3, 20),
    ]


def test_contracts_and_reports_make_no_promises_of_a_person() -> None:
    text = "我方承诺于2026年5月31日之前完成模具验收整改。"
    assert promised(source(Kind.CONTRACT, "2025-01-01", text), source(Kind.REPORT, "2025-01-01", text)) == []


def test_what_was_said_after_the_day_asked_for_settles_nothing() -> None:
    sources = (
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2026-01-08", THEIR_MAIL, "LCA边界说明到现在还没有收到，请尽快。"),
    )
    (one,) = promised(*sources, as_of=dt.date(2025, 12, 12))
    assert (one.status, one.proof) == ("open", None)


def test_a_reminder_is_joined_by_its_day_and_whom_it_names() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", "1月底之前，我给您模具分摊的正式答复。")),
        call("2026-02-09", ("李昕", "还有模具，王总答应1月底给五五的答复，到现在也没有。")),
    )
    assert one.status == "overdue"
    assert one.proof is not None
    assert "到现在也没有" in one.proof.text


def test_a_payment_promised_names_its_amount() -> None:
    (one,) = promised(
        call("2026-01-09", ("Anke Vogt", "2月10号之前我争取付150万。")),
        mail("2026-02-24", OUR_MAIL, "贵司承诺2月10日前支付150万元，我司未收到该款项。"),
    )
    assert (one.side, one.status, one.due) == ("theirs", "overdue", dt.date(2026, 2, 10))
    assert one.proof is not None


def test_a_promise_without_i_is_one_too() -> None:
    (one,) = promised(call("2026-03-02", ("王蕾", "授权书3月20号之前寄出。")))
    assert (one.side, one.status) == ("ours", "open")


def test_repaired_and_said_so_is_done() -> None:
    (one,) = promised(
        source(Kind.NOTE, "2026-01-16", "周磊承诺1月20日前完成2号机维修。"),
        call("2026-02-04", ("王蕾", "周磊说20号之前修好，18号就弄完了。")),
    )
    assert one.status == "done"


def test_a_row_of_a_payment_plan_asked_for_is_overdue() -> None:
    row = Line("期次: 第二期 | 付款日: 2025年11月30日 | 金额(万元): 150", role=Role.TABLE_ROW)
    (one,) = promised(
        source(Kind.NOTE, "2025-10-22", row),
        mail("2026-01-05", OUR_MAIL, "第二期150万元（11月30日）至今未付。"),
    )
    assert (one.side, one.status, one.due) == ("theirs", "overdue", dt.date(2025, 11, 30))


ASKED = ("王蕾", "另外应用培训，科里新来了四个人，要不要派人？"), ("Anke Vogt", "要，派个讲得慢的来。")
TRAINS = ("王蕾", "行，9月下旬我安排应用工程师去三天。")


@pytest.mark.parametrize(
    "kept",
    [
        call("2025-11-18", ("Anke Vogt", "第一，培训那位何老师讲得不错，三天，我们的人会用了。")),
        source(Kind.NOTE, "2025-10-15", "主任对9月22日至24日的培训满意，科里四名新人已能独立上机。"),
    ],
)
def test_what_was_held_and_liked_is_done(kept: Source) -> None:
    (one,) = promised(call("2025-07-22", *ASKED, TRAINS), kept)
    assert (one.status, one.due) == ("done", dt.date(2025, 9, 30))
    assert one.proof is not None
    assert one.proof.document.id == kept.document.id


@pytest.mark.parametrize(
    "other",
    [
        call("2025-11-18", ("Anke Vogt", "上次的送货很顺利，我们满意。")),
        call("2025-11-18", ("Anke Vogt", "科里对培训不满意，四个人还是不会。")),
        call("2025-11-18", ("王蕾", "培训三天，我们讲得不错吧。")),
    ],
)
def test_praise_of_something_else_or_of_oneself_keeps_no_promise(other: Source) -> None:
    (one,) = promised(call("2025-07-22", *ASKED, TRAINS), other)
    assert one.status == "overdue"


@pytest.mark.parametrize(
    "text",
    [
        "三天的应用培训另一家做得我们很满意，你们的到现在也没动。",
        "应用培训三天，人家讲得很清楚，你们还没开始。",
        "如果三天的应用培训能顺利完成，尾款我们就付。",
        "要是应用培训做完了，三天都讲得不错，我们就续约。",
        "希望三天的应用培训能圆满。",
        "三天的应用培训还没做，谈不上满意。",
    ],
)
def test_a_complaint_a_condition_or_anothers_work_is_no_proof_that_ours_was_held(text: str) -> None:
    asked = call("2025-09-01", *ASKED, ("王蕾", "好，9月底我们安排三天的应用培训。"))
    praised = call("2025-11-18", ("Anke Vogt", "三天的应用培训讲得不错，我们的人会用了。"))
    told = call("2025-11-18", ("Anke Vogt", text))
    assert [c.status for c in find_commitments(material(asked, praised)) if c.side == "ours"] == ["done"]
    assert "done" not in [c.status for c in find_commitments(material(asked, told)) if c.side == "ours"]


def test_a_promise_by_the_end_of_a_quarter_is_overdue_after_it() -> None:
    (one,) = promised(call("2025-10-20", ("王蕾", "四季度末之前我们一定提交模具整改方案。")))
    assert (one.status, one.due) == ("overdue", dt.date(2025, 12, 31))


def test_who_is_told_of_it_in_the_morning_and_misses_it_in_the_evening_has_not_got_it() -> None:
    chat = call(
        "2025-12-22",
        ("王蕾", "LCA边界说明已经发您邮箱了。"),
        ("李昕", "好，我看一下。"),
        ("王蕾", "辛苦。"),
        ("李昕", "邮箱里翻遍了，LCA边界说明没有收到。"),
    )
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), chat)
    assert one.status == "overdue"
    chat = call(
        "2025-12-22",
        ("李昕", "LCA边界说明还没有收到。"),
        ("王蕾", "马上。"),
        ("王蕾", "LCA边界说明已经发您邮箱了。"),
        ("李昕", "好，收到了。"),
    )
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), chat)
    assert one.status == "done"


@pytest.mark.parametrize(
    "word", ["LCA边界说明不用发了，我们改用行业模板。", "LCA边界说明不需要了。", "那份LCA边界说明取消了。"]
)
def test_what_they_want_no_more_is_owed_no_more(word: str) -> None:
    assert promised(call("2025-12-09", ("王蕾", PROMISE)), mail("2025-12-15", THEIR_MAIL, word)) == []
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), mail("2025-12-15", OUR_MAIL, word))
    assert one.status == "overdue"
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2025-12-15", THEIR_MAIL, word),
        mail("2025-12-29", THEIR_MAIL, "LCA边界说明还是要的，到现在没有收到。"),
    )
    assert one.status == "overdue"


def test_a_later_day_that_they_agree_to_is_its_day() -> None:
    agreed = mail("2025-12-15", THEIR_MAIL, "LCA边界说明可以推迟到3月底再给。")
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), agreed)
    assert (one.status, one.due) == ("open", dt.date(2026, 3, 31))
    assert one.proof is not None and one.proof.document.id == agreed.document.id
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)),
        mail("2025-12-15", THEIR_MAIL, "LCA边界说明你们又推迟到3月底，我们不能接受。"),
    )
    assert (one.status, one.due) == ("overdue", dt.date(2025, 12, 20))


def test_a_promise_given_anew_falls_due_on_its_new_day() -> None:
    again = call("2026-03-01", ("王蕾", "LCA边界说明我们3月20日之前一定发给您。"))
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), again)
    assert (one.status, one.due) == ("open", dt.date(2026, 3, 20))
    assert one.proof is not None and one.proof.document.id == again.document.id
    (one,) = promised(call("2025-12-09", ("王蕾", PROMISE)), again, as_of=dt.date(2026, 3, 25))
    assert (one.status, one.due) == ("overdue", dt.date(2026, 3, 20))


def test_what_they_have_looked_at_they_have_got() -> None:
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)), mail("2025-12-22", THEIR_MAIL, "LCA边界说明看过了，没有问题。")
    )
    assert one.status == "done"
    (one,) = promised(
        call("2025-12-09", ("王蕾", PROMISE)), mail("2025-12-22", THEIR_MAIL, "LCA边界说明我们还没看过呢。")
    )
    assert one.status == "overdue"
