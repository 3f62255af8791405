"""Two sources that give different values for one thing, and pairs that only look so."""

import pytest

from tests.support.make import Line, Source, material, said, source
from yiju.copilot import stated
from yiju.copilot.conflicts import Conflict, find_conflicts
from yiju.copilot.normalise import Mention, find_mentions
from yiju.copilot.versions import superseded_ids
from yiju.store.types import Kind

CONTRACT = source(
    Kind.CONTRACT, "2025-03-01", Line("合同期内产品年降比例为3%，按年执行。", clause="8.2"), title="框架合同"
)


def mail(text: str, day: str = "2025-12-18") -> Source:
    return source(Kind.MAIL, day, text, sender="Anke Vogt <vogt@rhein.example>", title=f"年降{day}")


def conflicts(*sources: Source) -> list[Conflict]:
    whole = material(*sources)
    return find_conflicts(whole, without=superseded_ids(whole))


def test_contract_and_mail_that_differ_are_a_conflict_newest_first() -> None:
    (found,) = conflicts(CONTRACT, mail("按系统设置，2026年年降比例为2.5%。"))
    assert found.relation == "conflict"
    assert (found.newer.value, found.older.value) == ("2.5%", "3%")
    assert found.newer.span.document.kind is Kind.MAIL
    assert found.newer.attribute.name == "年降"


@pytest.mark.parametrize("same", ["3%", "3.0%", "３％", "百分之三", "3 %"])
def test_one_value_in_other_forms_is_no_conflict(same: str) -> None:
    assert conflicts(CONTRACT, mail(f"2026年年降比例为{same}，请确认。")) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026年年降比例能不能做到5%？",
        "如果年用量翻倍，年降比例为5%也可以谈。",
        "ESG权重由5%提高到15%。",
        "开票税率为13%，其余不变。",
        "完成率低于90%的，年降另行商议。",
    ],
)
def test_what_states_no_other_value_is_no_conflict(text: str) -> None:
    assert conflicts(CONTRACT, mail(text)) == []


def test_of_two_letters_the_newer_stands() -> None:
    (found,) = conflicts(
        mail("2026年年降比例为2.5%。", "2025-10-01"), mail("2026年年降比例为3.5%。", "2025-12-18")
    )
    assert found.relation == "superseded"
    assert found.newer.value == "3.5%"


def test_one_document_does_not_contradict_itself() -> None:
    tiers = source(
        Kind.CONTRACT, "2025-03-01", "第一年年降比例为3%。", "第二年年降比例为2%。", title="阶梯合同"
    )
    assert conflicts(tiers) == []


def test_a_superseded_tender_contradicts_nothing() -> None:
    common = [f"第{n}项要求：投标人应当按照规定提交相应的证明材料。" for n in range(6)]
    old = source(Kind.TENDER, "2025-11-03", *common, "本项目预算金额为300万元整。", title="招标文件")
    new = source(Kind.TENDER, "2026-01-12", *common, "本项目预算金额为360万元整。", title="招标文件修订版")
    whole = material(old, new)
    assert superseded_ids(whole) == {old.document.id}
    assert conflicts(old, new) == []


def test_prices_of_different_parts_are_no_conflict() -> None:
    contract = source(Kind.CONTRACT, "2025-03-01", "零件WL-3308的含税单价为172.80元/件。", title="合同")
    other = mail("零件WL-7714的含税单价为96.50元/件。")
    assert conflicts(contract, other) == []
    same = mail("零件WL-3308的含税单价为166.75元/件。")
    (found,) = conflicts(contract, same)
    assert found.relation == "conflict"


def test_newspapers_are_no_second_version_of_a_contract() -> None:
    news = source(Kind.NEWS, "2025-12-20", "业内铝压铸件的年降比例为5%。", title="行业新闻")
    assert conflicts(CONTRACT, news) == []


def test_a_call_can_contradict_the_contract() -> None:
    call = source(Kind.CALL, "2025-12-09", said("Anke Vogt", "明年年降比例是2.5%，这是总部定的。"))
    (found,) = conflicts(CONTRACT, call)
    assert found.relation == "conflict"
    assert found.newer.span.speaker == "Anke Vogt"


def test_work_grows_with_the_material_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> list[Mention]:
        parsed.append(text)
        return find_mentions(text)

    monkeypatch.setattr(stated, "find_mentions", counted)
    stated.measure_of.cache_clear()
    letters = [
        mail(f"零件WL-{n % 40}的单价为{n}元。", f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}") for n in range(600)
    ]
    found = conflicts(CONTRACT, mail("2026年年降比例为2.5%。"), *letters)
    assert len(parsed) <= 602  # every value once, however many it is compared with
    assert {c.newer.attribute.name for c in found} == {"年降", "价格"}


def test_a_contract_is_compared_however_many_letters_lie_between() -> None:
    letters = [mail(f"第{n}次来信：2026年年降比例为3%。", f"2025-0{n % 9 + 1}-11") for n in range(300)]
    newest = mail("2026年年降比例为2.5%。", "2026-02-01")
    found = conflicts(CONTRACT, *letters, newest)
    assert any({c.newer.value, c.older.value} == {"2.5%", "3%"} and c.relation == "conflict" for c in found)


def test_two_phases_of_a_project_do_not_contradict_each_other() -> None:
    signed = source(Kind.CONTRACT, "2025-06-18", "质保期为12个月。", title="一期设备采购合同")
    offer = source(
        Kind.MAIL,
        "2026-02-01",
        "二期报价：质保期为24个月。",
        sender="王蕾 <w@huarui.example>",
        title="二期报价",
    )
    assert conflicts(signed, offer) == []
    again = source(
        Kind.MAIL, "2026-02-01", "一期设备质保期为24个月。", sender="李昕 <x@rhein.example>", title="一期"
    )
    assert len(conflicts(signed, again)) == 1
