"""How much of a file its paragraphs hold, and in which language it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.pdfs import Page, make_pdf

from yiju.ingest.coverage import COVERAGE, coverage_of, from_attribute
from yiju.ingest.forms import Form
from yiju.ingest.language import LANGUAGE, language_of
from yiju.ingest.read import read
from yiju.ingest.reading import Reading, lay_out
from yiju.ingest.taken import Decision, Taken
from yiju.ingest.taking import Taking

TEXT = "付款方式为货到验收后60天电汇。\n\n年降比例自第二年起为3%，由双方另行确认。\n"
MAIL = (
    "From: a@x.example\nTo: b@y.example\nSubject: 付款\nDate: Fri, 23 Jan 2026 09:00:00 +0800\n"
    "Content-Type: text/plain; charset=utf-8\n\n请在周五前付款，谢谢。\n\n> 您好，请问何时付款？\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def test_what_is_read_whole_is_whole(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", TEXT)
    assert coverage_of(file, Form.TEXT, read(file)) == 1.0


def test_quoted_history_counts_in(tmp_path: Path) -> None:
    file = write(tmp_path, "a.eml", MAIL)
    assert coverage_of(file, Form.MAIL, read(file)) == 1.0


def test_what_a_page_has_around_its_content_is_missing(tmp_path: Path) -> None:
    page = (
        "<html><head><title>题</title><style>p{color:red}</style></head><body><nav>首页 产品 关于我们</nav>"
        "<article><h1>公告</h1><p>本公司定于三月投产，年产能为二十万件，详见年度报告。</p></article>"
        "<script>var a = 1;</script></body></html>"
    )
    file = write(tmp_path, "a.html", page)
    reading = read(file)
    share = coverage_of(file, Form.HTML, reading)
    total, kept = 8 + 2 + 22, sum(map(str.isalnum, reading.text))
    assert share is not None and 0.5 < share < 0.9
    assert share == pytest.approx(kept / total, abs=0.05)


def test_what_a_reader_makes_up_counts_for_nothing_and_what_it_loses_shows(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", TEXT)
    whole = read(file)
    half, paragraphs = whole.paragraphs[0].text, whole.paragraphs[:1]
    lost = replace(whole, text=f"{half}\n表1第1行：自动编号 一二三四五六", paragraphs=paragraphs)
    share = coverage_of(file, Form.TEXT, lost)
    assert share is not None and 0.4 < share < 0.6


def test_a_pdfs_text_layer_is_the_measure(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph("付款方式为货到验收后六十天电汇，逾期按日计息。" * 4)
        page.paragraph("年降比例自第二年起为百分之三，由双方另行书面确认。" * 4)

    file = make_pdf(tmp_path / "a.pdf", draw)
    reading = read(file)
    share = coverage_of(file, Form.PDF, reading)
    assert share is not None and share > 0.8
    fewer = replace(reading, text=reading.text[: len(reading.text) // 2])
    half = coverage_of(file, Form.PDF, fewer)
    assert half is not None and half < 0.75 * share


@pytest.mark.parametrize("form", [Form.RTF, Form.IMAGE, Form.AUDIO, Form.XLSX, Form.MSG, None])
def test_where_nothing_tells_there_is_no_number(tmp_path: Path, form: Form | None) -> None:
    file = write(tmp_path, "a.txt", TEXT)
    assert coverage_of(file, form, read(file)) is None


@pytest.mark.parametrize("form", [Form.PDF, Form.DOCX, Form.HTML, Form.MAIL])
def test_a_second_look_that_fails_costs_nothing(tmp_path: Path, form: Form) -> None:
    reading = read(write(tmp_path, "a.txt", TEXT))
    assert coverage_of(write(tmp_path, "b.bin", "\0" * 40), form, reading) is None
    assert coverage_of(tmp_path / "gone", form, reading) is None


def test_both_stand_in_the_attributes(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", TEXT)
    taken = [one for one in Taking(lambda _place, _sha: Decision()).events(file) if isinstance(one, Taken)]
    held = taken[0].reading.attributes
    assert (held[LANGUAGE], from_attribute(held[COVERAGE])) == ("zh", 1.0)
    assert from_attribute("") is from_attribute(None) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("付款方式为货到验收后60天电汇，VDA6.3审核须在Q2完成。", "zh"),
        ("お世話になっております。見積書をお送りいたします。", "ja"),
        ("견적서를 보내드립니다. 확인 부탁드립니다.", "ko"),
        ("We need the corrected evidence for the audit by the end of the week.", "en"),
        ("Wir haben die Nachweise für das Audit noch nicht erhalten und bitten um Antwort.", "de"),
        ("Nous vous prions de nous envoyer les documents pour le contrôle dans les délais.", "fr"),
        ("Мы просим прислать документы до конца недели.", "ru"),
        ("XK-200 RTX QF-17 LVDS HDMI PCIE", "other"),
        ("12.5 / 13", ""),
    ],
)
def test_the_language_that_most_is_in(text: str, language: str) -> None:
    assert language_of(text) == language


def test_empty_readings_are_no_matter(tmp_path: Path) -> None:
    text, paragraphs = lay_out([])
    empty = Reading(text, paragraphs, title="", parser="x", format="txt")
    assert coverage_of(write(tmp_path, "a.txt", TEXT), Form.TEXT, empty) == 0.0
    assert coverage_of(write(tmp_path, "b.txt", "——"), Form.TEXT, empty) is None
