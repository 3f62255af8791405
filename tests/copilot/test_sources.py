"""Questions that set sources against each other, and answers in the turn after the question."""

from tests.copilot.test_ask import CALL, CONTRACT, TENDER, ask, facts
from tests.support.make import Line, said, source
from yiju.store.types import Kind

OFFER = source(
    Kind.TENDER,
    "2025-11-03",
    Line("质保期为48个月，自验收合格之日起计算。", headings=("质量保证",)),
    title="厨房设备招标文件",
)
STOCK = source(
    Kind.CALL,
    "2026-01-05",
    said("罗岳", "库存我看最多两个月。"),
    said("唐敏", "库存快四个月了，压着呢。"),
    said("唐敏", "中午去哪里吃饭？"),
)


def _said(question: str, *sources: object) -> str:
    return " ".join(claim.text for claim in facts(ask(question, *sources)))  # type: ignore[arg-type]


def test_of_two_kinds_of_document_each_is_heard() -> None:
    told = _said("合同和标书里质保期各多长", CONTRACT, OFFER)
    assert "36个月" in told
    assert "48个月" in told


def test_of_two_people_each_is_heard() -> None:
    told = _said("库存几个月，罗总和唐经理各怎么说", STOCK)
    assert "两个月" in told
    assert "四个月" in told


def test_one_source_alone_brings_no_other() -> None:
    assert "48个月" not in _said("合同里质保期多长", CONTRACT, OFFER)


def test_the_turn_after_a_question_answers_it() -> None:
    call = source(
        Kind.CALL,
        "2025-12-20",
        said("王刚", "样机验收安排在哪天？"),
        said("李昕", "定在1月20日。"),
        said("王刚", "食堂今天有鱼。"),
    )
    assert "1月20日" in _said("样机验收安排在哪天", CALL, TENDER, call)
