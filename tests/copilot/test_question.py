"""What a question asks for."""

import pytest

from yiju.copilot.question import read_question


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("预算金额是多少？", "money"),
        ("年降比例是多少", "percent"),
        ("价格权重占多少分", "score"),
        ("质保期多长？", "duration"),
        ("投标什么时候截止？", "date"),
        ("谁有否决权？", "person"),
        ("一共几台设备？", "quantity"),
        ("逾期违约金多少", "any"),
        ("what is the payment deadline", "date"),
    ],
)
def test_the_sort_of_value_asked_for(text: str, sort: str) -> None:
    assert sort in read_question(text).sorts


def test_a_question_of_no_value_asks_for_anything() -> None:
    question = read_question("客户对碳足迹怎么看？")
    assert question.sorts == ()
    assert question.value is None
    assert question.focus
    assert question.focus in "碳足迹"


def test_the_customers_own_name_is_no_word_of_the_question() -> None:
    question = read_question("莱茵汽车的付款账期是多久？", frozenset({"莱茵汽车", "莱茵"}))
    assert not any("莱茵" in word for word in question.words)
    assert "付款条件" in {a.name for a in question.attributes}


def test_asking_words_are_none_of_its_words() -> None:
    words = read_question("请问投标保证金是多少钱？").words
    assert words.isdisjoint({"请问", "多少", "多少钱"})
    assert "保证金" in "".join(words)


@pytest.mark.parametrize(("value", "fits"), [("330万元", True), ("30天", False)])
def test_the_value_that_would_answer(value: str, fits: bool) -> None:
    pattern = read_question("预算金额是多少？").value
    assert pattern is not None
    assert bool(pattern.search(value)) is fits


def test_the_anchor_matches_any_word_of_the_attribute() -> None:
    anchor = read_question("投标截止时间是哪天？").anchor
    assert anchor.search("提交投标文件截止时间：2026年")
    assert not anchor.search("天气不错")


def test_the_expanded_query_adds_the_attributes_words() -> None:
    question = read_question("账期多久？")
    assert "付款" in question.expanded
    assert len(question.expanded) > len(" ".join(question.words))


@pytest.mark.parametrize("text", ["", "？", "吗", "12345"])
def test_an_empty_question_holds_nothing(text: str) -> None:
    question = read_question(text)
    assert question.focus == ""
    assert question.words == frozenset()


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("这个厂一年能造多少辆车", "年产能18万辆", "回收2.9万吨"),
        ("研发部门有多少人", "研发人员共320名", "预算上限为1,450千克"),
        ("三号库放了几台机器", "数量(台): 9", "三号库共放了6吨"),
        ("小李电话给我一个", "手机 138-0000-1234", "8月15日之前发过来"),
        ("小李的邮箱是什么", "li@example.com", "已发邮件3封"),
        ("AB-1234那份声明的编号是多少", "编号 PCF-2025-0926", "AB-1234的声明"),
    ],
)
def test_a_value_is_of_the_sort_and_the_unit_asked_for(text: str, holds: str, lacks: str) -> None:
    value = read_question(text).value
    assert value is not None
    assert value.search(holds)
    assert not value.search(lacks)


def test_a_phone_call_is_no_phone_number() -> None:
    assert read_question("上次电话里说了多少").sorts == ("any",)
