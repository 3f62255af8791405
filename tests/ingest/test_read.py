"""The one door: forms told by content, and one clear line for everything that cannot be read."""

import zipfile
from pathlib import Path

import docx
import pytest
from tests.support.pdfs import Page, make_pdf

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.read import read
from yiju.store.types import Kind

MAIL = (
    "From: a@example.com\r\nTo: b@example.com\r\nSubject: 交期\r\nDate: Thu, 08 Jan 2026 10:00:00 +0800\r\n"
    "Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "交期改为三月。\r\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(path: Path) -> Path:
    """A one-page PDF."""

    def draw(page: Page) -> None:
        page.paragraph("合同总价为一百二十万元整。")

    return make_pdf(path, draw)


def word(path: Path) -> Path:
    """A one-paragraph DOCX."""
    document = docx.Document()
    document.add_paragraph("合同总价为一百二十万元整。")
    with path.open("wb") as file:
        document.save(file)
    return path


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a"])
def test_content_decides_over_the_suffix(tmp_path: Path, name: str) -> None:
    for make, form in ((pdf, "pdf"), (word, "docx")):
        reading = read(make(tmp_path / name))
        assert reading.format == form
        assert reading.text == "合同总价为一百二十万元整。"
        assert any("已按内容读取" in w for w in reading.warnings) is not name.endswith(f".{form}")


def test_junk_before_the_pdf_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf")
    path.write_bytes(b"\r\n\x00junk\n" + path.read_bytes())
    assert read(path).format == "pdf"


def test_mail_and_pages_are_told_by_content(tmp_path: Path) -> None:
    mail, page = tmp_path / "saved.txt", tmp_path / "page.txt"
    mail.write_text(MAIL, encoding="utf-8", newline="")
    page.write_text("<!DOCTYPE html><html><body><p>新闻正文的第一段。</p></body></html>", encoding="utf-8")
    assert read(mail).kind is Kind.MAIL
    assert "新闻正文" in read(page).text


def test_a_given_kind_wins_and_decides_about_clauses(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第八条 乙方应当按期交货。")
    document.save(str(tmp_path / "a.docx"))
    contract = read(tmp_path / "a.docx", kind=Kind.CONTRACT)
    assert (contract.kind, contract.paragraphs[0].locator.clause) == (Kind.CONTRACT, "第八条")
    note = read(tmp_path / "a.docx", kind=Kind.NOTE)
    assert (note.kind, note.paragraphs[0].locator.clause) == (Kind.NOTE, None)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.pdf", b""),
        ("空白.txt", b" \r\n\t\n"),
        ("~$合同.docx", b"x" * 162),
        (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        ("报价.pdf.crdownload", b"%PDF-1.4"),
    ],
)
def test_nothing_to_read_is_skipped(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Skipped) as told:
        read(path)
    assert name in str(told.value)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<</Type", "损坏"),
        ("a.pdf", bytes(range(256)) * 40, "不是 PDF"),
        ("a.pdf", "这只是一段文字，不是 PDF。".encode(), "纯文本"),
        ("a.docx", b"PK\x03\x04" + bytes(200), "损坏"),
        ("a.txt", bytes(range(256)) * 40, "二进制"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        ("a.doc", OLE + bytes(600), "旧版 Office 文件已损坏"),
        ("录音.mp3", b"ID3\x04" + bytes(100), "录音"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadFailure, match=says) as told:
        read(path)
    assert name in str(told.value)
    assert "\n" not in str(told.value)


def test_archives_are_told_apart(tmp_path: Path) -> None:
    members = {
        "xl/workbook.xml": "工作簿已损坏",
        "ppt/presentation.xml": "演示文稿已损坏",
        "content.xml": "OpenDocument",
        "OFD.xml": "OFD",
        "a.txt": "多份资料",
    }
    for member, says in members.items():
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(ReadFailure, match=says):
            read(path)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(ReadFailure, match="200 MB，超过 100 MB"):
        read(path)
    with pytest.raises(ReadFailure):
        read(path, max_mb=500)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ReadFailure, match="不存在"):
        read(tmp_path / "no.pdf")
    with pytest.raises(ReadFailure):
        read(tmp_path)


def test_no_library_error_escapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(path: Path) -> None:
        raise KeyError("deep inside")

    monkeypatch.setattr("yiju.ingest.docx.read_docx", stumble)
    with pytest.raises(ReadFailure, match="无法解析：KeyError"):
        read(word(tmp_path / "a.docx"))


def test_every_file_of_the_parser_corpora_is_read_or_refused_plainly(shared_data: Path) -> None:
    read_count = 0
    files = sorted(path for path in (shared_data / "parser_files").glob("*/*") if path.is_file())
    for path in files:
        try:
            reading = read(path)
        except YijuError as error:
            assert path.name in str(error)
            assert "无法解析" not in str(error)
            continue
        read_count += 1
        for paragraph in reading.paragraphs:
            assert reading.text[paragraph.start : paragraph.end] == paragraph.text
    assert len(files) >= 200
    assert read_count >= 0.5 * len(files)


def test_protected_files_ask_for_an_open_copy(shared_data: Path) -> None:
    for name in ("pdf/43fd6f_testUnicodePassword.pdf", "docx/c3517a_testWORD_protected_passtika.docx"):
        with pytest.raises(ReadFailure, match="密码") as told:
            read(shared_data / "parser_files" / name)
        assert told.value.hint


def test_a_scan_asks_for_ocr(shared_data: Path) -> None:
    with pytest.raises(ReadFailure, match=r"扫描件.*OCR"):
        read(shared_data / "tenders_zh" / "洋山港海事局船舶运行维护_2024.pdf")


def test_little_of_a_text_is_lost(shared_data: Path) -> None:
    """All letters of the page's raw text are in the reading, but for headers, footers and hidden text."""
    import pypdfium2 as pdfium

    for name in ("财政部87号令.pdf", "广州建设工程_工程类.pdf"):
        path = shared_data / "tenders_zh" / name
        document = pdfium.PdfDocument(path)
        raw = "".join(page.get_textpage().get_text_range() for page in document)
        kept = sum(char.isalnum() for char in read(path).text)
        assert kept >= 0.99 * sum(char.isalnum() for char in raw)
