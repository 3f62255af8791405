"""Mails of several texts: each is read, whatever else the mail holds, and none twice."""

from pathlib import Path

import pytest

from yiju.ingest.coverage import coverage_of
from yiju.ingest.forms import Form
from yiju.ingest.mail_members import attachments_in
from yiju.ingest.read import read
from yiju.store.types import Role

OFFER = "<html><body><p>我们同意将单价降至 12.50 元，二月底前交货。</p></body></html>"
FOOTER = "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。" * 8
PLAIN = "我们同意将单价降至 12.50 元，二月底前交货。"


def _part(kind: str, text: str) -> str:
    return f"Content-Type: {kind}; charset=utf-8\n\n{text}\n"


def _many(kind: str, *parts: str, mark: str = "X") -> str:
    body = "".join(f"--{mark}\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{body}--{mark}--\n'


def _texts(folder: Path, content: str) -> list[str]:
    path = folder / "来函.eml"
    head = "From: wang@weserland.example\nTo: li@seller.example\nSubject: offer\nMIME-Version: 1.0\n"
    path.write_bytes((head + content).encode())
    reading = read(path)
    assert coverage_of(path, Form.MAIL, reading) == 1.0
    return [p.text for p in reading.paragraphs if p.role in (Role.BODY, Role.SIGNATURE)]


def test_a_footer_in_plain_text_hides_no_page(tmp_path: Path) -> None:
    mixed = _many("mixed", _part("text/html", OFFER), _part("text/plain", FOOTER))
    assert _texts(tmp_path, mixed) == [PLAIN, FOOTER]


def test_a_page_below_a_long_plain_text_is_read(tmp_path: Path) -> None:
    mixed = _many("mixed", _part("text/plain", FOOTER), _part("text/html", OFFER))
    assert _texts(tmp_path, mixed) == [FOOTER, PLAIN]


def test_of_a_choice_one_is_read_and_what_stands_below_it_too(tmp_path: Path) -> None:
    choice = _many("alternative", _part("text/plain", PLAIN), _part("text/html", OFFER), mark="Y")
    mixed = _many("mixed", choice, _part("text/plain", "Sent through the list of the works council."))
    assert _texts(tmp_path, mixed) == [PLAIN, "Sent through the list of the works council."]


def test_a_choice_between_a_text_and_several_pages(tmp_path: Path) -> None:
    pages = _many("mixed", _part("text/html", OFFER), _part("text/html", "<p>第二页。</p>"), mark="Y")
    choice = _many("alternative", _part("text/plain", PLAIN + "\n\n第二页。"), pages)
    assert _texts(tmp_path, choice) == [PLAIN, "第二页。"]


@pytest.mark.parametrize("kind", ["mixed", "related"])
def test_the_same_sent_twice_and_not_as_a_choice_is_read_once(tmp_path: Path, kind: str) -> None:
    both = _many(kind, _part("text/plain", PLAIN), _part("text/html", OFFER))
    assert _texts(tmp_path, both) == [PLAIN]


PNG = "Content-Type: image/png; name={0}\n{1}Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"


@pytest.mark.parametrize(
    ("head", "page", "shown"),
    [
        ("Content-Disposition: inline; filename=site.png\n", "<p>site.png</p>", False),
        ("Content-Disposition: attachment; filename=site.png\nContent-ID: <x1>\n", "<p>x1</p>", False),
        ("Content-ID: <x1>\n", '<img src="cid:x1">', True),
        ("Content-Disposition: inline; filename=site.png\n", '<img src="site.png">', True),
    ],
)
def test_a_picture_that_no_text_shows_is_an_attachment(
    head: str, page: str, shown: bool, tmp_path: Path
) -> None:
    path = tmp_path / "来函.eml"
    mixed = _many("mixed", _part("text/html", f"<p>See below.</p>{page}"), PNG.format("site.png", head))
    path.write_bytes(("From: wang@weserland.example\nSubject: x\nMIME-Version: 1.0\n" + mixed).encode())
    assert [one.name for one in attachments_in(path, Form.MAIL)] == ([] if shown else ["site.png"])
