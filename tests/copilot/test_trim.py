"""Shorter sentences that say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.copilot.trim import trim


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("嗯，那个，我们要求逐件提供碳足迹。", "我们要求逐件提供碳足迹"),
        ("但是，价格不能再降了。", "价格不能再降了"),
        ("8.2 年降比例为3%。", "年降比例为3%"),
        ("（一）乙方应当按期交货。", "乙方应当按期交货"),
        ("3、付款期限为60日。", "付款期限为60日"),
        ("这样，6月27号之前我把方案发给您。", "6月27号之前我把方案发给您"),
        ("嗯，是这样的，审核要等到五月。", "审核要等到五月"),
        ("这样的价格我们不能接受。", "这样的价格我们不能接受"),
        ("好的。", "好的"),
        ("3.5%的年降不能接受。", "3.5%的年降不能接受"),
        ("2026年年降比例为3%", "2026年年降比例为3%"),
    ],
)
def test_what_leads_and_ends_is_left_out(text: str, kept: str) -> None:
    assert trim(text) == kept


def test_a_long_sentence_ends_at_a_comma_before_the_limit() -> None:
    text = "第一中标人份额为百分之六十，第二中标人份额为百分之四十，任何投标人不得获得全部份额"
    kept = trim(text, 32)
    assert text.startswith(kept)
    assert len(kept) <= 32
    assert text[len(kept)] == "，"


@pytest.mark.parametrize(
    "tail",
    [
        "但紧急订单除外",
        "除非双方另有书面约定",
        "不含模具费用",
        "如果发生延期则另行计算",
        "前提是年用量达到十万件",
    ],
)
def test_what_turns_the_meaning_is_never_cut(tail: str) -> None:
    text = f"乙方应当在收到订单之后的三十日之内完成全部货物的交付，{tail}。"
    assert tail in trim(text, 30)


def test_a_bracket_is_never_cut_open() -> None:
    text = "乙方提供的全部货物（包括备件，工装，检具以及随附的全部技术资料）均应当符合本合同附件三的要求"
    assert trim(text, 24) == text


def test_a_long_sentence_without_a_comma_stays_whole() -> None:
    text = "乙方应当按照本合同附件三所列明的全部技术要求和质量标准完成供货" * 3
    assert trim(text, 40) == text


@given(st.text(alphabet="价格降但（），。除非8.2 嗯好", max_size=80), st.integers(9, 60))
def test_trimming_only_takes_away_from_the_ends(text: str, limit: int) -> None:
    kept = trim(text, limit)
    assert kept in text
    assert trim(kept, max(limit, len(kept))) in kept


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("关于血常规试剂供货价由1,280元每盒调整为545元每盒的通知", 16),  # not within the number
        ("会议时间改到下周三上午12:30在贵方三楼会议室举行请查收", 16),
        ("考虑到集采在即公司特批：若贵司全年采购额不低于500万元，返利提高到百分之六", 34),  # not after 若 …
        ("根据合同第四条第三款，我司拟自本函送达之日起15日后，暂停质保服务与试剂供应", 30),
        ("根据合同第四条第三款，我司拟自本函送达之日起15日后，暂停质保服务与试剂供应", 20),
    ],
)
def test_neither_a_number_nor_a_condition_is_cut_off(text: str, limit: int) -> None:
    assert trim(text, limit) == text


def test_a_figure_may_stand_before_the_cut() -> None:
    text = "首批订单金额为1,280元，其余货款在验收合格之后由甲方一次付清并开具发票"
    assert trim(text, 24) == "首批订单金额为1,280元"
