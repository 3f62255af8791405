import pytest

from yiju.copilot.defining import GLOSSARY, MARK, compose_definition, terms_asked
from yiju.copilot.llm_terms import term_lines
from yiju.models.tokens import count_tokens
from yiju.retrieval.glossary.reading import bundled


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("什么是PPAP？", ["PPAP"]),
        ("PPAP是什么", ["PPAP"]),
        ("VDA6.3是什么意思", ["VDA 6.3"]),
        ("带量采购指什么", ["VBP"]),
        ("What does LTV stand for?", ["LTV"]),
        ("什么是SOP", ["SOP", "标准作业程序"]),
        ("账期是什么", []),  # what was agreed
        ("威瑟兰的PPAP是什么等级", []),
        ("PPAP要几级", []),
        ("什么是从来没有的词", []),
    ],
)
def test_a_definition_is_told_where_one_is_asked_for(question: str, asked: list[str]) -> None:
    assert [one.term for one in terms_asked(question, bundled())] == asked


def test_a_definition_bears_its_own_mark_and_cites_nothing() -> None:
    made = compose_definition("什么是PPAP", bundled())
    assert made is not None
    (claim,) = made.sections[0].claims
    assert claim.text.startswith("PPAP（生产件批准程序") and claim.text.endswith(MARK)
    assert (claim.nature, claim.citations, claim.flags) == ("advice", (), (GLOSSARY,))
    assert "依据" not in claim.text and "APQP" in claim.text
    assert compose_definition("付款条件是什么", bundled()) is None


def test_a_prompt_gets_the_terms_that_occur_within_its_room() -> None:
    texts = ["SOP之前按VDA 6.3审核，PPAP三级", "碳足迹按ISO 14067"]
    lines = term_lines(texts, None, 500)
    assert [line.partition("：")[0].partition("（")[0] for line in lines] == ["VDA 6.3", "PPAP"]
    assert sum(count_tokens(line) + 1 for line in lines) <= 500
    assert term_lines(texts, None, 10) == ()
    assert "＜" in term_lines(["PPAP"], bundled(), 500)[0] or "<" not in lines[0]
