"""What newcomers ask: deadlines that passed, two things at once, clauses, cancelled orders."""

import datetime as dt

import pytest

from tests.copilot.test_ask import CONTRACT, ask, facts
from tests.support.make import CUSTOMER, Line, material, row, said, source
from yiju.copilot.ask import compose_answer
from yiju.copilot.listing import each_asked
from yiju.copilot.question import read_question
from yiju.copilot.strategy import Composed
from yiju.store.types import Kind

OLD = source(
    Kind.TENDER, "2025-10-20", row("事项: 投标截止时间 | 时间: 2025年12月19日16:00"), title="副车架招标文件"
)
NEW = source(
    Kind.NOTE,
    "2026-01-19",
    row("项目: 投标截止时间 | 原版: 2025-12-19 16:00 | 修订版: 2026-03-27 16:00"),
    "投标人承诺自投标截止之日起180日内不撤回投标。",
    title="招标变更通知",
)
TERMS = source(
    Kind.CONTRACT,
    "2025-06-01",
    Line("质保期为36个月，自验收合格之日起计算。", clause="12.1"),
    Line("甲方在收到合格发票后60日内以电汇方式付款。", clause="9.2"),
    Line("投标文件对付款条件、质保期等条款提出偏离的，双方另行协商。", clause="13.1"),
    title="采购合同",
)


def on(day: str, text: str) -> Composed:
    whole = material(OLD, NEW, as_of=dt.date.fromisoformat(day))
    names = frozenset({CUSTOMER.name, *CUSTOMER.aliases})
    return compose_answer(read_question(text, names), whole.spans, whole, whole.documents)


@pytest.mark.parametrize("question", ["投标什么时候截止", "投标截止时间是什么时候？", "投标哪天截止"])
def test_of_two_deadlines_the_newest_notice_comes_first(question: str) -> None:
    claims = facts(on("2026-03-10", question))
    assert claims[0].citations[0].document.id == NEW.document.id
    assert "2026-03-27" in claims[0].text
    assert not any(flag.startswith("past:") for flag in claims[0].flags)
    assert not any("180日" in claim.text for claim in claims)


def test_a_deadline_that_is_over_is_said_to_be() -> None:
    claims = facts(on("2026-04-02", "投标什么时候截止"))
    assert "past:2026-03-27" in claims[0].flags
    whole = material(OLD, as_of=dt.date(2026, 3, 10))
    (old,) = facts(compose_answer(read_question("投标什么时候截止"), whole.spans, whole, whole.documents))
    assert "past:2025-12-19" in old.flags


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("质保期和付款条件", ["质保期", "付款条件"]),
        ("合同里的质保期与付款条件是什么", ["合同里的质保期是什么", "合同里的付款条件是什么"]),
        ("质保期、付款条件和年降分别是多少", ["质保期分别是多少", "付款条件分别是多少", "年降分别是多少"]),
        ("预付款和尾款比例", ["预付款比例", "尾款比例"]),
        ("质保期和付款条件有什么关系", ["质保期和付款条件有什么关系"]),
        ("质保和保修一样吗", ["质保和保修一样吗"]),
        ("价格是否含税", ["价格是否含税"]),
        ("李昕和罗总说了什么", ["李昕和罗总说了什么"]),
    ],
)
def test_what_is_asked_in_one_breath(text: str, each: list[str]) -> None:
    assert each_asked(text) == each


@pytest.mark.parametrize("question", ["质保期和付款条件", "质保期多久，付款条件呢", "质保期、付款条件是什么"])
def test_both_of_two_questions_are_answered(question: str) -> None:
    quotes = [c.citations[0].quote for c in facts(ask(question, TERMS))]
    assert any("36个月" in quote for quote in quotes)
    assert any("60日内" in quote for quote in quotes)
    assert not any("偏离" in quote for quote in quotes)


def test_what_is_missing_is_said_of_the_one_that_nothing_answers() -> None:
    composed = ask("质保期和履约保证金是多少", TERMS)
    assert "36个月" in facts(composed)[0].text
    (missing,) = composed.missing
    assert "履约保证金" in missing and "质保期" not in missing


@pytest.mark.parametrize(
    "question",
    ["年降是多少", "年降条款怎么写的", "合同规定的年降", "按合同第8.2条，年降是多少", "合同里的年降条款"],
)
def test_a_conflict_is_shown_however_the_clause_is_asked_for(question: str) -> None:
    mail = source(Kind.MAIL, "2025-12-18", "2026年年降比例为2.5%。", sender="Anke Vogt <v@rhein.example>")
    talk = source(Kind.CALL, "2026-01-05", said("李昕", "她说年降条款按合同来，别的都不谈。"))
    first = facts(ask(question, CONTRACT, mail, talk))[0]
    assert first.verdict == "conflict"
    assert [c.document.date for c in first.citations] == [dt.date(2025, 12, 18), dt.date(2025, 3, 1)]


@pytest.mark.parametrize(
    ("clause", "held"),
    [
        ("甲方在交货前三十日内解除订单的，应按订单金额的15%支付违约金。", "15%"),
        ("买方单方终止合同的，应赔偿卖方合同总价的20%。", "20%"),
        ("任何一方无故取消采购订单，应向对方支付人民币5万元违约金。", "5万元"),
    ],
)
@pytest.mark.parametrize("question", ["取消订单的违约金是多少", "退单要赔多少", "终止合同要赔多少"])
def test_what_a_cancelled_order_costs_is_found_in_the_words_of_contracts(
    clause: str, held: str, question: str
) -> None:
    late = Line("逾期付款的，按日万分之五支付违约金。", clause="3.3")
    signed = source(
        Kind.CONTRACT, "2025-06-01", late, Line(clause, clause="7.4"), "本合同一式两份。", title="采购合同"
    )
    first = facts(ask(question, signed))[0]
    assert held in first.citations[0].quote


@pytest.mark.parametrize("question", ["取消订单的违约金是多少", "退单要赔多少", "终止合同要赔多少"])
def test_what_being_late_costs_is_not_given_for_it(question: str) -> None:
    signed = source(
        Kind.CONTRACT,
        "2025-06-01",
        Line("逾期付款的，按日万分之五支付违约金。", clause="3.3"),
        Line("本合同一式两份，双方各执一份。", clause="9.1"),
        title="采购合同",
    )
    assert facts(ask(question, signed)) == []
