"""When contracts end: as their own clause says it, and never guessed."""

import datetime as dt

import pytest

from tests.support.make import material, source
from yiju.copilot.contract_ends import find_contract_ends
from yiju.store.types import Kind


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("14.1 本合同自2025年4月1日起生效，至2028年3月31日止。", "2028-03-31"),
        ("7.1 本合同自签订之日起生效，至2026年12月31日止。", "2026-12-31"),
        ("本协议有效期为2024年1月1日至2026年6月30日。", "2026-06-30"),
        ("合同期限：2025-01-01 至 2026-05-31。", "2026-05-31"),
        ("本合同于2026年9月30日届满。", "2026-09-30"),
        ("This Agreement shall remain in force until 2027-02-28.", "2027-02-28"),
        ("合同履行期限：自合同签订之日起24个月。", ""),
        ("质保期自验收合格之日起至2027年3月31日止。", ""),
        ("报价有效期至2026年4月30日。", ""),
        ("乙方应于2026年4月30日前交付首批合同货物。", ""),
        ("本合同自2025年4月1日起生效，至2028年2月31日止。", ""),
    ],
)
def test_a_last_day_is_found_where_the_contract_states_it(clause: str, day: str) -> None:
    found = find_contract_ends(material(source(Kind.CONTRACT, "2025-01-08", clause)))
    assert [one.day.isoformat() for one in found] == ([day] if day else [])


def test_what_others_say_of_a_contract_is_no_clause() -> None:
    text = "本合同自2025年4月1日起生效，至2028年3月31日止。"
    assert find_contract_ends(material(source(Kind.MAIL, "2025-01-08", text))) == []


def test_one_for_each_contract_the_latest_day_of_it_soonest_first() -> None:
    lines = (
        "本合同有效期至2026年6月30日。",
        "经协商，本合同有效期延长至2027年6月30日。",
        "期满自动续期一年。",
    )
    long = source(Kind.CONTRACT, "2025-01-08", *lines, title="长约")
    short = source(Kind.CONTRACT, "2025-02-08", "本合同至2026年8月31日终止。", title="短约")
    found = find_contract_ends(material(long, short))
    assert [(one.day, one.renews) for one in found] == [
        (dt.date(2026, 8, 31), False),
        (dt.date(2027, 6, 30), True),
    ]
