"""What the customer minds: contentment is no worry, and what they will not have so is one."""

import pytest

from tests.support.make import Source, found_in, said, source
from yiju.copilot.promises import promiser
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.copilot.worries import is_concern, minds
from yiju.store.types import Claim, Kind

CALL = "2026-03-04"


def strategy(*lines: tuple[str, str], more: tuple[Source, ...] = ()) -> Composed:
    call = source(Kind.CALL, CALL, *(said(who, text) for who, text in lines))
    return compose_strategy(found_in(call, *more))


def of(told: Composed, title: str) -> list[Claim]:
    return [claim for section in told.sections if section.title == title for claim in section.claims]


@pytest.mark.parametrize(
    "text",
    [
        "你们的质量我们一直不担心，样件也做得细。",
        "上次的报告打消了我们质量部门的顾虑。",
        "这批样件完全符合我们的尺寸要求。",
        "希望今年和贵司继续愉快合作下去。",
        "我们很看重和贵司的长期合作关系。",
        "对检测报告我们没有什么疑问了。",
        "We have no further concerns about the carbon data.",
    ],
)
def test_contentment_is_no_concern(text: str) -> None:
    assert not is_concern(text) and not minds(text)
    told = strategy(("李昕", text), ("李昕", "碳足迹的数据口径我们必须逐件核对。"))
    assert [claim.text for claim in of(told, "客户关切")] == ["李昕：“碳足迹的数据口径我们必须逐件核对”"]
    assert not [claim.text for claim in of(told, "本次目标与议程") if text[:8] in claim.text]


@pytest.mark.parametrize(
    "text",
    [
        "质量我们不担心，但是交期必须提前两周。",
        "我们担心你们的产能跟不上今年的爬坡。",
        "这批样件不符合我们的尺寸要求，希望尽快整改。",
        "没有书面的整改方案，我们的顾虑打消不了。",
    ],
)
def test_a_worry_beside_contentment_is_one(text: str) -> None:
    assert is_concern(text)


def test_of_what_is_content_for_a_part_nobody_is_asked_what_they_fear() -> None:
    told = strategy(("李昕", "质量我们不担心，但是验收口径必须写进附件。"))
    asked = " ".join(claim.text for claim in of(told, "建议提问"))
    assert "不担心" in asked and "最怕" not in asked


def test_a_wish_is_talked_over_and_an_objection_answered() -> None:
    told = strategy(
        ("李昕", "今年我们的重点是越南工厂的本地化供货。"), ("何宁", "账期改成九十天，这个我们不同意。")
    )
    agenda = " ".join(claim.text for claim in of(told, "本次目标与议程"))
    assert "谈清李昕：" in agenda
    assert "正面回应何宁：" in agenda


def test_what_they_will_not_have_so_is_a_concern_even_where_it_is_a_contradiction_too() -> None:
    told = strategy(
        ("王蕾", "按合同返利是3%，不到任务不返。"),
        ("李昕", "你去年说的可不是3%，是6%，只按3%我们不好接受。"),
    )
    assert [c.text for c in of(told, "客户关切") if "6%" in c.text]
    assert [c.text for c in of(told, "竞争与风险") if c.verdict == "conflict"]
    asked = [c.text for c in of(told, "建议提问") if "不好接受" in c.text]
    assert asked and not any("做到什么程度算通过" in text for text in asked)


def test_what_our_own_side_would_not_have_so_is_no_concern_of_theirs() -> None:
    minutes = source(Kind.NOTE, "2026-03-05", "华锐不同意从货款中抵扣，具体天数由双方核定。")
    told = strategy(("李昕", "碳足迹的数据口径我们必须逐件核对。"), more=(minutes,))
    assert not [c.text for c in of(told, "客户关切") if "不同意" in c.text]


def test_no_name_ends_in_a_negation() -> None:
    minutes = source(Kind.NOTE, "2026-03-05", "华锐不同意从货款中抵扣，具体天数由双方核定。")
    assert promiser(found_in(minutes).material.spans[0], ours=False) == "客户"


def test_an_amount_that_went_through_a_system_is_nobody_who_left() -> None:
    told = strategy(
        ("李昕", "我们系统里的订单已经按166.75元走了，改不回来。"), ("何宁", "郑工上个月走了，去了别的公司。")
    )
    people = " ".join(c.text for c in of(told, "关键人与决策链") if "走了" in c.text)
    assert "郑工" in people and told.sections[1].claims[0].text.startswith("何宁")


def test_a_competitors_figure_is_no_word_on_the_person_who_told_it() -> None:
    news = tuple(
        source(Kind.NEWS, day, "恒川精密投产新线。", title="竞争对手动态")
        for day in ("2026-02-01", "2026-01-01")
    )
    told = strategy(
        ("李昕", "恒川精密报的是5.2，满分。"), ("李昕", "我们下半年的用量大约是一万八千件。"), more=news
    )
    assert not [c for c in of(told, "关键人与决策链") if "满分" in c.text]
    assert [c for c in of(told, "竞争与风险") if "满分" in c.text]


def test_what_two_sources_differ_on_is_not_told_once_more_at_the_person() -> None:
    contract = source(Kind.CONTRACT, "2025-06-01", "合同期内产品年降比例为3%，按年执行。", title="框架合同")
    letter = source(
        Kind.MAIL, "2026-03-01", "按系统设置，2026年年降比例为2.5%。", sender="何宁 <he@rhein.example>"
    )
    told = strategy(("李昕", "碳足迹的数据口径我们必须逐件核对。"), more=(contract, letter))
    assert [c.text for c in of(told, "竞争与风险") if "2.5%" in c.text]
    assert not [c.text for c in of(told, "关键人与决策链") if "2.5%" in c.text]


def test_whom_they_want_sent_is_a_wish_and_nobody_who_comes() -> None:
    told = strategy(("李昕", "希望贵方派驻现场工程师配合模具验收整改。"))
    assert [c.text for c in of(told, "客户关切")] == ["李昕：“希望贵方派驻现场工程师配合模具验收整改”"]
    assert of(told, "关键人与决策链") == []


def test_a_letter_of_three_demands_is_told_with_all_three() -> None:
    letter = source(
        Kind.MAIL,
        "2026-03-01",
        "碳足迹的数据口径必须逐件核对。",
        "模具分摊希望贵司在二季度给出书面答复。",
        "包装规格要求改为可循环托盘并重新报样。",
        sender="何宁 <he@rhein.example>",
    )
    assert len(of(compose_strategy(found_in(letter)), "客户关切")) == 3
