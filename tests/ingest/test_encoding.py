"""Bytes of unknown encoding become the text their writer meant, or a clear refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode

SIMPLE = "客户要求自2027年起逐件提供碳足迹数据，并在一月底之前确认模板。\nVDA6.3 整改：张工负责。\n"
TRADITIONAL = "客戶要求自2027年起逐件提供碳足跡數據，並在一月底之前確認範本。\n整改由張工負責。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_simplified_chinese(encoding: str) -> None:
    assert decode(SIMPLE.encode(encoding)) == SIMPLE


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16-le", "gb18030"])
def test_traditional_chinese(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("text", ["你好", "价格", "王工：好的，收到。"])
def test_short_gbk(text: str) -> None:
    assert decode(text.encode("gbk")) == text


def test_western_text_is_not_read_as_chinese() -> None:
    text = "Grüße aus München. Für die Änderung der Maße bitten wir um Rückmeldung über Größe und Höhe.\n" * 3
    assert decode(text.encode("cp1252")) == text
    assert decode(text.encode("cp1252"), declared="iso-8859-1") == text


def test_a_declared_charset_that_is_wrong_does_not_matter() -> None:
    assert decode(SIMPLE.encode("utf-8"), declared="gb2312") == SIMPLE
    assert decode(SIMPLE.encode("gbk"), declared="utf-8") == SIMPLE
    assert decode(SIMPLE.encode("gbk"), declared="no-such-charset") == SIMPLE


def test_a_cut_file_keeps_its_encoding() -> None:
    data = (SIMPLE * 20).encode("utf-8")
    assert decode(data[:-2]).startswith(SIMPLE)


def test_line_ends_and_invisible_characters() -> None:
    assert decode("\ufeffa\r\nb\rc\u200bd\u00a0e".encode()) == "a\nb\ncd e"
    assert decode(b"") == ""


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"PK\x03\x04" + bytes(40), bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(99)],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ReadFailure, match="不是文本"):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    try:
        text = decode(data)
    except ReadFailure:
        return
    assert "\r" not in text and "\x00" not in text


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", '"ISO-8859-1"'])
def test_chinese_that_is_called_western_is_chinese(declared: str) -> None:
    assert decode("报价为十二元，交期三周。".encode("gbk"), declared=declared) == "报价为十二元，交期三周。"
    assert decode("報價為十二元，交期三週。".encode("big5"), declared=declared) == "報價為十二元，交期三週。"
    for western in ("Die Größe beträgt 20 °C für alle Maßnahmen.", "Coût élevé à l’été : 30 €", "ÄÖÜ"):
        assert decode(western.encode("cp1252"), declared=declared) == western


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "gb18030", "big5", "utf-8", "iso-8859-1", None])
@pytest.mark.parametrize(
    "text",
    [
        "Preis ±0.2, 20°C, Größe Müller §3",
        "Toleranz ±0.2 mm",
        "Цена 100, скидка 3%",
        "да",
        "Η τιμή είναι 100 €",
        "café",
        "¥100",
        "Größe",
    ],
)
def test_unicode_of_other_scripts_is_not_read_as_chinese(text: str, declared: str | None) -> None:
    assert decode(text.encode(), declared=declared) == text


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", None])
@pytest.mark.parametrize("text", ["谢谢", "一直", "目录", "OK, 谢谢"])
def test_chinese_that_happens_to_be_unicode(text: str, declared: str | None) -> None:
    assert decode(text.encode("gbk"), declared=declared) == text


@pytest.mark.parametrize("declared", ["big5", "koi8-r", "euc-kr", "shift_jis", "windows-1251", "gbk"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [("您好，年降比例为百分之三，付款期六十日。", "gbk"), ("您好，請確認年降比例，付款期為六十日。", "big5")],
)
def test_chinese_under_the_label_of_another_script(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), declared=declared) == text


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("Цена на единицу товара согласована, скидка три процента.", "koi8-r"),
        ("Цена на единицу товара согласована, скидка три процента.", "windows-1251"),
        ("가격은 개당 삼십 유로이며 납품은 육월입니다.", "euc-kr"),
        ("価格は一個三十ユーロ、納期は六月です。", "shift_jis"),
    ],
)
def test_other_scripts_under_their_own_label(text: str, declared: str) -> None:
    assert decode(text.encode(declared), declared=declared) == text
