"""What documents tell where no row does: the next meeting, the last price, who holds a title."""

import datetime as dt

import pytest

from tests.support.make import CUSTOMER, TODAY, Line, Source, material, row, said, source
from yiju.copilot.draft import Draft
from yiju.copilot.material import Material
from yiju.copilot.rows.meetings import next_meeting
from yiju.copilot.rows.prices import last_prices
from yiju.copilot.rows.titles import holders, title_asked, titles_of
from yiju.store.types import Kind

OURS, THEIRS = "chen@own.example", "vogt@rhein.example"


def _mail(day: dt.date, sender: str, *lines: str, title: str = "往来") -> Source:
    return source(Kind.MAIL, day.isoformat(), *map(Line, lines), title=title, **{"from": sender})


def _with_us(*sources: Source) -> Material:
    made = material(*sources)
    seller = made.seller.model_copy(update={"people": ("陈工然", "罗小静"), "domains": ("own.example",)})
    return Material(made.customer, made.documents, made.spans, TODAY, seller)


def _texts(drafts: list[Draft]) -> list[str]:
    return [draft.spans[0].text for draft in drafts]


def test_the_soonest_meeting_to_come_is_told_and_no_past_or_cancelled_one() -> None:
    soon, later = TODAY + dt.timedelta(days=6), TODAY + dt.timedelta(days=30)
    before = TODAY - dt.timedelta(days=5)
    held = _with_us(
        _mail(before, THEIRS, f"我们{later.month}月{later.day}日再开会。"),
        _mail(before, THEIRS, f"I look forward to our meeting on {soon.day} {soon:%B} in our office."),
        _mail(before, THEIRS, f"{(TODAY + dt.timedelta(days=2)).day}号的会议取消。"),
        _mail(before, THEIRS, f"上次会议是{before.year}年{before.month}月{before.day}日开的。"),
        _mail(before, THEIRS, f"{soon.month}月{soon.day}日之前付款。"),
    )
    assert _texts(next_meeting(held)) == [
        f"I look forward to our meeting on {soon.day} {soon:%B} in our office."
    ]
    assert next_meeting(_with_us(_mail(before, THEIRS, "下次开会再说。"))) == []


def test_the_last_price_is_of_our_own_last_quotation_and_no_raw_material() -> None:
    day = TODAY - dt.timedelta(days=200)
    held = _with_us(
        source(Kind.TENDER, TODAY.isoformat(), Line("铝价按A00铝月均价每吨20,780元计算，报价随之调整。")),
        _mail(
            day, OURS, "一号支架：186.50元/件。", "铝价基准：19,980元/吨，报价时按此计。", title="正式报价"
        ),
        _mail(
            day + dt.timedelta(days=30),
            OURS,
            "一号支架：178.20元/件。",
            "二号支架：98元/件。",
            title="报价第二轮",
        ),
        _mail(day + dt.timedelta(days=40), THEIRS, "你们的报价比别家高出8元/件。", title="RE: 报价第二轮"),
    )
    assert _texts(last_prices(held)) == ["一号支架：178.20元/件。", "二号支架：98元/件。"]


def test_a_later_price_list_of_a_contract_is_told_after_the_quotation() -> None:
    quoted = _mail(TODAY - dt.timedelta(days=90), OURS, "一号支架：178.20元/件。", title="报价")
    listed = source(
        Kind.CONTRACT,
        (TODAY - dt.timedelta(days=60)).isoformat(),
        row("零件: 一号支架 | 2025年: 172.80", "附件一 价格表（元/件）"),
        row("模具: 一号 | 数量: 1", "附件二 模具清单"),
        title="框架合同",
    )
    assert _texts(last_prices(_with_us(quoted, listed))) == [
        "一号支架：178.20元/件。",
        "零件: 一号支架 | 2025年: 172.80",
    ]


PEOPLE = (
    source(
        Kind.CALL,
        "2025-12-01",
        said("李昕", "总部的采购总监 Anke Vogt 自己签。"),
        said("陈工然", "我是大客户经理陈工然，这位是罗小静。"),
        attendees="李昕, Anke Vogt, 陈工然, 罗小静",
    ),
    source(Kind.REPORT, "2026-01-02", Line("采购总监批准五百万以内的定点。")),
    source(Kind.CONTRACT, "2025-03-01", row("一方: 乙方 | 姓名: 罗小静 | 职责: 质量总监，验收", "附件")),
)


@pytest.mark.parametrize(
    ("title", "ours", "held"),
    [
        ("采购总监", False, ["Anke Vogt"]),
        ("质量总监", False, []),
        ("质量总监", True, ["罗小静"]),
        ("总监", False, []),
    ],
)
def test_a_title_is_held_by_whoever_has_exactly_that_on_that_side(
    title: str, ours: bool, held: list[str]
) -> None:
    found = holders(_with_us(*PEOPLE), title, ours=ours)
    assert [draft.flags[0].removeprefix("about:") for draft in found] == held


def test_our_people_have_the_titles_that_are_stated_beside_their_names() -> None:
    found = titles_of(_with_us(*PEOPLE), ["陈工然", "罗小静", "无名"])
    assert [draft.flags for draft in found] == [("about:陈工然",), ("about:罗小静",)]
    assert "质量总监" in found[1].spans[0].text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"谁是{CUSTOMER.name}的采购总监", ("采购总监", False)),
        ("采购总监是谁？", ("采购总监", False)),
        ("谁是我们的质量总监", ("质量总监", True)),
        ("谁负责质量", None),
        ("采购总监批准什么", None),
        ("采购总监对价格怎么说", None),
    ],
)
def test_a_question_for_the_holder_of_a_title(text: str, asked: tuple[str, bool] | None) -> None:
    assert title_asked(text, {CUSTOMER.name, *CUSTOMER.aliases}) == asked
