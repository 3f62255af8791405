"""Which edition a question names, if any."""

import pytest

from yiju.retrieval.edition_asked import edition_asked, without_edition


@pytest.mark.parametrize(
    ("question", "which", "value", "class_", "strict"),
    [
        ("第一版招标文件卡碳足迹了吗", "first", 0, "tender", True),
        ("原版标书保证金多少", "first", 0, "tender", True),
        ("原合同里账期几天", "first", 0, "contract", False),
        ("最初的报价是多少", "first", 0, "letter", False),
        ("上一版里价格分多少", "previous", 0, "", True),
        ("上一轮报价多少", "previous", 0, "letter", True),
        ("修订前的最高限价", "previous", 0, "", False),
        ("合同变更之前质保多久", "previous", 0, "contract", False),
        ("旧版价目表里多少钱", "older", 0, "price", True),
        ("老合同的违约金", "older", 0, "contract", True),
        ("第三版招标文件的限价", "number", 3, "tender", True),
        ("V2版标书保证金", "number", 2, "tender", True),
        ("第二轮报价多少", "number", 2, "letter", True),
        ("2023年版协议账期", "year", 2023, "contract", True),
        ("24版价目表里多少钱", "year", 2024, "price", True),
        ("2024年ESG年报里绿电占比", "year", 2024, "report", False),
        ("修订版招标文件的限价", "newest", 0, "tender", False),
        ("补充协议里年降多少", "supplement", 0, "contract", False),
    ],
)
def test_an_edition_is_understood(question: str, which: str, value: int, class_: str, strict: bool) -> None:
    asked = edition_asked(question)
    assert asked is not None
    assert (asked.which, asked.value, asked.class_, asked.strict) == (which, value, class_, strict)


@pytest.mark.parametrize(
    "question",
    [
        "原材料涨价了吗",
        "还原合同的签订过程",
        "最高限价是多少",
        "第一版和修订版各是多少",
        "修订前后限价差多少",
        "上一版到这版改了什么",
        "两版招标文件哪个限价高",
        "去年的年降是多少",
        "排版费多少",
        "第二轮谈判什么时候",
        "出版合同",
        "A2024版本号是什么意思么",
    ],
)
def test_other_questions_name_none(question: str) -> None:
    assert edition_asked(question) is None


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("第一版招标文件的限价", " 的限价"),
        ("原合同金额是多少", " 合同金额是多少"),
        ("最高限价第一版和修订版各是多少", "最高限价 和修订版各是多少"),
        ("修订版招标文件的限价", "修订版招标文件的限价"),
        ("2024年ESG年报里绿电占比", "2024年ESG年报里绿电占比"),
        ("最高限价是多少", "最高限价是多少"),
    ],
)
def test_words_of_an_older_edition_are_no_topic(question: str, left: str) -> None:
    assert without_edition(question) == left
