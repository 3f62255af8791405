"""Which terms are shown under which name, and what stands among the risks."""

from tests.support.make import Line, Source, found_in, said, source
from yiju.copilot.section_risks import risks
from yiju.copilot.section_terms import terms
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
