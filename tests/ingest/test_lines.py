"""Wrapped lines are joined, separate lines are kept."""

# ruff: noqa: E501 (lines are long because wrapping is tested)

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.ingest.lines import join_lines, unwrap

ENGLISH = (
    "The supplier must provide product carbon footprint data for every part number from 2027 on, and the "
    "template is to be confirmed by the end of January. After that the purchasing department will check it "
    "together with quality, and both will report to the board before the next tender is published."
)
CHINESE = (
    "客户计划在明年以前完成碳足迹数据的逐件追溯，要求一级供应商配合，并且在一月底之前确认数据模板，由采购部统一验收。"
    "验收通过以后，双方再讨论年降比例，价格条款维持原合同不变。质量部门负责复核，交付部门负责排产和样件的安排工作。"
)


@pytest.mark.parametrize("columns", [60, 72, 76, 80])
def test_hard_wrapped_english(columns: int) -> None:
    assert unwrap(textwrap.wrap(ENGLISH, columns)) == [ENGLISH]


@pytest.mark.parametrize("chars", [20, 30, 36, 40])
def test_hard_wrapped_chinese(chars: int) -> None:
    assert unwrap([CHINESE[n : n + chars] for n in range(0, len(CHINESE), chars)]) == [CHINESE]


@pytest.mark.parametrize(
    "lines",
    [
        ["客户：莱茵汽车", "联系人：Anke Vogt", "地址：斯图加特"],
        ["客户要求自2027年起逐件提供碳足迹的数据，格式待定。", "我们同意。", "下周再谈。"],
        ["我们在上周三去拜访了客户的采购部门和质量部门的同事。", "他们对新的报价方案表示基本满意，但是还要内部评审。",
         "下一步由我方提供更新的模具分摊方案和交付计划表格。"],
        ["Dear Mr. Wang,", "Anke Vogt", "Head of Purchasing", "Rhein Automobil"],
        ["1. 提交边界说明并且确认口径以及数据模板的格式要求等等", "2. 复核整改证据并且补充样本数量以及批次号码清单等等", "3. 排产"],
    ],
)  # fmt: skip
def test_separate_lines(lines: list[str]) -> None:
    assert unwrap(lines) == lines


def test_join() -> None:
    assert join_lines(["客户要求", "VDA6.3", "and more", "", "完成。"]) == "客户要求VDA6.3 and more完成。"


@given(st.lists(st.text(alphabet="报价，。abc 1.-", min_size=1).filter(str.strip), min_size=1, max_size=12))
def test_nothing_is_lost(lines: list[str]) -> None:
    joined = "".join("".join(unwrap(lines)).split())
    assert joined == "".join("".join(lines).split())
