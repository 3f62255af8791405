"""The customer's people, as calls, mails and posts show them."""

from tests.support.make import Source, material, said, source
from yiju.copilot.people import Person, find_people
from yiju.store.types import Kind


def people(*sources: Source) -> list[Person]:
    return find_people(material(*sources))


def named(found: list[Person], name: str) -> Person:
    return next(person for person in found if person.name == name)


CALL = source(
    Kind.CALL,
    "2025-12-09",
    said("王蕾", "我们会按时提交模具分摊方案。"),
    said("Anke Vogt", "碳足迹数据必须逐件提供，这是总部的要求。"),
    said("李昕", "定点由采购总监 Anke Vogt 拍板，质量那边有否决权。"),
)
MAIL = source(
    Kind.MAIL, "2026-01-08", "The tooling split is still open.", sender='"Vogt" <vogt@rhein.example>'
)
OURS = source(Kind.MAIL, "2026-01-09", "附件是模具分摊方案。", sender="周磊 <zhou@huarui.example>")


def test_our_own_people_are_not_the_customers() -> None:
    names = {person.name for person in people(CALL, MAIL, OURS)}
    assert "王蕾" not in names
    assert "周磊" not in names
    assert {"Anke Vogt", "李昕"} <= names


def test_two_forms_of_a_name_are_one_person() -> None:
    found = people(CALL, MAIL)
    assert "Vogt" not in {person.name for person in found}
    vogt = named(found, "Anke Vogt")
    assert {span.document.kind for span in vogt.said} == {Kind.CALL, Kind.MAIL}
    assert vogt.said[0].document.kind is Kind.MAIL  # the newest first


def test_one_family_name_of_two_people_joins_neither() -> None:
    two = source(
        Kind.CALL,
        "2025-12-09",
        said("Anna Roth", "碳足迹数据必须逐件提供。"),
        said("Peter Roth", "审核证据还不够完整。"),
        said("Roth", "我们内部再讨论一下。"),
    )
    assert {person.name for person in people(two)} == {"Anna Roth", "Peter Roth", "Roth"}


def test_a_title_beside_the_name_is_found_with_its_place() -> None:
    vogt = named(people(CALL), "Anke Vogt")
    assert vogt.title == "采购总监"
    assert vogt.title_span is not None
    assert "采购总监 Anke Vogt" in vogt.title_span.text


def test_who_decides_is_found_and_stands_first() -> None:
    found = people(CALL)
    assert found[0].name == "Anke Vogt"
    assert any("拍板" in span.text for span in found[0].decision_spans)
    assert named(found, "李昕").decision_spans == ()


def test_a_question_about_who_decides_decides_nothing() -> None:
    asked = source(
        Kind.CALL,
        "2025-12-09",
        said("Anke Vogt", "我先介绍一下项目背景。"),
        said("李昕", "这件事是 Anke Vogt 拍板吗？"),
    )
    assert named(people(asked), "Anke Vogt").decision_spans == ()


def test_unnamed_speakers_and_addresses_are_nobody() -> None:
    found = people(
        source(
            Kind.CALL, "2025-12-09", said("说话人1", "模具分摊方案什么时候给？"), said("Speaker 2", "下周。")
        ),
        source(Kind.MAIL, "2026-01-08", "请查收。", sender="noreply@rhein.example"),
    )
    assert found == []


def test_nobody_is_found_where_nobody_speaks() -> None:
    assert people(source(Kind.CONTRACT, "2025-03-01", "甲方代表：张三。")) == []


def test_who_can_stop_it_and_who_comes_and_goes_are_told() -> None:
    from tests.support.make import found_in
    from yiju.copilot.section_people import people as section

    call = source(
        Kind.CALL,
        "2026-02-20",
        said("李昕", "Anke Vogt 是可持续部的。"),
        said("李昕", "碳这一块她有一票否决，不签字就定不了点。"),
        said("李昕", "Miriam Roth 从电驱采购过来的，3月16号到岗。"),
        said("李昕", "好了，我得走了，路上要堵。"),
    )
    shown = section(found_in(CALL, call), [])
    told = [draft for draft in shown if "一票否决" in draft.text]
    assert told
    assert told[0].flags == ("about:Anke Vogt",)
    assert any("到岗" in draft.text for draft in shown)
    assert not any("我得走了" in draft.text for draft in shown)


MINUTES = source(
    Kind.NOTE,
    "2026-01-16",
    "莱茵：顾明远（院长）、韩雪（财务总监）　　我方：王蕾（销售总监）",
    "2. 顾院长表示，股东会已同意处置闲置的老楼，届时优先偿还设备款。",
    "3. 还款由顾院长拍板。",
    "4. 韩雪没有发言。",
)


def test_whoever_minutes_list_and_quote_by_title_is_one_person() -> None:
    found = people(CALL, MINUTES)
    assert {person.name for person in found} == {"Anke Vogt", "李昕", "顾明远"}
    one = named(found, "顾明远")
    assert one.title == "院长"
    assert one.forms == {"顾明远", "顾院长"}
    assert [span.text[:7] for span in one.said] == ["2. 顾院长表"]
    assert any("拍板" in span.text for span in one.decision_spans)


def test_a_surname_that_two_bear_is_nobodys_title() -> None:
    other = source(Kind.NOTE, "2026-01-17", "莱茵：顾行（财务总监）")
    assert "顾明远" not in {person.name for person in people(CALL, MINUTES, other)}
