"""Texts of mails whose labels lie: read by what they are, in words."""

from base64 import encodebytes
from pathlib import Path

import pytest

from yiju.ingest.forms import Form
from yiju.ingest.mail import read_mail
from yiju.ingest.mail_members import attachments_in

HEAD = b"From: wang@weserland.example\nSubject: offer\nDate: Thu, 15 Jan 2026 10:00:00 +0800\n"
OFFER = "我们同意将单价降至12.50元，二月底前交货。"
ENGLISH = "Please find the offer below. The price is fixed for one year.\n\n"
GREETED = ENGLISH + "王蕾采购经理，华清汽车"


def _text(folder: Path, head: str, body: bytes) -> str:
    path = folder / "来函.eml"
    path.write_bytes(HEAD + head.encode() + b"\n\n" + body)
    return read_mail(path).text


@pytest.mark.parametrize("charset", ["utf-7", "iso-2022-jp", "us-ascii", "gb2312"])
def test_hz_is_known_under_any_label(charset: str, tmp_path: Path) -> None:
    assert _text(tmp_path, f"Content-Type: text/plain; charset={charset}", OFFER.encode("hz")) == OFFER


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_a_few_chinese_words_among_western_ones(charset: str, tmp_path: Path) -> None:
    text = _text(tmp_path, f"Content-Type: text/plain; charset={charset}", GREETED.encode("gbk"))
    assert text.endswith("王蕾采购经理，华清汽车")


@pytest.mark.parametrize(
    "words",
    ["Grüße aus München, für Änderungen", "“Déjà vu” – café, œuvre, naïve", "Señor Muñoz, año; 20°C ±1"],
)
def test_western_letters_stay_western(words: str, tmp_path: Path) -> None:
    head = "Content-Type: text/plain; charset=windows-1252"
    assert _text(tmp_path, head, (ENGLISH + words).encode("cp1252")).endswith(words)


@pytest.mark.parametrize("packing", ["BASE64 ", '"base64"', "base64;", "base64 (packed)"])
def test_packings_named_sloppily_are_unpacked(packing: str, tmp_path: Path) -> None:
    body = encodebytes(OFFER.encode("gbk"))
    head = f"Content-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: {packing}"
    assert _text(tmp_path, head, body) == OFFER
    parts = f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Transfer-Encoding: {packing}\n'
    parts += f"Content-Disposition: attachment; filename=a.txt\n\n{body.decode()}\n--b--\n"
    path = tmp_path / "附件.eml"
    path.write_bytes(HEAD + parts.encode())
    assert [one.content() for one in attachments_in(path, Form.MAIL)] == [OFFER.encode("gbk")]


@pytest.mark.parametrize("head", ["", "\nContent-Transfer-Encoding: 8bit"])
@pytest.mark.parametrize(
    ("text", "charset"), [(OFFER * 4, "gbk"), (OFFER, "utf-8"), (" ".join([ENGLISH.strip()] * 3), "ascii")]
)
def test_base64_that_nobody_calls_so_is_unpacked(head: str, text: str, charset: str, tmp_path: Path) -> None:
    body = encodebytes(text.encode(charset))
    assert _text(tmp_path, f"Content-Type: text/plain; charset={charset}{head}", body) == text


@pytest.mark.parametrize(
    "text", ["ABCDEFGHIJKLMNOPQRSTUVWX", "HuaqingWeserlandQuotation2026v2", "deadbeef" * 8]
)
def test_codes_are_no_base64(text: str, tmp_path: Path) -> None:
    assert _text(tmp_path, "Content-Type: text/plain; charset=utf-8", text.encode()) == text


def test_the_text_of_a_mail_may_have_a_name(tmp_path: Path) -> None:
    head = 'Content-Type: text/plain; charset=gb2312; name="body.txt"'
    assert _text(tmp_path, head, OFFER.encode("gbk")) == OFFER


def test_a_body_in_utf_16_below_plain_headers(tmp_path: Path) -> None:
    assert _text(tmp_path, "Content-Type: text/plain; charset=utf-16", OFFER.encode("utf-16")) == OFFER
