"""What a customer's people come back to."""

from tests.support.make import Source, material, said, source
from yiju.copilot.repeated import find_repeated
from yiju.store.types import Kind

DAYS = ("2026-03-04", "2026-02-12", "2026-01-20")


def _calls(*days: str, speaker: str = "李昕") -> list[Source]:
    return [
        source(
            Kind.CALL, day, said(speaker, f"今年的年降要做到百分之三，{day}再谈一次。"), speakers="李昕,王蕾"
        )
        for day in days
    ]


def _subjects(*sources: Source, **given: int) -> list[str]:
    return [one.subject for one in find_repeated(material(*sources), **given)]


def test_a_subject_of_three_days_is_repeated_newest_first() -> None:
    (found,) = find_repeated(material(*_calls(*DAYS)))
    assert found.subject == "年降" and [str(span.day) for span in found.spans] == list(DAYS)


def test_twice_or_long_ago_or_by_us_is_not() -> None:
    assert _subjects(*_calls(*DAYS[:2])) == []
    assert _subjects(*_calls("2026-03-04", "2025-11-01", "2025-10-01")) == []
    assert _subjects(*_calls(*DAYS, speaker="王蕾")) == []
    assert _subjects(*_calls("2026-03-04", "2025-11-01", "2025-10-01"), days=200) == ["年降"]


def test_one_long_meeting_is_one() -> None:
    meeting = [said("李昕", f"年降的第{n}点，今年要百分之三。") for n in range(5)]
    assert _subjects(source(Kind.CALL, "2026-03-04", *meeting, speakers="李昕,王蕾")) == []
