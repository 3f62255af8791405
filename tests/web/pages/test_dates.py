"""Days as people write them."""

import datetime as dt

import pytest

from yiju.errors import YijuError
from yiju.web.pages.dates import read_day


@pytest.mark.parametrize(
    "text",
    ["2026-03-10", " 2026-3-10 ", "2026/3/10", "2026.03.10", "2026年3月10日", "2026 年 3 月 10", "20260310"],
)
def test_read(text: str) -> None:
    assert read_day(text) == dt.date(2026, 3, 10)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    "text", ["03/10/2026", "2026-13-01", "2026-02-30", "明天", "2026-03", "202603100", "26-3-10"]
)
def test_none_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(YijuError, match="日期不对") as error:
        read_day(text)
    assert "2026-03-10" in error.value.hint
