"""Which terms are shown under which name, and what stands among the risks."""

from tests.support.make import Line, Source, found_in, row, said, source
from yiju.copilot.section_risks import risks
from yiju.copilot.section_terms import terms
from yiju.copilot.sections import NEXT
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Kind

_TELLS = {"违约责任", "服务期与合同期", "评分权重", "逾期付款"}


def named(*sources: Source) -> dict[str, str]:
    """Name → the text shown under it."""
    shown = terms(found_in(*sources), [])
    return {draft.flags[0][6:]: draft.text for draft in shown}


def contract(*texts: str) -> Source:
    lines = [Line(text, clause=f"{n}.1") for n, text in enumerate(texts, 1)]
    return source(Kind.CONTRACT, "2025-03-01", *lines, title="采购合同")


def test_how_long_a_secret_is_kept_is_no_term_of_the_contract() -> None:
    shown = named(
        contract("保密期限为合同终止后三年，有效期内双方均应保密。", "本合同期限为24个月，自签订之日起算。")
    )
    assert "24个月" in shown["服务期与合同期"]
    assert "服务期与合同期" not in named(contract("保密义务有效期为三年。"))


def test_the_sellers_own_default_comes_first_and_late_payment_apart() -> None:
    shown = named(
        contract(
            "甲方逾期付款的，按应付金额每日万分之三支付违约金。",
            "乙方迟延交付的，每迟延一日按迟延部分货款的0.3%支付违约金。",
        )
    )
    assert "迟延交付" in shown["违约责任"]
    assert "逾期付款" in shown["逾期付款"]


def test_a_split_of_scores_goes_before_one_score() -> None:
    tender = source(
        Kind.TENDER,
        "2026-01-12",
        "评分标准：满分100分。",
        "评分权重：技术40分，商务20分，价格40分。",
        title="招标文件",
    )
    assert "技术40分" in named(tender)["评分权重"]


def test_a_question_is_no_risk_and_neither_is_a_piece() -> None:
    call = source(
        Kind.CALL,
        "2026-02-20",
        said("李昕", "那接口整改方案的风险呢？"),
        said("李昕", "（ 1 ‰）按日计收违约金的风险条款。"),
        said("李昕", "压铸模具的交付已经延期两周，停线风险很高。"),
    )
    (shown,) = risks(found_in(call), [])
    assert "停线风险很高" in shown.text


def test_what_we_let_go_by_word_of_mouth_stands_beside_the_clause_that_voids_it() -> None:
    shown = risks(
        found_in(
            contract("变更、减免须由双方授权代表书面签署，销售人员的口头承诺无效。"),
            source(Kind.CALL, "2026-02-04", said("王蕾", "月底前付清的话，违约金我去争取给您免掉。")),
        ),
        [],
    )
    (waived,) = [draft for draft in shown if draft.key.startswith("waiver:")]
    assert [span.document.kind for span in waived.spans] == [Kind.CALL, Kind.CONTRACT]


def test_how_long_a_warranty_lasts_goes_before_how_soon_something_is_mended_under_it() -> None:
    shown = named(
        contract("质保期内，关键模块故障应在48小时内修复。", "合同总价包含运输、调试及24个月整机质保。")
    )
    assert "24个月" in shown["质保"]


def test_months_are_no_number_of_things() -> None:
    shown = named(contract("库存应保持在1.5个月至3个月的销量之间。", "乙方年采购量不少于3,000件。"))
    assert "3,000件" in shown["用量"]
    assert "用量" not in named(contract("库存应保持在1.5个月至3个月的销量之间。"))


def test_a_letter_of_years_ago_states_no_terms_beside_a_contract() -> None:
    letter = source(
        Kind.MAIL,
        "2024-10-25",
        "第一轮比价下来，WL-3308的报价比目标价高8元以上。",
        sender="李昕 <li@rhein.example>",
    )
    assert "价格" not in named(contract("甲方在收到合格发票后60日内付款。"), letter)
    assert "价格" in named(letter)


def test_the_next_closing_day_is_a_step_and_none_that_we_set_ourselves() -> None:
    ours = source(
        Kind.MAIL,
        "2026-03-05",
        "请注意，优惠申请的截止时间是2026年3月20日。",
        sender="王蕾 <wang@huarui.example>",
    )
    tender = source(
        Kind.TENDER,
        "2026-02-10",
        "投标截止时间为2026年4月27日16时。",
        "质保期为验收后18个月。",
        title="招标文件",
    )

    def steps(*sources: Source) -> list[str]:
        told = compose_strategy(found_in(*sources))
        return [c.text for s in told.sections if s.title == NEXT for c in s.claims if "截止" in c.text]

    assert steps(ours) == []
    (step,) = steps(ours, tender)
    assert "4月27日" in step


def test_a_changed_deadline_that_is_over_is_marked() -> None:
    same = tuple(f"第{n}项要求：投标人应当按照规定提交相应的证明材料。" for n in "一二三四五六")
    old, new = (
        source(
            Kind.TENDER,
            issued,
            *same,
            row(f"事项: 澄清截止 | 时间: {asked}"),
            row(f"事项: 投标截止时间 | 时间: {due}"),
            title=title,
        )
        for issued, asked, due, title in (
            ("2025-11-03", "2025年11月21日17:00", "2025年12月19日16:00", "招标文件"),
            ("2026-01-12", "2026年2月27日17:00", "2026年3月27日16:00", "招标文件修订版"),
        )
    )
    told = compose_strategy(found_in(old, new)).sections[0].claims
    marks = {"澄清" in c.text: [f for f in c.flags if f.startswith("past:")] for c in told}
    assert marks == {True: ["past:2026-02-27"], False: []}


def test_how_much_is_kept_in_stock_is_a_term_of_delivery() -> None:
    assert "1.5个月" in named(contract("乙方库存应保持在1.5个月至3个月的销量之间。"))["交付"]
