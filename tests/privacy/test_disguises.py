"""Signs that nobody sees, or that look like others, hide nothing; offsets are those of the text as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.privacy import find, mask, restore
from yiju.privacy.plain import plain, read

MOBILE = "13812345678"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\ufe0f\u3164"


@pytest.mark.parametrize("sign", UNSEEN)
def test_an_unseen_sign_tears_no_number_apart(sign: str) -> None:
    torn = sign.join(MOBILE)
    text = f"打{torn}。"
    (span,) = find(text)
    assert (span.kind, span.value) == ("mobile", torn)
    masked, mapping = mask(text)
    assert masked == "打〈手机1〉。"
    assert restore(masked, mapping) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("打１３８１２３４５６７８", "mobile"),
        ("打𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "mobile"),
        ("打١٣٨١٢٣٤٥٦٧٨", "mobile"),
        ("打幺三八幺二三四五六七八", "mobile"),
        ("车牌沪А12345", "plate"),
        ("车牌沪Ａ１２３４５", "plate"),
        ("写给 lі.lеi＠rhein．com", "email"),
        ("证件11010519491231002Ⅹ", "id_card"),
        ("卡号６２２２０２１２３４５６７８９０１２８", "bank_card"),
        ("护照Е12345678", "passport"),
    ],
)
def test_look_alikes_count_as_what_they_look_like(text: str, kind: str) -> None:
    (span,) = find(text)
    assert span.kind == kind
    assert text[span.start : span.end] == span.value


@given(
    st.text(st.one_of(st.sampled_from(f"{MOBILE}{UNSEEN}１２３,，@ 沪A王工"), st.characters()), max_size=40)
)
def test_offsets_hold_whatever_is_in_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)
    seen = read(text)
    assert seen.at is None or len(seen.at) == len(seen.text)
    for span in find(text):
        assert text[span.start : span.end] == span.value
    masked, mapping = mask(text)
    assert restore(masked, mapping) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("旧身份证110105491231002。", [("id_card", "110105491231002")]),
        ("旧身份证110105491331002。", []),
        ("编号110105491231002。", []),
        ("德国 +49 89 1234 5678 打得通", [("phone_abroad", "+49 89 1234 5678")]),
        ("误差+0.05，增长+12345%", []),
        ("件号：6222021234567890128", []),
        ("card no. 6222021234567890128", [("bank_card", "6222021234567890128")]),
        ("对公账号 100183919383573", []),
        ("订单号13812345678", []),
        ("会议号：138 1234 5678", []),
        ("运单13812345678", []),
        ("138-1234-5678A", []),
        ("统一社会信用代码91310000MA1FL4CD5X", []),
        ("最新A12345型，阿里云A10080", []),
        ("二期道路3号标段、3号机、工艺路线3号方案", []),
        ("我们搬到昆山市玉山镇文一西路了。", [("address", "昆山市玉山镇文一西路")]),
        ("被重庆市政府公布为历史文化名镇、百镇", []),
        ("E12345678（护照）", [("passport", "E12345678")]),
        ("图号E12345678", []),
    ],
)
def test_what_is_one_and_what_only_looks_like_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.kind, span.value) for span in find(text)] == expected
