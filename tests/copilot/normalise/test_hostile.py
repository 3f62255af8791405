"""A page of one character, as a broken or hostile file holds it, is read in time that grows with its length.

Reading took minutes where a pattern began anew at each of ten thousand digits. The limit is on processor
time and a hundred times what is needed, so that a slow machine passes and a squared cost does not.
"""
# ruff: noqa: E501  (tables: one entry or group a line)

import time

import pytest

from yiju.copilot.normalise import canonical, find_mentions
from yiju.copilot.values import value_pattern

LENGTH = 20_000
LIMIT = 6.0
SORTS = ("percent", "money", "duration", "date", "score", "quantity", "any")
PIECES = (
    *("7", "３", "一", "零一二", "万亿", "十", "佰", "-", "—", ".", "/", "、", ",", "，", " ", "\u3000", "\u00a0", "\n"),
    *("年月日", "2026年", "26年", "3月", "3日", "3/", "12:", "上午", "(", ")", "（", "【", "《", "“", "1.2 ", "\n2.1 "),
    *("1 ", "1,", "1.", "1-", "1~", "1万", "1几", "一几", "第", "百分之", "分之", "个", "半", "不", "约", "¥", "¥ ", "-1", "每"),
    *("A", "a-", "A.", "A1", "GB", "ISO 9", "1w", "1W", "W", "Jan ", "1 Jan ", "2026-", "Q1", "net ", "QQ", "μ", "😀", "\u200b"),
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_page_of_one_thing_is_read_quickly(piece: str) -> None:
    page = (piece * LENGTH)[:LENGTH]
    started = time.process_time()
    plain = canonical(page)
    end = 0
    for mention in find_mentions(plain):
        assert end <= mention.start < mention.end <= len(plain)
        end = mention.end
    for sort in SORTS:
        for _ in value_pattern(sort).finditer(page):
            pass
    assert time.process_time() - started < LIMIT


@pytest.mark.parametrize("digits", [40, 4000])
def test_a_number_too_long_to_mean_anything_is_not_read_in_part(digits: int) -> None:
    assert find_mentions("共" + "8" * digits + "元") == []


def test_numbers_of_any_sensible_length_are_read_whole() -> None:
    (mention,) = find_mentions("共123456789012元")
    assert mention.surface == "123456789012元"
