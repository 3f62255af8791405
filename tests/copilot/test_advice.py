"""How a strategy asks on, and its one line."""

import pytest

from tests.support.make import found_in, said, source
from yiju.copilot.advice import questions
from yiju.copilot.draft import facts_of
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Kind


def asked(*texts: str) -> list[str]:
    """The questions about concerns of these words."""
    findings = found_in(source(Kind.CALL, "2026-02-01", *(said("Anke Vogt", text) for text in texts)))
    return [draft.text for draft in questions(findings, facts_of("concern", findings.material.spans, []))]


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("我最担心再生铝批次追溯的证据链断在供应商那一层。", "放心"),
        ("整改证据必须在3月20日之前提交到质量部门。", "晚了"),
        ("碳足迹数据必须低于6.5%的行业偏差，口径按系统边界算。", "核定"),
        ("重点是逐件碳足迹数据要能追溯到铝锭批次。", "做到什么程度"),
    ],
)
def test_a_question_fits_what_was_said(text: str, tail: str) -> None:
    (question,) = asked(text)
    assert tail in question
    assert text.rstrip("。") in question


def test_no_two_questions_ask_in_the_same_words() -> None:
    found = asked("重点是逐件碳足迹数据要能追溯到铝锭批次。", "希望贵方派驻现场工程师配合模具验收整改。")
    tails = [question.rpartition("”，")[2] for question in found]
    assert len(tails) == len(set(tails)) == 2


def test_the_one_line_says_what_is_owed_and_since_when() -> None:
    promise = said("王蕾", "这样，12月20日之前，我们把LCA边界说明发给您。")
    line = compose_strategy(found_in(source(Kind.CALL, "2025-12-09", promise))).headline
    assert "“12月20日之前" in line
    assert "（应于2025-12-20）" in line


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我方3月20日前提交模具整改方案（负责人：孙倩）。", "孙倩"),
        ("我方承诺3月20日前提交模具整改方案。", "我方"),
        ("周磊承诺3月20日前完成模具整改方案。", "周磊"),
    ],
)
def test_our_promise_in_minutes_is_ours_to_fulfil(text: str, who: str) -> None:
    composed = compose_strategy(found_in(source(Kind.NOTE, "2026-03-02", text)))
    steps = next(section for section in composed.sections if section.title == "下一步")
    (step,) = [claim.text for claim in steps.claims if "兑现" in claim.text]
    assert step.startswith(f"{who}：")


def test_a_document_of_another_year_is_named_with_its_year() -> None:
    composed = compose_strategy(
        found_in(
            source(Kind.CONTRACT, "2025-06-18", "合同期内产品年降比例为3%，按年执行。", title="框架合同"),
            source(
                Kind.MAIL, "2026-02-18", "2026年年降比例为2.5%。", sender="Anke Vogt <vogt@rhein.example>"
            ),
        )
    )
    (question,) = [
        c.text for s in composed.sections if s.title == "建议提问" for c in s.claims if "年降" in c.text
    ]
    assert "2025年6月18日合同里是3%" in question
    assert "“关于年降，2月18日邮件里是2.5%" in question
