"""What a newer version of a tender changed, and what is no change."""

import pytest

from tests.support.make import Source, found_in, material, row, source
from yiju.copilot.changes import find_changes
from yiju.copilot.sections import NEWS
from yiju.copilot.strategy import compose_strategy
from yiju.copilot.versions import superseded_ids, versions
from yiju.store.types import Kind

COMMON = (
    "投标人应当具备有效的质量管理体系认证证书。",
    "投标文件应当密封并加盖投标人公章。",
    "评标委员会由五名专家组成，独立评审。",
    "投标人不得与招标代理机构串通投标。",
    "中标人应当在收到中标通知书后签订合同。",
)
RUBRIC = ("评分标准",)


def tender(day: str | None, *lines: object, title: str = "") -> Source:
    return source(Kind.TENDER, day, *COMMON, *lines, title=title or f"招标文件{day}")  # type: ignore[arg-type]


def changes_of(*sources: Source) -> list[str]:
    return [change.text for change in find_changes(material(*sources))]


def test_a_changed_row_is_told_with_both_values() -> None:
    old = tender(
        "2025-11-03", row("评分项: ESG | 权重: 5%", *RUBRIC), row("评分项: 价格 | 权重: 45%", *RUBRIC)
    )
    new = tender(
        "2026-01-12", row("评分项: ESG | 权重: 15%", *RUBRIC), row("评分项: 价格 | 权重: 45%", *RUBRIC)
    )
    (change,) = find_changes(material(old, new))
    assert "ESG" in change.text
    assert "5%→15%" in change.text
    assert (change.old.document.id, change.new.document.id) == (old.document.id, new.document.id)
    assert change.old.text == "评分项: ESG | 权重: 5%"
    assert change.new.text == "评分项: ESG | 权重: 15%"


def test_a_changed_sentence_is_told_with_what_it_said_before() -> None:
    old = tender("2025-11-03", "产品质保期为36个月，自验收合格之日起计算。")
    new = tender("2026-01-12", "产品质保期为48个月，自验收合格之日起计算。")
    assert len(changes_of(old, new)) == 1
    section = next(s for s in compose_strategy(found_in(old, new)).sections if s.title == NEWS)
    (claim,) = [c for c in section.claims if "changed" in c.flags]
    assert "48个月" in claim.text
    assert "36个月" in claim.text
    assert {c.document.id for c in claim.citations} == {old.document.id, new.document.id}


def test_rows_of_a_contents_page_are_no_change() -> None:
    old = tender(
        "2025-11-03", row("第三章 评标办法 | 21", "目录"), "第四章 合同条款………………34", "2.1 付款方式......18"
    )
    new = tender(
        "2026-01-12", row("第三章 评标办法 | 23", "目录"), "第四章 合同条款………………39", "2.1 付款方式......20"
    )
    assert changes_of(old, new) == []


def test_what_stayed_is_no_change() -> None:
    lines = (row("评分项: ESG | 权重: 5%"), "产品质保期为36个月，自验收合格之日起计算。")
    assert changes_of(tender("2025-11-03", *lines), tender("2026-01-12", *lines)) == []


def test_a_new_row_is_not_paired_with_another_row() -> None:
    old = tender("2025-11-03", row("评分项: 交付 | 权重: 9%"))
    new = tender("2026-01-12", row("评分项: 售后 | 权重: 7%"))
    assert changes_of(old, new) == []


def test_reworded_without_another_figure_is_no_change() -> None:
    old = tender("2025-11-03", "供应商应当在30日内提交整改报告。")
    new = tender("2026-01-12", "供应商须在30日内提交整改报告。")
    assert changes_of(old, new) == []


def test_two_tenders_of_different_matters_are_no_versions() -> None:
    one = source(
        Kind.TENDER, "2025-11-03", "本项目采购铝压铸件。", "最高限价为3000万元。", "质保期36个月整。"
    )
    two = source(
        Kind.TENDER, "2026-01-12", "本项目采购食堂服务。", "服务期为12个月整。", "每餐标准为25元整。"
    )
    assert versions(material(one, two)) == []
    assert superseded_ids(material(one, two)) == frozenset()


def test_versions_of_other_kinds_are_none() -> None:
    lines = (*COMMON, "质保期为36个月。")
    one, two = (source(Kind.REPORT, day, *lines) for day in ("2025-11-03", "2026-01-12"))
    assert versions(material(one, two)) == []


def test_the_older_version_is_superseded_and_each_newer_meets_its_latest_older() -> None:
    first, second, third = (
        tender(day, f"质保期为{months}个月，自验收合格起算。")
        for day, months in (("2025-10-01", 24), ("2025-12-01", 36), ("2026-02-01", 48))
    )
    whole = material(first, second, third)
    assert superseded_ids(whole) == {first.document.id, second.document.id}
    pairs = {(old.id, new.id) for old, new in versions(whole)}
    assert pairs == {(first.document.id, second.document.id), (second.document.id, third.document.id)}


def test_of_one_day_the_one_named_a_revision_is_newer() -> None:
    plain = tender("2026-01-12", "质保期为36个月整。", title="招标文件")
    revised = tender("2026-01-12", "质保期为48个月整。", title="招标文件（修订版）")
    assert superseded_ids(material(plain, revised)) == {plain.document.id}


def test_the_revisions_own_list_is_read() -> None:
    listed = row("修订项目: 付款账期 | 原内容: 60日 | 修订后: 75日", "修订说明")
    texts = changes_of(tender("2025-11-03"), tender("2026-01-12", listed))
    assert len(texts) == 1
    assert "付款账期" in texts[0]
    assert "60日" in texts[0]
    assert "75日" in texts[0]


@pytest.mark.parametrize("scored_first", [True, False])
def test_a_score_weighs_more_than_a_copy_count(scored_first: bool) -> None:
    def rows(weight: int, copies: int) -> list[object]:
        pair = [row(f"评分项: ESG | 分值: {weight}"), row(f"资料: 投标文件副本 | 份数: {copies}")]
        return list(pair if scored_first else reversed(pair))

    texts = changes_of(tender("2025-11-03", *rows(5, 4)), tender("2026-01-12", *rows(15, 5)))
    assert len(texts) == 2
    assert "ESG" in texts[0]
