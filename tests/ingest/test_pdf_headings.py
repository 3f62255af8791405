"""Headings on a page, told from text that only looks like one."""

from pathlib import Path

import pytest
from tests.support.pdfs import Page, make_pdf

from yiju.ingest.pdf import read_pdf
from yiju.store.types import Role

PLAIN = "供应商应当自合同签订之日起三十日内完成全部设备的供货安装和调试并提交完整的验收资料由采购人组织验收。"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("（一）采购人（受理质疑及答复）", Role.HEADING),
        ("（2）特别传染病类（如“新冠感染”）", Role.HEADING),
        ("（提供承诺函）", Role.BODY),
    ],
)
def test_a_numbered_heading_may_end_in_brackets(text: str, role: Role, tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph(PLAIN)
        page.text(text, size=15)
        page.paragraph(PLAIN)

    (found,) = (p for p in read_pdf(make_pdf(tmp_path / "a.pdf", draw)).paragraphs if p.text == text)
    assert found.role is role
