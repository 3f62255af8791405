"""A sentence that promises, hands over or is asked for several things: each of them apart."""

import datetime as dt

import pytest

from tests.support.make import Source, found_in, material, said, source
from yiju.copilot.commitments import Commitment, find_commitments
from yiju.copilot.confided import INTERNAL
from yiju.copilot.parting import parts, promises_in, sentence_of
from yiju.copilot.sections import commitments
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Kind

OURS = "王蕾 <wang@huarui.example>"
THEIRS = "Anke Vogt <vogt@rhein.example>"
TWO = "样件我们周五前寄给您，报价单下周一发给您。"
SAID = source(Kind.CALL, "2026-02-03", said("王蕾", TWO))  # a Tuesday
SAMPLES, QUOTE = dt.date(2026, 2, 6), dt.date(2026, 2, 9)


def mail(day: str, sender: str, *texts: str) -> Source:
    return source(Kind.MAIL, day, *texts, sender=sender)


def by_due(*sources: Source) -> dict[dt.date | None, Commitment]:
    return {one.due: one for one in find_commitments(material(*sources))}


def test_two_promises_of_one_sentence_are_two_each_with_its_day() -> None:
    found = by_due(SAID)
    assert set(found) == {SAMPLES, QUOTE}
    assert found[SAMPLES].span.text == "样件我们周五前寄给您"
    assert found[QUOTE].span.text == "报价单下周一发给您。"
    assert sentence_of(found[QUOTE].span).text == TWO


def test_keeping_one_of_them_keeps_only_that_one() -> None:
    found = by_due(SAID, mail("2026-02-06", THEIRS, "样件收到了，谢谢。"))
    assert (found[SAMPLES].status, found[QUOTE].status) == ("done", "overdue")


@pytest.mark.parametrize(
    "told",
    [
        mail("2026-02-12", THEIRS, "样件收到了，报价单到现在还没有收到。"),
        mail("2026-02-12", THEIRS, "样件收到了，报价单什么时候能发？"),
        source(Kind.CALL, "2026-02-12", said("王蕾", "样件已经寄出了，报价单还没有做完，财务在核。")),
    ],
)
def test_a_sentence_that_keeps_one_and_owns_up_to_the_other_tells_them_apart(told: Source) -> None:
    found = by_due(SAID, told)
    assert (found[SAMPLES].status, found[QUOTE].status) == ("done", "overdue")
    proof = found[SAMPLES].proof
    assert proof is not None and proof.text.startswith("样件") and "报价单" not in proof.text


def test_what_is_sent_already_is_no_promise_beside_one() -> None:
    found = by_due(
        source(Kind.CALL, "2026-02-03", said("王蕾", "样件已经寄出了，正式报价单我下周一发给您。"))
    )
    assert set(found) == {QUOTE}
    assert found[QUOTE].span.text == "正式报价单我下周一发给您。"


def test_a_letter_that_hands_it_over_keeps_the_promise_and_is_none() -> None:
    found = by_due(SAID, mail("2026-02-10", OURS, "按约定今天把报价单发给您，请查收附件。"))
    assert {due: one.status for due, one in found.items()} == {SAMPLES: "overdue", QUOTE: "done"}


@pytest.mark.parametrize(
    "text",
    [
        "工艺方案和第一套的CT报告，我们12月26号之前发给您。",
        "样件周五前给您，最晚下周一发。",
        "样件收到了两件，还没收齐。",
        "如果模具分摊谈妥，样件周五给您，报价下周一发。",
        "贵司承诺2月10日前支付150万元，我司未收到该款项。",
        "2月10号，2月10号之前我们争取付150万。",
        "样件和报价单我们周五前发给您，您放心。",
        "按9月12日会上的约定，今天把正式报价发给您，分材料、加工四块，明细见附件。",
    ],
)
def test_a_sentence_about_one_thing_stays_whole(text: str) -> None:
    assert [text[start:end] for start, end, _ in parts(text)] == [text]


def test_amounts_with_days_of_their_own_are_two_promises() -> None:
    span = material(
        source(Kind.CALL, "2026-02-03", said("李昕", "我们3月3日前付50万元，3月30日前付清尾款。"))
    ).spans[0]
    assert [one.text for one in promises_in(span)] == ["我们3月3日前付50万元", "3月30日前付清尾款。"]


def test_another_thing_of_that_name_keeps_nothing() -> None:
    found = by_due(SAID, mail("2026-02-12", OURS, "整改样件已经寄出了。模具的报价单已发给您了。"))
    assert {one.status for one in found.values()} == {"overdue"}


def test_minutes_are_parted_only_where_each_part_names_its_side() -> None:
    minutes = source(Kind.NOTE, "2026-02-03", "我方2月6日前寄出样件，客户2月9日前提交图纸。")
    assert {one.due: one.side for one in find_commitments(material(minutes))} == {
        SAMPLES: "ours",
        QUOTE: "theirs",
    }
    minutes = source(Kind.NOTE, "2026-02-03", "我方2月6日前寄出样件，2月9日前提交报价单。")
    (one,) = find_commitments(material(minutes))
    assert (one.side, one.span.text) == ("ours", "我方2月6日前寄出样件，2月9日前提交报价单。")


def test_a_part_of_what_was_told_in_confidence_is_kept_among_ourselves() -> None:
    secret = source(Kind.CALL, "2026-03-05", said("王蕾", TWO), said("王蕾", "这话您别跟别人说是我说的。"))
    findings = found_in(secret)
    drafts = [findings.marked(one) for one in commitments(findings, [])]
    assert len(drafts) == 2
    assert all(INTERNAL in one.flags for one in drafts)
    told = compose_strategy(findings)
    advice = [c.text for s in told.sections for c in s.claims if c.nature == "advice"]
    assert not [text for text in (told.headline, *advice) if "样件" in text or "报价单" in text]


def test_a_sentence_whose_parts_are_told_is_told_nowhere_else() -> None:
    told = compose_strategy(
        found_in(SAID, mail("2026-02-12", THEIRS, "报价单到现在还没有收到，我们很关注。"))
    )
    facts = [c.text for s in told.sections for c in s.claims if c.nature == "fact"]
    assert sum("样件我们周五前" in text for text in facts) == 1
