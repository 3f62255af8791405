"""DOCX reading: numbers as Word prints them, headings, clauses, tables, revisions, boxes, notes."""

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from yiju.errors import ReadFailure
from yiju.ingest.docx import read_docx
from yiju.ingest.reading import Reading
from yiju.store.types import Role

NS = nsdecls("w")


def saved(document: Any, folder: Path, name: str = "合同.docx") -> Path:
    """Write a document built with python-docx."""
    path = folder / name
    document.save(str(path))
    return path


def add(document: Any, xml: str) -> None:
    """Append raw body XML before the section properties."""
    document.element.body.insert(-1, parse_xml(xml))


def body(reading: Reading) -> list[tuple[int | None, str]]:
    """Paragraph number and text of the body paragraphs."""
    return [(p.locator.paragraph, p.text) for p in reading.paragraphs if p.role is Role.BODY]


def numbered(document: Any, levels: list[tuple[str, str]]) -> None:
    """Define list 77 with (format, text) for each level."""
    lvls = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{lvls}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {NS} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def item(document: Any, text: str, level: int = 0) -> None:
    """A paragraph of list 77."""
    add(
        document,
        f'<w:p {NS}><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


def test_automatic_numbers_are_text_and_clauses(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, [("chineseCounting", "第%1条"), ("decimal", "%1.%2"), ("chineseCounting", "（%3）")])
    item(document, "甲方应当付款。")
    item(document, "乙方应当交货，交货方式如下。")
    item(document, "现场交付，由甲方签收。", 2)
    item(document, "物流交付，由乙方投保。", 2)
    item(document, "违约责任按本条执行。")
    reading = read_docx(saved(document, tmp_path))
    assert [text for _, text in body(reading)] == [
        "第一条 甲方应当付款。",
        "第二条 乙方应当交货，交货方式如下。",
        "（一）现场交付，由甲方签收。",
        "（二）物流交付，由乙方投保。",
        "第三条 违约责任按本条执行。",
    ]
    assert [p.locator.clause for p in reading.paragraphs] == [
        "第一条",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第三条",
    ]


def test_decimal_levels_count_through_their_parents(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(
        document, [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "%4.")]
    )
    for level in (0, 1, 1, 2, 3, 3, 0, 1):
        item(document, "双方同意如下。", level)
    numbers = [text.split(" ")[0].split("双")[0] for _, text in body(read_docx(saved(document, tmp_path)))]
    assert numbers == ["1.", "1.1", "1.2", "(a)", "i.", "ii.", "2.", "2.1"]


def test_headings_are_not_counted_and_lead_what_follows(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("第一部分 商务条款", 1)
    document.add_paragraph("第一段正文，说明付款。")
    document.add_heading("付款安排", 2)
    document.add_paragraph("第二段正文，说明期限。")
    document.add_heading("这一段虽然用了标题样式，其实是一整句话，应当算正文。", 2)
    reading = read_docx(saved(document, tmp_path))
    assert [n for n, _ in body(reading)] == [1, 2, 3]
    assert reading.paragraphs[3].headings == ("第一部分 商务条款", "付款安排")


def test_tables_row_by_row_with_merged_and_nested_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("评分表如下。")
    table = document.add_table(4, 3)
    for at, text in enumerate(("评分项", "评分标准", "分值")):
        table.cell(0, at).text = text
        table.cell(0, at).paragraphs[0].runs[0].bold = True
    table.cell(1, 0).merge(table.cell(2, 0)).text = "技术部分"
    table.cell(1, 1).text, table.cell(1, 2).text = "方案", "20"
    table.cell(2, 1).text, table.cell(2, 2).text = "团队", "10"
    table.cell(3, 0).merge(table.cell(3, 1)).text = "合计"
    table.cell(3, 2).text = "30"
    inner = table.cell(3, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "其中", "5"
    document.add_paragraph("表后一段。")
    reading = read_docx(saved(document, tmp_path))
    assert [
        (p.locator.table, p.locator.row, p.text) for p in reading.paragraphs if p.role is Role.TABLE_ROW
    ] == [
        (1, 1, "评分项 | 评分标准 | 分值"),
        (1, 2, "评分项: 技术部分 | 评分标准: 方案 | 分值: 20"),
        (1, 3, "评分标准: 团队 | 分值: 10"),
        (1, 4, "合计 | 分值: 30"),
        (2, 1, "其中 | 5"),
    ]
    assert body(reading) == [(1, "评分表如下。"), (2, "表后一段。")]


def test_revisions_fields_controls_boxes_and_hidden_text(tmp_path: Path) -> None:
    document = docx.Document()
    add(
        document,
        f"<w:p {NS}><w:r><w:t>价格为</w:t></w:r>"
        '<w:del w:id="1"><w:r><w:delText>一百</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>九十</w:t></w:r></w:ins><w:r><w:t>万元。</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的指令</w:t></w:r></w:p>",
    )
    add(
        document,
        f"<w:sdt {NS}><w:sdtContent><w:p><w:r><w:t>控件里的一段。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    add(
        document,
        f'<w:p {NS}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>见附件三。</w:t></w:r></w:p>',
    )
    add(
        document,
        f"<w:p {NS}><w:r><w:t>带文本框的一段。</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r>"
        "<w:t>框里的字。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    )
    reading = read_docx(saved(document, tmp_path))
    assert [text for _, text in body(reading)] == [
        "价格为九十万元。",
        "控件里的一段。",
        "见附件三。",
        "带文本框的一段。",
        "框里的字。",
    ]
    assert any("隐藏" in warning for warning in reading.warnings)


def test_headers_footers_and_contents_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "某某公司内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("第一章 总则\t3", style=style)
    document.add_paragraph("只有这一段。")
    assert body(read_docx(saved(document, tmp_path))) == [(1, "只有这一段。")]


def test_title_from_the_text_unless_properties_are_borne_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "关于另一件事的汇报"
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run("轻量化支架采购框架合同")
    run.bold = True
    run.font.size = docx.shared.Pt(22)
    document.add_paragraph("签订日期：2025年3月1日")
    reading = read_docx(saved(document, tmp_path, "doc1.docx"))
    assert reading.title == "轻量化支架采购框架合同"
    assert str(reading.date) == "2025-03-01"


def test_footnotes_stand_with_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第一段没有脚注。")
    paragraph = document.add_paragraph("年降为百分之三。")
    paragraph._p.append(parse_xml(f'<w:r {NS}><w:footnoteReference w:id="2"/></w:r>'))
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f'<w:footnotes {NS}><w:footnote w:id="2"><w:p><w:r><w:t>自2026年起执行。</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.add_paragraph("第三段。")
    assert body(read_docx(saved(document, tmp_path))) == [
        (1, "第一段没有脚注。"),
        (2, "年降为百分之三。"),
        (2, "注：自2026年起执行。"),
        (3, "第三段。"),
    ]


def test_damage_is_said_plainly(tmp_path: Path) -> None:
    document = docx.Document()
    with pytest.raises(ReadFailure, match="没有文字"):
        read_docx(saved(document, tmp_path, "empty.docx"))
    bad = tmp_path / "bad.docx"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("word/document.xml", "<not closed")
    with pytest.raises(ReadFailure, match="损坏"):
        read_docx(bad)


def test_numbers_match_those_written_beside_them(shared_data: Path) -> None:
    """This file's paragraphs each spell out the number that Word shows before them."""
    reading = read_docx(shared_data / "parser_files" / "docx" / "6798d7_NumberingWOverrides.docx")
    pairs = [text.split(" ") for _, text in body(reading)[1:]]
    assert all(number == written for number, written in pairs)
    assert len(pairs) == 6


def test_qualified_names_match_the_library() -> None:
    from yiju.ingest.docx_package import W

    assert qn("w:p") == f"{W}p"
