"""Web pages saved as one file: read as people see them, and the day of saving is no date of theirs."""

import quopri
from pathlib import Path

import pytest

from yiju.errors import ReadFailure
from yiju.ingest.coverage import coverage_of
from yiju.ingest.forms import Form
from yiju.ingest.inside import form_of, members
from yiju.ingest.read import read
from yiju.store.types import Kind

HEAD = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://www.example.cn/notice.html\n"
    "Subject: =?utf-8?Q?=E6=8B=9B=E6=A0=87=E5=85=AC=E5=91=8A?=\nDate: Thu, 15 Jan 2026 10:00:00 -0000\n"
)
PAGE = (
    '<html><head><meta charset="utf-8"><title>招标公告</title><link rel="stylesheet" type="text/css" '
    'href="{0}"></head><body><h1>招标公告</h1><p>预算 120 万元。</p><p class="x">底价九元</p></body></html>'
)
CSS = '@charset "utf-8"; .x { display: none; }'


def _saved(path: Path, place: str, *more: str, head: str = HEAD, page: str = PAGE) -> Path:
    own = f"Content-Location: {place}" if place.startswith("http") else f"Content-ID: <{place[4:]}>"
    parts = [
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + quopri.encodestring(page.format(place).encode()).decode(),
        f"Content-Type: text/css\n{own}\n\n{CSS}",
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
        *more,
    ]
    body = "".join(f"--b\n{part}\n" for part in parts)
    head += 'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
    path.write_bytes((head + body + "--b--\n").encode())
    return path


@pytest.mark.parametrize("name", ["公告.mht", "公告.mhtml", "公告.doc", "公告"])
@pytest.mark.parametrize("place", ["cid:css-1@mhtml.blink", "https://www.example.cn/a.css?x=1"])
def test_it_is_read_as_the_page_that_people_see(name: str, place: str, tmp_path: Path) -> None:
    path = _saved(tmp_path / name, place)
    reading = read(path)
    assert [p.text for p in reading.paragraphs] == ["招标公告", "预算 120 万元。"]
    assert (reading.format, reading.kind is Kind.MAIL, reading.date) == ("html", False, None)
    assert any("看不见" in warning for warning in reading.warnings)
    assert form_of(path) is Form.HTML and list(members(path, Form.HTML)) == []
    assert (coverage_of(path, Form.HTML, reading) or 0) > 0.6


def test_what_it_shows_in_frames_is_told(tmp_path: Path) -> None:
    frame = "Content-Type: text/html; charset=utf-8\n\n<p>框架里的字</p>"
    assert any("iframe" in one for one in read(_saved(tmp_path / "a.mht", "cid:a@b", frame)).warnings)


def test_a_mail_is_no_saved_page(tmp_path: Path) -> None:
    sent = "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Thu, 15 Jan 2026 10:00:00 +0800\n"
    assert form_of(_saved(tmp_path / "来函", "cid:a@b", head=sent)) is Form.MAIL


def test_one_without_a_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "空.mht"
    path.write_text('MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b--\n', "utf-8")
    with pytest.raises(ReadFailure, match="没有页面"):
        read(path)
