"""Scans that lie sideways or upside down are read as if upright; boxes stay as they are on the original."""

from pathlib import Path

import pytest
from tests.support.scans import picture

from yiju.ingest.ocr import Seen
from yiju.ingest.ocr_turns import turn_of, turned
from yiju.ingest.read import read

NOTE = ("拜访记录 2026年1月15日", "", "客户希望在三月底前完成样件评审。", "", "付款方式为月结六十天。")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(
    degrees: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    monkeypatch.setenv("YIJU_OCR", "true")
    path = tmp_path / "现场照片.png"
    picture(NOTE, size=(900, 600)).rotate(degrees, expand=True).save(path)
    reading = read(path)
    order = [reading.text.index(word) for word in ("拜访记录", "样件评审", "月结六十天")]
    assert order == sorted(order)
    (first,) = [p for p in reading.paragraphs if "拜访记录" in p.text]
    assert first.locator.box is not None
    x0, y0, x1, y1 = first.locator.box
    at = {0: y0 < 0.3, 90: x0 < 0.3, 180: y1 > 0.7, 270: x1 > 0.7}
    assert at[degrees]
    assert (y1 - y0 > x1 - x0) == (degrees in (90, 270))


@pytest.mark.parametrize(
    ("degrees", "box"), [(90, (30, 10, 50, 20)), (180, (80, 30, 90, 50)), (270, (30, 80, 50, 90))]
)
def test_where_a_line_stands_when_the_page_is_turned(degrees: int, box: tuple[int, ...]) -> None:
    (line,) = turned([Seen("字", 1.0, 10, 30, 20, 50)], 100, 80, degrees)
    assert (line.x0, line.y0, line.x1, line.y1) == box


def test_a_page_of_no_telling_lines_stays() -> None:
    import numpy as np

    assert turn_of(np.zeros((8, 8, 3), np.uint8), [Seen("一二", 1.0, 0, 0, 2, 8)]) == 0
