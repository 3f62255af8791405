"""Masking: nothing else changes, everything comes back, one person keeps one placeholder."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.privacy import find, mask, mask_all, restore
from yiju.privacy.checks import is_id_card, is_luhn
from yiju.privacy.mask import PLACEHOLDER

_PIECES = st.sampled_from(
    [
        "13812345678",
        "138-1234-5678",
        "11010519491231002X",
        "4111 1111 1111 1111",
        "021-68881234",
        "li@rhein.example",
        "沪A12345",
        "上海市张江路88号",
        "李建国",
        "Anna Weber",
        "王工",
        "〈手机1〉",
        "〈人名2〉",
        "〈",
        "〉",
        "手机",
        "1",
        "，",
        " ",
        "护照E12345678",
        "价格3.5万元",
    ]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=14).map("".join)
KNOWN = ("李建国", "Anna Weber")


@given(st.lists(_TEXTS, max_size=4))
def test_masked_texts_come_back_as_they_were(texts: list[str]) -> None:
    masked, mapping = mask_all(texts, KNOWN)
    assert [restore(text, mapping) for text in masked] == texts


@given(_TEXTS)
def test_nothing_but_what_was_found_changes(text: str) -> None:
    spans = find(text, KNOWN)
    assert all(text[span.start : span.end] == span.value for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    masked, mapping = mask(text, KNOWN)
    assert {span.value for span in spans} <= set(mapping.values())
    kept = re.split("|".join(map(re.escape, mapping)) or r"(?!)", masked)
    assert re.fullmatch(".*".join(map(re.escape, kept)), text, re.DOTALL)


@given(_TEXTS)
def test_a_masked_text_holds_nothing_more(text: str) -> None:
    masked, _ = mask(text, KNOWN)
    assert find(masked, KNOWN) == []


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_an_identity_number_counts_only_with_its_check_character(number: str) -> None:
    found = [span for span in find(f"证件 {number} 。") if span.kind == "id_card"]
    assert bool(found) == is_id_card(number)


@given(st.from_regex(r"62[0-9]{14,17}", fullmatch=True))
def test_a_card_counts_only_with_its_check_digit(number: str) -> None:
    found = [span for span in find(f"打到 {number} 。") if span.kind in {"bank_card", "id_card"}]
    assert bool(found) == (is_luhn(number) or is_id_card(number))


def test_one_value_has_one_placeholder_in_all_texts() -> None:
    masked, mapping = mask_all(
        ["李建国：13812345678", "找李建国，13912345678，或陈晓燕"], ["李建国", "陈晓燕"]
    )
    assert masked == ["〈人名1〉：〈手机1〉", "找〈人名1〉，〈手机2〉，或〈人名2〉"]
    assert mapping == {
        "〈人名1〉": "李建国",
        "〈手机1〉": "13812345678",
        "〈手机2〉": "13912345678",
        "〈人名2〉": "陈晓燕",
    }


def test_a_placeholder_that_stands_in_the_text_is_not_given_out_again() -> None:
    masked, mapping = mask("原文写着〈手机1〉，实际是13812345678")
    assert masked == "原文写着〈手机1〉，实际是〈手机2〉"
    assert restore(masked, mapping) == "原文写着〈手机1〉，实际是13812345678"


def test_every_placeholder_given_out_looks_like_one() -> None:
    _, mapping = mask("13812345678 li@rhein.example 王工 沪A12345")
    assert all(PLACEHOLDER.fullmatch(one) for one in mapping) and len(mapping) == 4


def test_a_name_like_a_placeholder_ends_nothing() -> None:
    assert (
        mask("手机13812345678，李建国", ["手机", "人名", "〈人名1〉", "李建国"])[0]
        == "手机〈手机1〉，〈人名1〉"
    )


@pytest.mark.parametrize(
    "name", ["人名1", "人名 1", "人名１", "手机12", "境外电话3", "名1", "人名A1", "手机1号", "座机"]
)
def test_a_name_like_a_placeholder_and_its_number_ends_too(name: str) -> None:
    text = f"{name}：请找李建国，手机13812345678"
    masked, mapping = mask(text, [name, "李建国"])
    assert "13812345678" not in masked and "李建国" not in masked
    assert restore(masked, mapping) == text


@given(_TEXTS, st.lists(st.text("人名手机1A 〈〉王", min_size=1, max_size=5), max_size=3))
def test_no_name_keeps_masking_from_ending(text: str, known: list[str]) -> None:
    masked, mapping = mask(text, known)
    assert restore(masked, mapping) == text
