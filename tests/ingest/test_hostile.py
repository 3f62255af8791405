"""Files made to crash, to hang or to fill memory: each ends as a document or a named reason, in time."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.figures import whole
from yiju.ingest.read import read
from yiju.ingest.zip_directory import small_directory

_CHILD = """
import sys, resource
from pathlib import Path
from yiju.errors import YijuError
from yiju.ingest.read import read
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
try: print("read", len(read(Path(sys.argv[1])).paragraphs))
except YijuError as error: print(error)
# Not ru_maxrss: that begins with what the parent held when it started this process.
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
held = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
print(*held or "0")
"""
_MOST_MEMORY = 700_000
"""KiB a child may take, where the system tells."""
MAIL = "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Mon, 05 Jan 2026 10:00:00 +0800\n"


def _outcome(path: Path) -> str:
    """What became of a file, read in a process of its own that may not take much time or memory."""
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        capture_output=True, text=True, encoding="utf-8", timeout=90, check=True,
    )  # fmt: skip
    told, memory = ran.stdout.strip().rsplit("\n", 1)
    assert int(memory) < _MOST_MEMORY
    return told


def _word(path: Path, body: bytes, media: int = 0) -> None:
    base = io.BytesIO()
    docx.Document().save(base)
    with zipfile.ZipFile(base) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for info in plain.infolist():
            part = plain.read(info)
            if info.filename == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + body)
            made.writestr(info.filename, part)
        if media:
            made.writestr("word/media/a.bmp", bytes(media))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<w:p/>" * 2_500_000, "标记超过"),
        (b"<w:p>" * 1_100_000 + b"</w:p>" * 1_100_000, "标记超过"),
        (b"<w:p " + b" ".join(b'a%d=""' % n for n in range(2_100_000)) + b"/>", "标记超过"),
        (b"<w:p><w:r><w:t>" + b"x" * 70_000_000 + b"</w:t></w:r></w:p>", "XML 超过"),
        (b"<w:p/>" * 900_000 + "<w:p><w:r><w:t>付款60天。</w:t></w:r></w:p>".encode(), "read 1"),
    ],
)
def test_a_word_file_that_unpacks_to_too_much(body: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "炸.docx"
    _word(path, body)
    assert told in _outcome(path)


def test_large_pictures_do_not_count_as_text(tmp_path: Path) -> None:
    path = tmp_path / "图.docx"
    _word(path, "<w:p><w:r><w:t>付款60天。</w:t></w:r></w:p>".encode(), media=100_000_000)
    assert read(path).text == "付款60天。"


def test_a_word_file_in_the_strict_form_of_its_standard(tmp_path: Path) -> None:
    plain, strict = tmp_path / "平.docx", tmp_path / "严.docx"
    document = docx.Document()
    document.add_heading("付款条件", 1)
    document.add_paragraph("付款60天。")
    document.save(str(plain))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(strict, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            for usual, own in ((b"officeDocument/2006/relationships", b"officeDocument/relationships"),
                               (b"wordprocessingml/2006/main", b"wordprocessingml/main")):  # fmt: skip
                part = part.replace(
                    b"http://schemas.openxmlformats.org/" + usual, b"http://purl.oclc.org/ooxml/" + own
                )
            new.writestr(info.filename, part)
    assert [p.text for p in read(strict).paragraphs] == ["付款条件", "付款60天。"]
    assert read(strict).paragraphs[0].role == read(plain).paragraphs[0].role


def test_an_archive_of_endless_entries_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "目.docx"
    with zipfile.ZipFile(path, "w") as made:
        for n in range(100):
            made.writestr(f"{n}" * 30, b"")
    assert small_directory(path)
    data = path.read_bytes()
    at = data.rfind(b"PK\x05\x06")
    path.write_bytes(data[: at + 12] + (200_000_000).to_bytes(4, "little") + data[at + 16 :])
    with pytest.raises(ReadFailure, match="目录过大"):
        read(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("段.html", "<p>a" * 1_000_000),
        ("属.html", "<p " + " ".join(f"a{n}" for n in range(400_000)) + ">付款60天。"),
        ("行.txt", "ab\n" * 3_000_000),
        ("表.md", "|a|b|\n|-|-|\n" + "|1|2|\n" * 120_000),
        ("空.json", "[" + "[]," * 5_000_000 + "[]]"),
        ("信.eml", MAIL + "Content-Type: text/plain\n\n" + "付款\n" * 1_000_000),
        ("长.txt", "付款六十天" * 1_000_000),
        ("长.md", ("付" * 333_333 + "\n") * 6),
        ("流.eml", MAIL + "Content-Type: text/plain; format=flowed\n\n" + "付款60 \n" * 150_000),
        ("箭.vtt", "WEBVTT\n\n" + "00:01.000 --> 00:02.000\n" * 100_000),
        ("声.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 400_000 + "好"),
        ("括.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 400_000),
    ],
)
def test_too_much_of_anything_ends_in_time(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    told = _outcome(path)
    assert told.startswith("read ") or path.name in told


def _nested(depth: int) -> str:
    text = "Content-Type: text/plain; charset=utf-8\n\n付款60天。\n"
    for n in range(depth):
        text = f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n{text}\n--b{n}--\n'
    return text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("深.eml", MAIL + _nested(40)),
        ("极深.eml", MAIL + _nested(2000)),
        ("括号.eml", "From: " + "(" * 100_000 + "\nSubject: x\nTo: y\n\n付款60天。\n"),
        (
            "头.eml",
            "From: " + ", ".join(f"a{n}@b.example" for n in range(30_000)) + "\nTo: x\n\n付款60天。\n",
        ),
        ("编码.eml", MAIL + "Content-Type: text/plain; charset*=utf-8''%ff\n\n付款60天。\n"),
        ("编码2.eml", MAIL + "Content-Type: text/plain; charset=idna\n\n付款60天。\n"),
        ("日期.eml", MAIL.replace("2026", "9" * 20) + "\n付款60天。\n"),
        ("数.json", '[{"text":"好","start":1' + "0" * 400 + ',"end":1e400}]'),
        ("长数.json", '[{"text":"好","start":' + "9" * 10_000 + "}]"),
        ("时.json", '[{"text":"好","start":"' + "9" * 5000 + ':00:00"},{"text":"好","start":NaN}]'),
        ("深.json", "[" * 100_000 + "]" * 100_000),
        ("人.json", json.dumps([{"text": "好", "start": 1, "speaker": {"name": ["x"]}}, {"text": ["y"]}])),
        ("时.vtt", "WEBVTT\n\n" + "9" * 5000 + ":00:01.000 --> 00:02.000\n你好。\n"),
        ("序.html", '<ol start="²"><li>付款60天。</ol><ol start="' + "9" * 5000 + '"><li>付款。</ol>'),
        ("引.md", ">" * 50_000 + " x"),
        ("名\n\x1b[2J😀\u202e.txt", "付款60天。"),
        ("长" * 80 + ".md", "付款60天。"),
    ],
)
@pytest.mark.timeout(60)
def test_odd_files_end_as_documents_or_named_reasons(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    try:
        assert read(path).paragraphs
    except (ReadFailure, Skipped) as error:
        assert path.name in str(error)


def test_whole_numbers() -> None:
    found = [whole(text) for text in ("12", "0", "²", "-1", "", None, "9" * 10)]
    assert found == [12, 0, None, None, None, None, None]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("谢.eml", (MAIL + "\n付款60天。\n" + "谢谢\n" * 20_000).encode()),
        ("半.rtf", b"{\\rtf1\\ansi\\ansicpg936 " + b"\\'81\\'40" * 150_000 + b"}"),
    ],
)
@pytest.mark.timeout(60)
def test_lines_and_letters_that_repeat_cost_no_more_than_others(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read(path).paragraphs


def test_half_characters_are_put_together_however_many_wait(tmp_path: Path) -> None:
    path = tmp_path / "字.rtf"
    letters = "付款条件丂丄丅" * 200
    packed = "".join(f"\\'{byte:02x}" for byte in letters.encode("gbk"))
    path.write_text(f"{{\\rtf1\\ansi\\ansicpg936 {packed}}}", encoding="ascii")
    assert read(path).text == letters
